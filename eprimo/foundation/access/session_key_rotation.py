"""The key of a session turns as the session is renewed, so that a copied cookie dies or gives itself away.

A cookie is « KEY.TURN ». The key names the session for as long as it lasts, and is what the second wall is entered by;
the turn is another one with each renewal. A new turn holds beside the one before until a browser shows it: an answer
that was lost on the way signs nobody out. From then on the former one is good for a minute, for what was on its way,
and who shows it later has a copy: the session ends, and its owner is told. So is one whose network and browser both
change.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from eprimo.foundation.access.actors import SignedIn
from eprimo.foundation.accounts.actions.news import account_tell
from eprimo.foundation.accounts.addresses import address_hash, client_address, device_words
from eprimo.foundation.accounts.enums import News
from eprimo.foundation.accounts.models import Session
from eprimo.foundation.accounts.sessions import RENEW_AFTER, set_cookie
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.realtime import touch
from eprimo.foundation.kernel.sign_in_connection import as_the_door

FORMER_LASTS = timedelta(seconds=60)
# What was sent with the former turn, and took that long to come: a file on a slow line.
FORMER_LASTS_FOR_FILES = timedelta(minutes=5)
_SMALL = 65_536


class TurnShown(Enum):
    """The cookie of a request shows one of these."""

    NOW = "now"
    NEXT = "next"
    FORMER = "former"
    COPY = "copied"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class RequestTurn:
    """A request as it is compared with its session: its turn (hash), its network (keyed hash), its browser in words."""

    turn: str
    address: str
    device: str
    large: bool


def turn_of_request(request: HttpRequest, cookie: str) -> RequestTurn:
    length = request.META.get("CONTENT_LENGTH") or ""
    return RequestTurn(
        turn_hash(cookie.partition(".")[2]),
        address_hash(client_address(request)),
        device_words(request)[:80],
        length.isdecimal() and int(length) > _SMALL,
    )


def turn_hash(turn: str) -> str:
    """Return what the database knows of a turn: long and drawn, so that it needs no key. A session begins
    without one."""
    return hashlib.sha256(turn.encode()).hexdigest() if turn else ""


def compare_turn(said: RequestTurn, row: Mapping[str, Any], now: datetime) -> TurnShown:
    """Tell whether a request shows the turn of its session, the next one, the former one, or that its cookie was copied
    or moved. `row`: the session, as `wall.enter` gives it."""
    if row["address"] and row["device"] and said.address != row["address"] and said.device != row["device"]:
        return TurnShown.MOVED
    if said.turn == row["turn"]:
        return TurnShown.NOW
    if said.turn == row["next_turn"]:
        return TurnShown.NEXT
    lasts = FORMER_LASTS_FOR_FILES if said.large else FORMER_LASTS
    if said.turn == row["former_turn"] and now - row["turned_at"] <= lasts:
        return TurnShown.FORMER
    return TurnShown.COPY


def end_copied_session(signed_in: SignedIn, shown: TurnShown) -> None:
    """End a session for whoever holds it, and tell its owner: at the door's login, since pages tell nobody."""
    actor = signed_in.actor
    with as_the_door(signed_in.key_hash), transaction.atomic():
        Session.objects.filter(pk=signed_in.session_id).delete()
        touch(people=[actor.person_id])
        account_tell(
            account_id=actor.account_id, what=News.MOVED if shown == TurnShown.MOVED else News.COPIED
        )
        audit(None, f"accounts.session.{shown.value}", subject_id=actor.person_id)


def renew_session(
    response: HttpResponse, cookie: str, signed_in: SignedIn, said: RequestTurn, shown: TurnShown
) -> None:
    """Note that the session was seen; from time to time the browser is given another turn, which takes the place of the
    former once it is shown."""
    now, row = clock.now(), signed_in.row
    rows = Session.objects.filter(pk=signed_in.session_id)
    if shown == TurnShown.NEXT:
        rows.filter(next_turn=said.turn).update(
            former_turn=row["turn"], turn=said.turn, next_turn=None, turned_at=now
        )
    if not signed_in.renew:
        return
    seen = {"seen_at": now, "address": said.address}
    due = row["turned_at"] is None or now - row["turned_at"] >= RENEW_AFTER
    if due and shown == TurnShown.NOW:
        turn = secrets.token_urlsafe(16)
        # Of two requests at once one gives the turn.
        if rows.filter(turn=said.turn, seen_at=row["seen_at"]).update(next_turn=turn_hash(turn), **seen):
            key = cookie.partition(".")[0]
            set_cookie(response, f"{key}.{turn}", row["expires_at"], vanishes=row["shared"])
        return
    rows.update(**seen)
