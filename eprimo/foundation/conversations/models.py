"""What one guardian and a school write to each other about a child: under a thing, or on a matter."""

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q

from eprimo.foundation.access.models import Audience, AudienceKind
from eprimo.foundation.content.models import Resource
from eprimo.foundation.conversations.enums import Matter, MessageState
from eprimo.foundation.directory.models import Person, School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.constraints import SameSchool
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.table_rules import Writes, joined, moves

MAX_BODY = 2000

_HERE = "school_id = ANY ((SELECT wall.schools())::bigint[])"
_ME = "(SELECT wall.me())"
_AT_WORK = "school_id = ANY ((SELECT wall.staff())::bigint[])"
# The guardian's own, and those of the schools where one works: the other guardian's page reaches none of it.
_OF_BOTH_SIDES = f"guardian_id = {_ME} OR {_AT_WORK} OR " + joined("guardian_id", "child_id")
# Of one person alone at school, who is made one with another row. An array: the planner finds its rows by their key.
_OF_ONE_ALONE = """audience_id = ANY (ARRAY (SELECT one.id FROM access_audience one
  WHERE one.kind = 'person' AND one.target = ANY ((SELECT wall.joined())::bigint[])))"""
_IN_ONE_ALONE = f"""conversation_id = ANY (ARRAY (SELECT talk.id FROM conversations_conversation talk
  WHERE talk.{_OF_ONE_ALONE}))"""  # noqa: S608 - a condition of ours

# Where one works; and in the own conversations.
_OWN_TALKS = "(SELECT own.id FROM conversations_conversation own WHERE own.guardian_id = (SELECT wall.me()))"
_OF_THEIR_TALK = f"{_AT_WORK} OR conversation_id IN {_OWN_TALKS}"
# A guardian shows it to somebody who directs or teaches there; who does so today is the policies' to ask.
_WHO_WORKS = """(SELECT f.person_id FROM directory_affiliation f
  WHERE f.school_id = ANY ((SELECT wall.schools())::bigint[]) AND f.profile IN ('director', 'deputy', 'teacher'))"""
_SHOWN = f"{_AT_WORK} OR conversation_id IN {_OWN_TALKS} AND person_id IN {_WHO_WORKS}"


def _number(sequence: str) -> "models.BigIntegerField[int, int]":
    return models.BigIntegerField(
        db_default=models.Func(models.Value(f"conversations_{sequence}_id"), function="nextval")
    )


class Conversation(models.Model):
    """One for each guardian, child, and thing, or matter and who answers: the other guardian has another one, and
    neither knows of it. Partitioned by school year. The child and the school stay, wherever the child goes."""

    # A page begins one in a school that it reaches, and says where it stands; whose it is and what it is about stay.
    writes = Writes(
        read=f"{_OF_BOTH_SIDES} OR {_OF_ONE_ALONE}",
        insert=f"{_HERE} AND ({_OF_BOTH_SIDES})",
        update=f"{_HERE} AND ({_OF_BOTH_SIDES} OR {_OF_ONE_ALONE})",
        # Of two people who are made one, one conversation goes into the other.
        delete=f"{joined('guardian_id', 'child_id')} OR {_OF_ONE_ALONE}",
        columns={
            "family_at school_at seen_at read_at closed_at last_at": "",
            # Of one person alone, who is made one with another row.
            "audience_id": "wall.joined() IS NOT NULL",
            **moves("child_id", "guardian_id"),
        },
    )
    pk = models.CompositePrimaryKey("school_year", "id")
    school_year = models.SmallIntegerField()
    id = _number("conversation")
    public_id = models.UUIDField(default=uuid7, editable=False)
    school = models.ForeignKey(School, models.CASCADE, related_name="+", db_index=False)
    child = models.ForeignKey(Person, models.CASCADE, related_name="+")
    guardian = models.ForeignKey(Person, models.CASCADE, related_name="conversations", db_index=False)
    # What it is about: a thing, or a matter.
    resource = models.ForeignKey(Resource, models.CASCADE, related_name="conversations", null=True)
    matter = models.CharField(max_length=7, choices=Matter.choices, blank=True)
    # On a matter: whom of the school it is with, an audience of several or one person alone. After a change of class it
    # stays with those.
    audience = models.ForeignKey(Audience, models.CASCADE, related_name="conversations", null=True)
    # The last words of each side: when the school has those of the family, and when it wrote its own. The family waits
    # when its own are the later.
    family_at = models.DateTimeField(null=True)
    school_at = models.DateTimeField(null=True)
    # The family read what the school had written by then, and the school what the family had.
    seen_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    # The school ended it: it is read, and nothing more is written by the family.
    closed_at = models.DateTimeField(null=True)
    # When both sides last had something new: words that wait for an opening count from then on.
    last_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            SameSchool("resource", name="conversation_resource_same_school"),
            SameSchool("audience", name="conversation_audience_same_school"),
            models.UniqueConstraint("school_year", "public_id", name="conversation_public_id"),
            # Keys of three columns lead here: a message and a seat are of its school.
            models.UniqueConstraint("school_year", "id", "school", name="conversation_of_school"),
            models.UniqueConstraint(
                "school_year", "resource", "child", "guardian", name="conversation_once_a_thing",
                condition=Q(resource__isnull=False),
            ),
            models.UniqueConstraint(
                "school_year", "school", "child", "guardian", "matter", "audience", name="conversation_once_a_matter",
                condition=Q(resource=None),
            ),
            models.CheckConstraint(
                condition=Q(resource=None, matter__in=sorted(Matter.values), audience__isnull=False)
                | Q(resource__isnull=False, matter="", audience=None),
                name="conversation_of_thing_or_matter",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index("guardian", F("last_at").desc(), name="conversation_of_family"),
            models.Index("school", F("last_at").desc(), name="conversation_at_school"),
            models.Index(
                "school",
                "family_at",
                name="conversation_waiting",
                condition=Q(closed_at=None)
                & (Q(school_at=None) | Q(family_at__gt=F("school_at")))
                & Q(family_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"conversation {self.id}"

    @property
    def of_one_alone(self) -> bool:
        """The conversation is with one person alone, « Seulement Mme Le Gall »: nobody reads it in her place. The
        audience is read."""
        return self.audience is not None and self.audience.kind == AudienceKind.PERSON

    @property
    def waits(self) -> bool:
        """The family wrote last, what it wrote is there, and the school did not end it."""
        if self.family_at is None or self.family_at > clock.now() or self.closed_at is not None:
            return False
        return self.school_at is None or self.family_at > self.school_at


class Seat(models.Model):
    """A reader of a conversation at the school, from when until when: a person, or an audience (« the teachers of CE1
    »). Under a thing, who reads the thing's conversations does so without one. The family's seat is the conversation's:
    it reads who else has one there, and gives one."""

    writes = Writes(
        read=_OF_THEIR_TALK,
        insert=f"{_HERE} AND ({_SHOWN})",
        update=_AT_WORK,
        delete=f"{_AT_WORK} AND wall.joined() IS NOT NULL",
        columns={"ends": "", "conversation_id": "wall.joined() IS NOT NULL", **moves("person_id")},
    )
    pk = models.CompositePrimaryKey("school_year", "id")
    school_year = models.SmallIntegerField()
    id = _number("seat")
    # A key of three columns leads from it, with the year and the school (in the migration).
    conversation_id = models.BigIntegerField()
    school = models.ForeignKey(School, models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", null=True)
    audience = models.ForeignKey(Audience, models.CASCADE, related_name="+", null=True)
    starts = models.DateTimeField(default=clock.now)
    ends = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            SameSchool("audience", name="seat_audience_same_school"),
            models.CheckConstraint(
                condition=Q(person=None, audience__isnull=False) | Q(person__isnull=False, audience=None),
                name="seat_of_person_or_audience",
            ),
            models.CheckConstraint(
                condition=Q(ends=None) | Q(ends__gt=F("starts")), name="seat_ends_after_start"
            ),
            models.UniqueConstraint(
                "school_year", "conversation_id", "person", "audience", name="seat_once", nulls_distinct=False,
                condition=Q(ends=None),
            ),
        ]  # fmt: skip

        indexes = [models.Index("conversation_id", name="seat_of_conversation")]

    def __str__(self) -> str:
        return f"seat {self.id}"


class Message(models.Model):
    """A few words in a conversation, as plain text."""

    # One writes in the own name; what was written is taken back by its author alone.
    writes = Writes(
        read=f"{_OF_BOTH_SIDES} OR {_IN_ONE_ALONE}",
        insert=f"{_HERE} AND author_id = {_ME}"
        f" AND CASE WHEN from_school THEN {_AT_WORK} ELSE guardian_id = {_ME} END",
        update=f"{_HERE} AND (author_id = {_ME} OR {_IN_ONE_ALONE} OR "
        + joined("author_id", "guardian_id", "child_id")
        + ")",
        delete=f"{_HERE} AND (author_id = {_ME} OR " + joined("guardian_id", "child_id") + ")",
        columns={
            "body state": "OLD.author_id = wall.me()",
            "conversation_id": "wall.joined() IS NOT NULL",
            **moves("author_id", "guardian_id", "child_id"),
        },
    )
    pk = models.CompositePrimaryKey("school_year", "id")
    school_year = models.SmallIntegerField()
    id = _number("message")
    public_id = models.UUIDField(default=uuid7, db_default=RandomUUID(), editable=False)
    # A key of three columns leads from it, with the year and the school (in the migration).
    conversation_id = models.BigIntegerField()
    school = models.ForeignKey(School, models.CASCADE, related_name="+", db_index=False)
    child = models.ForeignKey(Person, models.CASCADE, related_name="+")
    # Whose conversation it is.
    guardian = models.ForeignKey(Person, models.CASCADE, related_name="+")
    author = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True)
    from_school = models.BooleanField()
    body = models.CharField(max_length=MAX_BODY)
    state = models.CharField(max_length=8, choices=MessageState.choices, default=MessageState.SENT)
    written_at = models.DateTimeField()
    # The other side sees it from this instant (the next opening when the school writes at night).
    visible_from = models.DateTimeField()
    # Of the form it was written in: the same form sent twice is one message.
    key = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("school_year", "conversation_id", "key", name="message_once_a_form"),
            models.CheckConstraint(condition=Q(state__in=sorted(MessageState.values)), name="message_state"),
            # Nothing of what was taken back is kept.
            models.CheckConstraint(
                condition=~Q(state=MessageState.RECALLED) | Q(body=""), name="message_recalled_is_empty"
            ),
        ]
        indexes = [models.Index("conversation_id", "id", name="message_in_order")]

    def __str__(self) -> str:
        return f"message {self.id}"
