"""Meetings of the steering committee and of the departmental groups, the figures of a department that are joined to
one, what was written of them, and the public news."""

from django.db import models
from django.db.models import F, Q

from eprimo.foundation.directory.models import Department
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.table_rules import DataOf, kept_where
from eprimo.steering.consortium.models import Market
from eprimo.steering.consortium.wall import KEEPS, KEPT_BY_COORDINATOR
from eprimo.steering.governance.enums import Stage
from eprimo.ui.french import clock_time, local_day, weekday_day_month

_SHA256 = r"^[0-9a-f]{64}$"


class Meeting(models.Model):
    """One meeting. Without a department: of the steering committee of the whole group [C 4.2]."""

    data_of = DataOf.NOBODY
    writes = KEPT_BY_COORDINATOR
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    market = models.ForeignKey(Market, models.PROTECT, related_name="meetings")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", null=True)
    stage = models.CharField(max_length=10, choices=Stage.choices)
    subject = models.CharField(max_length=160)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    agenda = models.TextField(blank=True)
    # Of the invitation (RFC 5545): what was sent before is replaced by a greater one.
    sequence = models.PositiveSmallIntegerField(default=0)
    # Members read of it from then on.
    convened_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    # What is written of a meeting that is prepared.
    WRITTEN = ("stage", "subject", "starts_at", "ends_at", "place", "agenda", "department")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="meeting_ends_after_start"),
            models.CheckConstraint(condition=~Q(subject="") & ~Q(place=""), name="meeting_is_said"),
            models.CheckConstraint(
                condition=Q(convened_at=None) | ~Q(agenda=""), name="meeting_convened_with_agenda"
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | Q(convened_at__isnull=False), name="meeting_cancelled_was_convened"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.subject

    @property
    def body(self) -> str:
        """Which instance meets."""
        if self.department is None:
            return "Comité de pilotage"
        return f"Groupe de pilotage départemental, {self.department.name}"

    @property
    def day_in_words(self) -> str:
        """« mardi 8 décembre 2026, 14 h »."""
        day, hour = weekday_day_month(self.starts_at), clock_time(self.starts_at)
        return f"{day} {local_day(self.starts_at).year}, {hour}"

    @property
    def has_begun(self) -> bool:
        return self.starts_at <= clock.now()


class Minutes(models.Model):
    """What the rectorat wrote of a meeting [C 7.2]. Published, it is never changed: another version says why."""

    data_of = DataOf.NOBODY
    writes = KEPT_BY_COORDINATOR
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="minutes")
    version = models.PositiveSmallIntegerField()
    text = models.TextField()
    reason = models.CharField(max_length=300, blank=True)
    written_at = models.DateTimeField(default=clock.now)
    published_at = models.DateTimeField(null=True)
    # As it was published, attendance included.
    content = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("meeting", "version", name="minutes_version_once"),
            models.UniqueConstraint("meeting", condition=Q(published_at=None), name="minutes_one_draft"),
            models.CheckConstraint(condition=Q(version=1) | ~Q(reason=""), name="minutes_corrected_says_why"),
            models.CheckConstraint(
                condition=Q(published_at=None, content=None, sha256="")
                | Q(published_at__isnull=False, content__isnull=False, sha256__regex=_SHA256),
                name="minutes_published_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"minutes {self.version} of {self.meeting_id}"


class MeetingFile(models.Model):
    """A document of a meeting, at the members' disposal [C 4.1], as it came."""

    data_of = DataOf.NOBODY
    writes = KEPT_BY_COORDINATOR
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="files")
    name = models.CharField(max_length=120)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(sha256__regex=_SHA256), name="meeting_file_hash")]

    def __str__(self) -> str:
        return f"{self.name} of {self.meeting_id}"


class News(models.Model):
    """A piece of news of the project, on its public page once published [C 7.2]."""

    data_of = DataOf.NOBODY
    writes = kept_where(KEEPS, read="true", why="published to everybody, signed in or not")
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    market = models.ForeignKey(Market, models.PROTECT, related_name="news")
    title = models.CharField(max_length=160)
    text = models.TextField()
    written_at = models.DateTimeField(default=clock.now)
    published_at = models.DateTimeField(null=True)
    # Said beside it: who read it before knows that it changed.
    corrected_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "news"
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(text=""), name="news_is_said"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(published_at__isnull=False), name="news_withdrawn_was_published"
            ),
        ]  # fmt: skip
        indexes = [models.Index("published_at", name="news_published")]

    def __str__(self) -> str:
        return self.title


class MeetingFigures(models.Model):
    """What was counted of a department's schools on one day, together: never one school, and never a person. A set that
    was joined stays, whatever schools become; counts under five are hidden when they are read."""

    data_of = DataOf.NOBODY
    writes = KEPT_BY_COORDINATOR
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="figures")
    # The day that was counted, and when the count was joined.
    day = models.DateField()
    taken_at = models.DateTimeField(default=clock.now)
    schools = models.PositiveIntegerField()
    schools_open = models.PositiveIntegerField()
    pupils = models.PositiveIntegerField()
    families = models.PositiveIntegerField()
    families_came = models.PositiveIntegerField()
    guardians = models.PositiveIntegerField()
    guardians_came = models.PositiveIntegerField()
    adults = models.PositiveIntegerField()
    adults_came = models.PositiveIntegerField()
    # The share of the whole academy on that day, to compare with; None: too few to say.
    academy_families = models.PositiveSmallIntegerField(null=True)
    academy_adults = models.PositiveSmallIntegerField(null=True)

    class Meta:
        verbose_name_plural = "meeting figures"
        constraints = [
            models.UniqueConstraint("meeting", "day", name="meeting_figures_once_a_day"),
            models.CheckConstraint(
                condition=Q(
                    schools_open__lte=F("schools"), families_came__lte=F("families"),
                    guardians_came__lte=F("guardians"), adults_came__lte=F("adults"),
                ),
                name="meeting_figures_came_among_all",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"figures of {self.day} at {self.meeting_id}"
