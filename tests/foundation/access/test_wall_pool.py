"""Connections that serve one person after the other, as the pool of production hands them on."""

import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from psycopg_pool import ConnectionPool

from eprimo.foundation.accounts.sessions import key_hash, session_open
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.capability import SESSION, forget
from tests.cast import Cast
from tests.config.served import database_url


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
