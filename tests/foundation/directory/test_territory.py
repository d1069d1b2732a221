"""The schools that a home lists to who has a territory: whose figures they may see, in one statement."""

from typing import Any

import pytest

from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import SchoolCirconscription
from eprimo.foundation.directory.queries.schools import figures_visible
from eprimo.foundation.directory.queries.territory import territory_of
from eprimo.foundation.kernel.actor import Role
from tests import factories as make
from tests.cast import Cast

ROLES = {
    "inspector": Role.INSPECTOR,
    "academy": Role.ACADEMY,
    "member_rep": Role.MEMBER_REP,
    "platform": Role.PLATFORM,
    "agent": Role.COMMUNE_AGENT,
    "teacher": Role.TEACHER,
    "samira": Role.GUARDIAN,
}


@pytest.mark.parametrize("who", ROLES)
def test_it_lists_the_schools_whose_figures_one_sees(cast: Cast, who: str) -> None:
    actor = cast.actor(who, ROLES[who])
    schools = [cast.tilleuls, cast.verne, cast.ferme]
    seen = {one.uai for one in schools if figures_visible(actor, one.pk)}
    territory = territory_of(actor, 40)
    assert {one.uai for one in territory.schools} == seen
    assert territory.count == len(seen)


def test_small_figures_are_hidden_and_closed_schools_said(cast: Cast) -> None:
    actor = cast.actor("academy", Role.ACADEMY)
    before = {one.uai: one for one in territory_of(actor, 40).schools}
    assert before[cast.verne.uai].pupils is None
    assert not before[cast.ferme.uai].is_open
    for number in range(4):
        make.affiliation(make.person(f"Élève{number}"), cast.verne, Profile.PUPIL)
    after = {one.uai: one for one in territory_of(actor, 40).schools}
    assert after[cast.verne.uai].pupils == 5
    assert after[cast.verne.uai].is_open


@pytest.mark.parametrize("more", [0, 27])
def test_one_statement_whatever_the_number(cast: Cast, more: int, django_assert_num_queries: Any) -> None:
    district = SchoolCirconscription.objects.values("circonscription")[:1]
    for number in range(more):
        school = make.school(f"04410{number:02}A", f"École {number:02}", entitled=False)
        SchoolCirconscription.objects.create(
            school=school, circonscription_id=district.get()["circonscription"], starts=make.SINCE
        )
    actor = cast.actor("inspector", Role.INSPECTOR)
    with django_assert_num_queries(1):
        territory = territory_of(actor, 10)
    assert territory.count == more + 1
    assert len(territory.schools) == min(10, more + 1)
    assert territory.more == max(0, more - 9)


def test_the_home_of_an_inspector_shows_them(cast: Cast, sign_in: Any) -> None:
    page = sign_in(cast.inspector).get("/").text
    assert cast.tilleuls.name in page
    assert f"/ecole/effectifs/{cast.tilleuls.uai}/" in page
    assert cast.verne.name not in page
