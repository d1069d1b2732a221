"""The schools of a delivery: known by their UAI, made (closed) when the delivery places them, told otherwise."""

from collections.abc import Iterable

from eprimo.foundation.directory.actions.school_setup import INSEE, UAI, SchoolFacts, WrongPlace, schools_keep
from eprimo.foundation.directory.enums import SchoolKind, Sector
from eprimo.foundation.directory.french_territory import place_of
from eprimo.foundation.directory.models import Academy, School
from eprimo.foundation.intake.aaf.files import AafRefused
from eprimo.foundation.intake.aaf.remarks import Remarks
from eprimo.foundation.intake.aaf.rows import SchoolSaid
from eprimo.foundation.intake.models import SchoolKey
from eprimo.foundation.intake.onde.text import fold
from eprimo.foundation.intake.records import Severity


def academy_of(code: str) -> Academy:
    """The academy of that number; raises AafRefused."""
    wanted = code.strip().upper().zfill(2)
    found = Academy.objects.filter(code=wanted).first()
    if found is None:
        raise AafRefused(
            "no_academy",
            f"Aucune académie ne porte le numéro {code} ici. Importez d’abord ses écoles (import_schools).",
        )
    return found


def keep_schools(academy: Academy, said: Iterable[SchoolSaid], told: Remarks) -> None:
    """Tie each school of the delivery to one of the directory by its key. Raises AafRefused for another academy's."""
    here = [one for one in said if one.op != "d" and _is_school(one, told)]
    known = {row.uai: row for row in School.objects.filter(uai__in={one.uai for one in here})}
    others = {one.uai for one in here if one.uai in known and known[one.uai].academy_id != academy.pk}
    if others and len(others) * 2 > len(here):
        raise AafRefused(
            "other_academy",
            f"Les écoles de cette livraison ne sont pas de l’académie {academy.name} ({academy.code}).",
        )
    new = [
        facts for one in here if one.uai not in known and (facts := _facts(one, academy, told)) is not None
    ]
    try:
        made = schools_keep(facts=new).made if new else []
    except WrongPlace:
        made = []
    known |= {row.uai: row for row in made}
    for one in here:
        if one.uai in others:
            told.tell(
                "other_academy", f"L’école {one.uai} (objet {one.key}) est d’une autre académie : laissée.",
                file=one.file, severity=Severity.ERROR,
            )  # fmt: skip
            known.pop(one.uai, None)
    _keys(academy, {one.key: known[one.uai].pk for one in here if one.uai in known})


def _keys(academy: Academy, wanted: dict[str, int]) -> None:
    kept = {row.key: row for row in SchoolKey.objects.filter(academy=academy.code, key__in=wanted)}
    moved = [row for row in kept.values() if row.school_id != wanted[row.key]]
    for row in moved:
        row.school_id = wanted[row.key]
    SchoolKey.objects.bulk_update(moved, ["school"])
    SchoolKey.objects.bulk_create(
        [
            SchoolKey(academy=academy.code, key=key, school_id=pk)
            for key, pk in wanted.items()
            if key not in kept
        ]
    )


def _is_school(one: SchoolSaid, told: Remarks) -> bool:
    if UAI.fullmatch(one.uai):
        return True
    if one.op == "a":
        told.tell(
            "bad_uai", f"L’école {one.key} n’a pas de numéro (UAI) lisible : laissée.", file=one.file,
            severity=Severity.ERROR,
        )  # fmt: skip
    return False


def _facts(one: SchoolSaid, academy: Academy, told: Remarks) -> SchoolFacts | None:
    place = place_of(one.commune) if INSEE.fullmatch(one.commune) else None
    if place is None or place.academy != academy.code or not one.name:
        told.tell(
            "unknown_school",
            f"L’école {one.uai} (objet {one.key}) n’est pas dans l’annuaire et ne peut pas y être placée : importez-la"
            " (import_schools). Ses personnes sont laissées.",
            file=one.file,
            severity=Severity.ERROR,
        )
        return None
    private = "priv" in fold(f"{one.contract} {one.sector}") or "contrat" in fold(one.contract)
    sector = Sector.PRIVATE if private and "sans contrat" not in fold(one.contract) else Sector.PUBLIC
    name = fold(one.name)
    kind = SchoolKind.NURSERY if "maternelle" in name else SchoolKind.PRIMARY
    kind = SchoolKind.ELEMENTARY if "elementaire" in name else kind
    return SchoolFacts(one.uai, one.name, kind, sector, one.commune)
