"""The pages of arranged afternoons and of « toute petite section », and what the roll and the register show of them."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.urls import reverse

from eprimo.foundation.directory.enums import Level
from eprimo.foundation.directory.models import ClassGroup
from eprimo.foundation.kernel import clock
from eprimo.foundation.presence.actions.arrangements import (
    ArrangementDecision,
    afternoons_arrange,
    little_ones_mark,
)
from eprimo.foundation.presence.actions.calls import call_take
from eprimo.foundation.presence.enums import Half
from eprimo.foundation.presence.hours import HalfOf
from eprimo.foundation.presence.models import Arrangement, HalfDay, LittleOne
from tests.cast import Cast

pytestmark = pytest.mark.django_db

TUESDAY = date(2026, 11, 24)
AT_TWO = datetime(2026, 11, 24, 12, 40, tzinfo=UTC)
FORM = {"decided_on": "2026-11-20", "weekdays": ["1", "3"], "first": "2026-11-24", "last": "2027-06-30"}


@pytest.fixture
def nursery(cast: Cast) -> ClassGroup:
    ClassGroup.objects.filter(pk=cast.ce1.pk).update(levels=[Level.TPS, Level.PS])
    return ClassGroup.objects.select_related("school").get(pk=cast.ce1.pk)


def _page(cast: Cast) -> str:
    return reverse("attendance:afternoons", args=[cast.lea.public_id])


def _text(page: Any) -> str:
    return page.text.replace("\u00a0", " ").replace("\u202f", " ")


def test_the_head_notes_a_decision_and_ends_it(cast: Cast, nursery: ClassGroup, sign_in: Any) -> None:
    client = sign_in(cast.director)
    assert "Noter la décision" in client.get(_page(cast)).text
    page = _text(client.get(client.post(_page(cast), FORM)["Location"]))
    assert "mardi, jeudi après-midi · décision du 20 novembre 2026" in page
    made = Arrangement.objects.get()
    assert (made.child, made.weekdays, made.decided_on) == (cast.lea, [1, 3], date(2026, 11, 20))
    client.post(reverse("attendance:afternoons_end", args=[cast.lea.public_id, made.public_id]))
    made.refresh_from_db()
    assert made.last == TUESDAY


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"weekdays": []}, "Choisissez au moins un jour."),
        ({"weekdays": ["2"]}, "Choisissez parmi les après-midi de classe."),
        ({"first": "2027-07-01", "last": "2027-06-30"}, "La fin vient avant le début."),
        ({"last": "2099-01-01"}, "finit au plus tard avec l’année scolaire"),
        ({"decided_on": "31/02/2026"}, "Cette date n’existe pas."),
        ({"decided_on": ""}, "Dites de quel jour est la décision."),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    cast: Cast, nursery: ClassGroup, sign_in: Any, change: dict[str, Any], words: str
) -> None:
    answer = sign_in(cast.director).post(_page(cast), FORM | change)
    assert answer.status_code == 422
    assert words in _text(answer)
    assert not Arrangement.objects.exists()


def test_of_an_older_child_there_is_nothing_to_note(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.director)
    assert "ne s’aménagent pas" in client.get(_page(cast)).text
    assert client.post(_page(cast), FORM).status_code == 422


def test_the_roll_of_the_afternoon_shows_it_and_counts_the_others(
    cast: Cast, nursery: ClassGroup, sign_in: Any
) -> None:
    decided = ArrangementDecision(TUESDAY, date(2027, 6, 30), [1], TUESDAY)
    afternoons_arrange(actor=cast.actor("director"), child=cast.lea, school=cast.tilleuls, decided=decided)
    with clock.frozen(AT_TWO):
        client = sign_in(cast.teacher)
        sheet = reverse("attendance:call", args=[cast.ce1.public_id])
        assert "aménagé" in client.get(sheet).text
        sent = {"jour": "2026-11-24", "demi": "pm", f"e-{cast.yanis.public_id}": "present"}
        answer = client.post(reverse("attendance:take", args=[cast.ce1.public_id]), sent)
        assert "1 présent sur 1" in _text(client.get(answer["Location"]))
    assert HalfDay.objects.get(child=cast.lea).state == "arranged"


def test_the_head_says_who_is_in_the_first_section(cast: Cast, nursery: ClassGroup, sign_in: Any) -> None:
    client = sign_in(cast.director)
    address = reverse("attendance:little", args=[cast.ce1.public_id])
    call_take(actor=cast.actor("teacher"), class_group=nursery, one=HalfOf(TUESDAY, Half.MORNING), said={})
    register = reverse("attendance:register", args=[cast.ce1.public_id, "2026-11"])
    assert address in client.get(register).text
    client.post(address, {"children": [str(cast.lea.public_id)]})
    assert [row.child for row in LittleOne.objects.all()] == [cast.lea]
    assert "1 enfant de toute petite section" in _text(client.get(register))
    # Shown as it was said; a child of another class is none of them.
    assert "checked" in client.get(address).text
    assert client.post(address, {"children": [str(cast.zoe.public_id)]}).status_code == 422
    client.post(address, {})
    assert not LittleOne.objects.exists()


def test_a_class_without_that_level_says_so(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.director)
    page = client.get(reverse("attendance:little", args=[cast.ce1.public_id]))
    assert "il n’y a personne à choisir" in _text(page)


def test_of_that_level_alone_the_register_says_who_is_not_counted(cast: Cast, sign_in: Any) -> None:
    ClassGroup.objects.filter(pk=cast.ce1.pk).update(levels=[Level.TPS])
    group = ClassGroup.objects.select_related("school").get(pk=cast.ce1.pk)
    call_take(actor=cast.actor("teacher"), class_group=group, one=HalfOf(TUESDAY, Half.MORNING), said={})
    page = _text(
        sign_in(cast.director).get(reverse("attendance:register", args=[cast.ce1.public_id, "2026-11"]))
    )
    assert "2 enfants de toute petite section : ils ne sont pas comptés" in page
    assert "Aucun appel ce mois-ci" not in page


def test_the_pdf_of_the_month_leaves_them_out(cast: Cast, nursery: ClassGroup, sign_in: Any) -> None:
    little_ones_mark(actor=cast.actor("director"), class_group=nursery, children=[cast.lea.pk])
    call_take(actor=cast.actor("teacher"), class_group=nursery, one=HalfOf(TUESDAY, Half.MORNING), said={})
    pdf = sign_in(cast.director).get(
        reverse("attendance:register_draft", args=[cast.ce1.public_id, "2026-11"])
    )
    assert pdf["Content-Type"] == "application/pdf"
