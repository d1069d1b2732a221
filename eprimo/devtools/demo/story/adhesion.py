"""From the calendar to the signature: November 2025 to January 2026."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from eprimo.devtools.demo.academy.territory import BRIVE, SAINT_AUBIN, VALMARAIS
from eprimo.devtools.demo.story.papers import paper
from eprimo.devtools.demo.story.stage import Stage, Step
from eprimo.foundation.directory.models import Mandate
from eprimo.steering.consortium import convention
from eprimo.steering.consortium.actions.amendments import amendment_sign
from eprimo.steering.consortium.actions.dossier import deliberation_record, letter_record
from eprimo.steering.consortium.actions.files import file_deposit
from eprimo.steering.consortium.actions.lists import list_drop, list_give
from eprimo.steering.consortium.actions.market import MarketDays, market_open
from eprimo.steering.consortium.actions.members import managing_body_add, member_add, seat_give
from eprimo.steering.consortium.actions.needs import needs_write
from eprimo.steering.consortium.actions.representation import representation_change, signatory_name
from eprimo.steering.consortium.actions.schools import school_claim
from eprimo.steering.consortium.actions.signatures import file_sign, member_sign
from eprimo.steering.consortium.actions.texts import convention_text_add
from eprimo.steering.consortium.enums import Contract, MemberKind, Mode
from eprimo.steering.consortium.lists.file import ListLine
from eprimo.steering.consortium.models import ManagingBody, Member, MemberList

# Numbers with right keys that no body bears.
_BODY = "99900012800010"


@dataclass(frozen=True, slots=True)
class Joining:
    """How one member joins: what it is, who acts for it, which schools it wants and how many accounts each."""

    key: str
    kind: MemberKind
    name: str
    siret: str
    face: str
    signs: tuple[str, str, str, str]
    schools: dict[str, int]
    act: str
    filed: date
    posted: date


_MAYOR = "Maire"
JOININGS = (
    Joining(
        "valmarais", MemberKind.COMMUNE, "Commune de Valmarais", "21990101400015", "member",
        ("Mme", "Solange", "Thébaud", _MAYOR), {"tilleuls": 140, "coquelicots": 95, "verne": 130},
        "2025-112", date(2026, 1, 12), date(2026, 1, 21),
    ),
    Joining(
        "brive", MemberKind.COMMUNE, "Commune de Brive-sur-Loirette", "21990102200018", "managing_body",
        ("M.", "Idriss", "Cadoret", _MAYOR), {"hirondelles": 120, "prevert": 110}, "2025-87", date(2025, 12, 22),
        date(2026, 1, 8),
    ),
    Joining(
        "ogec", MemberKind.PRIVATE, "OGEC Sainte-Anne", "99900011000018", "ogec",
        ("M.", "Pierre", "Landais", "Président de l’OGEC"), {"sainte-anne": 150}, "12-2025", date(2026, 1, 15),
        date(2026, 1, 22),
    ),
    Joining(
        "epci", MemberKind.COMMUNITY, "", "99900000300015", "epci",
        ("Mme", "Rozenn", "Calvez", "Présidente"), {"ribambelle": 70}, "2025-203", date(2026, 1, 16),
        date(2026, 1, 23),
    ),
    # Posted two days too late: it does not join this market.
    Joining(
        "saint-aubin", MemberKind.COMMUNE, "Commune de Saint-Aubin-des-Prés", "21990103000011", "saint-aubin",
        ("M.", "Loïc", "Hamon", _MAYOR), {"bourg": 90, "curie": 80, "lande": 60}, "2026-4", date(2026, 1, 23),
        date(2026, 1, 26),
    ),
)  # fmt: skip


def _open(stage: Stage) -> None:
    days = MarketDays(
        convention.JOINS_UNTIL,
        convention.LAUNCHES_FROM,
        convention.NOTIFICATION_EXPECTED,
        convention.STARTS_ON,
    )
    by = stage.by("coordinator")
    market_open(actor=by, academy=stage.territory.academy, days=days)
    day = date(2025, 11, 17)
    convention_text_add(actor=by, market=stage.market, dated_on=day, file=paper("convention"))


def _list(stage: Stage) -> None:
    """Those that said they would come, and the rectorat."""
    territory, by = stage.territory, stage.by("coordinator")
    places: dict[str, dict[str, Any]] = {
        "valmarais": {"commune": territory.communes[VALMARAIS], "was_user": True},
        "brive": {"commune": territory.communes[BRIVE], "was_user": True},
        "saint-aubin": {"commune": territory.communes[SAINT_AUBIN]},
        "epci": {"epci": territory.epci},
        "ogec": {"contract": Contract.ASSOCIATION},
    }
    name = territory.academy.name
    rectorat = f"Rectorat de l’{name[0].lower()}{name[1:]}"
    bodies = [("academy", MemberKind.RECTORAT, rectorat, "99900010200015")]
    bodies += [(one.key, one.kind, one.name or territory.epci.name, one.siret) for one in JOININGS]
    for key, kind, name, siret in bodies:
        said = Member(
            kind=kind, name=name, siret=siret, department=territory.department, email=f"{key}@groupement.exemple",
            **{"address": ""} | places.get(key, {}),
        )  # fmt: skip
        stage.members[key] = member_add(actor=by, market=stage.market, said=said)
    mandate = Mandate.objects.get(person=stage.cast.people["ogec"])
    seat_give(actor=by, mandate=mandate, member=stage.members["ogec"])


def _provide(stage: Stage) -> None:
    """A provider acts for Brive, as its mandate says."""
    by = stage.by("coordinator")
    body = managing_body_add(actor=by, name="Collectivités de la Loirette (prestataire)", siret=_BODY)
    mandate = Mandate.objects.get(person=stage.cast.people["managing_body"])
    seat_give(actor=by, mandate=mandate, managing_body=body)
    representation_change(
        actor=by, member=stage.members["brive"], mode=Mode.BODY, managing_body=ManagingBody.objects.get(pk=body.pk),
        starts=date(2025, 12, 1), mandate_file=paper("mandat de gestion"),
    )  # fmt: skip


def _choose(stage: Stage) -> None:
    """Schools, needs, signatories, and the acts that authorise. Of Valmarais one number is still to be said."""
    for one in JOININGS:
        actor, member = stage.by(one.face), stage.members[one.key]
        civility, first_name, last_name, function = one.signs
        signatory_name(
            actor=actor, member=member, civility=civility, first_name=first_name, last_name=last_name,
            function=function, starts=date(2025, 12, 8),
        )  # fmt: skip
        wanted = _of(stage, one)
        for key in wanted:
            school_claim(actor=actor, member=member, school=stage.territory.schools[key])
        late = {"verne"} if one.key == "valmarais" else set()
        _need(stage, one, {key: accounts for key, accounts in wanted.items() if key not in late})


def _need(stage: Stage, one: Joining, said: dict[str, int]) -> None:
    accounts = {stage.territory.schools[key].pk: number for key, number in said.items()}
    needs_write(actor=stage.by(one.face), member=stage.member(one.key), accounts=accounts)


def _of(stage: Stage, one: Joining) -> dict[str, int]:
    """What it wants, among the schools that this demo has."""
    return {key: accounts for key, accounts in one.schools.items() if key in stage.territory.schools}


def _decide(stage: Stage) -> None:
    """Councils of December; that of Saint-Aubin meets in January."""
    for one in JOININGS:
        adopted = date(2026, 1, 12) if one.key == "saint-aubin" else date(2025, 12, 15)
        if adopted == date(2025, 12, 15):
            _authorise(stage, one, adopted, None if one.key in {"valmarais", "ogec"} else date(2025, 12, 19))


def _authorise(stage: Stage, one: Joining, adopted: date, received: date | None) -> None:
    assembly = {
        MemberKind.PRIVATE: "Conseil d’administration", MemberKind.COMMUNITY: "Conseil communautaire",
    }.get(one.kind, "Conseil municipal")  # fmt: skip
    deliberation_record(
        actor=stage.by(one.face), member=stage.member(one.key), number=one.act, assembly=assembly, adopted_on=adopted,
        received_on=received, file=paper(f"délibération {one.act}"),
    )  # fmt: skip


def _file(key: str) -> Step:
    """One of them files what it has."""
    one = next(one for one in JOININGS if one.key == key)

    def act(stage: Stage) -> None:
        if key == "saint-aubin":
            _authorise(stage, one, date(2026, 1, 20), date(2026, 1, 22))
        file_deposit(actor=stage.by(one.face), member=stage.member(key))

    return Step(one.filed, act)


def _give_list(stage: Stage) -> None:
    """Late bodies, as the coordinator has them in a sheet: two new ones, an address that changed, a wrong number."""
    code, brive = stage.territory.department.code, stage.member("brive")
    lines = [
        ListLine(2, "99900021900017", "SIVOS de la Loirette", "Syndicat", "sivos@groupement.exemple", "",
                 "4 chemin du Moulin", "99120", "Brive-sur-Loirette", "", code),
        ListLine(3, "99900022700010", "OGEC Saint-Joseph", "OGEC", "ogec.saint-joseph@groupement.exemple", "",
                 "11 rue de l’Église", "99100", "Valmarais", "", code, "association"),
        ListLine(4, brive.siret, brive.name, "Commune", "mairie@brive.exemple"),
        ListLine(5, brive.siret, "Caisse des écoles", "Établissement public", "", "", "", "", "", "", code),
    ]  # fmt: skip
    list_give(
        actor=stage.by("coordinator"), market=stage.market, name="organismes de janvier.ods", lines=lines,
        from_directory=True,
    )  # fmt: skip


def _drop_list(stage: Stage) -> None:
    """Nobody of it joined in time."""
    for given in MemberList.objects.filter(market=stage.market):
        list_drop(actor=stage.by("coordinator"), given=given)


def _complete(stage: Stage) -> None:
    """The number and the stamp that Valmarais lacked."""
    one = JOININGS[0]
    _need(stage, one, _of(stage, one))
    _authorise(stage, one, date(2025, 12, 15), date(2026, 1, 16))


def _post(key: str) -> Step:
    """Its signature, then its registered letter, recorded the day after it came."""
    one = next(one for one in JOININGS if one.key == key)

    def act(stage: Stage) -> None:
        number = 1 + [each.key for each in JOININGS].index(key)
        received = date.fromordinal(one.posted.toordinal() + 2)
        # A small demo has no school for some of them: they have nothing to sign.
        if _of(stage, one):
            signed = date.fromordinal(one.posted.toordinal() - 1)
            member_sign(actor=stage.by(one.face), member=stage.member(key), signed_on=signed)
        letter_record(
            actor=stage.by("coordinator"), member=stage.member(key), tracking=f"1A 000 000 000 {number}",
            posted_on=one.posted, received_on=received,
        )  # fmt: skip

    return Step(date.fromordinal(one.posted.toordinal() + 3), act)


def _sign(stage: Stage) -> None:
    """The rectorat signs what is complete and came in time."""
    for one in JOININGS:
        # A small demo has no school for some of them.
        if one.key != "saint-aubin" and _of(stage, one):
            file_sign(actor=stage.by("signing"), member=stage.member(one.key))


def _elect(stage: Stage) -> None:
    """Brive has another mayor; what the one before signed stays. Nobody has said yet who signs for Valmarais."""
    one = JOININGS[1]
    signatory_name(
        actor=stage.by(one.face), member=stage.member(one.key), civility="Mme", first_name="Awa", last_name="Sarr",
        function=_MAYOR, starts=date(2026, 3, 28),
    )  # fmt: skip


def _amend(stage: Stage) -> None:
    """A class more at the Tilleuls."""
    one = JOININGS[0]
    if stage.signed(one.key):
        school = stage.territory.schools["tilleuls"]
        amendment_sign(
            actor=stage.by(one.face), member=stage.member(one.key), accounts={school.pk: 155},
            signed_on=date(2026, 9, 7),
            reason="Une classe ouverte à la rentrée aux Tilleuls.",
        )  # fmt: skip


STEPS = (
    Step(date(2025, 11, 17), _open),
    Step(date(2025, 11, 24), _list),
    Step(date(2025, 12, 1), _provide),
    Step(date(2025, 12, 8), _choose),
    Step(date(2025, 12, 19), _decide),
    *(_file(one.key) for one in JOININGS),
    Step(date(2026, 1, 12), _give_list),
    Step(date(2026, 1, 19), _complete),
    *(_post(one.key) for one in JOININGS),
    Step(date(2026, 1, 28), _drop_list),
    Step(date(2026, 1, 29), _sign),
    Step(date(2026, 3, 30), _elect),
    Step(date(2026, 9, 7), _amend),
)
