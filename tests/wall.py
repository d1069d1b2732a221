"""The second wall under tests: a test itself sees all schools, each request what its session reaches.

Tests run as the application, in one connection. What a test prepares and looks at stands outside of any session: the
connection begins with the word `everything`, which functions of the tests' databases know, and no others. A request
starts without it, enters by its own key as in production, and gives it back at its end. The given clock goes to the
database by a setting, which `wall.now()` reads here.
"""

import functools
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import connection

from eprimo.foundation.access import actors, entry, wall
from eprimo.foundation.kernel import clock, throttle
from eprimo.foundation.kernel.database_session import SESSION
from eprimo.foundation.kernel.wall import INSTALLERS
from eprimo.foundation.notifications.live import checks

EVERYTHING = "everything"
NOW = "eprimo.now"
# Outside of any session a test writes what no page does.
TESTS = "tests"

# Does this thread serve a request?
_SERVING = threading.local()

# In the place of five functions of the product.
_DEFINER = "SECURITY DEFINER SET search_path = pg_catalog, pg_temp"
FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION wall.schools_of_session() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL RESTRICTED
{_DEFINER} AS $$ {wall.REACHED.format(now="wall.now()")} $$;
REVOKE ALL ON FUNCTION wall.schools_of_session() FROM PUBLIC;
CREATE OR REPLACE FUNCTION wall.schools() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL RESTRICTED {_DEFINER} AS $$
  SELECT CASE WHEN current_setting('{SESSION}', true) = '{EVERYTHING}'
    THEN COALESCE(wall.event_schools(), (SELECT array_agg(s.id) FROM public.directory_school s))
    ELSE wall.schools_of_session() END
$$;
CREATE OR REPLACE FUNCTION wall.stands_for_a_territory() RETURNS boolean
LANGUAGE sql STABLE PARALLEL RESTRICTED {_DEFINER} AS $$
  SELECT current_setting('{SESSION}', true) = '{EVERYTHING}' OR wall.session_stands_for_a_territory()
$$;
CREATE OR REPLACE FUNCTION wall.now() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL RESTRICTED {_DEFINER} AS $$
  SELECT COALESCE(
    NULLIF(current_setting('{NOW}', true), '')::timestamptz,
    clock_timestamp() + COALESCE((SELECT c.ahead FROM wall.clock c), interval '0'))
$$;
CREATE OR REPLACE FUNCTION wall.refuse() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF current_setting('{SESSION}', true) = '{EVERYTHING}' THEN
    RETURN NEW;
  END IF;
  RAISE insufficient_privilege USING MESSAGE = 'pages do not change this of ' || TG_TABLE_NAME;
END
$$;
CREATE OR REPLACE FUNCTION wall.serves_people() RETURNS boolean LANGUAGE sql STABLE PARALLEL RESTRICTED {_DEFINER} AS $$
  SELECT current_setting('{SESSION}', true) IS DISTINCT FROM '{EVERYTHING}' AND
    CASE WHEN current_setting('role') = 'none' THEN session_user ELSE current_setting('role') END
      IN ('{settings.APPLICATION_ROLE}', '{settings.DOOR_ROLE}')
$$;
DO $$
DECLARE
  worker record;
BEGIN
  -- As the worker: all rows, or those of the event that is carried on.
  FOR worker IN SELECT p.tablename, p.qual FROM pg_policies p
    WHERE p.schemaname = 'public' AND p.policyname = 'worker' AND NOT EXISTS (
      SELECT FROM pg_policies t WHERE t.tablename = p.tablename AND t.policyname = '{TESTS}')
  LOOP
    EXECUTE format(
      'CREATE POLICY {TESTS} ON public.%I TO {settings.APPLICATION_ROLE}, {settings.DOOR_ROLE}'
      ' USING (current_setting(''{SESSION}'', true) = ''{EVERYTHING}'' AND (%s))', worker.tablename, worker.qual);
  END LOOP;
END
$$;
"""


def prepare() -> None:
    """Make the functions of tests, after those of the product (as owner)."""
    with connection.cursor() as cursor:
        cursor.execute(FUNCTIONS)


def install() -> None:
    INSTALLERS.append(prepare)
    request_started.connect(_outside, dispatch_uid="wall-outside")
    request_finished.connect(_inside, dispatch_uid="wall-inside")
    actors.leave = entry.leave = _leave
    for name in ("_ENTER", "_ENTER_FEED", "_STANDINGS"):
        setattr(actors, name, _Told(getattr(actors, name)))
    throttle._asked = _at_the_given_hour(throttle._asked)
    for name in ("admit", "check"):
        setattr(checks, name, _as_a_request(getattr(checks, name)))


def _as_a_request[**P, R](done: Callable[P, R]) -> Callable[P, R]:
    """What the process of streams does between two turns of its threads."""

    @functools.wraps(done)
    def turn(*given: P.args, **named: P.kwargs) -> R:
        connection.ensure_connection()
        _outside()
        try:
            return done(*given, **named)
        finally:
            _inside()

    return turn


def _at_the_given_hour[**P, R](asked: Callable[P, R]) -> Callable[P, R]:
    """What a page asks before anybody has signed in: its tries are counted by the hour of the database."""

    @functools.wraps(asked)
    def told(*given: P.args, **named: P.kwargs) -> R:
        tell_now(clock.now().isoformat())
        return asked(*given, **named)

    return told


class _Told:
    """A statement of the product, before which the database is told the given instant."""

    down = False

    def __init__(self, statement: Any) -> None:
        self._statement = statement

    def rows(self, **values: Any) -> Any:
        tell_now(clock.now().isoformat())
        found = self._statement.rows(**values)
        _given_back()
        return found


def _given_back() -> None:
    """A test that reads a session by itself goes on outside of it."""
    if _Told.down or not getattr(_SERVING, "somebody", False):
        _set(SESSION, EVERYTHING)


def _leave() -> None:
    wall.leave()
    _given_back()


def tell_now(at: str) -> None:
    """The given instant, as ISO 8601; empty: the time of the product."""
    connection.ensure_connection()
    _set(NOW, at)


def everything(cursor: Any) -> None:
    """A connection that begins sees all; one that begins in the middle of a request, what a request does."""
    serving = getattr(_SERVING, "somebody", False) and not _Told.down
    cursor.execute("SELECT set_config(%s, %s, false)", [SESSION, "" if serving else EVERYTHING])


@contextmanager
def down() -> Iterator[None]:
    """Requests see all schools: what an act does is the same with the wall and without."""
    _Told.down = True
    try:
        yield
    finally:
        _Told.down = False


@contextmanager
def session(key: str) -> Iterator[None]:
    """The connection of this session: what a statement that a stranger slipped into its request would reach. No key:
    that of a page that nobody signed in to."""
    before = getattr(_SERVING, "somebody", False)
    _SERVING.somebody = True
    _set(SESSION, "")
    try:
        if key:
            actors.from_session(key)
        yield
    finally:
        _SERVING.somebody = before
        _set(SESSION, EVERYTHING)


def _outside(**_: Any) -> None:
    _SERVING.somebody = True
    if not _Told.down:
        _set(SESSION, "")


def _inside(**_: Any) -> None:
    _SERVING.somebody = False
    give_back()


def give_back() -> None:
    """The test goes on outside of any session."""
    if not connection.needs_rollback:
        _set(SESSION, EVERYTHING)


def _set(name: str, value: str) -> None:
    """By the driver's own cursor: it is no statement of the product, and counted with none."""
    if connection.connection is not None:
        connection.connection.execute("SELECT set_config(%s, %s, false)", [name, value])
