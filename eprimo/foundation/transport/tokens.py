"""What names one sending outside: in the Message-ID, and in the envelope's sender that reports come back to.

A token is drawn by who sends: letters, digits and dots, unguessable, and tells nothing of anybody.
"""

import re
import uuid
from email.utils import parseaddr

from django.conf import settings

_FORM = r"[a-z0-9]{16,64}(?:\.[a-z0-9]{1,32}){0,8}"
_MESSAGE_ID = re.compile(rf"<({_FORM})@[^>\s]{{1,255}}>")


def message_id(token: str, sender: str) -> str:
    """« <token@domain> »; drawn when a letter has no token."""
    domain = sender.rpartition("@")[2] or "localhost"
    return f"<{token or uuid.uuid4().hex}@{domain}>"


def envelope_sender(token: str) -> str:
    """« rebonds+token@domain », where reports come back; empty when no address was set for them."""
    local, at, domain = parseaddr(settings.BOUNCE_ADDRESS)[1].rpartition("@")
    return f"{local}+{token}@{domain}" if at and token else ""


def tokens_in_address(text: str) -> list[str]:
    """The tokens of the addresses of a header that are ours."""
    local, _, domain = parseaddr(settings.BOUNCE_ADDRESS)[1].rpartition("@")
    if not local:
        return []
    ours = rf"{re.escape(local)}\+({_FORM})@{re.escape(domain)}(?![\w.-])"
    return re.findall(ours, text, re.IGNORECASE)


def tokens_in_ids(text: str) -> list[str]:
    """The tokens of the Message-IDs of a header."""
    return _MESSAGE_ID.findall(text)
