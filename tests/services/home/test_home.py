"""The home: what is to be done first, for each child, and a page for everybody."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.urls import reverse

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Role
from eprimo.foundation.kernel.services import services, services_of
from eprimo.services.home.greetings import greeting
from eprimo.services.liaison.enums import NoteKind
from tests import factories as make
from tests.cast import Cast
from tests.services.liaison.notes import sent, to_sign

HOME = reverse("home:home")


def test_what_is_to_be_done_comes_first_with_its_count(cast: Cast, sign_in: Any) -> None:
    sent(cast, title="Photo de classe")
    to_sign(cast, title="Sortie au château")
    page = sign_in(cast.samira).get(HOME).text
    assert page.index("Sortie au château") < page.index("Photo de classe")
    assert 'aria-label="1\xa0élément"' in page
    assert "Lire et signer" in page


def test_what_is_over_stands_after_what_is_ahead(cast: Cast, sign_in: Any) -> None:
    """Not read, a note stays on the home; its day gone by, it is not the first thing that one reads."""
    sent(cast, title="Bibliothèque")
    sent(cast, title="Photographe", kind=NoteKind.EVENT, event_on=date(2026, 11, 26))
    with clock.frozen(datetime(2026, 11, 27, 10, tzinfo=UTC)):
        lane = sign_in(cast.samira).get(HOME).text.partition("Pour mes enfants")[2]
        assert lane.index("Bibliothèque") < lane.index("Photographe")


def test_one_child_at_a_time(cast: Cast, sign_in: Any) -> None:
    to_sign(cast, title="Mot de Léa")
    to_sign(cast, by="teacher_cm2", classes=(cast.cm2,), title="Mot de Noé")
    client = sign_in(cast.samira)
    assert "Mot de Léa" in client.get(HOME).text
    page = client.get(HOME, {"enfant": str(cast.noe.public_id)}).text
    assert "Mot de Noé" in page
    assert "Mot de Léa" not in page
    assert client.get(HOME, {"enfant": "n’importe quoi"}).status_code == 200


def test_children_of_two_schools_say_their_school(cast: Cast, sign_in: Any) -> None:
    make.guardianship(cast.samira, cast.lea_verne)
    page = sign_in(cast.samira).get(HOME).text
    chips = " ".join(
        re.sub(r"<[^>]+>", " ", page.partition('<nav class="chips"')[2].partition("</nav>")[0]).split()
    )
    # Two have the same first name: the initial parts them.
    assert chips.endswith("Tous Léa M. CE1-A Les Tilleuls Léa D. CE1-A Jules-Verne Noé CM2 Les Tilleuls")


def test_a_guardian_goes_to_the_page_of_each_own_child(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.samira)
    page = client.get(HOME).text
    for child in (cast.lea, cast.noe):
        link = reverse("people:person", args=[child.public_id])
        assert link in page
        # And back to where one came from, not to a search.
        assert 'class="ret" href="/">' in client.get(link).text
    assert reverse("people:person", args=[cast.zoe.public_id]) not in page


@pytest.mark.parametrize(
    ("who", "shown"),
    [
        ("samira", True), ("teacher", True), ("agent", True), ("director", False), ("lea", True),
        ("contractor", True),
    ],
)  # fmt: skip
def test_what_one_did_is_a_link_of_the_home(cast: Cast, sign_in: Any, who: str, shown: bool) -> None:
    link, client = reverse("school:history"), sign_in(cast.people[who])
    assert (f'href="{link}"' in client.get(HOME).text) == shown
    assert not shown or client.get(link).status_code == 200


def test_an_empty_day(cast: Cast, sign_in: Any) -> None:
    assert "Vous êtes à jour" in sign_in(cast.samira).get(HOME).text
    assert "Aucun mot en cours" in sign_in(cast.teacher).get(HOME).text
    assert "Pas de mot aujourd’hui" in sign_in(cast.lea).get(HOME).text


def test_a_pupil_has_notes_and_no_count(cast: Cast, sign_in: Any) -> None:
    to_sign(cast, to_pupils=True)
    page = sign_in(cast.lea).get(HOME).text
    assert "Sortie au château" in page
    assert 'class="cpt"' not in page


def test_the_little_ones_have_a_tile(cast: Cast, sign_in: Any) -> None:
    cast.ce1.skin = "petits"
    cast.ce1.save()
    to_sign(cast, to_pupils=True)
    page = sign_in(cast.lea).get(HOME).text
    assert "LES MOTS" in page
    assert 'data-ep-habillage="petits"' in page


def test_a_teacher_who_is_a_parent_has_both(cast: Cast, sign_in: Any) -> None:
    to_sign(cast, title="Mot pour Yanis")
    to_sign(cast, by="teacher_parent", classes=(cast.cm2,), title="Mot que j’écris")
    page = sign_in(cast.teacher_parent).get(HOME).text
    assert "Mot pour Yanis" in page
    assert "Mot que j’écris" in page


@pytest.mark.parametrize(
    ("hour", "word"), [(7, "Bonjour Samira"), (17, "Bonsoir Samira"), (23, "Bonjour Samira")]
)
def test_the_greeting_follows_the_zone(hour: int, word: str) -> None:
    assert greeting("Samira Martin", datetime(2026, 11, 24, hour, 30, tzinfo=UTC), "Europe/Paris") == word


def test_a_closed_school_says_so_and_leaves_the_other_children(cast: Cast, sign_in: Any) -> None:
    make.guardianship(cast.teacher, cast.lea_verne)
    cast.tilleuls.entitlements.update(ends=clock.now())
    page = sign_in(cast.teacher, "teacher", cast.tilleuls).get(HOME).text
    assert "L’espace de cette école n’est pas ouvert" in page
    assert "Vous êtes à jour" in page


def test_every_service_is_in_the_menu_of_its_roles(cast: Cast) -> None:
    assert [service.key for service in services() if service.key in {"home", "liaison"}] == [
        "home",
        "liaison",
    ]
    assert "liaison" in {service.key for service in services_of(cast.actor("samira"))}
    assert "liaison" not in {service.key for service in services_of(cast.actor("inspector"))}
    assert all(
        "home" in {s.key for s in services_of(cast.actor(name))} for name in ("lea", "inspector", "platform")
    )
    assert Role.PARTNER not in next(s for s in services() if s.key == "liaison").roles
