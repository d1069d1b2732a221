"""Notices: what a person is told, about which child, by which right."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from eprimo.foundation.access.models import Audience
from eprimo.foundation.accounts.models import Account, Session
from eprimo.foundation.content.models import Resource
from eprimo.foundation.directory.models import Person, School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.constraints import SameSchool
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.table_rules import CLOSED, DataOf, Tier, joined, kept_where


class Lane(models.TextChoices):
    """The lanes of notices, of which only the first may ring."""

    TO_DO = "todo", "À faire"
    MY_CHILD = "child", "Pour mon enfant"
    CLASS_LIFE = "life", "La vie de la classe"


class NoticeState(models.TextChoices):
    """A notice of the lane « to do » is open until its service says otherwise."""

    OPEN = "open"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class Rhythm(models.TextChoices):
    """The times at which a person is told outside of the pages. Only the lane « to do » rings at once."""

    NOW = "now", "Tout de suite"
    DAILY = "daily", "Une fois par jour"
    WEEKLY = "weekly", "Une fois par semaine"
    NEVER = "never", "Jamais"


_OWN = "person_id = (SELECT wall.me())"
# An academy answers what people of its schools ask about their data; who left a school asks it for what it keeps.
_OF_REQUESTS = (
    "starts_with(card, 'privacy.') AND (school_id = ANY ((SELECT wall.academy())::bigint[]) OR school_id = ANY ((SELECT"
    " p.place_ids FROM public.directory_person p WHERE p.id = (SELECT wall.me()))::bigint[]))"
)


class Notice(models.Model):
    """One person is told of one thing. Partitioned by school year."""

    # Of who is told; and of the school, whose acts keep the notices of others true.
    wall = Tier.NAMED
    reached = " OR ".join(
        (
            "recipient_id = (SELECT wall.me())",
            "school_id = ANY ((SELECT wall.schools())::bigint[])",
            _OF_REQUESTS,
            joined("recipient_id", "child_id"),
        )
    )
    pk = models.CompositePrimaryKey("school_year", "id")
    school_year = models.SmallIntegerField()
    id = models.BigIntegerField(
        db_default=models.Func(models.Value("notifications_notice_id"), function="nextval")
    )
    # It leads an index below.
    recipient = models.ForeignKey(Person, models.CASCADE, related_name="notices", db_index=False)
    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    lane = models.CharField(max_length=5, choices=Lane.choices)
    state = models.CharField(max_length=9, choices=NoticeState.choices, default=NoticeState.OPEN)
    # The card its service draws: « liaison.sign ».
    card = models.CharField(max_length=40)
    resource = models.ForeignKey(Resource, models.CASCADE, related_name="notices", null=True)
    # What it is about when that is no resource: the public id of a row of its service.
    about = models.UUIDField(null=True)
    # Whom it is about, and the rule it came by: reading checks both again.
    child = models.ForeignKey(Person, models.CASCADE, related_name="+", null=True)
    audience = models.ForeignKey(Audience, models.CASCADE, related_name="notices", null=True)
    due_on = models.DateField(null=True)
    visible_from = models.DateTimeField(default=clock.now)
    # When it may ring (None: it never does); moved by a reminder.
    ring_at = models.DateTimeField(null=True)
    # When its ringing was handed to the channels.
    rang_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(null=True)
    # Moved by a reminder: newest first.
    bumped_at = models.DateTimeField(default=clock.now)
    reminded = models.SmallIntegerField(default=0)

    class Meta:
        constraints = [
            SameSchool("resource", name="notice_resource_same_school"),
            SameSchool("audience", name="notice_audience_same_school"),
            models.UniqueConstraint("school_year", "recipient", "resource", "child", name="notice_once"),
            # What is about no child, or about no resource, is told once as well.
            models.UniqueConstraint(
                "school_year",
                "recipient",
                "resource",
                "about",
                name="notice_once_alone",
                nulls_distinct=False,
                condition=Q(child=None),
            ),
        ]
        indexes = [
            models.Index(
                "recipient",
                "lane",
                models.F("bumped_at").desc(),
                name="notice_open",
                condition=Q(state="open"),
            ),
            models.Index("recipient", models.F("made_at").desc(), name="notice_made"),
            models.Index("resource", "recipient", name="notice_resource"),
            models.Index("ring_at", name="notice_to_ring", condition=Q(ring_at__isnull=False, rang_at=None)),
        ]

    def __str__(self) -> str:
        return f"notice {self.id}"


class Preference(models.Model):
    """A choice: how soon a person wants to hear of a lane, by a channel; of all children, or of one. Without a row: the
    default of the channel."""

    data_of = DataOf.ACROSS_SCHOOLS
    # Who has no session stops what came by e-mail at the door.
    wall = Tier.NAMED
    reached = f"{_OWN} OR {joined('person_id', 'child_id')}"
    person = models.ForeignKey(Person, models.CASCADE, related_name="notice_preferences")
    child = models.ForeignKey(Person, models.CASCADE, related_name="+", null=True)
    lane = models.CharField(max_length=5, choices=Lane.choices)
    # A key of `channels.channels()`.
    channel = models.CharField(max_length=10)
    rhythm = models.CharField(max_length=6, choices=Rhythm.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "person", "child", "lane", "channel", name="preference_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=~Q(rhythm=Rhythm.NOW) | Q(lane=Lane.TO_DO), name="preference_only_to_do_rings"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lane} by {self.channel}: {self.rhythm}"


class Pause(models.Model):
    """A pause: nothing is sent to a person before that instant."""

    data_of = DataOf.ACROSS_SCHOOLS
    wall = Tier.NAMED
    reached = f"{_OWN} OR {joined('person_id')}"
    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="notice_pause")
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"pause until {self.until:%Y-%m-%d %H:%M}"


class RoundState(models.TextChoices):
    PENDING = "pending"
    # Given to the channel: sent, or not yet known to be.
    CLAIMED = "claimed"
    SENT = "sent"
    # Nothing to say any more: read, done, withdrawn, or the right is gone.
    EMPTY = "empty"
    # The channel cannot reach the person.
    REFUSED = "refused"
    # Tried many times, in vain.
    GIVEN_UP = "givenup"


class Round(models.Model):
    """A sending: what one channel tells one person at one rhythm: the last sending, or the next. It covers the instants
    ]since, until], and each instant once: `until` only grows."""

    data_of = DataOf.ACROSS_SCHOOLS
    wall = Tier.NAMED
    reached = f"{_OWN} OR {joined('person_id')}"
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="notice_rounds")
    # Whose quiet hours are kept.
    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    channel = models.CharField(max_length=10)
    rhythm = models.CharField(max_length=6, choices=Rhythm.choices)
    since = models.DateTimeField()
    until = models.DateTimeField()
    # Came due while a sending was under way: covered by the next.
    next_until = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=7, choices=RoundState.choices, default=RoundState.PENDING)
    tries = models.SmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("person", "channel", "rhythm", name="round_once"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="round_until_after_since"),
        ]
        indexes = [
            models.Index("due_at", "id", name="round_due", condition=Q(state__in=["pending", "claimed"]))
        ]

    def __str__(self) -> str:
        return f"{self.rhythm} by {self.channel} to {self.person_id}"


class DigestDay(models.Model):
    """The last day that a school's people were told of by digest."""

    data_of = DataOf.NOBODY
    writes = CLOSED
    school = models.OneToOneField(School, models.CASCADE, primary_key=True, related_name="digest_day")
    daily_on = models.DateField(null=True)
    weekly_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.school_id}: {self.daily_on}"


_OWN_DEVICE = "account_id = (SELECT wall.account()) OR wall.leads_account(account_id)"


class PushDevice(models.Model):
    """A browser that a person chose to be told on: where its push service is, and the keys that only it reads with.

    Signing out, or ending the session from elsewhere, takes it away; a session that merely ends by time does not.
    """

    data_of = DataOf.ACROSS_SCHOOLS
    # Who ends a session of somebody takes its devices away.
    writes = kept_where(_OWN_DEVICE, read=_OWN_DEVICE, door=True)
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="push_devices")
    session = models.ForeignKey(Session, models.CASCADE, related_name="push_devices", null=True)
    # Of the session that chose it, and outlives it: a device of a sheet is told nothing while the sheet shows a part.
    scope = ArrayField(models.BigIntegerField(), null=True)
    # The address is found by its SHA-256: one browser is one person's at a time.
    address_hash = models.CharField(max_length=64, unique=True)
    address = models.TextField()
    key = models.CharField(max_length=100)
    secret = models.CharField(max_length=40)
    label = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    # When the person was last there, and when the device was last told.
    seen_at = models.DateTimeField(default=clock.now)
    told_at = models.DateTimeField(null=True)
    failures = models.SmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"device {self.pk} of {self.account_id}"
