"""The *see* rows of the Directory table, row by row, and that both forms of each rule agree."""

from collections.abc import Callable
from itertools import product

import pytest
from django.db.models import Q

from eprimo.foundation.directory.models import Person, SchoolSettings
from eprimo.foundation.directory.policies.scope import Rule, people_found_by, people_visible_to
from eprimo.foundation.directory.policies.sight import Contact, NameSight, Sight, SignInSight, sights_of
from eprimo.foundation.kernel.actor import Actor
from tests import factories as make
from tests.cast import Cast

ROLES = (
    "lea", "noe", "lea_verne", "samira", "paul", "restricted_1", "restricted_2", "contact", "no_exercise", "in_charge",
    "teacher", "teacher_cm2", "teacher_parent", "substitute", "former_teacher", "staff", "delegate", "partner",
    "director", "deputy", "director_verne", "director_ferme", "teacher_verne", "agent", "inspector", "academy",
    "coordinator", "member_rep", "managing_body", "commission", "contractor", "platform", "former_guardian",
)  # fmt: skip


def sight(cast: Cast, who: str, whom: str) -> Sight:
    person = cast.people[whom]
    return sights_of(cast.actor(who), [person])[person.pk]


def names(cast: Cast, ids: set[int]) -> set[str]:
    return {name for name, person in cast.people.items() if person.pk in ids}


@pytest.mark.parametrize("allowed", [False, True])
def test_both_forms_agree(cast: Cast, allowed: bool) -> None:
    SchoolSettings.objects.update(families_see_classmates=allowed)
    everybody = list(Person.objects.order_by("pk"))
    for who in ROLES:
        actor = cast.actor(who)
        by_sight = {pk for pk, one in sights_of(actor, everybody).items() if one.visible}
        by_query = set(Person.objects.filter(people_visible_to(actor)).values_list("pk", flat=True))
        assert names(cast, by_query) == names(cast, by_sight), who
        rows_1_and_4 = (
            {pk for pk, one in sights_of(actor, everybody).items() if one.pupil_name or one.staff_name}
            if who not in {"partner", "member_rep"}
            else set()
        )
        found = set(Person.objects.filter(people_found_by(actor)).values_list("pk", flat=True))
        assert names(cast, found) == names(cast, rows_1_and_4), who


FULL, NAME, INITIAL, NONE = NameSight.FULL, NameSight.NAME_AND_CLASS, NameSight.INITIAL, NameSight.NONE
PUPILS = {
    # who: (lea of ce1, zoe of cm2, lea of the other school)
    "lea": (FULL, NONE, NONE),
    "zoe": (NONE, FULL, NONE),
    "samira": (FULL, NONE, NONE),
    "paul": (FULL, NONE, NONE),
    "restricted_1": (NONE, FULL, NONE),
    "restricted_2": (NONE, NONE, NONE),
    "restricted_3": (NONE, NONE, NONE),
    "contact": (NONE, NONE, NONE),
    "teacher": (FULL, NAME, NONE),
    "teacher_cm2": (NAME, FULL, NONE),
    "substitute": (FULL, NAME, NONE),
    "former_teacher": (NONE, NONE, NONE),
    "director": (FULL, FULL, NONE),
    "deputy": (FULL, FULL, NONE),
    "director_verne": (NONE, NONE, FULL),
    "staff": (FULL, NONE, NONE),
    "delegate": (NONE, NONE, NONE),
    "agent": (FULL, NONE, NONE),
    "partner": (NONE, NONE, NONE),
    "inspector": (NONE, NONE, NONE),
    "academy": (NONE, NONE, NONE),
    "member_rep": (NONE, NONE, NONE),
    "platform": (NONE, NONE, NONE),
}  # fmt: skip


@pytest.mark.parametrize("who", PUPILS)
def test_names_of_pupils(cast: Cast, who: str) -> None:
    assert tuple(sight(cast, who, child).pupil_name for child in ("lea", "zoe", "lea_verne")) == PUPILS[who]


def test_classmates_by_first_name_only_if_the_school_allows(cast: Cast) -> None:
    assert sight(cast, "samira", "yanis").pupil_name == NONE
    SchoolSettings.objects.filter(school=cast.tilleuls).update(families_see_classmates=True)
    seen = sight(cast, "samira", "yanis")
    assert seen.pupil_name == INITIAL
    assert seen.shown_name(cast.yanis) == "Yanis B."
    assert seen.shown_birth_date(cast.yanis) is None
    # Léa's own guardian under a protected contact would not read the list of the class.
    assert sight(cast, "restricted_1", "noe").pupil_name == NONE
    Person.objects.filter(pk=cast.yanis.pk).update(protected=True)
    assert sight(cast, "samira", "yanis").pupil_name == NONE


BIRTH = {"lea", "samira", "paul", "teacher", "substitute", "director", "deputy", "agent"}


@pytest.mark.parametrize("who", ROLES)
def test_birth_date_and_ine(cast: Cast, who: str) -> None:
    seen = sight(cast, who, "lea")
    assert seen.birth_date == (who in BIRTH)
    assert seen.national_number == (who in {"director", "deputy"})


STAFF = {
    "lea", "samira", "restricted_1", "teacher", "director", "deputy", "staff", "agent", "partner", "inspector",
    "academy",
}  # fmt: skip


@pytest.mark.parametrize("who", sorted(STAFF - {"partner"}))
def test_names_of_staff_of_own_school_only(cast: Cast, who: str) -> None:
    assert sight(cast, who, "teacher").staff_name
    assert sight(cast, who, "teacher_verne").staff_name == (who == "academy")


def test_names_of_staff_in_narrow_cells(cast: Cast) -> None:
    assert not sight(cast, "partner", "teacher").staff_name
    assert not sight(cast, "restricted_2", "teacher").staff_name
    assert sight(cast, "member_rep", "director").staff_name
    assert sight(cast, "member_rep", "director_verne").staff_name  # same commune
    assert not sight(cast, "member_rep", "teacher").staff_name
    assert not sight(cast, "inspector", "director_verne").staff_name
    assert not sight(cast, "platform", "director").staff_name
    assert not sight(cast, "academy", "director_ferme").staff_name  # no link in force: no entitlement


GUARDIANS = {
    # who: (samira, guardian of lea and noe; restricted_2 of zoe)
    "lea": (True, False),
    "paul": (True, False),
    "teacher": (True, False),
    "teacher_cm2": (True, True),
    "director": (True, True),
    "staff": (True, False),
    "agent": (True, False),
    "no_exercise": (False, False),
    "restricted_1": (False, False),
    "director_verne": (False, False),
    "guardian_verne": (False, False),
    "inspector": (False, False),
    "platform": (False, False),
}


@pytest.mark.parametrize("who", GUARDIANS)
def test_names_of_guardians(cast: Cast, who: str) -> None:
    assert (
        tuple(sight(cast, who, adult).guardian_name for adult in ("samira", "restricted_2")) == GUARDIANS[who]
    )


def test_a_restricted_guardian_reads_no_other_adult_of_the_child(cast: Cast) -> None:
    """Attack: the other adult is seen for another reason, as a guardian of a child of both."""
    make.guardianship(cast.people["restricted_1"], cast.lea)
    make.guardianship(cast.samira, cast.zoe)
    other = sight(cast, "restricted_1", "samira")
    shown = {ward.child.person_id: other.shows_link_to(ward) for ward in other.facts.wards}
    assert (shown[cast.lea.pk], shown[cast.zoe.pk]) == (True, False)
    own = sight(cast, "restricted_1", "restricted_1")
    assert all(own.shows_link_to(ward) for ward in own.facts.wards)


CONTACT = {
    "samira": frozenset(Contact),
    "paul": frozenset(),
    "teacher": frozenset({Contact.PHONE, Contact.EMAIL}),
    "director": frozenset(Contact),
    "deputy": frozenset(Contact),
    "staff": frozenset(),
    "agent": frozenset({Contact.EMERGENCY}),
    "teacher_verne": frozenset(),
    "lea": frozenset(),
    "academy": frozenset(),
}


@pytest.mark.attack
@pytest.mark.parametrize("who", CONTACT)
def test_c12_contact_fields(cast: Cast, who: str) -> None:
    assert sight(cast, who, "samira").contact == CONTACT[who]


RESTRICTION = {"restricted_2", "teacher_cm2", "director", "deputy"}


@pytest.mark.parametrize("who", ROLES)
def test_that_a_restriction_exists(cast: Cast, who: str) -> None:
    seen = sight(cast, who, "restricted_2")
    (ward,) = seen.facts.wards
    allowed = {"restricted_2", "teacher_cm2", "teacher_parent", "director", "deputy"}
    assert seen.restriction_exists(ward) == (who in allowed)


def test_consents(cast: Cast) -> None:
    assert {who for who in ROLES if sight(cast, who, "lea").consents} == {
        "samira", "paul", "teacher", "substitute", "staff", "director", "deputy"
    }  # fmt: skip
    assert not sight(cast, "samira", "lea").every_decision


def test_sign_in_state(cast: Cast) -> None:
    assert sight(cast, "samira", "samira").sign_in == SignInSight.FULL
    assert sight(cast, "teacher", "samira").sign_in == SignInSight.MONTH
    assert sight(cast, "teacher", "restricted_1").sign_in == SignInSight.NONE
    assert sight(cast, "director", "teacher").sign_in == SignInSight.ACTIVATED
    assert sight(cast, "director", "contact").sign_in == SignInSight.NONE
    assert sight(cast, "paul", "samira").sign_in == SignInSight.NONE


def test_rules_say_why(cast: Cast) -> None:
    assert sight(cast, "teacher", "lea").rules == (Rule.OWN_CLASS, Rule.PUPIL_OF_SCHOOL)
    assert sight(cast, "teacher_parent", "yanis").rules == (Rule.OWN_CHILD, Rule.PUPIL_OF_SCHOOL)
    assert sight(cast, "paul", "samira").rules == (Rule.OTHER_GUARDIAN,)


def test_facts_take_one_statement(cast: Cast, django_assert_num_queries: object) -> None:
    actor = cast.actor("director")
    for size in (1, 20):
        people = list(Person.objects.order_by("pk")[:size])
        with django_assert_num_queries(1):  # type: ignore[operator]
            sights_of(actor, people)


@pytest.mark.attack
def test_c02_nobody_lists_another_school(cast: Cast) -> None:
    there = {cast.people[n].pk for n in ("lea_verne", "guardian_verne", "teacher_verne")}
    for who, _ in product(ROLES, [None]):
        if who in {"lea_verne", "guardian_verne", "director_verne", "teacher_verne", "academy", "member_rep"}:
            continue
        seen = set(Person.objects.filter(people_visible_to(cast.actor(who))).values_list("pk", flat=True))
        assert not seen & there, who


@pytest.mark.parametrize(("of", "met"), [("partner", "teacher"), ("member_rep", "director")])
def test_a_partner_and_a_member_search_as_the_guardians_they_are_and_no_further(
    cast: Cast, of: str, met: str
) -> None:
    """They see the names of whom they work with; a search finds what another guardian of their child finds."""
    make.guardianship(cast.people[of], cast.lea_verne)
    make.join_group(cast.teacher, cast.chorale)

    def of_whom(rule: Callable[[Actor], Q], who: str) -> set[str]:
        return names(cast, set(Person.objects.filter(rule(cast.actor(who))).values_list("pk", flat=True)))

    assert met in of_whom(people_visible_to, of)
    assert of_whom(people_found_by, of) == of_whom(people_found_by, "guardian_verne")
    assert met not in of_whom(people_found_by, of)
