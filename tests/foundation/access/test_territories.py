"""Audiences of a territory: who works or has a child in one of its open schools, and who acts for it."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, connection

from eprimo.foundation.access.actors import for_person, from_session
from eprimo.foundation.access.audiences import Rule, audiences_for
from eprimo.foundation.access.links import read_links
from eprimo.foundation.access.models import Audience, AudienceKind, AudienceProfile
from eprimo.foundation.accounts.sessions import session_open
from eprimo.foundation.directory.models import (
    Academy,
    Affiliation,
    Circonscription,
    Commune,
    Department,
    Entitlement,
    Mandate,
    School,
    SchoolCirconscription,
    Territory,
)
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import MANDATES, Role
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW

PROFILES = ("teacher", "staff", "head", "guardian", "pupil", "mandate")


def territory(place: Academy | Department | Circonscription) -> Territory:
    return Territory.objects.get(**{type(place).__name__.lower(): place})


def named(place: Academy | Department | Circonscription, *profiles: str) -> dict[str, int]:
    """The audiences of a place, by profile."""
    rules: list[Rule] = [
        (AudienceKind.TERRITORY, territory(place).pk, AudienceProfile(one)) for one in profiles or PROFILES
    ]
    return {rule[2].value: row.pk for rule, row in audiences_for(rules, None).items()}


def reached(cast: Cast, audiences: dict[str, int]) -> dict[str, set[str]]:
    """Who of the cast is in which of them, in the first position."""
    found: dict[str, set[str]] = {}
    for who in cast.people:
        for profile, pk in audiences.items():
            if pk in cast.actor(who).audience_ids:
                found.setdefault(profile, set()).add(who)
    return found


def test_the_database_makes_the_row_of_each_place_and_keeps_its_name(cast: Cast) -> None:
    assert Territory.objects.count() == (
        Academy.objects.count() + Department.objects.count() + Circonscription.objects.count()
    )
    district = Circonscription.objects.get()
    assert territory(district).words == "Circonscription de Valmarais Nord"
    Circonscription.objects.update(name="Circonscription d’Ancenis")
    assert territory(district).words == "Circonscription d’Ancenis"
    assert territory(make.academy()).words == "Académie de Nantes"
    assert territory(make.department()).words == "Loire-Atlantique"


def test_who_is_in_the_audiences_of_an_academy(cast: Cast) -> None:
    """As in those of each of its open schools: no contact, nobody under « no information », nobody of a closed one."""
    assert reached(cast, named(make.academy())) == {
        "teacher": {"teacher", "teacher_cm2", "teacher_parent", "substitute", "teacher_verne"},
        "staff": {"staff", "delegate"},
        "head": {"director", "deputy", "director_verne"},
        "guardian": {
            "samira", "paul", "no_exercise", "in_charge", "restricted_1", "teacher_parent", "guardian_verne",
        },
        "pupil": {"lea", "noe", "yanis", "zoe", "lea_verne"},
        "mandate": {"academy"},
    }  # fmt: skip


def test_a_district_has_its_own_schools_alone(cast: Cast) -> None:
    found = reached(cast, named(Circonscription.objects.get()))
    assert found["head"] == {"director", "deputy"}
    assert found["mandate"] == {"inspector"}
    assert "guardian_verne" not in found["guardian"]


def test_a_department_has_the_schools_of_its_communes(cast: Cast) -> None:
    elsewhere = Commune.objects.create(
        insee="49001", name="Ailleurs", department=make.department("49", "Maine")
    )
    School.objects.filter(pk=cast.verne.pk).update(commune=elsewhere)
    assert reached(cast, named(make.department(), "head")) == {"head": {"director", "deputy"}}
    assert reached(cast, named(make.department("49"), "head")) == {"head": {"director_verne"}}


def test_a_guardian_is_in_it_through_the_child_whose_school_is(cast: Cast) -> None:
    make.guardianship(cast.samira, cast.lea_verne)
    audience = named(Circonscription.objects.get(), "guardian")["guardian"]
    actor = cast.actor("samira")
    assert {child.person_id: audience in child.audience_ids for child in actor.children} == {
        cast.lea.pk: True, cast.noe.pk: True, cast.lea_verne.pk: False,
    }  # fmt: skip
    make.restrict(make.Guardianship.objects.get(adult=cast.paul), cast.tilleuls, 2)
    assert audience not in cast.actor("paul").audience_ids


@pytest.mark.parametrize("who", ["director", "samira", "lea"])
def test_a_school_that_closes_leaves_its_territory(cast: Cast, who: str) -> None:
    audiences = set(named(make.academy()).values())
    key = session_open(cast.people[who].account)[1]
    assert (signed := from_session(key)) is not None
    assert signed.actor.audience_ids & audiences
    Entitlement.objects.filter(school=cast.tilleuls).update(ends=NOW)
    assert (signed := from_session(key)) is not None
    assert not signed.actor.audience_ids & audiences


def test_open_sessions_read_what_moves(cast: Cast) -> None:
    """An audience named for the first time; a school that changes territory, at once or on its day; a mandate that
    ends."""
    keys = {who: session_open(cast.people[who].account)[1] for who in ("director", "paul", "inspector")}

    def has(who: str, pk: int) -> bool:
        signed = from_session(keys[who])
        return signed is not None and pk in signed.actor.audience_ids

    assert all(from_session(key) is not None for key in keys.values())
    district = Circonscription.objects.get()
    audiences = named(district)
    assert has("director", audiences["head"])
    assert has("paul", audiences["guardian"])
    assert has("inspector", audiences["mandate"])
    later = NOW + timedelta(hours=1)
    SchoolCirconscription.objects.update(ends=later)
    assert has("director", audiences["head"])
    with clock.frozen(later):
        assert not has("director", audiences["head"])
    link = SchoolCirconscription.objects.get()
    link.delete()
    assert not has("director", audiences["head"])
    SchoolCirconscription.objects.create(school=cast.tilleuls, circonscription=district, starts=make.SINCE)
    assert has("paul", audiences["guardian"])
    there = named(make.department("49", "Maine"), "head")["head"]
    assert not has("director", there)
    Commune.objects.filter(pk=cast.tilleuls.commune_id).update(department=make.department("49"))
    assert has("director", there)
    other = Academy.objects.create(code="99", name="Autre")
    theirs = named(other, "head")["head"]
    School.objects.filter(pk=cast.tilleuls.pk).update(academy=other)
    assert has("director", theirs)
    Mandate.objects.filter(role="inspector").update(ends=NOW)
    assert not has("inspector", audiences["mandate"])


def test_a_mandate_is_of_the_place_of_its_role(cast: Cast) -> None:
    """Of its role in use alone; a member of the group on a commune has no territory here."""
    district = territory(Circonscription.objects.get()).pk
    assert cast.actor("inspector").territory_ids == {district}
    assert cast.actor("academy").territory_ids == {territory(make.academy()).pk}
    assert cast.actor("member_rep").territory_ids == cast.actor("director").territory_ids == frozenset()
    make.mandate(cast.inspector, "academy", department=make.department())
    assert cast.actor("inspector", Role.ACADEMY).territory_ids == {territory(make.department()).pk}
    assert cast.actor("inspector", Role.INSPECTOR).territory_ids == {district}


def test_the_sheet_of_a_school_opens_its_territory_as_that_school_alone(cast: Cast) -> None:
    """And nothing that a mandate gives."""
    audiences = named(make.academy())
    make.mandate(cast.director, "academy", academy=make.academy())
    Affiliation.objects.filter(person=cast.teacher_verne).update(person=cast.director)

    def of(role: Role, scope: set[int]) -> set[str]:
        actor = for_person(cast.director.pk, role=role, scope=frozenset(scope))
        return {profile for profile, pk in audiences.items() if pk in actor.work_audience_ids}

    assert of(Role.TEACHER, {cast.verne.pk}) == {"teacher"}
    assert of(Role.DIRECTOR, {cast.tilleuls.pk}) == {"head"}
    assert of(Role.ACADEMY, {MANDATES}) == {"mandate"}
    assert of(Role.ACADEMY, {cast.tilleuls.pk}) == {"head"}


@pytest.mark.parametrize("kind", [AudienceKind.TERRITORY, AudienceKind.CHILD])
def test_an_audience_is_of_a_school_or_of_a_territory(cast: Cast, kind: AudienceKind) -> None:
    """Nothing about a child is of no school."""
    school = cast.tilleuls if kind == AudienceKind.TERRITORY else None
    with pytest.raises(IntegrityError, match="audience_of_territory_or_school"):
        Audience.objects.create(kind=kind, target=1, profile="guardian", school=school)


def test_a_rule_of_a_territory_has_one_row(cast: Cast) -> None:
    assert named(make.academy()) == named(make.academy())
    with pytest.raises(IntegrityError, match="audience_rule"):
        Audience.objects.create(
            kind="territory", target=territory(make.academy()).pk, profile="head", school=None
        )


_READ = """
SELECT coalesce(sum(seq_tup_read), 0) + coalesce(sum(idx_tup_fetch), 0) FROM pg_stat_xact_all_tables
WHERE schemaname = 'public'
"""


def _read(person: int) -> int:
    """How many rows reading the links of somebody reads, counted by the server."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("ANALYZE")
        # Of a small table the planner reads all, whatever index it has: where there is one, it takes it then.
        cursor.execute(f"SET ROLE {settings.APPLICATION_ROLE}; SET LOCAL enable_seqscan = off")
        read_links(person, NOW)
        cursor.execute(_READ)
        before = int(cursor.fetchone()[0])
        read_links(person, NOW)
        cursor.execute(_READ)
        return int(cursor.fetchone()[0]) - before


@pytest.mark.parametrize("who", ["director", "samira", "academy"])
def test_links_read_no_more_rows_where_more_territories_write(cast: Cast, who: str) -> None:
    """Three hundred others, with audiences of their own."""
    named(make.academy())
    named(make.department())
    person = cast.people[who].pk
    few = _read(person)
    places = Circonscription.objects.bulk_create(
        Circonscription(name=f"Autre {number}", department=make.department()) for number in range(300)
    )
    for target in Territory.objects.filter(circonscription__in=places).values_list("pk", flat=True):
        rules: list[Rule] = [(AudienceKind.TERRITORY, target, AudienceProfile(one)) for one in PROFILES]
        audiences_for(rules, None)
    assert _read(person) <= few + 10
