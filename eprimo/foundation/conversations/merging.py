"""Conversations of two people who are one: doubles are joined, with all their messages in the one that stays."""

from typing import Any

from eprimo.foundation.conversations.models import Conversation, Message, Seat
from eprimo.foundation.kernel.merging import Merging
from eprimo.foundation.notifications.models import Notice


def _conversation(merging: Merging, stays: Conversation, goes: Conversation) -> None:
    """The later words of each side; closed only when both are."""
    values: dict[str, Any] = {}
    for name in ("family_at", "school_at", "seen_at", "read_at", "last_at"):
        both = [at for at in (getattr(stays, name), getattr(goes, name)) if at is not None]
        values[name] = max(both) if both else None
    values["closed_at"] = stays.closed_at if goes.closed_at is not None else None
    merging.change(stays, **values)
    # They go with their conversation: no key of Django's leads from them.
    for model in (Message, Seat):
        merging.move(model, "conversation_id", goes.id, stays.id)
    for told in Notice.objects.filter(school_year=goes.school_year, about=goes.public_id):
        merging.change(told, about=stays.public_id)


JOINS = {"conversations.Conversation": _conversation}
