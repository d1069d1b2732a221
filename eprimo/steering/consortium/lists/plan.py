"""What a list of bodies would do, line by line: nothing is written here."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from eprimo.foundation.directory.models import Commune, Department, Epci, School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.refused_lines import asked_words, is_asked
from eprimo.steering.consortium.actions.members import check_admits, member_columns
from eprimo.steering.consortium.enums import OF_EPCI, Contract, LineOutcome, MemberKind
from eprimo.steering.consortium.lists.cells import (
    address_of,
    bare,
    body_name,
    codes_of,
    contract_of,
    email_fault,
    kind_fault,
    kind_of,
    quoted,
    yes_of,
)
from eprimo.steering.consortium.lists.directory import Known
from eprimo.steering.consortium.lists.file import ListLine, line_of
from eprimo.steering.consortium.lists.school_proposals import Proposing
from eprimo.steering.consortium.models import Member, MemberList
from eprimo.steering.consortium.numbers import insee_of, siret_of
from eprimo.steering.consortium.states import ZONE
from eprimo.ui.plurals import NBSP

# Columns of a member that a list may change, with their words; what it leaves empty stays.
CHANGEABLE = {
    "siret": "SIRET", "email": "Adresse électronique", "address": "Adresse postale", "contract": "Contrat",
    "was_user": "Utilise déjà e‑primo",
}  # fmt: skip
_PLACE_KINDS = {MemberKind.COMMUNE, *OF_EPCI}


@dataclass(frozen=True, slots=True)
class Change:
    """A column of a member and its values."""

    column: str
    before: str | bool
    after: str | bool

    @property
    def sentence(self) -> str:
        """« Adresse électronique : – → mairie@… »."""
        return f"{CHANGEABLE[self.column]}{NBSP}: {_shown(self.before)} → {_shown(self.after)}"


@dataclass(slots=True)
class Planned:
    """One line: what it would do to which body, or every reason why it is refused."""

    line: ListLine
    outcome: LineOutcome = LineOutcome.REFUSED
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    said: Member | None = None
    columns: dict[str, object] = field(default_factory=dict)
    # The one that is in the group already, or the one to be added, without a number yet.
    member: Member | None = None
    changes: list[Change] = field(default_factory=list)
    schools: list[School] = field(default_factory=list)


@dataclass(slots=True)
class Plan:
    lines: list[Planned]

    def of(self, outcome: str) -> list[Planned]:
        return [one for one in self.lines if one.outcome == outcome]

    @property
    def schools(self) -> int:
        return sum(len(one.schools) for one in self.lines)

    @property
    def asks(self) -> str:
        """What is to be agreed to before the list is applied; empty: nothing."""
        refused = len(self.of(LineOutcome.REFUSED))
        if not is_asked(refused, len(self.lines)):
            return ""
        return asked_words(refused, len(self.lines), "de la liste")

    @property
    def does_something(self) -> bool:
        return any(one.outcome in {LineOutcome.NEW, LineOutcome.CHANGED} for one in self.lines)

    @property
    def digest(self) -> str:
        """Of all that it would do: another one after something moved since it was shown."""
        told = [
            [one.line.line, one.outcome, one.member.pk if one.member else 0, one.faults,
             [[each.column, each.before, each.after] for each in one.changes], [each.uai for each in one.schools]]
            for one in self.lines
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def plan_of(given: MemberList) -> Plan:
    """What this list would do to the members of its market as they are now."""
    lines = [line_of(one) for one in given.lines]
    known = Known(given.market, [code for one in lines for code in codes_of(one.schools)])
    return Plan(_Planning(known, from_directory=given.from_directory).plan(lines))


class _Planning:
    def __init__(self, known: Known, *, from_directory: bool) -> None:
        self.known = known
        self.proposing = Proposing(known, from_directory=from_directory)
        self.today = clock.today(ZONE)
        # SIREN, commune and grouping → the line that names them first.
        self.first: dict[tuple[str, object], int] = {}

    def plan(self, lines: Sequence[ListLine]) -> list[Planned]:
        return [self._line(one) for one in lines]

    def _line(self, line: ListLine) -> Planned:
        found = Planned(line)
        kind = kind_of(line.kind)
        if kind is None:
            found.faults.append(kind_fault(line.kind))
        if not line.name:
            found.faults.append("Le nom de l’organisme manque.")
        siret = self._siret(found)
        if wrong := email_fault(line.email):
            found.faults.append(wrong)
        if wrong := address_of(line).fault:
            found.faults.append(wrong)
        if kind is not None and siret and line.name:
            self._body(found, kind, siret)
        if found.member is not None and not found.faults:
            self.proposing.propose(found)
        if found.faults:
            found.outcome, found.changes, found.schools = LineOutcome.REFUSED, [], []
        elif found.outcome != LineOutcome.NEW:
            found.outcome = LineOutcome.CHANGED if found.changes or found.schools else LineOutcome.KNOWN
        return found

    def _siret(self, found: Planned) -> str:
        text = found.line.siret
        if not text:
            found.faults.append("Le SIRET manque.")
            return ""
        if "E+" in text.upper():
            found.faults.append(
                f"{quoted(text)} est un SIRET dont un tableur a perdu les chiffres{NBSP}: mettez la colonne en texte."
            )
            return ""
        try:
            return siret_of(text)
        except DomainError as error:
            found.faults.append(f"{quoted(text)}{NBSP}: {error.sentence[0].lower()}{error.sentence[1:]}")
            return ""

    def _body(self, found: Planned, kind: MemberKind, siret: str) -> None:
        member = self.known.by_siren.get(siret[:9])
        if member is not None:
            self._known(found, member, kind, siret)
        else:
            self._new(found, kind, siret)
        if found.faults or found.member is None:
            return
        for what in (
            ("siren", siret[:9]),
            ("commune", found.member.commune_id),
            ("epci", found.member.epci_id),
        ):
            if what[1] and (first := self.first.setdefault(what, found.line.line)) != found.line.line:
                found.faults.append(
                    f"Cet organisme est déjà à la ligne {first}{NBSP}: un organisme, une ligne."
                )
                return

    def _known(self, found: Planned, member: Member, kind: MemberKind, siret: str) -> None:
        """A list renames nobody: another name or nature beside a number is another body's number."""
        line = found.line
        if kind != member.kind or body_name(line.name) != body_name(member.name):
            found.faults.append(
                f"Ce SIRET est celui de {quoted(member.name)} ({member.get_kind_display().lower()}), déjà dans la liste"
                f"{NBSP}: si son nom ou sa nature a changé, corrigez-le sur sa page."
            )
            return
        contract = contract_of(line.contract)
        said: dict[str, object] = {"siret": siret}
        said |= {"email": line.email} if line.email else {}
        said |= {"address": text} if (text := address_of(line).text) else {}
        said |= {"was_user": yes_of(line.was_user)} if line.was_user else {}
        said |= {"contract": contract} if contract and kind == MemberKind.PRIVATE else {}
        found.member = member
        found.changes = [
            Change(name, _plain(getattr(member, name)), _plain(value))
            for name, value in said.items()
            if getattr(member, name) != value
        ]
        columns = {name: getattr(member, name) for name in CHANGEABLE} | said
        found.said = Member(
            kind=MemberKind(member.kind), name=member.name, department=member.department, commune=member.commune,
            epci=member.epci, siret=str(columns["siret"]), email=str(columns["email"]),
            address=str(columns["address"]), was_user=bool(columns["was_user"]),
            contract=str(columns["contract"]),
        )  # fmt: skip

    def _new(self, found: Planned, kind: MemberKind, siret: str) -> None:
        line = found.line
        commune, epci = self._place(found, kind, siret)
        department = self._department(found, commune, epci)
        if found.faults or department is None:
            return
        said = Member(
            kind=kind, name=line.name[:160], siret=siret, department=department, commune=commune, epci=epci,
            contract=(self._contract(line) or "") if kind == MemberKind.PRIVATE else "", email=line.email,
            address=address_of(line).text, was_user=yes_of(line.was_user),
        )  # fmt: skip
        try:
            check_admits(self.known.market, kind, self.today)
            columns = member_columns(self.known.market, said, self.known)
        except DomainError as error:
            found.faults.append(error.sentence)
            return
        # The name of the place is no other body's that is in the list under another number.
        other = (
            self.known.by_commune.get(commune.pk)
            if commune
            else self.known.by_epci.get(epci.pk)
            if epci
            else None
        )
        if other is not None:
            found.faults.append(f"{quoted(other.name)} est déjà dans la liste, avec le SIRET {other.siret}.")
            return
        found.said, found.outcome, found.columns = said, LineOutcome.NEW, columns
        found.member = Member(market=self.known.market, **columns)

    def _place(self, found: Planned, kind: MemberKind, siret: str) -> tuple[Commune | None, Epci | None]:
        """The commune or the grouping of the line; a fault when one is needed and none is known."""
        line = found.line
        if kind in OF_EPCI:
            epci = self.known.epci_of(siret[:9])
            if epci is None and kind == MemberKind.COMMUNITY:
                found.faults.append(
                    "Ce SIRET n’est celui d’aucune communauté de communes de l’annuaire des écoles"
                    f"{NBSP}: vérifiez-le, ou écrivez «{NBSP}EPCI{NBSP}»."
                )
            return None, epci
        if kind != MemberKind.COMMUNE:
            return None, None
        code, told = line.insee.zfill(5) if line.insee else "", insee_of(siret[:9])
        # Two departments have a commune of that name: the number tells which one is meant.
        there = self.known.department_named(line.department) or self.known.departments.get(told[:2])
        commune = (
            self.known.commune_of(code)
            if code
            else self.known.commune_named(line.name, there) or self.known.commune_of(told)
        )
        if commune is None:
            what = quoted(line.insee) if code else quoted(line.name)
            found.faults.append(
                f"{what} n’est pas une commune de l’annuaire des écoles{NBSP}: écrivez son code INSEE, ou vérifiez "
                "qu’elle a une école."
            )
        return commune, None

    def _department(self, found: Planned, commune: Commune | None, epci: Epci | None) -> Department | None:
        """As the line says it; else where its commune, its grouping, its first school or its address is."""
        line = found.line
        if commune is not None:
            return commune.department
        if line.department:
            named = self.known.department_named(line.department)
            if named is None:
                found.faults.append(f"{quoted(line.department)} n’est pas un département de l’académie.")
            return named
        school = next((self.known.schools.get(code) for code in codes_of(line.schools)), None)
        there = (
            (self.known.department_of(epci) if epci else None)
            or (self.known.departments.get(self._code_of(school)) if school else None)
            or self.known.departments.get(line.postcode.zfill(5)[:2] if line.postcode else "")
        )
        if there is None and not found.faults:
            found.faults.append("Le département manque.")
        return there

    def _code_of(self, school: School) -> str:
        return next(
            (code for code, one in self.known.departments.items() if one.pk == school.commune.department_id),
            "",
        )

    def _contract(self, line: ListLine) -> Contract | None:
        """As the line says it, else as the open directory knows it of its first school."""
        if line.contract:
            return contract_of(line.contract)
        school = next((self.known.schools.get(code) for code in codes_of(line.schools)), None)
        return contract_of(bare(school.get_sector_display())) if school else None


def _plain(value: object) -> str | bool:
    return value if isinstance(value, bool) else str(value)


def _shown(value: str | bool) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    labels: dict[str, str] = dict(Contract.choices)
    return labels.get(value, " ".join(value.split())) or "–"
