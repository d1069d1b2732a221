"""What every content has in common: the resource, its versions, whom it is shared with."""

from django.db import models
from django.db.models import Q

from eprimo.foundation.access.models import Audience
from eprimo.foundation.content.enums import ResourceState, ShareLevel
from eprimo.foundation.directory.models import Person, School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.data import DataOf
from eprimo.foundation.kernel.fields import NameKey
from eprimo.foundation.kernel.ids import uuid7


class Resource(models.Model):
    """Something somebody made for others. Each service keeps its own table beside it, one to one."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    service = models.CharField(max_length=20)
    school = models.ForeignKey(School, models.CASCADE, related_name="resources")
    owner = models.ForeignKey(Person, models.SET_NULL, related_name="resources", null=True)
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

    class Meta:
        indexes = [
            models.Index("owner", "service", models.F("updated_at").desc(), name="resource_owner_recent")
        ]

    def __str__(self) -> str:
        return f"{self.service} {self.pk}"


class Version(models.Model):
    """What a resource said from one instant on. Corrections add a version; none is changed."""

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="versions")
    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    body = models.JSONField(help_text="a ProseMirror document of the shared schema")
    author = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint("resource", "number", name="version_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="version_number_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.resource_id} v{self.number}"


class Share(models.Model):
    """One audience, one level, from one instant on. Columns of the resource are copied for the feed's index."""

    data_of = DataOf.NOBODY
    resource = models.ForeignKey(Resource, models.CASCADE, related_name="shares")
    audience = models.ForeignKey(Audience, models.CASCADE, related_name="shares")
    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    level = models.SmallIntegerField(choices=ShareLevel.choices, default=ShareLevel.READ)
    visible_from = models.DateTimeField(default=clock.now)
    service = models.CharField(max_length=20)
    updated_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint("resource", "audience", name="share_once")]
        indexes = [
            # The newest 30 of each audience of an actor, without touching the resource.
            models.Index(
                "audience",
                "service",
                models.F("updated_at").desc(),
                name="share_feed",
                include=["resource", "level", "visible_from"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resource_id} to {self.audience_id}"
