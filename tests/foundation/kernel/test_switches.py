"""Switches: an act that is taken away for a time, here or everywhere, from whom it says; who may lift it keeps it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from eprimo.foundation.access.actors import for_person
from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import ClassMembership, School, Territory
from eprimo.foundation.kernel import clock, switches
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.errors import SwitchedOff
from eprimo.foundation.kernel.models import Platform, Switch
from eprimo.foundation.kernel.rights import Policy, require, switched_off
from eprimo.foundation.kernel.switches import StandingSwitch, may_lift
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW

ACT = "kernel.thing.do"
type Off = Callable[[Actor], bool]


@pytest.fixture
def switch(cast: Cast) -> Callable[..., Switch]:
    """A switch, and the counter that tells every process of it."""

    def made(**fields: Any) -> Switch:
        row = Switch.objects.create(
            **{"act": ACT, "reason": "essai", "starts": NOW - timedelta(days=1)} | fields
        )
        Platform.objects.update(switch_counter=Platform.objects.get().switch_counter + 1)
        return row

    return made


def off(actor: Actor, act: str = ACT) -> bool:
    return switched_off(actor, act)


def test_it_holds_from_its_start_to_its_end_excluded(cast: Cast, switch: Callable[..., Switch]) -> None:
    switch(starts=NOW + timedelta(hours=1), ends=NOW + timedelta(hours=2))
    for minutes, expected in ((0, False), (59, False), (60, True), (119, True), (120, False), (121, False)):
        with clock.frozen(NOW + timedelta(minutes=minutes)):
            assert off(cast.actor("teacher")) is expected, minutes
            # What was read of it before its end is not kept beyond.
            switches.forget()


def test_what_a_process_remembers_ends_with_the_switch(cast: Cast, switch: Callable[..., Switch]) -> None:
    """Nothing moves the counter when the hour comes: the instant is compared, not the list alone."""
    switch(starts=NOW, ends=NOW + timedelta(hours=1))
    actor = cast.actor("teacher")
    assert off(actor)
    assert off(replace(actor, now=NOW + timedelta(minutes=59)))
    assert not off(replace(actor, now=NOW + timedelta(hours=1)))


def test_one_without_end_holds_until_it_is_taken_back(cast: Cast, switch: Callable[..., Switch]) -> None:
    row = switch()
    with clock.frozen(NOW + timedelta(days=400)):
        assert off(cast.actor("teacher"))
        row.delete()
        Platform.objects.update(switch_counter=99)
        assert not off(cast.actor("teacher"))


def test_the_head_of_several_acts_takes_them_all_and_no_other(
    cast: Cast, switch: Callable[..., Switch]
) -> None:
    switch(act="kernel.thing")
    actor = cast.actor("teacher")
    assert [off(actor, act) for act in ("kernel.thing", ACT, "kernel.things.do", "kernel")] == [
        True, True, False, False,
    ]  # fmt: skip


def test_it_takes_from_the_roles_it_names(cast: Cast, switch: Callable[..., Switch]) -> None:
    switch(roles=["guardian"])
    assert off(cast.actor("samira"))
    assert not off(cast.actor("teacher"))
    # Of two roles, the one in use.
    assert not off(cast.actor("teacher_parent"))
    assert off(cast.actor("teacher_parent", role=Role.GUARDIAN))


def test_of_a_school_it_takes_from_its_people_and_its_families(
    cast: Cast, switch: Callable[..., Switch]
) -> None:
    switch(school_id=cast.tilleuls.pk)
    assert [off(cast.actor(who)) for who in ("teacher", "samira", "lea")] == [True] * 3
    assert [off(cast.actor(who)) for who in ("teacher_verne", "guardian_verne", "inspector")] == [False] * 3
    # A family of two schools has the act taken away whichever it writes to.
    make.affiliation(cast.lea_verne, cast.tilleuls, Profile.PUPIL)
    ClassMembership.objects.create(
        person=cast.lea_verne, class_group=cast.cm2, school=cast.tilleuls, starts=make.SINCE
    )
    assert off(cast.actor("guardian_verne"))


def test_who_may_lift_it_keeps_the_act(cast: Cast, switch: Callable[..., Switch]) -> None:
    """Of a school: who directs it, or stands in, and the platform. Of all: the platform alone."""
    row = switch(school_id=cast.tilleuls.pk)
    assert [off(cast.actor(who)) for who in ("director", "deputy", "platform")] == [False] * 3
    row.delete()
    switch()
    assert [off(cast.actor(who)) for who in ("director", "deputy", "director_verne")] == [True] * 3
    assert not off(cast.actor("platform"))


def test_an_academy_keeps_and_lifts_what_is_of_its_own_territory_alone(
    cast: Cast, switch: Callable[..., Switch]
) -> None:
    """Of a territory, by the territory; of a school, by where the school lies; of all, none does."""
    far = make.academy("99", "Lointaine")
    make.mandate(stranger := make.person("Ali", "LOINTAIN"), "academy", academy=far)
    here = Territory.objects.get(academy=make.academy())
    School.objects.filter(pk=cast.verne.pk).update(academy=far)
    own, other = cast.actor("academy"), for_person(stranger.pk)
    found = []
    for fields in (
        {"territory_id": here.pk},
        {"school_id": cast.tilleuls.pk},
        {"school_id": cast.verne.pk},
        {},
    ):
        row = switch(**fields)
        one = StandingSwitch(row, None)
        found.append((may_lift(own, one), may_lift(other, one)))
    assert found == [(True, False), (True, False), (False, True), (False, False)]


def test_a_policy_and_the_door_of_an_act_know_it(cast: Cast, switch: Callable[..., Switch]) -> None:
    rule: Policy[[]] = Policy(ACT, lambda _: True)
    actor = cast.actor("teacher")
    assert rule(actor)
    require(rule, actor)
    switch()
    actor = cast.actor("teacher")
    assert not rule(actor)
    with pytest.raises(SwitchedOff):
        require(rule, actor)
