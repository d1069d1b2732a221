"""Each page of the console for each role of the cast: shown, refused, or not there."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import (
    Attachment,
    ContactDetails,
    Guardianship,
    NationalNumber,
)
from eprimo.foundation.kernel.actor import Role
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.models import AuditLine
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW

HEADS = {"director", "deputy"}
EVERYONE = (
    "lea", "samira", "restricted_2", "teacher", "teacher_cm2", "former_teacher", "staff", "delegate", "partner",
    "director", "deputy", "agent", "inspector", "academy", "coordinator", "member_rep", "managing_body",
    "commission", "contractor", "platform",
)  # fmt: skip
# Page of the console → who opens it; for every other role it does not exist.
PAGES = {
    "home": HEADS,
    "settings": HEADS,
    "people": HEADS,
    "left": HEADS,
    "classes": HEADS | {"teacher", "teacher_cm2"},
    "class_create": HEADS,
    "groups": HEADS,
    "services": HEADS,
    "adults": HEADS | {"member_rep"},
    "agent_add": HEADS | {"member_rep"},
    "deputy": {"director"},
    "restrictions": HEADS,
    "entitlements": {"academy", "coordinator"},
    # Own acts: everyone reads them.
    "history": set(EVERYONE),
    "figures": HEADS | {"agent"},
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_pages_without_object(get: Any, name: str) -> None:
    for who in EVERYONE:
        expected = 200 if who in PAGES[name] else 404
        assert get(who, name).status_code == expected, who


def test_nobody_signed_in(cast: Cast, client: Any) -> None:
    response = client.get(reverse("school:people"))
    assert response.status_code == 302
    assert "/compte/" in response["Location"]


@pytest.mark.attack
def test_c01_ids_of_another_school(cast: Cast, get: Any) -> None:
    """Changing the id in the address gives 404, for pages and for acts."""
    other = {
        "person": [cast.lea_verne.public_id], "move": [cast.lea_verne.public_id], "consent": [cast.lea_verne.public_id],
        "class": [cast.ce1_verne.public_id], "class_edit": [cast.ce1_verne.public_id],
        "class_close": [cast.ce1_verne.public_id], "attach": [cast.ce1_verne.public_id],
        "group": [make.group(cast.verne).public_id], "service": [make.commune_service(cast.verne).public_id],
        "guardianship": [cast.guardian_verne.public_id, cast.lea_verne.public_id],
        "restrict": [cast.guardian_verne.public_id, cast.lea_verne.public_id],
    }  # fmt: skip
    for name, args in other.items():
        assert get("director", name, *args).status_code == 404, name
        assert get("director_verne", name, *args).status_code == 200, name


@pytest.mark.attack
def test_c01_acts_on_another_school(cast: Cast, post: Any) -> None:
    link = make.affiliation(
        make.person("Al", "AILLEURS"), cast.verne, Profile.STAFF, ends=NOW + timedelta(days=9)
    )
    tie = Attachment.objects.get(person=cast.teacher_verne)
    for name, args, data in (
        ("suspend", [cast.teacher_verne.public_id], {}),
        ("end", [], {"lien": link.pk}),
        ("prolong", [], {"lien": link.pk, "fin": "2027-01-01"}),
        ("detach", [cast.ce1.public_id], {"lien": tie.pk}),
        ("detach", [cast.ce1_verne.public_id], {"lien": tie.pk}),
        ("restriction_lift", [cast.guardian_verne.public_id, cast.lea_verne.public_id], {"reason": "x"}),
    ):
        assert post("director", name, *args, **data).status_code == 404, name
    tie.refresh_from_db()
    assert tie.ends is None
    assert AuditLine.objects.filter(act__startswith="directory").count() == 0


def test_seen_but_not_to_be_changed(cast: Cast, get: Any, post: Any) -> None:
    """A teacher sees the class and does not change it: 403."""
    for name in ("class_edit", "class_close", "attach"):
        assert get("teacher", name, cast.ce1.public_id).status_code == 403
    assert post("teacher", "class_close", cast.ce1.public_id).status_code == 403
    assert get("teacher", "class", cast.ce1.public_id).status_code == 200
    assert get("staff", "class", cast.ce1.public_id).status_code == 404


def test_closed_school_explains(cast: Cast, get: Any) -> None:
    response = get("director_ferme", "people")
    assert response.status_code == 403


SECRETS = {
    "birth": "14 mars 2018",
    "ine": "123456789AB",
    "phone": "06 00 00 00 00",
    "mail": "@exemple.fr",
    "address": "rue des Lilas",
}


@pytest.fixture
def secrets(cast: Cast) -> None:
    NationalNumber.objects.create(person=cast.lea, ine=SECRETS["ine"])
    ContactDetails.objects.filter(person=cast.samira).update(address="1 rue des Lilas")


@pytest.mark.attack
def test_c12_fields_of_the_class_page(cast: Cast, get: Any, secrets: None) -> None:
    own = get("teacher", "class", cast.ce1.public_id).content.decode()
    assert "14/03/2018" in own
    assert "Samira MARTIN" in own
    assert SECRETS["phone"] in own
    assert SECRETS["address"] not in own
    assert SECRETS["ine"] not in own
    other = get("teacher_cm2", "class", cast.ce1.public_id).content.decode()
    assert "Léa MARTIN" in other
    for hidden in ("14/03/2018", "Samira MARTIN", SECRETS["phone"], SECRETS["mail"]):
        assert hidden not in other


@pytest.mark.attack
def test_c12_file_holds_no_more_than_the_page(cast: Cast, post: Any, secrets: None) -> None:
    make.affiliation(make.person("=cmd|' /C calc'!A0", "ZUT"), cast.tilleuls, Profile.STAFF)
    response = post("director", "people_file", profil="")
    text = response.content.decode("utf-8-sig")
    assert SECRETS["ine"] not in text
    assert "'=cmd" in text  # D10: a spreadsheet runs nothing
    assert "DURAND" not in text  # the other school
    assert 'filename="personnes' in response["Content-Disposition"]
    assert post("teacher", "people_file").status_code == 404
    assert AuditLine.objects.filter(act="console.people.exported").count() == 0
    for _ in range(31):
        make.pupil(cast.tilleuls, cast.cm2)
    post("director", "people_file", profil="pupil")
    assert AuditLine.objects.get(act="console.people.exported").details["rows"] == 35


def test_person_page_of_the_director(cast: Cast, get: Any, secrets: None) -> None:
    text = get("director", "person", cast.lea.public_id).content.decode()
    for shown in (
        "14\N{NO-BREAK SPACE}mars\N{NO-BREAK SPACE}2018",
        SECRETS["ine"],
        "Samira MARTIN",
        "Classe CE1-A",
        "élève de l’école que vous dirigez",
    ):
        assert shown in text
    parent = get("director", "person", cast.samira.public_id).content.decode()
    assert SECRETS["phone"] in parent
    assert "rue des Lilas" in parent


def test_filters_of_the_list(cast: Cast, get: Any) -> None:
    bare = make.person("Sans", "CLASSE")
    make.affiliation(bare, cast.tilleuls, Profile.PUPIL)
    text = get("director", "people", sans_classe="on").content.decode()
    assert "Sans CLASSE" in text
    assert "Léa MARTIN" not in text
    text = get("director", "people", profil="guardian").content.decode()
    assert "Samira MARTIN" in text
    assert "Léa MARTIN" not in text
    text = get("director", "people", classe=str(cast.ce1.public_id)).content.decode()
    assert "Yanis BELKACEM" in text
    assert "Zoé LE GOFF" not in text
    assert "Hugo PARTI" in get("director", "left").content.decode()


@pytest.mark.parametrize("page", ["people", "class", "adults", "group", "history", "left"])
def test_pages_cost_the_same_whatever_their_length(cast: Cast, client: Any, sign_in: Any, page: str) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def fill(count: int) -> None:
        for _ in range(count):
            child = make.pupil(cast.tilleuls, cast.ce1)
            adult = make.guardian(child)
            make.account(adult)
            audit(None, "directory.adult.ended", adult, school_id=cast.tilleuls.pk, subject_id=adult.pk)
            hand = make.person()
            make.affiliation(hand, cast.tilleuls, Profile.STAFF, ends=NOW + timedelta(days=20))
            gone = make.person()
            make.affiliation(gone, cast.tilleuls, Profile.STAFF, ends=NOW - timedelta(days=1))

    args = {"class": [cast.ce1.public_id], "group": [cast.chorale.public_id]}.get(page, [])
    counts = []
    for size in (3, 27):
        fill(size)
        sign_in(cast.director)
        client.get(reverse(f"school:{page}", args=args))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse(f"school:{page}", args=args)).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
    # The page of a class has its day beside: dates, groups, notes.
    assert counts[0] <= (11 if page == "class" else 8)


def test_console_home(cast: Cast, get: Any) -> None:
    bare = make.class_group(cast.tilleuls, "CP", ("CP",))
    link = Guardianship.objects.get(adult=cast.paul)
    make.restrict(
        link, cast.tilleuls, 2, ends=NOW + timedelta(days=10), in_force_until=NOW + timedelta(days=25)
    )
    text = get("director", "home").content.decode()
    assert str(bare.public_id) in text
    assert "Paul MARTIN" in text
    # Guardians: Samira, Paul, Karim, Anne, three restricted, the teacher who is a parent; all came but none else.
    assert "responsables jamais venus" in text


def test_pages_that_only_show_take_no_post(cast: Cast, post: Any) -> None:
    for name, args in (
        ("home", ()), ("people", ()), ("left", ()), ("classes", ()), ("class", (cast.ce1.public_id,)),
        ("person", (cast.lea.public_id,)), ("adults", ()), ("restrictions", ()), ("figures", ()), ("history", ()),
    ):  # fmt: skip
        assert post("director", name, *args).status_code == 405, name


def test_an_address_that_is_only_sent_to_says_the_way_back(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.director)
    page = client.get(reverse("school:reactivate", args=[cast.samira.public_id]))
    assert (page.status_code, page["Allow"]) == (405, "POST")
    text = page.content.decode()
    assert "Cette page ne s’ouvre pas seule" in text
    assert f'href="{reverse("school:person", args=[cast.samira.public_id])}"' in text
    # A part of a page is no page.
    part = client.get(
        reverse("school:reactivate", args=[cast.samira.public_id]), headers={"HX-Request": "true"}
    )
    assert (part.status_code, part.content) == (405, b"")


@pytest.mark.parametrize("name", ["school:people", "requests:index", "support:index", "years:home"])
def test_the_entry_of_the_school_is_lit_on_its_pages(cast: Cast, sign_in: Any, name: str) -> None:
    text = sign_in(cast.director).get(reverse(name)).content.decode()
    bar = text.partition('<nav class="bar"')[2].partition("</nav>")[0]
    lit = re.findall(r'href="([^"]+)" aria-current="page"', bar)
    assert set(lit) == {reverse("school:home")}


def test_figures_are_a_tab_of_the_office(cast: Cast, get: Any) -> None:
    assert reverse("school:figures") in get("director", "home").content.decode()
    assert reverse("school:people") in get("director", "figures").content.decode()
    assert reverse("school:people") not in get("agent", "figures").content.decode()


def test_figures_hide_small_cells(cast: Cast, get: Any) -> None:
    text = get("director", "figures").content.decode()
    assert "Moins de 5" in text  # four pupils
    for _ in range(3):
        make.pupil(cast.tilleuls, cast.cm2)
    assert "7" in get("director", "figures").content.decode()
    assert get("inspector", "figures_of", cast.tilleuls.uai).status_code == 200
    assert get("inspector", "figures_of", cast.verne.uai).status_code == 404
    assert get("platform", "figures_of", cast.verne.uai).status_code == 200
    assert get("samira", "figures_of", cast.tilleuls.uai).status_code == 404


def test_roles_in_use(cast: Cast, client: Any, sign_in: Any) -> None:
    """A director who is also a parent, acting as a guardian, has no console."""
    make.guardianship(cast.director, cast.lea)
    sign_in(cast.director, Role.GUARDIAN, None)
    assert client.get(reverse("school:people")).status_code == 404
