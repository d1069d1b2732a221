"""The one market of the group, and every date its life is decided by."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from eprimo.foundation.directory.models import Academy
from eprimo.foundation.kernel.ids import uuid7
from eprimo.steering.consortium import convention
from eprimo.steering.consortium.months import months_after


class Market(models.Model):
    """Days are those of the convention, in Europe/Paris. A period is [first day, first day of the next[."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    academy = models.ForeignKey(Academy, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200, default=convention.NAME)
    joins_until = models.DateField(help_text="last day to post the signed convention")
    launches_from = models.DateField(help_text="the consultation starts on that day at the earliest")
    notification_expected = models.DateField(help_text="a forecast")
    starts_on = models.DateField(help_text="the market and the convention take effect")
    period_months = models.PositiveSmallIntegerField(default=convention.PERIOD_MONTHS)
    # What has happened. Once published nobody joins; once notified the contractor reads the list of members.
    published_on = models.DateField(null=True)
    notified_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(joins_until__lt=F("launches_from")) & Q(launches_from__lte=F("notification_expected"))
                & Q(notification_expected__lte=F("starts_on")),
                name="market_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(published_on=None) | Q(published_on__gte=F("launches_from")),
                name="market_published_not_before",
            ),
            models.CheckConstraint(
                condition=Q(notified_on=None) | Q(published_on__isnull=False, notified_on__gte=F("published_on")),
                name="market_notified_after_published",
            ),
            models.CheckConstraint(condition=Q(period_months__gt=0), name="market_period_lasts"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"market of {self.starts_on}"

    @property
    def second_period_on(self) -> date:
        """First day of the second period [C 2]."""
        return months_after(self.starts_on, self.period_months)

    @property
    def withdrawal_from(self) -> date:
        """First day on which a member may say that it leaves [C 3]."""
        return months_after(self.second_period_on, -convention.WITHDRAWAL_MONTHS)

    @property
    def ends_on(self) -> date:
        """« soit le 19 juillet 2030 » [C 8]."""
        return months_after(self.starts_on, self.period_months * convention.PERIODS)
