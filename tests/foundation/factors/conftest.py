"""Somebody at work with a telephone and a sheet of codes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from eprimo.foundation.access.actors import from_session
from eprimo.foundation.accounts.sessions import session_open
from eprimo.foundation.factors.actions.enrolment import totp_enrol
from eprimo.foundation.factors.codes import code_at, new_key
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW

SITE = "https://ent.exemple.fr"


@dataclass
class Equipped:
    """A person with an application, ten codes, and a fresh session that has shown nothing."""

    person: Any
    key: bytes
    codes: list[str]
    client: Client
    session: str

    def code(self, at: datetime | None = None) -> str:
        """What the telephone shows."""
        return code_at(self.key, at or clock.now())

    @property
    def actor(self) -> Actor:
        signed_in = from_session(self.session)
        assert signed_in is not None
        return signed_in.actor


@pytest.fixture(autouse=True)
def _host(settings: Any) -> None:
    settings.PUBLIC_URL = SITE


PASSWORD = "neuf brumes au pré"


def knows(person: Any) -> None:
    """The person chose a password."""
    make.secret(person.account, PASSWORD)


@pytest.fixture
def equipped(cast: Cast) -> Iterator[Callable[..., Equipped]]:
    """`equipped("director")`: enrolled an hour ago."""

    def make(who: str) -> Equipped:
        person, key = cast.people[who], new_key()
        knows(person)
        with clock.frozen(NOW - timedelta(hours=1)):
            signed_in = from_session(session_open(person.account)[1])
            assert signed_in is not None
            codes = totp_enrol(
                actor=signed_in.actor,
                key=key,
                code=code_at(key, clock.now()),
                name="Téléphone",
                password=PASSWORD,
            )
        session = session_open(person.account)[1]
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = session
        return Equipped(person, key, codes, client, session)

    return make
