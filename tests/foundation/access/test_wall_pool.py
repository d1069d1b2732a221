"""Connections that serve one person after the other, as the pool of production hands them on."""

import random
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.db import connection
from psycopg_pool import ConnectionPool

from eprimo.foundation.accounts.sessions import key_hash, session_open
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.database_session import SESSION, forget
from tests.cast import Cast
from tests.config.served import database_url, until
from tests.foundation.access.walled import run


@pytest.mark.django_db(transaction=True)
def test_a_connection_under_load_serves_nobody_with_the_session_before(cast: Cast) -> None:
    """Four at once on two connections: each finds none of who came before, one in three asks without a session, and one
    in five fails in the middle of a transaction."""
    schools = {
        "samira": cast.tilleuls, "guardian_verne": cast.verne, "teacher": cast.tilleuls, "teacher_verne": cast.verne,
    }  # fmt: skip
    # These connections have the machine's time.
    with clock.frozen(clock.wall()):
        own = {
            key_hash(session_open(cast.people[who].account)[1]): school.pk for who, school in schools.items()
        }
    draw = random.Random(7)
    turns = [draw.choice([*own, *own, ""]) for _ in range(300)]
    wrong: list[str] = []
    with ConnectionPool(
        database_url(), min_size=2, max_size=2, timeout=30, reset=forget, kwargs={"autocommit": True}
    ) as pool:

        def turn(number: int) -> None:
            key = turns[number]
            with pool.connection() as line:
                left = line.execute("SELECT current_setting(%s, true), wall.schools()", [SESSION]).fetchone()
                if left is None or left[0] or left[1]:
                    wrong.append(f"before {number}: {left}")
                if not key:
                    return
                line.execute("SELECT id FROM wall.enter(%s)", [key])
                found = line.execute("SELECT wall.schools()").fetchone()
                if found != ([own[key]],):
                    wrong.append(f"of {number}: {found}")
                if number % 5 == 0:
                    try:
                        with line.transaction():
                            line.execute("SELECT id FROM wall.enter(%s)", [key])
                            raise ZeroDivisionError
                    except ZeroDivisionError:
                        pass

        with ThreadPoolExecutor(4) as people:
            list(people.map(turn, range(len(turns))))
    assert wrong == []


@pytest.mark.django_db(transaction=True)
def test_who_signs_out_while_the_links_are_read_is_out(cast: Cast) -> None:
    """A page enters by a key whose session another one is ending: it finds none, and no error."""
    with clock.frozen(clock.wall()):
        session, key = session_open(cast.teacher.account)
    hashed = key_hash(key)
    with (
        psycopg.connect(database_url()) as leaving,
        psycopg.connect(database_url(), autocommit=True) as coming,
        ThreadPoolExecutor(1) as beside,
    ):
        leaving.execute("SELECT id FROM wall.enter(%s)", [hashed])
        leaving.commit()
        assert leaving.execute("DELETE FROM accounts_session WHERE id = %s", [session.pk]).rowcount == 1
        # What it knew of the links is over.
        run("SELECT directory_raise_people(%s::bigint[])", [cast.teacher.pk])
        coming.execute("SET statement_timeout = '20s'")
        entered = beside.submit(lambda: coming.execute("SELECT id FROM wall.enter(%s)", [hashed]).fetchall())
        until(lambda: _waits(coming.info.backend_pid))
        leaving.commit()
        assert entered.result(30) == []
        assert coming.execute("SELECT current_setting(%s, true), wall.schools()", [SESSION]).fetchone() == (
            "",
            None,
        )


def _waits(pid: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT cardinality(pg_blocking_pids(%s)) > 0", [pid])
        return bool(cursor.fetchone()[0])


@pytest.mark.attack
@pytest.mark.django_db(transaction=True)
def test_what_a_statement_left_on_a_connection_goes_when_it_is_given_back(db: None) -> None:
    """A time limit, a search path, an isolation, an event's number, a zone: the next person would get errors, wait, or
    read another day. What the connection was started with stands again, and prepared statements stay."""
    left = {
        "statement_timeout": "2500ms", "search_path": "pg_catalog", "TimeZone": "Pacific/Apia",
        "default_transaction_isolation": "serializable", "eprimo.event": "1", "row_security": "off",
        "default_transaction_read_only": "on", "work_mem": "64kB", "enable_seqscan": "off", "DateStyle": "German",
    }  # fmt: skip
    with psycopg.connect(database_url(), autocommit=True, options="-c lock_timeout=4321") as line:
        line.execute("SET TIME ZONE 'UTC'")
        line.execute("SELECT 1", prepare=True)
        before = {name: line.execute(f"SELECT current_setting('{name}', true)").fetchone() for name in left}
        for name, value in left.items():
            line.execute("SELECT set_config(%s, %s, false)", [name, value])
        line.execute("SET lock_timeout = 1")
        forget(line)
        after = {name: line.execute(f"SELECT current_setting('{name}', true)").fetchone() for name in left}
        assert {name: value or ("",) for name, value in after.items()} == {
            name: ("",) if value in {None, (None,)} else value for name, value in before.items()
        }
        assert line.execute("SHOW lock_timeout").fetchone() == ("4321ms",)
        assert line.execute("SELECT name FROM pg_prepared_statements").fetchall() != []
        assert line.execute("SELECT 1", prepare=True).fetchone() == (1,)
