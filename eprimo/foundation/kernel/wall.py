"""The second wall: which rows of a table one session reaches, whatever was asked (row-level security).

The policies in Python decide who may; the wall stands behind them. A filter that was forgotten, or a statement that a
stranger slipped in, reaches the schools of the session that asks, and nothing without one. Each `migrate` gives each
table the policy of its tier, as it gives rights. See `docs/decisions/0057-the-second-wall.md`.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model

from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.statements import with_periods
from eprimo.foundation.kernel.table_rules import CLOSED, EVERY_COLUMN, Tier, Writes, unweighed


class NoRole(DomainError):
    code = "no-role"
    status = 500

    def __init__(self, missing: list[str]) -> None:
        super().__init__()
        self.sentence = f"The database lacks a role: {', '.join(missing)} (docs/operate/installation.md)."


# Each makes functions of the schema `wall`, as owner, before the policies that ask them.
INSTALLERS: list[Callable[[], None]] = []


_LATER = {"access", "accounts", "classroom", "directory", "intake", "kernel", "notifications", "privacy"}


# Sets that are computed once a statement; each of them is looked for by an index of its own.
_PERSON = (
    "place_ids && (SELECT wall.places())::bigint[] OR id = ANY ((SELECT wall.own())::bigint[])"
    " OR work_place_ids <> '{}' AND work_place_ids && (SELECT wall.territory())::bigint[]"
    # Whom no class ever had: an animal stands for a child from the first.
    " OR animal = '' AND place_ids && (SELECT wall.academy())::bigint[]"
)
# By the key of the person, row after row: a join would read all people of the schools.
_OWN_OR_STAFF = (
    "person_id = (SELECT wall.me()) OR (SELECT p.place_ids FROM public.directory_person p"
    " WHERE p.id = {table}.person_id) && (SELECT wall.staff())::bigint[]"
)
_OF_PEOPLE = (Tier.PERSON, Tier.OWN_OR_STAFF)


@dataclass(frozen=True, slots=True)
class Guard:
    """The policies of one table. `pages`: what they reach of it, or read, where `writes` says what they write;
    `worker`: what the worker reaches; `door`: the door (`kernel.sign_in_connection`) reaches all of it, else what pages
    do."""

    table: str
    pages: str
    worker: str
    door: bool = False
    writes: Writes | None = None
    # The columns that pages change in no row, or in some: names, and the condition.
    held: tuple[tuple[tuple[str, ...], str], ...] = ()

    @property
    def policies(self) -> list[tuple[str, str, str]]:
        """Name, what it is for and to whom, condition."""
        pages, worker, door = map(_quoted, roles())
        both = f"{pages}, {door}"
        whose = pages if self.door else both
        found = [
            ("reach", f"FOR {'SELECT' if self.writes else 'ALL'} TO {whose}", self.pages),
            ("worker", f"FOR ALL TO {worker}", self.worker),
        ]
        if self.door:
            found.append(("door", f"FOR ALL TO {door}", "true"))
        if self.writes:
            of = {"insert": self.writes.insert, "update": self.writes.update, "delete": self.writes.delete}
            found += [
                (f"may_{act}", f"FOR {act.upper()} TO {whose}", rows) for act, rows in of.items() if rows
            ]
        return found

    @property
    def triggers(self) -> list[tuple[str, str]]:
        """Name, and when it refuses: pages change these columns in no row, or in none but some."""
        pages, _, door = roles()
        asked = f"CURRENT_USER = '{pages}'" if self.door else f"CURRENT_USER IN ('{pages}', '{door}')"
        found = []
        for number, (columns, condition) in enumerate(self.held):
            was, now = (", ".join(f"{row}.{_quoted(name)}" for name in columns) for row in ("OLD", "NEW"))
            unless = f" AND ({condition}) IS NOT TRUE" if condition else ""
            found.append(
                (
                    f"held_{number}",
                    f"{asked} AND ROW({was}) IS DISTINCT FROM ROW({now}){unless}",
                )
            )
        return found

    @property
    def mark(self) -> str:
        """Says of policies that stand what they were made from."""
        return hashlib.sha256(repr((self.policies, self.triggers)).encode()).hexdigest()[:16]


def roles() -> tuple[str, str, str]:
    """Return the names of three roles of the database: of the pages, of the worker and the commands, of the door."""
    return settings.APPLICATION_ROLE, settings.WORKER_ROLE, settings.DOOR_ROLE


def tier_of(model: type[Model]) -> Tier:
    """Return the tier of a table: what its model says, else by its columns."""
    said = getattr(model, "wall", None)
    if said is not None:
        return Tier(said)
    if model._meta.app_label in _LATER or model.__module__.startswith("eprimo.steering."):  # noqa: SLF001
        return Tier.OPEN
    columns = {field.column for field in model._meta.concrete_fields}  # noqa: SLF001 - the documented interface
    return Tier.SCHOOL if "school_id" in columns else Tier.OPEN


def writes_of(model: type[Model]) -> Writes | None:
    """Return what the model says of its rows; of a table in no tier that says nothing, that pages have no part in
    it."""
    writes: Writes | None = getattr(model, "writes", None)
    return CLOSED if writes is None and tier_of(model) is Tier.OPEN else writes


def guards() -> Iterator[Guard]:
    """Yield the guard of each table behind the wall, which every model is."""
    for model in apps.get_models(include_auto_created=True):
        meta = model._meta  # noqa: SLF001 - the documented interface of models
        tier = tier_of(model)
        writes = writes_of(model)
        if not meta.managed or meta.proxy:
            continue
        read = (
            _of_school(meta)
            if tier is Tier.SCHOOL
            else Guard(meta.db_table, _reach(model, tier, writes), "true")
        )
        if writes is not None:
            if tier is Tier.SCHOOL and writes.read != "true":
                read = replace(read, pages=f"({read.pages}) AND ({writes.read})")
            yield replace(read, door=writes.door, writes=writes, held=_held(meta, writes))
        elif tier is Tier.EVENT:
            yield replace(read, writes=Writes(insert=read.pages))
        elif tier in _OF_PEOPLE or tier is Tier.NAMED:
            # The door looks for people, and opens sessions, before it knows any school.
            yield replace(read, door=True)
        else:
            yield read


def _reach(model: type[Model], tier: Tier, writes: Writes | None) -> str:
    """What pages reach of a table without a school: of an open one, what its writes say."""
    if tier is Tier.NAMED:
        return str(model.reached)  # type: ignore[attr-defined]
    table = model._meta.db_table  # noqa: SLF001 - the documented interface of models
    said = {
        # What reaches no school says nothing of who wrote it: its transaction alone reads it.
        Tier.EVENT: "reach <@ COALESCE((SELECT wall.schools()), '{}')::bigint[]"
        " AND (reach <> '{}' OR written_in = pg_current_xact_id_if_assigned()::text::bigint)",
        Tier.PERSON: _PERSON,
        Tier.OWN_OR_STAFF: _OWN_OR_STAFF.format(table=table),
    }
    return said.get(tier) or (writes.read if writes is not None else "true")


def _held(meta: Any, writes: Writes) -> tuple[tuple[tuple[str, ...], str], ...]:
    """The columns that pages do not change: those that are not named, and those that have a condition."""
    # The database computes the others itself.
    columns = [field.column for field in meta.concrete_fields if not field.generated]
    named = {name: rule for names, rule in writes.columns.items() for name in names.split()}
    others = named.pop(EVERY_COLUMN, None)
    if unknown := set(named) - set(columns):
        raise ValueError(f"{meta.label}: no column {', '.join(sorted(unknown))}")
    groups = [
        (tuple(names.split()), rule)
        for names, rule in writes.columns.items()
        if rule and names != EVERY_COLUMN
    ]
    unnamed = tuple(name for name in columns if name not in named)
    if not writes.update:
        return ()
    # Nobody changes those that are not named, or who meets the condition of them all, or everybody.
    return tuple(groups) if others == "" or not unnamed else ((unnamed, others or ""), *groups)


def _of_school(meta: Any) -> Guard:
    """Rounds, imports and commands reach all; a handler of the worker what its event does.

    A row without a school is of a territory and carries no child, which constraints hold: everybody reads it, and who
    stands for a territory writes it.
    """
    [column] = [field for field in meta.concrete_fields if field.column == "school_id"]
    pages = unweighed("school_id = ANY ((SELECT wall.schools())::bigint[])")
    worker = unweighed(
        "(SELECT wall.event_schools()) IS NULL OR school_id = ANY ((SELECT wall.event_schools())::bigint[])"
    )
    if not column.null:
        return Guard(meta.db_table, pages, worker)
    # Who reads is not asked what they stand for: a statement has this condition for each such table that it names.
    writer = f"{pages} OR (school_id IS NULL AND (SELECT wall.stands_for_a_territory()))"
    return Guard(
        meta.db_table,
        f"school_id IS NULL OR {pages}",
        f"{worker} OR school_id IS NULL",
        writes=Writes(insert=writer, update=writer, delete=writer),
    )


def raise_walls() -> None:
    """Give each table the policies of its tier, and take away those that it should not have (as owner).

    Raises NoRole: without its roles no page would find anything, and nobody come in.
    """
    with connection.cursor() as cursor:
        if not _sessions_are_there(cursor):
            return
        if missing := _missing_roles(cursor):
            raise NoRole(missing)
        cursor.execute("CREATE SCHEMA IF NOT EXISTS wall")
    for install in INSTALLERS:
        install()
    wanted = {guard.table: guard for guard in guards()}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, c.relrowsecurity, obj_description(p.oid, 'pg_policy') FROM pg_class c "
            "LEFT JOIN pg_policy p ON p.polrelid = c.oid AND p.polname = 'reach' "
            "WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') "
            "AND (c.relrowsecurity OR c.relname = ANY(%s))",
            [list(wanted)],
        )
        for table, stands, mark in cursor.fetchall():
            guard = wanted.get(table)
            if guard is None:
                cursor.execute(f"ALTER TABLE {_quoted(table)} DISABLE ROW LEVEL SECURITY")
            elif not stands or mark != guard.mark:
                # Whole or not: a table that stands behind the wall without a policy is empty for everybody.
                with transaction.atomic():
                    _guard(cursor, guard)


def _guard(cursor: Any, guard: Guard) -> None:
    table = _quoted(guard.table)
    for (name,) in _standing(cursor, guard.table):
        cursor.execute(f"DROP POLICY {_quoted(name)} ON {table}")
    # The worker has one too: hosted servers do not give BYPASSRLS away.
    for name, whose, condition in guard.policies:
        using = "" if "FOR INSERT" in whose else f" USING ({condition})"
        check = f" WITH CHECK ({condition})" if whose.split()[1] in {"ALL", "INSERT", "UPDATE"} else ""
        cursor.execute(f"CREATE POLICY {name} ON {table} {whose}{using}{check}")
    _hold(cursor, guard)
    cursor.execute(f"COMMENT ON POLICY reach ON {table} IS '{guard.mark}'")
    cursor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")


def _hold(cursor: Any, guard: Guard) -> None:
    table = _quoted(guard.table)
    cursor.execute(
        "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname LIKE 'held%%'",
        [f"public.{table}"],
    )
    for (name,) in cursor.fetchall():
        cursor.execute(f"DROP TRIGGER {_quoted(name)} ON {table}")
    for name, condition in guard.triggers:
        cursor.execute(
            f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({condition})"
            " EXECUTE FUNCTION wall.refuse()"
        )


def _standing(cursor: Any, table: str) -> list[tuple[str]]:
    cursor.execute(
        "SELECT policyname FROM pg_policies WHERE schemaname = 'public' AND tablename = %s", [table]
    )
    found: list[tuple[str]] = cursor.fetchall()
    return found


@contextmanager
def reaching(*people: int) -> Iterator[None]:
    """Let the session reach, inside, every school where one of these two people is or was: for what makes them one. In
    a transaction only, and no longer than it lasts. Refused where one of them is of no school that the session directs,
    nor of its academy."""
    if not connection.in_atomic_block:
        raise RuntimeError("the wall is widened inside a transaction")
    with connection.cursor() as cursor:
        cursor.execute("SELECT wall.widen(%s)", [list(people)])
    yield
    # Whatever fails takes the widening back with it.
    with connection.cursor() as cursor:
        cursor.execute("SELECT wall.narrow()")


def make_functions(text: str, *, called: Sequence[str]) -> None:
    """Run a text that makes functions of the schema `wall` (as owner); `called`: the application may call these. The
    text may say `in_force(…)`."""
    # Pages go on meanwhile: they find the former functions, or these.
    with transaction.atomic(), connection.cursor() as cursor:
        # They call each other, and the house makes them in any order.
        cursor.execute("SET check_function_bodies = off")
        cursor.execute(with_periods(text))
        cursor.execute("RESET check_function_bodies")
        to = ", ".join(map(_quoted, roles()))
        cursor.execute("REVOKE ALL ON ALL FUNCTIONS IN SCHEMA wall FROM PUBLIC")
        cursor.execute(f"GRANT USAGE ON SCHEMA wall TO {to}")
        cursor.execute(f"GRANT EXECUTE ON FUNCTION {', '.join(called)} TO {to}")


def _missing_roles(cursor: Any) -> list[str]:
    addresses = dict(zip(("DATABASE_URL", "DATABASE_WORKER_URL", "DATABASE_DOOR_URL"), roles(), strict=True))
    cursor.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [list(addresses.values())])
    there = {name for (name,) in cursor.fetchall()}
    missing = [role or f"that of {address}" for address, role in addresses.items() if role not in there]
    if not missing and len(set(addresses.values())) < len(addresses):
        return [f"one of its own for each of {', '.join(addresses)}"]
    return missing


def _sessions_are_there(cursor: Any) -> bool:
    """Not on the way to an earlier state of the schema."""
    cursor.execute("SELECT to_regclass('public.accounts_session') IS NOT NULL")
    return bool(cursor.fetchone()[0])


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
