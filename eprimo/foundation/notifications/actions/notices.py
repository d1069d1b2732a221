"""Making notices and keeping their state true. Called by a service, in the transaction of its own action.

Whoever's notices move is touched: open pages count again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from eprimo.foundation.content.models import Resource
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.realtime import touch
from eprimo.foundation.notifications.models import Lane, Notice, NoticeState
from eprimo.foundation.notifications.quiet_hours import DeliveryPlan

# Minutes over which the telephones of those who wait for one opening ring, each person always at the same place.
SPREAD_SECONDS = 15 * 60
_RING = "%(ring)s::timestamptz + make_interval(secs => mod(abs(hashint8({person})::bigint), %(spread)s))"

# The columns come as arrays: one statement, whatever the number of people.
_MAKE = f"""
INSERT INTO notifications_notice AS notice
  (school_year, recipient_id, school_id, lane, state, card, resource_id, child_id, audience_id, due_on, visible_from,
   bumped_at, reminded, ring_at, made_at)
SELECT %(year)s, told.recipient, %(school)s, %(lane)s, 'open', %(card)s, %(resource)s, told.child, told.audience,
       %(due)s, %(visible)s, %(visible)s, 0, {_RING.format(person="told.recipient")}, %(now)s
FROM unnest(%(recipients)s::bigint[], %(children)s::bigint[], %(audiences)s::bigint[])
  AS told(recipient, child, audience)
ON CONFLICT (school_year, recipient_id, resource_id, child_id) DO NOTHING
RETURNING recipient_id
"""  # noqa: S608 - a piece of ours; values go as parameters
# What comes again is made anew: the next digest tells it to those who are not rung for it.
_BUMP = f"""
UPDATE notifications_notice n SET bumped_at = %(now)s, made_at = %(now)s, reminded = reminded + 1,
  ring_at = CASE WHEN n.lane = 'todo' THEN COALESCE({_RING.format(person="n.recipient_id")},
                                                    CASE WHEN n.rang_at IS NULL THEN n.ring_at END) END,
  rang_at = CASE WHEN %(ring)s::timestamptz IS NULL THEN n.rang_at END
FROM unnest(%(recipients)s::bigint[], %(children)s::bigint[]) AS told(recipient, child)
WHERE n.school_year = %(year)s AND n.resource_id = %(resource)s AND n.state = 'open'
  AND n.recipient_id = told.recipient AND n.child_id = told.child
RETURNING n.recipient_id
"""  # noqa: S608 - a piece of ours; values go as parameters

_AGAIN = f"""
UPDATE notifications_notice n SET state = 'open', lane = %(lane)s, card = %(card)s, due_on = %(due)s,
  bumped_at = %(now)s, made_at = %(now)s, ring_at = {_RING.format(person="n.recipient_id")}, rang_at = NULL
FROM unnest(%(recipients)s::bigint[], %(children)s::bigint[]) AS told(recipient, child)
WHERE n.school_year = %(year)s AND n.resource_id = %(resource)s AND (n.state = 'done' OR NOT %(done_only)s)
  AND n.recipient_id = told.recipient AND n.child_id = told.child
RETURNING n.recipient_id
"""  # noqa: S608 - a piece of ours; values go as parameters
_FOLLOW = """
UPDATE notifications_notice n SET state = told.state
FROM unnest(%(recipients)s::bigint[], %(states)s::text[], %(buts)s::text[], %(onlys)s::text[])
  AS told(recipient, state, but, only_)
WHERE n.school_year = %(year)s AND n.resource_id = %(resource)s AND n.child_id = %(child)s
  AND n.recipient_id = told.recipient AND n.state <> told.state
  AND (n.card <> told.but OR told.state <> 'done') AND (told.only_ = '' OR n.card = told.only_)
RETURNING n.recipient_id
"""
_REOPEN = """
UPDATE notifications_notice n SET state = 'open', lane = told.lane, card = told.card, due_on = told.due
FROM unnest(%(recipients)s::bigint[], %(children)s::bigint[], %(lanes)s::text[], %(cards)s::text[], %(days)s::date[])
  AS told(recipient, child, lane, card, due)
WHERE n.school_year = %(year)s AND n.resource_id = %(resource)s AND n.state <> 'done'
  AND n.recipient_id = told.recipient AND n.child_id = told.child
RETURNING n.recipient_id
"""
_REDATE = """
UPDATE notifications_notice n SET due_on = dated.due
FROM unnest(%(cards)s::text[], %(days)s::date[]) AS dated(card, due)
WHERE n.school_year = %(year)s AND n.resource_id = %(resource)s AND n.state = 'open' AND n.card = dated.card
  AND n.due_on IS DISTINCT FROM dated.due
RETURNING n.recipient_id
"""


@dataclass(frozen=True, slots=True)
class Ring:
    """The instant at which a notice may ring. `spread`: many wait for that instant, so each person's ringing comes
    within the 15 minutes after it, always at the same place for the same person."""

    at: datetime
    spread: bool = False

    @classmethod
    def of(cls, plan: DeliveryPlan) -> "Ring | None":
        return None if plan.ring_at is None else cls(plan.ring_at, plan.spread)


def _ringing(ring: Ring | None) -> dict[str, Any]:
    return {"ring": ring and ring.at, "spread": SPREAD_SECONDS if ring and ring.spread else 1}


@dataclass(frozen=True, slots=True)
class Card:
    """The look of a notice: the lane it stands in, the card its service draws, the day it is due."""

    lane: Lane
    card: str
    due_on: date | None = None


def notices_make(
    *,
    resource: Resource,
    school_year: int,
    card: Card,
    told: Iterable[tuple[int, int, int]],
    visible_from: datetime,
    ring: Ring | None = None,
) -> int:
    """Tell each (person, child, audience it came by) once; returns how many are new. Adults only: nothing rings for
    a pupil. `ring`: when the lane « to do » may ring; without it nothing rings, digests tell."""
    rows = list(told)
    if not rows:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            _MAKE,
            {
                "year": school_year, "school": resource.school_id, "lane": card.lane, "card": card.card,
                "resource": resource.pk, "due": card.due_on, "visible": visible_from,
                "now": clock.now(),
                **_ringing(ring if card.lane == Lane.TO_DO else None),
                "recipients": [row[0] for row in rows], "children": [row[1] for row in rows],
                "audiences": [row[2] for row in rows],
            },
        )  # fmt: skip
        made = [recipient for (recipient,) in cursor.fetchall()]
    touch(people=made, visible_from=max(visible_from, clock.now()))
    return len(made)


def notices_settle(
    *,
    resource: Resource,
    school_year: int,
    state: NoticeState,
    recipient_id: int | None = None,
    child_id: int | None = None,
    was: NoticeState | None = None,
    but: str = "",
    only: str = "",
) -> int:
    """Move the notices of a resource (of one person, about one child, in one state, when given) to a state. `but`: with
    this card, they are not said to be done. `only`: those with this card."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE notifications_notice SET state = %(state)s "
            "WHERE school_year = %(year)s AND resource_id = %(resource)s AND state <> %(state)s "
            "AND (%(recipient)s::bigint IS NULL OR recipient_id = %(recipient)s) "
            "AND (%(child)s::bigint IS NULL OR child_id = %(child)s) "
            "AND (%(was)s::text IS NULL OR state = %(was)s) AND (card <> %(but)s OR %(state)s <> 'done') "
            "AND (%(only)s = '' OR card = %(only)s) "
            "RETURNING recipient_id",
            {
                "state": state, "year": school_year, "resource": resource.pk, "recipient": recipient_id,
                "child": child_id, "was": was, "but": but, "only": only,
            },
        )  # fmt: skip
        moved = [recipient for (recipient,) in cursor.fetchall()]
    touch(people=moved)
    return len(moved)


@dataclass(frozen=True, slots=True)
class SettledNotice:
    """The state into which the notice of one person goes. `but`: with this card, it is not said to be done. `only`: if
    it has this card."""

    recipient_id: int
    state: NoticeState
    but: str = ""
    only: str = ""


def notices_follow(
    *,
    resource: Resource,
    school_year: int,
    child_id: int,
    told: Iterable[SettledNotice],
    topics: Iterable[str] = (),
) -> int:
    """Move the notices about one child, of each person to a state of its own (one statement). `topics` are touched
    with those whose notices moved. Returns how many did."""
    rows = list(told)
    with connection.cursor() as cursor:
        cursor.execute(
            _FOLLOW,
            {
                "year": school_year, "resource": resource.pk, "child": child_id,
                "recipients": [row.recipient_id for row in rows], "states": [row.state for row in rows],
                "buts": [row.but for row in rows], "onlys": [row.only for row in rows],
            },
        )  # fmt: skip
        moved = [recipient for (recipient,) in cursor.fetchall()]
    touch(people=moved, topics=topics)
    return len(moved)


def notices_bump(
    *, resource: Resource, school_year: int, told: Iterable[tuple[int, int]], ring: Ring | None = None
) -> int:
    """Remind these (person, child): their open notices come first again, and ring again when told when; returns how
    many."""
    pairs = list(told)
    if not pairs:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            _BUMP,
            {
                "now": clock.now(), "year": school_year, "resource": resource.pk,
                "recipients": [person for person, _ in pairs], "children": [child for _, child in pairs],
                **_ringing(ring),
            },
        )  # fmt: skip
        bumped = [recipient for (recipient,) in cursor.fetchall()]
    touch(people=bumped)
    return len(bumped)


def notices_reopen(*, resource: Resource, school_year: int, told: Mapping[tuple[int, int], Card]) -> int:
    """Put what was taken from these (person, child) there again as that card, at its place; nothing rings, and what is
    done stays so. Returns how many."""
    if not told:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            _REOPEN,
            {
                "year": school_year, "resource": resource.pk, "recipients": [person for person, _ in told],
                "children": [child for _, child in told], "lanes": [card.lane for card in told.values()],
                "cards": [card.card for card in told.values()], "days": [card.due_on for card in told.values()],
            },
        )  # fmt: skip
        moved = [recipient for (recipient,) in cursor.fetchall()]
    touch(people=moved)
    return len(moved)


def notice_renew(
    *,
    resource: Resource,
    school_year: int,
    recipient_id: int,
    child_id: int,
    card: Card,
    ring: Ring | None = None,
) -> bool:
    """Something new about what this person was told: the notice is there again, first. When nothing is waited for any
    more it is `card`, made anew, and rings when told when; else it stays what it is. False: there is no such notice."""
    own = Notice.objects.filter(
        school_year=school_year, resource=resource, recipient_id=recipient_id, child_id=child_id
    )
    if own.filter(lane=Lane.TO_DO, state=NoticeState.OPEN).update(bumped_at=clock.now()):
        touch(people=[recipient_id])
        return True
    told = [(recipient_id, child_id)]
    return bool(notices_again(resource=resource, school_year=school_year, card=card, told=told, ring=ring))


def notices_again(
    *,
    resource: Resource,
    school_year: int,
    card: Card,
    told: Iterable[tuple[int, int]],
    ring: Ring | None = None,
    done_only: bool = False,
) -> int:
    """Tell these (person, child) another thing than they were told: their notices are open and first, as this card;
    they ring when told when. `done_only`: those that still wait are left as they are. Returns how many."""
    pairs = list(told)
    if not pairs:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            _AGAIN,
            {
                "now": clock.now(), "year": school_year, "resource": resource.pk, "lane": card.lane,
                "card": card.card, "due": card.due_on, "done_only": done_only,
                "recipients": [person for person, _ in pairs], "children": [child for _, child in pairs],
                **_ringing(ring if card.lane == Lane.TO_DO else None),
            },
        )  # fmt: skip
        renewed = [recipient for (recipient,) in cursor.fetchall()]
    touch(people=renewed)
    return len(renewed)


def notices_redate(*, resource: Resource, school_year: int, due: Mapping[str, date | None]) -> int:
    """The open notices of each card are due on another day; returns how many moved."""
    with connection.cursor() as cursor:
        cursor.execute(
            _REDATE,
            {"year": school_year, "resource": resource.pk, "cards": list(due), "days": list(due.values())},
        )
        moved = [recipient for (recipient,) in cursor.fetchall()]
    touch(people=moved)
    return len(moved)


def notices_about(
    *,
    about: UUID,
    school_id: int,
    school_year: int,
    card: Card,
    recipients: Iterable[int],
    audience_id: int | None,
    ring: Ring | None = None,
) -> None:
    """Tell each person once of something that is no resource and about no child, from now on. Without an audience it
    is told to somebody who acts above the schools. Its service draws it and moves its state."""
    now = clock.now()
    told = list(recipients)
    rows = [
        Notice(
            school_year=school_year, recipient_id=one, school_id=school_id, lane=card.lane, card=card.card,
            about=about, audience_id=audience_id, due_on=card.due_on, visible_from=now, bumped_at=now, made_at=now,
            ring_at=ring.at if ring is not None else None,
        )
        for one in told
    ]  # fmt: skip
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    touch(people=told)


@dataclass(frozen=True, slots=True)
class About:
    """The object of a notice about a child, when that is no resource: the public id of a row of its service."""

    about: UUID
    school_id: int
    school_year: int
    recipient_id: int
    child_id: int
    audience_id: int


def notice_about_tell(*, of: About, card: Card, ring: Ring | None = None) -> None:
    """Tell one person of it, or again: open and first, and it rings when told when. Its service holds what it is of,
    so that two at once are one."""
    now = clock.now()
    ring_at = ring.at if ring is not None else None
    told = {
        "lane": card.lane, "card": card.card, "due_on": card.due_on, "state": NoticeState.OPEN, "bumped_at": now,
        "made_at": now, "ring_at": ring_at, "rang_at": None, "audience_id": of.audience_id,
    }  # fmt: skip
    keys = {
        "school_year": of.school_year,
        "about": of.about,
        "recipient_id": of.recipient_id,
        "child_id": of.child_id,
    }
    if not Notice.objects.filter(**keys).update(**told):
        Notice.objects.create(**keys, **told, school_id=of.school_id, visible_from=now)
    touch(people=[of.recipient_id])


def notices_about_settle(*, about: UUID, school_year: int, card: str) -> None:
    """Mark what was told as done."""
    open_ = Notice.objects.filter(school_year=school_year, about=about, card=card, state=NoticeState.OPEN)
    people = list(open_.values_list("recipient_id", flat=True))
    if people:
        open_.update(state=NoticeState.DONE)
        touch(people=people)


def notices_drop(*, resource: Resource, school_year: int) -> int:
    """Nobody was told yet: leave no trace."""
    return Notice.objects.filter(school_year=school_year, resource=resource).delete()[0]
