"""A note opened by a link while another school, or another role, is in use: offered to who sees it from there."""

from collections.abc import Callable

from django.urls import reverse

from eprimo.foundation.access.actors import at_other_positions
from eprimo.foundation.accounts.queries import position_choices
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.services.liaison.models import Note

type Sees = Callable[[Actor, Note], bool]


class SeenElsewhere(NotVisible):
    """Not to be known in the position in use: 404 as ever, and the way to the position that shows it.

    It says nothing of the note: which of the person's own positions, and where to come back to.
    """

    page = "liaison/elsewhere.html"

    def __init__(self, there: Actor, *, here: Actor, choice: str, address: str) -> None:
        super().__init__()
        self.there, self.here = there, here
        # What the form posts to take that position, and the page it opens then.
        self.choice, self.address = choice, address

    @property
    def of_a_school(self) -> bool:
        """Another school of theirs; else another role, at the same school or beside none."""
        return self.here.school_id not in {None, self.there.school_id}


def elsewhere(actor: Actor, note: Note | None, sees: Sees) -> SeenElsewhere | None:
    """The offer of the first other position that shows the note: the role in use first, then the widest duty.

    Whether the note exists changes no statement of who does not see it: the other positions are read first.
    """
    others = sorted(at_other_positions(actor), key=lambda one: one.role != actor.role)
    there = next((one for one in others if note is not None and sees(one, note)), None)
    if note is None or there is None:
        return None
    place = there.role, there.school_id
    # None when that position ended since the session was read.
    choice = next(
        (value for value, one in position_choices(actor).items() if (one.role, one.school_id) == place), None
    )
    if choice is None:
        return None
    return SeenElsewhere(
        there,
        here=actor,
        choice=choice,
        address=reverse("liaison:note", args=[note.resource.public_id]),
    )
