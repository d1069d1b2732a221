"""Who sees which class on the screens of sheets, and whose sheets nobody there may print."""

from typing import Any

import pytest

from eprimo.foundation.accounts.models import Account, AccountSecret, SignInCode
from eprimo.foundation.accounts.policies import may_make_sheets
from eprimo.foundation.directory.enums import Profile, StaffFunction
from eprimo.foundation.directory.models import School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import MANDATES
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.console.sheets.printing import INDEX, page_of, print_, text_of

SEES = {"teacher": 200, "substitute": 200, "director": 200, "deputy": 200, "academy": 302}


@pytest.mark.parametrize(
    "name",
    [
        "teacher",
        "director",
        "academy",
        "lea",
        "samira",
        "staff",
        "agent",
        "partner",
        "inspector",
        "platform",
        "coordinator",
        "member_rep",
    ],
)
def test_who_has_the_screens(cast: Cast, sign_in: Any, name: str) -> None:
    assert sign_in(cast.people[name]).get(INDEX).status_code == SEES.get(name, 404)


def test_a_teacher_has_own_classes_only(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.teacher)
    assert client.get(page_of(cast.ce1)).status_code == 200
    assert client.get(page_of(cast.cm2)).status_code == 404
    assert client.get(page_of(cast.ce1_verne)).status_code == 404
    assert client.get(f"{INDEX}equipe/").status_code == 404
    assert "CM2" not in client.get(INDEX).content.decode()


@pytest.mark.parametrize(("who", "whom", "status"), [
    ("teacher", "samira", 403),  # seen, but letters are the director's
    ("teacher", "zoe", 404), ("teacher", "lea_verne", 404), ("teacher", "teacher_cm2", 404),
    ("director", "director", 403), ("director", "lea_verne", 404), ("director", "director_verne", 404),
    ("deputy", "director", 403), ("director", "former_pupil", 404), ("director", "contact", 404),
    ("staff", "lea", 404), ("samira", "lea", 404), ("academy", "teacher", 404),
])  # fmt: skip
def test_sheets_that_are_not_ours_to_make(cast: Cast, sign_in: Any, who: str, whom: str, status: int) -> None:
    client = sign_in(cast.people[who])
    for what in ("cards", "letters"):
        answers = {print_(client, cast.people[whom], what=what).status_code}
        assert answers <= {status, 302}  # 302: not of the kind that was asked, nothing printed
    assert not SignInCode.objects.exists()
    assert not AccountSecret.objects.exists()


def test_one_forbidden_stops_all(cast: Cast, sign_in: Any) -> None:
    assert print_(sign_in(cast.director), cast.samira, cast.director, what="letters").status_code == 403
    assert not SignInCode.objects.exists()


@pytest.mark.parametrize(("who", "whom", "status"), [
    ("teacher", "zoe", 404), ("teacher", "samira", 403), ("director", "teacher", 409), ("teacher_verne", "lea", 404),
    ("samira", "lea", 404), ("staff", "lea", 404),
])  # fmt: skip
@pytest.mark.parametrize("act", ["nouveaux-mots", "deconnecter"])
def test_acts_on_who_is_not_one_of_ours(
    cast: Cast, sign_in: Any, who: str, whom: str, status: int, act: str
) -> None:
    expected = 403 if (status, act) == (409, "deconnecter") else status
    answer = sign_in(cast.people[who]).post(f"{INDEX}eleves/{cast.people[whom].public_id}/{act}/")
    assert answer.status_code == expected
    assert Account.objects.get(person=cast.people[whom]).words is None


def test_the_academy_prints_a_director(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.academy)
    page = client.get(f"{INDEX}directions/", {"q": "tilleuls"}).content.decode()
    assert "Anne GUILBAUD" in page
    assert "Yves VERNE" not in page
    answer = client.post(f"{INDEX}directions/{cast.director.public_id}/imprimer/")
    assert "director" in text_of(answer)
    assert client.post(f"{INDEX}directions/{cast.teacher.public_id}/imprimer/").status_code == 404
    assert sign_in(cast.director).get(f"{INDEX}directions/").status_code == 404


def test_a_closed_school_prints_nothing(cast: Cast, sign_in: Any) -> None:
    assert sign_in(cast.director_ferme).get(INDEX).status_code == 403
    assert clock.now() == NOW


@pytest.mark.attack
@pytest.mark.parametrize("name", ["inspector", "academy", "platform", "coordinator", "director_verne"])
def test_a_head_prints_no_sheet_of_who_directs_or_acts_above(cast: Cast, sign_in: Any, name: str) -> None:
    """Added as a substitute: « director, mandate above a school: academy only »."""
    make.affiliation(cast.people[name], cast.tilleuls, Profile.TEACHER, function=StaffFunction.SUBSTITUTE)
    client = sign_in(cast.director)
    assert print_(client, cast.people[name], what="letters").status_code == 403
    assert not SignInCode.objects.filter(account__person=cast.people[name]).exists()
    staff = client.get(f"{INDEX}equipe/").content.decode()
    assert str(cast.people[name].public_id) not in staff


@pytest.mark.attack
def test_a_substitute_who_comes_from_elsewhere_gets_a_sheet_of_here(cast: Cast, sign_in: Any) -> None:
    """It opens this school alone: nobody waits for the other one."""
    make.affiliation(cast.teacher_verne, cast.tilleuls, Profile.TEACHER, function=StaffFunction.SUBSTITUTE)
    assert print_(sign_in(cast.director), cast.teacher_verne, what="letters").status_code == 200
    assert SignInCode.objects.get().school == cast.tilleuls


def test_whose_sheets_a_head_makes(cast: Cast) -> None:
    def makeable(name: str, at: School | None = None) -> bool:
        return may_make_sheets(cast.actor("director"), [cast.people[name].pk], at.pk if at else None)

    # A parent here who works elsewhere, and the other way round.
    make.guardianship(cast.teacher_verne, cast.lea)
    make.affiliation(cast.teacher, cast.verne, Profile.TEACHER)
    assert makeable("teacher_verne")
    assert makeable("teacher")
    # In the name of the own school only.
    assert makeable("teacher", cast.tilleuls)
    assert not makeable("teacher", cast.verne)
    assert not may_make_sheets(cast.actor("director"), [cast.teacher.pk], MANDATES)
    # An agent of this school's canteen, who is a parent here and works in another school too; then serves two schools.
    make.guardianship(cast.agent, cast.lea)
    make.affiliation(cast.agent, cast.verne, Profile.STAFF)
    assert makeable("agent")
    other = make.commune_service(cast.verne, name="Périscolaire")
    make.mandate(cast.agent, "commune_agent", service=other, commune=cast.verne.commune)
    assert not makeable("agent")
