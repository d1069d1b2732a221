"""Academies, communes, schools, years, classes and groups."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Case, Q, Value, When

from eprimo.foundation.directory.enums import (
    EntitlementSource,
    Level,
    SchoolKind,
    Sector,
    ServiceKind,
    Source,
)
from eprimo.foundation.directory.models.links import (
    DatedLink,
    DatedQuerySet,
    DatedUnreadManager,
    dated_constraints,
)
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.fields import NameKey
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.reasons import ReasonField
from eprimo.foundation.kernel.table_rules import (
    DIRECTED,
    EVERY_COLUMN,
    TAKES_AWAY,
    DataOf,
    Writes,
    kept_where,
    read_by_all,
)
from eprimo.ui import french

_OF_DIRECTED = "id = ANY ((SELECT wall.directed())::bigint[])"


class Academy(models.Model):
    data_of = DataOf.NOBODY
    writes = read_by_all("names of places, which are public")
    code = models.CharField(max_length=3, unique=True, help_text="code of the academy, « 17 » for Nantes")
    name = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.name


class Department(models.Model):
    data_of = DataOf.NOBODY
    writes = read_by_all("names of places, which are public")
    code = models.CharField(max_length=3, unique=True)
    name = models.CharField(max_length=80)
    academy = models.ForeignKey(Academy, models.PROTECT, related_name="departments")

    def __str__(self) -> str:
        return self.name


class Epci(models.Model):
    data_of = DataOf.NOBODY
    writes = read_by_all("names of places, which are public")
    siren = models.CharField(max_length=9, unique=True, validators=[RegexValidator(r"^\d{9}$")])
    name = models.CharField(max_length=160)

    def __str__(self) -> str:
        return self.name


class Commune(models.Model):
    data_of = DataOf.NOBODY
    writes = read_by_all("names of places, which are public")
    insee = models.CharField(
        max_length=5, unique=True, validators=[RegexValidator(r"^[0-9][0-9AB][0-9]{3}$")]
    )
    name = models.CharField(max_length=120)
    department = models.ForeignKey(Department, models.PROTECT, related_name="communes")
    epci = models.ForeignKey(Epci, models.PROTECT, related_name="communes", null=True)

    def __str__(self) -> str:
        return self.name


class Circonscription(models.Model):
    """The district of an inspector (IEN)."""

    data_of = DataOf.NOBODY
    writes = read_by_all("names of places, which are public")
    public_id = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    name = models.CharField(max_length=120)
    department = models.ForeignKey(Department, models.PROTECT, related_name="circonscriptions")

    class Meta:
        constraints = [models.UniqueConstraint("department", "name", name="circonscription_name")]

    def __str__(self) -> str:
        return self.name


class Territory(models.Model):
    """A territory that an academy or an inspector acts for: an academy, a department or a circonscription. The database
    makes the row of each, and keeps its name, whoever writes."""

    data_of = DataOf.NOBODY
    writes = read_by_all("names of places, which are public")
    public_id = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    name = models.CharField(max_length=120)
    academy = models.OneToOneField(Academy, models.CASCADE, related_name="territory", null=True)
    department = models.OneToOneField(Department, models.CASCADE, related_name="territory", null=True)
    circonscription = models.OneToOneField(
        Circonscription, models.CASCADE, related_name="territory", null=True
    )

    # Which of them it is, as a column: what `territory_words` takes.
    SORT: ClassVar = Case(
        When(academy__isnull=False, then=Value("academy")),
        When(circonscription__isnull=False, then=Value("circonscription")),
        default=Value("department"),
    )

    class Meta:
        verbose_name_plural = "territories"
        constraints = [
            models.CheckConstraint(
                condition=Q(academy__isnull=False, department=None, circonscription=None)
                | Q(academy=None, department__isnull=False, circonscription=None)
                | Q(academy=None, department=None, circonscription__isnull=False),
                name="territory_is_one_place",
            )
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        """The territory in words: « Académie de Nantes », « Loire-Atlantique », « Circonscription de Valmarais
        Nord »."""
        sort = "academy" if self.academy_id else "circonscription" if self.circonscription_id else ""
        return territory_words(self.name, sort)


def territory_words(name: str, sort: str) -> str:
    """Return how an academy, a department or a circonscription is called, whether its name says what it is or not.
    `sort`: as `Territory.SORT` gives it."""
    head = {"academy": "Académie", "circonscription": "Circonscription"}.get(sort, "")
    return name if not head or name.startswith(head) else f"{head} {french.of(name)}"


class SchoolYear(models.Model):
    """A school year, named by the calendar year it starts in."""

    data_of = DataOf.NOBODY
    writes = read_by_all("the years of all schools", insert="(SELECT wall.directed()) <> '{}'")
    year = models.SmallIntegerField(primary_key=True)
    starts = models.DateField()
    ends = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__gt=models.F("starts")), name="school_year_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return french.school_year(self.year)


class School(models.Model):
    data_of = DataOf.NOBODY
    # Who asks assistance locks the row; who directs the school turns its year.
    writes = read_by_all(
        "who a school is, which is public",
        update=f"{_OF_DIRECTED} OR (SELECT wall.holds('contractor')) OR (SELECT wall.holds('platform'))",
        columns={"running_year_id": "NEW.id = ANY(wall.directed())"},
    )
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    uai = models.CharField(max_length=8, unique=True)
    name = models.CharField(max_length=160)
    key = models.GeneratedField(expression=NameKey("name"), output_field=models.TextField(), db_persist=True)
    kind = models.CharField(max_length=12, choices=SchoolKind.choices, default=SchoolKind.PRIMARY)
    sector = models.CharField(max_length=18, choices=Sector.choices, default=Sector.PUBLIC)
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="schools")
    academy = models.ForeignKey(Academy, models.PROTECT, related_name="schools")
    rpi = models.CharField(max_length=120, blank=True, help_text="regroupement pédagogique intercommunal")
    # Where it stands, in degrees (WGS 84); empty: not known, and the school is not on the map.
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    holiday_zone = models.CharField(max_length=12, default="B")
    time_zone = models.CharField(max_length=40, default="Europe/Paris")
    successor = models.ForeignKey("self", models.PROTECT, related_name="predecessors", null=True)
    # The last year that was switched to: « own class » means a class of that year.
    running_year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="+")
    # Raised by triggers with every change of a link of this school.
    epoch = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(uai__regex=r"^[0-9]{7}[A-Z]$"), name="school_uai_form"),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__isnull=False, longitude__isnull=False)
                & Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="school_place_on_earth",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SchoolSettings(models.Model):
    """The choices of a school, « if the school allows », with the defaults of the rights page."""

    data_of = DataOf.NOBODY
    writes = kept_where(
        DIRECTED, read="true", why="what a school allows, which decides of rights", removed=False
    )
    school = models.OneToOneField(School, models.CASCADE, primary_key=True, related_name="settings")
    # Families see « first name + initial » of the other children of the class.
    families_see_classmates = models.BooleanField(default=False)
    # Staff attached to a child may write notes to the child's family.
    staff_write_notes = models.BooleanField(default=False)
    # Agents of the commune's services may write notes of information.
    commune_writes_notes = models.BooleanField(default=True)
    # Agents of an evening study read what is to be done by the children enrolled there.
    study_reads_homework = models.BooleanField(default=False, db_default=False)
    # The image of a child asks for the consent of all who exercise authority.
    image_needs_both = models.BooleanField(default=False)
    # Nights: no note reaches a family between these hours of the school's zone, nor from Friday to Monday.
    quiet_from = models.TimeField(default="20:00")
    quiet_until = models.TimeField(default="07:00")

    def __str__(self) -> str:
        return f"settings of {self.school_id}"


class SchoolCirconscription(DatedLink):
    data_of = DataOf.NOBODY
    writes = read_by_all("which schools a district has, which is public")
    school = models.ForeignKey(School, models.CASCADE, related_name="circonscriptions")
    circonscription = models.ForeignKey(Circonscription, models.PROTECT, related_name="schools")

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = dated_constraints("school_circonscription", "school")

    def __str__(self) -> str:
        return f"{self.school_id} in {self.circonscription_id}"


class Entitlement(models.Model):
    """The contract opens the school: without one in force it is closed to everything but sign-in and exports."""

    data_of = DataOf.NOBODY
    # Read to who opens schools, and who directs this one.
    unread = ("reason",)
    # By hand, the academy or a coordinator; from an order, the contractor who acknowledges it.
    writes = Writes(
        why=TAKES_AWAY,
        insert="CASE WHEN source = 'order' THEN (SELECT wall.holds('contractor'))"
        " ELSE school_id = ANY ((SELECT wall.academy())::bigint[]) OR (SELECT wall.holds('coordinator')) END",
    )
    school = models.ForeignKey(School, models.CASCADE, related_name="entitlements")
    starts = models.DateTimeField(default=clock.now)
    ends = models.DateTimeField()
    accounts = models.PositiveIntegerField(null=True, help_text="accounts ordered; empty: not counted")
    source = models.CharField(max_length=8, choices=EntitlementSource.choices)
    reason = ReasonField(max_length=200, blank=True)

    objects = DatedUnreadManager()

    class Meta:
        base_manager_name = "objects"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__gt=models.F("starts")), name="entitlement_ends_after_start"
            )
        ]
        indexes = [models.Index("school", "ends", name="entitlement_school_ends")]

    def __str__(self) -> str:
        return f"{self.school_id} until {self.ends:%Y-%m-%d}"


class ClassGroup(models.Model):
    """A class of one school year. `closed_at` is the instant its archive audience is drawn from."""

    data_of = DataOf.NOBODY
    # Who teaches there locks the row while levels or the week of the class are written; who directs changes it.
    writes = Writes(
        why="of schools and their classes, without anybody", insert=DIRECTED,
        update="school_id = ANY ((SELECT wall.run())::bigint[])",
        columns={EVERY_COLUMN: "NEW.school_id = ANY(wall.directed())", "id school_id": "false"},
    )  # fmt: skip
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    school = models.ForeignKey(School, models.CASCADE, related_name="classes")
    # No index of the year alone: a year is a third of the table, and all of it once statistics are old.
    year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="+", db_index=False)
    label = models.CharField(max_length=60)
    key = models.GeneratedField(expression=NameKey("label"), output_field=models.TextField(), db_persist=True)
    levels = ArrayField(models.CharField(max_length=4, choices=Level.choices), default=list)
    skin = models.CharField(
        max_length=8, choices=[("", "Selon l’âge"), ("petits", "Petits"), ("standard", "Grands")], blank=True
    )
    # A pupil's contribution waits for the teacher before the class sees it.
    validates_pupils = models.BooleanField(default=True)
    source = models.CharField(max_length=6, choices=Source.choices, default=Source.MANUAL)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("school", "year", "key", name="class_label_in_year"),
            models.UniqueConstraint("id", "school", name="class_with_school"),
            models.CheckConstraint(condition=~Q(label=""), name="class_has_label"),
        ]

    def __str__(self) -> str:
        return self.label


class Group(models.Model):
    """Some people of a school who do things together, across classes: a choir, a partner's workshop."""

    data_of = DataOf.NOBODY
    # Who gives work to a group locks its row; who directs changes it.
    writes = Writes(
        why="of schools and their groups, without anybody", insert=DIRECTED,
        update="school_id = ANY ((SELECT wall.run())::bigint[])",
        columns={EVERY_COLUMN: "NEW.school_id = ANY(wall.directed())", "id school_id": "false"},
    )  # fmt: skip
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    school = models.ForeignKey(School, models.CASCADE, related_name="groups")
    year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="+", db_index=False)
    label = models.CharField(max_length=60)
    key = models.GeneratedField(expression=NameKey("label"), output_field=models.TextField(), db_persist=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("school", "year", "key", name="group_label_in_year"),
            models.UniqueConstraint("id", "school", name="group_with_school"),
        ]

    def __str__(self) -> str:
        return self.label


class CommuneService(models.Model):
    """A service that a commune or an EPCI runs for children of named schools: canteen, after-school care."""

    data_of = DataOf.NOBODY
    writes = read_by_all(
        "services of the communes, without anybody", insert="(SELECT wall.directed()) <> '{}'"
    )
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="services", null=True)
    epci = models.ForeignKey(Epci, models.PROTECT, related_name="services", null=True)
    kind = models.CharField(max_length=14, choices=ServiceKind.choices)
    name = models.CharField(max_length=120)
    schools = models.ManyToManyField(School, through="ServiceSchool", related_name="commune_services")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(commune=None, epci__isnull=False) | Q(commune__isnull=False, epci=None),
                name="service_one_owner",
            )
        ]

    def __str__(self) -> str:
        return self.name


class ServiceSchool(DatedLink):
    data_of = DataOf.NOBODY
    # It opens the school to the agents of the service: by who directs the school alone.
    writes = read_by_all(
        "which schools a service serves", insert=DIRECTED, update=DIRECTED, columns={"ends end_reason": ""}
    )
    service = models.ForeignKey(CommuneService, models.CASCADE, related_name="school_links")
    school = models.ForeignKey(School, models.CASCADE, related_name="service_links")

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = dated_constraints("service_school", "service", "school")

    def __str__(self) -> str:
        return f"{self.service_id} at {self.school_id}"
