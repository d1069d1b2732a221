"""The second wall: what a statement that a stranger slipped into a request reaches, as the application's role."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import InternalError, ProgrammingError, connection, transaction
from django.db.utils import DatabaseError

from eprimo.foundation.access.actors import from_session
from eprimo.foundation.access.checks import (
    pages_worker_and_door_log_in_apart,
    the_wall_stands,
)
from eprimo.foundation.accounts.sessions import key_hash, session_open
from eprimo.foundation.content.models import Resource
from eprimo.foundation.directory.models import Affiliation, Guardianship
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import MANDATES
from eprimo.foundation.kernel.database_session import SESSION, forget
from eprimo.foundation.kernel.owner import as_owner
from eprimo.foundation.kernel.table_rules import DataOf
from eprimo.foundation.kernel.wall import NoRole, guards, raise_walls, roles
from tests import factories as make
from tests.cast import Cast
from tests.foundation.access.walled import changes, key_of, reached, run
from tests.foundation.content.test_territories import out
from tests.wall import TESTS, session, tell_now

pytestmark = pytest.mark.django_db


def schools_of(table: str) -> set[int | None]:
    return {school for (school,) in run(f"SELECT DISTINCT school_id FROM {table}")}


def refused(sql: str, *values: Any) -> bool:
    try:
        with transaction.atomic():
            return changes(sql, *values) == 0
    except (ProgrammingError, InternalError, DatabaseError):
        return True


GUARDED = [guard.table for guard in guards()]
# Those of a school: their rows say which. Of the trail a transaction reads what it writes (test_wall_trail.py).
TABLES = [
    guard.table for guard in guards() if "school_id" in guard.pages and guard.table != "kernel_auditline"
]


def test_every_table_of_a_school_stands_behind_the_wall(db: None) -> None:
    """By the catalogue: what `migrate` did, not what models say."""
    rows = dict(run("SELECT relname, relrowsecurity FROM pg_class WHERE relname = ANY(%s)", GUARDED))
    assert set(rows) == set(GUARDED)
    assert all(rows.values())
    policies = run("SELECT tablename, policyname, roles FROM pg_policies WHERE schemaname = 'public'")
    pages, worker, door = roles()
    whose = {"worker": {worker}, "door": {door}}
    both = {pages, door}
    assert {(table, name, frozenset(given)) for table, name, given in policies if name != TESTS} == {
        (guard.table, name, frozenset(whose.get(name, {pages} if guard.door else both)))
        for guard in guards()
        for name, _, _ in guard.policies
    }
    # Partitions have those of their parent.
    triggers = run(
        "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgname LIKE 'held%%' AND tgparentid = 0"
    )
    assert set(triggers) == {(guard.table, name) for guard in guards() for name, _ in guard.triggers}


def test_only_what_may_be_of_a_territory_has_rows_that_all_read() -> None:
    """Constraints hold that these carry no child (tests/foundation/content/test_territories.py)."""
    of_territories = {
        model._meta.db_table
        for model in apps.get_models()
        if getattr(model, "data_of", None) is DataOf.TERRITORY_TOO
    }
    assert {guard.table for guard in guards() if guard.pages.startswith("school_id IS NULL OR")} == {
        *of_territories,
        "content_share",
    }


def test_what_is_of_a_territory_is_read_by_all_and_written_by_who_stands_for_one(notes: Cast) -> None:
    link = out(notes)
    statements = (
        "UPDATE content_resource SET title = 'x' WHERE id = %s",
        "DELETE FROM content_target WHERE resource_id = %s",
        "DELETE FROM links_link WHERE resource_id = %s",
    )
    for who in ("teacher", "samira", "platform", "director_verne"):
        with session(key_of(notes.people[who])):
            assert link.pk in set(Resource.objects.values_list("pk", flat=True)), who
            assert [changes(statement, link.pk) for statement in statements] == [0, 0, 0], who
            assert refused(
                "INSERT INTO content_share (resource_id, audience_id, service, level, visible_from, updated_at) SELECT "
                "resource_id, audience_id, service, level, visible_from, updated_at FROM content_share "
                "WHERE resource_id = %s LIMIT 1",
                link.pk,
            ), who
    with session(key_of(notes.academy)):
        assert changes(statements[0], link.pk) == 1


def test_a_session_reaches_its_school_and_nothing_else(notes: Cast) -> None:
    with session(key_of(notes.teacher)):
        found = {table: schools_of(table) for table in TABLES}
    assert found["liaison_note"] == found["liaison_owed"] == found["content_resource"] == {notes.tilleuls.pk}
    assert all(schools <= {notes.tilleuls.pk} for schools in found.values()), found


def test_without_a_session_nothing_is_reached(notes: Cast) -> None:
    with session(""):
        assert {table: schools_of(table) for table in TABLES} == {table: set() for table in TABLES}
    for who in ("inspector", "academy", "coordinator", "platform", "member_rep"):
        with session(key_of(notes.people[who])):
            assert reached() == set(), who


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT set_config('eprimo.session', 'forged', false)",
        "SELECT set_config('eprimo.session', '{1,2,3}', false)",
        "SET eprimo.session = ''",
        "RESET eprimo.session",
    ],
)
def test_a_forged_key_or_list_reaches_nothing(notes: Cast, statement: str) -> None:
    with session(key_of(notes.teacher)):
        run(statement)
        assert reached() == set()


@pytest.mark.parametrize(
    "statement",
    [
        "SET row_security = off",
        "SET ROLE eprimo_owner_of_nothing",
        "SELECT * FROM wall.reach",
        "SELECT key_hash FROM accounts_session",
        "SELECT s::text FROM accounts_session s",
        "SELECT 1 FROM accounts_session WHERE key_hash > 'a'",
        "DELETE FROM accounts_session WHERE key_hash > 'a'",
        "UPDATE accounts_session SET device = 'x' RETURNING key_hash",
        "INSERT INTO wall.reach VALUES ('x', '{1}')",
        "UPDATE wall.reach SET schools = '{1}'",
        "SELECT wall.links(1, now())",
        "INSERT INTO wall.clock (ahead) VALUES ('-1 year')",
        "CREATE FUNCTION wall.schools(text) RETURNS bigint[] LANGUAGE sql AS 'SELECT NULL::bigint[]'",
        "ALTER TABLE content_resource DISABLE ROW LEVEL SECURITY",
        "DROP POLICY reach ON content_resource",
        "CREATE TABLE public.held (id bigint)",
        "CREATE TEMPORARY TABLE directory_affiliation (person_id bigint, school_id bigint)",
    ],
)
def test_the_wall_is_not_taken_down(notes: Cast, statement: str) -> None:
    with session(key_of(notes.teacher)):
        try:
            with transaction.atomic():
                run(statement)
        except DatabaseError:
            pass
        else:
            assert "row_security" in statement
        try:
            with transaction.atomic():
                assert reached() == {notes.tilleuls.pk}
        except ProgrammingError:
            # Row security off: PostgreSQL refuses what a policy would have filtered.
            assert "row_security" in statement
        run("RESET row_security")


def test_nothing_is_written_for_another_school(notes: Cast) -> None:
    own, other = notes.tilleuls.pk, notes.verne.pk
    with session(key_of(notes.director)):
        assert changes("UPDATE liaison_note SET archived_at = now() WHERE school_id = %s", other) == 0
        assert changes("DELETE FROM liaison_owed WHERE school_id = %s", other) == 0
        assert refused("UPDATE content_resource SET school_id = %s WHERE school_id = %s", other, own)
        assert refused(
            "INSERT INTO content_share (resource_id, audience_id, school_id, service, level, visible_from, updated_at)"
            " SELECT resource_id, audience_id, %s, service, level, visible_from, updated_at FROM content_share LIMIT 1",
            other,
        )
    assert reached() == {own, other}


def test_an_error_is_no_oracle(notes: Cast) -> None:
    """A division by nought that is asked of each row is asked of the own ones only."""
    with session(key_of(notes.teacher)):
        own = Resource.objects.count()
        assert run(
            "SELECT count(*) FROM content_resource WHERE 1 / (school_id - %s) <> 2", notes.verne.pk
        ) == [(own,)]


def test_the_next_person_of_a_kept_statement_reaches_their_own(notes: Cast) -> None:
    for who, school in (
        ("teacher", notes.tilleuls),
        ("teacher_verne", notes.verne),
        ("teacher", notes.tilleuls),
    ):
        with session(key_of(notes.people[who])):
            assert reached() == {school.pk}
    with session("unknown"):
        assert reached() == set()


def test_a_plan_that_reads_before_it_enters_reaches_nothing(notes: Cast) -> None:
    """Entering in the statement that reads would let the plan decide: a statement sees the reach it began with, or
    nothing at all."""
    key = key_hash(key_of(notes.teacher_verne))
    with session(""):
        found = run("SELECT r.school_id FROM content_resource r, wall.enter(%s) e", key)
        assert {school for (school,) in found} <= {notes.verne.pk}


def test_a_rollback_gives_back_no_former_person(notes: Cast) -> None:
    """Who enters inside a transaction that fails is out again, and so is who came before."""
    first, second = key_of(notes.teacher), key_of(notes.teacher_verne)
    with session(""):
        try:
            with transaction.atomic():
                from_session(first)
                raise ZeroDivisionError
        except ZeroDivisionError:
            pass
        assert reached() == set()
        from_session(second)
        assert reached() == {notes.verne.pk}


def test_a_session_that_ended_reaches_nothing(notes: Cast) -> None:
    row, key = session_open(notes.teacher.account)
    with session(key):
        assert reached() == {notes.tilleuls.pk}
        with clock.frozen(row.expires_at):
            assert from_session(key) is None
        assert reached() == set()
    row.delete()
    with session(key):
        assert reached() == set()


def test_a_hash_that_was_kept_outlives_no_session(notes: Cast) -> None:
    row, key = session_open(notes.teacher.account)
    with session(key):
        assert reached() == {notes.tilleuls.pk}
    with session(""):
        run("SELECT set_config(%s, %s, false)", SESSION, key_hash(key))
        tell_now((row.expires_at - timedelta(seconds=1)).isoformat())
        assert reached() == {notes.tilleuls.pk}
        tell_now(row.expires_at.isoformat())
        assert reached() == set()


def test_an_agent_who_came_in_by_the_sheet_of_mandates_reaches_the_schools_served(notes: Cast) -> None:
    with session(key_of(notes.agent, scope=[MANDATES])):
        assert reached() == {notes.tilleuls.pk}
    with session(key_of(notes.academy, scope=[notes.verne.pk])):
        assert run("SELECT wall.stands_for_a_territory()") == [(False,)]
    with session(key_of(notes.academy, scope=[MANDATES])):
        assert run("SELECT wall.stands_for_a_territory()") == [(True,)]


def test_migrate_says_which_role_is_missing(db: None, settings: Any) -> None:
    """Without it every page would find nothing, and every command nothing to do."""
    pages, worker, door = roles()
    for name, other, said in (
        ("WORKER_ROLE", "nobody_made_it", "nobody_made_it"),
        ("WORKER_ROLE", "", "that of DATABASE_WORKER_URL"),
        ("WORKER_ROLE", pages, "one of its own for each"),
        ("DOOR_ROLE", "", "that of DATABASE_DOOR_URL"),
        ("DOOR_ROLE", pages, "one of its own for each"),
        ("DOOR_ROLE", worker, "one of its own for each"),
    ):
        settings.WORKER_ROLE, settings.DOOR_ROLE = worker, door
        setattr(settings, name, other)
        with pytest.raises(NoRole) as told:
            raise_walls()
        assert said in told.value.sentence


def test_a_suspended_account_and_an_idle_class_device_reach_nothing(notes: Cast) -> None:
    row, key = session_open(notes.teacher.account)
    row.idle_seconds = 60
    row.save(update_fields=["idle_seconds"])
    with clock.frozen(clock.now() + timedelta(seconds=60)), session(key):
        assert reached() == set()
    row.idle_seconds = None
    row.save(update_fields=["idle_seconds"])
    notes.teacher.account.state = "suspended"
    notes.teacher.account.save(update_fields=["state"])
    with session(key):
        assert reached() == set()


def test_two_schools_at_once_and_a_change_of_school(notes: Cast) -> None:
    key = key_of(notes.teacher)
    link = make.affiliation(notes.teacher, notes.verne, "teacher")
    with session(key):
        assert reached() == {notes.tilleuls.pk, notes.verne.pk}
    Affiliation.objects.filter(person=notes.teacher, school=notes.tilleuls).update(
        ends=clock.now(), end_reason="moved"
    )
    with session(key):
        assert reached() == {notes.verne.pk}
    Affiliation.objects.filter(pk=link.pk).update(ends=clock.now(), end_reason="left")
    with session(key):
        assert reached() == set()


def test_a_parent_of_three_schools_reaches_the_three(notes: Cast) -> None:
    third = make.school("0440009Z", "École Trois")
    child = make.pupil(third, make.class_group(third), "Ana", "TROIS")
    make.guardianship(notes.samira, child)
    make.guardianship(notes.samira, notes.lea_verne)
    key = key_of(notes.samira)
    with session(key):
        assert {school for (school,) in run("SELECT unnest(wall.schools())")} == {
            notes.tilleuls.pk, notes.verne.pk, third.pk,
        }  # fmt: skip
        assert reached() == {notes.tilleuls.pk, notes.verne.pk}


def test_a_restriction_takes_the_school_of_the_child_away(notes: Cast) -> None:
    for level, schools in ((1, {notes.tilleuls.pk}), (2, set()), (3, set())):
        with session(key_of(notes.people[f"restricted_{level}"])):
            assert reached() == schools, level


def test_the_session_of_a_sheet_reaches_the_school_of_the_sheet(notes: Cast) -> None:
    make.guardianship(notes.samira, notes.lea_verne)
    with session(key_of(notes.samira, scope=[notes.verne.pk])):
        assert reached() == {notes.verne.pk}


def test_a_closed_school_is_reached_by_its_people_only(notes: Cast) -> None:
    """Its head exports what is in it."""
    with session(key_of(notes.director_ferme)):
        assert {school for (school,) in run("SELECT unnest(wall.schools())")} == {notes.ferme.pk}


def test_a_former_guardian_reaches_nothing(notes: Cast) -> None:
    key = key_of(notes.paul)
    with session(key):
        assert reached() == {notes.tilleuls.pk}
    Guardianship.objects.filter(adult=notes.paul).update(ends=clock.now(), end_reason="left")
    with session(key):
        assert reached() == set()


def test_a_key_of_another_school_does_not_open_a_row_by_a_foreign_key(notes: Cast) -> None:
    """What a row points to is checked by the owner; to read it is another thing."""
    foreign = Resource.objects.filter(school=notes.verne).values_list("pk", flat=True)[0]
    with session(key_of(notes.teacher)):
        assert run("SELECT 1 FROM content_resource WHERE id = %s", foreign) == []
        assert run("SELECT 1 FROM liaison_note WHERE resource_id = %s", foreign) == []


def test_the_worker_sees_all_schools(notes: Cast) -> None:
    with session(""):
        run(f"SET ROLE {settings.WORKER_ROLE}")
        try:
            assert reached() == {notes.tilleuls.pk, notes.verne.pk}
        finally:
            run(f"SET ROLE {settings.APPLICATION_ROLE}")


def test_a_connection_that_goes_back_to_its_pool_forgets(notes: Cast) -> None:
    with session(key_of(notes.teacher)):
        # As a pool's: each statement by itself. This one is in the transaction of the test.
        driver = connection.connection
        forget(SimpleNamespace(autocommit=True, execute=driver.execute, _prepared=driver._prepared))
        assert reached() == set()


def test_deploy_refuses_one_role_for_two(db: None, settings: Any) -> None:
    assert pages_worker_and_door_log_in_apart() == []
    settings.DOOR_ROLE = settings.WORKER_ROLE
    assert [error.id for error in pages_worker_and_door_log_in_apart()] == ["eprimo.E006"]
    settings.DOOR_ROLE = ""
    settings.WORKER_ROLE = settings.APPLICATION_ROLE
    assert [error.id for error in pages_worker_and_door_log_in_apart()] == ["eprimo.E003", "eprimo.E006"]
    with pytest.raises(SystemCheckError, match="DATABASE_WORKER_URL"):
        call_command("check", "--deploy", "--tag", "security")


def test_deploy_refuses_statements_that_are_told_and_the_time_of_a_demo(db: None) -> None:
    tell_now("")
    # A server of tests tells what each connection does: they wait for each other.
    assert [error.id for error in the_wall_stands()] == ["eprimo.E009"]
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO wall.clock (ahead) VALUES ('-1 day')")
    assert [error.id for error in the_wall_stands()] == ["eprimo.E005"]
