"""The purchasing group of the invented academy. Its bodies, numbers and days are invented, and it still recruits."""

from datetime import date, timedelta

from eprimo.devtools.demo.academy.cast import Cast
from eprimo.devtools.demo.academy.market import make_market
from eprimo.devtools.demo.academy.territory import BRIVE, SAINT_AUBIN, VALMARAIS, Territory
from eprimo.foundation.access.actors import for_person
from eprimo.foundation.directory.models import Mandate
from eprimo.foundation.kernel import clock
from eprimo.steering.consortium.actions import (
    GivenFile,
    MarketDays,
    MemberSaid,
    deliberation_record,
    file_deposit,
    letter_record,
    managing_body_add,
    market_open,
    member_add,
    needs_write,
    representation_change,
    school_claim,
    seat_give,
    signatory_name,
)
from eprimo.steering.consortium.enums import Contract, MemberKind, Mode
from eprimo.steering.consortium.models import Market, Member

# Numbers with right keys that no body bears.
_SIRETS = {
    "academy": "99900010200015", "valmarais": "21990101400015", "brive": "21990102200018",
    "saint-aubin": "21990103000011", "epci": "99900000300015", "ogec": "99900011000018", "body": "99900012800010",
}  # fmt: skip
_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def make_group(territory: Territory, cast: Cast) -> None:
    """Six members in sight of their deadline; a provider acts for one of them."""
    by = for_person(cast.people["coordinator"].pk)
    market = market_open(actor=by, academy=territory.academy, days=_days())
    members = _members(territory, market, cast)
    body = managing_body_add(
        actor=by, name="Collectivités de la Loirette (prestataire)", siret=_SIRETS["body"]
    )
    seat_give(actor=by, mandate=_mandate(cast, "managing_body"), managing_body=body)
    for key in ("brive", "saint-aubin"):
        representation_change(
            actor=by, member=members[key], mode=Mode.BODY, managing_body=body, starts=clock.today("Europe/Paris"),
            mandate_file=GivenFile("mandat de gestion.pdf", _PDF),
        )  # fmt: skip
    _signs(cast, members)
    _schools(territory, cast, members)
    _files(cast, members)
    make_market(market, by)


def _days() -> MarketDays:
    """Those of the convention, moved to the winter that comes."""
    year = clock.today("Europe/Paris").year + 1
    return MarketDays(date(year, 1, 24), date(year, 1, 26), date(year, 4, 30), date(year, 7, 19))


def _members(territory: Territory, market: Market, cast: Cast) -> dict[str, Member]:
    by = for_person(cast.people["coordinator"].pk)
    communes, epci = territory.communes, territory.epci
    kinds = MemberKind
    bodies = {
        "academy": (kinds.RECTORAT, "Rectorat de l’académie de la Loirette", {}),
        "valmarais": (kinds.COMMUNE, "Commune de Valmarais", {"commune": communes[VALMARAIS], "was_user": True}),
        "brive": (kinds.COMMUNE, "Commune de Brive-sur-Loirette", {"commune": communes[BRIVE], "was_user": True}),
        "saint-aubin": (kinds.COMMUNE, "Commune de Saint-Aubin-des-Prés", {"commune": communes[SAINT_AUBIN]}),
        "epci": (kinds.COMMUNITY, epci.name, {"epci": epci}),
        "ogec": (kinds.PRIVATE, "OGEC Sainte-Anne", {"contract": Contract.ASSOCIATION}),
    }  # fmt: skip
    return {
        key: member_add(
            actor=by, market=market,
            said=MemberSaid(
                kind=kind, name=name, siret=_SIRETS[key], department=territory.department,
                email=f"{key}@groupement.exemple", **more,  # type: ignore[arg-type]
            ),
        )
        for key, (kind, name, more) in bodies.items()
    }  # fmt: skip


def _signs(cast: Cast, members: dict[str, Member]) -> None:
    by, day = for_person(cast.people["coordinator"].pk), clock.today("Europe/Paris")
    for key, civility, first_name, last_name, function in (
        ("valmarais", "Mme", "Solange", "Thébaud", "Maire"),
        ("brive", "M.", "Idriss", "Cadoret", "Maire"),
        ("ogec", "M.", "Pierre", "Landais", "Président de l’OGEC"),
    ):
        signatory_name(
            actor=by, member=members[key], first_name=first_name, last_name=last_name, function=function,
            civility=civility, starts=day,
        )  # fmt: skip


def _schools(territory: Territory, cast: Cast, members: dict[str, Member]) -> None:
    """Valmarais chose three of its schools, the provider two for Brive, and said what most of them need."""
    for face, key, schools in (
        ("member", "valmarais", ("tilleuls", "coquelicots", "verne")),
        ("managing_body", "brive", ("hirondelles", "prevert")),
    ):
        actor = for_person(cast.people[face].pk)
        taken = [territory.schools[name] for name in schools if name in territory.schools]
        for school in taken:
            school_claim(actor=actor, member=members[key], school=school)
        # Of Valmarais one number is still to be said.
        told = taken[:-1] if key == "valmarais" else taken
        said = {school.pk: 90 + 15 * number for number, school in enumerate(told)}
        needs_write(actor=actor, member=members[key], accounts=said)


def _files(cast: Cast, members: dict[str, Member]) -> None:
    """Valmarais lacks a number and the stamp; Brive filed all, through its provider, and posted its letter."""
    today = clock.today("Europe/Paris")
    keeps, provider = for_person(cast.people["coordinator"].pk), for_person(cast.people["managing_body"].pk)
    deliberation_record(
        actor=for_person(cast.people["member"].pk), member=members["valmarais"], number="2026-47",
        assembly="Conseil municipal", adopted_on=today - timedelta(days=9),
        file=GivenFile("délibération 2026-47.pdf", _PDF),
    )  # fmt: skip
    file_deposit(actor=for_person(cast.people["member"].pk), member=members["valmarais"])
    deliberation_record(
        actor=provider, member=members["brive"], number="2026-31", assembly="Conseil municipal",
        adopted_on=today - timedelta(days=20), received_on=today - timedelta(days=17),
        file=GivenFile("délibération 2026-31.pdf", _PDF),
    )  # fmt: skip
    file_deposit(actor=provider, member=members["brive"])
    letter_record(
        actor=keeps, member=members["brive"], tracking="1A 000 000 000 1", posted_on=today - timedelta(days=6),
        received_on=today - timedelta(days=3),
    )  # fmt: skip


def _mandate(cast: Cast, face: str) -> Mandate:
    return Mandate.objects.get(person=cast.people[face])
