"""Lists of notes of a family and of a pupil. Newest first, thirty at a time."""

from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.pagination import Page, paginate
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.policies import seeing
from eprimo.services.liaison.queries.families import ForChild, for_children
from eprimo.services.liaison.reach import with_reach


def family_list(
    actor: Actor, *, child: int | None = None, after: str = "", before: str = ""
) -> tuple[list[ForChild], Page[Note]]:
    """The notes of the guardian's children (of one of them), newest first, one line for each child (two statements)."""
    notes = Note.objects.filter(seeing.family_notes(actor, only=child))
    seen = with_reach(notes).select_related("resource__owner", "school", "service")
    page = paginate(seen, ("-visible_from", "-pk"), after=after, before=before)
    lines = for_children(actor, page.items)
    return [line for line in lines if child is None or line.child_id == child], page


def pupil_list(actor: Actor, *, after: str = "", before: str = "") -> Page[Note]:
    """Notes addressed to the pupils of own class (one statement)."""
    notes = Note.objects.filter(seeing.pupil_notes(actor)).select_related("resource__owner")
    return paginate(notes, ("-visible_from", "-pk"), after=after, before=before)
