"""A digest for many people: its statements do not grow with them. `EPRIMO_DRILL=full` tells how many a second."""

import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.owner import as_owner
from eprimo.foundation.notifications.round_delivery import rounds_send
from eprimo.foundation.notifications.rounds import digests_plan
from eprimo.foundation.transport.mail import Fate, Letter, Result, as_message, using
from tests.conftest import NOW
from tests.sizes import sized

PEOPLE = sized(100, 20_000)
EVENING = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)

# Guardians of as many children of one class, each with three notices and a confirmed address.
_WORLD = """
WITH child AS (
  INSERT INTO directory_person (public_id, last_name, first_name, usual_name, civility, sex, protected, epoch)
  SELECT gen_random_uuid(), 'ENFANT' || i, 'E', '', '', '', false, 0 FROM generate_series(1, %(n)s) i RETURNING id
), adult AS (
  INSERT INTO directory_person (public_id, last_name, first_name, usual_name, civility, sex, protected, epoch)
  SELECT gen_random_uuid(), 'ADULTE' || i, 'A', '', '', '', false, 0 FROM generate_series(1, %(n)s) i RETURNING id
), pair AS (
  SELECT c.id AS child, a.id AS adult FROM (SELECT id, row_number() OVER (ORDER BY id) r FROM child) c
  JOIN (SELECT id, row_number() OVER (ORDER BY id) r FROM adult) a USING (r)
), f AS (
  INSERT INTO directory_affiliation (person_id, school_id, profile, function, reason, starts, end_reason, source)
  SELECT id, %(school)s, 'pupil', '', '', %(since)s, '', 'manual' FROM child
), m AS (
  INSERT INTO directory_classmembership (person_id, class_group_id, school_id, starts, end_reason, source)
  SELECT id, %(class)s, %(school)s, %(since)s, '', 'manual' FROM child
), g AS (
  INSERT INTO directory_guardianship (adult_id, child_id, kind, priority, starts, end_reason, source)
  SELECT adult, child, 'exercises', 1, %(since)s, '', 'manual' FROM pair
), u AS (
  INSERT INTO access_audience (kind, target, profile, school_id)
  SELECT 'class', %(class)s, 'guardian', %(school)s ON CONFLICT DO NOTHING RETURNING id
), r AS (
  INSERT INTO content_resource (public_id, service, school_id, title, state, created_at, updated_at, version)
  SELECT gen_random_uuid(), 'liaison', %(school)s, 'x', 'published', %(now)s, %(now)s, 1
  FROM generate_series(1, 3) RETURNING id
)
INSERT INTO notifications_notice (school_year, recipient_id, school_id, lane, state, card, resource_id, child_id,
  audience_id, visible_from, bumped_at, reminded, made_at)
SELECT 2026, adult, %(school)s, 'child', 'open', 'liaison.read', r.id, child, u.id, %(now)s, %(now)s, 0, %(now)s
FROM pair, u, r
"""
_ACCOUNTS = """
INSERT INTO accounts_account (person_id, login, state, activated_at, recovery_email,
  recovery_email_confirmed_at, recovery_email_pending, language, theme, reading, font, text_size, animations)
SELECT p.id, 'p' || p.id, 'active', %(now)s, 'p' || p.id || '@example.org', %(now)s, '', '', '', 'normal',
       'defaut', 'normal', ''
FROM directory_person p WHERE p.last_name LIKE 'ADULTE%%'
"""


class Away:
    """Takes letters as a server would, and keeps their number only."""

    def __init__(self) -> None:
        self.count = 0

    def send(self, letters: Iterable[Letter]) -> Iterator[Result]:
        for letter in letters:
            as_message(letter).message().as_bytes()
            self.count += 1
            yield Result(letter, Fate.SENT)


def world(cast: Any, people: int) -> None:
    values = {
        "n": people, "school": cast.tilleuls.pk, "class": cast.ce1.pk, "since": NOW - timedelta(days=30), "now": NOW,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_WORLD, values)
        cursor.execute(_ACCOUNTS, values)
    analyse()


def analyse() -> None:
    """As the server does by itself; only the owner of the tables may."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@pytest.mark.drill
@pytest.mark.django_db
def test_a_digest_for_many(cast: Any, capsys: pytest.CaptureFixture[str]) -> None:
    world(cast, PEOPLE)
    begun = time.perf_counter()
    with clock.frozen(EVENING), CaptureQueriesContext(connection) as planning:
        digests_plan()
    planned, worked = time.perf_counter(), time.process_time()
    analyse()
    assert len(planning) <= 14
    away = Away()
    batches, statements = 0, list[int]()
    with using(away), clock.frozen(EVENING + timedelta(minutes=31)):
        while True:
            # Django keeps the last 9,000 statements, and twenty thousand letters are marked one by one.
            connection.queries_log.clear()
            with CaptureQueriesContext(connection) as sending:
                if not rounds_send():
                    break
            batches += 1
            statements.append(
                sum("notifications_round r SET" not in one["sql"] for one in sending.captured_queries)
            )
    done, worked = time.perf_counter(), time.process_time() - worked
    assert away.count == PEOPLE
    # One claim, the calendar, one count, the addresses: the same for each batch; and one mark for each letter.
    assert max(statements) <= 14
    assert len(set(statements[:-1])) <= 1
    with capsys.disabled():
        print(  # noqa: T201
            f"\n{PEOPLE} people: planned in {planned - begun:.2f} s ({PEOPLE / (planned - begun):.0f}/s), counted, "
            f"written and marked in {done - planned:.2f} s ({PEOPLE / (done - planned):.0f}/s; "
            f"{PEOPLE / worked:.0f}/s of this process’s own time)"
        )
