"""A person’s other positions: where a note opened by a link is seen from, and the schools that a note is copied to."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from django.urls import reverse

from eprimo.foundation.access.actors import at_other_positions
from eprimo.foundation.accounts.queries import position_choices, school_choices
from eprimo.foundation.directory.models import SchoolSettings
from eprimo.foundation.kernel.actor import Actor, Position
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.policies.acts import may_write
from eprimo.services.liaison.queries.team import ALWAYS_WRITE

type Sees = Callable[[Actor, Note], bool]


class SeenElsewhere(NotVisible):
    """A note that is not to be known in the position in use, with the way to the position that shows it: 404 as ever.

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
        """It is another school of theirs; else another role, at the same school or beside none."""
        return self.here.school_id not in {None, self.there.school_id}


def elsewhere(actor: Actor, note: Note | None, sees: Sees) -> SeenElsewhere | None:
    """Return the offer of the first other position that shows the note, the role in use first, then the widest duty;
    None when none does.

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


def _others(actor: Actor) -> list[Position]:
    """Return the same role at other schools that are open."""
    return [
        one
        for one in actor.positions
        if one.role == actor.role and one.school_id not in {None, actor.school_id} and not one.closed
    ]


def has_other_schools(actor: Actor) -> bool:
    return bool(_others(actor))


def other_schools(actor: Actor) -> dict[str, Position]:
    """Return the other schools where the actor writes in this role, by public id: those whose settings allow it (two
    statements at most, none when there is no other school)."""
    others = _others(actor)
    if not others:
        return {}
    # Who is an agent somewhere serves there: only what the school decided may refuse.
    public_ids, settings = school_choices(actor), _settings(actor, others)
    return {
        str(public_ids[one.school_id or 0]): one
        for one in others
        if one.school_id not in settings
        or may_write(replace(actor, school_id=one.school_id, closed=one.closed), settings[one.school_id])
    }


def _settings(actor: Actor, positions: Iterable[Position]) -> dict[int | None, SchoolSettings]:
    """Return what these schools decided or have by default; nothing is asked for roles that write whatever a school
    allows."""
    if actor.role in ALWAYS_WRITE:
        return {}
    schools = [one.school_id or 0 for one in positions]
    decided = {one.school_id: one for one in SchoolSettings.objects.filter(school_id__in=schools)}
    return {school: decided.get(school) or SchoolSettings(school_id=school) for school in schools}
