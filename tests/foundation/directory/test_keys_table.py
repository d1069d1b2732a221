"""« Keys: sheets, ties, guardianships, mandates »: cells that the reference model found wrong once."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from eprimo.foundation.access.actors import for_person
from eprimo.foundation.content.things.addressing import children_of
from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import (
    Affiliation,
    ClassMembership,
    Guardianship,
    Person,
    ServiceEnrolment,
    ServiceSchool,
)
from eprimo.foundation.directory.policies.places import audit_visible_to
from eprimo.foundation.directory.policies.scope import people_found_by, people_visible_to
from eprimo.foundation.directory.policies.sight import NameSight, sights_of
from eprimo.foundation.kernel.actor import Role
from eprimo.foundation.kernel.models import AuditLine
from eprimo.services.liaison.kind import NOTE
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW


@pytest.fixture
def moved(cast: Cast) -> Cast:
    """The canteen serves a second school, where Léa is a pupil now: her enrolment names the first."""
    ServiceSchool.objects.create(service=cast.canteen, school=cast.verne, starts=make.SINCE)
    Affiliation.objects.filter(person=cast.lea).update(ends=NOW - timedelta(days=1))
    ClassMembership.objects.filter(person=cast.lea).update(ends=NOW - timedelta(days=1))
    make.affiliation(cast.lea, cast.verne, Profile.PUPIL)
    return cast


def test_an_enrolment_counts_only_for_a_pupil_of_the_school_it_names(moved: Cast) -> None:
    for school in (moved.tilleuls, moved.verne):
        agent = moved.actor("agent", Role.COMMUNE_AGENT, school)
        seen = sights_of(agent, [moved.lea, moved.samira])
        assert seen[moved.lea.pk].pupil_name == NameSight.NONE
        assert not seen[moved.lea.pk].birth_date
        assert not seen[moved.samira.pk].contact
        for rule in (people_visible_to, people_found_by):
            assert not Person.objects.filter(rule(agent), pk=moved.lea.pk).exists()
        assert not children_of(agent, NOTE).filter(pk=moved.lea.pk).exists()


def test_an_enrolment_that_names_the_new_school_counts(moved: Cast) -> None:
    ServiceEnrolment.objects.filter(child=moved.lea).update(school=moved.verne)
    agent = moved.actor("agent", Role.COMMUNE_AGENT, moved.verne)
    assert sights_of(agent, [moved.lea])[moved.lea.pk].birth_date
    assert children_of(agent, NOTE).filter(pk=moved.lea.pk).exists()


def test_the_sheet_of_a_school_says_no_restriction_of_another(cast: Cast) -> None:
    """« A session born of it sees P’s children who are pupils of S, nothing else »."""
    link = make.guardianship(cast.samira, cast.lea_verne)
    make.restrict(link, cast.verne, 2)
    here = Guardianship.objects.get(adult=cast.samira, child=cast.lea)
    whole = for_person(cast.samira.pk)
    sheet = for_person(cast.samira.pk, scope=frozenset({cast.tilleuls.pk}))
    for actor, told in ((whole, {link.pk, here.pk}), (sheet, {here.pk})):
        sight = sights_of(actor, [cast.samira])[cast.samira.pk]
        wards = {ward.link_id for ward in sight.facts.wards if sight.restriction_exists(ward)}
        assert wards & {link.pk, here.pk} == told


@pytest.mark.parametrize(
    "who", ["contact", "restricted_2", "former_guardian", "former_teacher", "lea", "samira"]
)
def test_everyone_reads_own_acts(cast: Cast, who: str, sign_in: Any) -> None:
    """« Read « ce que j’ai fait »: everyone own acts », who has no role left too; not those of others."""
    person = cast.people[who]
    mine = AuditLine.objects.create(at=NOW, act="accounts.session.ended", person_id=person.pk)
    AuditLine.objects.create(at=NOW, act="accounts.session.ended", person_id=cast.director.pk)
    assert [one.pk for one in AuditLine.objects.filter(audit_visible_to(cast.actor(who)))] == [mine.pk]
    if hasattr(person, "account"):
        assert sign_in(person).get(reverse("school:history")).status_code == 200
