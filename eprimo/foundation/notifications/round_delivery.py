"""Sending what was planned. A round is claimed, counted, given to its channel and marked, each in its own commit:
whatever is killed, every instant of a person's notices is covered by one round, and a round that may have been sent
goes again only under the same name, which mail servers and telephones take for the same message."""

import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from eprimo.foundation.directory.models import School
from eprimo.foundation.kernel import clock
from eprimo.foundation.notifications.actions.notices import SPREAD_SECONDS
from eprimo.foundation.notifications.channels import Channel, ChannelMessage, Outcome, channels
from eprimo.foundation.notifications.counts import Counts, DueRound, counts_of, drop_rings
from eprimo.foundation.notifications.models import Pause, Rhythm, Round, RoundState
from eprimo.foundation.notifications.quiet_hours import GRACE, Calendar, calendar_of, plan

BATCH = 200
# A claim that is not marked by then was its worker's last: another takes it.
LEASE = timedelta(minutes=15)
_GIVE_BACK_AFTER = 10 * 60.0
MAX_TRIES = 8
_BACK_OFF, _LONGEST = timedelta(minutes=1), timedelta(hours=2)

_CLAIM = """
UPDATE notifications_round SET state = 'claimed', tries = tries + 1, due_at = %(lease)s
WHERE id IN (SELECT id FROM notifications_round
             WHERE channel = %(channel)s AND state IN ('pending', 'claimed') AND due_at <= %(now)s
             ORDER BY due_at, id LIMIT %(batch)s FOR UPDATE SKIP LOCKED)
RETURNING id, key, person_id, school_id, channel, rhythm, since, until, tries
"""
# Marks hold for the sending they are about: not for a later one of the same row.
_MARK = """
UPDATE notifications_round r SET
  state = CASE WHEN r.next_until IS NULL THEN m.state ELSE 'pending' END,
  since = CASE WHEN r.next_until IS NULL THEN r.since ELSE r.until END,
  until = COALESCE(r.next_until, r.until),
  due_at = CASE WHEN r.next_until IS NULL THEN r.due_at ELSE %(again)s END,
  tries = CASE WHEN r.next_until IS NULL THEN r.tries ELSE 0 END,
  sent_at = CASE WHEN m.state = 'sent' THEN %(now)s ELSE r.sent_at END,
  next_until = NULL
FROM unnest(%(ids)s::bigint[], %(untils)s::timestamptz[], %(states)s::text[]) AS m(id, until, state)
WHERE r.id = ANY(%(ids)s) AND r.id = m.id AND r.until = m.until AND r.state = 'claimed'
"""


def rounds_send(batch: int = BATCH) -> int:
    """Send one batch of each channel; returns how many rounds were looked at."""
    return sum(_send_batch(channel, batch) for channel in channels() if channel.available())


def _send_batch(channel: Channel, batch: int) -> int:
    claimed = _claim(channel, batch)
    if not claimed:
        return 0
    now = clock.now()
    schools = School.objects.filter(pk__in={one.school_id for one in claimed})
    calendars = {school.pk: calendar_of(school, now) for school in schools}
    awake = _without_quiet(_without_paused(channel, claimed, now), calendars, now)
    counts = counts_of(awake)
    words: dict[tuple[object, datetime], DueRound] = {}
    told, empty = [], []
    for due in awake:
        found = counts.get(due.id, Counts())
        if found.nothing_new:
            empty.append((due, RoundState.EMPTY))
            continue
        words[(due.key, due.until)] = due
        told.append(_word(due, found, _loud_until(calendars[due.school_id], due, now)))
    _mark(channel, empty)
    if told:
        _give(channel, told, words)
    return len(claimed)


def _give(
    channel: Channel, told: Sequence[ChannelMessage], words: dict[tuple[object, datetime], DueRound]
) -> None:
    """Hand the words over, and mark each as soon as its outcome is known."""
    begun = time.monotonic()
    left = dict(words)
    for word, outcome in channel.send(told):
        due = left.pop((word.key, word.until), None)
        if due is not None:
            _note(channel, due, outcome)
        if time.monotonic() - begun > _GIVE_BACK_AFTER:
            break
    for due in left.values():
        _later(due, Outcome.AWAY)


def _note(channel: Channel, due: DueRound, outcome: Outcome) -> None:
    if outcome == Outcome.SENT:
        _mark(channel, [(due, RoundState.SENT)])
    elif outcome == Outcome.REFUSED:
        _mark(channel, [(due, RoundState.REFUSED)])
    elif outcome == Outcome.LATER and due.tries >= MAX_TRIES:
        _mark(channel, [(due, RoundState.GIVEN_UP)])
    else:
        _later(due, outcome)


def _claim(channel: Channel, batch: int) -> list[DueRound]:
    now = clock.now()
    with transaction.atomic(), connection.cursor() as cursor:
        values: dict[str, Any] = {"channel": channel.key, "now": now, "lease": now + LEASE, "batch": batch}
        cursor.execute(_CLAIM, values)
        return [
            DueRound(pk, key, person, school, way, Rhythm(rhythm), since, until, tries)
            for pk, key, person, school, way, rhythm, since, until, tries in cursor.fetchall()
        ]


def _without_paused(channel: Channel, claimed: Sequence[DueRound], now: datetime) -> list[DueRound]:
    """Of who began a pause since: what rings is left to the digest after it, a digest waits for its end."""
    pauses = Pause.objects.filter(person__in=[due.person_id for due in claimed], until__gt=now)
    until = dict(pauses.values_list("person", "until"))
    paused = [due for due in claimed if due.person_id in until]
    rings = [due for due in paused if due.rhythm == Rhythm.NOW]
    # A channel without digests tells nothing later: the digest of another one does.
    if Rhythm.DAILY in channel.rhythms:
        drop_rings(rings)
    _mark(channel, [(due, RoundState.EMPTY) for due in rings])
    for due in paused:
        if due.rhythm != Rhythm.NOW:
            _put_off(due, until[due.person_id], tried=False)
    return [due for due in claimed if due.person_id not in until]


def _without_quiet(
    claimed: Sequence[DueRound], calendars: Mapping[int, Calendar], now: datetime
) -> list[DueRound]:
    """Put off to the next opening what is late and would ring in quiet hours or in holidays; an urgent note was due in
    them."""
    awake = []
    for due in claimed:
        calendar = calendars[due.school_id]
        late = now > due.until + GRACE
        if late and calendar.rests(now) and not calendar.rests(due.until):
            opening = plan(calendar, now, after_holidays=True).visible_from
            # Many may wait for that opening: each at a place of one's own in the minutes after it.
            _put_off(due, opening + timedelta(seconds=due.person_id % SPREAD_SECONDS), tried=False)
        else:
            awake.append(due)
    return awake


def _loud_until(calendar: Calendar, due: DueRound, now: datetime) -> datetime | None:
    """What rings as quiet hours begin is shown without a sound; only what was due in them is urgent."""
    return calendar.loud_until(now) or calendar.loud_until(due.until)


def _word(due: DueRound, found: Counts, loud_until: datetime | None) -> ChannelMessage:
    return ChannelMessage(
        key=due.key, until=due.until, person_id=due.person_id, rhythm=due.rhythm, todo=found.todo,
        new_todo=found.new_todo, due_on=found.due_on, child=found.child, life=found.life, loud_until=loud_until,
    )  # fmt: skip


def _mark(channel: Channel, marks: Iterable[tuple[DueRound, RoundState]]) -> None:
    rows = list(marks)
    if not rows:
        return
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            _MARK,
            {
                "now": now, "again": now + channel.apart, "ids": [due.id for due, _ in rows],
                "untils": [due.until for due, _ in rows], "states": [state.value for _, state in rows],
            },
        )  # fmt: skip


def _later(due: DueRound, outcome: Outcome) -> None:
    tried = outcome == Outcome.LATER
    wait = min(_BACK_OFF * 2 ** (due.tries - 1), _LONGEST) if tried else _BACK_OFF
    _put_off(due, clock.now() + wait, tried=tried)


def _put_off(due: DueRound, at: datetime, *, tried: bool) -> None:
    tries = due.tries if tried else due.tries - 1
    Round.objects.filter(pk=due.id, state=RoundState.CLAIMED, until=due.until).update(
        state=RoundState.PENDING, due_at=at, tries=tries
    )
