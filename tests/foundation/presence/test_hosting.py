"""A class whose teacher is missing is spread over others: who is hosted where, who calls them, in whose register."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from eprimo.foundation.directory.models import ClassGroup, ClassMembership
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import DomainError, Forbidden, NotVisible
from eprimo.foundation.kernel.models import AuditLine, OutboxEvent
from eprimo.foundation.presence.actions.absences import absences_open
from eprimo.foundation.presence.actions.calls import call_take, half_day_correct
from eprimo.foundation.presence.actions.half_days import CallEntry
from eprimo.foundation.presence.actions.hosting import class_gather, class_spread
from eprimo.foundation.presence.enums import Half, State
from eprimo.foundation.presence.hours import HalfOf
from eprimo.foundation.presence.models import Absence, HalfDay, Hosting, RollCall
from eprimo.foundation.presence.queries.evacuation import evacuation, half_to_evacuate
from eprimo.foundation.presence.queries.hosting import Host, proposed, spread_of
from eprimo.foundation.presence.queries.sheets import call_sheet
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW

pytestmark = pytest.mark.django_db

TUESDAY = date(2026, 11, 24)
MORNING, AFTERNOON = (HalfOf(TUESDAY, half) for half in Half)
AT_TWO = datetime(2026, 11, 24, 12, 40, tzinfo=UTC)


@pytest.fixture
def cp(cast: Cast) -> ClassGroup:
    """A third class of the school, with its pupils and its teacher."""
    made = make.class_group(cast.tilleuls, "CP", levels=["CP"])
    for name in ("Ava", "Malo", "Inès"):
        make.pupil(cast.tilleuls, made, name, "CEPÉ")
    make.teacher(cast.tilleuls, made, first_name="Odile", last_name="CEPÉ")
    return made


def spread(cast: Cast, *halves: HalfOf, **hosts: ClassGroup) -> int:
    places = {cast.people[name].pk: host.pk for name, host in hosts.items()}
    return class_spread(
        actor=cast.actor("director"), class_group=cast.ce1, halves=halves or (MORNING,), places=places
    )


def rows(one: HalfOf = MORNING) -> dict[str, tuple[str, str]]:
    """By first name: the class in whose register it stands, and what it was."""
    found = HalfDay.objects.filter(day=one.day, half=one.half, source="call").select_related(
        "child", "class_group"
    )
    return {row.child.first_name: (row.class_group.label, row.state) for row in found}


def called(cast: Cast, group: ClassGroup, one: HalfOf = MORNING) -> bool:
    return RollCall.objects.filter(
        class_group=group, day=one.day, half=one.half, taken_at__isnull=False
    ).exists()


def test_hosts_call_those_whom_they_host_and_the_register_stays_with_the_own_class(
    cast: Cast, cp: ClassGroup
) -> None:
    assert spread(cast, lea=cast.cm2, yanis=cp) == 2
    said = {cast.lea.pk: CallEntry(State.ABSENT)}
    taken = call_take(actor=cast.actor("teacher_cm2"), class_group=cast.cm2, one=MORNING, said=said)
    assert rows()["Léa"] == ("CE1-A", "absent")
    assert taken.absent == 1
    # In no total of the host: who is hosted is counted where the register is.
    assert RollCall.objects.get(class_group=cast.cm2).absent == 0
    # The call of the spread class is done when all its hosts have called.
    assert not called(cast, cast.ce1)
    call_take(actor=cast.actor("director"), class_group=cp, one=MORNING, said={})
    assert rows()["Yanis"] == ("CE1-A", "present")
    assert called(cast, cast.ce1)
    call = RollCall.objects.get(class_group=cast.ce1)
    assert (call.expected, call.absent) == (2, 1)


def test_the_family_of_a_hosted_child_is_asked_as_others(cast: Cast) -> None:
    spread(cast, lea=cast.cm2, yanis=cast.cm2)
    call_take(
        actor=cast.actor("teacher_cm2"),
        class_group=cast.cm2,
        one=MORNING,
        said={cast.lea.pk: CallEntry(State.ABSENT)},
    )
    event = OutboxEvent.objects.get(kind__endswith="CallTaken")
    assert event.payload["class_id"] == cast.ce1.pk
    year = cast.ce1.year_id
    made = absences_open(school_year=year, school_id=cast.tilleuls.pk, class_id=cast.ce1.pk, one=MORNING)
    assert [absence.child for absence in made] == [cast.lea]


def test_the_host_reads_and_calls_that_half_day_only(cast: Cast) -> None:
    """« See today: own, hosted classes; past half-days: own classes; reason: own classes »."""
    spread(cast, lea=cast.cm2)
    sheet = call_sheet(cast.actor("teacher_cm2"), cast.cm2, MORNING)
    assert [row.child.first_name for row in sheet.guests] == ["Léa"]
    assert sheet.guest_words == "1 enfant de CE1-A"
    assert not call_sheet(cast.actor("teacher_cm2"), cast.cm2, AFTERNOON).guests
    call_take(
        actor=cast.actor("teacher_cm2"),
        class_group=cast.cm2,
        one=MORNING,
        said={cast.lea.pk: CallEntry(State.ABSENT)},
    )
    with clock.frozen(AT_TWO):
        call_take(actor=cast.actor("teacher_cm2"), class_group=cast.cm2, one=AFTERNOON, said={})
    assert "Léa" not in rows(AFTERNOON)
    correct: dict[str, Any] = {"child": cast.lea, "class_group": cast.cm2, "one": MORNING}
    half_day_correct(actor=cast.actor("teacher_cm2"), **correct, said=CallEntry(State.LATE))
    assert rows()["Léa"] == ("CE1-A", "late")
    with clock.frozen(NOW + timedelta(days=1)), pytest.raises(NotVisible):
        half_day_correct(
            actor=cast.actor("teacher_cm2"), **correct, said=CallEntry(State.ABSENT), reason="Erreur."
        )
    # Her own teacher corrects her in the own register, later too.
    with clock.frozen(NOW + timedelta(days=1)):
        half_day_correct(
            actor=cast.actor("teacher"), child=cast.lea, class_group=cast.ce1, one=MORNING,
            said=CallEntry(State.ABSENT), reason="Le cahier le dit.",
        )  # fmt: skip
    assert not Absence.objects.filter(reason__gt="").exists()


def test_what_is_delegated_is_the_class_and_not_whom_it_hosts(cast: Cast) -> None:
    """« Take: delegated » names the class; « hosted » stands in the teacher's cell alone."""
    class_spread(
        actor=cast.actor("director"),
        class_group=cast.cm2,
        halves=[MORNING],
        places={cast.zoe.pk: cast.ce1.pk},
    )
    assert not call_sheet(cast.actor("delegate"), cast.ce1, MORNING).guests
    call_take(actor=cast.actor("delegate"), class_group=cast.ce1, one=MORNING, said={})
    assert "Zoé" not in rows()
    # She is then one line to answer for who may.
    assert [row.child for row in call_sheet(cast.actor("teacher"), cast.ce1, MORNING).uncalled] == [cast.zoe]


def test_who_joined_left_or_moved_at_noon_is_hosted_as_a_pupil_of_the_class_is(
    cast: Cast, cp: ClassGroup
) -> None:
    spread(cast, MORNING, AFTERNOON, lea=cast.cm2, yanis=cast.cm2)
    call_take(actor=cast.actor("teacher_cm2"), class_group=cast.cm2, one=MORNING, said={})
    assert called(cast, cast.ce1)
    noon = datetime(2026, 11, 24, 11, 10, tzinfo=UTC)
    ClassMembership.objects.filter(person=cast.lea).update(ends=noon)
    ClassMembership.objects.create(person=cast.lea, class_group=cp, school=cast.tilleuls, starts=noon)
    noe = make.pupil(cast.tilleuls, cast.ce1, "Noé", "ROUX")
    with clock.frozen(AT_TWO):
        sheet = call_sheet(cast.actor("teacher_cm2"), cast.cm2, AFTERNOON)
        assert [row.child.first_name for row in sheet.guests] == ["Yanis"]
        call_take(actor=cast.actor("teacher_cm2"), class_group=cast.cm2, one=AFTERNOON, said={})
        call_take(actor=cast.actor("director"), class_group=cp, one=AFTERNOON, said={})
        # All hosts have called; who joined is with nobody, and stands as one line to answer.
        assert called(cast, cast.ce1, AFTERNOON)
        assert [row.child for row in call_sheet(cast.actor("director"), cast.ce1, AFTERNOON).uncalled] == [
            noe
        ]
    assert rows(AFTERNOON)["Léa"] == ("CP", "present")
    assert rows()["Léa"] == ("CE1-A", "present")


def test_a_class_that_hosts_is_not_spread_nor_does_one_that_is_spread_host(
    cast: Cast, cp: ClassGroup
) -> None:
    spread(cast, lea=cast.cm2)
    head: dict[str, Any] = {"actor": cast.actor("director"), "halves": [MORNING]}
    with pytest.raises(DomainError) as hosts:
        class_spread(**head, class_group=cast.cm2, places={cast.zoe.pk: cp.pk})
    assert hosts.value.sentence == "CM2 accueille 1 enfant de CE1-A\u00a0: placez-les d’abord ailleurs."
    child = ClassMembership.objects.filter(class_group=cp).first()
    assert child is not None
    with pytest.raises(DomainError) as away:
        class_spread(**head, class_group=cp, places={child.person_id: cast.ce1.pk})
    assert away.value.code == "spread"
    # Of the afternoon nothing is said yet.
    class_spread(
        actor=cast.actor("director"), class_group=cast.cm2, halves=[AFTERNOON], places={cast.zoe.pk: cp.pk}
    )


def test_it_is_changed_child_by_child_and_undone(cast: Cast, cp: ClassGroup) -> None:
    spread(cast, lea=cast.cm2, yanis=cast.cm2)
    spread(cast, lea=cp)
    assert [(row.child, row.host) for row in Hosting.objects.select_related("child", "host")] == [
        (cast.lea, cp)
    ]
    assert class_gather(actor=cast.actor("director"), class_group=cast.ce1, halves=[MORNING]) == 1
    assert not Hosting.objects.exists()
    codes = AuditLine.objects.filter(act__startswith="presence.class").values_list("act", flat=True)
    assert sorted(codes) == ["presence.class.gathered", "presence.class.spread", "presence.class.spread"]


@pytest.mark.parametrize(
    ("one", "code"),
    [
        (HalfOf(date(2026, 11, 25), Half.MORNING), "no-class"),
        (HalfOf(date(2026, 11, 23), Half.MORNING), "over"),
        (HalfOf(date(2099, 11, 24), Half.MORNING), "no-class"),
    ],
)
def test_no_class_is_spread_without_class_nor_when_it_is_over(cast: Cast, one: HalfOf, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        spread(cast, one, lea=cast.cm2)
    assert refused.value.code == code


def test_a_class_of_another_school_hosts_nobody(cast: Cast) -> None:
    with pytest.raises(DomainError) as refused:
        spread(cast, lea=cast.ce1_verne)
    assert refused.value.code == "nobody"


@pytest.mark.parametrize(
    "who", ["teacher", "teacher_cm2", "substitute", "delegate", "staff", "samira", "agent"]
)
def test_who_directs_spreads_a_class_and_nobody_else(cast: Cast, who: str) -> None:
    with pytest.raises(Forbidden):
        class_spread(
            actor=cast.actor(who), class_group=cast.ce1, halves=[MORNING], places={cast.lea.pk: cast.cm2.pk}
        )


def test_an_own_call_of_a_device_says_what_it_says_of_a_placed_child(cast: Cast) -> None:
    """The teacher called after all, before the head spread the class: what was touched last holds."""
    spread(cast, lea=cast.cm2, yanis=cast.cm2)
    call_take(
        actor=cast.actor("teacher"), class_group=cast.ce1, one=MORNING, said={cast.lea.pk: CallEntry(State.ABSENT)},
        shown=[cast.lea.pk, cast.yanis.pk],
    )  # fmt: skip
    assert rows() == {"Léa": ("CE1-A", "absent"), "Yanis": ("CE1-A", "present")}
    assert called(cast, cast.ce1)


def test_the_list_of_an_evacuation_shows_where_a_child_really_is(cast: Cast) -> None:
    spread(cast, lea=cast.cm2)
    director = cast.actor("director")
    found = half_to_evacuate(director)
    assert found is not None
    by_class = {
        group.class_group.label: {one.child.first_name: one for one in group.children}
        for group in evacuation(director, *found).classes
    }
    assert "Léa" not in by_class["CE1-A"]
    assert by_class["CM2"]["Léa"].guest_of == "CE1-A"
    assert by_class["CM2"]["Léa"].adults
    # « Phones: own classes »: her own teacher has her family's, the host has not.
    for who, numbers in (("teacher", True), ("teacher_cm2", False)):
        lists = evacuation(cast.actor(who), *found).classes
        (lea,) = (one for group in lists for one in group.children if one.child == cast.lea)
        assert bool(lea.adults) is numbers


def test_an_even_spread_goes_where_there_are_fewest_then_to_the_nearest_level() -> None:
    def host(pk: int, level: str, pupils: int) -> Host:
        return Host(ClassGroup(pk=pk, label=level, levels=[level]), pupils, 0)

    ce1 = ClassGroup(pk=1, label="CE1", levels=["CE1"])
    hosts = [host(2, "CP", 20), host(3, "CM2", 20), host(4, "CE2", 18), host(5, "PS", 5)]
    places = proposed(ce1, range(10), hosts)
    counts = {pk: list(places.values()).count(pk) for pk in (2, 3, 4, 5)}
    assert counts == {2: 3, 3: 2, 4: 5, 5: 0}
    # Alone in the school, the nursery class hosts all the same.
    assert set(proposed(ce1, range(3), hosts[3:]).values()) == {5}
    assert proposed(ce1, range(3), []) == {}


def test_a_spread_costs_the_same_for_three_children_and_thirty(cast: Cast) -> None:
    costs = []
    for _ in range(2):
        actor = cast.actor("director")
        with CaptureQueriesContext(connection) as caught:
            found = spread_of(actor, cast.ce1, [MORNING, AFTERNOON])
        costs.append(len(caught))
        for number in range(28):
            make.pupil(cast.tilleuls, cast.ce1, f"Enfant{number}", "NOMBREUX")
    assert costs[0] == costs[1]
    assert len(found.places) == 30
