"""Where each person stands: expected, active, leaving, erased. The one place that says it, from links and account.

- A person **has a right** while a link of their own runs or is to come: an affiliation, a mandate, or the link of an
  adult to a child who is a pupil (a person to call included: the school still needs the number). A decision of a court
  that stands on an adult's link counts too, as long as the child is a pupil: erasing the adult would erase what
  protects the child.
- **expected**: a right, and the account was never activated. **active**: a right, and it was.
- **leaving**: the last right ended. Access ends with it; the own account and the own export stay until the erasure.
- **erased**: nothing is left but a number.

The delay runs from the end of the last right. It is 90 days for who came (three months at the latest, the night of the
92nd day included), and none for who never did: neither the person, nor, for a child, any of its adults. What a year
change ended waits at least the 15 days in which it can be undone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.statements import Statement

KEPT = timedelta(days=90)
UNDOABLE = timedelta(days=15)


class State(StrEnum):
    EXPECTED = "expected"
    ACTIVE = "active"
    LEAVING = "leaving"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Standing:
    """`ended_at`: when the last right ended; `settled_at`: from when no undo of a year change brings it back;
    `erased_on`: from when the night's work erases. None while one runs."""

    person_id: int
    state: State
    ended_at: datetime | None = None
    erased_on: datetime | None = None
    school_ids: tuple[int, ...] = ()
    came: bool = False
    settled_at: datetime | None = None

    def is_due(self, now: datetime) -> bool:
        return self.state == State.LEAVING and self.erased_on is not None and self.erased_on <= now


# `span`: the rights of these people, of any time. LEAST and GREATEST leave out what is null.
_STANDINGS = Statement("""
WITH asked AS (SELECT unnest(%(people)s::bigint[]) AS id), span AS (
  SELECT a.person_id AS id, a.ends, a.school_id, a.end_reason
  FROM directory_affiliation a JOIN asked ON asked.id = a.person_id
  UNION ALL
  SELECT m.person_id, m.ends, m.school_id, m.end_reason
  FROM directory_mandate m JOIN asked ON asked.id = m.person_id
  UNION ALL
  SELECT g.adult_id, LEAST(g.ends, a.ends), a.school_id, a.end_reason
  FROM directory_guardianship g JOIN asked ON asked.id = g.adult_id
  JOIN directory_affiliation a ON a.person_id = g.child_id AND a.profile = 'pupil'
  WHERE GREATEST(g.starts, a.starts) < COALESCE(LEAST(g.ends, a.ends), 'infinity')
  UNION ALL
  SELECT g.adult_id, LEAST(g.ends, c.erased_at), NULL, ''
  FROM directory_guardianship g JOIN asked ON asked.id = g.adult_id
  JOIN directory_person c ON c.id = g.child_id AND c.erased_at IS NOT NULL
  UNION ALL
  SELECT g.adult_id, a.ends, a.school_id, a.end_reason
  FROM directory_guardianship g JOIN asked ON asked.id = g.adult_id
  JOIN directory_guardianrestriction r ON r.guardianship_id = g.id
  JOIN directory_affiliation a ON a.person_id = g.child_id AND a.profile = 'pupil'
  WHERE (r.lifted_at IS NULL OR r.lifted_at > %(now)s) AND (r.in_force_until IS NULL OR r.in_force_until > %(now)s)
), told AS (
  SELECT id, max(COALESCE(ends, 'infinity')) AS ended, array_agg(DISTINCT school_id) AS schools,
         COALESCE(bool_or(end_reason = 'year_closed' AND ends > %(undoable)s), false) AS undoable
  FROM span GROUP BY id
)
SELECT p.id, p.erased_at, NULLIF(t.ended, 'infinity'), t.ended IS NOT NULL AND t.ended > %(now)s, t.schools,
  COALESCE(t.undoable, false),
  EXISTS (SELECT FROM accounts_account k WHERE k.person_id = p.id AND k.activated_at IS NOT NULL),
  EXISTS (SELECT FROM directory_guardianship g JOIN accounts_account k ON k.person_id = g.adult_id
          WHERE g.child_id = p.id AND k.activated_at IS NOT NULL)
  OR EXISTS (SELECT FROM directory_guardianship g JOIN directory_guardianrestriction r ON r.guardianship_id = g.id
             WHERE g.child_id = p.id AND (r.lifted_at IS NULL OR r.lifted_at > %(now)s)),
  CASE substr(p.public_id::text, 15, 1) WHEN '7'
    THEN to_timestamp(('x' || left(replace(p.public_id::text, '-', ''), 12))::bit(48)::bigint / 1000.0)
    ELSE %(now)s END
FROM asked JOIN directory_person p ON p.id = asked.id LEFT JOIN told t ON t.id = p.id
ORDER BY p.id
""")


class _Row(NamedTuple):
    """A row of the statement: `ended` is the greatest end; `watched`: an adult came, or a decision stands."""

    pk: int
    erased_at: datetime | None
    ended: datetime | None
    has_right: bool | None
    schools: list[int | None] | None
    undoable: bool
    activated: bool
    watched: bool
    made: datetime


def standings_of(person_ids: Sequence[int]) -> list[Standing]:
    """Return where these people stand now, by id (one statement)."""
    now = clock.now()
    rows = _STANDINGS.rows(people=list(person_ids), now=now, undoable=now - UNDOABLE)
    return [_standing(_Row(*row)) for row in rows]


def standing_of(person_id: int) -> Standing:
    """Return where one person stands now; who is not there any more was erased, and nothing names the row."""
    return next(iter(standings_of([person_id])), Standing(person_id, State.ERASED))


def _standing(row: _Row) -> Standing:
    schools = tuple(one for one in row.schools or () if one is not None)
    if row.erased_at is not None:
        return Standing(row.pk, State.ERASED, row.erased_at, row.erased_at)
    if row.has_right:
        return Standing(row.pk, State.ACTIVE if row.activated else State.EXPECTED, None, None, schools)
    # Never a link: from the day the row was made, which its public id tells, as for who came.
    ended, came = row.ended or row.made, row.activated or row.watched or row.ended is None
    gone = ended + KEPT if came else ended
    settled = ended + UNDOABLE if row.undoable else ended
    return Standing(row.pk, State.LEAVING, ended, max(gone, settled), schools, came, settled)
