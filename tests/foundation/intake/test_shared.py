"""A file that brings a child whom another school brought up to now: the accounts of who answers for it stay theirs."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password
from django.core import mail

from eprimo.devtools.generators.shapes import InventedGuardian, InventedSchool
from eprimo.foundation.access.actors import for_person
from eprimo.foundation.accounts.enums import AccountState, News
from eprimo.foundation.accounts.models import Account, AccountNews, SignInCode
from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import Affiliation, ContactDetails, Guardianship, Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.outbox import run_due
from tests import factories as make
from tests.conftest import NOW
from tests.foundation.intake.importing import empty_school, import_school
from tests.foundation.intake.inventing import NEW, invented

pytestmark = pytest.mark.django_db
OTHER = "0449002B"


@pytest.fixture
def both(tmp_path: Path) -> InventedSchool:
    """A school of a child with a parent who came, confirmed an address and wrote a number; and a neighbour."""
    empty_school()
    empty_school(OTHER, "École voisine")
    truth = invented()
    import_school(tmp_path / "home", truth, variant=NEW)
    return truth


def family(truth: InventedSchool) -> tuple[Any, InventedGuardian]:
    """A pupil of one guardian at least, and that guardian."""
    for pupil in truth.pupils:
        for guardian in truth.guardians:
            if guardian.children == (pupil.key,):
                return pupil, guardian
    raise AssertionError("nobody")


def brought(truth: InventedSchool, **changed: str) -> InventedSchool:
    """The files of the neighbour, with that child, by its number, names and birth date, and its guardian otherwise
    written."""
    other = invented(2, 26)
    pupil, guardian = family(truth)
    label = other.pupils[0].class_label
    child = replace(pupil, key="brought", level=other.pupils[0].level, class_label=label)
    parent = replace(guardian, key="parent", children=("brought",), **changed)
    return replace(other, pupils=(*other.pupils, child), guardians=(*other.guardians, parent))


def adult_of(truth: InventedSchool) -> Person:
    pupil, guardian = family(truth)
    return Person.objects.get(
        guardianships__child__national_number__ine=pupil.ine, first_name__iexact=guardian.first_name
    )


def came(adult: Person) -> Account:
    Account.objects.filter(person=adult).update(
        state=AccountState.ACTIVE, activated_at=NOW, recovery_email="moi@exemple.fr",
        recovery_email_confirmed_at=NOW,
    )  # fmt: skip
    account = Account.objects.get(person=adult)
    make.secret(account, "secret")
    return account


def test_the_account_and_the_contact_of_a_known_guardian_stay_hers(
    both: InventedSchool, tmp_path: Path
) -> None:
    adult = adult_of(both)
    account = came(adult)
    ContactDetails.objects.filter(person=adult).update(
        email="moi@exemple.fr", phone_mobile="+33600000001", city=""
    )
    moved = brought(both, email="autre@exemple.fr", mobile="0611111111", usual_name="AUTRE")
    said = import_school(tmp_path / "b", moved, variant=NEW, uai=OTHER)
    reach = ContactDetails.objects.get(person=adult)
    assert (reach.email, reach.phone_mobile) == ("moi@exemple.fr", "+33600000001")
    adult.refresh_from_db()
    assert adult.usual_name != "AUTRE"
    assert any("gardés" in one["message"] for one in said["problems"])
    assert check_password("secret", Account.objects.get(pk=account.pk).password)
    assert not SignInCode.objects.exists()
    child = Affiliation.objects.get(school__uai=OTHER, person__guardians__adult=adult).person
    assert Guardianship.objects.filter(adult=adult, child=child).count() == 1


def test_who_answers_for_the_child_is_told(both: InventedSchool, tmp_path: Path) -> None:
    adult = adult_of(both)
    account = came(adult)
    import_school(tmp_path / "b", brought(both), variant=NEW, uai=OTHER)
    run_due()
    assert AccountNews.objects.get(account=account).what == News.ENROLLED
    sent = [one for one in mail.outbox if one.to == ["moi@exemple.fr"]]
    assert len(sent) == 1
    assert "une école a inscrit" in sent[0].body.lower()
    pupil, _ = family(both)
    for word in (pupil.first_name, pupil.last_name, "voisine"):
        assert word not in sent[0].subject + sent[0].body


def test_who_is_kept_from_the_child_by_a_decision_is_not_told(both: InventedSchool, tmp_path: Path) -> None:
    adult = adult_of(both)
    account = came(adult)
    link = Guardianship.objects.get(adult=adult)
    make.restrict(link, Affiliation.objects.get(person=link.child).school, 2)
    import_school(tmp_path / "b", brought(both), "--yes", variant=NEW, uai=OTHER)
    run_due()
    assert not AccountNews.objects.filter(account=account).exists()


@pytest.mark.attack
def test_a_file_ties_nobody_new_to_a_child_who_is_elsewhere(both: InventedSchool, tmp_path: Path) -> None:
    """A friend of the director, whose account opens everything that is hers, is named the guardian of a child of
    another school: the link would open what that school holds of the child."""
    pupil, _ = family(both)
    moved = brought(both)
    friend = next(one for one in moved.guardians if "brought" not in one.children)
    first = replace(moved, pupils=moved.pupils[:-1], guardians=moved.guardians[:-1])
    import_school(tmp_path / "first", first, variant=NEW, uai=OTHER)
    accomplice = Person.objects.get(
        pk__in=Guardianship.objects.filter(child__affiliations__school__uai=OTHER).values("adult"),
        first_name__iexact=friend.first_name, last_name__iexact=friend.last_name,
    )  # fmt: skip
    claimed = replace(friend, children=(*friend.children, "brought"))
    files = replace(moved, guardians=tuple(claimed if one is friend else one for one in moved.guardians))
    said = import_school(tmp_path / "b", files, variant=NEW, uai=OTHER)
    child = Person.objects.get(national_number__ine=pupil.ine)
    assert Affiliation.objects.filter(person=child, school__uai=OTHER, profile=Profile.PUPIL).exists()
    assert not Guardianship.objects.filter(adult=accomplice, child=child).exists()
    assert child.pk not in {one.person_id for one in for_person(accomplice.pk).children}
    assert any("n’est pas relié" in one["message"] for one in said["problems"])


def test_a_file_that_forgets_a_guardian_ends_no_link_to_a_child_who_is_elsewhere(
    both: InventedSchool, tmp_path: Path
) -> None:
    """The other school says still that she answers for the child: this file alone takes her nothing."""
    pupil, _ = family(both)
    moved = brought(both)
    import_school(tmp_path / "a", moved, variant=NEW, uai=OTHER)
    forgets = replace(moved, guardians=moved.guardians[:-1])
    import_school(tmp_path / "b", forgets, variant=NEW, uai=OTHER)
    child = Person.objects.get(national_number__ine=pupil.ine)
    assert Guardianship.objects.filter(adult=adult_of(both), child=child, ends=None).exists()
    assert child.pk in {one.person_id for one in for_person(adult_of(both).pk).children}


def test_once_the_other_school_saw_the_child_leave_the_file_ties(
    both: InventedSchool, tmp_path: Path
) -> None:
    pupil, _ = family(both)
    moved = brought(both)
    newcomer = replace(
        moved.guardians[-1], key="beau", first_name="Zélie", last_name="INCONNUE", usual_name="", email="", mobile="",
        home_phone="",
    )  # fmt: skip
    files = replace(moved, guardians=(*moved.guardians, newcomer))
    import_school(tmp_path / "b", files, variant=NEW, uai=OTHER)
    assert not Person.objects.filter(last_name="INCONNUE").exists()
    Affiliation.objects.filter(person__national_number__ine=pupil.ine).exclude(school__uai=OTHER).update(
        ends=clock.now()
    )
    import_school(tmp_path / "c", files, variant=NEW, uai=OTHER)
    assert Guardianship.objects.filter(
        adult__last_name="INCONNUE", child__national_number__ine=pupil.ine
    ).exists()


def test_a_family_of_one_school_still_follows_its_file(both: InventedSchool, tmp_path: Path) -> None:
    """Who came is told by the file of the own school as before."""
    adult = adult_of(both)
    came(adult)
    _, guardian = family(both)
    changed = tuple(
        replace(one, mobile="0622222222") if one.key == guardian.key else one for one in both.guardians
    )
    import_school(tmp_path / "again", replace(both, guardians=changed), variant=NEW)
    assert ContactDetails.objects.get(person=adult).phone_mobile.endswith("622222222")
