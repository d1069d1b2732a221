"""Delivery reports (RFC 3464): which sending failed, and whether for good. Nothing in them is believed but our token.

A forged report can only carry a token that its author received: that of a letter to the author's own address.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import Message

from eprimo.foundation.transport.tokens import tokens_in_address, tokens_in_ids

# A report repeats a letter of ours at most: what is larger is not read.
LARGEST = 512 * 1024
# RFC 3463; anything else that stands there is of whoever wrote the report, and goes no further.
_STATUS = re.compile(r"[245]\.[0-9]{1,3}\.[0-9]{1,3}")
_ADDRESSED = ("To", "Delivered-To", "X-Original-To", "Envelope-To", "Original-Recipient")
_NAMED = ("Message-ID", "In-Reply-To", "References", "X-Failed-Message-ID")
_HEADERS = {"text/rfc822-headers", "message/rfc822-headers", "message/rfc822", "message/global-headers"}


@dataclass(frozen=True, slots=True)
class Report:
    """What a report says of one sending. `status`: « 5.1.1 » (RFC 3463)."""

    tokens: tuple[str, ...]
    failed: bool
    status: str

    @property
    def lasting(self) -> bool:
        """Failed for good because of the address: not a full box (5.2.2), not a policy against us (5.7)."""
        return (
            self.failed
            and self.status.startswith("5.")
            and not self.status.startswith(("5.2.2", "5.7.", "5.3.", "5.4."))
        )


def read_report(content: bytes) -> Report | None:
    """The report in a message; None when it is none, or names no sending of ours."""
    if len(content) > LARGEST:
        return None
    try:
        message = message_from_bytes(content, policy=policy.compat32)
        parts = list(message.walk())
        action, status = _fields(parts)
        tokens = tuple(dict.fromkeys(_tokens(message, parts)))
    except (MessageError, ValueError, LookupError, RecursionError):
        return None
    if not action or not tokens:
        return None
    return Report(tokens, action == "failed", status)


def _fields(parts: Iterable[Message]) -> tuple[str, str]:
    """Action and status of the first recipient of the report's own part."""
    for part in parts:
        if part.get_content_type() not in {"message/delivery-status", "message/global-delivery-status"}:
            continue
        for block in _inside(part):
            action = str(block.get("Action", "")).strip().lower()
            if action:
                found = _STATUS.fullmatch(str(block.get("Status", "")).strip().split(" ")[0])
                return action, found.group() if found else ""
    return "", ""


def _tokens(message: Message, parts: Iterable[Message]) -> Iterable[str]:
    for name in _ADDRESSED:
        for value in message.get_all(name, []):
            yield from tokens_in_address(str(value))
    for part in parts:
        if part.get_content_type() == "message/rfc822":
            heads = _inside(part)
        elif part.get_content_type() in _HEADERS:
            payload = part.get_payload(decode=True)
            heads = [message_from_bytes(payload)] if isinstance(payload, bytes) else []
        else:
            heads = []
        for head in heads:
            for name in _NAMED:
                for value in head.get_all(name, []):
                    yield from tokens_in_ids(str(value))


def _inside(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []
