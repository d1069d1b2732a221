"""What orders open in the directory, and where more is used than was ordered."""

from django.db import models
from django.db.models import F, Q

from eprimo.foundation.directory.models import Entitlement, School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.data import DataOf, Writes, kept_where
from eprimo.steering.consortium.models import Member
from eprimo.steering.consortium.wall import IN_GROUP, contracted, through
from eprimo.steering.orders.models.orders import Order


class OrderGrant(models.Model):
    """An order opened a school, once: run again, nothing is opened twice."""

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
