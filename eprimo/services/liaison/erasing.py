"""What the liaison book does beyond its lines when people are erased."""

from collections.abc import Mapping, Sequence

from django.db.models import Exists, OuterRef, Q

from eprimo.foundation.content.actions import resources_hold
from eprimo.foundation.content.kinds import To
from eprimo.foundation.content.models import Resource, Target
from eprimo.foundation.directory.models import Person
from eprimo.foundation.kernel.retention_rules import Erasing
from eprimo.foundation.notifications.models import Notice
from eprimo.services.liaison.enums import OwedState
from eprimo.services.liaison.models import Note, Owed


def erase(erasing: Erasing) -> Mapping[str, int]:
    """Delete notes to erased children alone; take the words from those of authors who objected, and keep what was
    signed."""
    return {"liaison.Note": _about(erasing.people) + _unsaid(erasing.objecting)}


def _about(children: Sequence[int]) -> int:
    """Delete the notes that name erased children and nobody else: everything in them is about these children. Return
    how many."""
    targets = Target.objects.filter(resource=OuterRef("pk")).exclude(kind=To.PERSON)
    erased = Person.objects.filter(pk=OuterRef("target"), erased_at__isnull=False)
    gone = Q(kind=To.CHILD) & (Q(target__in=children) | Q(Exists(erased)))
    about = targets.filter(kind=To.CHILD, target__in=children)
    alone = Note.objects.filter(Exists(about), ~Exists(targets.exclude(gone)))
    ids = resources_hold(alone.values_list("pk", flat=True), to_delete=True)
    Resource.objects.filter(pk__in=ids).delete()
    return len(ids)


def _unsaid(authors: Sequence[int]) -> int:
    """Take the words from the notes of these authors, whose resources `content.erasing` empties: nobody is waited
    for; who read, signed or answered stays written. Return how many."""
    notes = Note.objects.filter(resource__owner__in=authors)
    ids = resources_hold(notes.values_list("pk", flat=True)) if authors else []
    if not ids:
        return 0
    Notice.objects.filter(resource__in=ids).delete()
    Owed.objects.filter(note__in=ids, state=OwedState.EXPECTED).update(state=OwedState.STOPPED)
    for note in notes.only("pk", "questions"):
        # An answer is one of the choices of its question: they stay beside it.
        kept = [{**one, "text": ""} for one in note.questions]
        Note.objects.filter(pk=note.pk).update(questions=kept)
    notes.update(summary="", place="", bring=[], urgent_reason="")
    return len(ids)
