"""Lists of conversations, newest first, thirty at a time: one statement, whatever their number."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse

from eprimo.foundation.conversations.enums import Matter, MessageState
from eprimo.foundation.conversations.models import Conversation, Message
from eprimo.foundation.conversations.policies import as_family, at_school
from eprimo.foundation.conversations.subjects import matter_page, subjects
from eprimo.foundation.directory.models import ClassMembership, Person
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.fields import Unweighed
from eprimo.foundation.kernel.pagination import Page, paginate
from eprimo.foundation.kernel.school_years import school_year_at

_ORDER = ("-last_at", "-id")


@dataclass(frozen=True, slots=True)
class ConversationRow:
    """A conversation in a list, as one side reads it. `said`: the newest words of those that this side sees."""

    child: Person
    guardian: Person
    title: str
    url: str
    said: str
    mine: bool
    recalled: bool
    name: str
    at: datetime
    # Of a family: the school wrote something that was not said to be read. Of the school: the family wrote last.
    waits: bool


def own_list(
    actor: Actor, *, child: int | None = None, ended: bool = False, after: str = "", before: str = ""
) -> Page[ConversationRow]:
    """Return the guardian's own, about all own children or one of them."""
    rows = _rows(actor, as_family(actor), _seen_by_family(actor), ended=ended).filter(
        guardian=actor.person_id
    )
    if child is not None:
        rows = rows.filter(child=child)
    return _lines(actor, paginate(rows, _ORDER, after=after, before=before), family=True)


def school_list(
    actor: Actor,
    *,
    in_class: int | None = None,
    child: UUID | None = None,
    ended: bool = False,
    after: str = "",
    before: str = "",
) -> Page[ConversationRow]:
    """Return a page of the conversations that the role in use reads; about the children of a class today, or about one
    child."""
    which = at_school(actor) & ~Q(guardian=actor.person_id)
    rows = _rows(actor, which, _seen_at_school(actor), ended=ended).filter(school=actor.school_id)
    if in_class is not None:
        members = ClassMembership.objects.in_force(actor.now).filter(
            person=OuterRef("child"), class_group=in_class
        )
        rows = rows.filter(Exists(members))
    if child is not None:
        rows = rows.filter(child__public_id=child)
    return _lines(actor, paginate(rows, _ORDER, after=after, before=before), family=False)


def _seen_by_family(actor: Actor) -> Q:
    """On Message: own words, and what the school wrote once it is there and not held."""
    return Q(from_school=False) | Q(visible_from__lte=actor.now) & ~Q(state=MessageState.HELD)


def _seen_at_school(actor: Actor) -> Q:
    """On Message: the school's own words, and what a family wrote once it leaves."""
    return (Q(from_school=True) | Q(visible_from__lte=actor.now)) & ~Q(state=MessageState.HELD)


def _rows(actor: Actor, which: Q, seen: Q, *, ended: bool) -> QuerySet[Conversation]:
    """With the newest words that are seen of each; one without any is not there. Whose they are (`which`) is asked of
    each in the order of the list, until a page is full: see `Unweighed`. Callers name the column that the index begins
    with."""
    # Of each conversation by its number, and sorted there: for « the newest one » the planner may walk through the
    # messages of all until it meets one of it.
    words = Message.objects.filter(
        seen, school_year=OuterRef("school_year"), conversation_id=OuterRef("id")
    ).order_by()
    one = JSONObject(
        body="body", state="state", from_school="from_school", author="author_id", at="visible_from",
        civility="author__civility", first="author__first_name", last="author__last_name",
        usual="author__usual_name",
    )  # fmt: skip
    newest = words.values("conversation_id").annotate(said=ArrayAgg(one, order_by="-id")).values("said")
    year = school_year_at(actor.now)
    rows = Conversation.objects.filter(
        Unweighed(which), school_year__in=(year - 1, year, year + 1), closed_at__isnull=not ended
    )
    # A value, and not « there is one »: it is asked of each row in the order of the list, until the page is full.
    return (
        rows.select_related("child", "guardian")
        .annotate(
            last=Subquery(newest),
            thing=F("resource__public_id"),
            title=F("resource__title"),
            kind=F("resource__service"),
        )
        .filter(last__isnull=False)
    )


def _lines(actor: Actor, page: Page[Conversation], *, family: bool) -> Page[ConversationRow]:
    return Page([_line(actor, one, family=family) for one in page.items], page.after, page.before)


def _line(actor: Actor, row: Any, *, family: bool) -> ConversationRow:
    last = row.last[0]
    at = datetime.fromisoformat(last["at"])
    unread = last["from_school"] and (row.seen_at is None or at > row.seen_at)
    return ConversationRow(
        child=row.child,
        guardian=row.guardian,
        title=str(Matter(row.matter).label) if row.matter else row.title,
        url=_url(row, family=family),
        said=last["body"],
        mine=last["author"] == actor.person_id,
        recalled=last["state"] == MessageState.RECALLED,
        name=_name(last),
        at=at,
        waits=unread if family else row.waits,
    )


def _name(last: dict[str, Any]) -> str:
    """As `Person.formal_name`; nobody: empty."""
    if last["last"] is None:
        return ""
    return f"{last['civility'] or last['first']} {last['usual'] or last['last']}".strip()


def _url(row: Any, *, family: bool) -> str:
    if row.matter:
        return reverse(matter_page(), args=(row.public_id,))
    subject = subjects()[row.kind]
    if family:
        return reverse(subject.family_page, args=(row.thing, row.child.public_id))
    return reverse(subject.school_page, args=(row.thing, row.child.public_id, row.guardian.public_id))
