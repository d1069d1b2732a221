"""Is there class on a half-day, and if not why: one answer, whichever statement it was read with."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db.models.functions import JSONObject
from hypothesis import given
from hypothesis import strategies as st

from eprimo.foundation.directory.models import ClassGroup, School, SchoolDayOff
from eprimo.foundation.kernel import clock
from eprimo.foundation.presence.enums import Half
from eprimo.foundation.presence.hours import (
    HalfOf,
    Hours,
    calendar_of,
    hours_from,
    hours_of,
    hours_of_child,
    hours_of_class,
    hours_of_many,
    off_on,
)
from tests.cast import Cast
from tests.conftest import NOW
from tests.sizes import drawn

MONDAY = date(2026, 11, 30)
FRIDAY = MONDAY + timedelta(days=4)
HALVES = [HalfOf(MONDAY + timedelta(days=n), half) for n in range(8) for half in Half]


def shut(
    cast: Cast,
    first: date,
    last: date | None = None,
    *,
    of: ClassGroup | None = None,
    label: str = "Grève",
    **more: Any,
) -> SchoolDayOff:
    more = {"visible_from": NOW, "told_by": uuid4()} | more
    return SchoolDayOff.objects.create(
        school=cast.tilleuls, label=label, first=first, last=last or first, class_group=of, **more
    )


def why(hours: Hours, day: date) -> list[tuple[bool, str]]:
    times = [hours.class_time(HalfOf(day, half)) for half in Half]
    return [(one.has_class, one.why) for one in times]


def test_a_closure_of_the_school_shuts_every_class_and_one_of_a_class_that_class_alone(cast: Cast) -> None:
    shut(cast, MONDAY, label="Neige")
    shut(cast, FRIDAY, of=cast.ce1)
    ce1, cm2 = (hours_of_class(one, MONDAY) for one in (cast.ce1, cast.cm2))
    assert why(ce1, MONDAY) == why(cm2, MONDAY) == [(False, "Neige")] * 2
    assert off_on(ce1, MONDAY) == "Neige"
    assert (why(ce1, FRIDAY), why(cm2, FRIDAY)) == ([(False, "Grève")] * 2, [(True, "")] * 2)
    # Of the school nobody asks by a class.
    assert why(hours_of(cast.tilleuls, MONDAY), FRIDAY) == [(True, "")] * 2
    assert why(hours_of_child(cast.lea, cast.tilleuls, MONDAY), FRIDAY) == [(False, "Grève")] * 2


def test_a_half_day_is_shut_by_itself(cast: Cast) -> None:
    shut(cast, MONDAY, from_noon=True)
    shut(cast, FRIDAY, until_noon=True)
    hours = hours_of_class(cast.ce1, MONDAY)
    assert why(hours, MONDAY) == [(True, ""), (False, "Grève")]
    assert why(hours, FRIDAY) == [(False, "Grève"), (True, "")]
    # A day with class in one half has class: nothing says why there is none.
    assert [off_on(hours, day) for day in (MONDAY, FRIDAY)] == ["", ""]


def test_a_closure_holds_once_families_see_it_and_makes_no_quiet_day(cast: Cast) -> None:
    shut(cast, MONDAY, visible_from=NOW + timedelta(hours=1))
    assert why(hours_of_class(cast.ce1, MONDAY), MONDAY) == [(True, "")] * 2
    with clock.frozen(NOW + timedelta(hours=1)):
        found = hours_of_class(cast.ce1, MONDAY)
    assert why(found, MONDAY) == [(False, "Grève")] * 2
    # People are told things on the day of a strike as on any.
    assert not any(one.first <= MONDAY < one.resumes for one in found.off)


CLOSURES = st.lists(
    st.tuples(
        st.integers(0, 6), st.integers(0, 3), st.sampled_from(["", "ce1", "cm2"]), st.booleans(), st.booleans(),
        st.sampled_from(["told", "soon", "noted"]),
    ),
    max_size=5,
)  # fmt: skip


def _laid(cast: Cast, drawn_: list[tuple[int, int, str, bool, bool, str]]) -> list[dict[str, Any]]:
    """The rows, and the same as plain facts."""
    SchoolDayOff.objects.all().delete()
    facts: list[dict[str, Any]] = []
    for number, (start, length, of, from_noon, until_noon, how) in enumerate(drawn_):
        first = MONDAY + timedelta(days=start)
        last = first + timedelta(days=length)
        one: dict[str, Any] = {
            "label": f"n{number}", "first": first, "last": last, "of": of, "from_noon": from_noon,
            "until_noon": until_noon and (length > 0 or not from_noon), "how": how,
        }  # fmt: skip
        if how == "noted":
            one |= {"of": "", "from_noon": False, "until_noon": False}
            if any(each["how"] == "noted" and each["first"] == first for each in facts):
                continue
        told = {} if how == "noted" else {
            "told_by": uuid4(), "visible_from": NOW + timedelta(days=how == "soon"),
        }  # fmt: skip
        SchoolDayOff.objects.create(
            school=cast.tilleuls, label=one["label"], first=first, last=last, from_noon=one["from_noon"],
            until_noon=one["until_noon"], class_group=getattr(cast, one["of"]) if one["of"] else None, **told,
        )  # fmt: skip
        facts.append(one)
    return facts


def _has_class(facts: list[dict[str, Any]], class_: str, one: HalfOf) -> bool:
    def shuts(fact: dict[str, Any]) -> bool:
        if (
            fact["how"] == "soon"
            or fact["of"] not in {"", class_}
            or not fact["first"] <= one.day <= fact["last"]
        ):
            return False
        if one.half == Half.MORNING and fact["from_noon"] and one.day == fact["first"]:
            return False
        return not (one.half == Half.AFTERNOON and fact["until_noon"] and one.day == fact["last"])

    ordinary = one.day.weekday() in {0, 1, 3, 4}
    return ordinary and not any(shuts(fact) for fact in facts)


@drawn(25, 200)
@given(closures=CLOSURES)
def test_the_row_the_set_and_the_json_of_homes_agree_with_the_facts(cast: Cast, closures: Any) -> None:
    facts = _laid(cast, closures)
    actor = cast.actor("teacher")
    rows = School.objects.filter(pk=cast.tilleuls.pk).annotate(
        one=JSONObject(**calendar_of(actor, "pk", MONDAY))
    )
    row = rows.values_list("one", flat=True).get()
    for name in ("ce1", "cm2"):
        group = getattr(cast, name)
        wanted = [_has_class(facts, name, one) for one in HALVES]
        forms = {
            "row": hours_of_class(group, MONDAY),
            "set": hours_of_many([cast.tilleuls, cast.verne], MONDAY)[cast.tilleuls.pk].of_classes(
                [group.pk]
            ),
            "json": hours_from(row, MONDAY).of_classes([group.pk]),
        }
        for form, hours in forms.items():
            times = [hours.class_time(one) for one in HALVES]
            assert [one.has_class for one in times] == wanted, (form, name)
        whys = {tuple(hours.class_time(one).why for one in HALVES) for hours in forms.values()}
        assert len(whys) == 1, name


def test_asking_for_many_costs_as_many_statements_as_for_one(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    shut(cast, MONDAY)
    with django_assert_num_queries(1):
        hours_of_class(cast.ce1, MONDAY)
    with django_assert_num_queries(1):
        hours_of_many([cast.tilleuls, cast.verne], MONDAY)


def test_the_roll_of_a_shut_class_is_nobody_s_to_call(cast: Cast, sign_in: Any) -> None:
    shut(cast, NOW.date(), of=cast.ce1)
    page = sign_in(cast.teacher).get("/").text
    assert "appel du matin" not in page.lower()
    at = datetime(2026, 11, 24, 9, tzinfo=NOW.tzinfo)
    with clock.frozen(at):
        assert hours_of_class(cast.ce1, NOW.date()).at(at) is None
        assert hours_of_class(cast.cm2, NOW.date()).at(at) is not None
