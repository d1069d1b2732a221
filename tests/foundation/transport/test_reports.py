"""Reports of what could not be delivered: read as servers write them, from a real mailbox, and not believed on word."""

import random

import pytest
from django.test import override_settings

from eprimo.foundation.transport.mailbox import Mailbox, MailboxAway, read_reports
from eprimo.foundation.transport.reports import LARGEST, Report, read_report
from tests.foundation.transport.dsn import EXCHANGE, GMAIL, OUT_OF_OFFICE, POSTFIX, report
from tests.foundation.transport.servers import Box, free_port, imap_server

TOKEN = "0123456789abcdef0123456789abcdef.tjx1.9f8e7d6c"

ours = override_settings(BOUNCE_ADDRESS="rebonds@example.net")


@pytest.mark.parametrize("shape", [POSTFIX, EXCHANGE, GMAIL], ids=["postfix", "exchange", "gmail"])
@ours
def test_every_shape_says_which_sending_failed(shape: str) -> None:
    found = read_report(report(shape, TOKEN))
    assert found == Report((TOKEN,), failed=True, status="5.1.1")
    assert found is not None
    assert found.lasting


@pytest.mark.parametrize(
    ("action", "status", "lasting"),
    [
        ("failed", "5.1.1", True),
        ("failed", "5.1.10", True),
        ("failed", "5.2.1", True),
        ("failed", "5.0.0", True),
        ("failed", "5.2.2", False),
        ("failed", "5.7.1", False),
        ("failed", "5.4.1", False),
        ("failed", "4.4.7", False),
        ("delayed", "4.4.7", False),
        ("delivered", "2.0.0", False),
    ],
)
@ours
def test_only_an_address_that_refuses_for_good_is_held(action: str, status: str, lasting: bool) -> None:
    found = read_report(report(POSTFIX, TOKEN, action, status))
    assert found is not None
    assert found.lasting == lasting


@ours
def test_what_is_no_report_says_nothing() -> None:
    assert read_report(report(OUT_OF_OFFICE, TOKEN)) is None
    assert read_report(b"") is None
    assert read_report(b"\xff\xfe\x00" * 50) is None
    assert read_report(report(POSTFIX, TOKEN) + b" " * LARGEST) is None
    assert read_report(report(POSTFIX, "court")) is None
    # Another host, another local part: not ours.
    foreign = report(GMAIL, TOKEN).replace(b"rebonds+", b"autres+")
    assert read_report(foreign) is None
    assert read_report(report(GMAIL, TOKEN).replace(b"@example.net", b"@example.net.evil.org")) is None


@ours
def test_broken_reports_never_raise() -> None:
    draw = random.Random(3)
    for shape in (POSTFIX, EXCHANGE, GMAIL):
        whole = report(shape, TOKEN)
        for _ in range(150):
            broken = bytearray(whole)
            for _ in range(draw.randrange(1, 12)):
                broken[draw.randrange(len(broken))] = draw.randrange(256)
            read_report(bytes(broken[: draw.randrange(len(broken))]))


def box_of(box: Box) -> Mailbox:
    return Mailbox.of(f"imap://{box.user}:{box.password}@127.0.0.1:{box.port}/INBOX")


@ours
def test_the_mailbox_is_read_once_and_keeps_no_address() -> None:
    messages = [report(POSTFIX, TOKEN), report(OUT_OF_OFFICE, TOKEN), report(GMAIL, "f" * 32)]
    seen: list[Report] = []

    def take(one: Report) -> bool:
        seen.append(one)
        return TOKEN in one.tokens

    with imap_server(Box(messages)) as box:
        assert read_reports(box_of(box), take) == 1
        assert [one.tokens for one in seen] == [(TOKEN,), ("f" * 32,)]
        # What was used is gone; what was not stays, marked as read, and is not read again.
        assert box.left() == [2, 3]
        assert read_reports(box_of(box), take) == 0
    assert len(seen) == 2


@ours
def test_a_mailbox_that_is_shut_or_away_says_so_without_a_name() -> None:
    with imap_server(Box([])) as box:
        wrong = Mailbox.of(f"imap://{box.user}:faux@127.0.0.1:{box.port}/INBOX")
        with pytest.raises(MailboxAway) as shut:
            read_reports(wrong, lambda _: True)
    with pytest.raises(MailboxAway) as away:
        read_reports(Mailbox.of(f"imap://rebonds:x@127.0.0.1:{free_port()}"), lambda _: True)
    for error in (shut, away):
        assert "rebonds" not in str(error.value)


@pytest.mark.parametrize("url", ["", "http://a:b@c", "imaps://host/INBOX", "imaps://"])
def test_an_address_that_is_no_mailbox_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="imaps://"):
        Mailbox.of(url)
