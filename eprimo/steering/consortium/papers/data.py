"""What the documents of a member are filled with, read once."""

from dataclasses import dataclass
from datetime import date

from eprimo.foundation.kernel import clock
from eprimo.foundation.printing.writings import Table
from eprimo.steering.consortium.enums import MemberKind
from eprimo.steering.consortium.kinds import Wording, wording_of
from eprimo.steering.consortium.models import ManagingBody, Market, Member, Signatory
from eprimo.steering.consortium.needs import NeedRow, needs_of, total_of
from eprimo.ui.plurals import NBSP, counted, plural

_ZONE = "Europe/Paris"


@dataclass(frozen=True, slots=True)
class Told:
    member: Member
    market: Market
    rows: list[NeedRow]
    signatory: Signatory | None
    body: ManagingBody | None
    today: date

    @property
    def total(self) -> int:
        return total_of(self.rows)

    @property
    def is_private(self) -> bool:
        return self.member.kind == MemberKind.PRIVATE

    @property
    def wording(self) -> Wording:
        return wording_of(self.member.kind, is_known_grouping=self.member.epci_id is not None)

    @property
    def periods(self) -> tuple[int, int]:
        """Months of the first period, and of the whole."""
        return self.market.period_months, self.market.period_months * 2

    @property
    def sender(self) -> list[str]:
        return [self.member.name, f"SIRET {grouped_siret(self.member.siret)}", self.member.department.name]

    @property
    def signer(self) -> list[tuple[str, str]]:
        """The lines of its block [C, block]: empty ones are written by hand."""
        one = self.signatory
        return [
            (f"Nom de la structure adhérente{NBSP}:", self.member.name),
            (f"Fonction du signataire{NBSP}:", one.function if one else ""),
            (f"Nom du signataire{NBSP}:", named(one) if one else ""),
        ]

    @property
    def in_all(self) -> str:
        """« 440 comptes pour 3 écoles »."""
        return f"{accounts(self.total)} pour {counted(len(self.rows), 'école')}"

    def needs(self, caption: str) -> Table:
        """Annexe 2, school by school; a number that is not said yet is a blank."""
        return Table(
            caption,
            ["UAI", "École", "Commune", "Nombre de comptes"],
            [[row.uai, row.name, row.commune, _number(row.accounts)] for row in self.rows],
            ["", f"Total, {counted(len(self.rows), 'école')}", "", figures(self.total)],
            numbers=(3,),
            widths=(14, 40, 28, 18),
        )


def told_of(member: Member) -> Told:
    """Now. `member` bears its market and department."""
    acting = member.representations.in_force().select_related("managing_body").first()
    return Told(
        member, member.market, needs_of(member), member.signatories.in_force().first(),
        acting.managing_body if acting else None, clock.today(_ZONE),
    )  # fmt: skip


def named(one: Signatory) -> str:
    return f"{one.civility} {one.full_name}".strip()


def grouped_siret(siret: str) -> str:
    """« 219 901 014 00015 »."""
    return NBSP.join((siret[:3], siret[3:6], siret[6:9], siret[9:]))


def figures(number: int) -> str:
    """« 1 530 »."""
    return f"{number:,}".replace(",", NBSP)


def accounts(number: int) -> str:
    """« 1 140 comptes »."""
    return f"{figures(number)} {plural(number, 'compte')}"


def _number(said: int | None) -> str | None:
    return None if said is None else figures(said)
