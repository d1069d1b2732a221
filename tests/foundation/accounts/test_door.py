"""The sign-in page, the charter, signing out."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from eprimo.foundation.accounts.enums import AccountState
from eprimo.foundation.accounts.models import Account, Session
from eprimo.foundation.accounts.sessions import WORK, session_of
from eprimo.foundation.directory.actions.merges import person_merge, person_unmerge
from eprimo.foundation.kernel import clock
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.accounts.conftest import PASSWORD, WORDS


def test_an_adult_enters(adult: Account, enter: Callable[..., Any], client: Client) -> None:
    answer = enter("Samira ", PASSWORD)
    assert answer.status_code == 302
    assert answer["Location"] == "/"
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert Session.objects.get(pk=session_of(cookie.value)).account == adult
    adult.refresh_from_db()
    assert adult.last_login == NOW


@pytest.mark.parametrize(
    "typed", ["tortue citron vélo", "TORTUE  Citron velo", "tortuecitronvélo", "tortue-citron-vélo"]
)
def test_a_pupil_enters_with_words_as_a_child_types_them(
    child: Account, enter: Callable[..., Any], typed: str
) -> None:
    assert enter("lea", typed, page="/compte/entrer/eleve").status_code == 302


@pytest.mark.parametrize(
    "typed", ["tortue citron", "citron tortue vélo", "tortue citron vélos", "x", " ".join(WORDS[:2])]
)
def test_other_words_do_not_open(child: Account, enter: Callable[..., Any], typed: str) -> None:
    assert enter("lea", typed).status_code == 422


def test_a_child_is_told_in_words_of_a_child(child: Account, enter: Callable[..., Any]) -> None:
    def said(secret: str) -> str:
        page = enter("lea", secret, page="/compte/entrer/eleve").content.decode()
        return page.partition('id="errors"')[2].partition("<h1")[0].partition("</div>")[0]

    assert "Regarde bien ta carte" in said("tortue citron tortue")
    Account.objects.filter(pk=child.pk).update(state=AccountState.SUSPENDED)
    assert "Demande à ta maîtresse ou à ton maître." in said(" ".join(WORDS))


def test_what_was_typed_stays_except_the_secret(adult: Account, enter: Callable[..., Any]) -> None:
    page = enter("samira", "autre chose encore").content.decode()
    assert 'value="samira"' in page
    assert "autre chose encore" not in page
    assert "Identifiant ou mot de passe inconnu" in page


def test_first_entry_of_a_pupil_activates(cast: Cast, child: Account, enter: Callable[..., Any]) -> None:
    Account.objects.filter(pk=child.pk).update(
        state=AccountState.EXPECTED, activated_at=None, charter_at=None
    )
    enter("lea", " ".join(WORDS))
    child.refresh_from_db()
    assert child.state == AccountState.ACTIVE
    assert child.activated_at == NOW


def test_the_charter_stands_before_everything(
    adult: Account, enter: Callable[..., Any], client: Client
) -> None:
    Account.objects.filter(pk=adult.pk).update(charter_at=None)
    enter("samira", PASSWORD)
    assert client.get("/compte/")["Location"] == "/compte/charte"
    assert "mot de passe ne se prête pas" in client.get("/compte/charte").content.decode()
    assert client.post("/compte/charte")["Location"] == "/"
    adult.refresh_from_db()
    assert adult.charter_at == NOW
    assert adult.charter_version is not None
    assert client.get("/compte/").status_code == 200


def test_who_is_in_is_not_asked_again(adult: Account, enter: Callable[..., Any], client: Client) -> None:
    enter("samira", PASSWORD)
    assert client.get("/compte/entrer?suite=/compte/role")["Location"] == "/compte/role"


def test_suite_leads_back(adult: Account, enter: Callable[..., Any]) -> None:
    assert enter("samira", PASSWORD, suite="/compte/role?x=1")["Location"] == "/compte/role?x=1"


def test_a_session_ends_by_itself(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.teacher)
    assert client.get("/compte/").status_code == 200
    with clock.frozen(NOW + WORK - timedelta(seconds=1)):
        assert client.get("/compte/").status_code == 200
    with clock.frozen(NOW + WORK):
        answer = client.get("/compte/")
    assert answer["Location"] == "/compte/entrer?suite=%2Fcompte%2F"


def test_signing_out(adult: Account, enter: Callable[..., Any], client: Client) -> None:
    enter("samira", PASSWORD)
    answer = client.post("/compte/sortir", follow=True)
    assert "Vous êtes bien sorti" in answer.content.decode()
    assert not Session.objects.filter(account=adult).exists()
    assert client.get("/compte/").status_code == 302


def test_suspended_is_told_to_who_has_the_right_secret_alone(
    adult: Account, enter: Callable[..., Any]
) -> None:
    unknown = enter("samira", "autre chose encore").content
    Account.objects.filter(pk=adult.pk).update(state=AccountState.SUSPENDED)
    assert _without_token(enter("samira", "autre chose encore").content) == _without_token(unknown)
    refused = enter("samira", PASSWORD)
    assert refused.status_code == 422
    assert "Cet accès est suspendu." in refused.content.decode()
    assert not Session.objects.filter(account=adult).exists()


def test_a_login_that_was_joined_to_another_says_which_to_the_right_secret_alone(
    cast: Cast, adult: Account, enter: Callable[..., Any]
) -> None:
    twin = make.account(make.guardian(cast.lea, first_name="Samira", last_name="DIALLO"), login="samira.deux")
    make.secret(twin, PASSWORD)
    unknown = _without_token(enter("samira.deux", "autre chose encore").content)
    merge = person_merge(actor=cast.actor("director"), kept=cast.samira, absorbed=twin.person)
    assert _without_token(enter("samira.deux", "autre chose encore").content) == unknown
    refused = enter("samira.deux", PASSWORD)
    assert refused.status_code == 422
    assert "Entrez avec l’identifiant «\xa0samira\xa0»" in refused.content.decode()
    assert not Session.objects.filter(account=twin).exists()
    # Whose other access is suspended reads no login that opens nothing.
    Account.objects.filter(pk=adult.pk).update(state=AccountState.SUSPENDED)
    assert "Cet accès est suspendu." in enter("samira.deux", PASSWORD).content.decode()
    Account.objects.filter(pk=adult.pk).update(state=AccountState.ACTIVE)
    person_unmerge(actor=cast.actor("director"), merge=merge)
    assert enter("samira.deux", PASSWORD).status_code == 302


def test_shut_out_by_a_decision_is_refused(cast: Cast, enter: Callable[..., Any]) -> None:
    for name, status in (("restricted_3", 422), ("restricted_2", 302)):
        account = cast.people[name].account
        make.secret(account, PASSWORD)
        assert enter(account.login, PASSWORD).status_code == status


def _without_token(page: bytes) -> bytes:
    import re

    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", page)


def test_sql_of_a_sign_in(
    adult: Account, enter: Callable[..., Any], client: Client, django_assert_num_queries: Any
) -> None:
    enter("samira", PASSWORD)
    client.cookies.clear()
    # Account, known address, one bucket, shut out?, bucket forgotten, two for the length of the session, session, is
    # coming in suspended?, account, the sessions that hold, audit; a transaction (2).
    with django_assert_num_queries(14):
        assert enter("samira", PASSWORD).status_code == 302


@pytest.mark.parametrize("code", ["2345-6789-BCDFG", "2345 6789 bcdfg", "23456789BCDFG"])
def test_a_code_typed_as_a_password_leads_to_activation(adult: Account, enter: Any, code: str) -> None:
    """By its shape alone: the same answer for a code that a sheet printed, one that is nobody's, and any login."""
    said = [enter(login, code).content.decode() for login in ("samira", "personne.ici")]
    for page in said:
        assert "Cela ressemble au code d’une fiche" in page
        assert 'href="/compte/activation"' in page
    assert "ressemble au code" not in enter("samira", "brume lente sous la porte").content.decode()
