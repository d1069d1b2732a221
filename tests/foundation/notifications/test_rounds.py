"""From notices to e-mails: what goes together, what is counted, what waits, and nothing twice."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.test import override_settings

from eprimo.foundation.directory.models import GuardianRestriction, Guardianship, SchoolDayOff
from eprimo.foundation.kernel import clock
from eprimo.foundation.notifications.actions import Ring, notice_renew, notices_bump, notices_settle
from eprimo.foundation.notifications.counting import Due, counts_of
from eprimo.foundation.notifications.models import (
    Lane,
    NoticeState,
    Pause,
    Preference,
    Rhythm,
    Round,
    RoundState,
)
from eprimo.foundation.notifications.ringing import LEASE, MAX_TRIES, rounds_send
from eprimo.foundation.notifications.rounds import digests_plan, rings_plan
from eprimo.foundation.transport.mail import Fate, Letter, Result, using
from tests import factories as make
from tests.conftest import NOW
from tests.foundation.notifications.told import YEAR, address, tell


@contextmanager
def later(**by: float) -> Iterator[datetime]:
    at = clock.now() + timedelta(**by)
    with clock.frozen(at):
        yield at


def at(text: str, zone: str = "Europe/Paris") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def turn() -> None:
    """What the worker does in its turn."""
    rings_plan()
    digests_plan()
    rounds_send()


def sent() -> list[tuple[str, str]]:
    return sorted((one.to[0], one.subject) for one in mail.outbox)


@pytest.fixture(autouse=True)
def _people(cast: Any) -> None:
    for name in ("samira", "paul", "no_exercise"):
        address(cast.people[name])


# --- now -----------------------------------------------------------------------------------------------


def test_what_arrives_within_minutes_goes_in_one_mail(cast: Any) -> None:
    tell(cast, "samira", "paul")
    turn()
    assert sent() == []
    with later(minutes=1):
        tell(cast, "samira", child="noe")
        turn()
    with later(minutes=2):
        turn()
    assert sent() == [
        ("paul@example.org", "1 chose à faire sur e-primo"),
        ("samira@example.org", "2 choses à faire sur e-primo"),
    ]
    for minutes in (3, 10, 60):
        with later(minutes=minutes):
            turn()
    assert len(mail.outbox) == 2


def test_a_second_mail_keeps_its_distance(cast: Any) -> None:
    tell(cast, "paul")
    with later(minutes=2):
        turn()
        turn()
    with later(minutes=4):
        turn()
    assert len(mail.outbox) == 1
    with later(minutes=6):
        tell(cast, "paul")
        turn()
    with later(minutes=18):
        turn()
    assert len(mail.outbox) == 1
    with later(minutes=19, seconds=1):
        turn()
    assert [one.subject for one in mail.outbox] == [
        "1 chose à faire sur e-primo",
        "2 choses à faire sur e-primo",
    ]


def test_only_confirmed_addresses_of_active_adults(cast: Any) -> None:
    account = cast.paul.account
    for change in (
        {"recovery_email_confirmed_at": None},
        {"state": "suspended"},
        {"recovery_email_refused_at": NOW},
        {"recovery_email": "", "recovery_email_confirmed_at": None},
    ):
        kept = {name: getattr(account, name) for name in change}
        for name, value in change.items():
            setattr(account, name, value)
        account.save()
        tell(cast, "paul")
        turn()
        with later(minutes=30):
            turn()
        for name, value in kept.items():
            setattr(account, name, value)
        account.save()
    assert sent() == []


def test_what_was_done_or_withdrawn_meanwhile_is_not_told(cast: Any) -> None:
    done, withdrawn = tell(cast, "paul"), tell(cast, "samira")
    turn()
    notices_settle(resource=done, school_year=YEAR, state=NoticeState.DONE)
    notices_settle(resource=withdrawn, school_year=YEAR, state=NoticeState.WITHDRAWN)
    with later(minutes=5):
        turn()
    assert sent() == []
    assert set(Round.objects.values_list("state", flat=True)) == {RoundState.EMPTY}


def test_a_right_that_is_gone_takes_its_count_away(cast: Any) -> None:
    tell(cast, "samira")
    tell(cast, "samira", child="noe")
    turn()
    with later(minutes=1) as now:
        link = Guardianship.objects.get(adult=cast.samira, child=cast.lea)
        make.restrict(link, cast.tilleuls, 2)
        assert GuardianRestriction.objects.filter(starts__lte=now).exists()
    with later(minutes=5):
        turn()
    assert sent() == [("samira@example.org", "1 chose à faire sur e-primo")]


def test_a_mail_names_nobody(cast: Any) -> None:
    tell(cast, "samira", due_on=date(2026, 11, 26))
    turn()
    with later(minutes=5):
        turn()
    message = mail.outbox[0]
    html = message.alternatives[0].content
    for text in (message.subject, message.body, html, str(message.extra_headers)):
        for secret in ("Léa", "MARTIN", "Samira", "Tilleuls", "ferme", "Sortie", "CE1"):
            assert secret not in text
    assert "1 chose à faire, avant le jeudi 26\N{NO-BREAK SPACE}novembre" in message.body


def test_reminders_ring_again(cast: Any) -> None:
    resource = tell(cast, "paul")
    turn()
    with later(minutes=5):
        turn()
    with later(hours=3) as now:
        notices_bump(resource=resource, school_year=YEAR, told=[(cast.paul.pk, cast.lea.pk)], ring=Ring(now))
        turn()
    with later(hours=3, minutes=5):
        turn()
    assert len(mail.outbox) == 2


# --- digests -------------------------------------------------------------------------------------------


def news(cast: Any, *who: str, lane: Lane = Lane.MY_CHILD, **more: Any) -> None:
    tell(cast, *who, lane=lane, **more)


def test_the_day_is_told_once_at_eighteen(cast: Any) -> None:
    news(cast, "samira", "paul")
    news(cast, "samira", child="noe")
    for hour in ("17:59", "18:00", "18:31", "18:45", "19:30"):
        with clock.frozen(at(f"2026-11-24T{hour}")):
            turn()
            if hour < "18:31":
                assert sent() == []
    assert sent() == [
        ("paul@example.org", "1 nouvelle sur e-primo"),
        ("samira@example.org", "2 nouvelles sur e-primo"),
    ]
    assert "2 nouvelles de vos enfants" in mail.outbox[1].body + mail.outbox[0].body
    # Nothing new: nothing is said.
    with clock.frozen(at("2026-11-25T18:40")):
        turn()
    assert len(mail.outbox) == 2


def test_the_week_is_told_on_its_last_school_day(cast: Any) -> None:
    news(cast, "paul", lane=Lane.CLASS_LIFE)
    for day in ("24", "25", "26"):
        with clock.frozen(at(f"2026-11-{day}T18:40")):
            turn()
    assert sent() == []
    for minute in ("00", "40"):
        with clock.frozen(at(f"2026-11-27T18:{minute}")):
            turn()
    assert sent() == [("paul@example.org", "1 nouvelle sur e-primo")]


def test_a_friday_off_makes_thursday_the_last_day(cast: Any) -> None:
    SchoolDayOff.objects.create(
        school=cast.tilleuls, first=date(2026, 11, 27), last=date(2026, 11, 27), label="Pont"
    )
    news(cast, "paul", lane=Lane.CLASS_LIFE)
    news(cast, "paul")
    for minute in ("00", "40"):
        with clock.frozen(at(f"2026-11-26T18:{minute}")):
            turn()
    assert len(mail.outbox) == 2
    with clock.frozen(at("2026-11-26T19:00")):
        news(cast, "paul")
    for moment in ("2026-11-27T18:40", "2026-11-28T18:40"):
        with clock.frozen(at(moment)):
            turn()
    assert len(mail.outbox) == 2


def test_nothing_in_holidays_and_all_of_it_after(cast: Any) -> None:
    with clock.frozen(at("2026-12-21T10:00")):
        news(cast, "paul")
        # Holidays: it does not ring.
        tell(cast, "samira", rings=False)
    for moment in ("2026-12-21T18:40", "2026-12-25T18:40", "2027-01-03T18:40"):
        with clock.frozen(at(moment)):
            turn()
    assert sent() == []
    for minute in ("00", "40"):
        with clock.frozen(at(f"2027-01-04T18:{minute}")):
            turn()
    assert sent() == [
        ("paul@example.org", "1 nouvelle sur e-primo"),
        ("samira@example.org", "1 chose à faire sur e-primo"),
    ]


def test_an_answer_of_the_school_is_in_the_next_digest(cast: Any) -> None:
    """The family asked under a note that it had read long ago: what the school answers is news about the child."""
    with clock.frozen(at("2026-11-23T10:00")):
        resource = tell(cast, "paul")
        notices_settle(resource=resource, school_year=YEAR, state=NoticeState.DONE)
        news(cast, "paul")
    for moment in ("2026-11-23T18:00", "2026-11-23T18:40", "2026-11-24T18:40"):
        with clock.frozen(at(moment)):
            turn()
    assert len(mail.outbox) == 1
    mail.outbox.clear()
    with clock.frozen(at("2026-11-25T11:00")):
        notice_renew(
            resource=resource,
            school_year=YEAR,
            recipient_id=cast.paul.pk,
            child_id=cast.lea.pk,
            card="liaison.thread",
        )
    for minute in ("00", "40"):
        with clock.frozen(at(f"2026-11-25T18:{minute}")):
            turn()
    assert sent() == [("paul@example.org", "1 nouvelle sur e-primo")]


def test_each_zone_has_its_evening(cast: Any) -> None:
    cast.verne.time_zone, cast.verne.holiday_zone = "Indian/Reunion", "reunion"
    cast.verne.save()
    address(cast.guardian_verne)
    tell(cast, "guardian_verne", child="lea_verne", lane=Lane.MY_CHILD, school=cast.verne)
    news(cast, "paul")
    for moment in ("2026-11-24T18:00", "2026-11-24T18:40"):
        with clock.frozen(at(moment, "Indian/Reunion")):
            turn()
    assert [one[0] for one in sent()] == ["guardian.verne@example.org"]


@pytest.mark.parametrize("day", ["2026-10-16", "2026-11-03", "2027-03-26", "2027-03-30"])
def test_eighteen_is_eighteen_on_both_sides_of_legal_time(cast: Any, day: str) -> None:
    with clock.frozen(at(f"{day}T12:00")):
        news(cast, "paul")
    for hour, count in (("17:59", 0), ("18:00", 0), ("18:31", 1)):
        with clock.frozen(at(f"{day}T{hour}")):
            turn()
            assert len(mail.outbox) == count, hour


# --- choices -------------------------------------------------------------------------------------------


def choose(cast: Any, who: str, lane: Lane, rhythm: Rhythm, child: str = "") -> None:
    Preference.objects.create(
        person=cast.people[who], child=cast.people[child] if child else None, lane=lane, channel="mail",
        rhythm=rhythm,
    )  # fmt: skip


def test_each_is_told_as_chosen_and_for_each_child(cast: Any) -> None:
    choose(cast, "samira", Lane.TO_DO, Rhythm.DAILY)
    choose(cast, "samira", Lane.TO_DO, Rhythm.NEVER, child="noe")
    choose(cast, "paul", Lane.TO_DO, Rhythm.NEVER)
    tell(cast, "samira", "paul")
    tell(cast, "samira", child="noe")
    turn()
    with later(minutes=5):
        turn()
    assert sent() == []
    for minute in ("00", "40"):
        with clock.frozen(at(f"2026-11-24T18:{minute}")):
            turn()
    assert sent() == [("samira@example.org", "1 chose à faire sur e-primo")]


def test_a_pause_stops_all_and_the_next_digest_says_what_came(cast: Any) -> None:
    Pause.objects.create(person=cast.paul, until=at("2026-11-26T00:00"))
    tell(cast, "paul")
    news(cast, "paul")
    for moment in ("2026-11-24T10:30", "2026-11-24T18:00", "2026-11-24T18:40", "2026-11-25T18:40"):
        with clock.frozen(at(moment)):
            turn()
    assert sent() == []
    for minute in ("00", "40"):
        with clock.frozen(at(f"2026-11-26T18:{minute}")):
            turn()
    assert len(mail.outbox) == 1


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
        with clock.frozen(at("2026-11-30T07:00")):
            turn()
    assert len(answers.letters) == 2


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
    with clock.frozen(at("2026-12-07T07:00")):
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
            due_round = Due(
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
