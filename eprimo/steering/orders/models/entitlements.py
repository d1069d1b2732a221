"""What orders open in the directory, where more is used than was ordered, what coverage is counted against (public
pupils of the academy, as somebody published them on a day), and what a member took away of what the group keeps."""

from django.db import models
from django.db.models import F, Q

from eprimo.foundation.directory.models import Entitlement, School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.table_rules import DataOf, Writes, kept_where
from eprimo.steering.consortium.models import Market, Member
from eprimo.steering.consortium.wall import IN_GROUP, KEPT_BY_COORDINATOR, acts_for, contracted, through
from eprimo.steering.orders.models.orders import Order


class OrderGrant(models.Model):
    """The opening of a school by an order, once: run again, nothing is opened twice."""

    data_of = DataOf.NOBODY
    writes = kept_where(through("order_id", "orders_order", contracted()), read=IN_GROUP)
    order = models.ForeignKey(Order, models.CASCADE, related_name="grants")
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    entitlement = models.OneToOneField(Entitlement, models.SET_NULL, related_name="order_grant", null=True)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint("order", "school", name="order_opens_school_once")]

    def __str__(self) -> str:
        return f"{self.order_id} opens {self.school_id}"


class Overrun(models.Model):
    """A school where more pupils are known than accounts were ordered: told, and nobody is locked out [D]."""

    data_of = DataOf.NOBODY
    writes = Writes(read=IN_GROUP)
    member = models.ForeignKey(Member, models.CASCADE, related_name="overruns")
    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    ordered = models.PositiveIntegerField()
    used = models.PositiveIntegerField()
    since = models.DateTimeField(default=clock.now)
    over_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("member", "school", condition=Q(over_at=None), name="overrun_one_open"),
            models.CheckConstraint(condition=Q(used__gt=F("ordered")), name="overrun_is_more"),
        ]

    def __str__(self) -> str:
        return f"{self.used} of {self.ordered} at {self.school_id}"


class CoverageBase(models.Model):
    """The number that coverage is counted against. Another one is written beside it: figures of a past day keep their
    denominator. The last one counts."""

    data_of = DataOf.NOBODY
    writes = KEPT_BY_COORDINATOR
    market = models.ForeignKey(Market, models.PROTECT, related_name="coverage_bases")
    public_pupils = models.PositiveIntegerField()
    counted_on = models.DateField(help_text="the day that the number is of")
    source = models.CharField(max_length=160)
    written_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(public_pupils__gt=0) & ~Q(source=""), name="coverage_base_is_said"
            )
        ]

    def __str__(self) -> str:
        return f"{self.public_pupils} pupils on {self.counted_on}"


class Takeaway(models.Model):
    """The last day on which a member took its archive, and its certificate of closing; None: it never did."""

    data_of = DataOf.NOBODY
    writes = kept_where(acts_for(), read=IN_GROUP, removed=False)
    member = models.OneToOneField(Member, models.PROTECT, related_name="takeaway")
    archive_on = models.DateField(null=True)
    certificate_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"taken away by {self.member_id}"
