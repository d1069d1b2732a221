"""Lists of notes: of the school's side, of a family, of a pupil. Newest first, thirty at a time."""

from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from eprimo.foundation.directory.models import ClassGroup
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.pagination import Page, paginate
from eprimo.services.liaison.audience import classes_for
from eprimo.services.liaison.enums import Outcome
from eprimo.services.liaison.models import Note, NoteTarget, Owed, Recipient
from eprimo.services.liaison.policies import seeing
from eprimo.services.liaison.queries.families import ForChild, for_children
from eprimo.services.liaison.reach import with_reach

DRAFTS, CURRENT, ARCHIVED = "brouillons", "en-cours", "ranges"


def team_list(
    actor: Actor, *, state: str = CURRENT, in_class: UUID | None = None, after: str = "", before: str = ""
) -> Page[Note]:
    """Notes of the school's side, each with its figures (one statement)."""
    notes = Note.objects.filter(seeing.team_notes(actor))
    if state == DRAFTS:
        notes = notes.filter(sent_at=None)
    elif state == ARCHIVED:
        notes = notes.filter(Q(archived_at__isnull=False) | Q(withdrawn_at__isnull=False))
    else:
        notes = notes.filter(sent_at__isnull=False, archived_at=None, withdrawn_at=None)
    if in_class is not None:
        notes = notes.filter(targets__class_group__public_id=in_class)
    return paginate(with_figures(notes), ("-resource__updated_at", "-pk"), after=after, before=before)


def with_figures(notes: QuerySet[Note]) -> QuerySet[Note]:
    """Each note with whom it is for, how many children it reached, and for how many it is settled."""
    return notes.select_related("resource__owner", "service").annotate(
        class_labels=_labels("class_group__label"),
        group_labels=_labels("group__label"),
        child_names=_labels("child__first_name"),
        reached=_children(Q()),
        settled=_children(~Q(outcome=Outcome.WAITING)),
    )


def _labels(column: str) -> ArraySubquery:
    targets = NoteTarget.objects.filter(note=OuterRef("pk"), **{f"{column}__isnull": False})
    return ArraySubquery(targets.order_by(column).values(column))


def _children(which: Q) -> Coalesce:
    rows = Recipient.objects.filter(which, note=OuterRef("pk"), school_year=OuterRef("school_year"))
    counted = rows.order_by().values("note").annotate(n=Count("id")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def filter_classes(actor: Actor) -> list[ClassGroup]:
    return list(classes_for(actor))


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


def followed(actor: Actor, limit: int = 8) -> list[Note]:
    """For the home of the school's side: own drafts, and notes in progress, own or (head) of the school, with their
    figures (one statement)."""
    mine = Q(resource__owner_id=actor.person_id)
    if actor.heads:
        mine |= Q(sent_at__isnull=False)
    notes = Note.objects.filter(seeing.team_notes(actor), mine, archived_at=None, withdrawn_at=None)
    changed = Owed.objects.filter(note=OuterRef("pk"), changed_at__isnull=False).order_by().values("note")
    rows = with_figures(notes).annotate(
        changes=Coalesce(
            Subquery(changed.annotate(n=Count("id")).values("n"), output_field=IntegerField()), 0
        )
    )
    return list(rows.order_by(F("sent_at").desc(nulls_first=True), "-pk")[:limit])
