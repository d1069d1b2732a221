"""The furnished cast, committed once and seen by all of this folder: its tests look, and change nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.management import call_command
from django.test import TransactionTestCase
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from eprimo.foundation.kernel import clock
from tests.cast import Cast
from tests.conftest import NOW
from tests.e2e.furnished.reader import Reader
from tests.e2e.server import answers_of
from tests.e2e.world import furnish
from tests.ground import GROUND, SAVED


@dataclass(frozen=True)
class Standing:
    """These people, and where their pages are."""

    cast: Cast
    url: str


@pytest.fixture(scope="package")
def standing(django_db_setup: None, django_db_blocker: Any) -> Iterator[Standing]:
    with django_db_blocker.unblock(), clock.frozen(NOW), pytest.MonkeyPatch.context() as patched:
        GROUND.clear()
        cast = SAVED.lend()
        furnish(cast)
        # Nothing is emptied between two tests.
        patched.setattr(TransactionTestCase, "_fixture_teardown", lambda _: None)
        server = LiveServer("localhost")
        answers = answers_of(server)
        server._live_server_modified_settings.enable()
        yield Standing(cast, server.url)
        answers.rest()
        server.stop()
        server._live_server_modified_settings.disable()
        call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)


@pytest.fixture
def cast(standing: Standing) -> Cast:
    return standing.cast


@pytest.fixture
def site(standing: Standing, settings: Any) -> str:
    settings.PUBLIC_URL = standing.url
    return standing.url


@pytest.fixture(scope="package")
def reader(browser: Browser) -> Iterator[Reader]:
    with Reader(browser) as opened:
        yield opened
