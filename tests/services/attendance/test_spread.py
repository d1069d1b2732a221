"""« Répartir la classe »: what the head proposes and changes, what hosts read, and the list that is printed."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eprimo.foundation.directory.models import ClassGroup
from eprimo.foundation.kernel import clock
from eprimo.foundation.presence.actions.calls import call_take
from eprimo.foundation.presence.actions.hosting import class_spread
from eprimo.foundation.presence.enums import Half
from eprimo.foundation.presence.hours import HalfOf
from eprimo.foundation.presence.models import HalfDay, Hosting
from tests import factories as make
from tests.cast import Cast

pytestmark = pytest.mark.django_db

MORNING = HalfOf(date(2026, 11, 24), Half.MORNING)
EARLY = datetime(2026, 11, 24, 7, 15, tzinfo=UTC)
HOME = reverse("home:home")
DAY = reverse("attendance:day")


def _at(name: str, group: ClassGroup) -> str:
    return reverse(f"attendance:{name}", args=[group.public_id])


def _chosen(cast: Cast, **hosts: ClassGroup) -> dict[str, str]:
    return {"jour": "2026-11-24", "demi": "am"} | {
        f"e-{cast.people[name].public_id}": str(host.public_id) for name, host in hosts.items()
    }


def _text(page: Any) -> str:
    return page.text.replace("\u00a0", " ").replace("\u202f", " ")


def test_an_even_spread_is_proposed_kept_and_undone(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.director)
    assert _at("spread", cast.ce1) in client.get(DAY).text
    page = _text(client.get(_at("spread", cast.ce1)))
    assert "Proposition" in page
    assert "accueillerait 2 enfants" in page
    assert not Hosting.objects.exists()
    answer = client.post(_at("spread", cast.ce1), _chosen(cast, lea=cast.cm2))
    page = _text(client.get(answer["Location"]))
    assert "1 enfant de CE1-A accueilli ailleurs." in page
    assert "La classe est répartie" in page
    assert [(row.child, row.host, row.half) for row in Hosting.objects.all()] == [(cast.lea, cast.cm2, "am")]
    assert "répartie : 1 accueilli ailleurs" in _text(client.get(DAY))
    client.post(_at("gather", cast.ce1), {"jour": "2026-11-24", "demi": "am"})
    assert not Hosting.objects.exists()


def test_a_whole_day_is_its_two_halves_and_the_next_days_are_offered(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.director)
    client.post(_at("spread", cast.ce1), _chosen(cast, lea=cast.cm2) | {"jour": "2026-11-26", "demi": "jour"})
    assert sorted((row.day.isoformat(), row.half) for row in Hosting.objects.all()) == [
        ("2026-11-26", "am"),
        ("2026-11-26", "pm"),
    ]
    assert "jeudi 26 novembre" in _text(client.get(_at("spread", cast.ce1)))


def test_what_is_refused_is_said_and_nothing_chosen_is_lost(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.director)
    empty = client.post(_at("spread", cast.ce1), {"jour": "2026-11-24", "demi": "am"})
    assert empty.status_code == 422
    assert "Choisissez au moins une classe d’accueil." in empty.text
    wrong = client.post(_at("spread", cast.ce1), _chosen(cast, lea=cast.ce1_verne))
    assert wrong.status_code == 422
    assert "Choisissez une des classes de l’école." in wrong.text
    client.post(_at("spread", cast.ce1), _chosen(cast, lea=cast.cm2))
    hosts = client.post(_at("spread", cast.cm2), _chosen(cast, zoe=cast.ce1))
    assert hosts.status_code == 422
    assert not Hosting.objects.filter(child=cast.zoe).exists()


def test_the_host_finds_them_on_the_home_on_the_sheet_and_in_the_count(cast: Cast, sign_in: Any) -> None:
    with clock.frozen(EARLY):
        sign_in(cast.director).post(_at("spread", cast.ce1), _chosen(cast, lea=cast.cm2, yanis=cast.cm2))
        # Nobody waits for the call of the teacher who is missing.
        assert 'id="appel"' not in sign_in(cast.teacher).get(HOME).text
        client = sign_in(cast.people["teacher_cm2"])
        assert "et 2 enfants de CE1-A à accueillir" in _text(client.get(HOME))
        page = _text(client.get(_at("call", cast.cm2)))
        assert "2 enfants de CE1-A accueillis" in page
        sent = {"jour": "2026-11-24", "demi": "am"} | {
            f"e-{cast.people[name].public_id}": state
            for name, state in (("lea", "absent"), ("yanis", "present"), ("zoe", "present"))
        }
        done = _text(client.get(client.post(_at("take", cast.cm2), sent)["Location"]))
        assert "dont 1 enfant de CE1-A accueilli" in done
        assert 'id="appel"' not in client.get(HOME).text
        assert HalfDay.objects.get(child=cast.lea).class_group == cast.ce1
        # The class is called, in the eyes of who directs.
        day = _text(sign_in(cast.director).get(DAY))
        assert "2 classes sur 2 ont fait l’appel" in day or "CE1-A" in day
        own = _text(sign_in(cast.director).get(_at("call", cast.ce1), {"encore": "oui"}))
        assert "La classe est répartie" in own
        assert "CM2" in own


def test_who_is_spread_after_the_host_called_is_asked_about(cast: Cast, sign_in: Any) -> None:
    """The host called at 8:12, the class is spread at 8:15: the strip comes back, each child is one line to answer."""
    with clock.frozen(EARLY):
        call_take(actor=cast.actor("teacher_cm2"), class_group=cast.cm2, one=MORNING, said={})
        sign_in(cast.director).post(_at("spread", cast.ce1), _chosen(cast, lea=cast.cm2))
        client = sign_in(cast.people["teacher_cm2"])
        assert "1 enfant de CE1-A à accueillir" in _text(client.get(HOME))
        done = _text(client.get(_at("done", cast.cm2), {"jour": "2026-11-24", "demi": "am"}))
        assert "accueilli, de CE1-A" in done
        client.post(
            _at("take", cast.cm2), {"jour": "2026-11-24", "demi": "am", f"e-{cast.lea.public_id}": "present"}
        )
        assert 'id="appel"' not in client.get(HOME).text
    assert HalfDay.objects.get(child=cast.lea).state == "present"


def test_each_host_has_its_sheet_of_paper(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.director)
    assert "n’est pas répartie" in client.get(_at("hosts", cast.ce1)).text
    client.post(_at("spread", cast.ce1), _chosen(cast, lea=cast.cm2, yanis=cast.cm2) | {"demi": "jour"})
    page = _text(client.get(_at("hosts", cast.ce1), {"jour": "2026-11-24", "demi": "jour"}))
    assert "CM2 accueille 2 enfants de CE1-A" in page
    assert "BELKACEM <b>Yanis</b>" in page
    assert page.count("toute la journée") == 2


def test_the_yard_says_where_they_are(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.director)
    client.post(_at("spread", cast.ce1), _chosen(cast, lea=cast.cm2, yanis=cast.cm2))
    page = _text(client.get(reverse("attendance:evacuation")))
    assert "Classe répartie : ses élèves sont dans les autres classes." in page
    assert "de CE1-A" in page
    # A device that keeps the list asks anew once somebody is hosted.
    mark = client.get(reverse("attendance:evacuation"))["ETag"]
    client.post(_at("gather", cast.ce1), {"jour": "2026-11-24", "demi": "am"})
    assert client.get(reverse("attendance:evacuation"), headers={"If-None-Match": mark}).status_code == 200


@pytest.mark.parametrize("name", ["spread", "hosts"])
def test_its_pages_cost_the_same_for_3_and_30_children(cast: Cast, sign_in: Any, name: str) -> None:
    client, counts = sign_in(cast.director), []
    for number in (1, 27):
        made = [make.pupil(cast.tilleuls, cast.ce1, f"Élève{number}{one}", "TEST") for one in range(number)]
        places = {child.pk: cast.cm2.pk for child in (cast.lea, cast.yanis, *made)}
        class_spread(actor=cast.actor("director"), class_group=cast.ce1, halves=[MORNING], places=places)
        with CaptureQueriesContext(connection) as found:
            page = client.get(_at(name, cast.ce1), {"jour": "2026-11-24", "demi": "am"})
        assert page.status_code == 200
        counts.append(len(found))
    assert counts[0] == counts[1]
