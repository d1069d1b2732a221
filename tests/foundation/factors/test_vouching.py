"""A lost telephone: somebody else gives a code, within minutes, and nobody gives one to oneself."""

import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client

from eprimo.foundation.accounts.models import Account, AccountNews, Session
from eprimo.foundation.factors.models import Factor, FactorCode, FactorTries
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.models import AuditLine, FactorTerm
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.factors.conftest import Equipped
from tests.signed import signed

pytestmark = pytest.mark.django_db

INDEX, RENEW = "/preuves/", "/compte/preuve/codes"
Make = Callable[..., Equipped]


def at(person: Any) -> Client:
    """At the desk of who answers: a factor was given."""
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = signed(person.account)[1]
    return client


def address(person: Any) -> str:
    return f"/preuves/{person.public_id}/code/"


def code_of(answer: Any) -> str:
    found = re.search(r"<code[^>]*>([0-9A-Z]{5}-[0-9A-Z]{5})</code>", answer.content.decode())
    return found[1] if found else ""


def test_the_head_gives_a_code_and_the_teacher_goes_on(cast: Cast, equipped: Make) -> None:
    """Strong acts pass, what is fresh waits a day, and a new factor is enrolled at once."""
    lost = equipped("teacher")
    code = code_of(at(cast.director).post(address(cast.teacher)))
    assert code
    assert AccountNews.objects.filter(account__person=cast.teacher, what="vouched").exists()
    application = "/compte/preuve/application"
    back = lost.client.post(application, {"factor_code": code, "factor_page": "1"})
    assert back.status_code == 302
    account = Account.objects.get(person=cast.teacher)
    assert account.factor_held_until == NOW + timedelta(hours=24)
    assert lost.client.get(application).status_code == 200
    Session.objects.filter(account=account).update(second_factor_at=None)
    assert lost.client.post(RENEW, {"factor_code": code}).status_code == 403


def test_the_code_ages_in_fifteen_minutes(cast: Cast, equipped: Make) -> None:
    lost = equipped("teacher")
    code = code_of(at(cast.director).post(address(cast.teacher)))
    with clock.frozen(NOW + timedelta(minutes=16)):
        assert lost.client.post(RENEW, {"factor_code": code}).status_code == 403
    assert FactorCode.objects.filter(expires_at__isnull=False, used_at=None).count() == 1


def test_another_code_voids_the_one_before(cast: Cast, equipped: Make) -> None:
    lost = equipped("teacher")
    head = at(cast.director)
    first, second = (code_of(head.post(address(cast.teacher))) for _ in range(2))
    assert lost.client.post(RENEW, {"factor_code": first}).status_code == 403
    assert lost.client.post(RENEW, {"factor_code": second}).status_code == 200


def test_it_opens_what_twenty_wrong_ones_closed(cast: Cast, equipped: Make) -> None:
    lost = equipped("teacher")
    FactorTries.objects.create(account=cast.teacher.account, day=NOW.date(), wrong=20, closed_at=NOW)  # type: ignore[attr-defined]
    assert lost.client.post(RENEW, {"factor_code": lost.code()}).status_code == 403
    code = code_of(at(cast.director).post(address(cast.teacher)))
    assert lost.client.post(RENEW, {"factor_code": code}).status_code == 200


@pytest.mark.parametrize("who", ["director", "samira", "lea", "director_verne", "inspector", "platform"])
def test_never_oneself_nor_a_stranger(cast: Cast, who: str) -> None:
    """Not oneself, no family, nobody of another school, nobody above."""
    assert at(cast.director).post(address(cast.people[who])).status_code == 404
    assert not FactorCode.objects.exists()


@pytest.mark.parametrize(
    ("giver", "to"),
    [("director", "deputy"), ("deputy", "director"), ("academy", "director"), ("academy", "inspector"),
     ("platform", "academy"), ("platform", "contractor")],
)  # fmt: skip
def test_whom_the_rights_page_names(cast: Cast, giver: str, to: str) -> None:
    assert code_of(at(cast.people[giver]).post(address(cast.people[to])))


@pytest.mark.parametrize(
    ("giver", "to"),
    [("academy", "teacher"), ("academy", "platform"), ("inspector", "director"), ("teacher", "staff")],
)
def test_whom_it_does_not(cast: Cast, giver: str, to: str) -> None:
    assert at(cast.people[giver]).post(address(cast.people[to])).status_code == 404


def test_the_giver_shows_a_factor_of_a_moment_ago(cast: Cast) -> None:
    """Strong is not enough: a thief at an open desk gives none."""
    client = at(cast.director)
    Session.objects.update(second_factor_at=NOW - timedelta(minutes=20))
    assert client.get(INDEX).status_code == 200
    assert client.post(address(cast.teacher)).status_code == 403
    assert not FactorCode.objects.exists()


def test_the_platform_takes_two_people(cast: Cast) -> None:
    """The same one twice is one; another one the next day begins again."""
    second = make.person("Paz", "PLATEFORME")
    make.mandate(second, "platform")
    make.account(second)
    third = make.person("Pia", "PLATEFORME")
    make.mandate(third, "platform")
    make.account(third)
    first = at(cast.platform)
    assert code_of(first.post(address(third))) == ""
    assert code_of(first.post(address(third))) == ""
    with clock.frozen(NOW + timedelta(hours=25)):
        assert code_of(at(second).post(address(third))) == ""
    assert code_of(at(cast.platform).post(address(third)))


def test_a_copy_of_the_page_says_who_is_ready(cast: Cast, equipped: Make) -> None:
    equipped("teacher")
    page = at(cast.director).get(INDEX).content.decode()
    assert re.search(r"<b>1 sur \d+</b>", page)
    assert "Deuxième preuve prête" in page
    assert at(cast.teacher).get(INDEX).status_code == 404


def test_the_platform_gives_six_weeks_once(cast: Cast) -> None:
    client = at(cast.platform)
    assert client.post("/preuves/inviter/", {"role": "teacher"}).status_code == 302
    with clock.frozen(NOW + timedelta(minutes=10)):
        client.post("/preuves/inviter/", {"role": "teacher"})
    assert list(FactorTerm.objects.values_list("role", "invited_on")) == [("teacher", NOW.date())]
    assert client.post("/preuves/inviter/", {"role": "guardian"}).status_code == 404
    assert at(cast.director).post("/preuves/inviter/", {"role": "teacher"}).status_code == 404


def test_the_server_gives_a_code_where_nobody_else_can(cast: Cast, equipped: Make) -> None:
    """Once, within fifteen minutes, told and written down; who has no factor lost none."""
    lost, said = equipped("platform"), io.StringIO()
    login = cast.platform.account.login  # type: ignore[attr-defined]
    call_command("factor_code", login=login, stdout=said)
    code = re.search(r"[0-9A-Z]{5}-[0-9A-Z]{5}", said.getvalue())
    assert code is not None
    assert AuditLine.objects.filter(act="factors.code.by_server", subject_id=cast.platform.pk).count() == 1
    assert AccountNews.objects.filter(account__person=cast.platform, what="vouched").exists()
    assert FactorCode.objects.get(expires_at__isnull=False).expires_at == NOW + timedelta(minutes=15)
    assert lost.client.post(RENEW, {"factor_code": code[0]}).status_code == 200
    assert lost.client.get(INDEX).status_code == 200
    assert lost.client.post("/preuves/inviter/", {"role": "teacher"}).status_code == 403
    Session.objects.update(second_factor_at=None)
    assert lost.client.post(RENEW, {"factor_code": code[0]}).status_code == 403
    with pytest.raises(CommandError, match="pas de deuxième preuve"):
        call_command("factor_code", login=cast.director.account.login)  # type: ignore[attr-defined]


def test_a_removed_person_is_given_nothing(cast: Cast) -> None:
    """Who left is nobody’s to vouch for."""
    make.account(make.person("Zélie", "PARTIE"))
    gone = Account.objects.latest("pk").person
    assert at(cast.director).post(address(gone)).status_code == 404
    assert not Factor.objects.filter(account__person=gone).exists()
