"""An absence that a family told without network: sent once, of the day when it was touched."""

from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from eprimo.foundation.kernel.device_acts import HEADER
from eprimo.foundation.kernel.device_mark import act_mark
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.presence.models import Absence
from tests.cast import Cast
from tests.conftest import NOW

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


def _kept(cast: Cast, who: str, *, hours: int) -> dict[str, str]:
    touched = NOW - timedelta(hours=hours)
    waited = hours * 3_600_000
    return {HEADER: f"{uuid7()} {int(touched.timestamp() * 1000)} {waited} {act_mark(cast.actor(who))}"}


def test_today_is_the_day_of_the_touch_and_twice_is_once(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.samira)
    address = f"{reverse('attendance:tell')}?enfant={cast.lea.public_id}"
    headers = _kept(cast, "samira", hours=25)
    for _ in range(2):
        answer = client.post(address, {"when": "first", "reason": "ill"}, headers=headers)
        assert answer.json()["to"].startswith(reverse("attendance:tell"))
    found = Absence.objects.get(child=cast.lea)
    assert (found.first, found.last) == (MONDAY, MONDAY)
    assert str(found.key) == headers[HEADER].split(" ")[0]


def test_what_the_other_guardian_told_meanwhile_is_known(cast: Cast, sign_in: Any) -> None:
    address = f"{reverse('attendance:tell')}?enfant={cast.lea.public_id}"
    sign_in(cast.paul).post(address, {"when": "second", "reason": "ill"})
    client = sign_in(cast.samira)
    answer = client.post(address, {"when": "second", "reason": "ill"}, headers=_kept(cast, "samira", hours=1))
    assert answer.json() == {"to": reverse("home:home")}
    assert "L’école sait déjà" in client.get(answer.json()["to"]).text
    assert Absence.objects.filter(child=cast.lea).count() == 1


def test_a_form_to_mend_is_met_on_its_page(cast: Cast, sign_in: Any) -> None:
    """The device is told that it cannot be done, and the form goes the way of every form."""
    address = f"{reverse('attendance:tell')}?enfant={cast.lea.public_id}"
    client = sign_in(cast.samira)
    answer = client.post(address, {"when": "first"}, headers=_kept(cast, "samira", hours=0))
    assert (answer.status_code, answer.json()) == (422, {"sentence": ""})
    kept = client.post(address, {"when": "first"}, headers=_kept(cast, "samira", hours=1))
    assert kept.status_code == 422
    assert kept.json()["sentence"].startswith("Dites pourquoi")
    assert not Absence.objects.exists()


def test_the_day_that_was_read_beside_the_button_holds(cast: Cast, sign_in: Any) -> None:
    """Told on Tuesday by a clock that said Monday and was set right meanwhile: it waited a day, says the device."""
    address = f"{reverse('attendance:tell')}?enfant={cast.lea.public_id}"
    data = {"when": "first", "reason": "ill", "shown": "2026-11-24 2026-11-26"}
    sign_in(cast.samira).post(address, data, headers=_kept(cast, "samira", hours=25))
    found = Absence.objects.get(child=cast.lea)
    assert (found.first, found.last) == (TUESDAY, TUESDAY)


def test_a_clock_that_is_a_day_late_tells_of_no_other_day(cast: Cast, sign_in: Any) -> None:
    """« Aujourd’hui, lundi 23 novembre » on Tuesday: refused with a sentence, and kept to be read."""
    address = f"{reverse('attendance:tell')}?enfant={cast.lea.public_id}"
    client = sign_in(cast.samira)
    data = {"when": "first", "reason": "ill", "shown": "2026-11-23 2026-11-24"}
    answer = client.post(address, data, headers=_kept(cast, "samira", hours=1))
    assert answer.status_code == 422
    assert answer.json()["sentence"].startswith("Ce jour est passé")
    for wrong in ("2026-11-23", "hier demain", "2026-02-30 2026-11-24", "9999-12-31 9999-12-31"):
        client.post(
            address, data | {"shown": wrong, "when": "second"}, headers=_kept(cast, "samira", hours=1)
        )
    assert {one.first for one in Absence.objects.all()} <= {TUESDAY, date(2026, 11, 26)}
    # Without script the page tells the same days: of a form that stayed open over the night, too.
    page = client.get(address).text
    assert 'name="shown" value="2026-11-24 2026-11-26"' in page
    assert "2026-11-23" not in page


def test_a_device_whose_clock_is_a_day_late_tells_of_the_day_it_is(cast: Cast, sign_in: Any) -> None:
    """« Aujourd'hui » is reckoned from how long the act waited, and not from what the device believes."""
    late = int((NOW - timedelta(days=1)).timestamp() * 1000)
    header = {HEADER: f"{uuid7()} {late} 60000 {act_mark(cast.actor('samira'))}"}
    address = f"{reverse('attendance:tell')}?enfant={cast.lea.public_id}"
    answer = sign_in(cast.samira).post(address, {"when": "first", "reason": "ill"}, headers=header)
    assert answer.status_code == 200
    assert Absence.objects.get(child=cast.lea).first == NOW.date()
