"""What the worker tidies in the directory."""

from eprimo.foundation.directory.actions.mandates import proposals_lapse
from eprimo.foundation.kernel.periodic import every


@every(3600)
def proposals_tidy() -> int:
    """Proposals that nobody answered in time keep no name of somebody who is not known."""
    return proposals_lapse()
