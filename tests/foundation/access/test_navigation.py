"""The menu: few places, each by a service; a new service is a tab; « Ajouter » leads to what one may make."""

import re
from typing import Any

import pytest
from django.urls import reverse

from eprimo.foundation.kernel.actor import Role
from eprimo.foundation.kernel.services import adds_of, services_of
from tests.cast import Cast

FAMILIES, WORK = 4, 5


def _menu(page: str) -> tuple[list[str], str]:
    """The places in order, and where « Ajouter » leads."""
    bar = page.partition('<nav class="bar"')[2].partition("</nav>")[0]
    add = re.search(r'class="bar-plus"><a href="([^"]+)"', bar)
    names = re.findall(
        r"</svg>(?:</span>)?<span>([^<]+)</span>", re.sub(r'<li class="bar-w">.*?</li>', "", bar)
    )
    return [name for name in names if name not in {"Ajouter", "Plus"}], add[1] if add else ""


@pytest.mark.parametrize(
    ("who", "places", "adds"),
    [
        ("samira", ["Accueil", "Mots", "Classe", "Agenda"], ""),
        ("lea", ["Accueil", "Mots", "Classe", "Agenda"], ""),
        ("teacher", ["Accueil", "La classe", "Mots", "Vie de l’école"], "/ajouter/"),
        ("director", ["Accueil", "École", "Mots", "Vie de l’école"], "/ajouter/"),
        ("agent", ["Accueil", "Mots", "Vie de l’école"], "/ajouter/"),
        ("inspector", ["Accueil", "Territoire", "Groupement", "Vie des écoles"], "/ajouter/"),
        ("academy", ["Accueil", "Territoire", "Groupement", "Mandats", "Vie des écoles"], "/ajouter/"),
        ("member_rep", ["Accueil", "À faire", "Territoire", "Groupement", "Agents"], ""),
        ("managing_body", ["Accueil", "À faire", "Groupement"], ""),
        ("platform", ["Accueil", "Territoire", "Assistance", "Mandats"], ""),
    ],
)
def test_places_of_each_role(cast: Cast, sign_in: Any, who: str, places: list[str], adds: str) -> None:
    assert _menu(sign_in(cast.people[who]).get("/").text) == (places, adds)


def test_nobody_has_more_places_than_a_hand_has_fingers(cast: Cast, sign_in: Any) -> None:
    for who, person in cast.people.items():
        actor = cast.actor(who)
        if not services_of(actor):
            continue
        most = FAMILIES if actor.role in {Role.GUARDIAN, Role.PUPIL} else WORK
        places, _ = _menu(sign_in(person).get("/", follow=True).text)
        assert len(places) <= most, (who, places)


def test_a_place_is_a_line_of_tabs_on_the_pages_they_lead_to(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.director)
    for url in (reverse("school:home"), reverse("sheets:index")):
        page = client.get(url).text
        tabs = page.partition('aria-label="Dans cette partie"')[2].partition("</nav>")[0]
        assert re.findall(r"</svg>([^<]+)</a>", tabs) == ["Bureau", "Appel", "Fiches", "Import ONDE"], url
        assert tabs.count("aria-current") == 1
        # The place is the current one, whichever of its tabs is open.
        assert re.search(r'aria-current="page">(?:(?!</a>).)*<span>École</span>', page, re.DOTALL)


def test_what_one_may_make_is_on_one_page_and_each_way_is_open(cast: Cast, sign_in: Any) -> None:
    for who in ("teacher", "director", "agent", "inspector", "academy"):
        client, actor = sign_in(cast.people[who]), cast.actor(who)
        page = client.get("/ajouter/").text
        assert adds_of(actor)
        for one in adds_of(actor):
            link = re.search(rf'href="([^"]+)"><b>{one.words[:1].upper()}{one.words[1:]}', page)
            assert link, (who, one.words)
            assert client.get(link[1]).status_code == 200, (who, link[1])
    for who in ("samira", "lea", "partner", "platform"):
        assert sign_in(cast.people[who]).get("/ajouter/").status_code == 404
