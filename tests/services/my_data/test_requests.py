"""« Mes demandes », without script: a guardian, the other guardian, a child, who left."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from eprimo.foundation.kernel import clock
from eprimo.foundation.privacy.models import PrivacyRequest, RequestKind, RequestState
from eprimo.foundation.privacy.requests.actions import request_decide
from eprimo.foundation.privacy.requests.execution import requests_carry_out
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.privacy.asking import ask, decide, leave

pytestmark = pytest.mark.django_db
LIST = reverse("my_data:requests")


def _text(response: Any) -> str:
    text: str = response.content.decode()
    return re.sub(r"[\u00a0\u202f]", " ", text)


def _ask(person: Any, kind: str) -> str:
    return reverse("my_data:request_ask", args=[person.public_id, kind])


def test_a_guardian_asks_waits_reads_and_takes_back(cast: Cast, client: Any, sign_in: Any) -> None:
    sign_in(cast.samira)
    assert LIST in _text(client.get("/mes-donnees/"))
    assert "Aucune demande" in _text(client.get(LIST))
    page = _text(client.get(reverse("my_data:request_choose")))
    assert "Pour Léa" in page
    assert "Pour Noé" in page
    assert "Effacer mon compte" in page
    assert "Effacer ce que l’enfant a partagé" not in page, "nothing was shared"
    form = _ask(cast.lea, "child")
    assert "huit jours" in _text(client.get(form))
    page = _text(client.post(form, {"words": "Nous changeons d’école."}, follow=True))
    assert "Votre demande est partie" in page
    assert "24 décembre 2026" in page or "26 décembre 2026" in page
    assert "déjà faite" in _text(client.post(form, {"words": ""}, follow=True))
    row = PrivacyRequest.objects.get()
    assert client.post(_ask(cast.lea, "rectify"), {"words": "Un accent"}).status_code == 422
    assert client.post(_ask(cast.lea, "rectify"), {"what": "name", "words": ""}).status_code == 422
    page = _text(client.post(reverse("my_data:request_withdraw", args=[row.public_id]), follow=True))
    assert "Reprise" in page
    assert client.post(reverse("my_data:request_withdraw", args=[row.public_id])).status_code == 403


def test_the_other_guardian_learns_what_and_not_by_whom(cast: Cast, client: Any, sign_in: Any) -> None:
    row = ask(cast, "samira", RequestKind.ERASE_CHILD, "lea")
    sign_in(cast.paul)
    assert "Une demande touche les données de Léa" in _text(client.get("/"))
    assert "Votre avis est attendu" in _text(client.get("/mes-donnees/"))
    page = _text(client.get(LIST)) + _text(client.get(reverse("my_data:request", args=[row.public_id])))
    assert "Un responsable de l’enfant demande cela" in page
    assert "Rien n’est effacé avant le 2 décembre 2026" in page
    assert "Samira" not in page
    assert "Mes mots" not in page
    speak = reverse("my_data:request_speak", args=[row.public_id])
    assert "Choisissez une des deux réponses" in _text(client.post(speak, {}, follow=True))
    page = _text(client.post(speak, {"agrees": "non", "words": "Non."}, follow=True))
    assert "Vous n’êtes pas d’accord" in page
    assert "Une demande touche les données de Léa" not in _text(client.get("/"))
    sign_in(cast.samira)
    page = _text(client.get(reverse("my_data:request", args=[row.public_id])))
    assert "Paul" not in page
    assert "pas d’accord" not in page


def test_the_answer_is_told_and_says_where_to_complain(cast: Cast, client: Any, sign_in: Any) -> None:
    row = ask(cast, "samira", RequestKind.ERASE_CHILD, "lea")
    decide(cast, row, accept=False, code="mission")
    sign_in(cast.samira)
    assert "L’école a répondu à votre demande" in _text(client.get("/"))
    page = _text(client.get(reverse("my_data:request", args=[row.public_id])))
    for words in ("mission de service public", "Voici pourquoi.", "CNIL", "C’est lu"):
        assert words in page
    client.post(reverse("my_data:request_read", args=[row.public_id]))
    assert "L’école a répondu à votre demande" not in _text(client.get("/"))
    assert "C’est lu" not in _text(client.get(reverse("my_data:request", args=[row.public_id])))


def test_what_is_accepted_says_what_it_waits_for(cast: Cast, client: Any, sign_in: Any) -> None:
    row = ask(cast, "samira", RequestKind.ERASE_CHILD, "lea")
    decide(cast, row, accept=True)
    sign_in(cast.samira)
    page = _text(client.get(reverse("my_data:request", args=[row.public_id])))
    assert "Les autres responsables ont jusqu’au 2 décembre 2026" in page
    assert "quand plus aucun lien avec une école" in page
    leave(cast, "lea")
    with clock.frozen(NOW + timedelta(days=9)):
        assert requests_carry_out() == 1
    page = _text(client.get(LIST))
    assert "C’est fait" in page
    assert "Léa" not in page


def test_a_child_says_what_is_wrong_and_is_told_what_is_asked(cast: Cast, client: Any, sign_in: Any) -> None:
    sign_in(cast.lea)
    assert LIST in _text(client.get("/mes-donnees/"))
    assert "Tu n’as rien demandé" in _text(client.get(LIST))
    page = _text(client.get(reverse("my_data:request_choose"), follow=True))
    assert "Où est l’erreur ?" in page
    assert "Mon anniversaire" in page
    assert "vous" not in re.sub(r"<[^>]*>", "", page.partition("<main")[2].partition("</main")[0]).lower()
    client.post(_ask(cast.lea, "rectify"), {"what": "birth", "words": "C’est le 4 mai."})
    assert PrivacyRequest.objects.get().asked_by == cast.lea
    assert client.get(_ask(cast.lea, "account")).status_code == 404
    ask(cast, "samira", RequestKind.ERASE_CHILD, "lea")
    page = _text(client.get(LIST))
    assert "On a demandé à l’école d’effacer ton compte" in page
    assert "Samira" not in page


def test_who_left_asks_is_answered_and_is_gone(cast: Cast, client: Any, sign_in: Any) -> None:
    sign_in(cast.former_teacher)
    assert "effacement" in _text(client.get("/")).lower()
    client.post(_ask(cast.former_teacher, "account"), {"words": ""})
    row = PrivacyRequest.objects.get()
    request_decide(
        actor=cast.actor("director"), request=row, accept=True, code="not_needed", answer="Au revoir."
    )
    page = _text(client.get(reverse("my_data:request", args=[row.public_id])))
    assert "dans les minutes qui viennent" in page
    assert requests_carry_out() == 1
    assert client.get(LIST).status_code == 302, "no account, no session"
    row.refresh_from_db()
    assert (row.state, row.answer) == (RequestState.DONE, "")


def test_requests_are_not_made_without_end(cast: Cast, client: Any, sign_in: Any) -> None:
    sign_in(cast.samira)
    answers = set()
    for number in range(11):
        answers.add(
            client.post(_ask(cast.lea, "rectify"), {"what": "name", "words": f"{number}"}).status_code
        )
        PrivacyRequest.objects.all().delete()
    assert answers == {302, 429}


def test_the_list_costs_the_same_whatever_it_holds(
    cast: Cast, client: Any, sign_in: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        PrivacyRequest.objects.create(
            kind=RequestKind.RECTIFY, subject=cast.lea, asked_by=cast.samira, school=cast.tilleuls,
            what=f"n{number}", due_on=NOW.date(),
        )  # fmt: skip
    sign_in(cast.samira)
    client.get(LIST)
    with django_assert_max_num_queries(7):
        client.get(LIST)


def test_who_works_at_a_school_reads_on_the_home_that_it_answered(
    cast: Cast, client: Any, sign_in: Any
) -> None:
    row = ask(cast, "teacher", RequestKind.RECTIFY)
    sign_in(cast.teacher)
    assert "L’école a répondu" not in _text(client.get("/"))
    decide(cast, row, accept=True)
    assert "L’école a répondu à votre demande" in _text(client.get("/"))
    client.post(reverse("my_data:request_read", args=[row.public_id]))
    assert "L’école a répondu" not in _text(client.get("/"))
