"""« JE SUIS LÀ »: children touch their animals on the tablet of a nursery class, and an adult calls the roll."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eprimo.foundation.classroom.actions.devices import device_pair, door_change
from eprimo.foundation.classroom.device_page import acts_of
from eprimo.foundation.classroom.enums import Secret
from eprimo.foundation.classroom.models import ClassDevice, ClassDoor
from eprimo.foundation.directory.actions.calendar import day_off_add
from eprimo.foundation.directory.models import ClassGroup, ClassMembership
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.device_acts import HEADER
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.sign_in_connection import as_the_door
from eprimo.foundation.presence.actions.absences import AbsenceNotice, absence_declare
from eprimo.foundation.presence.actions.hosting import class_spread
from eprimo.foundation.presence.enums import Half, Reason
from eprimo.foundation.presence.hours import HalfOf
from eprimo.foundation.presence.models import HalfDay, HereTouch, RollCall
from eprimo.foundation.presence.queries.sheets import call_sheet
from eprimo.foundation.privacy.retention_run import retention_run_whole
from tests import factories as make
from tests.cast import Cast
from tests.foundation.access.walled import done, key_of
from tests.ground import lent
from tests.wall import session

WALL, HERE, TOUCH, SENDER = (
    reverse(name) for name in ("classroom:wall", "attendance:here", "attendance:here_touch", "pwa:sender")
)
# Tuesday, a quarter past eight at the school: the roll is called from ten past on.
ARRIVING = datetime(2026, 11, 24, 7, 15, tzinfo=UTC)
MORNING = HalfOf(ARRIVING.date(), Half.MORNING)


@lent
def little(cast: Cast) -> Cast:
    """The GS of Claire: Lou, Mia, Tom and Ava; its tablet asks who is there."""
    with clock.frozen(ARRIVING):
        group = make.class_group(cast.tilleuls, "GS des papillons", ("GS",))
        cast.__dict__["gs"] = group
        for name in ("Lou", "Mia", "Tom", "Ava"):
            cast.people[name.lower()] = make.pupil(cast.tilleuls, group, name, "PETIT")
        make.attach(cast.teacher, group)
        door_change(actor=cast.actor("teacher"), class_group=group, secret=Secret.PICTURES, says_here=True)
    return cast


type Lend = Callable[..., ClassDevice]


@pytest.fixture
def lend(little: Cast) -> Lend:
    def lent(client: Client, group: ClassGroup | None = None, by: str = "teacher") -> ClassDevice:
        lends = little.actor(by)
        device, key = device_pair(actor=lends, class_group=group or _gs(little), label="Tablette")
        client.cookies[settings.CLASS_COOKIE_NAME] = key
        return device

    return lent


@pytest.fixture(autouse=True)
def _morning() -> Any:
    with clock.frozen(ARRIVING):
        yield


@pytest.fixture
def tablet(lend: Lend) -> Client:
    """Nobody else's browser."""
    made = Client()
    lend(made)
    return made


def _gs(cast: Cast) -> ClassGroup:
    return ClassGroup.objects.select_related("school", "year", "door").get(label="GS des papillons")


def _touch(client: Client, child: Any, *, back: bool = False, **more: Any) -> Any:
    return client.post(TOUCH, {"back" if back else "child": str(child.public_id)}, **more)


def _kept(device: ClassDevice, *, minutes: float, owner: str = "") -> dict[str, Any]:
    """The header of a touch that the tablet kept for so many minutes."""
    waited = int(minutes * 60_000)
    at = int(clock.now().timestamp() * 1000) - waited
    return {"headers": {HEADER: f"{uuid7()} {at} {waited} {owner or acts_of(device)}"}}


def _here(cast: Cast) -> set[str]:
    rows = HereTouch.objects.filter(here=True)
    return {row.child.first_name for row in rows.select_related("child")}


def _sheet(cast: Cast, sign_in: Any) -> str:
    return str(sign_in(cast.teacher).get(reverse("attendance:call", args=[_gs(cast).public_id])).text)


def _state(page: str, child: Any) -> str:
    """The value of the button that is pressed of a child."""
    part = page.split(f'name="e-{child.public_id}"')
    return next(
        one.split('value="')[1].split('"')[0] for one in part if one.split(">")[0].endswith("checked")
    )


def _call(cast: Cast, sign_in: Any, **states: str) -> Any:
    """The sheet as the browser sends it, some of it changed."""
    client = sign_in(cast.teacher)
    page = client.get(reverse("attendance:call", args=[_gs(cast).public_id]), {"encore": "oui"}).text
    shown = {
        name: _state(page, cast.people[name])
        for name in ("lou", "mia", "tom", "ava")
        if f"e-{cast.people[name].public_id}" in page
    }
    data = {
        f"e-{cast.people[name].public_id}": state
        for name, state in (shown | states).items()
        if name in cast.people
    }
    more = {name: value for name, value in states.items() if name not in cast.people}
    return client.post(
        reverse("attendance:take", args=[_gs(cast).public_id]),
        {"jour": "2026-11-24", "demi": "am"} | data | more,
        follow=True,
    )


def test_each_child_touches_the_own_animal_and_the_adult_closes(
    little: Cast, tablet: Client, sign_in: Any
) -> None:
    assert tablet.get(WALL)["Location"] == HERE
    page = tablet.get(HERE).text
    assert all(name in page for name in ("Lou", "Mia", "Tom", "Ava"))
    answer = _touch(tablet, little.lou)
    assert answer.status_code == 200
    assert answer.text.count('aria-pressed="true"') == 1
    # Nothing opened, and nothing stays: the next child reads the same page as the first one.
    assert settings.SESSION_COOKIE_NAME not in tablet.cookies
    assert tablet.get(HERE).text.count('aria-pressed="true"') == 0
    _touch(tablet, little.mia)
    assert _here(little) == {"Lou", "Mia"}
    assert not HalfDay.objects.exists()
    # What was touched the day before, or taken back, says nothing of this half-day.
    row = HereTouch.objects.get(child=little.mia)
    same = {name: getattr(row, name) for name in ("school_id", "class_group_id", "day", "half", "touched_at")}
    yesterday = same | {"day": row.day - timedelta(days=1)}
    others = [
        HereTouch.objects.create(**yesterday, child=little.tom, here=True),
        HereTouch.objects.create(**same, child=little.ava, here=False),
    ]
    sheet = _sheet(little, sign_in)
    assert [_state(sheet, little.people[name]) for name in ("lou", "mia", "tom", "ava")] == [
        "present", "present", "look", "look",
    ]  # fmt: skip
    assert "2 enfants sont à regarder" in sheet
    for one in others:
        one.delete()
    # Who is looked at and absent takes one touch each: absents and one.
    done_page = _call(little, sign_in, tom="absent", ava="absent").text
    assert "2 présents sur 4" in done_page
    assert RollCall.objects.get().taken_at is not None
    # The tablet says that it is done, with a picture; the wall is what it was.
    assert "L’appel est fait" in tablet.get(HERE).text
    assert "primo-content" in tablet.get(HERE).text
    assert tablet.get(WALL).status_code == 200
    assert _touch(tablet, little.tom)["Location"] == HERE
    assert _here(little) == {"Lou", "Mia"}


def test_nobody_is_absent_or_there_who_was_to_be_looked_at_and_was_not(
    little: Cast, tablet: Client, sign_in: Any
) -> None:
    _touch(tablet, little.lou)
    again = _call(little, sign_in, tom="absent").text
    # Two were not looked at: what was said is kept, the roll is not called, and nobody is told absent.
    assert "2 enfants sont à regarder" in again
    assert RollCall.objects.get().taken_at is None
    states = {row.child.first_name: row.state for row in HalfDay.objects.select_related("child")}
    assert states == {"Lou": "present", "Tom": "absent"}
    assert _touch(tablet, little.mia).status_code == 200
    # The teacher saw Mia « à regarder » when she touched: it is asked once more, and proposed.
    page = _sheet(little, sign_in)
    assert "1 enfant est à regarder" in page
    made = _call(little, sign_in, autres="oui").text
    assert "3 présents sur 4" in made
    assert RollCall.objects.get().taken_at is not None


def test_a_tablet_that_nobody_touched_leaves_the_call_as_it_is(
    little: Cast, tablet: Client, sign_in: Any
) -> None:
    sheet = _sheet(little, sign_in)
    assert {_state(sheet, little.people[name]) for name in ("lou", "mia", "tom", "ava")} == {"present"}
    assert "à regarder" not in sheet


def test_who_touches_the_animal_of_another_is_mended_by_one_touch(
    little: Cast, tablet: Client, sign_in: Any
) -> None:
    for name in ("lou", "mia", "tom", "ava"):
        _touch(tablet, little.people[name])
    made = _call(little, sign_in, ava="absent").text
    assert "3 présents sur 4" in made
    assert "sans nouvelles" in made


def test_a_child_whose_family_said_that_it_does_not_come_is_to_be_looked_at(
    little: Cast, tablet: Client, sign_in: Any
) -> None:
    little.people["nadia"] = make.guardian(little.lou, first_name="Nadia", last_name="PETIT")
    told = AbsenceNotice(MORNING, MORNING, Reason.ILL)
    absence_declare(actor=little.actor("nadia"), child=little.lou, school=little.tilleuls, told=told)
    _touch(tablet, little.mia)
    assert _state(_sheet(little, sign_in), little.lou) == "absent"
    _touch(tablet, little.lou)
    sheet = _sheet(little, sign_in)
    assert _state(sheet, little.lou) == "look"
    assert "prévenu, a touché" in sheet


def test_a_second_touch_takes_it_back_once_and_for_some_seconds(little: Cast, tablet: Client) -> None:
    def after(seconds: float, *, back: bool) -> set[str]:
        with clock.frozen(ARRIVING + timedelta(seconds=seconds)):
            _touch(tablet, little.lou, back=back)
        return _here(little)

    assert after(0, back=True) == set()
    assert after(1, back=False) == {"Lou"}
    assert after(12, back=True) == {"Lou"}
    assert after(13, back=False) == {"Lou"}
    HereTouch.objects.all().delete()
    assert after(20, back=False) == {"Lou"}
    assert after(23, back=True) == set()
    assert after(25, back=False) == {"Lou"}
    assert after(27, back=True) == {"Lou"}


def test_twenty_taps_are_one_child_who_is_there(little: Cast, tablet: Client) -> None:
    for tap in range(20):
        with clock.frozen(ARRIVING + timedelta(seconds=tap * 0.7)):
            assert _touch(tablet, little.lou, back=tap % 2 == 1).status_code == 200
    assert _here(little) == {"Lou"}
    assert HereTouch.objects.count() == 1


def test_who_drums_on_a_tablet_is_stopped_and_other_tablets_are_not(
    little: Cast, tablet: Client, lend: Lend
) -> None:
    codes = [_touch(tablet, little.lou).status_code for _ in range(121)]
    assert codes == [200] * 120 + [429]
    other = Client()
    lend(other)
    assert _touch(other, little.mia).status_code == 200


@pytest.mark.parametrize(
    ("at", "asks"),
    [
        (datetime(2026, 11, 24, 7, 9, tzinfo=UTC), False),
        (datetime(2026, 11, 24, 7, 10, tzinfo=UTC), True),
        (datetime(2026, 11, 24, 7, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 24, 8, 0, tzinfo=UTC), False),
        (datetime(2026, 11, 24, 12, 15, tzinfo=UTC), True),
        # A Wednesday, and a day of the holidays.
        (datetime(2026, 11, 25, 7, 15, tzinfo=UTC), False),
        (datetime(2026, 12, 22, 7, 15, tzinfo=UTC), False),
    ],
)
def test_it_asks_around_the_beginning_of_a_half_day_with_class(
    little: Cast, lend: Lend, client: Client, at: datetime, asks: bool
) -> None:
    with clock.frozen(at):
        lend(client)
        assert (client.get(WALL).status_code == 302) is asks
        assert (client.get(HERE).status_code == 200) is asks
        assert _touch(client, little.lou).status_code == (200 if asks else 302)
    assert HereTouch.objects.exists() is asks


def test_on_a_day_that_the_school_closes_nothing_is_touched(little: Cast, tablet: Client) -> None:
    day_off_add(
        actor=little.actor("director"),
        school_id=little.tilleuls.pk,
        first=MORNING.day,
        last=MORNING.day,
        label="Pont",
    )
    assert tablet.get(WALL).status_code == 200
    _touch(tablet, little.lou)
    assert not HereTouch.objects.exists()


def test_a_class_that_does_not_use_it_asks_nothing_and_pays_nothing(
    little: Cast, client: Client, lend: Lend
) -> None:
    lend(client)
    ClassDoor.objects.update(says_here=False)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(WALL).status_code == 200
    assert not [one["sql"] for one in seen if "presence_" in one["sql"]]
    assert _touch(client, little.lou)["Location"] == HERE
    assert not HereTouch.objects.exists()
    # Of elementary school, whatever a form says.
    door_change(actor=little.actor("teacher"), class_group=little.ce1, secret=Secret.PICTURES, says_here=True)
    assert not ClassDoor.objects.get(class_group=little.ce1).says_here


def test_the_adult_turns_it_on_and_off_for_the_class(little: Cast, sign_in: Any) -> None:
    client = sign_in(little.teacher)
    address = reverse("class_mode:class", args=[_gs(little).public_id])
    change = reverse("class_mode:change", args=[_gs(little).public_id])
    assert 'name="says_here" value="1" checked' in client.get(address).text
    client.post(change, {"secret": "pictures"})
    assert 'name="says_here" value="1">' in client.get(address).text
    client.post(change, {"secret": "pictures", "says_here": "1"})
    assert ClassDoor.objects.get(class_group=_gs(little)).says_here
    assert "says_here" not in client.get(reverse("class_mode:class", args=[little.ce1.public_id])).text


def test_a_device_of_another_class_or_of_none_says_nothing_of_a_child(
    little: Cast, client: Client, lend: Lend
) -> None:
    assert _touch(client, little.lou)["Location"] == reverse("accounts:sign_in")
    assert client.get(HERE)["Location"] == reverse("accounts:sign_in")
    other = make.class_group(little.tilleuls, "PS des lutins", ("PS",))
    make.attach(little.teacher, other)
    door_change(actor=little.actor("teacher"), class_group=other, secret=Secret.NOTHING, says_here=True)
    device = lend(client, ClassGroup.objects.select_related("school", "year").get(pk=other.pk))
    for child in (little.lou, little.lea, little.lea_verne):
        assert _touch(client, child).status_code == 404
    for text in ("", "x", "0" * 5000):
        assert client.post(TOUCH, {"child": text}).status_code == 404
    # A key that is told for another device's is nobody's.
    gs = device_pair(actor=little.actor("teacher"), class_group=_gs(little), label="Tablette")[0]
    answer = _touch(client, little.lou, **_kept(device, minutes=1, owner=acts_of(gs)))
    assert answer.status_code == 412
    assert not HereTouch.objects.exists()
    # A device that was taken back asks nothing any more.
    device.delete()
    assert _touch(client, little.lou)["Location"] == reverse("accounts:sign_in")


def test_behind_it_the_second_wall_holds(little: Cast, tablet: Client) -> None:
    """At the door nobody reads a roll call: one answer about the class of one device, by its own key."""
    _touch(tablet, little.lou)
    RollCall.objects.create(
        school_year=_gs(little).year_id, school=little.tilleuls, class_group=little.ce1, day=MORNING.day, half="am",
        taken_at=ARRIVING,
    )  # fmt: skip
    device = ClassDevice.objects.get()
    asked = "SELECT 1 WHERE wall.roll_is_called(%s, '2026-11-24', 'am')"
    with session(""), as_the_door():
        assert not done("SELECT 1 FROM presence_rollcall")
        # Not of another class of the school.
        assert not done(asked, device.key_hash)
    with session(key_of(little.teacher_verne)):
        assert not done("SELECT 1 FROM presence_heretouch")
    with session(key_of(little.teacher)):
        assert done("SELECT 1 FROM presence_heretouch") == 1
        # A page proposes nothing, and takes nothing back.
        assert not done("UPDATE presence_heretouch SET here = false")
        assert not done("DELETE FROM presence_heretouch")
        assert not done(
            "INSERT INTO presence_heretouch (school_id, class_group_id, child_id, day, half, here, touched_at,"
            " taken_back) SELECT school_id, class_group_id, %s, day, half, true, touched_at, false"
            " FROM presence_heretouch", little.mia.pk,
        )  # fmt: skip
    # A family learns nothing of who touched.
    family = make.guardian(little.lou, first_name="Nadia", last_name="PETIT")
    make.account(family)
    with session(key_of(family)):
        assert not done("SELECT 1 FROM presence_heretouch")


def test_a_child_who_moves_at_noon_is_proposed_where_it_is(
    little: Cast, tablet: Client, sign_in: Any
) -> None:
    _touch(tablet, little.lou)
    other = make.class_group(little.tilleuls, "MS des lutins", ("MS",))
    make.attach(little.teacher, other)
    door_change(actor=little.actor("teacher"), class_group=other, secret=Secret.PICTURES, says_here=True)
    with clock.frozen(ARRIVING + timedelta(hours=4)):
        ClassMembership.objects.filter(person=little.lou).update(ends=clock.now())
        ClassMembership.objects.create(
            person=little.lou, class_group=other, school=little.tilleuls, starts=clock.now()
        )
    with clock.frozen(ARRIVING + timedelta(hours=5)):
        # The old class's tablet knows it no more; what it touched in the morning stands for the morning.
        assert _touch(tablet, little.lou).status_code == 404
        moved = ClassGroup.objects.select_related("school", "door").get(pk=other.pk)
        for half, touched in ((Half.MORNING, [True]), (Half.AFTERNOON, [False])):
            sheet = call_sheet(little.actor("teacher"), moved, HalfOf(MORNING.day, half))
            assert [row.touched for row in sheet.rows] == touched, half


def test_a_child_of_a_class_that_is_spread_is_called_by_its_host(
    little: Cast, tablet: Client, sign_in: Any
) -> None:
    _touch(tablet, little.lou)
    _touch(tablet, little.mia)
    places = {little.lou.pk: little.cm2.pk}
    class_spread(actor=little.actor("director"), class_group=_gs(little), halves=[MORNING], places=places)
    sheet = _sheet(little, sign_in)
    assert f'name="e-{little.lou.public_id}"' not in sheet
    assert _state(sheet, little.mia) == "present"
    host = sign_in(little.teacher_cm2).get(reverse("attendance:call", args=[little.cm2.public_id])).text
    assert _state(host, little.lou) == "present"
    assert "à regarder" not in host


def test_what_a_tablet_kept_without_network_is_done_once(little: Cast, client: Client, lend: Lend) -> None:
    device = lend(client)
    answer = client.get(SENDER)
    assert answer.json()["device"] == acts_of(device)
    assert answer.json()["owner"] == ""
    with clock.frozen(ARRIVING + timedelta(minutes=20)):
        kept = _kept(device, minutes=15)
        for _ in range(2):
            assert _touch(client, little.lou, **kept).json() == {"to": ""}
        row = HereTouch.objects.get()
        assert row.touched_at == ARRIVING + timedelta(minutes=5)
        # Taken back three seconds later, and it waited as well.
        assert _touch(client, little.lou, back=True, **_kept(device, minutes=14.95)).json() == {"to": ""}
    assert _here(little) == set()
    # In another half-day than it was touched in, or touched out of time: it changes nothing, and is kept no longer.
    for hours, minutes in ((5, 290), (0.1, 30)):
        with clock.frozen(ARRIVING + timedelta(hours=hours)):
            answer = _touch(client, little.tom, **_kept(device, minutes=minutes))
            assert answer.json() == {"to": HERE}
    assert not HereTouch.objects.filter(child=little.tom).exists()
    # The network was away for an hour, and the roll is not called yet.
    with clock.frozen(ARRIVING + timedelta(hours=1)):
        assert _touch(client, little.tom, **_kept(device, minutes=59)).json() == {"to": ""}
    assert _here(little) == {"Tom"}


def test_a_child_who_enters_meanwhile_leaves_what_the_tablet_kept(
    little: Cast, lend: Lend, sign_in: Any
) -> None:
    make.account(little.mia)
    inside = sign_in(little.mia)
    device = lend(inside)
    told = inside.get(SENDER).json()
    assert told["device"] == acts_of(device)
    assert told["owner"]
    assert _touch(inside, little.lou, **_kept(device, minutes=1)).json() == {"to": ""}
    assert _here(little) == {"Lou"}
    assert Client().get(SENDER).status_code == 401


def test_what_was_touched_is_gone_after_a_day(little: Cast, tablet: Client) -> None:
    _touch(tablet, little.lou)
    with clock.frozen(ARRIVING + timedelta(hours=20)):
        retention_run_whole()
        assert HereTouch.objects.exists()
    with clock.frozen(ARRIVING + timedelta(hours=44)):
        retention_run_whole()
        assert not HereTouch.objects.exists()


def test_a_whole_class_costs_the_same_as_a_small_one(little: Cast, tablet: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            tablet.get(HERE)
        return len(seen)

    few = cost()
    for number in range(27):
        make.pupil(little.tilleuls, _gs(little), f"Enfant{number}", "PETIT")
    assert cost() == few
