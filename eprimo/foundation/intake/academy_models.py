"""Deliveries of the academic directory that somebody of the academy sends by a page: what came, what is asked, what
became of it."""

from django.db import models
from django.db.models import F, Q

from eprimo.foundation.directory.models import Academy, Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.statements import with_periods
from eprimo.foundation.kernel.table_rules import DataOf, Writes, kept_where, moves

# The largest academy is five times smaller, compressed.
MOST_BYTES = 300 * 1024 * 1024
# Of the session's own academy, while the mandate holds.
_ACADEMY = with_periods(
    "(SELECT wall.holds('academy')) AND academy_id IN (SELECT m.academy_id FROM public.directory_mandate m"
    " WHERE m.person_id = (SELECT wall.me()) AND m.role = 'academy'"
    " AND in_force(m.starts, m.ends, wall.now()))"
)
# The bytes are of who sent them alone; the worker reads them.
_SENT = "delivery_id IN (SELECT id FROM public.intake_aafdelivery WHERE made_by_id = (SELECT wall.me()))"


class AafDeliveryState(models.TextChoices):
    SENDING = "sending", "Envoi commencé"
    RECEIVED = "received", "En lecture"
    CHECKED = "checked", "À relire"
    APPROVED = "approved", "En cours"
    APPLIED = "applied", "Appliquée"
    REFUSED = "refused", "Refusée"
    DROPPED = "dropped", "Abandonnée"


# One of them at once for an academy.
OPEN_STATES = (AafDeliveryState.RECEIVED, AafDeliveryState.CHECKED, AafDeliveryState.APPROVED)


class AafDelivery(models.Model):
    """One archive for one academy. Its bytes are in parts until it is applied, refused or dropped."""

    data_of = DataOf.ACROSS_SCHOOLS
    writes = kept_where(
        _ACADEMY, read=_ACADEMY, columns={
            "received state agreed agreed_by_id": "",
            **moves("made_by_id"),
        },
    )  # fmt: skip
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    academy = models.ForeignKey(Academy, models.PROTECT, related_name="+")
    # As its sender calls the archive.
    name = models.CharField(max_length=160)
    made_by = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True)
    made_at = models.DateTimeField(default=clock.now)
    # Bytes: those that were announced, and those that came.
    length = models.PositiveIntegerField()
    received = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=8, choices=AafDeliveryState.choices, default=AafDeliveryState.SENDING)
    # What the names of its files say; not known before it is read.
    full = models.BooleanField(null=True)
    stamp = models.CharField(max_length=8, blank=True)
    # Something is asked before it is applied; and somebody said yes to it.
    needs_yes = models.BooleanField(default=False)
    agreed = models.BooleanField(default=False)
    agreed_by = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True)
    # Counts, questions and problems; it holds keys of the academy, no name of a person.
    report = models.JSONField(null=True)
    # Why it was refused.
    refusal = models.CharField(max_length=500, blank=True)
    # How often a worker began the step that is due.
    tries = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "AAF deliveries"
        constraints = [
            models.UniqueConstraint(
                "academy", condition=Q(state__in=OPEN_STATES), name="aaf_delivery_one_open"
            ),
            models.CheckConstraint(
                condition=Q(received__lte=F("length"), length__gt=0, length__lte=MOST_BYTES),
                name="aaf_delivery_within_its_length",
            ),
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk} of academy {self.academy_id}"

    @property
    def is_whole(self) -> bool:
        return self.received == self.length


class AafDeliveryPart(models.Model):
    """Bytes of an archive that begin at `offset`."""

    data_of = DataOf.ACROSS_SCHOOLS
    writes = Writes(read=_SENT, insert=_SENT, delete=_SENT)
    delivery = models.ForeignKey(AafDelivery, models.CASCADE, related_name="parts")
    offset = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint("delivery", "offset", name="aaf_delivery_part_once")]

    def __str__(self) -> str:
        return f"part {self.offset} of {self.delivery_id}"
