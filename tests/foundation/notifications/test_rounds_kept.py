"""Rounds of mails that are refused, late or killed half way: what waits, what goes again, what is given up."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.test import override_settings

from eprimo.foundation.directory.models import SchoolDayOff
from eprimo.foundation.kernel import clock
from eprimo.foundation.notifications.actions.preferences import pause_end
from eprimo.foundation.notifications.counts import DueRound, counts_of
from eprimo.foundation.notifications.models import (
    Pause,
    Rhythm,
    Round,
    RoundState,
)
from eprimo.foundation.notifications.round_delivery import LEASE, MAX_TRIES, rounds_send
from eprimo.foundation.notifications.rounds import digests_plan, rings_plan
from eprimo.foundation.transport.mail import Fate, Letter, Result, using
from tests.foundation.notifications.rounds import at, later, news, sent, turn
from tests.foundation.notifications.told import address, tell


@pytest.fixture(autouse=True)
def _people(cast: Any) -> None:
    for name in ("samira", "paul", "no_exercise"):
        address(cast.people[name])


# --- kept, refused, given up ---------------------------------------------------------------------------


class Answers:
    """A mailer that answers as told, and keeps what it was given."""

    def __init__(self, *fates: Fate) -> None:
        self.fates, self.letters = list(fates), list[Letter]()

    def send(self, letters: Iterable[Letter]) -> Iterator[Result]:
        for letter in letters:
            self.letters.append(letter)
            fate = self.fates.pop(0) if self.fates else Fate.SENT
            if isinstance(fate, BaseException):
                raise fate
            yield Result(letter, fate, "550 5.1.1")


def test_a_refused_address_is_not_written_to_again(cast: Any) -> None:
    tell(cast, "paul")
    turn()
    answers = Answers(Fate.REFUSED)
    with using(answers):
        with later(minutes=3):
            turn()
        cast.paul.account.refresh_from_db()
        assert cast.paul.account.recovery_email_refused_at is not None
        with later(minutes=30):
            tell(cast, "paul")
            turn()
        with later(minutes=60):
            turn()
    assert len(answers.letters) == 1


def test_a_temporary_refusal_is_tried_later_each_time_then_given_up(cast: Any) -> None:
    tell(cast, "paul")
    turn()
    answers = Answers(*[Fate.LATER] * (MAX_TRIES + 5))
    tried = []
    with using(answers):
        for minute in range(2, 600):
            with later(minutes=minute):
                before = len(answers.letters)
                rounds_send()
                if len(answers.letters) > before:
                    tried.append(minute)
    assert tried == [2, 3, 5, 9, 17, 33, 65, 129]
    assert len({letter.token for letter in answers.letters}) == 1
    assert Round.objects.get(person=cast.paul).state == RoundState.GIVEN_UP


def test_no_server_keeps_all_without_counting_a_try(cast: Any) -> None:
    tell(cast, "paul")
    turn()
    answers = Answers(*[Fate.AWAY] * 30)
    with using(answers):
        for minute in range(2, 40):
            with later(minutes=minute):
                turn()
    assert Round.objects.get(person=cast.paul).state == RoundState.SENT
    assert len(answers.letters) == 31


def test_what_is_late_waits_for_the_opening_when_quiet_hours_begin(cast: Any) -> None:
    with clock.frozen(at("2026-11-27T19:57")):
        tell(cast, "paul")
        turn()
    answers = Answers(Fate.AWAY)
    with using(answers):
        with clock.frozen(at("2026-11-27T19:59")):
            turn()
        for moment in ("2026-11-27T20:10", "2026-11-28T12:00", "2026-11-30T06:56"):
            with clock.frozen(at(moment)):
                turn()
        assert len(answers.letters) == 1
        # Whoever waits for that opening has a place of one's own in its first quarter of an hour.
        with clock.frozen(at("2026-11-30T07:15")):
            turn()
    assert len(answers.letters) == 2


def test_a_pause_that_begins_while_letters_wait_holds_them(cast: Any) -> None:
    """The server was away: what rings and the digest of the day were planned already."""
    with clock.frozen(at("2026-11-24T17:00")):
        tell(cast, "paul")
        news(cast, "paul")
    answers = Answers(*[Fate.AWAY] * 4)
    with using(answers):
        for moment in ("17:01", "17:04", "18:01", "18:35"):
            with clock.frozen(at(f"2026-11-24T{moment}")):
                turn()
        assert len(answers.letters) == 4
        Pause.objects.create(person=cast.paul, until=at("2026-11-26T00:00"))
        for moment in ("24T18:40", "25T10:00", "25T18:40", "26T00:01"):
            with clock.frozen(at(f"2026-11-{moment}")):
                turn()
        assert len(answers.letters) == 4
        for moment in ("26T07:15", "26T18:40"):
            with clock.frozen(at(f"2026-11-{moment}")):
                turn()
    assert [letter.subject for letter in answers.letters[4:]] == ["1 chose à faire sur e-primo"]
    assert "1 nouvelle de vos enfants" in answers.letters[4].text


def test_a_pause_that_ends_early_holds_nothing_until_its_first_end(cast: Any) -> None:
    with clock.frozen(at("2026-11-24T17:00")):
        news(cast, "paul")
    answers = Answers(Fate.AWAY)
    with using(answers):
        for moment in ("18:01", "18:35"):
            with clock.frozen(at(f"2026-11-24T{moment}")):
                turn()
        Pause.objects.create(person=cast.paul, until=at("2027-06-01T00:00"))
        with clock.frozen(at("2026-11-24T19:30")):
            turn()
        assert len(answers.letters) == 1
        with clock.frozen(at("2026-11-25T17:30")):
            pause_end(actor=cast.actor("paul"))
            turn()
    assert [letter.subject for letter in answers.letters[1:]] == ["1 nouvelle sur e-primo"]


@pytest.mark.parametrize(
    ("written", "awake", "rings"),
    [
        # The worker was away over the beginning of the week-end, of a night, of holidays.
        (
            "2026-11-27T19:55",
            ("2026-11-28T10:00", "2026-11-29T12:00", "2026-11-30T06:56"),
            "2026-11-30T07:15",
        ),
        ("2026-11-26T19:55", ("2026-11-26T20:30", "2026-11-27T03:00"), "2026-11-27T07:15"),
        ("2026-12-18T19:55", ("2026-12-21T10:00", "2026-12-24T15:00"), "2027-01-04T07:15"),
    ],
)
def test_what_was_to_ring_before_quiet_hours_does_not_ring_in_them(
    cast: Any, written: str, awake: tuple[str, ...], rings: str
) -> None:
    with clock.frozen(at(written)):
        tell(cast, "paul")
    for moment in awake:
        for minutes in (0, 3):
            with clock.frozen(at(moment) + timedelta(minutes=minutes)):
                turn()
    assert sent() == []
    with clock.frozen(at(rings)):
        turn()
    assert sent() == [("paul@example.org", "1 chose à faire sur e-primo")]


def test_an_urgent_note_does_not_wait_with_what_waits(cast: Any) -> None:
    with clock.frozen(at("2026-11-27T19:55")):
        tell(cast, "paul")
    with clock.frozen(at("2026-11-28T10:00")):
        turn()
    with clock.frozen(at("2026-11-28T11:00")):
        tell(cast, "paul")  # rings at once, whatever the hour
        turn()
    with clock.frozen(at("2026-11-28T11:02")):
        turn()
    assert sent() == [("paul@example.org", "2 choses à faire sur e-primo")]


def test_a_digest_that_is_late_waits_for_the_return_from_holidays(cast: Any) -> None:
    """Tuesday is the last day of class before holidays that begin on a Wednesday."""
    SchoolDayOff.objects.create(
        school=cast.tilleuls, first=date(2026, 12, 2), last=date(2026, 12, 4), label="Neige"
    )
    with clock.frozen(at("2026-12-01T17:00")):
        news(cast, "paul")
    answers = Answers(Fate.AWAY)
    with using(answers), clock.frozen(at("2026-12-01T18:40")):
        turn()
    for moment in ("2026-12-02T10:00", "2026-12-03T15:00", "2026-12-04T10:00", "2026-12-05T10:00"):
        with clock.frozen(at(moment)):
            turn()
    assert sent() == []
    with clock.frozen(at("2026-12-07T07:15")):
        turn()
    assert len(mail.outbox) == 1


def test_the_day_that_is_due_is_counted_in_the_school_s_day(cast: Any) -> None:
    """At 7:00 in Nouméa it is still the day before in Greenwich; at 18:00 in Tahiti it is already the day after."""
    for zone, moment, due in (
        ("Pacific/Noumea", "2026-12-01T07:30", date(2026, 11, 30)),
        ("Pacific/Tahiti", "2026-12-01T18:30", date(2026, 12, 1)),
    ):
        cast.tilleuls.time_zone = zone
        cast.tilleuls.save()
        now = at(moment, zone)
        with clock.frozen(now):
            tell(cast, "paul", due_on=due)
            row, _ = Round.objects.update_or_create(
                person=cast.paul, channel="mail", rhythm=Rhythm.NOW,
                defaults={
                    "school": cast.tilleuls, "since": now - timedelta(hours=1), "until": now, "due_at": now,
                    "state": RoundState.CLAIMED,
                },
            )  # fmt: skip
            due_round = DueRound(
                row.pk, row.key, row.person_id, row.school_id, "mail", Rhythm.NOW, row.since, row.until, 1
            )
            found = counts_of([due_round])[row.pk].due_on
        assert found == (None if due < now.astimezone(ZoneInfo(zone)).date() else due)


def test_an_urgent_note_rings_at_night(cast: Any) -> None:
    with clock.frozen(at("2026-11-27T23:00")):
        tell(cast, "paul")
        turn()
    with clock.frozen(at("2026-11-27T23:02")):
        turn()
    with clock.frozen(at("2026-11-27T23:20")):
        turn()
    assert len(mail.outbox) == 1


# --- killed --------------------------------------------------------------------------------------------


class Killed(BaseException):
    """What a signal does to the process."""


def test_killed_before_sending_the_letter_leaves_once(cast: Any) -> None:
    tell(cast, "paul")
    turn()
    with later(minutes=3), using(Answers(Killed())), pytest.raises(Killed):  # type: ignore[arg-type]
        rounds_send()
    with later(minutes=5):
        turn()
    assert sent() == []
    with later(minutes=4 + LEASE.total_seconds() / 60):
        turn()
        turn()
    assert len(mail.outbox) == 1


def test_killed_after_sending_the_letter_goes_again_under_its_name_only(cast: Any) -> None:
    tell(cast, "paul")
    turn()
    answers = Answers()
    original = answers.send

    def dies(letters: Iterable[Letter]) -> Iterator[Result]:
        next(original(letters))
        raise Killed
        yield

    answers.send = dies  # type: ignore[method-assign]
    with later(minutes=3), using(answers), pytest.raises(Killed):
        rounds_send()
    answers.send = original  # type: ignore[method-assign]
    with later(minutes=20), using(answers):
        turn()
        turn()
    assert len(answers.letters) == 2
    assert len({letter.token for letter in answers.letters}) == 1


def test_planning_twice_is_planning_once(cast: Any) -> None:
    tell(cast, "paul")
    news(cast, "paul")
    assert rings_plan() == 1
    assert rings_plan() == 0
    with clock.frozen(at("2026-11-24T18:00")):
        assert digests_plan() > 0
        assert digests_plan() == 0
    assert Round.objects.filter(person=cast.paul).count() == 2


def test_what_rings_while_a_mail_is_being_sent_is_in_the_next(cast: Any) -> None:
    tell(cast, "paul")
    turn()

    class Meanwhile(Answers):
        def send(self, letters: Iterable[Letter]) -> Iterator[Result]:
            with later(seconds=1):
                tell(cast, "paul")
                rings_plan()
            yield from super().send(letters)

    with using(Meanwhile()), later(minutes=3):
        rounds_send()
    with later(minutes=10):
        turn()
    assert len(mail.outbox) == 0
    with later(minutes=18, seconds=5):
        turn()
    assert [one.subject for one in mail.outbox] == ["2 choses à faire sur e-primo"]


@override_settings(MAILERS={"default": {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}})
def test_without_a_mail_server_nothing_is_planned(cast: Any) -> None:
    tell(cast, "paul")
    turn()
    assert not Round.objects.exists()
