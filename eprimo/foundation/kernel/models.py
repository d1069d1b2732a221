"""Tables under everything: the platform's counters, switches, the outbox, the audit trail and its seals, throttles."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Cast

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.reasons import ReasonField, UnreadManager
from eprimo.foundation.kernel.table_rules import (
    CLOSED,
    TAKES_AWAY,
    DataOf,
    Tier,
    Writes,
    read_by_all,
    unweighed,
)


class Platform(models.Model):
    """One row: the counters every session compares itself with."""

    data_of = DataOf.NOBODY
    # Whoever suspends an act raises the counter.
    writes = read_by_all(
        "counters, and nothing of anybody",
        update="(SELECT wall.directed()) <> '{}' OR (SELECT wall.holds('platform'))",
        columns={"switch_counter": ""},
    )
    id = models.SmallIntegerField(primary_key=True, default=1)
    # Raised when rights may have changed for everybody.
    epoch = models.BigIntegerField(default=0)
    # Raised with every change of a switch: processes then read the switches again.
    switch_counter = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="platform_single_row")]

    def __str__(self) -> str:
        return f"epoch {self.epoch}"


class Switch(models.Model):
    """An act taken away for a time, everywhere or in one school: the kill switches, as data."""

    data_of = DataOf.NOBODY
    # Read to whom it may stop, and to who may lift it.
    unread = ("reason",)
    # At the door's login alone, by whom the rights page names, and by a command on the server.
    writes = Writes(door=True, why=TAKES_AWAY)
    public_id = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    act = models.CharField(max_length=80, help_text="an act, or the head of several: `liaison.note`")
    roles = ArrayField(models.CharField(max_length=20), default=list, help_text="empty: every role")
    # No foreign key: the kernel stands under the directory.
    school_id = models.BigIntegerField(null=True, help_text="empty: everywhere, or in a territory")
    territory_id = models.BigIntegerField(
        null=True, help_text="its schools, as they are when it is looked at"
    )
    starts = models.DateTimeField(default=clock.now)
    ends = models.DateTimeField(null=True)
    reason = ReasonField(max_length=300)
    set_by_id = models.BigIntegerField(null=True)
    # Taken back before its end.
    lifted_at = models.DateTimeField(null=True)

    objects = UnreadManager["Switch"]()

    class Meta:
        base_manager_name = "objects"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends=None) | Q(ends__gt=F("starts")), name="switch_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(school_id=None) | Q(territory_id=None), name="switch_of_one_place"
            ),
        ]

    def __str__(self) -> str:
        return self.act


class FactorTerm(models.Model):
    """The instant since which a role is invited to prepare its second factor; six weeks later it is asked
    (`kernel.factors`). A role without a row is asked."""

    data_of = DataOf.NOBODY
    # At the door's login alone, by who keeps the platform: a day that is moved gives everybody six weeks more.
    writes = Writes(door=True, why="of roles, and of nobody")
    role = models.CharField(max_length=20, unique=True)
    invited_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.role} from {self.invited_on}"


class OutboxState(models.TextChoices):
    PENDING = "pending"
    DONE = "done"
    ISOLATED = "isolated"


class Lane(models.IntegerChoices):
    """The worker that carries an event on, and the order: the first lane before the usual one, by the same worker.
    Files of strangers, which cost seconds each, have a worker of their own and delay nobody's notice."""

    FIRST = 0
    USUAL = 1
    FILES = 2


class OutboxEvent(models.Model):
    """Something that happened, written in the transaction of its action; a worker carries it on."""

    data_of = DataOf.ACROSS_SCHOOLS
    wall = Tier.EVENT
    kind = models.CharField(max_length=80)
    payload = models.JSONField()
    lane = models.SmallIntegerField(choices=Lane.choices, default=Lane.USUAL, db_default=Lane.USUAL)
    # The person whose events of this lane are carried on one at a time, in turn with those of others.
    turn_of_id = models.BigIntegerField(null=True)
    # The schools that its handlers reach, those of the session that wrote it: stamped by the database (`wall.stamp`).
    # Null: what the worker and commands write, which reaches all.
    reach = ArrayField(models.BigIntegerField(), null=True, editable=False)
    # The number of the transaction that wrote it, where a page did.
    written_in = models.BigIntegerField(null=True, editable=False)
    created_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=10, choices=OutboxState.choices, default=OutboxState.PENDING)
    attempts = models.SmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index("lane", "due_at", "id", name="outbox_lane_due", condition=Q(state="pending")),
            models.Index("kind", name="outbox_isolated", condition=Q(state="isolated")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Outcome(models.TextChoices):
    """The end of the act of a line."""

    DONE = "done"
    # Of what asks for a second factor: not this person's to do.
    REFUSED = "refused"
    # Theirs, and the session had not shown to be its owner's.
    STOPPED = "stopped"


def _this_transaction() -> Cast:
    return Cast(
        Cast(models.Func(function="pg_current_xact_id"), models.TextField()), models.BigIntegerField()
    )


class AuditLine(models.Model):
    """One act: who did what, when, to what. Ids, codes and counts only: names are resolved when it is read.

    The application may insert and select; no foreign key; one partition a month of `at`.
    """

    data_of = DataOf.ACROSS_SCHOOLS
    # By who writes it, then and there; by who did it or whom it is about; by who directs the school, or its academy.
    wall = Tier.NAMED
    reached = unweighed(
        "written_in = pg_current_xact_id_if_assigned()::text::bigint OR person_id = (SELECT wall.me())"
        " OR subject_id = (SELECT wall.me()) OR school_id = ANY ((SELECT wall.directed())::bigint[])"
    )
    # Whoever ends the own session is nobody any more when the line of it is written.
    writes = Writes(insert="true")
    pk = models.CompositePrimaryKey("at", "id")
    id = models.BigIntegerField(
        db_default=models.Func(models.Value("kernel_auditline_id"), function="nextval")
    )
    at = models.DateTimeField()
    person_id = models.BigIntegerField(null=True, help_text="who acted; empty: the system")
    role = models.CharField(max_length=20, blank=True)
    school_id = models.BigIntegerField(null=True)
    act = models.CharField(max_length=80)
    object_type = models.CharField(max_length=60, blank=True)
    object_id = models.BigIntegerField(null=True)
    # The person the act is about, when it is about one.
    subject_id = models.BigIntegerField(null=True)
    details = models.JSONField(default=dict, help_text="codes and counts")
    result = models.CharField(max_length=10, choices=Outcome, default=Outcome.DONE, db_default=Outcome.DONE)
    # The number of the transaction that wrote it, which the database says.
    written_in = models.BigIntegerField(null=True, editable=False, db_default=_this_transaction())

    class Meta:
        indexes = [
            models.Index("school_id", models.F("at").desc(), name="audit_school"),
            models.Index("person_id", models.F("at").desc(), name="audit_person"),
            models.Index("subject_id", models.F("at").desc(), name="audit_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.act}"


class AuditSeal(models.Model):
    """The place of a line in its chain (a school and month, or the platform and month) and the hash up to it, made with
    a key of the worker's file (`kernel.seals`)."""

    data_of = DataOf.NOBODY
    # The worker seals; no page reads a seal, nor makes one.
    writes = Writes(read="false")
    audit_id = models.BigIntegerField(unique=True)
    chain = models.CharField(max_length=40)
    position = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)
    key = models.CharField(
        max_length=40, db_default="", help_text="the name of the key; empty: sealed before there was one"
    )

    class Meta:
        constraints = [models.UniqueConstraint("chain", "position", name="audit_seal_position")]

    def __str__(self) -> str:
        return f"{self.chain}#{self.position}"


class AuditHead(models.Model):
    """A checkpoint of the trail: what was sealed in an hour in all chains, signed, linked to the head before, and
    published (`kernel.audit_checkpoints`)."""

    data_of = DataOf.NOBODY
    # The worker signs; everybody may read.
    writes = Writes(why="heads are published")
    at = models.DateTimeField(unique=True, help_text="the hour in which it was made")
    last_seal = models.BigIntegerField(help_text="the seals from that of the head before to this one")
    chains = models.PositiveIntegerField(help_text="that moved")
    lines = models.PositiveIntegerField(help_text="that were sealed")
    root = models.BinaryField(max_length=32)
    previous = models.BinaryField(
        max_length=32, help_text="the hash of the head before; zeros: there is none"
    )
    signer = models.CharField(
        max_length=64, help_text="the public key (Ed25519), derived from a key of the seals"
    )
    signature = models.BinaryField(max_length=64)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%dT%H}"


class Throttle(models.Model):
    """A token bucket: how many tries are left for one key, as of one instant."""

    data_of = DataOf.ACROSS_SCHOOLS
    # Functions of the owner count (`kernel/throttle.sql`).
    writes = CLOSED
    key = models.CharField(max_length=120, primary_key=True)
    tokens = models.FloatField()
    updated_at = models.DateTimeField()
    # The limit of the first try, or of the last one at the door: a page that names a wider one gains nothing.
    burst = models.FloatField(null=True)
    seconds_each = models.FloatField(null=True)

    class Meta:
        indexes = [models.Index("updated_at", name="throttle_updated")]

    def __str__(self) -> str:
        return self.key
