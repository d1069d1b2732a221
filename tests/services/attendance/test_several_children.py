"""Of several children none is chosen: whom it is about is said, and one act tells each to the own school."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from eprimo.foundation.directory.models import SchoolDayOff
from eprimo.foundation.presence.models import Absence
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW

TELL = reverse("attendance:tell")
TOMORROW = NOW.date() + timedelta(days=1)
THURSDAY = NOW.date() + timedelta(days=2)


@pytest.fixture
def two_schools(cast: Cast) -> Cast:
    """Samira has Léa and Noé at one school, and another Léa at the other one."""
    make.guardianship(cast.samira, cast.lea_verne)
    return cast


def box(cast: Cast, child: str, school: str = "tilleuls") -> str:
    return f"{cast.people[child].public_id}.{getattr(cast, school).public_id}"


def test_nobody_is_chosen_and_the_form_asks_who(two_schools: Cast, sign_in: Any) -> None:
    client = sign_in(two_schools.samira)
    page = client.get(TELL).text
    boxes = re.findall(r'<input type="checkbox" name="children"[^>]*>', page)
    assert len(boxes) == 3
    assert not any("checked" in one for one in boxes)
    answer = client.post(TELL, {"when": "first", "reason": "ill", "words": "Grippe"})
    assert answer.status_code == 422
    assert "Dites qui." in answer.text
    assert "Grippe" in answer.text
    assert not Absence.objects.exists()


def test_the_address_of_a_child_ticks_that_child_and_its_key_says_the_name(cast: Cast, sign_in: Any) -> None:
    page = sign_in(cast.samira).get(TELL, {"enfant": cast.noe.public_id}).text
    boxes = re.findall(r'<input type="checkbox" name="children" value="([^"]+)"( checked)?', page)
    assert [value for value, checked in boxes if checked] == [box(cast, "noe")]
    key = page.partition('class="dit-qui"')[2].partition("</button>")[0]
    assert "Noé" in key
    # Who has one child alone is asked nothing, and the key says the name too.
    alone = sign_in(cast.paul).get(TELL).text
    assert 'name="children"' not in alone
    assert "Léa" in alone.partition('class="dit-qui"')[2].partition("</button>")[0]


def test_several_at_once_are_one_act_for_each_child_at_the_own_school(
    two_schools: Cast, sign_in: Any
) -> None:
    cast = two_schools
    whose = [box(cast, "noe"), box(cast, "lea_verne", "verne")]
    answer = sign_in(cast.samira).post(
        TELL, {"children": whose, "when": "second", "reason": "ill"}, follow=True
    )
    assert "L’école de chacun est prévenue" in answer.text
    told = {(one.child_id, one.school_id, one.first) for one in Absence.objects.all()}
    assert told == {(cast.noe.pk, cast.tilleuls.pk, THURSDAY), (cast.lea_verne.pk, cast.verne.pk, THURSDAY)}


def test_two_children_ill_and_one_closed_school(two_schools: Cast, sign_in: Any) -> None:
    """The closed school refuses its child alone, with a sentence that says why; the other is told, and what was typed
    stays for who is left."""
    cast = two_schools
    SchoolDayOff.objects.create(school=cast.verne, label="Grève", first=THURSDAY, last=THURSDAY)
    client = sign_in(cast.samira)
    whose = [box(cast, "noe"), box(cast, "lea_verne", "verne")]
    typed = {
        "key": "0193a3b0-0000-7000-8000-000000000001", "children": whose, "when": "second", "reason": "ill",
        "words": "De la fièvre",
    }  # fmt: skip
    answer = client.post(TELL, typed)
    assert answer.status_code == 422
    assert "Grève" in answer.text
    assert "L’école de Noé est prévenue" in answer.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "De la fièvre" in answer.text
    boxes = re.findall(r'<input type="checkbox" name="children" value="([^"]+)"( checked)?', answer.text)
    assert [value for value, checked in boxes if checked] == [box(cast, "lea_verne", "verne")]
    assert [one.child for one in Absence.objects.all()] == [cast.noe]
    # Sent again as it was, nobody is told twice.
    client.post(TELL, typed)
    assert Absence.objects.count() == 1


def test_writing_to_the_school_asks_about_whom_first(two_schools: Cast, sign_in: Any) -> None:
    cast = two_schools
    write = reverse("messages:to_school")
    client = sign_in(cast.samira)
    page = client.get(write).text
    assert 'name="body"' not in page
    assert page.count("?enfant=") == 3
    form = client.get(write, {"enfant": cast.lea_verne.public_id})
    assert 'name="body"' in form.text
    assert "pour Léa" in form.text.partition("<textarea")[2].partition("</form>")[0].replace(
        "\N{NO-BREAK SPACE}", " "
    )
    assert client.get(write, {"enfant": cast.yanis.public_id}).status_code == 404


def test_what_the_school_knows_is_of_all_children_until_one_is_chosen(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.samira)
    client.post(TELL, {"children": [box(cast, "noe")], "when": "second", "reason": "ill"})
    own = reverse("attendance:own")
    page = client.get(own).text
    assert "Noé" in page
    assert "aria-current" not in page.partition('class="chips"')[2].partition("</nav>")[0]
    assert client.get(own, {"enfant": cast.lea.public_id}).status_code == 200
