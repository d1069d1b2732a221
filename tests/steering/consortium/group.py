"""A purchasing group beside the fixed cast, of invented bodies and numbers."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from eprimo.foundation.directory.enums import Sector
from eprimo.foundation.directory.models import Epci, Mandate, School
from eprimo.foundation.directory.uai import letter_of
from eprimo.foundation.kernel import clock
from eprimo.steering.consortium import convention
from eprimo.steering.consortium.actions.dossier import deliberation_record, letter_record
from eprimo.steering.consortium.actions.files import file_deposit
from eprimo.steering.consortium.actions.market import MarketDays, market_open
from eprimo.steering.consortium.actions.members import managing_body_add, member_add, seat_give
from eprimo.steering.consortium.actions.needs import needs_write
from eprimo.steering.consortium.actions.representation import GivenFile, representation_change, signatory_name
from eprimo.steering.consortium.actions.schools import school_claim
from eprimo.steering.consortium.actions.signatures import file_sign, member_sign
from eprimo.steering.consortium.enums import Contract, MemberKind, Mode
from eprimo.steering.consortium.models import ManagingBody, Market, Member
from tests import factories as make
from tests.cast import Cast
from tests.steering.written import like

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\nxref\n0 4\n0000000000 65535 f \n"
    b"0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \ntrailer<</Root 1 0 R/Size 4>>\nstartxref\n164\n"
    b"%%EOF\n"
)
DAYS = MarketDays(
    joins_until=convention.JOINS_UNTIL, launches_from=convention.LAUNCHES_FROM,
    notification_expected=convention.NOTIFICATION_EXPECTED, starts_on=convention.STARTS_ON,
)  # fmt: skip


def luhn(figures: str) -> str:
    """The figures with the last one that makes their key right."""
    for last in "0123456789":
        total = 0
        for place, figure in enumerate(reversed(figures + last)):
            double = int(figure) * (2 if place % 2 else 1)
            total += double - 9 if double > 9 else double
        if total % 10 == 0:
            return figures + last
    raise AssertionError


def siret(siren: str) -> str:
    return luhn(f"{siren}0001")


def siren(eight: str) -> str:
    return luhn(eight)


@dataclass
class Made:
    """The group, by key."""

    cast: Cast
    market: Market
    members: dict[str, Member] = field(default_factory=dict)
    schools: dict[str, School] = field(default_factory=dict)
    body: ManagingBody | None = None

    def __getitem__(self, name: str) -> Member:
        return self.members[name]


def said(kind: MemberKind, name: str, number: str, **more: Any) -> Member:
    columns: dict[str, Any] = {"address": ""} | more
    return Member(kind=kind, name=name, siret=number, department=make.department(), **columns)


def commune_said(**more: Any) -> Member:
    number = siret(siren("21440999"))
    one = said(MemberKind.COMMUNE, "Commune de Valmarais", number, commune=make.commune())
    return like(one, **more)


def manager(cast: Cast) -> Any:
    """The coordinator who manages: the cast's own reads only."""
    Mandate.objects.filter(person=cast.coordinator, role="coordinator").update(level="manage")
    return cast.actor("coordinator")


def opened(cast: Cast, by: Any = None) -> Market:
    return market_open(actor=by or manager(cast), academy=make.academy(), days=DAYS)


def group_of(cast: Cast, by: Any = None) -> Made:
    """Valmarais, a second commune, an OGEC and a grouping; e-Collectivités acts for the second commune alone."""
    by = by or manager(cast)
    made = Made(cast, opened(cast, by))
    other = make.commune("44998", "Brive-sur-Loirette")
    made.schools["brive"] = make.school("0440101F", "École du Pont", commune=other)
    # One whose letter is right, as a sheet asks.
    made.schools["lettered"] = make.school("0440103" + letter_of("0440103"), "École de la Mer")
    made.schools["sainte_anne"] = make.school(
        "0440102G", "École Sainte-Anne", sector=Sector.PRIVATE_ASSOCIATION
    )
    grouping, _ = Epci.objects.get_or_create(
        siren=siren("99900020"), defaults={"name": "CC du Pays de Valmarais"}
    )
    for key, one in (
        ("valmarais", commune_said(email="mairie@valmarais.exemple")),
        ("brive", said(MemberKind.COMMUNE, "Commune de Brive-sur-Loirette", siret(siren("21440998")), commune=other)),
        ("cc", said(MemberKind.COMMUNITY, "CC du Pays de Valmarais", siret(grouping.siren), epci=grouping)),
        ("ogec", said(MemberKind.PRIVATE, "OGEC Sainte-Anne", siret(siren("99900030")), contract=Contract.ASSOCIATION)),
    ):  # fmt: skip
        made.members[key] = member_add(actor=by, market=made.market, said=one)
    made.body = managing_body_add(actor=by, name="e-Collectivités (inventé)", siret=siret(siren("99900040")))
    seat_give(actor=by, mandate=Mandate.objects.get(person=cast.managing_body), managing_body=made.body)
    representation_change(
        actor=by, member=made["brive"], mode=Mode.BODY, managing_body=made.body,
        mandate_file=GivenFile("mandat.pdf", PDF), starts=today(),
    )  # fmt: skip
    return made


def complete(made: Made, key: str = "valmarais", *, accounts: int = 90) -> Member:
    """The member's file with all that it must hold, filed, posted on the last day; not signed."""
    who = {"valmarais": "member_rep", "brive": "managing_body"}[key]
    by, keeps, member = made.cast.actor(who), made.cast.actor("coordinator"), made[key]
    school = {"valmarais": made.cast.tilleuls, "brive": made.schools["brive"]}[key]
    school_claim(actor=by, member=member, school=school)
    needs_write(actor=by, member=member, accounts={school.pk: accounts})
    signatory_name(
        actor=by, member=member, first_name="Jeanne", last_name="MAIRE", function="Maire", starts=date(2026, 1, 2)
    )  # fmt: skip
    deliberation_record(
        actor=by, member=member, number="2026-12", assembly="Conseil municipal", adopted_on=date(2026, 1, 12),
        received_on=date(2026, 1, 15), file=GivenFile("délibération.pdf", PDF),
    )  # fmt: skip
    file_deposit(actor=by, member=member)
    member_sign(actor=by, member=member, signed_on=date(2026, 1, 20))
    letter_record(
        actor=keeps, member=member, tracking=f"1A 234 567 {member.pk:04}", posted_on=convention.JOINS_UNTIL
    )
    return member


def signer(cast: Cast) -> Any:
    """The coordinator who signs."""
    Mandate.objects.filter(person=cast.coordinator, role="coordinator").update(level="sign")
    return cast.actor("coordinator")


def signed(made: Made, key: str = "valmarais", *, accounts: int = 90) -> Member:
    """The member, bound: its file complete, and signed."""
    member = complete(made, key, accounts=accounts)
    file_sign(actor=signer(made.cast), member=member)
    return member


def today() -> date:
    return clock.today("Europe/Paris")
