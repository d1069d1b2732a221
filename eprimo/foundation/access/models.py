"""An audience is a rule, not a list: who is in it is computed from each actor's own links."""

from django.db import models
from django.db.models import Q

from eprimo.foundation.directory.models import Person, School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.table_rules import DIRECTED, DataOf, Writes, read_by_all


class AudienceKind(models.TextChoices):
    SCHOOL = "school", "École"
    CLASS = "class", "Classe"
    GROUP = "group", "Groupe"
    CHILD = "child", "Enfant"
    PERSON = "person", "Personne"
    SERVICE = "service", "Service"
    # An academy, a department or a circonscription: of no school, and read in each of its open ones.
    TERRITORY = "territory", "Territoire"


class AudienceProfile(models.TextChoices):
    """The part of the people tied to the target that an audience takes. `head`: director and deputy. `delegate`:
    follow-up by delegation. `mandate`: who acts for a territory."""

    PUPIL = "pupil"
    GUARDIAN = "guardian"
    TEACHER = "teacher"
    STAFF = "staff"
    HEAD = "head"
    DELEGATE = "delegate"
    AGENT = "agent"
    PARTNER = "partner"
    MANDATE = "mandate"
    SELF = "self"


class Audience(models.Model):
    """A rule that names people: « the guardians of CE1-A » = (class, its id, guardian). Nobody copies members
    into it."""

    data_of = DataOf.NOBODY
    writes = read_by_all(
        "a rule, and no list of people",
        insert="(SELECT wall.me()) IS NOT NULL",
    )
    kind = models.CharField(max_length=9, choices=AudienceKind.choices)
    target = models.BigIntegerField(
        help_text="id of the class, group, child, person, school, service or territory"
    )
    profile = models.CharField(max_length=8, choices=AudienceProfile.choices)
    # Those of one level of a class that has several, and those whose level is not known; empty: all of them.
    level = models.CharField(max_length=4, blank=True, default="", db_default="")
    # None: the target is a territory.
    school = models.ForeignKey(School, models.CASCADE, related_name="audiences", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("id", "school", name="audience_of_school"),
            # A child or a person may be named by several schools: each school's audience of it is its own.
            models.UniqueConstraint(
                fields=["kind", "target", "profile", "school", "level"],
                name="audience_rule",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(level="") | Q(kind=AudienceKind.CLASS), name="audience_level_of_class"
            ),
            models.CheckConstraint(
                condition=Q(kind=AudienceKind.TERRITORY, school=None)
                | (~Q(kind=AudienceKind.TERRITORY) & Q(school__isnull=False)),
                name="audience_of_territory_or_school",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.profile} of {self.kind} {self.target}"


class RefusalAlarm(models.Model):
    """A session met more refusals than a person does, where its person is (`access.refusals`). Who answers for that
    school is told under a pseudonym, and learns whose session it was by an act with a reason (`console.alarms`)."""

    data_of = DataOf.ACROSS_SCHOOLS
    # At the door's login alone; the home of who directs the school counts those that wait.
    writes = Writes(door=True, read=DIRECTED)
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    # What the operator's log calls the session.
    name = models.CharField(max_length=8)
    # None: the person acts for no school.
    school = models.ForeignKey(School, models.CASCADE, related_name="+", null=True)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    began_at = models.DateTimeField(default=clock.now)
    # The last time.
    at = models.DateTimeField(default=clock.now)
    # Who learnt whose session it was, when and why.
    named_at = models.DateTimeField(null=True)
    named_by = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True)
    reason = models.CharField(max_length=300, blank=True)
    # Nobody has anything left to do about it.
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name", "person", "school"], name="alarm_of_session", nulls_distinct=False
            )
        ]
        indexes = [
            models.Index("school", name="alarm_waits", condition=Q(closed_at=None)),
        ]

    def __str__(self) -> str:
        return f"alarm {self.name}"
