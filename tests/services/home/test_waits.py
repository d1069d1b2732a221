"""« À traiter »: one list of what waits for who works there, whatever service says so; and homes that many services
cost nothing more."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.db.models import Value
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eprimo.console.switches.actions import switch_made
from eprimo.foundation.directory.models import ClassMembership
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel import services as menu
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.services import CLASS, Service, register
from eprimo.foundation.notifications import sections
from eprimo.foundation.notifications.sections import Section, SectionPlace, register_section
from eprimo.foundation.privacy.models import RequestKind
from eprimo.foundation.privacy.requests.actions import request_make
from tests.cast import Cast
from tests.services.liaison import talk
from tests.services.liaison.notes import sent

HOME = reverse("home:home")
FEW, MANY = 3, 12


def _list(page: str) -> list[tuple[str, str]]:
    part = page.partition('id="a-traiter"')[2].partition("</section>")[0]
    return re.findall(r'<a href="([^"]+)"><b>([^<]+)</b>', part)


def test_what_waits_for_a_director_is_one_list_and_each_line_leads_to_where_it_is_done(
    cast: Cast, sign_in: Any
) -> None:
    page = sign_in(cast.director).get(HOME).text
    assert _list(page) == []
    # In an emergency a family is called from the first field of the page.
    shown = page.partition("</head>")[2]
    assert shown.index('id="joindre"') < shown.index("<h2")
    assert 'id="joindre"' not in sign_in(cast.teacher).get(HOME).text
    switch_made(act="liaison.note", roles=["staff"], ends=None, reason="Essai.", school_id=cast.tilleuls.pk)
    talk.write(cast, sent(cast))
    request_make(actor=cast.actor("samira"), kind=RequestKind.RECTIFY, subject=cast.samira, what="name")
    ClassMembership.objects.filter(person=cast.lea).update(ends=datetime(2026, 11, 20, tzinfo=UTC))
    client = sign_in(cast.director)
    page = client.get(HOME).text
    found = _list(page)
    assert [title.replace("\xa0", " ") for _, title in found] == [
        "1 demande attend une réponse",
        "1 acte est suspendu",
        "1 élève sans classe",
        "Samira MARTIN attend une réponse",
    ]
    assert "Écrire des mots aux familles" in page
    assert page.count('id="a-traiter"') == 1
    for url, _ in found:
        assert client.get(url).status_code == 200, url
    # Who cannot give an act back is told of it at the top of each page; a family that wrote waits for both.
    titles = [title for _, title in _list(sign_in(cast.teacher).get(HOME).text)]
    assert titles == ["Samira MARTIN attend une réponse"]


def test_before_the_first_import_nothing_but_the_import_is_asked_for(cast: Cast, sign_in: Any) -> None:
    ClassMembership.objects.all().delete()
    with clock.frozen(datetime(2026, 11, 24, 12, tzinfo=UTC)):
        titles = [title for _, title in _list(sign_in(cast.director).get(HOME).text)]
    assert all("import" not in title for title in titles)


@pytest.fixture
def _as_they_were() -> Iterator[None]:
    services, parts = dict(menu._services), dict(sections._sections)
    yield
    for kept, before in ((menu._services, services), (sections._sections, parts)):
        kept.clear()
        kept.update(before)
    sections._composed.cache_clear()


def _one(_actor: Actor) -> Any:
    return Value(1)


def _shown(_actor: Actor, value: int) -> dict[str, Any] | None:
    return None if value else {}


def _declare(number: int) -> None:
    """A service that everybody has, a tab of its place, which asks something for every home and shows nothing today."""
    everybody = frozenset(Role)
    register(Service(f"s{number}", f"Service {number}", "star", "news:list", everybody, place=CLASS))
    register_section(
        Section(
            key=f"s{number}", template="home/_ties.html", roles=everybody, query=_one, composed=True, from_value=_shown,
            place=SectionPlace.DAY,
        )
    )  # fmt: skip


@pytest.mark.parametrize("who", ["samira", "lea", "teacher", "director", "agent", "inspector"])
@pytest.mark.usefixtures("_as_they_were")
def test_twelve_services_cost_a_home_what_three_cost(cast: Cast, sign_in: Any, who: str) -> None:
    """Not a statement more, and not a byte: what a service asks is a column, and it is a tab."""
    client, costs = sign_in(cast.people[who]), []
    for number in range(MANY):
        _declare(number)
        if number + 1 in {FEW, MANY}:
            client.get(HOME)
            with CaptureQueriesContext(connection) as caught:
                page = client.get(HOME).text
            costs.append((len(caught), len(re.sub(r'value="[^"]{64}"', "", page))))
    assert costs[0] == costs[1]
    assert 0 < costs[0][0] <= 6
