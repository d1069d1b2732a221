"""Whether the file of a member is complete, and what it lacks, in words. One statement for any number of members."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from eprimo.steering.consortium.enums import Item, MemberKind, Side
from eprimo.steering.consortium.kinds import wording_of
from eprimo.steering.consortium.legality import TRANSMITTED
from eprimo.steering.consortium.models import (
    Deliberation,
    Letter,
    Member,
    Need,
    NeedsReturn,
    SchoolClaim,
    Signatory,
    Signature,
)
from eprimo.ui.french import day_month_year
from eprimo.ui.plurals import counted

# DDD-SIREN-YYYYMMDD-NUMBER-DE: a help to read, never a reason to refuse.
_ACT = re.compile(r"\d{3}-(?P<siren>\d{9})-(?P<day>\d{8})-.+")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a file holds: only what acts write, so that no day that comes changes it."""

    kind: str
    schools: int
    unsaid: int
    signatory: bool
    adopted_on: date | None
    received: bool
    posted_on: date | None
    returned: bool
    signed: bool
    # The last day to post, extended or not.
    joins_until: date
    # Since when bodies join late all the same, where point 7 was decided so.
    late_from: date | None = None

    @property
    def late(self) -> bool:
        """Posted after the last day [C 2]: neither the hour nor the reception counts."""
        if self.posted_on is None or self.posted_on <= self.joins_until:
            return False
        return self.late_from is None or self.posted_on < self.late_from

    @property
    def lacking(self) -> dict[Item, str]:
        """What is missing, with its words, in the order in which it is done."""
        rectorat = self.kind == MemberKind.RECTORAT
        act = f"{wording_of(self.kind).the_act} qui autorise à signer"
        received = self.kind not in TRANSMITTED or self.adopted_on is None or self.received
        lacks = {
            Item.SCHOOLS: (not rectorat and not self.schools, "les écoles"),
            Item.NEEDS: (bool(self.unsaid), f"le nombre de comptes de {counted(self.unsaid, 'école')} (annexe 2)"),
            Item.RETURNED: (self.returned, "la réponse du membre à ses besoins renvoyés (annexe 2)"),
            Item.SIGNATORY: (not self.signatory, "le nom et la fonction de qui signe"),
            Item.ACT: (not rectorat and self.adopted_on is None, f"{act} (annexe 1)"),
            Item.RECEPTION: (not received, "la réception de la délibération par le contrôle de légalité"),
            Item.SIGNATURE: (not self.signed, "la signature du membre"),
            Item.LETTER: (
                self.posted_on is None, "la convention signée, en recommandé avec accusé de réception"
            ),
        }  # fmt: skip
        return {item: words for item, (is_missing, words) in lacks.items() if is_missing}

    @property
    def missing(self) -> tuple[str, ...]:
        """« il manque … »."""
        return tuple(self.lacking.values())


def facts_columns() -> dict[str, Any]:
    """On Member: what `Facts` are made of, by their names."""
    claims = SchoolClaim.objects.filter(member=OuterRef("pk"), ends=None).order_by()
    said = Need.objects.filter(member=OuterRef("member"), school=OuterRef("school"), ends=None)
    current = Deliberation.objects.filter(member=OuterRef("pk"), replaced_at=None, undone_on=None)
    signed = Signature.objects.filter(member=OuterRef("pk"), side=Side.MEMBER, voided_at=None)
    return {
        "kind": F("kind"),
        "schools": Coalesce(Subquery(claims.values("member").annotate(n=Count("pk")).values("n")), 0),
        "unsaid": Coalesce(
            Subquery(claims.exclude(Exists(said)).values("member").annotate(n=Count("pk")).values("n")), 0
        ),
        "signatory": Exists(Signatory.objects.filter(member=OuterRef("pk"), ends=None)),
        "adopted_on": Subquery(current.values("adopted_on")[:1]),
        "received": Exists(current.filter(received_on__isnull=False)),
        "posted_on": Subquery(Letter.objects.filter(member=OuterRef("pk")).values("posted_on")[:1]),
        "returned": Exists(NeedsReturn.objects.filter(member=OuterRef("pk"), answered_at=None)),
        "signed": Exists(signed),
        "joins_until": Coalesce("market__extended_until", "market__joins_until"),
        "late_from": Case(When(market__admits_late=True, then="market__published_on")),
    }


def facts_of(members: QuerySet[Member]) -> dict[int, Facts]:
    """The facts of each member of a set."""
    rows = members.order_by().values_list("pk", *facts_columns().values())
    return {pk: Facts(*facts) for pk, *facts in rows}


def act_warning(deliberation: Deliberation, member: Member) -> str:
    """What the identifier of an act says otherwise than the record; empty: nothing."""
    found = _ACT.fullmatch(deliberation.act)
    if found is None:
        return ""
    if found["siren"] != member.siret[:9]:
        return "Le numéro de l’acte porte un autre SIREN que celui du membre\N{NO-BREAK SPACE}: vérifiez-le."
    if found["day"] != f"{deliberation.adopted_on:%Y%m%d}":
        day = day_month_year(deliberation.adopted_on)
        return f"Le numéro de l’acte porte une autre date que le {day}\N{NO-BREAK SPACE}: vérifiez-la."
    return ""
