"""Notices: what a person is told, about which child, by which right."""

from django.db import models
from django.db.models import Q

from eprimo.foundation.access.models import Audience
from eprimo.foundation.content.models import Resource
from eprimo.foundation.directory.models import Person, School
from eprimo.foundation.kernel import clock


class Lane(models.TextChoices):
    """Only the first may ring."""

    TO_DO = "todo", "À faire"
    MY_CHILD = "child", "Pour mon enfant"
    CLASS_LIFE = "life", "La vie de la classe"


class NoticeState(models.TextChoices):
    """A notice of the lane « to do » is open until its service says otherwise."""

    OPEN = "open"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class Notice(models.Model):
    """One person is told of one thing. Partitioned by school year."""

    pk = models.CompositePrimaryKey("school_year", "id")
    school_year = models.SmallIntegerField()
    id = models.BigIntegerField(
        db_default=models.Func(models.Value("notifications_notice_id"), function="nextval")
    )
    recipient = models.ForeignKey(Person, models.CASCADE, related_name="notices")
    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    lane = models.CharField(max_length=5, choices=Lane.choices)
    state = models.CharField(max_length=9, choices=NoticeState.choices, default=NoticeState.OPEN)
    # The card its service draws: « liaison.sign ».
    card = models.CharField(max_length=40)
    resource = models.ForeignKey(Resource, models.CASCADE, related_name="notices", null=True)
    # Whom it is about, and the rule it came by: reading checks both again.
    child = models.ForeignKey(Person, models.CASCADE, related_name="+", null=True)
    audience = models.ForeignKey(Audience, models.CASCADE, related_name="notices", null=True)
    due_on = models.DateField(null=True)
    visible_from = models.DateTimeField(default=clock.now)
    # Moved by a reminder: newest first.
    bumped_at = models.DateTimeField(default=clock.now)
    reminded = models.SmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "school_year", "recipient", "resource", "child", name="notice_once", nulls_distinct=False
            )
        ]
        indexes = [
            models.Index(
                "recipient",
                "lane",
                models.F("bumped_at").desc(),
                name="notice_open",
                condition=Q(state="open"),
            ),
            models.Index("resource", "recipient", name="notice_resource"),
        ]

    def __str__(self) -> str:
        return f"notice {self.id}"
