"""Whether a note still concerns anybody: a class, a group that is open, or a pupil of the school.

A change of year closes classes: their notes ask nothing of anybody any more, are put away with the others, and are
read in the archives of who was there. Undone, the classes are open again, and so are their notes.
"""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from eprimo.services.liaison.children import pupil_now
from eprimo.services.liaison.models import Note, NoteTarget

# The same for statements on `liaison_note n` and its resource `r` (a test holds them together).
GOES_ON = """(r.published_at IS NULL OR n.service_id IS NOT NULL OR EXISTS (
  SELECT FROM liaison_notetarget t
  LEFT JOIN directory_classgroup g ON g.id = t.class_group_id LEFT JOIN directory_group q ON q.id = t.group_id
  WHERE t.note_id = n.resource_id AND (g.id IS NOT NULL AND g.closed_at IS NULL
    OR q.id IS NOT NULL AND q.closed_at IS NULL
    OR EXISTS (SELECT FROM directory_affiliation a WHERE a.person_id = t.child_id AND a.school_id = t.school_id
      AND a.profile = 'pupil' AND a.starts <= %(now)s AND (a.ends IS NULL OR a.ends > %(now)s)))))"""


def goes_on(now: datetime, note: str = "") -> Q:
    """On Note, or on rows whose `note` it is. What a service of the commune sent goes on with its enrolments."""
    alive = NoteTarget.objects.filter(
        Q(class_group__isnull=False, class_group__closed_at=None)
        | Q(group__isnull=False, group__closed_at=None)
        | Q(pupil_now("child_id", "school_id", now)),
        note=OuterRef(note or "pk"),
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
