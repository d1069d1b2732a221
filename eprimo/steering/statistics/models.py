"""How each school stands, counted once a day: no page counts an academy while somebody waits."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from eprimo.foundation.directory.models import School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.table_rules import Writes
from eprimo.steering.consortium.wall import IN_GROUP


class Concern(models.TextChoices):
    """What is wrong at a school, for who helps it from outside: never about a person."""

    CLOSED = "closed", "Pas ouverte"
    ENDING = "ending", "Ouverture bientôt finie"
    EMPTY = "empty", "Jamais importée"
    IMPORT_REFUSED = "import_refused", "Dernier import refusé"
    NO_HEAD = "no_head", "Sans direction"
    CLASSES_BARE = "classes_bare", "Classes sans enseignant"
    PUPILS_BARE = "pupils_bare", "Élèves sans classe"
    UNREACHED = "unreached", "Familles peu jointes"


class SchoolFigures(models.Model):
    """Counts of one school on one day. Counts and codes only; small ones are hidden when they are read.

    A « family » is a pupil with at least one guardian; it came when one of them activated the account. « Came »
    everywhere: the account was activated.
    """

    writes = Writes(read="school_id = ANY ((SELECT wall.schools())::bigint[]) OR " + IN_GROUP)
    school = models.ForeignKey(School, models.CASCADE, related_name="figures")
    day = models.DateField()
    computed_at = models.DateTimeField(default=clock.now)
    pupils = models.PositiveIntegerField(default=0)
    pupils_came = models.PositiveIntegerField(default=0)
    families = models.PositiveIntegerField(default=0)
    families_came = models.PositiveIntegerField(default=0)
    guardians = models.PositiveIntegerField(default=0)
    guardians_came = models.PositiveIntegerField(default=0)
    adults = models.PositiveIntegerField(default=0, help_text="teachers, heads and staff")
    adults_came = models.PositiveIntegerField(default=0)
    classes = models.PositiveIntegerField(default=0)
    classes_bare = models.PositiveIntegerField(default=0, help_text="classes without a teacher")
    pupils_bare = models.PositiveIntegerField(default=0, help_text="pupils without a class")
    open_until = models.DateTimeField(null=True, help_text="end of the entitlements in force; empty: closed")
    imported_at = models.DateTimeField(null=True)
    concerns = ArrayField(models.CharField(max_length=16, choices=Concern.choices), default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint("day", "school", name="school_figures_once_a_day"),
            models.CheckConstraint(
                condition=models.Q(pupils_came__lte=models.F("pupils"))
                & models.Q(families_came__lte=models.F("families"))
                & models.Q(guardians_came__lte=models.F("guardians"))
                & models.Q(adults_came__lte=models.F("adults")),
                name="school_figures_came_among_all",
            ),
        ]
        indexes = [GinIndex(fields=["concerns"], name="school_figures_concerns")]

    def __str__(self) -> str:
        return f"figures of {self.school_id} on {self.day}"
