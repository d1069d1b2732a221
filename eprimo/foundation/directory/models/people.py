"""People, the keys their sources give them, and what they are to schools, classes and children."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext

from eprimo.foundation.directory.enums import (
    AttachmentKind,
    ConsentDecision,
    ConsentUse,
    GuardianKindChoice,
    Level,
    Profile,
    RestrictionLevel,
    Source,
    StaffFunction,
)
from eprimo.foundation.directory.models.links import (
    DatedLink,
    DatedQuerySet,
    DatedUnreadManager,
    dated_constraints,
)
from eprimo.foundation.directory.models.territory import (
    ClassGroup,
    CommuneService,
    Group,
    School,
)
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.constraints import SameSchool
from eprimo.foundation.kernel.fields import NameKey
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.reasons import ReasonField, UnreadManager
from eprimo.foundation.kernel.statements import with_periods
from eprimo.foundation.kernel.table_rules import READ_LINKS, TAKES_AWAY, DataOf, Tier, Writes, joined, moves

# Who directs the school, or the academy of it.
_DIRECTED = "school_id = ANY ((SELECT wall.directed())::bigint[])"
# The same, never of oneself.
_OF_A_SCHOOL_DIRECTED = f"{_DIRECTED} AND person_id IS DISTINCT FROM (SELECT wall.me())"
# Two who are made one, or parted, where they were.
_RUN = "school_id = ANY ((SELECT wall.run())::bigint[])"
_HERE = "school_id = ANY ((SELECT wall.schools())::bigint[])"
_JOINED_HERE = f"{joined('person_id')} AND {_HERE}"


def _known(*columns: str) -> str:
    """The people whom these columns name are of a school that the session reaches or directs: who is elsewhere comes by
    saying yes, at the door, or is brought by a file."""
    return " AND ".join(
        f"({column} IS NULL OR wall.places_of({column}) && (SELECT wall.linked())::bigint[])"
        for column in columns
    )


def _written_where_directed(*people: str, read: str = "true", door: bool = False) -> Writes:
    """Of a link inside a school, without any right of its own to give it: by who directs the school; moved with two who
    are made one. `people`: its columns that name somebody. `door`: it comes with a tie that somebody says yes to."""
    return Writes(
        why=READ_LINKS if read == "true" else "",
        read=read,
        door=door,
        insert=f"{_DIRECTED} AND {_known(*people)} OR ({joined(*people)}) AND {_HERE}",
        update=f"{_DIRECTED} OR {joined(*people)}",
        delete=joined(*people),
        columns={"starts ends end_reason source": "", **moves(*people)},
    )


class Person(models.Model):
    """One row per human being. Not known stays empty; nothing here says what the person may do."""

    data_of = DataOf.ACROSS_SCHOOLS
    wall = Tier.PERSON
    unwritten = ("epoch", "place_ids", "work_place_ids")
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    last_name = models.CharField(max_length=100)
    usual_name = models.CharField(max_length=100, blank=True)
    first_name = models.CharField(max_length=100)
    civility = models.CharField(max_length=8, blank=True)
    sex = models.CharField(max_length=1, blank=True, choices=[("F", "F"), ("M", "M")])
    birth_date = models.DateField(null=True)
    # What stands for a child (`animals.py`), drawn by the database when it enters a class; empty: never in one.
    animal = models.CharField(max_length=40, blank=True, default="", db_default="")
    # The child's own choice: what it gets again in a class where nobody has it.
    chosen_animal = models.CharField(max_length=40, blank=True, default="", db_default="")
    # Never shown to other families, whatever the school allows.
    protected = models.BooleanField(default=False)
    # Raised by triggers with every change of a link of this person.
    epoch = models.BigIntegerField(default=0)
    # Schools of all links, ended ones too, and of the children one answers for; 0: a territory or the group. Kept by
    # triggers: who reaches one of them reaches the person.
    place_ids = ArrayField(models.BigIntegerField(), default=list, db_default=[], editable=False)
    # Where the person works or worked: who stands for a territory reaches the adults of its schools, and nobody else.
    work_place_ids = ArrayField(models.BigIntegerField(), default=list, db_default=[], editable=False)
    erased_at = models.DateTimeField(null=True)
    # The name lists sort and search by: usual or family name, then first name.
    sort_key = models.GeneratedField(
        expression=NameKey(
            models.Func(
                models.Func(
                    models.Func(F("usual_name"), models.Value(""), function="NULLIF"),
                    F("last_name"),
                    function="COALESCE",
                ),
                models.Value(" "),
                F("first_name"),
                template="%(expressions)s",
                arg_joiner=" || ",
                output_field=models.TextField(),
            )
        ),
        output_field=models.TextField(),
        db_persist=True,
    )

    class Meta:
        indexes = [
            GinIndex(fields=["place_ids"], name="person_places", fastupdate=False),
            GinIndex(
                fields=["work_place_ids"], name="person_work_places", fastupdate=False,
                condition=~Q(work_place_ids=[]),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"person {self.pk}"

    @property
    def seed(self) -> str:
        """The animal of this person is drawn from it: its own one, else the public id."""
        return self.animal or str(self.public_id)

    @property
    def shown_last_name(self) -> str:
        return self.usual_name or self.last_name

    @property
    def full_name(self) -> str:
        """The first and last names, « Léa Martin », or what remains of an erased person."""
        if self.erased_at is not None:
            return gettext("personne effacée")
        return f"{self.first_name} {self.shown_last_name}".strip()

    @property
    def formal_name(self) -> str:
        """The civility and last name, « Mme Le Goff », where the civility is known, else the full name."""
        return (
            f"{self.civility} {self.shown_last_name}"
            if self.civility and not self.erased_at
            else self.full_name
        )


class ContactDetails(models.Model):
    """The ways to reach an adult: apart from the person, so that nobody loads them by accident."""

    data_of = DataOf.ACROSS_SCHOOLS
    wall = Tier.OWN_OR_STAFF
    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="contact")
    email = models.EmailField(blank=True)
    phone_home = models.CharField(max_length=30, blank=True)
    phone_work = models.CharField(max_length=30, blank=True)
    phone_mobile = models.CharField(max_length=30, blank=True)
    address = models.CharField(max_length=240, blank=True)
    postcode = models.CharField(max_length=12, blank=True)
    city = models.CharField(max_length=100, blank=True)
    country = models.CharField(max_length=60, blank=True)

    def __str__(self) -> str:
        return f"contact of {self.person_id}"


class ExternalKey(models.Model):
    """The key a source knows a person by. AAF keys are unique inside one academy only."""

    data_of = DataOf.ACROSS_SCHOOLS
    wall = Tier.OWN_OR_STAFF
    person = models.ForeignKey(Person, models.CASCADE, related_name="keys")
    source = models.CharField(max_length=6, choices=Source.choices)
    academy = models.CharField(max_length=3, blank=True)
    key = models.CharField(max_length=160)
    # Came with a merge: it feeds this person, and what the person's own key says of names comes first.
    by_merge = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [models.UniqueConstraint("source", "academy", "key", name="external_key")]
        indexes = [models.Index("person", name="external_key_by_merge", condition=Q(by_merge=True))]

    def __str__(self) -> str:
        return f"{self.source}/{self.academy}/{self.key}"


class NationalNumber(models.Model):
    """The INE of a pupil: apart, since the director alone sees it."""

    data_of = DataOf.ACROSS_SCHOOLS
    wall = Tier.OWN_OR_STAFF
    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="national_number")
    ine = models.CharField(max_length=11, unique=True)

    def __str__(self) -> str:
        return f"INE of {self.person_id}"


class Affiliation(DatedLink):
    """A person is this to a school."""

    # Read to who directs it.
    unread = ("reason",)
    # Who directs it, of others; the door, of who says yes to a tie that was proposed.
    writes = Writes(
        door=True,
        why=READ_LINKS,
        insert=f"{_OF_A_SCHOOL_DIRECTED} AND {_known('person_id')} OR {_JOINED_HERE}",
        update=f"{_OF_A_SCHOOL_DIRECTED} OR {joined('person_id', 'named_by_id')}",
        delete=joined("person_id"),
        columns={
            "starts ends end_reason source function reason": "",
            **moves("person_id", "named_by_id"),
        },
    )
    person = models.ForeignKey(Person, models.CASCADE, related_name="affiliations")
    school = models.ForeignKey(School, models.CASCADE, related_name="affiliations")
    profile = models.CharField(max_length=8, choices=Profile.choices)
    function = models.CharField(max_length=12, choices=StaffFunction.choices, blank=True)
    # Why somebody was added by hand; erased with the link.
    reason = ReasonField(max_length=200, blank=True)
    # Who gave a deputy the direction: what the one may not do, the other may not do in their place.
    named_by = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True)

    objects = DatedUnreadManager()

    class Meta:
        base_manager_name = "objects"
        constraints: ClassVar = [
            *dated_constraints("affiliation", "person", "school", "profile"),
            models.CheckConstraint(
                condition=~Q(profile__in=[Profile.DEPUTY, Profile.PARTNER]) | Q(ends__isnull=False),
                name="affiliation_deputy_partner_dated",
            ),
            models.CheckConstraint(condition=~Q(profile=""), name="affiliation_has_profile"),
        ]
        indexes = [
            models.Index("school", "profile", name="affiliation_school_profile"),
            # The adults of schools, few among all: a search over a territory asks who of those so named is one.
            models.Index(
                "person", "school", "starts", "ends", name="affiliation_adults",
                condition=Q(profile__in=[Profile.TEACHER, Profile.DIRECTOR, Profile.DEPUTY, Profile.STAFF]),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person_id} {self.profile} at {self.school_id}"


class ClassMembership(DatedLink):
    """A pupil is in a class."""

    # Its level by who teaches there too; what begins and ends by who directs alone.
    writes = Writes(
        why=READ_LINKS,
        insert=f"{_DIRECTED} AND {_known('person_id')} OR ({joined('person_id')}) AND {_HERE}",
        update=f"{_RUN} OR {joined('person_id')}",
        delete=joined("person_id"),
        columns={
            "starts ends end_reason source": "OLD.school_id = ANY(wall.directed())"
            " OR OLD.person_id = ANY(wall.joined())",
            "level level_by_hand": "", **moves("person_id"),
        },
    )  # fmt: skip
    person = models.ForeignKey(Person, models.CASCADE, related_name="class_memberships")
    class_group = models.ForeignKey(ClassGroup, models.CASCADE, related_name="memberships")
    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    # In a class of several levels, which one; empty: not known, or the only one of the class. The database empties it
    # when the class has that level no more.
    level = models.CharField(max_length=4, choices=Level.choices, blank=True, default="", db_default="")
    # Somebody of the school said so: an import leaves it. Else the last delivery says the level.
    level_by_hand = models.BooleanField(default=False, db_default=False)

    objects = DatedQuerySet.as_manager()

    class Meta:
        # The class first: the planner takes this index to find the pupils of a class, and would read all of it.
        constraints: ClassVar = [
            *dated_constraints("class_membership", "class_group", "person"),
            SameSchool("class_group", name="classmembership_same_school"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.class_group_id}"


class GroupMembership(DatedLink):
    writes = _written_where_directed("person_id", door=True)
    person = models.ForeignKey(Person, models.CASCADE, related_name="group_memberships")
    group = models.ForeignKey(Group, models.CASCADE, related_name="memberships")
    school = models.ForeignKey(School, models.CASCADE, related_name="+")

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            *dated_constraints("group_membership", "group", "person"),
            SameSchool("group", name="groupmembership_same_school"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in group {self.group_id}"


class Attachment(DatedLink):
    """An adult of the school is tied to a class, or to one child."""

    writes = _written_where_directed("person_id", "child_id", door=True)
    person = models.ForeignKey(Person, models.CASCADE, related_name="attachments")
    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    class_group = models.ForeignKey(ClassGroup, models.CASCADE, related_name="attachments", null=True)
    child = models.ForeignKey(Person, models.CASCADE, related_name="attached_adults", null=True)
    kind = models.CharField(max_length=8, choices=AttachmentKind.choices)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            SameSchool("class_group", name="attachment_same_school"),
            *dated_constraints("attachment_class", "person", "class_group", "kind", condition=Q(child=None))[
                1:
            ],
            *dated_constraints(
                "attachment_child", "person", "child", "school", "kind", condition=Q(class_group=None)
            ),
            models.CheckConstraint(
                condition=Q(class_group=None, child__isnull=False) | Q(class_group__isnull=False, child=None),
                name="attachment_one_target",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind} {self.class_group_id or self.child_id}"


class Guardianship(DatedLink):
    """An adult answers for a child. What the adult may do stands on this link, never on the adult."""

    data_of = DataOf.ACROSS_SCHOOLS
    # Who directs a school of the child, of other families than the own.
    writes = Writes(
        why=READ_LINKS,
        insert=f"wall.directs_family(adult_id, child_id) AND {_known('adult_id')}",
        update="wall.directs_family(adult_id, child_id)",
        delete=joined("adult_id", "child_id"),
        columns={"kind priority starts ends end_reason source": "", **moves("adult_id", "child_id")},
    )
    adult = models.ForeignKey(Person, models.CASCADE, related_name="guardianships")
    child = models.ForeignKey(Person, models.CASCADE, related_name="guardians")
    kind = models.CharField(
        max_length=12, choices=GuardianKindChoice.choices, default=GuardianKindChoice.UNKNOWN
    )
    priority = models.SmallIntegerField(default=1, help_text="order in which the school calls")

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            *dated_constraints("guardianship", "adult", "child"),
            models.CheckConstraint(condition=~Q(adult=F("child")), name="guardianship_two_people"),
        ]

    def __str__(self) -> str:
        return f"{self.adult_id} for {self.child_id}"


class GuardianRestriction(models.Model):
    """A court's decision that narrows one guardianship. In force from the commit; after its end it stays until the
    director confirms, at most 15 days (`in_force_until`).

    Level 0 changes no sight: the decision changes the kind of the link, from `kind_before` to `kind`. One that lowers
    it stands as any other, and gives the kind back when it ends; one that raises it stands no time, and keeps the
    document that it was made on.
    """

    # Read by whoever computes a right, wherever it was written; its reasons by `wall.restriction_reasons`.
    unread = ("reason", "lift_reason")
    writes = Writes(
        why=TAKES_AWAY,
        insert="wall.directs_link(guardianship_id)",
        update=f"wall.directs_link(guardianship_id) OR {joined('set_by_id', 'lifted_by_id')}",
        columns={
            "ends in_force_until lifted_at lift_reason": "wall.directs_link(NEW.guardianship_id)",
            "guardianship_id": "wall.directs_link(OLD.guardianship_id) AND wall.joined() IS NOT NULL",
            **moves("set_by_id"),
            "lifted_by_id": "wall.directs_link(NEW.guardianship_id) OR OLD.lifted_by_id = ANY(wall.joined())",
        },
    )
    guardianship = models.ForeignKey(Guardianship, models.CASCADE, related_name="restrictions")
    # The school whose director recorded it.
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    level = models.SmallIntegerField(choices=RestrictionLevel.choices)
    kind = models.CharField(
        max_length=12, choices=GuardianKindChoice.choices, blank=True, default="", db_default=""
    )
    kind_before = models.CharField(
        max_length=12, choices=GuardianKindChoice.choices, blank=True, default="", db_default=""
    )
    starts = models.DateTimeField(default=clock.now)
    ends = models.DateTimeField(
        null=True, help_text="the end the decision gives; empty: until further notice"
    )
    in_force_until = models.DateTimeField(
        null=True, help_text="after `ends`, at most 15 days, or the confirmation"
    )
    reason = models.CharField(max_length=500)
    set_by = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True)
    lift_reason = models.CharField(max_length=500, blank=True)

    objects = UnreadManager["GuardianRestriction"]()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends=None) | Q(ends__gte=F("starts")), name="restriction_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(ends=None, in_force_until=None)
                | Q(ends__isnull=False, in_force_until__isnull=False)
                | Q(lifted_at__isnull=False),
                name="restriction_end_has_limit",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="restriction_has_reason"),
            models.CheckConstraint(
                condition=Q(level__gt=0, kind="", kind_before="")
                | (Q(level=0) & ~Q(kind="") & ~Q(kind_before="")),
                name="restriction_of_sight_or_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"level {self.level} on {self.guardianship_id}"

    @property
    def what(self) -> str:
        """The change that the decision makes, in words."""
        return str(self.get_kind_display() if self.kind else self.get_level_display())


_OWN_CHILD = "child_id = ANY ((SELECT wall.own())::bigint[])"
# By a guardian who exercises, or of whom it is not known.
_EXERCISES = with_periods(
    "EXISTS (SELECT FROM public.directory_guardianship g"
    " WHERE g.adult_id = directory_consent.given_by_id AND g.child_id = directory_consent.child_id"
    " AND g.kind IN ('exercises', 'unknown') AND in_force(g.starts, g.ends, wall.now()))"
)
_GIVEN = f"given_by_id = (SELECT wall.me()) AND {_OWN_CHILD} AND {_EXERCISES}"


class Consent(models.Model):
    """A decision about a child for one use. The latest of each giver counts; any refusal in force wins."""

    # Of the own child, by oneself; from paper, by who directs the school.
    writes = Writes(
        why=TAKES_AWAY,
        insert=f"{_DIRECTED} AND {_known('child_id')} OR {_GIVEN} AND {_HERE}"
        f" OR ({joined('child_id', 'given_by_id')}) AND {_HERE}",
        update=f"{_DIRECTED} OR {_GIVEN} OR {joined('child_id', 'given_by_id')}",
        delete=joined("child_id", "given_by_id"),
        columns={"ends": "", **moves("child_id", "given_by_id")},
    )
    child = models.ForeignKey(Person, models.CASCADE, related_name="consents")
    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    use = models.CharField(max_length=12, choices=ConsentUse.choices)
    scope = models.CharField(
        max_length=120, blank=True, help_text="project, medium; empty: usual use in class"
    )
    decision = models.CharField(max_length=3, choices=ConsentDecision.choices)
    given_by = models.ForeignKey(Person, models.SET_NULL, related_name="consents_given", null=True)
    source = models.CharField(max_length=6, choices=Source.choices)
    starts = models.DateTimeField(default=clock.now)
    ends = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index("child", "use", name="consent_child_use")]

    def __str__(self) -> str:
        return f"{self.use} {self.decision} for {self.child_id}"


class ServiceEnrolment(DatedLink):
    # No right comes from it: read where the session reaches the school, or directs it.
    writes = _written_where_directed("child_id", read=f"{_HERE} OR {_DIRECTED} OR {_OWN_CHILD}")
    child = models.ForeignKey(Person, models.CASCADE, related_name="service_enrolments")
    service = models.ForeignKey(CommuneService, models.CASCADE, related_name="enrolments")
    school = models.ForeignKey(School, models.CASCADE, related_name="+")

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = dated_constraints("service_enrolment", "child", "service")

    def __str__(self) -> str:
        return f"{self.child_id} in {self.service_id}"
