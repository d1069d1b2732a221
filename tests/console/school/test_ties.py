"""Who heads a school proposes; what is answered, printed, listed and found is the same whether the person is known."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eprimo.foundation.accounts.actions.ties import tie_decline_by_code, ties_print
from eprimo.foundation.accounts.models import Account
from eprimo.foundation.directory.actions.ties import tie_accept
from eprimo.foundation.directory.enums import TieState
from eprimo.foundation.directory.models import Affiliation, TieProposal
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.outbox import run_due
from tests.cast import Cast
from tests.conftest import NOW
from tests.console.sheets.printing import INDEX, print_, text_of
from tests.foundation.accounts.conftest import PASSWORD

WAITS = "à confirmer par la personne"
GIVEN = {
    "civility": "Mme", "birth_date": "", "starts": "2026-11-30", "ends": "2026-12-18", "reason": "Remplacement",
}  # fmt: skip
STRANGER = {"first_name": "Julie", "last_name": "Durant", "email": "julie.durant@exemple.fr"}


def said(answer: Any) -> str:
    text: str = answer.content.decode()
    text = re.sub(r'(value|id|for)="[^"]*"|[0-9a-f]{8}-[0-9a-f-]{27}', "", text)
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture
def known(cast: Cast) -> dict[str, str]:
    """Julie Durand, a guardian of the other school, with the e-mail that she confirmed there."""
    Account.objects.filter(person=cast.guardian_verne).update(
        recovery_email="julie.durand@exemple.fr", recovery_email_confirmed_at=NOW
    )
    return {"first_name": "Julie", "last_name": "Durand", "email": "julie.durand@exemple.fr"}


def test_known_or_not_the_answers_are_the_same(
    cast: Cast, known: dict[str, str], post: Any, get: Any, client: Any
) -> None:
    """The form and what it costs, the list, the team's sheets, the search, the paper, the trail."""

    def answers(who: dict[str, str]) -> list[Any]:
        with CaptureQueriesContext(connection) as asked:
            done = post("director", "adult_add", "remplacant", **GIVEN, **who)
            cost = len(asked)
        run_due()
        tie = TieProposal.objects.get()
        assert bool(tie.person_id) == (who is known)
        listed = [get("director", "adults"), client.get(f"{INDEX}equipe/")]
        assert all(WAITS in said(page).lower() for page in listed)
        found = client.post(reverse("people:search"), {"nom": who["last_name"]})
        assert WAITS in said(found)
        paper = post("director", "tie_print", acces=str(tie.public_id))
        pages = [done, *listed, found, get("director", "people"), get("director", "history")]
        texts = [done["Location"], *map(said, pages), _without_code(text_of(paper))]
        return [cost, *(re.sub(who["last_name"], "NOM", text, flags=re.IGNORECASE) for text in texts)]

    _apart(lambda: answers(STRANGER))  # what a process asks once
    assert _apart(lambda: answers(known)) == _apart(lambda: answers(STRANGER))


def _apart(ask: Callable[[], Any]) -> Any:
    """What is answered in a world of which nothing is kept."""
    with transaction.atomic():
        answer = ask()
        transaction.set_rollback(True)
    return answer


def _without_code(text: str) -> str:
    return re.sub(r"[A-Z0-9]{4,5}-[A-Z0-9]{4,5}-[A-Z0-9]{4,5}", "CODE", " ".join(text.split()))


def test_an_agent_is_proposed_in_the_same_words(
    cast: Cast, known: dict[str, str], post: Any, get: Any
) -> None:
    seen = []
    for who in ("director", "member_rep"):
        for name in (known, STRANGER):
            done = post(who, "agent_add", **GIVEN, **name, service=str(cast.canteen.public_id))
            run_due()
            page = said(get(who, "adults"))
            assert WAITS in page
            seen.append((who, done.status_code, re.sub(name["last_name"], "NOM", page, flags=re.IGNORECASE)))
            tie = TieProposal.objects.get()
            assert text_of(post(who, "tie_print", acces=str(tie.public_id)))
            tie.delete()
    assert len(set(seen)) == 2


def test_the_paper_says_nothing_of_an_account(cast: Cast, known: dict[str, str], post: Any) -> None:
    post("director", "adult_add", "remplacant", **GIVEN, **known)
    run_due()
    text = " ".join(text_of(post("director", "tie_print", acces=_only())).split())
    assert "remplaçant·e, à partir du lundi 30 novembre" in text
    assert cast.guardian_verne.account.login not in text
    assert "identifiant" not in text
    assert "Valable jusqu’au vendredi 18 décembre 2026" in text.replace("\N{NO-BREAK SPACE}", " ")


def _only() -> str:
    return str(TieProposal.objects.get().public_id)


def test_nothing_is_open_before_the_answer(cast: Cast, known: dict[str, str], post: Any, get: Any) -> None:
    post("director", "adult_add", "remplacant", **GIVEN, **known, classes=[str(cast.ce1.public_id)])
    run_due()
    for page in ("adults", "people"):
        assert str(cast.guardian_verne.public_id) not in get("director", page).content.decode()
    refused = post("director", "suspend", cast.guardian_verne.public_id, reason="Essai")
    assert refused.status_code == 404
    with clock.frozen(NOW + timedelta(days=10)):
        assert not Affiliation.objects.filter(person=cast.guardian_verne).exists()


def test_taken_back_the_paper_opens_nothing(cast: Cast, post: Any, get: Any, client: Any) -> None:
    post("director", "adult_add", "remplacant", **GIVEN, **STRANGER)
    tie = TieProposal.objects.get()
    code = ties_print(actor=cast.actor("director"), ties=[tie])[0].code
    assert post("director", "tie_withdraw", acces=str(tie.public_id)).status_code == 302
    assert "DURANT" not in said(get("director", "adults"))
    client.cookies.clear()
    answer = client.post(reverse("accounts:activate"), {"step": "code", "code": code})
    assert answer.status_code == 422
    tie.refresh_from_db()
    assert (tie.state, tie.last_name, tie.email) == (TieState.WITHDRAWN, "", "")
    again = post("director", "tie_print", acces=str(tie.public_id))
    assert (again.status_code, again["Location"]) == (302, reverse("school:adults"))
    assert "n’attend plus" in said(client.get(again["Location"]))


def test_a_no_and_a_silence_are_told_without_more(cast: Cast, post: Any, get: Any) -> None:
    for first in ("Julie", "Anna"):
        post("director", "adult_add", "remplacant", **GIVEN, **{**STRANGER, "first_name": first})
    tie = TieProposal.objects.get(first_name="Anna")
    tie_decline_by_code(code=ties_print(actor=cast.actor("director"), ties=[tie])[0].code)
    page = said(get("director", "adults"))
    assert "refusé par la personne" in page
    with clock.frozen(NOW + timedelta(days=40)):
        page = said(get("director", "adults"))
        assert "aucune réponse dans le délai" in page
        assert WAITS not in page


@pytest.mark.parametrize("who", ["director_verne", "teacher", "samira", "member_rep", "academy"])
def test_others_neither_print_nor_take_back(cast: Cast, post: Any, who: str) -> None:
    post("director", "adult_add", "remplacant", **GIVEN, **STRANGER)
    for page in ("tie_print", "tie_withdraw"):
        assert post(who, page, acces=_only()).status_code == 404
    assert TieProposal.objects.get().state == TieState.OPEN


def test_after_a_yes_both_read_alike(cast: Cast, known: dict[str, str], post: Any, get: Any) -> None:
    """Who was known before is not told afterwards either: not by the trail, nor by the line of the list."""

    def answers(who: dict[str, str]) -> list[str]:
        post("director", "adult_add", "aesh", **{**GIVEN, "starts": "2026-11-24"}, **who)
        run_due()
        tie = TieProposal.objects.get()
        code = ties_print(actor=None, ties=[tie])[0].code
        if who is known:
            tie_accept(actor=cast.actor("guardian_verne"), tie=tie)
        else:
            step = {"step": "join", "code": code, "password": PASSWORD, "again": PASSWORD}
            assert Client().post(reverse("accounts:tie_by_code"), step).status_code == 200
        pages = [said(get("director", name)) for name in ("adults", "people", "history")]
        return [re.sub(who["last_name"], "NOM", text, flags=re.IGNORECASE) for text in pages]

    yes = _apart(lambda: answers(known))
    assert "a ouvert à Julie NOM l’accès qui lui était proposé" in yes[2]
    assert "Activé" in yes[1]
    assert yes == _apart(lambda: answers(STRANGER))


def test_the_sheet_of_a_partner_is_printed_from_the_list(cast: Cast, sign_in: Any, get: Any) -> None:
    page = get("director", "adults").content.decode()
    assert str(cast.partner.public_id) in page
    assert "intervenant" in text_of(print_(sign_in(cast.director), cast.partner, what="letters"))
