"""The roll of a class: its sheet, the call, who arrives, leaves or is corrected, and what it costs."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eprimo.foundation.directory.actions.calendar import day_off_add
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.device_acts import HEADER
from eprimo.foundation.kernel.device_mark import act_mark
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.presence.actions.absences import AbsenceNotice, absence_declare
from eprimo.foundation.presence.enums import Half, Reason, Source
from eprimo.foundation.presence.hours import HalfOf
from eprimo.foundation.presence.models import Correction, HalfDay, RollCall
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW

TUESDAY = date(2026, 11, 24)
MORNING = datetime(2026, 11, 24, 7, 40, tzinfo=UTC)
HOME = reverse("home:home")


def _at(name: str, cast: Cast) -> str:
    return reverse(f"attendance:{name}", args=[cast.ce1.public_id])


def _sheet(day: date = TUESDAY, **states: str) -> dict[str, Any]:
    return {"jour": day.isoformat(), "demi": "am"} | states


def _of(child: Any, state: str) -> dict[str, str]:
    return {f"e-{child.public_id}": state}


def _called(cast: Cast, **more: Any) -> dict[str, Any]:
    """The sheet as a browser sends it: each child whom it showed, all present."""
    return _sheet(**more) | _of(cast.lea, "present") | _of(cast.yanis, "present")


def _states() -> dict[str, str]:
    return {row.child.first_name: row.state for row in HalfDay.objects.select_related("child")}


def test_without_script_the_form_is_a_call(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.teacher)
    page = client.get(_at("call", cast)).text
    # All present: a touch says otherwise.
    assert page.count('value="present" aria-label="présente" checked') + page.count(
        'value="present" aria-label="présent" checked'
    ) == len(cast.ce1.memberships.all())
    answer = client.post(_at("take", cast), _called(cast) | _of(cast.yanis, "absent") | _of(cast.lea, "late"))
    assert answer["Location"] == f"{_at('done', cast)}?jour=2026-11-24&demi=am"
    assert _states() == {"Léa": "late", "Yanis": "absent"}
    done = client.get(answer["Location"]).text
    assert "L’appel est fait, merci" in done
    assert "1 présent sur 2" in done
    assert "sans nouvelles" in done
    # Called again it shows what the call said.
    assert client.get(_at("call", cast))["Location"] == answer["Location"]
    again = client.get(_at("call", cast), {"encore": "oui"}).text
    assert again.count("checked") == 2
    assert 'value="absent" aria-label="absent" checked' in again


def test_c2_what_a_family_said_is_grey_before_the_call_and_its_reason_beside(
    cast: Cast, sign_in: Any
) -> None:
    with clock.frozen(NOW - timedelta(hours=4)):
        told = AbsenceNotice(HalfOf(TUESDAY, Half.MORNING), HalfOf(TUESDAY, Half.MORNING), Reason.ILL)
        absence_declare(actor=cast.actor("samira"), child=cast.lea, school=cast.tilleuls, told=told)
    page = sign_in(cast.teacher).get(_at("call", cast)).text
    assert "prévenu" in page
    assert "Malade" in page
    # Who calls for a delegate reads that it was said, and not why.
    page = sign_in(cast.people["delegate"]).get(_at("call", cast)).text
    assert "La famille a prévenu" in page
    assert "Malade" not in page


def test_who_arrives_is_noted_by_one_press_and_who_leaves_with_whom(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.teacher)
    client.post(_at("take", cast), _called(cast) | _of(cast.yanis, "absent"))
    client.post(_at("change", cast), _sheet(children=str(cast.yanis.public_id), state="late"))
    assert HalfDay.objects.get(child=cast.yanis).arrived_at is not None
    both = [str(cast.lea.public_id), str(cast.yanis.public_id)]
    client.post(_at("change", cast), _sheet(state="elsewhere") | {"children": both})
    assert _states() == {"Léa": "elsewhere", "Yanis": "elsewhere"}
    client.post(
        _at("change", cast), _sheet(children=both[0], state="left", with_whom="M. Martin", at="10:15")
    )
    row = HalfDay.objects.get(child=cast.lea)
    assert (row.state, row.left_with, f"{row.left_at:%H:%M}") == ("left", "M. Martin", "10:15")
    done = client.get(_at("done", cast), {"jour": "2026-11-24", "demi": "am"}).text
    assert "avec" in done
    assert "M. Martin" in done
    # Who came late or left early came: with the absent they are all who were expected.
    assert "2 présents sur 2" in done.replace("\u00a0", " ")
    assert "1 parti avant la fin" in done.replace("\u00a0", " ")
    # A call made again leaves them as they are.
    client.post(_at("take", cast), _sheet())
    assert _states() == {"Léa": "left", "Yanis": "elsewhere"}
    assert HalfDay.objects.get(child=cast.lea).left_with == "M. Martin"


def test_of_a_later_day_it_says_why(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.teacher)
    client.post(_at("take", cast), _called(cast) | _of(cast.yanis, "absent"))
    with clock.frozen(NOW + timedelta(days=1)):
        client = sign_in(cast.teacher)
        change = _sheet(children=str(cast.yanis.public_id), state="present")
        refused = client.post(_at("change", cast), change)
        assert refused.status_code == 422
        assert "dites pourquoi vous corrigez" in refused.text
        client.post(_at("change", cast), change | {"reason": "Il était à l’infirmerie."})
    assert Correction.objects.get().reason == "Il était à l’infirmerie."
    assert _states()["Yanis"] == "present"


@pytest.mark.parametrize(
    "data",
    [
        {"children": "", "state": "late"},
        {"children": "x", "state": "late"},
        {"children": "00000000-0000-0000-0000-000000000001", "state": "late"},
        {"state": "late"},
        {"state": "gone"},
        {"at": "25:00", "state": "left"},
        {"state": "left", "with_whom": "a" * 81},
    ],
)
def test_what_a_form_cannot_say_is_told_at_its_field(cast: Cast, sign_in: Any, data: dict[str, str]) -> None:
    client = sign_in(cast.teacher)
    client.post(_at("take", cast), _called(cast))
    answer = client.post(_at("change", cast), _sheet() | data)
    assert answer.status_code == 422
    assert set(_states().values()) == {"present"}


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"jour": "2026-11-28", "demi": "am"}, "Pas d’appel"),
        ({"jour": "2026-11-24", "demi": "pm"}, "Pas d’appel"),
        ({"jour": "2099-01-05", "demi": "am"}, "Pas d’appel"),
        ({"jour": "0000-99-99", "demi": "soir"}, "est là"),
    ],
)
def test_no_roll_is_called_when_there_is_no_class(
    cast: Cast, sign_in: Any, query: dict[str, str], words: str
) -> None:
    assert words in sign_in(cast.teacher).get(_at("call", cast), query).text


def test_a_call_kept_on_a_device_is_one_with_the_hours_of_its_touches(cast: Cast, sign_in: Any) -> None:
    """Three touched without network at 8:40, sent at 9:10 by a device whose clock is an hour ahead."""
    with clock.frozen(MORNING):
        sign_in(cast.teacher).get(_at("call", cast))
    device = int((MORNING + timedelta(hours=1)).timestamp() * 1000)
    late = f"{cast.lea.public_id}:{device - 60_000}"
    data = _called(cast, touches=f"- {late}", ouvert=str(int(MORNING.timestamp() * 1000) - 300_000)) | _of(
        cast.lea, "late"
    )
    arrival = MORNING + timedelta(minutes=30)
    with clock.frozen(arrival):
        client = sign_in(cast.teacher)
        told = {HEADER: f"{uuid7()} {device} {30 * 60_000} {act_mark(cast.actor('teacher'))}"}
        for _ in range(2):
            answer = client.post(_at("take", cast), data, headers=told)
            assert answer.json() == {"to": f"{_at('done', cast)}?jour=2026-11-24&demi=am"}
    call = RollCall.objects.get()
    assert (call.touched_at, call.taken_at) == (MORNING, arrival)
    row = HalfDay.objects.get(child=cast.lea)
    assert (f"{row.arrived_at:%H:%M}", row.said_at) == ("08:39", MORNING - timedelta(minutes=1))
    # Nobody touched him: of when the sheet was opened, so that a later word of somebody else stands.
    assert HalfDay.objects.get(child=cast.yanis).said_at == MORNING - timedelta(minutes=5)


def test_of_two_calls_the_last_word_on_each_child_stands_and_the_difference_is_told(
    cast: Cast, sign_in: Any
) -> None:
    sign_in(cast.teacher).post(_at("take", cast), _called(cast) | _of(cast.yanis, "absent"))
    with clock.frozen(NOW + timedelta(minutes=5)):
        client = sign_in(cast.people["substitute"])
        client.post(_at("take", cast), _called(cast) | _of(cast.yanis, "late"))
        done = client.get(_at("done", cast), {"jour": "2026-11-24", "demi": "am"}).text
    assert "absent à l’appel d’avant, en retard maintenant." in done


def test_the_right_that_ended_between_the_form_and_its_sending(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.teacher)
    assert client.get(_at("call", cast)).status_code == 200
    cast.teacher.attachments.update(ends=NOW - timedelta(seconds=1), end_reason="left")
    told = {HEADER: f"{uuid7()} 1 1 {act_mark(cast.actor('teacher'))}"}
    assert client.post(_at("take", cast), _called(cast)).status_code in {403, 404}
    assert "sentence" in client.post(_at("take", cast), _called(cast), headers=told).json()
    assert not RollCall.objects.exists()


@pytest.mark.parametrize("name", ["call", "done", "change"])
def test_a_sheet_costs_the_same_for_3_and_30_children(cast: Cast, sign_in: Any, name: str) -> None:
    client, counts = sign_in(cast.teacher), []
    for number in (1, 27):
        for one in range(number):
            make.pupil(cast.tilleuls, cast.ce1, f"Élève{number}{one}", "TEST")
        if name != "call":
            client.post(_at("take", cast), _called(cast) | _of(cast.yanis, "absent"))
        client.get(_at(name, cast), {"jour": "2026-11-24", "demi": "am"})
        with CaptureQueriesContext(connection) as found:
            assert client.get(_at(name, cast), {"jour": "2026-11-24", "demi": "am"}).status_code == 200
        counts.append(len(found))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        ((7, 9), False),
        ((7, 10), True),
        ((10, 59), True),
        ((11, 0), False),
        ((12, 10), True),
        ((15, 30), False),
    ],
)
def test_the_strip_stands_from_twenty_minutes_before_to_the_end(
    cast: Cast, sign_in: Any, at: tuple[int, int], shown: bool
) -> None:
    with clock.frozen(datetime(2026, 11, 24, *at, tzinfo=UTC)):
        home = sign_in(cast.teacher).get(HOME).text
    assert ('id="appel"' in home) is shown


def test_the_strip_goes_once_the_roll_was_called_and_on_a_day_off(cast: Cast, sign_in: Any) -> None:
    with clock.frozen(MORNING):
        client = sign_in(cast.teacher)
        home = client.get(HOME).text
        assert "L’appel du matin" in home
        assert "2\u00a0enfants" in home
        assert HalfDay.objects.filter(source=Source.FAMILY).count() == 0
        day_off_add(
            actor=cast.actor("director"),
            school_id=cast.tilleuls.pk,
            first=TUESDAY,
            last=TUESDAY,
            label="Pont",
        )
        assert 'id="appel"' not in client.get(HOME).text
        cast.tilleuls.days_off.all().delete()
        client.post(_at("take", cast), _called(cast))
        assert 'id="appel"' not in client.get(HOME).text


def test_the_strip_adds_no_statement_to_a_home(cast: Cast, sign_in: Any) -> None:
    counts = []
    for at in (MORNING, MORNING.replace(hour=20)):
        with clock.frozen(at):
            client = sign_in(cast.teacher)
            client.get(HOME)
            with CaptureQueriesContext(connection) as found:
                client.get(HOME)
        counts.append(len(found))
    assert counts[0] == counts[1] <= 4


def test_who_has_no_class_to_call_has_no_tab(cast: Cast, sign_in: Any) -> None:
    assert reverse("attendance:calls") in sign_in(cast.teacher).get(_at("call", cast)).text
    assert sign_in(cast.people["staff"]).get(reverse("attendance:calls")).status_code == 404
    assert sign_in(cast.samira).get(_at("call", cast)).status_code == 404
    # Several classes are a list; one is its sheet.
    assert "CM2" in sign_in(cast.director).get(reverse("attendance:calls")).text
    assert sign_in(cast.teacher).get(reverse("attendance:calls"))["Location"] == _at("call", cast)


def test_who_joined_after_the_sheet_was_drawn_is_not_there_by_silence(cast: Cast, sign_in: Any) -> None:
    """Noé joins the class while its sheet is filled in: the call does not speak of him, and asks who called."""
    client, sent = sign_in(cast.teacher), _called(cast) | _of(cast.yanis, "absent")
    noe = make.pupil(cast.tilleuls, cast.ce1, "Noé", "ROUX")
    done = client.get(client.post(_at("take", cast), sent)["Location"]).text
    assert _states() == {"Léa": "present", "Yanis": "absent"}
    assert "Il n’était pas sur la feuille de l’appel" in done
    assert "1 présent sur 2" in done.replace("\u00a0", " ")
    assert (RollCall.objects.get().expected, RollCall.objects.get().absent) == (2, 1)
    # Whoever directs reads it too, and he is in no list of those who are not there.
    day = sign_in(cast.director).get(reverse("attendance:day")).text
    assert "1 pas sur la feuille" in day
    # One press answers, and says nothing of the others.
    client = sign_in(cast.teacher)
    answer = client.post(_at("take", cast), _sheet() | _of(noe, "late"))
    assert _states() == {"Léa": "present", "Yanis": "absent", "Noé": "late"}
    assert "n’était pas sur la feuille" not in client.get(answer["Location"]).text
    assert RollCall.objects.get().expected == 3


def test_a_sheet_that_shows_nobody_is_no_call(cast: Cast, sign_in: Any) -> None:
    answer = sign_in(cast.teacher).post(_at("take", cast), _sheet())
    assert answer.status_code == 400
    assert "rouvrez l’appel" in answer.text
    assert not RollCall.objects.exists()


def test_who_was_left_out_of_a_past_roll_is_corrected_with_a_reason(cast: Cast, sign_in: Any) -> None:
    """Of a pupil of that day whom no call showed, the register holds nothing until somebody says it, and why."""
    client = sign_in(cast.teacher)
    client.post(_at("take", cast), _sheet() | _of(cast.lea, "present"))
    with clock.frozen(NOW + timedelta(days=1)):
        client = sign_in(cast.teacher)
        done = client.get(_at("done", cast), {"jour": "2026-11-24", "demi": "am"}).text
        assert "« Corriger » le note" in done.replace("\u00a0", " ")
        change = _sheet(
            children=str(cast.yanis.public_id), state="absent", reason="Il manquait sur la feuille."
        )
        client.post(_at("change", cast), change)
    assert _states() == {"Léa": "present", "Yanis": "absent"}
    kept = Correction.objects.get()
    assert (kept.before, kept.after) == ("", "absent")


def test_a_forgotten_roll_of_a_past_day_shows_its_pupils(cast: Cast, sign_in: Any) -> None:
    with clock.frozen(NOW + timedelta(days=1)):
        client = sign_in(cast.teacher)
        noe = make.pupil(cast.tilleuls, cast.ce1, "Noé", "ROUX")
        noe.class_memberships.update(starts=NOW + timedelta(hours=20))
        page = client.get(_at("call", cast), {"jour": "2026-11-24", "demi": "am"}).text
        assert "Yanis" in page
        assert "Noé" not in page
        client.post(_at("take", cast), _called(cast) | _of(cast.yanis, "absent"))
    assert _states() == {"Léa": "present", "Yanis": "absent"}
