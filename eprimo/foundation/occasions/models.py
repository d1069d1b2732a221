"""All that has a date, in one table; and the facts about a date that homes show."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from eprimo.foundation.directory.models import Person, School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.constraints import SameSchool
from eprimo.foundation.kernel.table_rules import DataOf
from eprimo.foundation.occasions.enums import BEFORE, ClosureDecision, MarkState, Sort, Verb


class Occasion(models.Model):
    """One date of a thing that is out. It follows the thing: nobody writes it by hand, and who sees it is who sees the
    thing, by its shares. A thing that is taken back has none."""

    data_of = DataOf.TERRITORY_TOO
    resource = models.ForeignKey("content.Resource", models.CASCADE, related_name="occasions", db_index=False)
    school = models.ForeignKey(School, models.CASCADE, related_name="+", null=True, db_index=False)
    # Which of the dates of the thing: the same when it moves.
    n = models.PositiveSmallIntegerField()
    sort = models.CharField(max_length=8, choices=Sort.choices)
    # What is to be done before a deadline.
    verb = models.CharField(max_length=8, choices=Verb.choices, blank=True)
    # First and last day, and the clock on the wall of the school.
    on = models.DateField()
    until = models.DateField()
    starts_at = models.TimeField(null=True)
    ends_at = models.TimeField(null=True)
    place = models.CharField(max_length=120, blank=True)
    bring = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    picture = models.CharField(max_length=40, blank=True)
    # What this date says, where its thing has many and each says its own; empty: the title of the thing.
    words = models.CharField(max_length=500, blank=True, default="", db_default="")
    # Of a class of several levels, those whom it is for; empty: all.
    levels = ArrayField(models.CharField(max_length=4), default=list, blank=True, db_default=[])
    # Who manages its thing says that it does not take place: it stays in view, struck out.
    struck = models.BooleanField(default=False, db_default=False)
    # Of a closure: the first day is shut after noon alone, the last one before noon alone.
    from_noon = models.BooleanField(default=False, db_default=False)
    until_noon = models.BooleanField(default=False, db_default=False)
    # Of a day on which the school is shut: what was decided of it. It goes when the date has another day.
    when_shut = models.CharField(
        max_length=6, choices=ClosureDecision.choices, blank=True, default="", db_default=""
    )
    # Which closure that answers: a day off of the school, or the note that told it. The closure gone, nothing was said.
    shut_off = models.BigIntegerField(null=True)
    shut_note = models.BigIntegerField(null=True)
    # How often what it says has changed: a telephone reads a higher number as news.
    edition = models.PositiveIntegerField(default=0, db_default=0)
    # The end of its last day in the zone of the school: from then on it is past, without anybody doing anything.
    over_at = models.DateTimeField()

    class Meta:
        indexes = [
            # What is ahead for a school, whatever its past.
            models.Index("school", "over_at", name="occasion_ahead"),
        ]
        constraints = [
            SameSchool("resource", name="occasion_resource_same_school"),
            models.UniqueConstraint("resource", "n", name="occasion_once"),
            # Two-column keys lead here: a fact about a date is of its school.
            models.UniqueConstraint("id", "school", name="occasion_of_school"),
            models.CheckConstraint(condition=Q(until__gte=F("on")), name="occasion_days_in_order"),
            models.CheckConstraint(
                condition=Q(sort=Sort.DEADLINE, verb__in=sorted(BEFORE))
                | Q(sort=Sort.WORK, verb__in=sorted(set(Verb) - BEFORE))
                | Q(sort__in=[Sort.EVENT, Sort.CLOSURE], verb=""),
                name="occasion_has_its_verb",
            ),
            models.CheckConstraint(
                condition=Q(when_shut="") | Q(when_shut__in=sorted(ClosureDecision.values), sort=Sort.EVENT),
                name="occasion_when_shut",
            ),
            models.CheckConstraint(
                condition=Q(from_noon=False, until_noon=False)
                | Q(sort=Sort.CLOSURE) & (Q(until__gt=F("on")) | Q(from_noon=False) | Q(until_noon=False)),
                name="occasion_halves_of_closures",
            ),
            # An hour would be the hour at which a school shuts: it is shut those days.
            models.CheckConstraint(
                condition=Q(sort=Sort.EVENT) | Q(starts_at=None, ends_at=None, place=""),
                name="occasion_hours_of_events",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sort} {self.n} of {self.resource_id}"


class Mark(models.Model):
    """A fact about a date for one child, which homes show: whoever may says it for the child, and nobody is named
    beside it. The trail knows who."""

    occasion = models.ForeignKey(Occasion, models.CASCADE, related_name="marks", db_index=False)
    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    child = models.ForeignKey(Person, models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, choices=MarkState.choices)
    # When it arrived, and when it was touched: earlier, where a device kept it without network. Empty: of before.
    at = models.DateTimeField(default=clock.now)
    touched_at = models.DateTimeField(null=True)
    # Of the act that said it last: sent twice, it is done once.
    key = models.UUIDField(null=True)

    class Meta:
        constraints = [
            SameSchool("occasion", name="mark_occasion_same_school"),
            models.UniqueConstraint("occasion", "child", name="mark_once"),
            models.CheckConstraint(condition=Q(state__in=sorted(MarkState.values)), name="mark_state"),
        ]

    def __str__(self) -> str:
        return f"{self.state} of {self.occasion_id} for {self.child_id}"
