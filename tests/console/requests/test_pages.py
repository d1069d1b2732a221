"""The pages where requests are answered: the direction, the academy, the platform."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eprimo.foundation.kernel import clock
from eprimo.foundation.privacy.models import PrivacyRequest, RequestKind, RequestState
from eprimo.foundation.privacy.requests.actions import request_speak
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.privacy.asking import ask

pytestmark = pytest.mark.django_db
INDEX, DESK = reverse("requests:index"), reverse("school:home")


def _text(response: Any) -> str:
    text: str = response.content.decode()
    return re.sub(r"[\u00a0\u202f]", " ", text)


def test_from_the_home_to_the_answer(cast: Cast, sign_in: Any) -> None:
    row = ask(cast, "samira", RequestKind.ERASE_CHILD, "lea")
    request_speak(actor=cast.actor("paul"), request=row, agrees=False, words="Pas avant juin.")
    client = sign_in(cast.director)
    home = _text(client.get("/"))
    assert "1 demande attend une réponse" in home
    assert "26 décembre 2026" in home or "24 décembre 2026" in home
    assert "Léa" not in home.partition("1 demande attend")[2][:300], "the home names nobody"
    desk = _text(client.get(DESK))
    assert "1 demande attend votre réponse" in desk
    assert "Rien n’attend" not in desk
    page = _text(client.get(INDEX))
    assert "Effacer le compte d’un enfant" in page
    assert "Samira MARTIN" in page
    one = reverse("requests:request", args=[row.public_id])
    page = _text(client.get(one))
    for words in ("pour Léa MARTIN", "Mes mots", "Paul MARTIN", "Pas avant juin.", "Pas d’accord"):
        assert words in page
    answer = reverse("requests:decide", args=[row.public_id])
    late = client.post(answer, {"code": "mission", "answer": ""})
    assert late.status_code == 422, "a reason is never alone"
    assert client.post(answer, {"code": "accurate", "answer": "Non."}).status_code == 422
    page = _text(client.post(answer, {"code": "mission", "answer": "Léa est élève."}, follow=True))
    assert "La réponse est envoyée" in page
    assert "article 17.3.b" in page
    # A second tab, which still shows the form.
    again = client.post(answer, {"code": "", "answer": "Oui."}, follow=True)
    assert "a déjà sa réponse" in _text(again)
    assert "Léa est élève." in _text(again)
    assert "Aucune demande n’attend" in _text(client.get(INDEX))
    assert "Refusée" in _text(client.get(INDEX, {"voir": "repondues"}))
    assert "demande attend" not in _text(client.get("/"))
    assert "demande attend" not in _text(client.get(DESK))


def test_more_time_is_told_with_its_reason(cast: Cast, sign_in: Any) -> None:
    row = ask(cast, "samira", RequestKind.RECTIFY, "lea")
    client = sign_in(cast.director)
    more = reverse("requests:extend", args=[row.public_id])
    assert client.post(more, {"reason": ""}).status_code == 422
    page = _text(client.post(more, {"reason": "Le rectorat répond en janvier."}, follow=True))
    assert "Le délai est prolongé" in page
    assert "Demander plus de temps" not in page
    page = _text(sign_in(cast.samira).get(reverse("my_data:request", args=[row.public_id])))
    assert "Le rectorat répond en janvier." in page


def test_what_is_late_says_so(cast: Cast, sign_in: Any) -> None:
    row = ask(cast, "samira", RequestKind.RECTIFY, "lea")
    client = sign_in(cast.director)
    for day, words in (
        (row.due_on - timedelta(days=2), "Bientôt"),
        (row.due_on + timedelta(days=1), "En retard"),
    ):
        PrivacyRequest.objects.filter(pk=row.pk).update(due_on=NOW.date() + (row.due_on - day))
        assert words in _text(client.get(INDEX))
        assert words in _text(client.get(reverse("requests:request", args=[row.public_id])))


def test_the_academy_answers_a_director_and_reads_no_name_of_a_child(cast: Cast, sign_in: Any) -> None:
    own = ask(cast, "director", RequestKind.ERASE_ACCOUNT)
    make.guardianship(cast.director, cast.lea)
    child = ask(cast, "director", RequestKind.OBJECTION, "lea")
    client = sign_in(cast.academy)
    assert "2 demandes attendent une réponse" in _text(client.get("/"))
    page = _text(client.get(INDEX))
    assert "École Les Tilleuls" in page
    for row in (own, child):
        page += _text(client.get(reverse("requests:request", args=[row.public_id])))
    assert "Léa" not in page
    assert "Samira" not in page
    assert "un enfant" in page
    answer = reverse("requests:decide", args=[own.public_id])
    client.post(answer, {"code": "mission", "answer": "Vous dirigez une école."})
    own.refresh_from_db()
    assert (own.state, own.decided_by_id) == (RequestState.REFUSED, cast.academy.pk)
    assert "1 demande attend une réponse" in _text(client.get("/"))


def test_what_was_accepted_may_be_refused_until_it_is_done(cast: Cast, sign_in: Any) -> None:
    row = ask(cast, "teacher", RequestKind.ERASE_ACCOUNT)
    client = sign_in(cast.director)
    answer = reverse("requests:decide", args=[row.public_id])
    page = _text(client.post(answer, {"code": "not_needed", "answer": "D’accord."}, follow=True))
    assert "quand le dernier lien avec une école s’arrête" in page
    assert "Refuser après coup" in page
    assert client.post(answer, {"code": "not_needed", "answer": "Encore."}).status_code == 422
    client.post(answer, {"code": "law", "answer": "Erreur de ma part."})
    row.refresh_from_db()
    assert row.state == RequestState.REFUSED
    again = client.post(answer, {"code": "law", "answer": "Encore."}, follow=True)
    assert "a déjà sa réponse" in _text(again)


def test_the_list_costs_the_same_whatever_it_holds(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.director)
    ask(cast, "samira", RequestKind.RECTIFY, "lea")
    client.get(INDEX)

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(INDEX).status_code == 200
        return len(seen)

    few = cost()
    for number in range(40):
        person = make.pupil(cast.tilleuls, cast.ce1, "Enfant", f"NUMERO{number}")
        PrivacyRequest.objects.create(
            kind=RequestKind.RECTIFY, subject=person, asked_by=person, school=cast.tilleuls, what="name",
            due_on=clock.today("Europe/Paris") + timedelta(days=number),
        )  # fmt: skip
    page = client.get(INDEX)
    assert len(page.context["rows"]) == 30
    assert page.context["page"].after
    assert cost() == few


def test_the_trail_tells_it_in_words(cast: Cast, sign_in: Any) -> None:
    row = ask(cast, "samira", RequestKind.ERASE_CHILD, "lea")
    client = sign_in(cast.director)
    client.post(
        reverse("requests:decide", args=[row.public_id]), {"code": "mission", "answer": "Léa est élève."}
    )
    page = _text(client.get(reverse("school:history")))
    assert "a répondu non à une demande : effacer le compte d’un enfant" in page
    assert "mission de service public" in page
    assert "Mes mots" not in page
