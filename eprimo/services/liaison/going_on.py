"""Whether a note still concerns anybody: a class, a group that is open, or a pupil of the school.

A change of year closes classes: their notes ask nothing of anybody any more, are put away with the others, and are
read in the archives of who was there. Undone, the classes are open again, and so are their notes.
"""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from eprimo.foundation.content.kinds import To
from eprimo.foundation.content.models import Target
from eprimo.foundation.directory.models import ClassGroup, Group
from eprimo.foundation.kernel.statements import with_periods
from eprimo.services.liaison.children import pupil_now
from eprimo.services.liaison.models import Note

# The same for statements on `liaison_note n` and its resource `r` (a test holds them together). OFFSET 0: asked of each
# note by its key; the planner would read the targets of the whole academy else.
GOES_ON = with_periods("""(r.published_at IS NULL OR n.service_id IS NOT NULL OR EXISTS (
  SELECT FROM content_target t
  LEFT JOIN directory_classgroup g ON t.kind = 'class' AND g.id = t.target
  LEFT JOIN directory_group q ON t.kind = 'group' AND q.id = t.target
  WHERE t.resource_id = n.resource_id AND (g.id IS NOT NULL AND g.closed_at IS NULL
    OR q.id IS NOT NULL AND q.closed_at IS NULL
    OR t.kind = 'child' AND EXISTS (SELECT FROM directory_affiliation a
      WHERE a.person_id = t.target AND a.school_id = t.school_id
      AND a.profile = 'pupil' AND in_force(a.starts, a.ends, %(now)s))) OFFSET 0))""")


def goes_on(now: datetime, note: str = "") -> Q:
    """On Note, or on rows that lead to it by `note`. What a service of the commune sent goes on with its enrolments."""
    alive = Target.objects.filter(
        Q(Exists(ClassGroup.objects.filter(pk=OuterRef("target"), closed_at=None)), kind=To.CLASS)
        | Q(Exists(Group.objects.filter(pk=OuterRef("target"), closed_at=None)), kind=To.GROUP)
        | Q(pupil_now("target", "school_id", now), kind=To.CHILD),
        resource=OuterRef(f"{note}__pk" if note else "pk"),
    )
    inside = f"{note}__" if note else ""
    return (
        Q(**{f"{inside}resource__published_at": None})
        | Q(**{f"{inside}service__isnull": False})
        | Q(Exists(alive))
    )


def is_going_on(note: Note, now: datetime) -> bool:
    """The same for one note (one statement)."""
    return Note.objects.filter(goes_on(now), pk=note.pk).exists()
