"""How much there is to tell the people of some rounds: one statement, whatever their number.

The rule of seeing is that of `policies.visible_to`, written for many people at once; a test compares the two.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from eprimo.foundation.access.actors import for_person
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.statements import with_periods
from eprimo.foundation.notifications.channels import channels
from eprimo.foundation.notifications.models import Lane, Notice, Rhythm
from eprimo.foundation.notifications.policies import visible_to

# OFFSET 0: asked for each notice by its index, never by reading a whole table first.
# A child who is a pupil of a school that is open, in a class of the running year.
_PUPIL_AT = """
EXISTS (SELECT FROM directory_affiliation f JOIN directory_school c ON c.id = f.school_id
        JOIN directory_classmembership m ON m.person_id = f.person_id AND m.school_id = f.school_id
        JOIN directory_classgroup g ON g.id = m.class_group_id AND g.year_id = c.running_year_id
        WHERE f.person_id = n.child_id AND f.profile = 'pupil' AND f.school_id = {school}
          AND g.closed_at IS NULL AND in_force(f.starts, f.ends, %(now)s) AND in_force(m.starts, m.ends, %(now)s)
          AND EXISTS (SELECT FROM directory_entitlement e WHERE e.school_id = f.school_id
                      AND e.starts <= %(now)s AND e.ends > %(now)s)
        OFFSET 0)
"""
_SEEN = f"""
EXISTS (SELECT FROM directory_guardianship l WHERE l.adult_id = n.recipient_id AND l.child_id = n.child_id
        AND l.kind <> 'contact' AND in_force(l.starts, l.ends, %(now)s)
        AND NOT EXISTS (SELECT FROM directory_guardianrestriction s WHERE s.guardianship_id = l.id AND s.level >= 2
          AND in_force(s.starts, s.in_force_until, %(now)s)
          AND (s.lifted_at IS NULL OR s.lifted_at > %(now)s))
        OFFSET 0)
AND {_PUPIL_AT.format(school="n.school_id")}
AND EXISTS (SELECT FROM access_audience u WHERE u.id = n.audience_id AND CASE u.kind
  WHEN 'child' THEN u.target = n.child_id
  WHEN 'school' THEN {_PUPIL_AT.format(school="u.target")}
  WHEN 'class' THEN {_PUPIL_AT.format(school="u.school_id")}
    AND EXISTS (SELECT FROM directory_classmembership m JOIN directory_classgroup g ON g.id = m.class_group_id
                JOIN directory_school c ON c.id = m.school_id AND c.running_year_id = g.year_id
                WHERE m.person_id = n.child_id AND g.id = u.target AND g.closed_at IS NULL
                  AND in_force(m.starts, m.ends, %(now)s)
                OFFSET 0)
  WHEN 'group' THEN {_PUPIL_AT.format(school="u.school_id")}
    AND EXISTS (SELECT FROM directory_groupmembership m JOIN directory_group g ON g.id = m.group_id
                JOIN directory_school c ON c.id = m.school_id AND c.running_year_id = g.year_id
                WHERE m.person_id = n.child_id AND g.id = u.target AND g.closed_at IS NULL
                  AND in_force(m.starts, m.ends, %(now)s)
                OFFSET 0)
  ELSE false END OFFSET 0)
"""  # noqa: S608
# The rhythm of a notice: of its child, else of all, else the channel's default.
_RHYTHM = """
COALESCE(
  (SELECT q.rhythm FROM notifications_preference q WHERE q.person_id = n.recipient_id AND q.channel = r.channel
     AND q.lane = n.lane AND q.child_id = n.child_id),
  (SELECT q.rhythm FROM notifications_preference q WHERE q.person_id = n.recipient_id AND q.channel = r.channel
     AND q.lane = n.lane AND q.child_id IS NULL),
  (SELECT d.rhythm FROM usual d WHERE d.channel = r.channel AND d.lane = n.lane), 'never')
"""
# Those that a round covers: rung since, or come since for digests. What could not ring (holidays, a pause) is told by
# the next digest.
_COUNT = with_periods(f"""
WITH usual AS (
  SELECT * FROM unnest(%(channels)s::text[], %(lanes)s::text[], %(rhythms)s::text[]) AS d(channel, lane, rhythm)
), told AS (
  SELECT r.id, n.lane, n.due_on, n.child_id IS NULL AS apart, n.id AS notice, {_RHYTHM} AS rhythm,
    CASE WHEN r.rhythm = 'now' THEN n.rang_at > r.since AND n.rang_at <= r.until
         ELSE GREATEST(n.visible_from, n.made_at) > r.since AND GREATEST(n.visible_from, n.made_at) <= r.until
    END AS fresh,
    r.rhythm AS of_round, (%(now)s AT TIME ZONE h.time_zone)::date AS today,
    n.ring_at IS NULL AS unheard,
    n.child_id IS NULL OR ({_SEEN}) AS seen
  FROM notifications_round r JOIN directory_school h ON h.id = r.school_id
  JOIN notifications_notice n ON n.recipient_id = r.person_id AND n.state = 'open'
       AND n.school_year = ANY(%(years)s) AND n.visible_from <= %(now)s
  WHERE r.id = ANY(%(rounds)s)
)
SELECT id, count(*) FILTER (WHERE lane = 'todo' AND rhythm <> 'never'),
  count(*) FILTER (WHERE lane = 'todo' AND fresh
                   AND (rhythm = of_round OR (of_round = 'daily' AND rhythm = 'now' AND unheard))),
  min(due_on) FILTER (WHERE lane = 'todo' AND rhythm <> 'never' AND due_on >= today),
  count(*) FILTER (WHERE lane = 'child' AND fresh AND rhythm = of_round),
  count(*) FILTER (WHERE lane = 'life' AND fresh AND rhythm = of_round)
FROM told WHERE seen AND (NOT apart OR notice = ANY(%(apart)s)) GROUP BY id
""")  # noqa: S608
# What a round was to ring and no other channel rang, for who chose to be rung by it, is as what never rings.
_UNHEARD = f"""
WITH usual AS (
  SELECT * FROM unnest(%(channels)s::text[], %(lanes)s::text[], %(rhythms)s::text[]) AS d(channel, lane, rhythm)
)
UPDATE notifications_notice n SET ring_at = NULL FROM notifications_round mine
WHERE mine.id = ANY(%(rounds)s) AND n.recipient_id = mine.person_id AND n.school_year = ANY(%(years)s)
  AND n.rang_at > mine.since AND n.rang_at <= mine.until
  AND NOT EXISTS (SELECT FROM notifications_round r
    WHERE r.person_id = mine.person_id AND r.channel <> mine.channel AND r.rhythm = 'now' AND r.state = 'sent'
      AND n.rang_at > r.since AND n.rang_at <= r.until AND {_RHYTHM} = 'now')
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class DueRound:
    """A round that was claimed."""

    id: int
    key: UUID
    person_id: int
    school_id: int
    channel: str
    rhythm: Rhythm
    since: datetime
    until: datetime
    tries: int


@dataclass(frozen=True, slots=True)
class Counts:
    todo: int = 0
    new_todo: int = 0
    due_on: date | None = None
    child: int = 0
    life: int = 0

    @property
    def nothing_new(self) -> bool:
        return not (self.new_todo or self.child or self.life)


def years_of(now: datetime) -> list[int]:
    """Return the school years whose notices may still be told: this one, and in summer the one before."""
    return [now.year - 1, now.year]


def counts_of(rounds: Sequence[DueRound]) -> dict[int, Counts]:
    """Count what each round has to tell now, by its id; a right that is gone takes its part away."""
    now = clock.now()
    apart = _seen_without_child([one.person_id for one in rounds], now)
    values = _of(rounds, now) | {"now": now, "apart": apart}
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, values)
        return {row[0]: Counts(*row[1:]) for row in cursor.fetchall()}


def drop_rings(rounds: Sequence[DueRound]) -> None:
    """Let these rounds ring nothing any more: the next digest tells what they were to ring, save what another channel
    rang."""
    if rounds:
        with connection.cursor() as cursor:
            cursor.execute(_UNHEARD, _of(rounds, clock.now()))


def _of(rounds: Sequence[DueRound], now: datetime) -> dict[str, Any]:
    usual = [(one.key, lane, one.default(lane)) for one in channels() for lane in Lane]
    return {
        "rounds": [one.id for one in rounds], "years": years_of(now), "channels": [one[0] for one in usual],
        "lanes": [str(one[1]) for one in usual], "rhythms": [str(one[2]) for one in usual],
    }  # fmt: skip


def _seen_without_child(people: Sequence[int], now: datetime) -> list[int]:
    """Notices that are about no child reach people by what they are in the school: by their actor, one by one. Few
    people have any."""
    rows: Any = Notice.objects.filter(
        school_year__in=years_of(now), recipient__in=people, child=None, state="open", visible_from__lte=now
    )
    found: list[int] = []
    for person in rows.order_by().values_list("recipient_id", flat=True).distinct():
        found += rows.filter(visible_to(for_person(person)), recipient=person).values_list("id", flat=True)
    return found
