"""From notices to e-mails: what goes together, what is counted, what waits, and nothing twice."""

from datetime import date
from typing import Any

import pytest
from django.core import mail

from eprimo.foundation.directory.models import GuardianRestriction, Guardianship, SchoolDayOff, SchoolSettings
from eprimo.foundation.kernel import clock
from eprimo.foundation.notifications.actions.notices import (
    Card,
    Ring,
    notice_renew,
    notices_bump,
    notices_settle,
)
from eprimo.foundation.notifications.models import (
    Lane,
    NoticeState,
    Pause,
    Preference,
    Rhythm,
    Round,
    RoundState,
)
from tests import factories as make
from tests.conftest import NOW
from tests.foundation.notifications.rounds import at, choose, later, news, sent, turn
from tests.foundation.notifications.told import YEAR, address, tell


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


@pytest.mark.parametrize(
    ("quiet_from", "before", "after"),
    [
        ("18:00", "17:29", "17:30"),
        ("17:15", "16:44", "16:45"),
        ("21:00", "17:59", "18:00"),
        ("00:30", "17:59", "18:00"),
    ],
)  # fmt: skip
def test_a_school_that_rests_early_is_told_half_an_hour_before(
    cast: Any, quiet_from: str, before: str, after: str
) -> None:
    """Hours of the small morning say nothing of the evening."""
    SchoolSettings.objects.filter(school=cast.tilleuls).update(quiet_from=quiet_from, quiet_until="07:00")
    news(cast, "paul")
    for moment, planned in ((before, 0), (after, 1)):
        with clock.frozen(at(f"2026-11-24T{moment}")):
            turn()
        assert Round.objects.filter(person=cast.paul).count() == planned


def test_forty_news_of_a_week_are_told_once_on_its_last_school_day(cast: Any) -> None:
    for _ in range(40):
        news(cast, "paul", lane=Lane.CLASS_LIFE)
    for moment in ("24T18:40", "25T18:40", "26T18:00", "26T18:40"):
        with clock.frozen(at(f"2026-11-{moment}")):
            turn()
    assert sent() == []
    for minute in ("00", "40"):
        with clock.frozen(at(f"2026-11-27T18:{minute}")):
            turn()
    assert sent() == [("paul@example.org", "40 nouvelles sur e-primo")]


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
            card=Card(lane=Lane.MY_CHILD, card="liaison.thread"),
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
    # Nothing is planned either, for a channel that would not look again when it sends.
    assert not Round.objects.filter(person=cast.paul).exists()
    for minute in ("00", "40"):
        with clock.frozen(at(f"2026-11-26T18:{minute}")):
            turn()
    assert len(mail.outbox) == 1


def remind(cast: Any, resource: Any, *, rings: bool = True) -> None:
    ring = Ring(clock.now()) if rings else None
    notices_bump(resource=resource, school_year=YEAR, told=[(cast.paul.pk, cast.lea.pk)], ring=ring)


def through(*moments: str) -> None:
    for moment in moments:
        with clock.frozen(at(f"2026-11-{moment}")):
            turn()


def test_a_reminder_of_a_pause_is_in_the_digest_that_follows_and_what_rang_before_is_not(cast: Any) -> None:
    with clock.frozen(at("2026-11-24T10:00")):
        resource = tell(cast, "paul", "samira")
    through("24T10:00", "24T10:05")
    assert len(mail.outbox) == 2
    for who in ("paul", "samira"):
        Pause.objects.create(person=cast.people[who], until=at("2026-11-26T00:00"))
    with clock.frozen(at("2026-11-25T10:00")):
        remind(cast, resource)
    through("25T10:00", "25T10:05", "25T18:40", "26T18:00", "26T18:40", "27T18:00", "27T18:40", "30T18:40")
    assert [(one.to[0], one.subject) for one in mail.outbox[2:]] == [
        ("paul@example.org", "1 chose à faire sur e-primo")
    ]


def test_a_reminder_is_in_the_digest_of_who_is_not_rung(cast: Any) -> None:
    """Who chose once a day; and, whatever was chosen, in holidays."""
    choose(cast, "paul", Lane.TO_DO, Rhythm.DAILY)
    with clock.frozen(at("2026-11-24T10:00")):
        resource = tell(cast, "paul")
    through("24T18:00", "24T18:40")
    with clock.frozen(at("2026-11-26T10:00")):
        remind(cast, resource)
    through("25T18:40", "26T10:00", "26T18:00", "26T18:40", "27T18:40")
    assert len(mail.outbox) == 2
    Preference.objects.all().delete()
    with clock.frozen(at("2026-12-21T10:00")):
        remind(cast, resource, rings=False)
        turn()
    assert len(mail.outbox) == 2
    for moment in ("2027-01-04T18:00", "2027-01-04T18:40", "2027-01-05T18:40"):
        with clock.frozen(at(moment)):
            turn()
    assert len(mail.outbox) == 3
