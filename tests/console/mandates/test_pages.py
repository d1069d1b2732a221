"""The pages of mandates, as an academy and the platform open them."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eprimo.foundation.directory.actions.mandates import Ground, mandate_end, mandate_give
from eprimo.foundation.directory.actions.newcomers import Newcomer
from eprimo.foundation.directory.enums import MandateRole
from eprimo.foundation.directory.models import (
    Circonscription,
    Mandate,
    MandateProposal,
    Person,
    TieProposal,
)
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.directory.acting import arrives
from tests.foundation.directory.test_mandates import propose, two  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
INDEX = reverse("mandates:index")
WHO = {
    "first_name": "Nour", "last_name": "Nouvelle", "email": "nour@exemple.fr", "starts": "2026-11-24",
    "ends": "2027-06-30", "reason": "Prise de fonction", "function": "cpc", "civility": "Mme",
}  # fmt: skip


def _where() -> dict[str, str]:
    return {"lieu": f"circonscription-{Circonscription.objects.get(name='Valmarais Nord').public_id}"}


def test_from_the_list_to_the_sheet(cast: Cast, sign_in: Any) -> None:
    """Give, find in the list, print, prolong, end: without a script."""
    client: Client = sign_in(cast.academy)
    give_url = reverse("mandates:give", args=["inspector"])
    assert give_url in client.get(INDEX).text
    places = client.get(give_url, {"q": "valmarais"}).text
    assert "Loire-Atlantique" in places
    assert "ni élève" in places
    page = client.get(give_url, _where()).text
    assert "Valmarais Nord (Loire-Atlantique)" in page
    assert "trois ans au plus" in page
    response = client.post(give_url, WHO | _where(), follow=True)
    assert "Conseil pédagogique (CPC)" in response.text
    assert "À confirmer par la personne" in response.text
    assert "Nour NOUVELLE" in client.get(INDEX).text
    tie = TieProposal.objects.get()
    paper = client.post(reverse("mandates:tie_sheet", args=[tie.public_id]))
    assert (paper["Content-Type"], paper["Cache-Control"]) == ("application/pdf", "no-store, private")
    assert not Person.objects.filter(last_name="NOUVELLE").exists()
    row = arrives(tie)
    assert isinstance(row, Mandate)
    assert "Nour NOUVELLE" in client.get(INDEX).text
    response = client.get(reverse("mandates:mandate", args=[row.public_id]))
    assert "Imprimer la fiche" in response.text
    sheet = client.post(reverse("mandates:sheet", args=[row.public_id]))
    assert (sheet["Content-Type"], sheet["Cache-Control"]) == ("application/pdf", "no-store, private")
    client.post(reverse("mandates:prolong", args=[row.public_id]), {"ends": "2028-01-31"})
    page = client.get(reverse("mandates:mandate", args=[row.public_id])).text
    assert "31 janvier 2028" in page.replace("\N{NO-BREAK SPACE}", " ")
    end = reverse("mandates:end", args=[row.public_id])
    assert "tout de suite" in client.get(end).text
    client.post(end)
    assert "Nour NOUVELLE" not in client.get(INDEX).text
    assert "Nour NOUVELLE" in client.get(INDEX, {"etat": "finis"}).text
    assert "Imprimer la fiche" not in client.get(reverse("mandates:mandate", args=[row.public_id])).text


def test_what_is_wrong_comes_back_with_what_was_typed(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.academy)
    give_url = reverse("mandates:give", args=["inspector"])
    late = client.post(give_url, WHO | _where() | {"ends": "2040-01-01"})
    assert late.status_code == 422
    assert "Ce mandat dure trois ans au plus." in late.text
    assert 'value="Nouvelle"' in late.text
    known = client.post(give_url, WHO | _where() | {"first_name": "Claire", "last_name": "Le Gall"})
    assert known.status_code == 422
    assert "Est-ce la même personne" in known.text
    pick = re.search(r'name="same"[^>]*value="([0-9a-f-]{36})"', known.text) or re.search(
        r'value="([0-9a-f-]{36})"[^>]*name="same"', known.text
    )
    assert pick is not None
    said = WHO | _where() | {"first_name": "Claire", "last_name": "Le Gall", "same": pick.group(1)}
    assert client.post(give_url, said).status_code == 302
    assert Mandate.objects.filter(person=cast.teacher).exists()
    longer = client.post(
        reverse("mandates:prolong", args=[Mandate.objects.get(person=cast.teacher).public_id]),
        {"ends": "2020-01-01"},
    )
    assert longer.status_code == 422
    assert "déjà passée" in longer.text


def test_the_platform_proposes_and_another_confirms(two: Cast, client: Client, sign_in: Any) -> None:  # noqa: F811
    sign_in(two.platform)
    page = client.post(
        reverse("mandates:give", args=["coordinator"]), WHO | {"level": "sign"}, follow=True
    ).text
    assert "Une autre personne de la plateforme doit confirmer" in page
    row = MandateProposal.objects.get()
    assert "proposé par vous" in client.get(reverse("home:home")).text
    make.account(two.platform_two, login="paz")
    sign_in(two.platform_two)
    assert "attend un second regard" in client.get(reverse("home:home")).text
    assert "nour@exemple.fr" in client.get(reverse("mandates:proposal", args=[row.public_id])).text
    page = client.post(reverse("mandates:confirm", args=[row.public_id]), follow=True).text
    assert "Coordination du groupement" in page
    assert "À confirmer par la personne" in page
    # Who gives the mandate does not hold its key.
    assert "print_sheet" in page
    again = client.post(reverse("mandates:confirm", args=[row.public_id]), follow=True).text
    assert "n’attend plus" in again
    assert "Confirmée" in again


def test_the_lists_are_of_whom_one_keeps(cast: Cast, sign_in: Any, client: Client) -> None:
    client = sign_in(cast.academy)
    page = client.get(INDEX).text
    for name in ("Iris INSPECTE", "Rôle MEMBER_REP", "Aline CANTINE"):
        assert name in page
    for name in ("Alban RECTORAT", "Rôle CONTRACTOR", "Rôle PLATFORM"):
        assert f">{name}</a>" not in page
    assert "Aline CANTINE" not in client.get(INDEX, {"role": "inspector"}).text
    page = sign_in(cast.platform).get(INDEX).text
    assert "Alban RECTORAT" in page
    assert "Iris INSPECTE" not in page


def test_the_list_costs_the_same_whatever_it_holds(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.academy)
    client.get(INDEX)

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get(INDEX).status_code == 200
        return len(seen)

    first = cost()
    district = Circonscription.objects.get(name="Valmarais Nord")
    for _ in range(31):
        make.mandate(make.person(), "inspector", circonscription=district)
    page = client.get(INDEX)
    assert len(page.context["rows"]) == 30
    assert page.context["page"].after
    assert cost() == first <= 8


def test_empty_lists_say_what_comes(cast: Cast, sign_in: Any) -> None:
    make.mandate(
        cast.people.setdefault("far", make.person("Ali", "LOIN")), "academy", academy=make.academy("98", "B")
    )
    make.account(cast.far, login="ali.loin")
    client = sign_in(cast.far)
    assert "Aucun mandat pour le moment" in client.get(INDEX).text
    assert "Aucun mandat ne répond" in client.get(INDEX, {"etat": "finis"}).text
    assert "Aucun lieu à choisir" in client.get(reverse("mandates:give", args=["inspector"])).text
    assert (
        "Aucun lieu de ce nom" in client.get(reverse("mandates:give", args=["member_rep"]), {"q": "zz"}).text
    )


def test_what_was_done_is_read_in_words(cast: Cast, sign_in: Any) -> None:
    tie = mandate_give(
        actor=cast.actor("academy"), role=MandateRole.INSPECTOR, newcomer=Newcomer("Nour", "Nouvelle"),
        ground=Ground(circonscription=Circonscription.objects.get(name="Valmarais Nord")), function="erun",
        starts=date(2026, 11, 24), ends=date(2027, 6, 30), reason="Prise de fonction",
    )  # fmt: skip
    page = sign_in(cast.academy).get(reverse("school:history")).text.replace("\N{NO-BREAK SPACE}", " ")
    assert "A proposé un accès (Référence numérique (ERUN)" in page
    assert "jusqu’au 30 juin 2027 à Nour NOUVELLE" in page
    arrives(tie)
    mandate_end(actor=cast.actor("academy"), mandate=Mandate.objects.get(person__last_name="NOUVELLE"))
    page = sign_in(cast.academy).get(reverse("school:history")).text
    assert "A arrêté un mandat (inspection) pour Nour NOUVELLE" in page.replace("\N{NO-BREAK SPACE}", " ")
    assert Person.objects.filter(last_name="NOUVELLE").count() == 1


def test_a_proposal_shows_its_end(two: Cast, sign_in: Any) -> None:  # noqa: F811
    row = propose(two)
    MandateProposal.objects.filter(pk=row.pk).update(expires_at=NOW - timedelta(minutes=1))
    page = sign_in(two.platform).get(reverse("mandates:proposal", args=[row.public_id])).text
    assert "Abandonnée" in page
    assert "Reprendre la proposition" not in page
