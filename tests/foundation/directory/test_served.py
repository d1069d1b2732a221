"""The schools that the home of an agent lists: those of the own services, in one statement."""

from typing import Any

import pytest

from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import ServiceSchool
from eprimo.foundation.directory.queries.schools import figures_visible
from eprimo.foundation.directory.queries.served_schools import MOST, schools_served
from eprimo.foundation.kernel.actor import Role
from tests import factories as make
from tests.cast import Cast

ROLES = {
    "agent": Role.COMMUNE_AGENT,
    "teacher": Role.TEACHER,
    "samira": Role.GUARDIAN,
    "inspector": Role.INSPECTOR,
}


@pytest.mark.parametrize("who", ROLES)
def test_it_lists_the_schools_whose_figures_an_agent_sees(cast: Cast, who: str) -> None:
    actor = cast.actor(who, ROLES[who])
    schools = [cast.tilleuls, cast.verne, cast.ferme]
    seen = {one.uai for one in schools if who == "agent" and figures_visible(actor, one.pk)}
    served = schools_served(actor)
    assert {one.uai for one in served.schools} == seen
    assert served.count == len(seen)


def test_small_figures_are_hidden_and_closed_schools_said(cast: Cast) -> None:
    for school in (cast.verne, cast.ferme):
        ServiceSchool.objects.create(service=cast.canteen, school=school, starts=make.SINCE)
    actor = cast.actor("agent", Role.COMMUNE_AGENT)
    before = {one.uai: one for one in schools_served(actor).schools}
    assert before[cast.verne.uai].pupils is None
    assert not before[cast.ferme.uai].is_open
    for number in range(4):
        make.affiliation(make.person(f"Élève{number}"), cast.verne, Profile.PUPIL)
    after = {one.uai: one for one in schools_served(actor).schools}
    assert after[cast.verne.uai].pupils == 5
    assert after[cast.verne.uai].is_open


@pytest.mark.parametrize("more", [0, 42])
def test_one_statement_whatever_the_number(cast: Cast, more: int, django_assert_num_queries: Any) -> None:
    for number in range(more):
        school = make.school(f"04410{number:02}A", f"École {number:02}", entitled=False)
        ServiceSchool.objects.create(service=cast.canteen, school=school, starts=make.SINCE)
    actor = cast.actor("agent", Role.COMMUNE_AGENT)
    with django_assert_num_queries(1):
        served = schools_served(actor)
    assert served.count == more + 1
    assert len(served.schools) == min(MOST, more + 1)
    assert served.more == max(0, more + 1 - MOST)


def test_the_home_of_an_agent_shows_them(cast: Cast, sign_in: Any) -> None:
    page = sign_in(cast.agent).get("/").text
    assert cast.tilleuls.name in page
    assert f"/ecole/effectifs/{cast.tilleuls.uai}/" in page
    assert cast.verne.name not in page
