"""Planning what is to be sent: rounds, one for a person, a channel and a rhythm. Two planners at once do it once."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from eprimo.foundation.directory.models import School
from eprimo.foundation.directory.queries.calendar import days_off_of
from eprimo.foundation.kernel import clock
from eprimo.foundation.notifications.actions.notices import SPREAD_SECONDS
from eprimo.foundation.notifications.channels import Channel, channels
from eprimo.foundation.notifications.counts import years_of
from eprimo.foundation.notifications.models import DigestDay, Lane, Rhythm
from eprimo.foundation.notifications.quiet_hours import GRACE, Calendar, QuietHours, calendar_of, plan

# A person, the school of what rings last, and when that was to ring.
type _Rung = tuple[int, int, datetime]

# Any number of ours: one planner at a time.
_LOCK = 711_003
# When the day's digest leaves, in the school's zone: docs/decisions says why.
DIGEST_AT = time(18)
_BEFORE_QUIET = timedelta(minutes=30)
_SPREAD = 30 * 60
# A notice is committed at most that long after its instant.
_SETTLED = timedelta(minutes=1)
_SAME_DAY = timedelta(hours=12)
# Who never had a digest is told what is unread of that time: longer than any holidays.
_FIRST = timedelta(days=70)
_FRIDAY = 4

_PAUSED = "EXISTS (SELECT FROM notifications_pause z WHERE z.person_id = {person} AND z.until > %(now)s)"
# What rings now is marked, and handed to every channel, in one statement. Of who has a pause it never rings: the digest
# that follows tells it, as after holidays.
_MARK = f"""
WITH rung AS (
  UPDATE notifications_notice n SET rang_at = %(now)s,
    ring_at = CASE WHEN NOT {_PAUSED.format(person="n.recipient_id")} THEN n.ring_at END
  WHERE ring_at <= %(now)s AND rang_at IS NULL AND ring_at IS NOT NULL
  RETURNING recipient_id, school_id, state, visible_from, ring_at
)
SELECT recipient_id, (array_agg(school_id ORDER BY ring_at DESC, school_id DESC))[1], max(ring_at)
FROM rung WHERE state = 'open' AND visible_from <= %(now)s AND ring_at IS NOT NULL GROUP BY recipient_id
"""  # noqa: S608 - a piece of ours; values go as parameters
_PLAN = """
INSERT INTO notifications_round (key, person_id, school_id, channel, rhythm, since, until, due_at, state, tries)
SELECT gen_random_uuid(), p.id, d.school, %(channel)s, %(rhythm)s, %(since)s, %(until)s,
       %(due)s + make_interval(secs => mod(abs(hashint8(p.id)::bigint), %(spread)s)), 'pending', 0
FROM ({people}) d JOIN directory_person p ON p.id = d.person
WHERE {reaches}
ON CONFLICT (person_id, channel, rhythm) DO UPDATE SET
  school_id = excluded.school_id,
  next_until = CASE WHEN notifications_round.state = 'claimed' THEN excluded.until END,
  since = CASE WHEN notifications_round.state IN ('pending', 'claimed', 'givenup') THEN notifications_round.since
               ELSE notifications_round.until END,
  until = CASE WHEN notifications_round.state = 'claimed' THEN notifications_round.until
               ELSE GREATEST(notifications_round.until, excluded.until) END,
  due_at = CASE WHEN notifications_round.state = 'pending' AND notifications_round.tries = 0
                THEN LEAST(notifications_round.due_at,
                           GREATEST(excluded.due_at, notifications_round.sent_at + %(apart)s))
                WHEN notifications_round.state IN ('pending', 'claimed') THEN notifications_round.due_at
                ELSE GREATEST(excluded.due_at, notifications_round.sent_at + %(apart)s) END,
  tries = CASE WHEN notifications_round.state IN ('pending', 'claimed') THEN notifications_round.tries ELSE 0 END,
  state = CASE WHEN notifications_round.state = 'claimed' THEN 'claimed' ELSE 'pending' END
WHERE notifications_round.until < %(again)s
"""
_RUNG = "SELECT * FROM unnest(%(people)s::bigint[], %(schools)s::bigint[]) AS x(person, school)"
_NEWS = """
SELECT n.recipient_id AS person, min(n.school_id) AS school
FROM notifications_notice n LEFT JOIN notifications_round r
  ON r.person_id = n.recipient_id AND r.channel = %(channel)s AND r.rhythm = %(rhythm)s
WHERE n.school_id = ANY(%(schools)s) AND n.state = 'open' AND n.school_year = ANY(%(years)s)
  AND n.visible_from <= %(until)s AND GREATEST(n.visible_from, n.made_at) > COALESCE(r.until, %(since)s)
GROUP BY n.recipient_id
"""
# For who has no row at that rhythm and channel, the default counts.
_WANTS = """
(%(usual)s OR EXISTS (SELECT FROM notifications_preference q WHERE q.person_id = p.id AND q.channel = %(channel)s
                      AND q.rhythm = %(rhythm)s))
"""


@transaction.atomic
def rings_plan() -> int:
    """Hand what rings now to the channels; returns how many people it is for."""
    _alone()
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(_MARK, {"now": now})
        rung = cursor.fetchall()
        if not rung:
            return 0
        for opening, told in _by_opening(rung, now).items():
            for channel in channels():
                if Rhythm.NOW not in channel.rhythms or not channel.available():
                    continue
                values: dict[str, Any] = {
                    "now": now, "channel": channel.key, "rhythm": Rhythm.NOW, "since": now - timedelta(seconds=1),
                    "until": now, "due": opening or now + channel.gather, "spread": SPREAD_SECONDS if opening else 1,
                    "apart": channel.apart, "again": now,
                    "people": [row[0] for row in told], "schools": [row[1] for row in told],
                }  # fmt: skip
                cursor.execute(_PLAN.format(people=_RUNG, reaches=f"({channel.reaches})"), values)
    return len(rung)


def _by_opening(rung: Sequence[_Rung], now: datetime) -> dict[datetime | None, list[_Rung]]:
    """Who is told at once (None), and who at an opening: what was to ring before quiet hours or holidays does not
    ring in them because nobody was there to send it."""
    late = {school for _, school, ring_at in rung if ring_at < now - GRACE}
    calendars = {row.pk: calendar_of(row, now) for row in School.objects.filter(pk__in=late)} if late else {}
    found: dict[datetime | None, list[_Rung]] = {}
    for one in rung:
        calendar = calendars.get(one[1]) if one[2] < now - GRACE else None
        waits = calendar is not None and calendar.rests(now) and not calendar.rests(one[2])
        opening = plan(calendar, now, after_holidays=True).visible_from if calendar and waits else None
        found.setdefault(opening, []).append(one)
    return found


@transaction.atomic
def digests_plan() -> int:
    """Plan the digests of the schools whose hour has come; returns how many schools they are of."""
    _alone()
    now = clock.now()
    daily, weekly = _schools_due(now)
    for rhythm, schools in ((Rhythm.DAILY, daily), (Rhythm.WEEKLY, weekly)):
        for channel in channels():
            if schools and rhythm in channel.rhythms and channel.available():
                _plan_digest(channel, rhythm, schools, now)
    _note_days(daily, weekly)
    return len(daily)


def _plan_digest(channel: Channel, rhythm: Rhythm, schools: Iterable[int], now: datetime) -> None:
    values: dict[str, Any] = {
        "now": now, "channel": channel.key, "rhythm": rhythm, "since": now - _FIRST, "until": now - _SETTLED,
        "due": now, "spread": _SPREAD, "apart": timedelta(), "again": now - _SAME_DAY, "schools": list(schools),
        "years": years_of(now), "usual": any(channel.default(lane) == rhythm for lane in Lane),
    }  # fmt: skip
    wants = f"({channel.reaches}) AND {_WANTS} AND NOT {_PAUSED.format(person='p.id')}"
    statement = _PLAN.format(people=_NEWS, reaches=wants)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _schools_due(now: datetime) -> tuple[dict[int, date], dict[int, date]]:
    """The open schools whose digest is due and was not planned today, with their day; those of the week apart."""
    schools = School.objects.filter(entitlements__starts__lte=now, entitlements__ends__gt=now).distinct()
    rows = schools.values_list(
        "pk", "holiday_zone", "time_zone", "settings__quiet_from", "settings__quiet_until",
        "digest_day__daily_on", "digest_day__weekly_on",
    )  # fmt: skip
    coming = [row for row in rows if _hour_has_come(now, row[2], row[3], row[5])]
    if not coming:
        return {}, {}
    off = days_off_of({row[0]: row[1] for row in coming}, now.date() - timedelta(days=1))
    daily, weekly = {}, {}
    for pk, _zone, zone, starts, ends, _daily_on, weekly_on in coming:
        hours = QuietHours(zone, starts, ends) if starts is not None else QuietHours(zone)
        calendar = Calendar(hours, off[pk])
        day = calendar.day(now)
        if calendar.hours.is_quiet(now) or calendar.is_off(day):
            continue
        daily[pk] = day
        if weekly_on != day and all(calendar.is_off(after) for after in _rest_of_week(day)):
            weekly[pk] = day
    return daily, weekly


def _hour_has_come(now: datetime, zone: str, quiet_from: time | None, done_on: date | None) -> bool:
    here = now.astimezone(ZoneInfo(zone))
    at = datetime.combine(here.date(), DIGEST_AT)
    if quiet_from is not None and quiet_from >= time(12):
        at = min(at, datetime.combine(here.date(), quiet_from) - _BEFORE_QUIET)
    return done_on != here.date() and here.replace(tzinfo=None) >= at


def _rest_of_week(day: date) -> list[date]:
    return [day + timedelta(days=step) for step in range(1, _FRIDAY - day.weekday() + 1)]


def _note_days(daily: dict[int, date], weekly: dict[int, date]) -> None:
    DigestDay.objects.bulk_create(
        [DigestDay(school_id=pk, daily_on=day, weekly_on=weekly.get(pk)) for pk, day in daily.items() if pk in weekly],
        update_conflicts=True, update_fields=["daily_on", "weekly_on"], unique_fields=["school"],
    )  # fmt: skip
    DigestDay.objects.bulk_create(
        [DigestDay(school_id=pk, daily_on=day) for pk, day in daily.items() if pk not in weekly],
        update_conflicts=True, update_fields=["daily_on"], unique_fields=["school"],
    )  # fmt: skip


def _alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
