"""Mandates: roles from a territory or a body; those that one person of the platform proposes and another confirms."""

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q

from eprimo.foundation.directory.enums import MandateFunction, MandateLevel, MandateRole, ProposalState
from eprimo.foundation.directory.models.links import DatedLink, DatedUnreadManager
from eprimo.foundation.directory.models.people import Person
from eprimo.foundation.directory.models.territory import (
    Academy,
    Circonscription,
    Commune,
    CommuneService,
    Department,
    Epci,
    School,
)
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.reasons import ReasonField
from eprimo.foundation.kernel.table_rules import READ_LINKS, DataOf, Writes, joined, moves


def given(row: str = "", *, service: bool = True) -> str:
    """Return the SQL that tells whether the session may give that mandate. `row`: « NEW. » in a trigger."""
    grounds = ("academy_id", "department_id") if not service else (
        "service_id", "academy_id", "department_id", "circonscription_id", "commune_id", "epci_id",
    )  # fmt: skip
    asked = ", ".join(f"{name.removesuffix('_id')} => {row}{name}" for name in grounds)
    return f"wall.gives({row}role, {asked})"


class Mandate(DatedLink):
    """A role that comes from a territory or a body, not from a school."""

    data_of = DataOf.ACROSS_SCHOOLS
    # Read to who gives such a mandate there.
    unread = ("reason",)
    # Never of oneself; the door, of who says yes to one that was proposed.
    writes = Writes(
        door=True,
        why=READ_LINKS,
        insert=f"{given()} AND person_id IS DISTINCT FROM (SELECT wall.me())",
        update=f"{given()} AND person_id IS DISTINCT FROM (SELECT wall.me()) OR {joined('person_id')}",
        columns={"ends end_reason": given("NEW."), **moves("person_id")},
    )
    public_id = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="mandates")
    role = models.CharField(max_length=14, choices=MandateRole.choices)
    level = models.CharField(max_length=8, blank=True)
    function = models.CharField(max_length=4, choices=MandateFunction.choices, blank=True, db_default="")
    academy = models.ForeignKey(Academy, models.PROTECT, related_name="+", null=True)
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", null=True)
    circonscription = models.ForeignKey(Circonscription, models.PROTECT, related_name="+", null=True)
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="+", null=True)
    epci = models.ForeignKey(Epci, models.PROTECT, related_name="+", null=True)
    service = models.ForeignKey(CommuneService, models.PROTECT, related_name="mandates", null=True)
    # The school whose director gave it, when one did.
    school = models.ForeignKey(School, models.PROTECT, related_name="+", null=True)
    reason = ReasonField(max_length=200, blank=True)

    objects = DatedUnreadManager()

    class Meta:
        base_manager_name = "objects"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends=None) | Q(ends__gte=F("starts")), name="mandate_ends_after_start"
            ),
            models.CheckConstraint(
                condition=~Q(role=MandateRole.COMMUNE_AGENT) | Q(service__isnull=False),
                name="mandate_agent_service",
            ),
            models.CheckConstraint(
                condition=~Q(role=MandateRole.INSPECTOR) | Q(circonscription__isnull=False),
                name="mandate_inspector_circonscription",
            ),
            models.CheckConstraint(
                condition=~Q(role=MandateRole.ACADEMY)
                | Q(academy__isnull=False)
                | Q(department__isnull=False),
                name="mandate_academy_territory",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role}"


# Of the platform, which gives none of a service or a body.
_PROPOSED, _PROPOSED_NOW = given(service=False), given("NEW.", service=False)


class MandateProposal(models.Model):
    """A mandate to give, or (`mandate`) to prolong, that gives no right until a second person confirms it.

    Who is not known yet stands here by the name that was written, and becomes a person with the confirmation.
    """

    data_of = DataOf.ACROSS_SCHOOLS
    writes = Writes(
        read=f"{_PROPOSED} OR {joined('person_id', 'proposed_by_id', 'decided_by_id')}",
        insert=f"{_PROPOSED} AND state = 'open' AND proposed_by_id = (SELECT wall.me())",
        update=f"{_PROPOSED} OR {joined('person_id', 'proposed_by_id', 'decided_by_id')}",
        columns={
            "first_name last_name civility email": _PROPOSED_NOW,
            "state decided_at": f"{_PROPOSED_NOW} AND NEW.person_id IS DISTINCT FROM wall.me()",
            "decided_by_id": "NEW.decided_by_id = wall.me() OR OLD.decided_by_id = ANY(wall.joined())",
            "person_id": f"{_PROPOSED_NOW} OR OLD.person_id = ANY(wall.joined())",
            **moves("proposed_by_id"),
        },
    )
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="mandate_proposals", null=True)
    first_name = models.CharField(max_length=100, blank=True)
    last_name = models.CharField(max_length=100, blank=True)
    civility = models.CharField(max_length=8, blank=True)
    email = models.EmailField(blank=True)
    role = models.CharField(max_length=14, choices=MandateRole.choices)
    level = models.CharField(max_length=8, choices=MandateLevel.choices, blank=True)
    academy = models.ForeignKey(Academy, models.PROTECT, related_name="+", null=True)
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", null=True)
    mandate = models.ForeignKey(Mandate, models.CASCADE, related_name="proposals", null=True)
    ends = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=9, choices=ProposalState.choices, default=ProposalState.OPEN)
    proposed_by = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True)
    proposed_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(person=F("proposed_by")), name="proposal_not_to_oneself"),
            models.CheckConstraint(
                condition=~Q(state=ProposalState.CONFIRMED)
                | (~Q(decided_by=F("proposed_by")) & ~Q(decided_by=F("person"))),
                name="proposal_two_people",
            ),
            models.CheckConstraint(
                condition=Q(state=ProposalState.OPEN, decided_at=None)
                | (~Q(state=ProposalState.OPEN) & Q(decided_at__isnull=False)),
                name="proposal_decided_at",
            ),
            models.UniqueConstraint(
                "mandate", name="proposal_one_longer", condition=Q(state=ProposalState.OPEN, mandate__isnull=False)
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.role} proposed, {self.state}"

    @property
    def full_name(self) -> str:
        """The person's name, or the one that was written."""
        if self.person is not None:
            return self.person.full_name
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def waits(self) -> bool:
        """Nobody answered, and there is still time."""
        return self.state == ProposalState.OPEN and clock.now() < self.expires_at
