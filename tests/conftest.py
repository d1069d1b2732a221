"""Under every test: the application's role, the given clock, the guardrails; the cast, and who signs in."""

import faulthandler
import gc
import os
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.backends.signals import connection_created
from django.test.utils import setup_databases, teardown_databases

from eprimo.devtools.messages import scope
from eprimo.devtools.messages.catalogues import compile_stale
from eprimo.foundation.kernel import clock
from tests import changed, core_seconds, databases, emptying, guardrails, prepared, sizes, wall
from tests.cast import Cast
from tests.first import after_the_first
from tests.ground import GROUND, SAVED, layers_of, lent, transactional
from tests.order import in_order

# A Tuesday of school, 10:00 in Paris: the instant every test starts at.
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

# The kind of the tests is no service: its folder is named here.
TOY = Path(__file__).parent / "contract" / "toy"

FAILED = pytest.StashKey[bool]()

_creating = {"database": True}


def _take_application_role(sender: object, connection: Any, **kwargs: object) -> None:
    """Tests log in as the owner, who made the database, and act as the application, as in production."""
    if not _creating["database"] and connection.alias == DEFAULT_DB_ALIAS:
        with connection.cursor() as cursor:
            cursor.execute(f"SET ROLE {settings.APPLICATION_ROLE}")
            wall.everything(cursor)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """The database is a copy of one that is migrated already."""
    if databases.addresses()[1]:
        connection.settings_dict["TEST"]["TEMPLATE"] = databases.template()


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: Any
) -> Iterator[None]:
    """The database is made, and removed, by its owner; in between every connection takes the application's role. It is
    made for whoever asks: pytest-django's own fixture makes it for tests that ask for `db` alone, and one whose world
    is made by a fixture of its file would write into the database beside it."""
    with django_db_blocker.unblock():
        made = setup_databases(0, interactive=False, aliases={DEFAULT_DB_ALIAS}, serialized_aliases=set())
    _creating["database"] = False
    with django_db_blocker.unblock():
        connection.close()
    yield
    _creating["database"] = True
    with django_db_blocker.unblock():
        GROUND.clear()
        connection.close()
        with connection.cursor() as cursor:
            # A thread of a test may have left its connection open: the database could not be dropped.
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid() AND usename = current_user"
            )
        connection.close()
        teardown_databases(made, verbosity=0)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--matrix-of", default="", help="of the access matrix, only these name spaces of addresses"
    )
    parser.addoption(
        "--snapshots",
        action="store_true",
        help="in the trace of a failed browser test, the page before and after each step",
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Fixtures know at their end whether the test or a part of it failed: a browser then leaves what it showed."""
    report = yield
    if report.when == "call":  # type: ignore[attr-defined]
        item.stash[FAILED] = report.failed or item.stash.get(FAILED, False)  # type: ignore[attr-defined]
    return report


def pytest_configure(config: pytest.Config) -> None:
    # A folder that the processes of one run share; its maker removes it.
    if "EPRIMO_TEST_RUN" not in os.environ:
        os.environ["EPRIMO_TEST_RUN"] = tempfile.mkdtemp(prefix="eprimo-tests-")
        config.add_cleanup(lambda: shutil.rmtree(os.environ.pop("EPRIMO_TEST_RUN"), ignore_errors=True))
    changed.settle()
    config.pluginmanager.register(core_seconds.Plugin(settings.VAR))
    connection_created.connect(_take_application_role, dispatch_uid="application-role")
    emptying.install()
    guardrails.install()
    prepared.install()
    sizes.install()
    wall.install()
    compile_stale([*scope.parts(), scope.part_of(TOY)])


def pytest_itemcollected(item: pytest.Item) -> None:
    """A property is a drill: it is asked of more draws there. So is what the whole size alone asks."""
    if sizes.is_drawn(item) or sizes.is_whole(item):
        item.add_marker("drill")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Half a million objects of ten thousand tests stay to the end: they are laid aside, and not looked through again
    by the collector, during the tests nor at the last instant."""
    gc.disable()
    try:
        with after_the_first():
            return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    asked, left = sizes.parted(items)
    asked, unchanged = changed.parted(config, asked)
    if left := [*left, *unchanged]:
        config.hook.pytest_deselected(items=left)
    items[:] = in_order(asked)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish() -> None:
    # A test is held to its time; a process that cannot end after its last one says where it waits, and is ended.
    faulthandler.dump_traceback_later(300, exit=True, file=sys.__stderr__ or 2)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    if told := changed.left_out():
        terminalreporter.write_line(told)
    # `-q` leaves the line out that says it: a test that fails in one order alone could not be found again.
    if any(terminalreporter.stats.get(state) for state in ("failed", "error")):
        terminalreporter.write_line(
            f"The order of these tests: --randomly-seed={config.option.randomly_seed}"
        )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Iterator[None]:
    guardrails.outbox.begin()
    yield
    guardrails.outbox.carry_on()


@pytest.fixture(autouse=True)
def _given_clock() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


@pytest.fixture(autouse=True)
def _seeded_random() -> None:
    random.seed(7)


@pytest.fixture(autouse=True)
def _fresh_switches() -> None:
    """Each test's database starts with counter 0: the process must not remember another's switches."""
    from eprimo.foundation.kernel import switches

    switches.forget()


@pytest.fixture
def _ground(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> None:
    """What stands under the test's own transaction: the cast when it asks for it, and what it asks for upon it."""
    layers = layers_of(request.node)
    with django_db_blocker.unblock():
        if layers:
            GROUND.lay(NOW, layers)
        else:
            GROUND.clear()


@pytest.fixture
def _django_db_helper(_ground: None, _django_db_helper: None) -> None:
    """The transaction of each test is entered upon the ground."""


@pytest.fixture
def cast(request: pytest.FixtureRequest, db: None) -> Cast:
    """The fixed cast of people (tests/cast.py)."""
    found: Cast = SAVED.lend() if transactional(request.node) else GROUND.lend()
    return found


@lent
def furnished(cast: Cast) -> Cast:
    """The cast with everything that its pages can show."""
    from tests.e2e.world import furnish

    furnish(cast)
    return cast


@pytest.fixture
def sign_in(client: Any) -> Any:
    """`sign_in(person, role=None, school=None)`: the test client, acting as that person."""
    from tests.signed import signed

    def as_person(person: Any, role: str = "", school: Any = None) -> Any:
        row, key = signed(person.account)
        if role:
            row.role, row.school = role, school
            row.save(update_fields=["role", "school"])
        client.cookies[settings.SESSION_COOKIE_NAME] = key
        return client

    return as_person
