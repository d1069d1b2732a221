"""Reading conversations: the words of one, with the teachers who read them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from eprimo.foundation.access.models import Audience, AudienceKind, AudienceProfile
from eprimo.foundation.conversations.enums import MessageState
from eprimo.foundation.conversations.models import Conversation, Message, Seat
from eprimo.foundation.directory.enums import AttachmentKind, Profile
from eprimo.foundation.directory.models import Affiliation, Attachment, Person
from eprimo.foundation.directory.policies.family import family_links
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.statements import Statement

PAGE = 30
_AT_WORK = (Profile.DIRECTOR, Profile.DEPUTY, Profile.TEACHER, Profile.STAFF)
# So long a message may be taken back that was not read.
RECALL = timedelta(minutes=60)
SOON = timedelta(minutes=1)
NAME = (
    "CASE WHEN {0}.civility <> '' THEN {0}.civility ELSE {0}.first_name END || ' ' "
    "|| COALESCE(NULLIF({0}.usual_name, ''), {0}.last_name)"
)
# What a side reads of a message `m`: its own words, and what the other wrote once it is there and not held back.
SEEN = """(m.from_school = %(team)s OR m.visible_from <= %(now)s) AND (m.state <> 'held' OR m.author_id = %(me)s)"""
# One row: where the conversation stands, its words (newest first), and the teachers of the child's classes today.
_ONE = f"""
SELECT t.closed_at, t.family_at, t.school_at, t.seen_at, t.read_at,
  COALESCE((SELECT json_agg(said) FROM (
    SELECT m.public_id AS id, m.body, m.state, m.from_school, m.author_id, m.written_at, m.visible_from,
      {NAME.format("a")} AS name
    FROM conversations_message m LEFT JOIN directory_person a ON a.id = m.author_id
    WHERE m.school_year = t.school_year AND m.conversation_id = t.id AND {SEEN}
    ORDER BY m.id DESC LIMIT %(most)s OFFSET %(skip)s) said), '[]'),
  ARRAY(SELECT DISTINCT {NAME.format("p")}
    FROM directory_classmembership m
    JOIN directory_classgroup g ON g.id = m.class_group_id AND g.closed_at IS NULL
    JOIN directory_school s ON s.id = g.school_id AND s.running_year_id = g.year_id
    JOIN directory_attachment x ON x.class_group_id = g.id AND x.kind = 'teaches'
     AND in_force(x.starts, x.ends, %(now)s)
    JOIN directory_person p ON p.id = x.person_id AND p.id <> COALESCE(%(but)s::bigint, 0)
    JOIN directory_affiliation f ON f.person_id = p.id AND f.school_id = g.school_id AND f.profile = 'teacher'
     AND in_force(f.starts, f.ends, %(now)s)
    WHERE m.person_id = %(child)s AND m.school_id = %(school)s AND in_force(m.starts, m.ends, %(now)s) AND %(teachers)s
    ORDER BY 1)
FROM (SELECT 1) one
LEFT JOIN conversations_conversation t ON t.school_year = %(year)s AND t.resource_id = %(resource)s
 AND t.child_id = %(child)s AND t.guardian_id = %(guardian)s
"""  # noqa: S608 - pieces of ours; values go as parameters
_UNDER = Statement(_ONE)


@dataclass(frozen=True, slots=True)
class ConversationLine:
    """A few words of a conversation. `leaves_at`: the other side has it then, and not yet."""

    body: str
    from_school: bool
    mine: bool
    name: str
    written_at: datetime
    leaves_at: datetime | None
    # It leaves within the minute: its author may still take it back without a trace.
    soon: bool
    recalled: bool
    held: bool
    id: UUID
    # Its author, who reads, may take it back.
    recallable: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A conversation as one side reads it, oldest words first. `readers`: who of the school reads it, but heads."""

    said: tuple[ConversationLine, ...]
    readers: tuple[str, ...]
    closed_at: datetime | None
    waits: bool
    # The school wrote something that the family did not say it read.
    unseen: bool
    # The family wrote something that the school did not say it read.
    unread: bool
    # Number of the page of older words; 0 when there are none.
    older: int


def waiting_at(now: datetime) -> Q:
    """Return a filter on Conversation: the family wrote last, what it wrote is there, and the school did not end it."""
    return Q(closed_at=None, family_at__lte=now) & (Q(school_at=None) | Q(family_at__gt=F("school_at")))


def page_under(
    actor: Actor, of: Mapping[str, Any], *, number: int = 1, first: Person | None, teachers: bool
) -> Page:
    """Return the conversation of one guardian about one child under a thing (one statement); the right to read it was
    asked for before. `of`: year, resource, school, child and guardian. `first` reads it, and with `teachers` those of
    the child's classes today."""
    number = max(1, number)
    now = clock.now()
    ((closed_at, family_at, school_at, seen_at, read_at, said, names),) = _UNDER.rows(
        **of, now=now, me=actor.person_id, team=of["guardian"] != actor.person_id, most=PAGE + 1,
        skip=(number - 1) * PAGE, teachers=teachers, but=first and first.pk,
    )  # fmt: skip
    readers = (*([first.formal_name] if first is not None else ()), *names)
    stands = Conversation(
        closed_at=closed_at, family_at=family_at, school_at=school_at, seen_at=seen_at, read_at=read_at
    )
    return _page(actor, said, readers, stands, number)


def _page(
    actor: Actor, said: list[dict[str, Any]], readers: tuple[str, ...], stands: Conversation, number: int
) -> Page:
    """`said`: newest first, one more than a page when there are older ones. `stands`: where the conversation does."""
    now, seen_at, read_at = clock.now(), stands.seen_at, stands.read_at
    return Page(
        said=tuple(_said(actor, row, now, (seen_at, read_at)) for row in reversed(said[:PAGE])),
        readers=readers,
        closed_at=stands.closed_at,
        waits=stands.waits,
        unseen=any(
            row["from_school"]
            and row["state"] != MessageState.RECALLED
            and (seen_at is None or datetime.fromisoformat(row["visible_from"]) > seen_at)
            for row in said
        ),
        unread=stands.family_at is not None
        and stands.family_at <= now
        and (read_at is None or stands.family_at > read_at),
        older=number + 1 if len(said) > PAGE else 0,
    )


def page_of(actor: Actor, conversation: Conversation, *, number: int = 1) -> Page:
    """Return a conversation on a matter (two statements); the right to read it was asked for before."""
    number, now = max(1, number), clock.now()
    at_school = conversation.guardian_id != actor.person_id
    seen = Q(from_school=at_school) | Q(visible_from__lte=now)
    rows = Message.objects.filter(
        seen, ~Q(state=MessageState.HELD) | Q(author=actor.person_id),
        school_year=conversation.school_year, conversation_id=conversation.id,
    ).select_related("author").order_by("-id")  # fmt: skip
    found = list(rows[(number - 1) * PAGE : number * PAGE + 1])
    said = [
        {
            "id": one.public_id, "body": one.body, "state": one.state, "from_school": one.from_school,
            "author_id": one.author_id, "written_at": one.written_at.isoformat(),
            "visible_from": one.visible_from.isoformat(), "name": one.author.formal_name if one.author else "",
        }
        for one in found
    ]  # fmt: skip
    return _page(actor, said, tuple(answering(conversation, now)), conversation, number)


def answering(conversation: Conversation, now: datetime) -> list[str]:
    """Return who of the school reads a conversation on a matter today, by name (one statement)."""
    return [one.formal_name for one in reading(conversation, now).order_by("last_name", "pk")]


def reading(conversation: Conversation, now: datetime) -> QuerySet[Person]:
    """Return the people of its audience and of its seats, but who answers for the child."""
    audience = conversation.audience
    who = Q(pk__in=[])
    if audience is not None:
        who = answerers(audience, now)
    seats = Seat.objects.filter(
        Q(ends=None) | Q(ends__gt=now), school_year=conversation.school_year, conversation_id=conversation.id,
        starts__lte=now, person__isnull=False,
    )  # fmt: skip
    people = Person.objects.filter(who | Q(pk__in=seats.values("person")))
    tied = family_links().filter(child=conversation.child_id)
    return people.exclude(pk__in=tied.values("adult"))


def answerers(audience: Audience, now: datetime) -> Q:
    """Return a filter on Person: who is in an audience of the school's side, of a class, of those who direct, or
    alone."""
    works = Affiliation.objects.in_force(now).filter(person=OuterRef("pk"), school=audience.school_id)
    if audience.kind == AudienceKind.PERSON:
        return Q(Exists(works.filter(profile__in=_AT_WORK)), pk=audience.target)
    if audience.profile == AudienceProfile.HEAD:
        return Q(Exists(works.filter(profile__in=[Profile.DIRECTOR, Profile.DEPUTY])))
    teaches = Attachment.objects.in_force(now).filter(
        person=OuterRef("pk"), class_group=audience.target, kind=AttachmentKind.TEACHES
    )
    return Q(Exists(teaches)) & Q(Exists(works.filter(profile=Profile.TEACHER)))


def is_read(conversation: Conversation, visible_from: datetime, *, from_school: bool) -> bool:
    """Did the other side say to have read what it has since that instant?"""
    at = conversation.seen_at if from_school else conversation.read_at
    return at is not None and at >= visible_from


def _said(
    actor: Actor, row: dict[str, Any], now: datetime, read: tuple[datetime | None, datetime | None]
) -> ConversationLine:
    """`read`: until when the family, and the school, said to have read."""
    visible_from = datetime.fromisoformat(row["visible_from"])
    written_at, mine = datetime.fromisoformat(row["written_at"]), row["author_id"] == actor.person_id
    until = read[0] if row["from_school"] else read[1]
    sent = row["state"] == MessageState.SENT
    return ConversationLine(
        body=row["body"],
        from_school=row["from_school"],
        mine=mine,
        name=row["name"] or "",
        written_at=written_at,
        leaves_at=visible_from if visible_from > now else None,
        soon=now < visible_from <= now + SOON,
        recalled=row["state"] == MessageState.RECALLED,
        held=row["state"] == MessageState.HELD,
        id=row["id"] if isinstance(row["id"], UUID) else UUID(row["id"]),
        recallable=sent and mine and now <= written_at + RECALL and (until is None or until < visible_from),
    )
