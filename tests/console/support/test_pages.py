"""The pages of assistance, as who asks and who answers open them."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eprimo.foundation.directory.actions.support import support_end
from eprimo.foundation.directory.models import SupportAccess
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.models import AuditLine
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.directory.test_support import WHY, asked, granted

pytestmark = pytest.mark.django_db
INDEX, HOME = reverse("support:index"), reverse("home:home")


def url(name: str, access: SupportAccess, *more: Any) -> str:
    return reverse(f"support:{name}", args=[access.public_id, *more])


def test_from_the_school_to_the_list(cast: Cast, sign_in: Any, client: Client) -> None:
    """Find a school, ask, be granted, open the list and a person, end: without a script."""
    sign_in(cast.contractor)
    assert "Aucune demande en attente" in client.get(INDEX).text
    found = client.get(reverse("support:schools"), {"q": "tilleuls valmarais"}).text
    ask = reverse("support:ask", args=[cast.tilleuls.uai])
    assert ask in found
    assert "GUILBAUD" not in found
    assert "Jules-Verne" not in found
    page = client.post(ask, {"reason": WHY, "hours": "2"}, follow=True).text
    assert "La direction est prévenue" in page
    access = SupportAccess.objects.get()
    assert client.post(url("people", access)).status_code == 404
    sign_in(cast.director)
    home = client.get(HOME).text
    assert WHY in home
    assert "Rôle CONTRACTOR" in home
    assert "Attend votre réponse" in home
    assert "Une assistance attend votre accord" in client.get(reverse("school:home")).text
    client.post(url("answer", access), {"oui": "1", "answer": "Merci d’appeler Mme Martin"})
    assert "Une assistance attend" not in client.get(reverse("school:home")).text
    assert "jusqu’à 12" in client.get(HOME).text.replace("\N{NO-BREAK SPACE}", " ")
    sign_in(cast.contractor)
    assert "Merci d’appeler Mme Martin" in client.get(url("access", access)).text
    listed = client.post(url("people", access))
    assert "MARTIN Samira" in listed.text
    assert listed["Cache-Control"] == "no-store, private"
    narrowed = client.post(url("people", access), {"q": "mart", "genre": "responsables"}).text
    assert "MARTIN Samira" in narrowed
    assert "MARTIN Léa" not in narrowed
    assert "Personne ne répond à ces choix" in client.post(url("people", access), {"q": "zzz"}).text
    one = client.post(url("person", access, cast.samira.public_id)).text
    assert "Venu ce mois-ci" in one or "Venu avant" in one
    client.post(url("end", access))
    assert client.post(url("people", access)).status_code == 404
    assert "Terminée" in client.get(INDEX).text


def test_a_name_a_kind_a_state_and_nothing_more(cast: Cast, sign_in: Any) -> None:
    access = granted(cast)
    client = sign_in(cast.contractor)
    pages = [client.post(url("people", access)).text]
    pages += [
        client.post(url("person", access, one.public_id)).text for one in (cast.lea, cast.samira, cast.staff)
    ]
    for page in pages:
        for kept in ("2018", "14 mars", "exemple.fr", "06 00", "CE1", "CM2", "estriction"):
            assert kept not in page, kept
    assert "GUILBAUD Anne" in pages[0]
    # Whom nobody may sign in as, and who is of another school.
    assert "BELKACEM Mamie" not in pages[0]
    assert "DURAND" not in pages[0]


def test_the_trail_of_the_school_says_who_opened_what_and_why(
    cast: Cast, sign_in: Any, client: Client
) -> None:
    access = granted(cast)
    sign_in(cast.contractor)
    client.post(url("people", access))
    client.post(url("person", access, cast.samira.public_id))
    sign_in(cast.director)
    page = client.get(reverse("school:history"), {"acte": "directory.support"}).text
    assert "a ouvert la liste des personnes de l’école" in page
    assert "a ouvert la ligne de Samira MARTIN" in page
    assert page.count(WHY) >= 3
    assert "Rôle CONTRACTOR" in page
    # Nothing of it at the other school.
    sign_in(cast.director_verne)
    assert WHY not in client.get(reverse("school:history")).text
    assert client.get(url("access", access)).status_code == 404


def test_every_page_says_that_it_runs_and_ends_it(cast: Cast, sign_in: Any) -> None:
    access = granted(cast)
    client = sign_in(cast.contractor)
    for page in (HOME, INDEX, reverse("accounts:me")):
        text = client.get(page).text.replace("\N{NO-BREAK SPACE}", " ")
        assert "Assistance, École Les Tilleuls" in text
        assert "encore 2 h 00" in text
        assert url("end", access) in text
    with clock.frozen(NOW + timedelta(minutes=81)):
        assert "encore 39 min" in client.get(INDEX).text.replace("\N{NO-BREAK SPACE}", " ")
    with clock.frozen(NOW + timedelta(hours=2)):
        assert 'class="bande"' not in client.get(INDEX).text
    assert 'class="bande"' not in sign_in(cast.platform).get(INDEX).text


def test_what_is_wrong_comes_back_with_what_was_typed(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.contractor)
    ask = reverse("support:ask", args=[cast.tilleuls.uai])
    late = client.post(ask, {"reason": WHY, "hours": "5"})
    assert late.status_code == 422
    assert WHY in late.text
    assert client.post(ask, {"reason": " ", "hours": "1"}).status_code == 422
    closed = client.post(reverse("support:ask", args=[cast.ferme.uai]), {"reason": WHY, "hours": "1"})
    assert closed.status_code == 422
    assert "n’est pas ouverte" in closed.text
    asked(cast)
    twice = client.post(ask, {"reason": WHY, "hours": "1"})
    assert "attend déjà une réponse" in twice.text
    short = client.get(reverse("support:schools"), {"q": "ti"}).text
    assert "au moins 3 lettres" in short
    assert "Les Tilleuls" not in short
    assert "Aucune école ne répond" in client.get(reverse("support:schools"), {"q": "introuvable"}).text


def test_an_answer_that_comes_too_late_says_so(cast: Cast, sign_in: Any) -> None:
    access = granted(cast)
    client = sign_in(cast.deputy)
    page = client.post(url("answer", access), {"oui": "0"}, follow=True).text
    assert "n’attend plus" in page
    access.refresh_from_db()
    assert access.runs


# --- attacks ---------------------------------------------------------------------------------------------------------


def test_a_tab_kept_open_shows_nobody_after_the_end(cast: Cast, sign_in: Any) -> None:
    """The list, its next page, a search and a person, from a tab that was opened while the access ran."""
    access = granted(cast)
    client = sign_in(cast.contractor)
    assert client.post(url("people", access)).status_code == 200
    for at in (NOW, NOW + timedelta(hours=2)):
        if at == NOW:
            support_end(actor=cast.actor("director"), access=access)
        else:
            access = granted(cast)
        lines = AuditLine.objects.count()
        with clock.frozen(at):
            for data in ({}, {"q": "mart"}, {"after": "x"}):
                assert client.post(url("people", access), data).status_code == 404
            assert client.post(url("person", access, cast.samira.public_id)).status_code == 404
        assert AuditLine.objects.count() == lines


def test_an_access_opens_nothing_else(cast: Cast, sign_in: Any) -> None:
    """Neither the pages of the school nor a person's page, to read or to write, nor another school's people."""
    access = granted(cast)
    client = sign_in(cast.contractor)
    for page in (
        reverse("school:people"), reverse("school:person", args=[cast.lea.public_id]),
        reverse("people:person", args=[cast.lea.public_id]), reverse("people:search"), reverse("liaison:list"),
        reverse("sheets:index"), reverse("school:class", args=[cast.ce1.public_id]),
    ):  # fmt: skip
        assert client.get(page).status_code in {403, 404}, page
    for page in (
        reverse("school:suspend", args=[cast.samira.public_id]), reverse("school:move", args=[cast.lea.public_id]),
        reverse("mandates:give", args=["contractor"]), url("answer", access),
    ):  # fmt: skip
        assert client.post(page, {"oui": "1"}).status_code in {403, 404}, page
    assert client.post(url("person", access, cast.lea_verne.public_id)).status_code == 404
    assert client.post(url("people", asked(cast, school=cast.verne))).status_code == 404
    # By GET nothing opens: no link, image or prefetch reads the list in somebody's name.
    assert client.get(url("people", access)).status_code == 405


def test_as_many_statements_for_thirty_people_as_for_three(cast: Cast, sign_in: Any) -> None:
    access = granted(cast)
    client = sign_in(cast.contractor)

    def measured() -> int:
        client.post(url("people", access))
        with CaptureQueriesContext(connection) as caught:
            assert client.post(url("people", access)).status_code == 200
        return sum(not one["sql"].startswith(("SAVEPOINT", "RELEASE")) for one in caught)

    few = measured()
    for number in range(30):
        make.guardian(make.pupil(cast.tilleuls, cast.ce1, f"Enfant{number}"))
    assert measured() == few
    # One of them tells the menu of the contractor whether the market was notified.
    assert few <= 9
