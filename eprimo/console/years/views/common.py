"""What the screens of the change of year share."""

from django.http import HttpRequest

from eprimo.console.pages import head_of
from eprimo.foundation.directory.enums import YearState
from eprimo.foundation.directory.models import YearChange
from eprimo.foundation.directory.queries.years import ahead_of
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible


def prepared_for(request: HttpRequest) -> tuple[Actor, YearChange]:
    """The head, and what is prepared in the school in use; raises NotVisible when nothing is."""
    actor = head_of(request)
    change = ahead_of(actor.school_id or 0)
    if change is None or change.state != YearState.PREPARED:
        raise NotVisible
    return actor, change
