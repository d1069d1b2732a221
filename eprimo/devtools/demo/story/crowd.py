"""Hundreds of members over real communes and schools, when a folder of open data is given (EPRIMO_DEMO_DATA).

The places are real; that they join, when, for how many accounts and by whose hand is drawn. Rows are written on sets,
as an import would: the acts of the few members of the story are those that one looks at.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from stdnum import luhn

from eprimo.devtools.demo.story.stage import Stage, Step
from eprimo.foundation.directory.actions.school_setup import schools_keep
from eprimo.foundation.directory.enums import Sector
from eprimo.foundation.directory.models import Academy, School
from eprimo.foundation.directory.school_files import read_schools
from eprimo.foundation.kernel import clock
from eprimo.steering.consortium.enums import Contract, FileState, MemberKind, PassageReason, Side
from eprimo.steering.consortium.models import (
    Deliberation,
    Letter,
    Member,
    Need,
    Passage,
    Representation,
    SchoolClaim,
    Signatory,
    Signature,
)
from eprimo.ui.french import of

SCHOOLS_FILE = "ecoles_academie_nantes.csv"
_SEED = 20260124
_NO_FILE = "0" * 64
# Median sizes of public and private schools, where the file knows no number.
_PUPILS = {True: 85, False: 98}


@dataclass
class Places:
    """What the file says: the SIREN of communes by INSEE number, pupils by school number."""

    academy: Academy
    sirens: dict[str, str] = field(default_factory=dict)
    pupils: dict[str, int] = field(default_factory=dict)


def read_places(folder: Path) -> Places:
    """Make the schools of the folder's list, and remember what the directory does not keep."""
    path = folder / SCHOOLS_FILE
    kept = schools_keep(facts=read_schools(path.read_bytes()).schools)
    academy = Academy.objects.get(pk=kept.made[0].academy_id)
    places = Places(academy)
    with path.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines, delimiter=";"):
            places.sirens[row.get("code_insee_commune_actuelle") or row["code_insee"]] = (
                row.get("siren_commune") or ""
            )
            if (row.get("nb_eleves") or "").isdigit():
                places.pupils[row["uai"]] = int(row["nb_eleves"])
    return places


def siret_of(siren: str, number: int = 1) -> str:
    """A number with right keys that begins with this SIREN."""
    figures = f"{siren}{number:04}"
    return figures + luhn.calc_check_digit(figures)


def steps(places: Places) -> tuple[Step, ...]:
    """What the crowd does; most of it files in the last days."""
    rng = Random(_SEED)
    return (
        Step(date(2025, 11, 25), lambda stage: _join(stage, places, rng)),
        Step(date(2025, 12, 9), lambda stage: _need(stage, places, rng)),
        Step(date(2026, 1, 9), lambda stage: _file(stage, rng, 0.25)),
        Step(date(2026, 1, 26), lambda stage: _file(stage, rng, 0.93)),
        Step(date(2026, 1, 30), _sign),
    )


def _join(stage: Stage, places: Places, rng: Random) -> None:
    """Each commune with a public school, each private school by itself."""
    schools = School.objects.filter(academy=places.academy, successor=None).exclude(
        pk__in=[one.pk for one in stage.territory.schools.values()]
    )
    of_place: dict[Any, list[School]] = {}
    for school in schools.select_related("commune__department").order_by("uai"):
        owner = school.commune if school.sector == Sector.PUBLIC else school
        of_place.setdefault(owner, []).append(school)
    market, now, made = stage.market, clock.now(), []
    for number, (owner, own) in enumerate(of_place.items()):
        commune = own[0].commune
        public = own[0].sector == Sector.PUBLIC
        siren = places.sirens.get(commune.insee, "") if public else ""
        if not luhn.is_valid(siren) or len(siren) != 9:
            siren = f"9{number:07}"
            siren += luhn.calc_check_digit(siren)
        made.append(
            Member(
                market=market, kind=MemberKind.COMMUNE if public else MemberKind.PRIVATE,
                name=(f"Commune {of(commune.name)}" if public else f"OGEC, {owner.name} ({commune.name})")[:160],
                siret=siret_of(siren), department=commune.department, commune=commune if public else None,
                contract="" if public else Contract.ASSOCIATION, was_user=rng.random() < 0.6,
                email=f"membre-{number}@groupement.exemple",
            )
        )  # fmt: skip
    members = Member.objects.bulk_create(made)
    Representation.objects.bulk_create(Representation(member=one, starts=now) for one in members)
    SchoolClaim.objects.bulk_create(
        SchoolClaim(member=member, school=school, starts=now)
        for member, own in zip(members, of_place.values(), strict=True)
        for school in own
    )
    Signatory.objects.bulk_create(
        Signatory(
            member=one, first_name="Signataire", last_name="fictif", starts=now,
            function="Maire" if one.kind == MemberKind.COMMUNE else "Président de l’OGEC",
        )
        for one in members
    )  # fmt: skip


def _crowd(stage: Stage) -> list[Member]:
    own = [one.pk for one in stage.members.values()]
    return list(Member.objects.exclude(pk__in=own).order_by("pk"))


def _need(stage: Stage, places: Places, rng: Random) -> None:
    def drawn(school: School) -> int:
        return round(_PUPILS[school.sector == Sector.PUBLIC] * rng.uniform(0.4, 1.9))

    now = clock.now()
    claims = (
        SchoolClaim.objects.in_force()
        .filter(member__in=_crowd(stage))
        .select_related("school")
        .order_by("pk")
    )
    Need.objects.bulk_create(
        Need(
            member_id=claim.member_id, school=claim.school, starts=now,
            accounts=places.pupils.get(claim.school.uai) or drawn(claim.school),
        )
        for claim in claims
    )  # fmt: skip


def _file(stage: Stage, rng: Random, share: float) -> None:
    """A share of those that have filed nothing yet sign, post and file; one in twelve lacks the stamp, one in fifty
    posts too late."""
    today = clock.today("Europe/Paris")
    filed = set(Passage.objects.values_list("member", flat=True))
    filing = [one for one in _crowd(stage) if one.pk not in filed and rng.random() < share]
    unstamped = {one.pk for one in filing if rng.random() < 1 / 12 and one.kind != MemberKind.PRIVATE}
    Deliberation.objects.bulk_create(
        Deliberation(
            member=one, number=f"2025-{one.pk % 120 + 1}", adopted_on=date(2025, 12, 15), piece_sha256=_NO_FILE,
            assembly="Conseil municipal" if one.kind == MemberKind.COMMUNE else "Conseil d’administration",
            received_on=None if one.pk in unstamped or one.kind == MemberKind.PRIVATE else date(2025, 12, 19),
        )
        for one in filing
    )  # fmt: skip
    signs = dict(Signatory.objects.filter(member__in=filing).values_list("member", "pk"))
    Signature.objects.bulk_create(
        Signature(
            member=one,
            side=Side.MEMBER,
            structure=one.name,
            signatory_id=signs[one.pk],
            signed_on=date(2025, 12, 29),
        )
        for one in filing
    )
    deadline = stage.market.joins_until
    late = {one.pk for one in filing if today > deadline and rng.random() < 1 / 50}
    Letter.objects.bulk_create(
        Letter(
            member=one, tracking=f"2A{one.pk:011}", acknowledged_on=None, received_on=today,
            posted_on=today if one.pk in late else min(today, deadline) - timedelta(days=rng.randrange(3)),
        )
        for one in filing
    )  # fmt: skip
    _pass(filing, 1, FileState.DRAFT, FileState.FILED, PassageReason.BY_LETTER)
    lacking = [one for one in filing if one.pk in unstamped]
    _pass(lacking, 2, FileState.FILED, FileState.INCOMPLETE, PassageReason.LACKS)
    entire = [one for one in filing if one.pk not in unstamped]
    _pass(entire, 2, FileState.FILED, FileState.COMPLETE, PassageReason.LACKS_NOTHING)


def _pass(
    members: Sequence[Member], number: int, before: FileState, state: FileState, reason: PassageReason
) -> None:
    today = clock.today("Europe/Paris")
    Passage.objects.bulk_create(
        Passage(
            member=one,
            number=number,
            before=before,
            state=state,
            reason=reason,
            effective_on=today,
            role="coordinator",
        )
        for one in members
    )


def _sign(stage: Stage) -> None:
    """The rectorat signs what is complete and came in time."""
    market, today = stage.market, clock.today("Europe/Paris")
    complete = Passage.objects.filter(number=2, state=FileState.COMPLETE).values("member")
    late = Letter.objects.filter(posted_on__gt=market.joins_until).values("member")
    own = [one.pk for one in stage.members.values()]
    signing: Iterable[Member] = (
        Member.objects.filter(pk__in=complete).exclude(pk__in=late).exclude(pk__in=own)
    )
    signing = list(signing)
    structure = f"Rectorat, {market.academy.name}"
    Signature.objects.bulk_create(
        Signature(member=one, side=Side.COORDINATOR, structure=structure, signed_on=today) for one in signing
    )
    _pass(signing, 3, FileState.COMPLETE, FileState.SIGNED, PassageReason.BOTH_SIGNED)
