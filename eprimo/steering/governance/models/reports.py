"""The yearly report of activity, as it was sent to the members [C 4.1]."""

from django.db import models
from django.db.models import F, Q

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.table_rules import DataOf
from eprimo.steering.consortium.models import Market, Member
from eprimo.steering.consortium.wall import KEPT_BY_COORDINATOR


class ActivityReport(models.Model):
    """What the group did from one day to another. The coordinator writes its texts, the figures come from what is
    there; sent, both stay as they were, and another version says why."""

    data_of = DataOf.NOBODY
    writes = KEPT_BY_COORDINATOR
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    market = models.ForeignKey(Market, models.PROTECT, related_name="activity_reports")
    starts_on = models.DateField()
    # The last day that it tells of.
    ends_on = models.DateField()
    version = models.PositiveSmallIntegerField(default=1)
    reason = models.CharField(max_length=300, blank=True)
    # By the key of a chapter, and of the words before and after them.
    texts = models.JSONField(default=dict)
    written_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)
    content = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("market", "starts_on", "version", name="activity_report_version_once"),
            models.UniqueConstraint(
                "market", "starts_on", condition=Q(sent_at=None), name="activity_report_one_draft"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="activity_report_ends_later"
            ),
            models.CheckConstraint(
                condition=Q(version=1) | ~Q(reason=""), name="activity_report_corrected_says_why"
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None, content=None, sha256="")
                | Q(sent_at__isnull=False, content__isnull=False, sha256__regex=r"^[0-9a-f]{64}$"),
                name="activity_report_sent_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"report from {self.starts_on}, version {self.version}"


class ReportCopy(models.Model):
    """The report sent to a member: once each version."""

    data_of = DataOf.NOBODY
    writes = KEPT_BY_COORDINATOR
    report = models.ForeignKey(ActivityReport, models.CASCADE, related_name="copies")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    # When its office was written to; refused: for good. Without an address it reads the report in e-primo.
    told_at = models.DateTimeField(null=True)
    refused = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "report copies"
        constraints = [models.UniqueConstraint("report", "member", name="report_copy_once")]

    def __str__(self) -> str:
        return f"{self.report_id} to {self.member_id}"
