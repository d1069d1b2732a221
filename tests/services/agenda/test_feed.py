"""The agenda on a telephone: who has one, what is in it, what it costs."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from icalendar import Calendar

from eprimo.foundation.accounts.models import Account, Session
from eprimo.foundation.kernel import clock
from tests.cast import Cast
from tests.conftest import NOW
from tests.services.agenda.test_agenda import TODAY, event

PAGE = "/agenda/telephone/"


def made(client: Client) -> str:
    """The path of a fresh address, as its page tells it once."""
    page = client.post(f"{PAGE}adresse/")
    assert page.status_code == 200
    address: str = page.context["address"]
    assert page.content.decode().count(address) == 1
    return "/agenda/ics/" + address.rpartition("/")[2]


def events(path: str, **headers: str) -> dict[str, Any]:
    """What a telephone reads there, by summary."""
    answer = Client().get(path, headers=headers)
    assert answer.status_code == 200, answer.status_code
    return {str(one["SUMMARY"]): one for one in Calendar.from_ical(answer.content).events}


def dated(path: str) -> dict[str, Any]:
    """The same without holidays, which are of no thing."""
    return {name: one for name, one in events(path).items() if one.get("SEQUENCE") is not None and "Vac" not in name}


def test_it_is_told_once_and_opens_without_a_session(cast: Cast, sign_in: Any) -> None:
    event(cast, "Piscine", TODAY + timedelta(days=2))
    client = sign_in(cast.paul)
    path = made(client)
    assert path.rpartition("/")[2] not in client.get(PAGE).content.decode()
    answer = Client().get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "Cookie" in answer.headers["Vary"]
    assert not answer.cookies
    assert "Piscine" in events(path)
