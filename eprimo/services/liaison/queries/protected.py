"""Whether a family under a protected contact is among the readers of a note. Never which one."""

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.statements import Statement
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.queries.compose import REACHED

_PROTECTED = Statement(f"""
WITH {REACHED}
SELECT EXISTS (
  SELECT FROM (
    SELECT child FROM reached
    UNION
    SELECT child_id FROM liaison_recipient WHERE school_year = %(year)s AND note_id = %(note)s AND by_name
  ) c
  JOIN directory_affiliation f ON f.person_id = c.child AND f.school_id = %(school)s AND f.profile = 'pupil'
   AND in_force(f.starts, f.ends, %(now)s)
  JOIN directory_guardianship g ON g.child_id = c.child AND g.kind <> 'contact'
   AND in_force(g.starts, g.ends, %(now)s)
  JOIN directory_guardianrestriction s ON s.guardianship_id = g.id
    AND in_force(s.starts, s.in_force_until, %(now)s) AND (s.lifted_at IS NULL OR s.lifted_at > %(now)s)
  GROUP BY g.id HAVING max(s.level) = 1)
""")  # noqa: S608 - a piece of ours; values go as parameters


def has_protected(note: Note) -> bool:
    """As of now, wherever the note goes or went (one statement)."""
    rows = _PROTECTED.rows(
        note=note.pk, school=note.school_id, service=note.service_id, year=note.partition, now=clock.now()
    )
    return bool(rows[0][0])
