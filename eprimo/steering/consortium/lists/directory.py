"""What is known of bodies and schools when a list is looked over, read once for all of its lines."""

from collections import defaultdict
from collections.abc import Iterable

from eprimo.foundation.directory.enums import Sector
from eprimo.foundation.directory.models import Commune, Department, Epci, School
from eprimo.steering.consortium.enums import MemberKind, Side, Succession
from eprimo.steering.consortium.lists.cells import bare, body_name
from eprimo.steering.consortium.models import (
    Market,
    Member,
    SchoolClaim,
    SchoolProposal,
    Signature,
    Substitution,
)


class Known:
    """Nine statements, whatever the list: places, members, schools, and whose they are."""

    def __init__(self, market: Market, codes: Iterable[str]) -> None:
        self.market = market
        departments = Department.objects.filter(academy=market.academy_id)
        self.departments = {one.code: one for one in departments}
        communes = Commune.objects.select_related("department", "epci")
        self.communes = {one.insee: one for one in communes}
        self.epcis = {one.siren: one for one in Epci.objects.all()}
        self._read_members()
        self._read_schools(set(codes))
        self._communes_by_name: defaultdict[tuple[str, int], list[Commune]] = defaultdict(list)
        self._departments_of_epci: defaultdict[int, list[Department]] = defaultdict(list)
        for commune in self.communes.values():
            self._communes_by_name[bare(commune.name), commune.department_id].append(commune)
            if commune.epci_id:
                self._departments_of_epci[commune.epci_id].append(commune.department)

    def _read_members(self) -> None:
        rows = Member.objects.filter(market=self.market).select_related(
            "department", "commune__department", "epci"
        )
        members = list(rows)
        for one in members:
            one.market = self.market
        self.members = {one.pk: one for one in members}
        standing = [one for one in members if one.replaced_on is None]
        self.by_siren = {one.siren: one for one in standing}
        self.by_commune = {one.commune_id: one for one in standing if one.commune_id}
        self.by_epci = {one.epci_id: one for one in standing if one.epci_id}
        signed = Signature.objects.filter(member__market=self.market, side=Side.MEMBER, voided_at=None)
        self.signed = set(signed.values_list("member", flat=True))
        self._merged: defaultdict[int, set[int]] = defaultdict(set)
        merged = Substitution.objects.filter(kind=Succession.MERGER, member__commune__isnull=False)
        for successor, commune in merged.values_list("successor", "member__commune"):
            self._merged[successor].add(commune)

    def _read_schools(self, codes: set[str]) -> None:
        rows = School.objects.filter(academy=self.market.academy_id).select_related("commune")
        # In an order of their own: what is shown twice is the same.
        schools = [one for one in rows.order_by("key", "uai") if one.uai in codes or one.successor_id is None]
        self.schools = {one.uai: one for one in schools}
        # A number that is of no school of the academy is perhaps one of another.
        others = codes - set(self.schools)
        self.schools |= {
            one.uai: one for one in School.objects.filter(uai__in=others).select_related("commune")
        }
        self._public: defaultdict[int, list[School]] = defaultdict(list)
        for one in schools:
            if one.sector == Sector.PUBLIC and one.successor_id is None:
                self._public[one.commune_id].append(one)
        claims = SchoolClaim.objects.in_force().values_list("school", "member")
        self.claims: dict[int, int] = dict(claims)
        proposals = SchoolProposal.objects.values_list("school", "member")
        self.proposals: dict[int, int] = {
            school: member for school, member in proposals if school not in self.claims
        }

    # What `numbers.check_owner` asks.
    def commune_of(self, insee: str) -> Commune | None:
        return self.communes.get(insee)

    def epci_of(self, siren: str) -> Epci | None:
        return self.epcis.get(siren)

    def commune_named(self, name: str, department: Department | None) -> Commune | None:
        """The only one of that name, in that department when it is known."""
        places = [department] if department is not None else list(self.departments.values())
        found = [one for place in places for one in self._communes_by_name[body_name(name), place.pk]]
        return found[0] if len(found) == 1 else None

    def department_named(self, text: str) -> Department | None:
        """By its number or its name, among those of the academy."""
        return self.departments.get(text.zfill(2)) or next(
            (one for one in self.departments.values() if bare(one.name) == bare(text)), None
        )

    def department_of(self, epci: Epci) -> Department | None:
        """The one where most of its communes are."""
        found = [one for one in self._departments_of_epci[epci.pk] if one.code in self.departments]
        return max(found, key=found.count) if found else None

    def schools_of(self, member: Member) -> list[School]:
        """The public schools of its territory, as the open directory knows them; none of a body without one."""
        if member.kind == MemberKind.COMMUNE:
            return [one for commune in sorted(self.territory_of(member)) for one in self._public[commune]]
        if member.epci_id is None:
            return []
        return [
            one for found in self._public.values() for one in found if one.commune.epci_id == member.epci_id
        ]

    def territory_of(self, member: Member) -> set[int]:
        """The communes where a commune takes schools."""
        return ({member.commune_id} if member.commune_id else set()) | self._merged[member.pk or 0]

    def name_of(self, member: int) -> str:
        """« X », of this market or of an earlier one."""
        found = self.members.get(member)
        return found.name if found is not None else "un membre d’un marché précédent"
