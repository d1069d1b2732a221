"""The academy of the demo, small, loaded once and seen by all: pictures change nothing that the next ones show."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import TransactionTestCase, override_settings
from pytest_django.live_server_helper import LiveServer

from eprimo.devtools.demo.academy.load import load_demo
from eprimo.devtools.demo.faces import person_ids
from eprimo.foundation.directory.models import Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.outbox import run_due
from tests.conftest import NOW
from tests.e2e.conftest import Visit
from tests.e2e.pictures.camera import VOICE
from tests.e2e.pictures.more import more_people
from tests.e2e.visitor import Visitor

PUPILS = 60


@pytest.fixture(scope="session")
def academy(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, int]]:
    """Person of each face. Kept for the whole run, in a database that goes with it."""
    var, patch = override_settings(VAR=tmp_path_factory.mktemp("academy")), pytest.MonkeyPatch()
    with django_db_blocker.unblock(), var, clock.frozen(NOW), patch.context() as patched:
        # Nothing is emptied between two tests.
        patched.setattr(TransactionTestCase, "_fixture_teardown", lambda _: None)
        load_demo(schools=3, pupils=PUPILS)
        while run_due():
            pass
        yield person_ids() | more_people()


@pytest.fixture(scope="session")
def server(academy: dict[str, int]) -> Iterator[LiveServer]:
    made = LiveServer("localhost")
    made._live_server_modified_settings.enable()
    yield made
    made.stop()
    made._live_server_modified_settings.disable()


@pytest.fixture
def site(server: LiveServer, settings: Any) -> str:
    settings.PUBLIC_URL = server.url
    return server.url


@pytest.fixture
def people(academy: dict[str, int]) -> Callable[[str], Person]:
    return lambda key: Person.objects.select_related("account").get(pk=academy[key])


@pytest.fixture
def enter(visit: Visit, people: Callable[[str], Person]) -> Callable[..., Visitor]:
    """`enter(face, path="/")`: this person at this page, on a device that has a voice."""

    def at(face: str, path: str = "/", **options: Any) -> Visitor:
        visitor = visit(people(face) if face else None, **options)
        visitor.page.add_init_script(VOICE)
        visitor.open(path)
        return visitor

    return at
