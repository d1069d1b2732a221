"""The week of a class: who writes it, who reads it and how, and what the little ones see of today."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from eprimo.foundation.content.enums import What
from eprimo.foundation.directory.models import ClassGroup, SchoolDayOff
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import DomainError, Forbidden, NotVisible
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.kernel.outbox import run_due
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.timetable.actions import slot_change, slot_remove, slots_add, week_copy
from eprimo.services.timetable.models import Slot
from tests.cast import Cast
from tests.conftest import NOW
from tests.services.events.test_events import event
from tests.services.liaison.notes import sent

TODAY = NOW.date()
ALL = (0, 1, 3, 4)


def add(cast: Cast, picture: str, starts: int, ends: int, *, who: str = "teacher", **more: Any) -> int:
    given = {"weekdays": ALL, "class_group": cast.ce1, **more}
    return slots_add(
        actor=cast.actor(who), picture=picture, starts_at=time(starts), ends_at=time(ends), **given
    )


@pytest.fixture
def week(cast: Cast) -> None:
    add(cast, "waving-hand", 8, 9)
    add(cast, "open-book", 9, 11, title="Le coin lecture")
    add(cast, "fork-and-knife-with-plate", 12, 13)


def test_one_form_notes_a_moment_of_several_days_and_twice_is_once(cast: Cast, sign_in: Any) -> None:
    client, page = sign_in(cast.teacher), reverse("timetable:week", args=[cast.ce1.public_id])
    assert client.get(reverse("timetable:index"))["Location"] == page
    assert client.get(page).status_code == 200
    typed = {"picture": "bed", "title": "", "starts_at": "13:00", "ends_at": "14:00", "weekdays": ["0", "1"]}
    for _ in range(2):
        assert client.post(reverse("timetable:add", args=[cast.ce1.public_id]), typed).status_code == 302
    assert [(one.weekday, one.title) for one in Slot.objects.order_by("weekday")] == [
        (0, "Sieste"),
        (1, "Sieste"),
    ]
    wrong = client.post(reverse("timetable:add", args=[cast.ce1.public_id]), typed | {"ends_at": "12:00"})
    assert wrong.status_code == 422
    assert "La fin est avant le début." in wrong.content.decode()
    slot = Slot.objects.get(weekday=1)
    edit = reverse("timetable:edit", args=[slot.public_id])
    assert client.get(edit).status_code == 200
    client.post(edit, typed | {"title": "Temps calme"})
    assert [one.title for one in Slot.objects.order_by("weekday")] == ["Sieste", "Temps calme"]
    client.post(reverse("timetable:remove", args=[slot.public_id]))
    assert Slot.objects.count() == 1
    assert "Sieste" in client.get(reverse("timetable:print", args=[cast.ce1.public_id])).content.decode()
    acts = AuditLine.objects.filter(act__startswith="timetable.").order_by("pk").values_list("act", flat=True)
    assert list(acts) == ["timetable.slot.added", "timetable.slot.changed", "timetable.slot.removed"]


@pytest.mark.usefixtures("week")
@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"starts": 10, "ends": 12}, "starts_at"), ({"starts": 15, "ends": 15}, "ends_at"),
        ({"starts": 15, "ends": 16, "picture": "../bed"}, "picture"),
        ({"starts": 15, "ends": 16, "weekdays": ()}, "weekdays"),
        ({"starts": 15, "ends": 16, "weekdays": (8,)}, "weekdays"),
        ({"starts": 15, "ends": 16, "title": "x" * 61}, "title"),
    ],
)  # fmt: skip
def test_a_moment_that_cannot_be_is_refused_with_a_sentence(
    cast: Cast, given: dict[str, Any], field: str
) -> None:
    with pytest.raises(DomainError) as refused:
        add(cast, **{"picture": "bed", **given})
    assert refused.value.field == field
    assert Slot.objects.count() == 12


@pytest.mark.usefixtures("week")
def test_a_new_class_takes_the_week_of_another_again_and_twice_is_once(cast: Cast) -> None:
    ClassGroup.objects.filter(pk=cast.ce1.pk).update(closed_at=NOW)
    add(cast, "kite", 8, 10, who="teacher_cm2", class_group=cast.cm2, weekdays=(0,))
    actor = cast.actor("teacher_cm2")
    # What would meet a moment that stands stays behind.
    assert week_copy(actor=actor, class_group=cast.cm2, source=cast.ce1.public_id) == 10
    assert week_copy(actor=actor, class_group=cast.cm2, source=cast.ce1.public_id) == 0
    with pytest.raises(NotVisible):
        week_copy(actor=actor, class_group=cast.cm2, source=cast.ce1_verne.public_id)


@pytest.mark.usefixtures("week")
def test_who_does_not_teach_the_class_writes_nothing(cast: Cast) -> None:
    slot = Slot.objects.first()
    assert slot is not None
    for who in ("teacher_cm2", "staff", "paul", "lea", "director_verne", "agent"):
        with pytest.raises(Forbidden):
            slot_remove(actor=cast.actor(who), slot=slot)
    for who in ("substitute", "director", "deputy"):
        slot_change(
            actor=cast.actor(who), slot=slot, starts_at=slot.starts_at, ends_at=slot.ends_at, picture="kite"
        )


@pytest.mark.usefixtures("week")
def test_families_read_it_and_a_protected_one_without_hours(cast: Cast, sign_in: Any) -> None:
    add(cast, "crayon", 9, 10, who="director", class_group=cast.cm2)
    page = sign_in(cast.paul).get(reverse("timetable:index")).content.decode()
    assert "Le coin lecture" in page
    assert "9\N{NO-BREAK SPACE}h" in page
    assert "Écriture" not in page
    hidden = sign_in(cast.people["restricted_1"]).get(reverse("timetable:index")).content.decode()
    assert "Écriture" in hidden
    assert "9\N{NO-BREAK SPACE}h" not in hidden
    assert "Changer" not in page + hidden


def _ribbon(
    cast: Cast, sign_in: Any, hour: int = 10, day: date = TODAY
) -> list[tuple[str, bool, bool, bool]]:
    with clock.frozen(datetime.combine(day, time(hour, 30), ZoneInfo("Europe/Paris"))):
        home = sign_in(cast.lea).get("/").context["home"]
    return [(one.title, one.past, one.now, one.cancelled) for one in home.day]


@pytest.mark.usefixtures("week")
def test_the_ribbon_of_the_little_ones_is_today_in_order_with_what_goes_on_ringed(
    cast: Cast, sign_in: Any
) -> None:
    cast.ce1.skin = "petits"
    cast.ce1.save(update_fields=["skin"])
    event(cast, "Piscine", event_on=TODAY, starts_at=time(14), what=What.SWIMMING)
    event(cast, "Photo", event_on=TODAY)
    assert _ribbon(cast, sign_in) == [
        ("Photo", False, False, False), ("Accueil", True, False, False), ("Le coin lecture", False, True, False),
        ("Cantine", False, False, False), ("Piscine", False, False, False),
    ]  # fmt: skip
    page = sign_in(cast.lea).get("/").content.decode()
    assert 'aria-current="step"' in page
    assert page.count('class="ruban"') == 1
    # Wednesday has no class.
    assert _ribbon(cast, sign_in, day=TODAY + timedelta(days=1)) == []
    SchoolDayOff.objects.create(school=cast.tilleuls, label="Grève", first=TODAY, last=TODAY)
    assert _ribbon(cast, sign_in) == []


@pytest.mark.usefixtures("week")
def test_case_3_of_the_pupil_what_does_not_take_place_is_crossed_out(cast: Cast, sign_in: Any) -> None:
    """Anne closes Thursday ▸ Noé's ribbon ▸ pool crossed out; a day told as closed by a note is empty."""
    cast.ce1.skin = "petits"
    cast.ce1.save(update_fields=["skin"])
    made = event(cast, "Piscine", event_on=TODAY, starts_at=time(14))
    made.occasions.update(struck=True)
    assert _ribbon(cast, sign_in)[-1] == ("Piscine", False, False, True)
    sent(cast, by="director", title="Grève", kind=NoteKind.CLOSED, event_on=TODAY, to_pupils=True)
    run_due()
    assert _ribbon(cast, sign_in) == []
