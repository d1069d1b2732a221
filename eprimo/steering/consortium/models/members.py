"""The members of the group: who they are, who acts and signs for them, which schools are theirs, and what became of the
file of each, passage by passage."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left

from eprimo.foundation.directory.models import Commune, Department, Epci, Mandate, School
from eprimo.foundation.directory.models.links import DatedLink, DatedQuerySet, dated_constraints
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.fields import NameKey
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.table_rules import EVERY_COLUMN, DataOf, kept_where
from eprimo.steering.consortium.enums import OF_EPCI, Contract, FileState, MemberKind, PassageReason
from eprimo.steering.consortium.models.market import Market
from eprimo.steering.consortium.wall import (
    ACADEMY,
    CONTRACTS,
    COORDINATES,
    IN_GROUP,
    KEEPS,
    KEEPS_NOW,
    acts_for,
    either,
    is_of,
    kept_for_member,
)

# No first-degree school comes near: what is above was typed by mistake.
MOST_ACCOUNTS = 9_999
# Three lines of an envelope, and more than La Poste takes.
LONGEST_ADDRESS = 240


class ManagingBody(models.Model):
    """A provider that runs the files of the members who mandated it (e-Collectivités) [C 2]."""

    data_of = DataOf.NOBODY
    writes = kept_where(KEEPS, read=IN_GROUP, door=True)
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    name = models.CharField(max_length=160)
    siret = models.CharField(max_length=14, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(siret__regex=r"^[0-9]{14}$"), name="managing_body_siret")
        ]

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """A body that joins, or means to. It stays the party and the debtor whoever acts for it."""

    data_of = DataOf.NOBODY
    # Whoever writes for a member locks its row; the coordinator alone changes it.
    writes = kept_where(
        either(acts_for("id"), KEEPS, ACADEMY), read=IN_GROUP, door=True, columns={EVERY_COLUMN: KEEPS_NOW}
    )
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    market = models.ForeignKey(Market, models.PROTECT, related_name="members")
    kind = models.CharField(max_length=9, choices=MemberKind.choices)
    name = models.CharField(max_length=160)
    key = models.GeneratedField(expression=NameKey("name"), output_field=models.TextField(), db_persist=True)
    siret = models.CharField(max_length=14)
    siren = models.GeneratedField(
        expression=Left("siret", 9), output_field=models.CharField(max_length=9), db_persist=True
    )
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    # The place of a commune, of a grouping; for others their schools say where they are.
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="+", null=True)
    epci = models.ForeignKey(Epci, models.PROTECT, related_name="+", null=True)
    contract = models.CharField(max_length=11, choices=Contract.choices, blank=True)
    # Of the body's office, never of a person.
    email = models.EmailField(blank=True)
    # Where its letters go: the lines of the envelope below its name.
    address = models.CharField(max_length=LONGEST_ADDRESS, blank=True, db_default="")
    # Says nothing about rights [C 2]: « qu’elles soient déjà utilisatrices ou non ».
    was_user = models.BooleanField(default=False)
    added_at = models.DateTimeField(default=clock.now)
    # Since when another member is in its place by law, which may bear the same number or be the same commune.
    replaced_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "market", "siren", condition=Q(replaced_on=None), name="member_siren_once"
            ),
            models.UniqueConstraint(
                "market", "commune", condition=Q(replaced_on=None), name="member_commune_once"
            ),
            models.UniqueConstraint("market", "epci", condition=Q(replaced_on=None), name="member_epci_once"),
            models.CheckConstraint(condition=Q(siret__regex=r"^[0-9]{14}$"), name="member_siret"),
            models.CheckConstraint(condition=~Q(name=""), name="member_has_name"),
            models.CheckConstraint(
                condition=Q(kind=MemberKind.COMMUNE, commune__isnull=False)
                | (~Q(kind=MemberKind.COMMUNE) & Q(commune=None)),
                name="member_commune_of_commune",
            ),
            models.CheckConstraint(
                condition=Q(epci=None) | Q(kind__in=sorted(OF_EPCI)), name="member_epci_of_grouping"
            ),
            models.CheckConstraint(
                condition=Q(kind=MemberKind.PRIVATE, contract__in=Contract.values)
                | (~Q(kind=MemberKind.PRIVATE) & Q(contract="")),
                name="member_contract_of_private",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Piece(models.Model):
    """A document given for a member, kept as it came. `ends`: since when what it proves is over."""

    data_of = DataOf.ACROSS_SCHOOLS
    writes = kept_for_member("member_id", ACADEMY, read=either(acts_for("member_id"), COORDINATES, ACADEMY))
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="pieces")
    name = models.CharField(max_length=120)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    received_at = models.DateTimeField(default=clock.now)
    ends = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="piece_hash")
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.member_id}"


class Representation(DatedLink):
    """Who acts for a member: itself, or a managing body whose mandate was given. Exactly one at a date [C 2]."""

    data_of = DataOf.NOBODY
    writes = kept_where(either(is_of(), KEEPS), read=IN_GROUP)
    member = models.ForeignKey(Member, models.CASCADE, related_name="representations")
    managing_body = models.ForeignKey(ManagingBody, models.PROTECT, related_name="representations", null=True)
    piece = models.ForeignKey(Piece, models.SET_NULL, related_name="+", null=True)
    # Stays when the file itself has gone.
    piece_sha256 = models.CharField(max_length=64, blank=True)
    # The mandate says that the provider signs orders too: written by who signs for the member, and it holds from when
    # the coordinator acknowledged it.
    may_sign = models.BooleanField(default=False, db_default=False)
    acknowledged_at = models.DateTimeField(null=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            *dated_constraints("representation", "member"),
            models.CheckConstraint(
                condition=Q(may_sign=False) | Q(managing_body__isnull=False), name="representation_body_signs"
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at=None) | Q(may_sign=True), name="representation_acknowledged"
            ),
            models.CheckConstraint(
                condition=Q(managing_body=None, piece_sha256="")
                | (Q(managing_body__isnull=False) & ~Q(piece_sha256="")),
                name="representation_mandate_given",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} by {self.managing_body_id or 'itself'}"


class Signatory(DatedLink):
    """Who signs for a member, with the function at that date: a signature stays valid as of its own [C, block]."""

    data_of = DataOf.ACROSS_SCHOOLS
    # Read by who acts for it, and by those whom its orders and its file go to.
    writes = kept_for_member("member_id", read=either(acts_for(), COORDINATES, CONTRACTS, ACADEMY))
    member = models.ForeignKey(Member, models.CASCADE, related_name="signatories")
    civility = models.CharField(max_length=8, blank=True)
    first_name = models.CharField(max_length=100)
    last_name = models.CharField(max_length=100)
    function = models.CharField(max_length=120)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = dated_constraints("signatory", "member")

    def __str__(self) -> str:
        return f"{self.function} of {self.member_id}"

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"


class SchoolClaim(DatedLink):
    """A school is one member's at a date: the member that orders and pays for it."""

    data_of = DataOf.NOBODY
    writes = kept_for_member("member_id")
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="claims")
    school = models.ForeignKey(School, models.PROTECT, related_name="claims")

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = dated_constraints("school_claim", "school")

    def __str__(self) -> str:
        return f"{self.school_id} of {self.member_id}"


class Need(DatedLink):
    """How many accounts a member says it needs for a school: a line of annexe 2 [C 4, 7.1]. Another number ends the
    line and begins a new one; who wrote each is in the audit trail."""

    data_of = DataOf.NOBODY
    writes = kept_for_member("member_id")
    member = models.ForeignKey(Member, models.CASCADE, related_name="needs")
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    accounts = models.PositiveIntegerField()

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            *dated_constraints("need", "member", "school"),
            models.CheckConstraint(
                condition=Q(accounts__lte=MOST_ACCOUNTS), name="need_accounts_of_a_school"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.accounts} accounts at {self.school_id}"


class NeedsReturn(models.Model):
    """Annexe 2 sent back to its member with what is to be looked at: all that the coordinator may do to it [C 2].
    Answered when the member writes it again, or says that it stands."""

    data_of = DataOf.NOBODY
    writes = kept_for_member("member_id")
    member = models.ForeignKey(Member, models.CASCADE, related_name="returns")
    reason = models.CharField(max_length=500)
    returned_at = models.DateTimeField(default=clock.now)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="needs_return_says_why"),
            models.UniqueConstraint("member", condition=Q(answered_at=None), name="needs_return_one_open"),
        ]

    def __str__(self) -> str:
        return f"return to {self.member_id}"


class Seat(models.Model):
    """The body that a mandate of the group is about, when no commune nor EPCI on the mandate says it."""

    data_of = DataOf.ACROSS_SCHOOLS
    writes = kept_where(KEEPS, read=IN_GROUP, door=True)
    mandate = models.OneToOneField(Mandate, models.CASCADE, related_name="seat")
    member = models.ForeignKey(Member, models.CASCADE, related_name="seats", null=True)
    managing_body = models.ForeignKey(ManagingBody, models.CASCADE, related_name="seats", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(member=None, managing_body__isnull=False)
                | Q(member__isnull=False, managing_body=None),
                name="seat_one_body",
            )
        ]

    def __str__(self) -> str:
        return f"seat of {self.mandate_id}"


class Passage(models.Model):
    """A file passed from one state to another, from a day on. Written once: a trigger refuses that it is changed. A
    file without any is a draft; who takes another member's place by law never filed one."""

    data_of = DataOf.NOBODY
    # A member files; whether its file is signed, in force or over is the coordinator's, or of the days.
    writes = kept_where(
        either(f"state IN ('filed', 'incomplete', 'complete', 'withdrawn') AND {acts_for()}", KEEPS),
        read=IN_GROUP,
    )
    member = models.ForeignKey(Member, models.CASCADE, related_name="passages")
    # The first of a member is 1: two acts at once cannot both be the next.
    number = models.PositiveSmallIntegerField()
    before = models.CharField(max_length=10, choices=FileState.choices)
    state = models.CharField(max_length=10, choices=FileState.choices)
    reason = models.CharField(max_length=14, choices=PassageReason.choices)
    # The day from which the state holds: never before that of the passage it follows; perhaps to come.
    effective_on = models.DateField()
    recorded_at = models.DateTimeField(default=clock.now)
    # Whose act, as a side: a managing body's is « on behalf of » its member; empty, the day came. The person is in the
    # audit trail, with the act; the history outlives everybody.
    role = models.CharField(max_length=16, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("member", "number", name="passage_one_next"),
            models.CheckConstraint(condition=~Q(before=F("state")), name="passage_goes_somewhere"),
            models.CheckConstraint(
                condition=Q(number__gt=1)
                | (
                    Q(before=FileState.DRAFT)
                    & (Q(state=FileState.FILED) | Q(reason=PassageReason.SUBSTITUTED))
                ),
                name="passage_first_is_filing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.before} to {self.state} of {self.member_id}"
