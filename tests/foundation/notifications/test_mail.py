"""E-mails end to end: a real SMTP server, a real mailbox of reports, and reports that are not believed on word."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import override_settings

from eprimo.config.settings.env import mailer as from_url
from eprimo.foundation.accounts.models import Account
from eprimo.foundation.kernel import clock
from eprimo.foundation.notifications.letters import LetterKind, write
from eprimo.foundation.notifications.mail import report_take, token_of
from eprimo.foundation.notifications.models import Rhythm, Round, RoundState
from eprimo.foundation.notifications.round_delivery import rounds_send
from eprimo.foundation.notifications.rounds import rings_plan
from eprimo.foundation.notifications.tasks import reports
from eprimo.foundation.transport.reports import Report, read_report
from tests.conftest import NOW
from tests.foundation.notifications.told import address, tell
from tests.foundation.transport.dsn import EXCHANGE, GMAIL, POSTFIX, report
from tests.foundation.transport.servers import Box, Post, imap_server, smtp_server

WHO = ("samira", "paul", "no_exercise")


@pytest.fixture
def post() -> Iterator[Post]:
    with (
        smtp_server(Post()) as server,
        override_settings(
            MAILERS={"default": from_url(f"smtp://127.0.0.1:{server.port}")},
            DEFAULT_FROM_EMAIL="e-primo <ne-pas-repondre@example.net>",
            BOUNCE_ADDRESS="rebonds@example.net",
        ),
    ):
        yield server


def ring(cast: Any, *who: str, minutes: int = 3) -> None:
    tell(cast, *who)
    rings_plan()
    with clock.frozen(clock.now() + timedelta(minutes=minutes)):
        rounds_send()


def refused(cast: Any) -> set[str]:
    return {
        name
        for name in WHO
        if Account.objects.filter(person=cast.people[name], recovery_email_refused_at__isnull=False).exists()
    }


def test_each_gets_one_letter_and_refusals_are_kept(cast: Any, post: Post) -> None:
    for name in WHO:
        address(cast.people[name])
    post.at_rcpt["paul@example.org"] = "550 5.1.1 unknown"
    post.at_rcpt["no.exercise@example.org"] = "451 4.7.1 greylisted"
    tell(cast, "samira", "paul")
    tell(cast, "no_exercise", child="yanis")
    rings_plan()
    with clock.frozen(NOW + timedelta(minutes=3)):
        rounds_send()
    assert post.to == ["samira@example.org"]
    assert refused(cast) == {"paul"}
    states = {row.person_id: row.state for row in Round.objects.all()}
    assert states == {
        cast.samira.pk: RoundState.SENT, cast.paul.pk: RoundState.REFUSED, cast.no_exercise.pk: RoundState.PENDING,
    }  # fmt: skip
    # The grey list lets it pass a little later.
    post.at_rcpt.clear()
    with clock.frozen(NOW + timedelta(minutes=10)):
        rounds_send()
    assert post.to == ["samira@example.org", "no.exercise@example.org"]


def letter_of(cast: Any, post: Post, name: str) -> str:
    """The token of the letter that this person got."""
    address(cast.people[name])
    ring(cast, name)
    found = post.received[-1]
    assert found.to == f"{name}@example.org"
    token = found.message["Message-ID"].strip("<>").partition("@")[0]
    assert found.sender == f"rebonds+{token}@example.net"
    return token


@pytest.mark.parametrize("shape", [POSTFIX, EXCHANGE, GMAIL], ids=["postfix", "exchange", "gmail"])
def test_a_report_read_by_imap_stops_that_address_only(cast: Any, post: Post, shape: str) -> None:
    token, _ = letter_of(cast, post, "samira"), letter_of(cast, post, "paul")
    with imap_server(Box([report(shape, token)])) as box:
        url = f"imap://{box.user}:{box.password}@127.0.0.1:{box.port}/INBOX"
        with override_settings(BOUNCE_IMAP_URL=url):
            assert reports() == 1
            assert reports() == 0
        assert box.left() == []
    assert refused(cast) == {"samira"}


def test_reports_are_off_by_default() -> None:
    assert reports() == 0


@pytest.mark.parametrize(
    ("action", "status"), [("delayed", "4.4.7"), ("failed", "5.2.2"), ("failed", "5.7.1")]
)
def test_a_report_of_a_passing_trouble_changes_nothing(
    cast: Any, post: Post, action: str, status: str
) -> None:
    token = letter_of(cast, post, "paul")
    found = read_report(report(POSTFIX, token, action, status))
    assert found is not None
    assert report_take(found)
    assert refused(cast) == set()


def test_forged_reports_change_nothing(cast: Any, post: Post) -> None:
    mine, other = letter_of(cast, post, "paul"), letter_of(cast, post, "samira")
    key, instant, seal = mine.split(".")
    forged = [
        # Somebody else's key with one's own seal, the other way round, no seal, a number, nothing.
        f"{other.split('.')[0]}.{instant}.{seal}",
        f"{key}.{instant}.{other.split('.')[2]}",
        key,
        f"{key}.{instant}",
        "1" * 32,
        f"{Round.objects.get(person=cast.samira).pk:032d}",
        "",
    ]
    for token in forged:
        report_take(Report((token,), failed=True, status="5.1.1"))
    assert refused(cast) == set()
    report_take(Report((mine,), failed=True, status="5.1.1"))
    assert refused(cast) == {"paul"}


@pytest.mark.parametrize("status", ["5.1.1\x00", "5.1.1:samira@example.org", "5." + "1" * 400, "5.1", ""])
def test_a_report_that_is_made_up_stops_neither_the_address_nor_the_reports_after_it(
    cast: Any, post: Post, status: str
) -> None:
    """Who was written to knows one token, and may write anything beside it."""
    mine, other = letter_of(cast, post, "paul"), letter_of(cast, post, "samira")
    with imap_server(Box([report(POSTFIX, mine, "failed", status), report(POSTFIX, other)])) as box:
        url = f"imap://{box.user}:{box.password}@127.0.0.1:{box.port}/INBOX"
        with override_settings(BOUNCE_IMAP_URL=url):
            assert reports() == 2
    assert refused(cast) == {"samira"}


def test_a_report_about_an_old_address_is_not_held_against_the_new_one(cast: Any, post: Post) -> None:
    token = letter_of(cast, post, "paul")
    address(cast.paul, "nouvelle@example.org")
    assert report_take(Report((token,), failed=True, status="5.1.1"))
    assert refused(cast) == set()


def test_the_token_says_nothing_and_is_the_same_again(cast: Any) -> None:
    row = Round(person=cast.paul, channel="mail", rhythm=Rhythm.NOW, since=NOW, until=NOW, due_at=NOW)
    tokens = {token_of(row.key, NOW, "Paul@Example.org"), token_of(row.key, NOW, "paul@example.org")}
    assert len(tokens) == 1
    assert "paul" not in tokens.pop()


@pytest.mark.parametrize("language", ["", "fr", "en", "ar"])
def test_both_parts_say_the_same(language: str) -> None:
    text = write(LetterKind(language, Rhythm.DAILY, 12, date(2026, 11, 26), 3, 15, family=True))
    # Arabic writes one and two in words.
    for figure in ("12", "3", "15"):
        assert figure in text.text
        assert f">{figure}</span>" in text.html
    assert ('dir="rtl"' in text.html) == (language == "ar")
    assert "http://127.0.0.1:8000/" in text.text
    assert "prefers-color-scheme:dark" in text.html
    # No picture, no script, nothing fetched: opening it tells nobody.
    for mark in ("<img", "<script", "url(", "<link", "background="):
        assert mark not in text.html


def test_who_works_in_a_school_reads_of_classes(cast: Any, post: Post) -> None:
    for family, words in ((True, "3 nouvelles de vos enfants"), (False, "3 nouvelles de vos classes")):
        assert words in write(LetterKind("", Rhythm.DAILY, 0, None, 3, 0, family)).text


def test_a_letter_is_written_once_for_all_who_get_the_same(cast: Any, post: Post) -> None:
    address(cast.samira)
    address(cast.paul)
    ring(cast, "samira", "paul")
    bodies = [one.message.get_payload()[0].get_payload(decode=True).decode() for one in post.received]
    assert len(bodies) == 2
    assert len({body.split("stop/")[0] for body in bodies}) == 1
    assert len(set(bodies)) == 2
    assert "stop.invalid" not in "".join(bodies)
