"""What every content has in common: the resource, its versions, whom it is shared with."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from eprimo.foundation.access.models import Audience
from eprimo.foundation.content.enums import ResourceState, ShareLevel
from eprimo.foundation.content.kinds import PEOPLE, Readers, To
from eprimo.foundation.directory.models import Person, School, Territory
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.constraints import SameSchool
from eprimo.foundation.kernel.fields import NameKey
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.table_rules import DataOf


class Words(models.Func):
    """The words of a title and a text that are looked for: their beginnings, and their French stems."""

    function = "content_words"
    output_field = SearchVectorField()


class Resource(models.Model):
    """Something somebody made for others. Each service keeps its own table beside it, one to one. Without a school it
    is of a territory: addressed to nothing else, so about no child."""

    data_of = DataOf.TERRITORY_TOO
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    service = models.CharField(max_length=20)
    school = models.ForeignKey(School, models.CASCADE, related_name="resources", null=True)
    territory = models.ForeignKey(
        Territory, models.PROTECT, related_name="resources", null=True, db_index=False
    )
    owner = models.ForeignKey(Person, models.SET_NULL, related_name="resources", null=True, db_index=False)
    title = models.CharField(max_length=160)
    title_key = models.GeneratedField(
        expression=NameKey("title"), output_field=models.TextField(), db_persist=True
    )
    state = models.CharField(max_length=9, choices=ResourceState.choices, default=ResourceState.DRAFT)
    # What its owner is writing and nobody else sees: a document of the shared schema, until it is published.
    draft = models.JSONField(null=True)
    # The number of the version in force; 0 while nothing was published.
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    # How many times its words were kept, as a draft, by its publication or by a correction: a tab that shows older ones
    # does not overwrite them. Versions are counted anew when nobody saw them, revisions are not.
    revision = models.PositiveIntegerField(default=0, db_default=0)
    # Made by the form of a new draft: kept twice by a device that had lost its session, it is one draft.
    draft_key = models.UUIDField(null=True, unique=True)
    published_at = models.DateTimeField(null=True)
    # Those it is for see it from that instant on; who manages it, from the day it was published.
    visible_from = models.DateTimeField(null=True)
    # The end of its last day, in the school's zone: it then leaves lists and homes.
    ends_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    trashed_at = models.DateTimeField(null=True)
    # It may stand among what is put away: a list of that begins with those alone, and asks each. It was put away or
    # taken back once, a class or a group that it is for was closed, or a child is named in it, who may leave.
    put_away = models.BooleanField(default=False, db_default=False)

    class Meta:
        indexes = [
            # Own things, as they changed, and as they were sent: drafts come first there.
            models.Index(
                "owner",
                "service",
                models.F("updated_at").desc(),
                models.F("id").desc(),
                name="resource_owner_recent",
            ),
            models.Index(
                "owner",
                "service",
                models.F("published_at").desc(),
                models.F("id").desc(),
                name="resource_owner_sent",
            ),
            models.Index(
                "owner",
                "service",
                models.F("updated_at").desc(),
                models.F("id").desc(),
                name="resource_put_away",
                condition=Q(put_away=True),
            ),
            models.Index("trashed_at", name="resource_trash", condition=Q(trashed_at__isnull=False)),
            models.Index("ends_at", name="resource_ends", condition=Q(ends_at__isnull=False)),
            models.Index("territory", name="resource_of_territory", condition=Q(territory__isnull=False)),
        ]
        constraints = [
            # Two-column keys lead here: what is beside a resource is of its school.
            models.UniqueConstraint("id", "school", name="resource_of_school"),
            models.CheckConstraint(
                condition=Q(school=None, territory__isnull=False) | Q(school__isnull=False, territory=None),
                name="resource_of_school_or_territory",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None, visible_from=None)
                | Q(
                    published_at__isnull=False,
                    visible_from__isnull=False,
                    visible_from__gte=models.F("published_at"),
                ),
                name="resource_visible_after_published",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service} {self.pk}"

    @property
    def time_zone(self) -> str:
        """The zone in which its days are."""
        return self.school.time_zone if self.school is not None else settings.TIME_ZONE


class Versions(models.Manager["Version"]):
    """Versions, without the words that are looked for, which nobody reads."""

    def get_queryset(self) -> models.QuerySet["Version"]:
        return super().get_queryset().defer("words")


class Version(models.Model):
    """The text that a resource said from one instant on. Corrections add a version; none is changed."""

    data_of = DataOf.TERRITORY_TOO
    resource = models.ForeignKey(Resource, models.CASCADE, related_name="versions")
    school = models.ForeignKey(School, models.CASCADE, related_name="+", null=True)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    body = models.JSONField(help_text="a ProseMirror document of the shared schema")
    author = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True)
    made_at = models.DateTimeField(default=clock.now)
    # The own fields of its kind as they were then, to say what changed.
    facts = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    words = models.GeneratedField(
        expression=Words("title", "body"), output_field=SearchVectorField(), db_persist=True
    )
    objects = Versions()

    class Meta:
        base_manager_name = "objects"
        constraints = [
            SameSchool("resource", name="version_resource_same_school"),
            models.UniqueConstraint("resource", "number", name="version_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="version_number_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.resource_id} v{self.number}"


class Rows(models.Manager[Any]):
    """Rows of a thing, without the words that are looked for, which nobody reads."""

    def get_queryset(self) -> models.QuerySet[Any]:
        return super().get_queryset().defer("words")


class LineWords(models.Func):
    """The column of the words that are looked for in one row."""

    function = "content_line_words"
    output_field = SearchVectorField()


class DetailRow(models.Model):
    """One of the small and many rows of a thing: a line of the homework of a week. Its thing says who sees it; of a
    class of several levels it may say which ones it is for. It has words that are looked for, and a date of its own
    under its number (`Dated.n`)."""

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="%(class)s_rows")
    school = models.ForeignKey(School, models.CASCADE, related_name="+", db_index=False)
    n = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=500)
    # Those whom it is for; empty: all.
    levels = ArrayField(models.CharField(max_length=4), default=list, blank=True)
    words = models.GeneratedField(
        expression=LineWords("text"),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    # Taken back: nobody but who manages its thing sees it, nor its date.
    removed_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        base_manager_name = "objects"


class About(models.Model):
    """A column for what the thing is about, a value of `What`; empty: its author chose none."""

    what = models.CharField(max_length=12, blank=True, default="", db_default="")

    class Meta:
        abstract = True


class OnDays(models.Model):
    """The day it announces, to its last day when it has several; days of the school's calendar."""

    event_on = models.DateField(null=True)
    event_until_on = models.DateField(null=True)

    class Meta:
        abstract = True


class AtPlace(models.Model):
    """The clock on the wall of the school, and where: what a family under a protected contact does not read."""

    starts_at = models.TimeField(null=True)
    ends_at = models.TimeField(null=True)
    place = models.CharField(max_length=120, blank=True, default="", db_default="")

    class Meta:
        abstract = True


class Bringing(models.Model):
    """A column for what children bring, a thing an item."""

    bring = ArrayField(models.CharField(max_length=80), default=list, blank=True)

    class Meta:
        abstract = True


def days_in_order(name: str) -> models.CheckConstraint:
    """Return the constraint of models that are `OnDays`: they end after they begin."""
    ordered = Q(event_until_on=None) | Q(event_until_on__gte=models.F("event_on"))
    return models.CheckConstraint(condition=ordered, name=name)


class Share(models.Model):
    """One audience, one level, from one instant on. Columns of the resource are copied for the feed's index."""

    data_of = DataOf.NOBODY
    # Whether it reaches somebody is asked by its resource alone, whatever the number of the own audiences.
    resource = models.ForeignKey(Resource, models.CASCADE, related_name="shares")
    # It leads an index below.
    audience = models.ForeignKey(Audience, models.CASCADE, related_name="shares", db_index=False)
    school = models.ForeignKey(School, models.CASCADE, related_name="+", null=True)
    level = models.SmallIntegerField(choices=ShareLevel.choices, default=ShareLevel.READ)
    visible_from = models.DateTimeField(default=clock.now)
    service = models.CharField(max_length=20)
    updated_at = models.DateTimeField(default=clock.now)
    put_away = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            SameSchool("resource", name="share_resource_same_school"),
            SameSchool("audience", name="share_audience_same_school"),
            models.UniqueConstraint("resource", "audience", name="share_once"),
        ]
        indexes = [
            # The newest 30 of each audience of an actor, without touching the resource: as they changed.
            models.Index(
                "audience",
                "service",
                models.F("updated_at").desc(),
                models.F("resource").desc(),
                name="share_feed",
                include=["level", "visible_from"],
            ),
            # As they reached it.
            models.Index(
                "audience",
                "service",
                models.F("visible_from").desc(),
                models.F("resource").desc(),
                name="share_reached",
            ),
            # Of what may be put away.
            models.Index(
                "audience",
                "service",
                models.F("updated_at").desc(),
                models.F("resource").desc(),
                name="share_put_away",
                condition=Q(put_away=True),
            ),
            # What territories share with an actor: few, and looked up beside what a school has.
            models.Index("audience", name="share_of_territory", condition=Q(school=None)),
        ]

    def __str__(self) -> str:
        return f"{self.resource_id} to {self.audience_id}"


class Target(models.Model):
    """A place or person that its author chose, for drafts too: « the class CE1-A »; and who was named beside a child.
    Shares follow from it, and are never changed apart."""

    data_of = DataOf.TERRITORY_TOO
    resource = models.ForeignKey(Resource, models.CASCADE, related_name="targets")
    school = models.ForeignKey(School, models.CASCADE, related_name="+", null=True)
    kind = models.CharField(max_length=9, choices=[(one.value, one.value) for one in To])
    target = models.BigIntegerField(help_text="id of the school, class, group, child, person or territory")
    # Those who work there, and the families, unless its author chose otherwise.
    staff = models.BooleanField(default=True, db_default=True)
    families = models.BooleanField(default=True, db_default=True)
    # The pupils among them read it too.
    pupils = models.BooleanField(default=False)

    class Meta:
        # What names an erased or a merged person is looked up.
        indexes = [
            models.Index(
                "target", "kind", name="target_person", condition=Q(kind__in=[one.value for one in PEOPLE])
            )
        ]
        constraints = [
            SameSchool("resource", name="target_of_resource"),
            models.UniqueConstraint("resource", "kind", "target", name="target_once"),
            models.CheckConstraint(condition=Q(kind__in=[one.value for one in To]), name="target_kind"),
            models.CheckConstraint(
                condition=Q(kind=To.TERRITORY.value, school=None)
                | (~Q(kind=To.TERRITORY.value) & Q(school__isnull=False)),
                name="target_of_school_or_territory",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resource_id} to {self.kind} {self.target}"

    @property
    def readers(self) -> frozenset[Readers]:
        return frozenset(one for one in Readers if getattr(self, one))
