"""Ties that are proposed to an adult, and bind nobody before she says yes herself."""

from django.db import models
from django.db.models import F, Q

from eprimo.foundation.directory.enums import MandateRole, Profile, TieState
from eprimo.foundation.directory.models.mandates import given
from eprimo.foundation.directory.models.people import Person
from eprimo.foundation.directory.models.territory import (
    Academy,
    Circonscription,
    ClassGroup,
    Commune,
    CommuneService,
    Department,
    Epci,
    Group,
    School,
)
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.table_rules import DataOf, Writes, joined, kept_where, moves


def _proposed(row: str = "") -> str:
    """May the session propose it: an affiliation where it directs, a mandate that it gives? `row`: « NEW. » in a
    trigger."""
    return f"CASE WHEN {row}profile <> '' THEN {row}school_id = ANY(wall.directed()) ELSE {given(row)} END"


class TieProposal(models.Model):
    """An affiliation (`profile`) or a mandate (`role`) by the name that was written. The link, and the person when she
    is new, come into being with her answer: with the code of the paper, or in the account that she has.

    `person`: who is known by that name and that e-mail or birth date, told in her account. It is found after the
    answer of the form, and shown to nobody else: whether it is empty is what no page may tell.
    """

    data_of = DataOf.ACROSS_SCHOOLS
    # Whom it means is found by the worker, and answers at the door or as it was found.
    writes = Writes(
        door=True,
        read=f"{_proposed()} OR person_id = (SELECT wall.me())"
        f" OR {joined('person_id', 'proposed_by_id', 'seconded_by_id')}",
        insert=f"person_id IS NULL AND NOT proven AND state = 'open' AND {_proposed()}",
        update=f"{_proposed()} OR person_id = (SELECT wall.me())"
        f" OR {joined('person_id', 'proposed_by_id', 'seconded_by_id')}",
        columns={
            "first_name last_name civility birth_date email reason": "NEW.state <> 'open'",
            "state decided_at": "NEW.state <> 'open'",
            "code_hash": f"{_proposed('NEW.')} OR NEW.code_hash IS NULL",
            "person_id": (
                "NEW.person_id IS NULL"
                " OR OLD.person_id = ANY(wall.joined()) AND NEW.person_id = ANY(wall.joined())"
            ),
            **moves("proposed_by_id", "seconded_by_id"),
        },
    )
    # A yes in the account is enough: the e-mail is the address that this account confirmed. Otherwise the code of the
    # paper is asked too: a name with an e-mail is written by anybody, also to take somebody's place.
    proven = models.BooleanField(default=False)

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    person = models.ForeignKey(Person, models.SET_NULL, related_name="ties_proposed", null=True)
    first_name = models.CharField(max_length=100, blank=True)
    last_name = models.CharField(max_length=100, blank=True)
    civility = models.CharField(max_length=8, blank=True)
    birth_date = models.DateField(null=True)
    email = models.EmailField(blank=True)
    # Of an affiliation, its school; of an agent, the school whose director proposed it.
    school = models.ForeignKey(School, models.CASCADE, related_name="+", null=True)
    profile = models.CharField(max_length=8, choices=Profile.choices, blank=True)
    role = models.CharField(max_length=14, choices=MandateRole.choices, blank=True)
    # Of the link: what a substitute, a helper, an adviser of an inspection does; how far a coordinator goes.
    function = models.CharField(max_length=12, blank=True)
    level = models.CharField(max_length=8, blank=True)
    academy = models.ForeignKey(Academy, models.PROTECT, related_name="+", null=True)
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", null=True)
    circonscription = models.ForeignKey(Circonscription, models.PROTECT, related_name="+", null=True)
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="+", null=True)
    epci = models.ForeignKey(Epci, models.PROTECT, related_name="+", null=True)
    service = models.ForeignKey(CommuneService, models.PROTECT, related_name="+", null=True)
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=9, choices=TieState.choices, default=TieState.OPEN)
    proposed_by = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True)
    # Who gave the second yes, of what the platform gives.
    seconded_by = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True)
    proposed_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    # Keyed hash of the code of the last paper: one printed before opens nothing.
    code_hash = models.CharField(max_length=64, null=True, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(profile="") & ~Q(role="")) | (~Q(profile="") & Q(role="", school__isnull=False)),
                name="tie_one_kind",
            ),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="tie_ends_after_start"),
            models.CheckConstraint(
                condition=Q(state=TieState.OPEN, decided_at=None)
                | (~Q(state=TieState.OPEN) & Q(decided_at__isnull=False)),
                name="tie_decided_at",
            ),
        ]
        indexes = [
            models.Index("school", name="tie_of_school", condition=Q(state=TieState.OPEN)),
            models.Index("person", name="tie_of_person", condition=Q(state=TieState.OPEN)),
        ]

    def __str__(self) -> str:
        return f"tie proposed, {self.state}"

    @property
    def full_name(self) -> str:
        """The name, as it was written."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def waits(self) -> bool:
        """Nobody answered, and there is still time."""
        return self.state == TieState.OPEN and clock.now() < self.expires_at


class TiePlace(models.Model):
    """A proposed tie is there for this: one class, one child or one group of the school."""

    data_of = DataOf.ACROSS_SCHOOLS
    writes = kept_where(
        "tie_id IN (SELECT id FROM public.directory_tieproposal) OR (SELECT wall.joined()) IS NOT NULL",
        read="true", door=True,
        why="for which class a tie that is read by row is meant",
    )  # fmt: skip
    tie = models.ForeignKey(TieProposal, models.CASCADE, related_name="places")
    class_group = models.ForeignKey(ClassGroup, models.CASCADE, related_name="+", null=True)
    child = models.ForeignKey(Person, models.CASCADE, related_name="+", null=True)
    group = models.ForeignKey(Group, models.CASCADE, related_name="+", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(class_group__isnull=False, child=None, group=None)
                | Q(class_group=None, child__isnull=False, group=None)
                | Q(class_group=None, child=None, group__isnull=False),
                name="tie_place_one_target",
            ),
        ]

    def __str__(self) -> str:
        return f"place of tie {self.tie_id}"
