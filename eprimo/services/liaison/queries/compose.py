"""Before sending: how many families a draft reaches, who never signed in, when it leaves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.services.liaison.actions.sending import quiet_hours
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.policies.seeing import reads_sign_in_state

_REACHED = """
WITH target AS (
  SELECT class_group_id, group_id, child_id FROM liaison_notetarget WHERE note_id = %(note)s
), reached AS (
  SELECT m.person_id AS child FROM target t JOIN directory_classmembership m ON m.class_group_id = t.class_group_id
   AND m.starts <= %(now)s AND (m.ends IS NULL OR m.ends > %(now)s)
  UNION
  SELECT m.person_id FROM target t JOIN directory_groupmembership m ON m.group_id = t.group_id
   AND m.starts <= %(now)s AND (m.ends IS NULL OR m.ends > %(now)s)
  UNION
  SELECT child_id FROM target WHERE child_id IS NOT NULL
  UNION
  SELECT e.child_id FROM directory_serviceenrolment e
  WHERE e.service_id = %(service)s AND e.school_id = %(school)s AND NOT EXISTS (SELECT FROM target)
    AND e.starts <= %(now)s AND (e.ends IS NULL OR e.ends > %(now)s)
)
SELECT c.id, c.first_name, COALESCE(NULLIF(c.usual_name, ''), c.last_name),
  ARRAY(SELECT m.class_group_id FROM directory_classmembership m
        WHERE m.person_id = c.id AND m.school_id = %(school)s AND m.starts <= %(now)s
          AND (m.ends IS NULL OR m.ends > %(now)s)),
  count(g.id) AS guardians,
  count(g.id) FILTER (WHERE a.activated_at IS NOT NULL) AS activated
FROM reached JOIN directory_person c ON c.id = reached.child
JOIN directory_affiliation p ON p.person_id = c.id AND p.school_id = %(school)s AND p.profile = 'pupil'
 AND p.starts <= %(now)s AND (p.ends IS NULL OR p.ends > %(now)s)
LEFT JOIN directory_guardianship g ON g.child_id = c.id AND g.kind <> 'contact'
 AND g.starts <= %(now)s AND (g.ends IS NULL OR g.ends > %(now)s)
 AND NOT EXISTS (SELECT FROM directory_guardianrestriction s WHERE s.guardianship_id = g.id AND s.level >= 2
   AND s.starts <= %(now)s AND (s.in_force_until IS NULL OR s.in_force_until > %(now)s)
   AND (s.lifted_at IS NULL OR s.lifted_at > %(now)s))
LEFT JOIN accounts_account a ON a.person_id = g.adult_id
GROUP BY c.id ORDER BY c.sort_key, c.id
"""


@dataclass(frozen=True, slots=True)
class Reached:
    """Figures of a preview. `never` and `names` are None when the author may not know who signs in."""

    children: int
    guardians: int
    # Children none of whose guardians ever signed in: they need the note on paper.
    never: int | None
    names: tuple[str, ...]
    # Children with no guardian who has rights.
    alone: int
    leaves_at: datetime
    at_once: bool


def reached_by(actor: Actor, note: Note) -> Reached:
    """Whom the draft reaches as of now (two statements)."""
    now = clock.now()
    values = {"note": note.pk, "school": note.school_id, "service": note.service_id, "now": now}
    with connection.cursor() as cursor:
        cursor.execute(_REACHED, values)
        rows = cursor.fetchall()
    known = [row for row in rows if reads_sign_in_state(actor, frozenset(row[3]))]
    never = [row for row in known if row[4] and not row[5]]
    leaves_at = quiet_hours(note.school).opening(now)
    return Reached(
        children=len(rows),
        guardians=sum(row[4] for row in rows),
        never=len(never) if known else None,
        names=tuple(_names(never)),
        alone=sum(row[4] == 0 for row in rows),
        leaves_at=leaves_at,
        at_once=leaves_at <= now,
    )


def _names(rows: Iterable[tuple[object, ...]]) -> Iterable[str]:
    return (f"{row[1]} {row[2]}" for row in rows)
