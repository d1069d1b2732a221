"""Who is invited to a meeting, what they answered, and how they took part: members as bodies, and other people."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from eprimo.foundation.directory.models import Mandate
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.table_rules import EVERY_COLUMN, DataOf, Writes
from eprimo.steering.consortium.models import Member
from eprimo.steering.consortium.wall import (
    COORDINATES,
    IN_GROUP,
    KEEPS,
    KEEPS_NOW,
    acts_for,
    either,
    through,
)
from eprimo.steering.governance.enums import Answer, Capacity, Presence
from eprimo.steering.governance.models.meetings import Meeting

# What who is invited writes; the coordinator alone writes the rest.
_ANSWERS = {EVERY_COLUMN: KEEPS_NOW, "answer answer_by answered_at answered_for": ""}
_OWN = through("mandate_id", "directory_mandate", "person_id = (SELECT wall.me())")


def _says_by_whom(column: str, by: str, represented: str, name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=(Q(**{column: represented}) & ~Q(**{by: ""}))
        | (~Q(**{column: represented}) & Q(**{by: ""})),
        name=name,
    )


class Invited(models.Model):
    """What an invitation holds, whoever it is addressed to."""

    presence = models.CharField(max_length=11, choices=Presence.choices, blank=True)
    # The body that stood for it.
    by = models.CharField(max_length=160, blank=True)
    answer = models.CharField(max_length=11, choices=Answer.choices, blank=True)
    answer_by = models.CharField(max_length=160, blank=True)
    answered_at = models.DateTimeField(null=True)
    # When the meeting began as it stood then: an answer to another day answers no more.
    answered_for = models.DateTimeField(null=True)
    # When its own address was last written to; refused: for good.
    told_at = models.DateTimeField(null=True)
    refused = models.BooleanField(default=False)

    class Meta:
        abstract = True
        constraints: ClassVar[list[Any]] = [
            _says_by_whom("presence", "by", Presence.REPRESENTED, "%(class)s_represented_by_whom"),
            _says_by_whom("answer", "answer_by", Answer.REPRESENTED, "%(class)s_answer_by_whom"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None, answered_for=None)
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_for__isnull=False)),
                name="%(class)s_answered_whole",
            ),
        ]

    @property
    def meeting_begins(self) -> Any:
        """The beginning of the meeting that it is an invitation to."""
        return self.meeting.starts_at  # type: ignore[attr-defined]

    @property
    def standing_answer(self) -> str:
        """The answer in words; empty without one, and when the meeting was moved since."""
        if not self.answer or self.answered_for != self.meeting_begins:
            return ""
        if self.answer_by:
            return f"Représenté par {self.answer_by}"
        return Answer(self.answer).label

    @property
    def answered_before_move(self) -> bool:
        """An answer was given, and the meeting was moved to another day or hour since."""
        return bool(self.answer) and self.answered_for != self.meeting_begins

    @property
    def took_part(self) -> str:
        """How it took part, in words; empty as long as it is not noted."""
        if self.by:
            return f"Représenté par {self.by}"
        return Presence(self.presence).label if self.presence else ""


class Attendance(Invited):
    """A member invited to a meeting: the body, never the person it sends. Who acts for it answers."""

    data_of = DataOf.NOBODY
    writes = Writes(
        read=IN_GROUP, insert=KEEPS, update=either(acts_for(), KEEPS), delete=KEEPS, columns=_ANSWERS
    )
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendances")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")

    class Meta(Invited.Meta):
        constraints = [
            *Invited.Meta.constraints,
            models.UniqueConstraint("meeting", "member", name="attendance_once"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} at {self.meeting_id}"


class Guest(Invited):
    """A person invited to a meeting beside the members: by a mandate, and then named by the directory alone; or without
    an account, by a name and an address that go a year after the meeting. `function` stays, and names nobody."""

    data_of = DataOf.ACROSS_SCHOOLS
    writes = Writes(
        read=either(COORDINATES, _OWN),
        insert=KEEPS,
        update=either(KEEPS, _OWN),
        delete=KEEPS,
        columns=_ANSWERS,
    )
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="guests")
    mandate = models.ForeignKey(Mandate, models.SET_NULL, related_name="+", null=True)
    capacity = models.CharField(max_length=9, choices=Capacity.choices)
    function = models.CharField(max_length=160)
    name = models.CharField(max_length=160, blank=True)
    email = models.EmailField(blank=True)
    address = models.CharField(max_length=400, blank=True)
    # The name that a reader is shown, where a query adds it; no column.
    shown: str
    # No address to write to was found when the meeting was convened: a letter is printed.
    unaddressed = models.BooleanField(default=False)

    class Meta(Invited.Meta):
        constraints = [
            *Invited.Meta.constraints,
            models.UniqueConstraint("meeting", "mandate", name="guest_mandate_once"),
            models.UniqueConstraint(
                "meeting", Lower("email"), condition=~Q(email=""), name="guest_email_once"
            ),
            models.CheckConstraint(condition=~Q(function=""), name="guest_has_function"),
            models.CheckConstraint(
                condition=Q(mandate=None) | Q(name="", email="", address=""), name="guest_named_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.function} at {self.meeting_id}"
