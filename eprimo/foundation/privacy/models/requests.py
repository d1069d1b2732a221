"""What people ask of their data and the school decides (rights page, rule 5)."""

from django.db import models
from django.db.models import Q

from eprimo.foundation.directory.models import Person, School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.table_rules import DIRECTED, DataOf, Tier, joined


class RequestKind(models.TextChoices):
    ERASE_ACCOUNT = "account", "Effacer un compte"
    ERASE_CHILD = "child", "Effacer le compte d’un enfant"
    ERASE_CONTRIBUTIONS = "shared", "Effacer ce qu’un enfant a partagé"
    OBJECTION = "name", "Ne pas laisser ce qui est partagé"
    RECTIFY = "rectify", "Corriger une donnée"


# What is about a child and cannot be undone: every guardian who exercises is told before.
TOLD = frozenset({RequestKind.ERASE_CHILD, RequestKind.ERASE_CONTRIBUTIONS, RequestKind.OBJECTION})


class RequestState(models.TextChoices):
    ASKED = "asked", "Attend une réponse"
    # Said yes; what is to be done is not done yet.
    ACCEPTED = "accepted", "Acceptée"
    REFUSED = "refused", "Refusée"
    DONE = "done", "Faite"
    WITHDRAWN = "withdrawn", "Reprise"


OPEN = (RequestState.ASKED, RequestState.ACCEPTED)


class PrivacyRequest(models.Model):
    """One person asks something about one person; the school answers within a month (RGPD, article 12.3).

    That nobody decides about oneself is no constraint: two rows may be made one person later, and parted again.
    """

    data_of = DataOf.ACROSS_SCHOOLS
    # Of who asks, and whom or whose child it is about; of who decides.
    wall = Tier.NAMED
    reached = (
        "asked_by_id = (SELECT wall.me()) OR subject_id = ANY ((SELECT wall.own())::bigint[])"
        f" OR {DIRECTED} OR school_id IS NULL AND (SELECT wall.holds('platform'))"
        f" OR {joined('asked_by_id', 'subject_id', 'decided_by_id')}"
    )
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    kind = models.CharField(max_length=7, choices=RequestKind.choices)
    subject = models.ForeignKey(Person, models.CASCADE, related_name="requests_about")
    asked_by = models.ForeignKey(Person, models.CASCADE, related_name="requests_made")
    # Whose direction decides. None: the person is of no school, the platform decides.
    school = models.ForeignKey(School, models.CASCADE, related_name="+", null=True)
    # What is to be corrected: a key of `words.CORRECTED`.
    what = models.CharField(max_length=10, blank=True)
    words = models.TextField(blank=True)
    state = models.CharField(max_length=9, choices=RequestState.choices, default=RequestState.ASKED)
    asked_at = models.DateTimeField(default=clock.now)
    # The last day to answer; moved once, by two months.
    due_on = models.DateField()
    extended_at = models.DateTimeField(null=True)
    extend_reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(Person, models.SET_NULL, related_name="+", null=True)
    decided_at = models.DateTimeField(null=True)
    # A key of `words.REASONS`, and the sentence beside it.
    code = models.CharField(max_length=12, blank=True)
    answer = models.TextField(blank=True)
    # Refused, done or withdrawn: nothing more is to come.
    closed_at = models.DateTimeField(null=True)
    # The asker says that the answer was read.
    read_at = models.DateTimeField(null=True)
    # How often the direction was reminded of the last day.
    reminded = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "subject", "asked_by", "kind", "what", condition=Q(state__in=OPEN), name="request_once"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, state__in=OPEN)
                | (Q(closed_at__isnull=False) & ~Q(state__in=OPEN)),
                name="request_closed_or_open",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "refused"]) | (Q(decided_at__isnull=False) & ~Q(code="")),
                name="request_decided_with_a_reason",
            ),
        ]
        indexes = [
            models.Index("school", "due_on", "id", name="request_open", condition=Q(state__in=OPEN)),
            models.Index("asked_by", "asked_at", name="request_asked_by"),
        ]

    def __str__(self) -> str:
        return f"request {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def waits(self) -> bool:
        """The request waits for an answer."""
        return self.state == RequestState.ASKED


class RequestTelling(models.Model):
    """A guardian who exercises was told of what is asked about the child, and what this guardian says of it."""

    data_of = DataOf.ACROSS_SCHOOLS
    wall = Tier.NAMED
    reached = (
        "person_id = (SELECT wall.me()) OR person_id = ANY ((SELECT wall.joined())::bigint[])"
        " OR (SELECT true FROM public.privacy_privacyrequest r WHERE r.id = request_id)"
    )
    request = models.ForeignKey(PrivacyRequest, models.CASCADE, related_name="tellings")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    told_at = models.DateTimeField(default=clock.now)
    spoke_at = models.DateTimeField(null=True)
    # None: nothing was said yet.
    agrees = models.BooleanField(null=True)
    words = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("request", "person", name="request_told_once")]

    def __str__(self) -> str:
        return f"telling {self.pk}"
