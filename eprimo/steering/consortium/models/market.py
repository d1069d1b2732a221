"""The one market of the group and every date its life is decided by; the text of its convention, version by version,
and what was decided of the gaps of that text."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q

from eprimo.foundation.directory.models import Academy
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.table_rules import EVERY_COLUMN, DataOf, kept_where
from eprimo.steering.consortium import convention
from eprimo.steering.consortium.dates import months_after, next_working
from eprimo.steering.consortium.enums import EndReading, InvoicesTo, LetterDay, MandateFrom, PriceUnit
from eprimo.steering.consortium.wall import KEEPS, KEEPS_NOW, KEPT_BY_COORDINATOR, contracted


class Market(models.Model):
    """Days are those of the convention, in Europe/Paris. A period is [first day, first day of the next[."""

    data_of = DataOf.NOBODY
    writes = kept_where(
        KEEPS + " OR (SELECT wall.members()) <> '{}' OR " + contracted("id"), read="true", removed=False,
        why="the days of a public contract, which the public pages tell", columns={EVERY_COLUMN: KEEPS_NOW},
    )  # fmt: skip
    # Whoever acts in the market locks its row; the coordinator alone changes it.
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
    # The market ended before its time [C 8], and why.
    ended_early_on = models.DateField(null=True)
    ended_early_why = models.CharField(max_length=500, blank=True)
    # How this market reads the ten gaps of the text: see `gaps.py`, which says what each column decides.
    admits_private = models.BooleanField(default=True)
    mandate_from = models.CharField(max_length=9, choices=MandateFrom.choices, default=MandateFrom.SIGNATURE)
    end_reading = models.CharField(max_length=6, choices=EndReading.choices, default=EndReading.OPEN)
    letter_decides = models.CharField(max_length=8, choices=LetterDay.choices, default=LetterDay.POSTED)
    letter_registered = models.BooleanField(default=False)
    commission = models.CharField(max_length=600, default=convention.COMMISSION)
    # Percent of the need of annexe 2 that a member orders at least in the second period.
    second_floor = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(100)])
    admits_late = models.BooleanField(default=False)
    price_unit = models.CharField(max_length=5, choices=PriceUnit.choices, default=PriceUnit.PUPIL)
    deadline_rolls = models.BooleanField(default=False)
    # Follows from `deadline_rolls`, so that lists may ask for it: see `save`.
    extended_until = models.DateField(null=True, editable=False)
    invoices_to = models.CharField(max_length=6, choices=InvoicesTo.choices, default=InvoicesTo.MEMBER)

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
            models.CheckConstraint(condition=Q(second_floor__lte=100), name="market_floor_is_a_percent"),
            models.CheckConstraint(
                condition=Q(ended_early_on=None, ended_early_why="")
                | (Q(ended_early_on__isnull=False) & ~Q(ended_early_why="")),
                name="market_ended_early_says_why",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"market of {self.starts_on}"

    def save(self, *, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Keep `extended_until` true, whatever is written."""
        self.extended_until = next_working(self.joins_until) if self.deadline_rolls else None
        fields = None if update_fields is None else {*update_fields, "extended_until"}
        super().save(update_fields=fields, **kwargs)

    @property
    def last_posting_day(self) -> date:
        """`joins_until`; the first working day after it when the coordinator chose so (the text extends nothing)."""
        return next_working(self.joins_until) if self.deadline_rolls else self.joins_until

    def closed_on(self, day: date) -> bool:
        """Does nobody join any more that day [C 2]? Point 7 may leave the list open."""
        return self.published_on is not None and self.published_on <= day and not self.admits_late

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

    @property
    def convention_ends_on(self) -> date:
        """« la présente convention, dont la durée se confond avec celle du marché » [C 8]: the day of both."""
        return self.ended_early_on or self.ends_on


class Decision(models.Model):
    """How the market reads one gap of the text from now on, and what it read before: decisions stay, the last one
    holds. `before` and `after`: columns of the market and their values."""

    data_of = DataOf.NOBODY
    writes = KEPT_BY_COORDINATOR
    market = models.ForeignKey(Market, models.CASCADE, related_name="decisions")
    gap = models.PositiveSmallIntegerField()
    before = models.JSONField()
    after = models.JSONField()
    # A body or a function, never a person.
    decided_by = models.CharField(max_length=160)
    decided_on = models.DateField()
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(gap__gte=1, gap__lte=10), name="decision_of_a_gap"),
            models.CheckConstraint(condition=~Q(decided_by=""), name="decision_by_somebody"),
        ]

    def __str__(self) -> str:
        return f"decision on gap {self.gap}"


class ConventionText(models.Model):
    """A version of the convention, kept as it was given. From its date on it is the one that members sign."""

    data_of = DataOf.NOBODY
    writes = KEPT_BY_COORDINATOR
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    market = models.ForeignKey(Market, models.PROTECT, related_name="texts")
    number = models.PositiveSmallIntegerField()
    dated_on = models.DateField()
    name = models.CharField(max_length=120)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint("market", "number", name="convention_text_one_next"),
            models.UniqueConstraint("market", "sha256", name="convention_text_once"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="convention_text_hash"),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of {self.market_id}"
