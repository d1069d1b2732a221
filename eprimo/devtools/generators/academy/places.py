"""The list of schools that an academy is invented from: a CSV of the open directory, or the small invented one here."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from eprimo.devtools.generators.shapes import SchoolKind
from eprimo.foundation.kernel.text import fold

INVENTED = Path(__file__).with_name("ecoles.csv")
AT_ONCE = 8
"""Schools of a neighbourhood: families and moves stay inside one, so that one at a time is held in memory."""
OF_A_DISTRICT = 45
INVENTED_DISTRICT = "circonscription inventée"
NEEDED = ("uai", "nom", "niveau", "secteur", "code_postal", "ville", "code_insee")
_OLDEST_COUNT = 2022
_KINDS: dict[str, SchoolKind] = {
    "maternelle": "maternelle",
    "elementaire": "elementaire",
    "primaire": "primaire",
}


class UnreadableList(Exception):
    """The list of schools cannot be read; the text is a sentence for a terminal."""


@dataclass(frozen=True, slots=True)
class SchoolPlace:
    """One school of the list. Nothing else of the academy is real."""

    uai: str
    name: str
    kind: SchoolKind
    private: bool
    address: str
    postcode: str
    city: str
    insee: str
    pupils: int | None
    """Pupils that the list knows of, when it is recent enough."""
    district: str = ""
    """The circonscription: of the list, else invented and named so."""

    @property
    def number(self) -> int:
        """The digits of the school's number: unique, and what keys are made of."""
        return int(self.uai[:7])

    @property
    def key(self) -> str:
        """The school's key in the deliveries."""
        return str(self.number)


def read_places(file: Path) -> list[SchoolPlace]:
    """Read the list, by commune then number. Lines without a number or a known kind are left out.

    Raises:
        UnreadableList: no such file, another encoding, or columns that are missing.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableList(f"{file} cannot be read as UTF-8 text.") from error
    rows = csv.DictReader(text.splitlines(), delimiter=";")
    missing = [name for name in NEEDED if name not in (rows.fieldnames or ())]
    if missing:
        raise UnreadableList(f"{file} has no column {', '.join(missing)}.")
    places = {place.uai: place for row in rows if (place := _place(row)) is not None}
    if not places:
        raise UnreadableList(f"{file} holds no school.")
    return _with_districts(sorted(places.values(), key=lambda place: (place.insee, place.uai)))


def _with_districts(places: list[SchoolPlace]) -> list[SchoolPlace]:
    """Schools that the list puts under no circonscription get an invented one: neighbours of one department."""
    named: dict[str, str] = {}
    taken: Counter[str] = Counter()
    for department in sorted({place.uai[:3] for place in places}):
        without = [place for place in places if place.uai[:3] == department and not place.district]
        for start in range(0, len(without), OF_A_DISTRICT):
            group = without[start : start + OF_A_DISTRICT]
            city = group[0].city or "Département"
            taken[department + city] += 1
            number = f" {taken[department + city]}" if taken[department + city] > 1 else ""
            named |= {place.uai: f"{city}{number} ({INVENTED_DISTRICT})" for place in group}
    return [replace(place, district=place.district or named[place.uai]) for place in places]


def write_list(source: Path, places: Iterable[SchoolPlace], out: Path) -> None:
    """Write the list again with a circonscription for each school: what `import_schools` takes."""
    districts = {place.uai: place.district for place in places}
    rows = csv.DictReader(source.read_text(encoding="utf-8-sig").splitlines(), delimiter=";")
    fields = [*dict.fromkeys([*(rows.fieldnames or ()), "circonscription"])]
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fields, delimiter=";", lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        for row in rows:
            if district := districts.get(row["uai"].strip().upper()):
                writer.writerow(row | {"circonscription": district})


def _place(row: dict[str, str]) -> SchoolPlace | None:
    uai, kind = row["uai"].strip().upper(), _KINDS.get(fold(row["niveau"]))
    if len(uai) != 8 or not uai[:7].isdigit() or kind is None:
        return None
    return SchoolPlace(
        uai=uai,
        name=" ".join(row["nom"].split()) or f"École {uai}",
        kind=kind,
        private=fold(row["secteur"]).startswith("prive"),
        address=" ".join((row.get("adresse") or "").split()),
        postcode=row["code_postal"].strip(),
        city=" ".join(row["ville"].split()),
        insee=(row.get("code_insee_commune_actuelle") or row["code_insee"]).strip(),
        pupils=_known_pupils(row),
        district=" ".join((row.get("circonscription") or "").split()),
    )


def _known_pupils(row: dict[str, str]) -> int | None:
    """Pupils counted in 2022 or later: older counts are of another school."""
    year, count = row.get("rentree_effectif") or "", row.get("nb_eleves") or ""
    if year.isdigit() and count.isdigit() and int(year) >= _OLDEST_COUNT and int(count):
        return int(count)
    return None


def neighbourhoods(places: Iterable[SchoolPlace]) -> Iterator[tuple[SchoolPlace, ...]]:
    """Cut the list, in its order, into neighbourhoods; the last one is never a school alone when it can be helped."""
    listed = list(places)
    start = 0
    while start < len(listed):
        end = start + AT_ONCE
        if len(listed) - end == 1:
            end += 1
        yield tuple(listed[start:end])
        start = end
