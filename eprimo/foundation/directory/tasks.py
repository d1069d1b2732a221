"""What the worker does by itself in the directory."""

from eprimo.foundation.directory.actions.guardians import kinds_given_back
from eprimo.foundation.directory.actions.mandates import proposals_lapse
from eprimo.foundation.directory.actions.ties import ties_lapse
from eprimo.foundation.directory.actions.year_work import years_work
from eprimo.foundation.kernel.periodic import every


@every(3600)
def proposals_tidy() -> int:
    """Proposals whose time is over keep no name of somebody who is not known."""
    return proposals_lapse() + ties_lapse()


@every(60)
def kinds_come_back() -> int:
    """Decisions that lowered what an adult is to a child, and reached their end."""
    return kinds_given_back()


@every(2)
def years_turn() -> int:
    """Schools whose change of year was asked, or whose day has come."""
    return years_work()
