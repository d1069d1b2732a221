"""Notifications on devices: a browser's half of the protocol checks what reaches it, and what is told to nobody."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core import mail

from eprimo.foundation.accounts.actions.sessions import session_end, sessions_purge
from eprimo.foundation.accounts.models import Session
from eprimo.foundation.accounts.sessions import session_open
from eprimo.foundation.directory.models import Guardianship
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import DomainError, Forbidden, NotVisible
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.notifications.actions.devices import (
    MOST_DEVICES,
    device_add,
    device_remove,
    device_resume,
)
from eprimo.foundation.notifications.models import (
    Lane,
    Pause,
    Preference,
    PushDevice,
    Rhythm,
    Round,
    RoundState,
)
from eprimo.foundation.notifications.push import KEY
from eprimo.foundation.notifications.round_delivery import rounds_send
from eprimo.foundation.notifications.rounds import digests_plan, rings_plan
from eprimo.foundation.transport.push import Target, is_known_address, is_target, public_key
from eprimo.foundation.transport.vapid import new_private_key
from tests import factories as make
from tests.foundation.notifications.rounds import at
from tests.foundation.notifications.told import address, tell
from tests.foundation.transport.browser import Browser, PushService, claims_of, push_service


@pytest.fixture
def service(settings: Any) -> Iterator[PushService]:
    settings.VAPID_PRIVATE_KEY, settings.PUSH_LOOPBACK = new_private_key(), True
    with push_service() as running:
        yield running


def subscribe(cast: Any, name: str, browser: Browser) -> PushDevice:
    fields = browser.form()
    cast.people[name].account.__class__.objects.filter(person=cast.people[name]).update(
        state="active", activated_at=clock.now()
    )
    target = Target(fields["endpoint"], fields["p256dh"], fields["auth"])
    return device_add(actor=cast.actor(name), target=target, label="Chrome sur un téléphone Android")


def turn() -> None:
    rings_plan()
    rounds_send()


def test_a_browser_is_told_how_much_and_nothing_else(cast: Any, service: PushService) -> None:
    phone = service.browser("phone")
    subscribe(cast, "samira", phone)
    tell(cast, "samira")
    tell(cast, "samira", child="noe")
    turn()
    (received,) = service.received
    told = phone.reads(received.body)
    # Until 20:00 in Paris.
    until = int(datetime(2026, 11, 24, 19, tzinfo=UTC).timestamp())
    assert told == {
        "count": 2,
        "text": "2 choses à faire",
        "url": "/",
        "id": told["id"],
        "until": told["until"],
    }
    assert abs(told["until"] - clock.wall().timestamp() - (until - clock.now().timestamp())) < 60
    assert len(told["id"]) == 12
    # Not the signature, whose letters are drawn by lot: what it says is looked at below.
    claims = claims_of(received.headers.pop("authorization"), public_key())
    everything = json.dumps(told, ensure_ascii=False) + str(received.headers) + received.path + str(claims)
    for word in ("Léa", "Lea", "Noé", "Noe", "MARTIN", "Samira", "Sortie", "Tilleuls", "ferme"):
        assert word.lower() not in everything.lower()


def test_what_is_sent_as_the_night_begins_makes_no_sound_and_an_urgent_note_does(
    cast: Any, service: PushService
) -> None:
    """20:01 in Paris: in the minutes left to what was due before, and for what is due now."""
    phones = {name: service.browser(name) for name in ("samira", "paul")}
    for name, phone in phones.items():
        subscribe(cast, name, phone)
    with clock.frozen(datetime(2026, 11, 24, 18, 59, 30, tzinfo=UTC)):
        tell(cast, "samira")
        rings_plan()
    with clock.frozen(datetime(2026, 11, 24, 19, 1, tzinfo=UTC)):
        tell(cast, "paul")
        turn()
    told = {
        name: phone.reads(one.body)
        for one in service.received
        for name, phone in phones.items()
        if one.path.endswith(name)
    }
    assert told["samira"]["until"] < clock.wall().timestamp()
    assert "until" not in told["paul"]


def test_what_a_telephone_rang_is_not_told_again_after_a_pause(cast: Any, service: PushService) -> None:
    """The pause begins between the telephone, at once, and the mail, which gathers a few minutes. Of whom no telephone
    rang, or not for that child, the digest after the pause tells it."""
    for name in ("samira", "paul", "no_exercise"):
        address(cast.people[name])
    for name in ("samira", "paul"):
        subscribe(cast, name, service.browser(name))
    Preference.objects.create(
        person=cast.paul, child=cast.lea, lane=Lane.TO_DO, channel=KEY, rhythm=Rhythm.NEVER
    )
    with clock.frozen(at("2026-11-24T17:00")):
        tell(cast, "samira", "paul")
        tell(cast, "no_exercise", child="yanis")
        turn()
        assert [one.path for one in service.received] == ["/push/samira"]
        for name in ("samira", "paul", "no_exercise"):
            Pause.objects.create(person=cast.people[name], until=at("2026-11-26T00:00"))
    for moment in ("24T17:05", "26T07:15", "26T18:01", "26T18:40"):
        with clock.frozen(at(f"2026-11-{moment}")):
            turn()
            digests_plan()
            rounds_send()
    assert sorted(one.to[0] for one in mail.outbox) == ["no.exercise@example.org", "paul@example.org"]


def test_the_service_is_told_who_sends_and_until_when(cast: Any, service: PushService, settings: Any) -> None:
    settings.VAPID_CONTACT = "https://ecole.example"
    subscribe(cast, "samira", service.browser("phone"))
    tell(cast, "samira")
    turn()
    headers = service.received[0].headers
    assert headers["content-encoding"] == "aes128gcm"
    assert (headers["topic"], headers["urgency"]) == ("eprimo", "normal")
    assert 3600 <= int(headers["ttl"]) <= 2 * 24 * 3600
    claims = claims_of(headers["authorization"], public_key())
    parts = urlsplit(service.url)
    assert claims["aud"] == f"{parts.scheme}://{parts.netloc}"
    assert claims["sub"] == "https://ecole.example"
    # Of the true hour, not of the hour of this test.
    assert (
        timedelta(hours=1) < timedelta(seconds=claims["exp"] - clock.wall().timestamp()) < timedelta(days=1)
    )


def test_the_words_are_in_the_language_of_the_person(cast: Any, service: PushService) -> None:
    phone = service.browser("phone")
    device = subscribe(cast, "samira", phone)
    type(device.account).objects.filter(pk=device.account_id).update(language="en")
    tell(cast, "samira")
    turn()
    assert phone.reads(service.received[0].body)["count"] == 1


def test_each_device_is_told_and_one_is_enough(cast: Any, service: PushService) -> None:
    service.answers["/push/old"] = 410
    subscribe(cast, "samira", service.browser("old"))
    kept = subscribe(cast, "samira", service.browser("new"))
    tell(cast, "samira")
    turn()
    assert len(service.received) == 2
    assert [one.pk for one in PushDevice.objects.order_by("pk")] == [kept.pk]
    assert Round.objects.get(channel=KEY).state == RoundState.SENT
    kept.refresh_from_db()
    assert kept.told_at == clock.now()


@pytest.mark.parametrize("status", [404, 410])
def test_a_device_that_is_gone_is_forgotten(cast: Any, service: PushService, status: int) -> None:
    service.answers["/push/gone"] = status
    subscribe(cast, "samira", service.browser("gone"))
    tell(cast, "samira")
    turn()
    assert not PushDevice.objects.exists()
    assert Round.objects.get(channel=KEY).state == RoundState.REFUSED


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_service_is_tried_again(cast: Any, service: PushService, status: int) -> None:
    service.answers["/push/phone"] = status
    phone = service.browser("phone")
    device = subscribe(cast, "samira", phone)
    tell(cast, "samira")
    turn()
    device.refresh_from_db()
    assert device.failures == 1
    service.answers.clear()
    with clock.frozen(clock.now() + timedelta(minutes=5)):
        turn()
    assert len(service.received) == 2
    first, second = (phone.reads(one.body) for one in service.received)
    # The same name: a device that had received the first does not ring again.
    assert first["id"] == second["id"]


def test_a_service_that_is_not_there_is_tried_again(cast: Any, service: PushService) -> None:
    subscribe(cast, "samira", Browser("http://127.0.0.1:9/push/phone"))
    tell(cast, "samira")
    turn()
    assert Round.objects.get(channel=KEY).state == RoundState.PENDING


def test_a_redirect_is_not_followed(cast: Any, service: PushService) -> None:
    service.answers["/push/phone"] = 307
    subscribe(cast, "samira", service.browser("phone"))
    tell(cast, "samira")
    turn()
    assert [one.path for one in service.received] == ["/push/phone"]


def test_a_right_that_is_gone_rings_no_more(cast: Any, service: PushService) -> None:
    subscribe(cast, "samira", service.browser("phone"))
    tell(cast, "samira")
    make.restrict(Guardianship.objects.get(adult=cast.samira, child=cast.lea), cast.tilleuls, 2)
    turn()
    assert service.received == []


def test_who_wants_none_gets_none(cast: Any, service: PushService) -> None:
    subscribe(cast, "samira", service.browser("phone"))
    Preference.objects.create(person=cast.samira, lane="todo", channel=KEY, rhythm=Rhythm.NEVER)
    tell(cast, "samira")
    turn()
    assert service.received == []


def test_nothing_without_a_key(cast: Any, settings: Any) -> None:
    assert settings.VAPID_PRIVATE_KEY == ""
    with pytest.raises(DomainError):
        subscribe(cast, "samira", Browser("https://fcm.googleapis.com/fcm/send/x"))


def test_a_pupil_has_no_device(cast: Any, service: PushService) -> None:
    with pytest.raises(Forbidden):
        subscribe(cast, "lea", service.browser("tablet"))


# --- addresses that a browser gives ----------------------------------------------------------------------

HOSTILE = (
    "http://fcm.googleapis.com/x",
    "https://127.0.0.1/x",
    "https://localhost/x",
    "https://169.254.169.254/latest/meta-data",
    "https://[::1]/x",
    "https://fcm.googleapis.com.evil.example/x",
    "https://evil-push.apple.com.example/x",
    "https://notify.windows.com@evil.example/x",
    "https://user:pass@fcm.googleapis.com/x",
    "https://fcm.googleapis.com:8443/x",
    "https://fcm.googleapis.com:99999/x",
    "https://fcm.googleapis.com\\@evil.example/x",
    "https://fcm.googleapis.com/x\nHost: evil",
    "ftp://fcm.googleapis.com/x",
    "//fcm.googleapis.com/x",
    "file:///etc/passwd",
    "https://xfcm.googleapis.com/x",
    "https://fcm.googleapis.com/" + "x" * 1000,
    "",
)


@pytest.mark.attack
@pytest.mark.parametrize("address", HOSTILE)
def test_no_other_host_is_ever_asked(address: str) -> None:
    """D08, by the door of push: the server goes to the services of browsers, and nowhere else."""
    assert not is_known_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "https://fcm.googleapis.com/fcm/send/abc",
        "https://updates.push.services.mozilla.com/wpush/v2/abc",
        "https://web.push.apple.com/abc",
        "https://wns2-par02p.notify.windows.com/w/?token=abc",
    ],
)
def test_the_services_of_browsers_are_known(address: str) -> None:
    assert is_known_address(address)


def test_keys_are_those_of_a_browser() -> None:
    browser = Browser("https://fcm.googleapis.com/fcm/send/abc")
    fields = browser.form()
    assert is_target(Target(fields["endpoint"], fields["p256dh"], fields["auth"]))
    for key, secret in (
        ("", fields["auth"]),
        ("AAAA", fields["auth"]),
        (fields["p256dh"], "AAAA"),
        ("é", "é"),
    ):
        assert not is_target(Target(fields["endpoint"], key, secret))


# --- whose device it is -----------------------------------------------------------------------------------


def test_a_browser_is_one_persons(cast: Any, service: PushService) -> None:
    shared = service.browser("tablet")
    subscribe(cast, "samira", shared)
    subscribe(cast, "paul", shared)
    tell(cast, "samira", "paul")
    turn()
    assert len(service.received) == 1
    assert PushDevice.objects.get().account.person_id == cast.paul.pk


def test_a_device_of_somebody_else_is_not_taken_back_by_signing_in(cast: Any, service: PushService) -> None:
    shared = service.browser("tablet")
    subscribe(cast, "samira", shared)
    assert not device_resume(actor=cast.actor("paul"), address=shared.address)
    assert PushDevice.objects.get().account.person_id == cast.samira.pk


def test_only_so_many(cast: Any, service: PushService) -> None:
    for number in range(MOST_DEVICES + 3):
        with clock.frozen(clock.now() + timedelta(minutes=number)):
            subscribe(cast, "samira", service.browser(f"phone-{number}"))
    kept = PushDevice.objects.order_by("seen_at").values_list("address", flat=True)
    assert [address.rpartition("-")[2] for address in kept] == [str(n) for n in range(3, MOST_DEVICES + 3)]


def test_a_device_goes_with_its_session(cast: Any, service: PushService) -> None:
    device = subscribe(cast, "samira", service.browser("phone"))
    row, _key = session_open(cast.samira.account)
    PushDevice.objects.filter(pk=device.pk).update(session=row)
    session_end(actor=cast.actor("samira"), session_id=row.public_id)
    assert not PushDevice.objects.exists()


def test_a_device_outlives_a_session_that_ends_by_time(cast: Any, service: PushService) -> None:
    device = subscribe(cast, "samira", service.browser("phone"))
    row, _key = session_open(cast.samira.account)
    PushDevice.objects.filter(pk=device.pk).update(session=row)
    with clock.frozen(row.expires_at + timedelta(minutes=1)):
        sessions_purge()
        assert not Session.objects.exists()
        device.refresh_from_db()
        assert device.session_id is None
        assert device_resume(actor=cast.actor("samira"), address=device.address)


def test_taking_a_device_away(cast: Any, service: PushService) -> None:
    device = subscribe(cast, "samira", service.browser("phone"))
    with pytest.raises(NotVisible):
        device_remove(actor=cast.actor("paul"), device_id=device.public_id)
    device_remove(actor=cast.actor("samira"), device_id=device.public_id)
    assert not PushDevice.objects.exists()
    line = AuditLine.objects.filter(act="notifications.device.removed").get()
    assert (line.person_id, line.details) == (cast.samira.pk, {"devices": 1})
