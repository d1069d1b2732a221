"""Who of a class came these seven days, and paper for the families who did not: for its teachers alone."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from eprimo.foundation.accounts.models import Account
from eprimo.foundation.kernel import clock
from eprimo.services.liaison.actions.families import note_open
from eprimo.services.liaison.actions.lifecycle import note_withdraw
from eprimo.services.liaison.actions.paper import note_record_paper
from eprimo.services.liaison.models import Slip
from eprimo.services.liaison.queries.week import class_week, week_to_print
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.services.liaison.notes import sent, to_sign

pytestmark = pytest.mark.django_db


def _address(cast: Cast, name: str = "week") -> str:
    return reverse(f"liaison:{name}", args=[cast.ce1.public_id])


def _came(cast: Cast) -> set[str]:
    return {one.name for one in class_week(cast.actor("teacher"), cast.ce1.public_id).came}


def _never(cast: Cast) -> None:
    """Nobody signed in these days."""
    Account.objects.update(last_login=NOW - timedelta(days=30))


def test_a_family_came_when_an_adult_entered_or_read(cast: Cast) -> None:
    note = to_sign(cast)
    _never(cast)
    assert _came(cast) == set()
    note_open(actor=cast.actor("samira"), note=note, child=cast.lea)
    assert _came(cast) == {"Léa"}
    Account.objects.filter(person=cast.people["in_charge"]).update(last_login=NOW - timedelta(days=6))
    assert _came(cast) == {"Léa", "Yanis"}
    with clock.frozen(NOW + timedelta(days=8)):
        assert _came(cast) == set()


def test_paper_that_came_back_and_a_contact_who_enters_are_no_visit(cast: Cast) -> None:
    note = to_sign(cast)
    _never(cast)
    note_record_paper(actor=cast.actor("teacher"), note=note, child=cast.lea, guardian=cast.samira)
    Account.objects.filter(person=cast.people["contact"]).update(last_login=NOW)
    assert _came(cast) == set()


def test_one_key_prints_what_the_others_have_not_read(cast: Cast, sign_in: Any) -> None:
    with clock.frozen(NOW - timedelta(days=8)):
        sent(cast, title="Rentrée")
    trip, pool = to_sign(cast, title="Sortie au château"), sent(cast, title="Piscine")
    note_withdraw(actor=cast.actor("teacher"), note=sent(cast, title="Retiré"))
    _never(cast)
    note_open(actor=cast.actor("samira"), note=trip, child=cast.lea)
    client = sign_in(cast.teacher)
    page = client.get(_address(cast)).text
    assert "Imprimer pour l’autre famille" in page
    assert page.index("Sortie au château") < page.index("Piscine")
    assert "Rentrée" not in page
    assert "Retiré" not in page
    printed = client.post(_address(cast, "week_print"))
    assert printed["Content-Type"] == "application/pdf"
    text = " ".join(one.extract_text() for one in PdfReader(io.BytesIO(printed.content)).pages)
    assert "Sortie au château" in text
    assert "Piscine" in text
    assert set(Slip.objects.values_list("note", "child")) == {(one.pk, cast.yanis.pk) for one in (trip, pool)}


def test_nothing_to_print_is_told(cast: Cast, sign_in: Any) -> None:
    _never(cast)
    client = sign_in(cast.teacher)
    assert "Aucun mot de ces sept jours" in client.get(_address(cast)).text
    told = client.post(_address(cast, "week_print"), follow=True)
    assert "Aucun mot de ces sept jours" in told.text
    assert not Slip.objects.exists()


def test_of_another_class_and_to_who_directs_it_is_not_there(cast: Cast, sign_in: Any) -> None:
    """Who directs reads « this month », not the week."""
    for who in ("teacher_cm2", "director", "delegate", "samira"):
        assert sign_in(cast.people[who]).get(_address(cast)).status_code == 404, who
        assert sign_in(cast.people[who]).post(_address(cast, "week_print")).status_code == 404, who
    assert sign_in(cast.substitute).get(_address(cast)).status_code == 200


def test_forty_notes_of_a_week_print_the_first_ten(cast: Cast) -> None:
    for number in range(40):
        sent(cast, title=f"Mot {number}")
    to_sign(cast, title="À signer")
    _never(cast)
    actor = cast.actor("teacher")
    found = week_to_print(actor, class_week(actor, cast.ce1.public_id))
    assert len(found) == 10
    assert found[0].note.resource.title == "À signer"


def test_statements_do_not_grow_with_the_class(cast: Cast, sign_in: Any) -> None:
    to_sign(cast)

    def asked() -> int:
        client = sign_in(cast.teacher)
        client.get(_address(cast))
        with CaptureQueriesContext(connection) as caught:
            assert client.get(_address(cast)).status_code == 200
        return len(caught)

    few = asked()
    for number in range(27):
        make.guardian(make.pupil(cast.tilleuls, cast.ce1, f"Enfant {number}"))
    assert asked() == few
