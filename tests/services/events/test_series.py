"""Series of dates: which days they have, what a correction changes, who may, and what everybody sees of it."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from eprimo.foundation.content.kinds import To
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.things.life import thing_correct, thing_publish, thing_restore, thing_trash
from eprimo.foundation.directory.models import SchoolDayOff
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import Conflict, DomainError, Forbidden, NotVisible
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.occasions.models import Occasion
from eprimo.foundation.presence.hours import monday_of
from eprimo.services.events.actions import day_change, days_restore, days_strike
from eprimo.services.events.models import EventDay
from eprimo.services.events.queries import series_preview
from eprimo.services.events.service import EVENTS
from tests.cast import Cast
from tests.conftest import NOW
from tests.services.events.series import days, series
from tests.services.events.test_events import event

TODAY = NOW.date()
# The Thursday of this week: three more come before the holidays.
THURSDAY = TODAY + timedelta(days=2)
WEEK = timedelta(days=7)


def _correct(cast: Cast, made: Resource, **facts: Any) -> None:
    made.refresh_from_db()
    held = {name: getattr(made.event, name) for name in ("event_on", "every", "repeat_until_on")}
    thing_correct(
        actor=cast.actor("teacher"), kind=EVENTS, resource=made, title=made.title,
        body=made.versions.get(number=made.version).body, facts=held | facts,
    )  # fmt: skip


def _week(n: int) -> str:
    """The address of the n-th date: the Monday that it stands for."""
    return (monday_of(THURSDAY) + (n - 1) * WEEK).isoformat()


def _change(cast: Cast, made: Resource, n: int, on: date, **more: Any) -> None:
    day_change(actor=cast.actor("teacher"), resource=made, n=n, on=on, **more)


def test_each_week_across_the_holidays_and_a_day_off_which_are_told(cast: Cast) -> None:
    SchoolDayOff.objects.create(
        school=cast.tilleuls, label="Pont", first=THURSDAY + WEEK, last=THURSDAY + WEEK
    )
    draft = event(cast, publish=False, event_on=THURSDAY, every=1, repeat_until_on=THURSDAY + 10 * WEEK)
    preview = series_preview(draft)
    assert preview is not None
    assert preview.fault == ""
    out = dict(preview.planned.left_out)
    assert out[THURSDAY + WEEK] == "Pont"
    assert any("Noël" in why for why in out.values())
    made = thing_publish(actor=cast.actor("teacher"), kind=EVENTS, resource=draft)
    assert days(made) == list(preview.planned.days)
    assert {*days(made), *out} == {THURSDAY + n * WEEK for n in range(11)}
    rows = Occasion.objects.filter(resource=made).order_by("n")
    assert [(one.n, one.on) for one in rows] == list(enumerate(days(made), 1))


def test_every_other_week(cast: Cast) -> None:
    made = series(cast, THURSDAY, THURSDAY + 2 * WEEK, every=2)
    assert days(made) == [THURSDAY, THURSDAY + 2 * WEEK]


@pytest.mark.parametrize(
    ("field", "facts"),
    [
        # Wednesdays have no class there.
        ("event_on", {"event_on": THURSDAY - timedelta(days=1), "repeat_until_on": THURSDAY + 4 * WEEK}),
        ("repeat_until_on", {"repeat_until_on": date(2028, 1, 6)}),
        ("repeat_until_on", {"repeat_until_on": None}),
        ("repeat_until_on", {"repeat_until_on": THURSDAY - WEEK}),
        ("every", {"event_until_on": THURSDAY + timedelta(days=2), "repeat_until_on": THURSDAY + WEEK}),
        ("event_on", {"event_on": TODAY - WEEK, "repeat_until_on": THURSDAY}),
    ],
)
def test_a_series_that_cannot_be_is_refused_with_a_sentence(
    cast: Cast, field: str, facts: dict[str, Any]
) -> None:
    made = event(cast, publish=False, **{"event_on": THURSDAY, "every": 1} | facts)
    with pytest.raises(DomainError) as refused:
        thing_publish(actor=cast.actor("teacher"), kind=EVENTS, resource=made)
    assert (refused.value.field, bool(refused.value.sentence)) == (field, True)
    assert not EventDay.objects.exists()


def test_dates_of_a_territory_come_once(cast: Cast) -> None:
    from tests.contract.things import draft
    from tests.reference.contents import KINDS

    one = next(one for one in KINDS["events"].objects if one.to == "circonscription")
    made = draft(
        cast, "events", one, facts={"event_on": THURSDAY, "every": 1, "repeat_until_on": THURSDAY + WEEK}
    )
    with pytest.raises(DomainError) as refused:
        thing_publish(actor=cast.actor(one.author), kind=EVENTS, resource=made)
    assert refused.value.field == "every"


def test_case_3_those_that_follow_move_to_friday_and_the_past_stays(cast: Cast) -> None:
    """Thursday pool ▸ « les suivants » to Friday ▸ past Thursdays unchanged."""
    made = series(cast, THURSDAY, THURSDAY + 3 * WEEK, starts_at=time(8, 30), place="Piscine")
    keys = dict(Occasion.objects.values_list("n", "pk"))
    with clock.frozen(NOW + timedelta(days=(THURSDAY - TODAY).days + 1)):
        _change(
            cast,
            made,
            2,
            THURSDAY + WEEK + timedelta(days=1),
            starts_at=time(9),
            place="Piscine",
            following=True,
        )
        day = timedelta(days=1)
        assert days(made) == [THURSDAY, *(THURSDAY + n * WEEK + day for n in (1, 2, 3))]
        rows = Occasion.objects.order_by("n")
        assert [one.starts_at for one in rows] == [time(8, 30), time(9), time(9), time(9)]
        # Each stays the date that it was.
        assert dict(rows.values_list("n", "pk")) == keys
        with pytest.raises(Conflict):
            _change(cast, made, 1, THURSDAY + 2 * WEEK)
        with pytest.raises(DomainError) as refused:
            _change(cast, made, 2, THURSDAY + 2 * WEEK, following=True)
        assert refused.value.field == "on"


def test_one_date_moves_alone_and_a_correction_of_all_leaves_it_its_own(cast: Cast) -> None:
    made = series(cast, THURSDAY, THURSDAY + 3 * WEEK, starts_at=time(8, 30))
    tuesday = THURSDAY + WEEK - timedelta(days=2)
    _change(cast, made, 2, tuesday, starts_at=time(14))
    assert days(made)[1] == tuesday
    for on in (THURSDAY + WEEK - timedelta(days=1), THURSDAY, TODAY - timedelta(days=1)):
        with pytest.raises(DomainError) as refused:
            _change(cast, made, 3, on)
        assert refused.value.field == "on"
    # Hours of that date and those that follow: the day of the week of the others stays.
    _change(cast, made, 2, tuesday, starts_at=time(15), following=True)
    assert days(made) == [THURSDAY, tuesday, THURSDAY + 2 * WEEK, THURSDAY + 3 * WEEK]
    assert [one.starts_at for one in EventDay.objects.order_by("n")] == [time(8, 30), *3 * [time(15)]]


def test_the_date_on_which_those_that_follow_are_corrected_says_what_was_typed(cast: Cast) -> None:
    made = series(cast, THURSDAY, THURSDAY + 3 * WEEK, starts_at=time(9), place="Piscine")
    third, tuesday = THURSDAY + 2 * WEEK, THURSDAY + 2 * WEEK - timedelta(days=2)
    usual = {"starts_at": time(9), "place": "Piscine", "following": True}

    def told() -> tuple[date, time | None, str]:
        one = Occasion.objects.get(resource=made, n=3)
        return one.on, one.starts_at, one.place

    _change(cast, made, 3, third, starts_at=time(10), place="Stade")
    assert told() == (third, time(10), "Stade")
    _change(cast, made, 3, third, **usual)
    assert told() == (third, time(9), "Piscine")
    # On another day alone, and typed back.
    _change(cast, made, 3, tuesday, starts_at=time(9), place="Piscine")
    _change(cast, made, 3, third, **usual)
    assert told() == (third, time(9), "Piscine")
    assert EventDay.objects.get(resource=made, n=3).was_on is None
    # In a later week alone: its own hours with those that follow, then another day of that week.
    later = THURSDAY + 3 * WEEK + timedelta(days=1)
    _change(cast, made, 3, later, starts_at=time(14), place="Stade")
    _change(cast, made, 3, later, starts_at=time(15), place="Piscine", following=True)
    assert told() == (later, time(15), "Piscine")
    _change(cast, made, 3, later - timedelta(days=3), starts_at=time(15), place="Piscine", following=True)
    assert told()[0] == later - timedelta(days=3)
    fourth = Occasion.objects.get(resource=made, n=4)
    assert (fourth.on, fourth.starts_at) == (later - timedelta(days=3), time(15))


def test_a_correction_lengthens_and_shortens_and_makes_no_single_date_of_it(cast: Cast) -> None:
    made = series(cast, THURSDAY, THURSDAY + WEEK)
    _correct(cast, made, repeat_until_on=THURSDAY + 2 * WEEK)
    assert days(made) == [THURSDAY + n * WEEK for n in range(3)]
    _correct(cast, made, repeat_until_on=THURSDAY)
    assert days(made) == [THURSDAY]
    with pytest.raises(DomainError):
        _correct(cast, made, every=0)
    single = event(cast, event_on=THURSDAY)
    key = Occasion.objects.get(resource=single).pk
    _correct(cast, single, every=1, repeat_until_on=THURSDAY + WEEK)
    assert days(single) == [THURSDAY, THURSDAY + WEEK]
    assert Occasion.objects.get(resource=single, n=1).pk == key


def test_struck_out_it_stays_in_view_and_is_put_back_with_those_of_the_same_act(
    cast: Cast, sign_in: Any
) -> None:
    made = series(cast, THURSDAY, THURSDAY + 3 * WEEK)
    teacher = cast.actor("teacher")
    assert days_strike(actor=teacher, resource=made, n=1) == 1
    assert days_strike(actor=teacher, resource=made, n=3, following=True) == 2
    assert days_strike(actor=teacher, resource=made, n=3) == 0
    for who in ("paul", "lea", "teacher"):
        found = sign_in(cast.people[who]).get("/agenda/").context["agenda"].items
        lines = [one.line for one in found if one.line is not None]
        assert [one.cancelled for one in lines] == [True, False, True, True], who
    page = sign_in(cast.people["paul"]).get("/agenda/").content.decode()
    assert "N’a pas lieu" in page
    assert "l’école est fermée" not in page
    # Thrown away and put back, it is as it was.
    thing_trash(actor=teacher, kind=EVENTS, resource=made)
    thing_restore(actor=teacher, kind=EVENTS, resource=made)
    assert days_restore(actor=teacher, resource=made, n=3) == 2
    assert list(Occasion.objects.order_by("n").values_list("struck", flat=True)) == [
        True,
        False,
        False,
        False,
    ]
    acts = AuditLine.objects.filter(act__startswith="events.day.").order_by("pk")
    assert [(one.act, one.details) for one in acts] == [
        ("events.day.struck", {"dates": 1}), ("events.day.struck", {"dates": 2}), ("events.day.put_back", {"dates": 2}),
    ]  # fmt: skip


def test_case_8_half_past_eight_is_half_past_eight_on_both_sides_of_the_clock_change(cast: Cast) -> None:
    """Clock changes ▸ weekly 8:30 ▸ 8:30 both weeks."""
    # The night of 28 March 2027.
    first = date(2027, 3, 25)
    made = series(cast, first, first + WEEK, starts_at=time(8, 30))
    before, after = Occasion.objects.filter(resource=made).order_by("n")
    assert before.starts_at == after.starts_at == time(8, 30)
    zone = ZoneInfo("Europe/Paris")
    begin = [datetime.combine(one.on, one.starts_at, zone) for one in (before, after)]
    assert begin[1].astimezone(ZoneInfo("UTC")) - begin[0].astimezone(ZoneInfo("UTC")) == WEEK - timedelta(
        hours=1
    )
    assert after.over_at - before.over_at == WEEK - timedelta(hours=1)


def test_a_home_tells_the_next_date_of_a_series_alone(cast: Cast, sign_in: Any) -> None:
    series(cast, THURSDAY, THURSDAY + 3 * WEEK)
    event(cast, "Sortie", event_on=THURSDAY + 2 * WEEK)
    page = sign_in(cast.paul).get("/").content.decode()
    assert page.count(f'datetime="{THURSDAY.isoformat()}"') == 1
    assert f'datetime="{(THURSDAY + WEEK).isoformat()}"' not in page


def test_it_is_written_moved_and_struck_through_its_pages(cast: Cast, sign_in: Any) -> None:
    client, to = sign_in(cast.teacher), f"class:{cast.ce1.public_id}"
    typed = {"title": "Piscine", "event_on": THURSDAY.isoformat(), "to": [to], "do": "preview", "every": "1"}
    page = client.post(reverse("events:new"), typed)
    assert page.status_code == 422
    assert "Dites jusqu’à quel jour." in page.content.decode()
    kept = client.post(reverse("events:new"), typed | {"repeat_until_on": (THURSDAY + 2 * WEEK).isoformat()})
    look = client.get(kept["Location"]).content.decode()
    assert "3 dates en tout" in look
    assert "Prévenir les familles" not in look
    client.post(kept["Location"], {"when": "now"})
    made = Resource.objects.get(service="events")
    thing = reverse("events:thing", args=[made.public_id])
    assert "Chaque jeudi, jusqu’au" in client.get(thing).content.decode()
    day = reverse("events:day", args=[made.public_id, _week(2)])
    assert day in client.get(thing).content.decode()
    friday = THURSDAY + WEEK + timedelta(days=1)
    assert client.post(day, {"on": friday.isoformat(), "scope": "one", "place": "Gymnase"}).status_code == 302
    assert client.post(day, {"on": "", "scope": "one"}).status_code == 422
    assert client.post(day, {"on": TODAY.isoformat(), "scope": "autre"}).status_code == 422
    for week in ("hier", "2026-02-30", "2030-01-07"):
        assert client.get(reverse("events:day", args=[made.public_id, week])).status_code == 404
    client.post(reverse("events:day_strike", args=[made.public_id, _week(3)]))
    for who, hours in (("paul", True), ("restricted_1", False)):
        reader = sign_in(cast.people[who]).get(thing)
        if reader.status_code == 404:
            continue
        text = reader.content.decode()
        assert ("Gymnase" in text) is hours, who
        assert "Changer" not in text, who
        assert "au lieu du" in text, who


def test_who_may_not_correct_it_moves_no_date(cast: Cast) -> None:
    made = series(cast, THURSDAY, THURSDAY + WEEK)
    for who, refused in (
        ("paul", Forbidden),
        ("lea", Forbidden),
        ("teacher_cm2", NotVisible),
        ("zoe", NotVisible),
    ):
        with pytest.raises(refused):
            days_strike(actor=cast.actor(who), resource=made, n=1)
    with pytest.raises(NotVisible):
        _change(cast, made, 9, THURSDAY)


def test_a_series_for_the_school_is_of_its_head(cast: Cast) -> None:
    from eprimo.foundation.content import richtext
    from eprimo.foundation.content.things.drafts import DraftInput, draft_save

    said = DraftInput(
        title="Chorale", body=richtext.EMPTY, targets=((To.SCHOOL, cast.tilleuls.pk),),
        facts={"event_on": THURSDAY, "every": 1, "repeat_until_on": THURSDAY + WEEK},
    )  # fmt: skip
    head = cast.actor("director")
    made = thing_publish(actor=head, kind=EVENTS, resource=draft_save(actor=head, kind=EVENTS, said=said))
    assert days_strike(actor=head, resource=made, n=2) == 1
