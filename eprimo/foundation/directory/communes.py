"""The official geographic code: which commune a number means today, its name, and its grouping (EPCI).

`python -m eprimo.foundation.directory.communes` trims the data package of the front's build to what is asked here
(three files, a megabyte); set-up runs it. Without them everything is taken as it is said, and `import_schools` says so.
"""

import csv
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).resolve().parents[3] / "frontend/node_modules/@etalab/decoupage-administratif/data"
TARGET = Path(__file__).parent / "data" / "cog"
_CURRENT = "commune-actuelle"


@dataclass(frozen=True, slots=True)
class Geography:
    """The whole code; empty when set-up has not made it."""

    names: dict[str, str] = field(default_factory=dict)
    """Communes of today."""
    now: dict[str, str] = field(default_factory=dict)
    """Numbers of communes that are no longer one (merged, part of another, renumbered) → that of today."""
    epcis: dict[str, str] = field(default_factory=dict)
    """Commune → SIREN of its grouping with taxes of its own."""
    epci_names: dict[str, str] = field(default_factory=dict)


@cache
def geography() -> Geography:
    """Read the trimmed code, once a process."""
    if not (TARGET / "communes.csv").exists():
        return Geography()
    communes = list(_rows("communes.csv"))
    return Geography(
        names={insee: name for insee, name, _ in communes},
        now={former: insee for former, insee in _rows("former.csv")},  # noqa: C416 - says what is what
        epcis={insee: siren for insee, _, siren in communes if siren},
        epci_names={siren: name for siren, name in _rows("epci.csv")},  # noqa: C416 - same
    )


def _rows(name: str) -> Iterator[list[str]]:
    with (TARGET / name).open(encoding="utf-8", newline="") as file:
        yield from csv.reader(file, delimiter=";")


def commune_now(insee: str) -> str:
    """Return the commune of today that a number belongs to; the number itself when it is current, or not known."""
    return geography().now.get(insee, insee)


def commune_name(insee: str) -> str:
    """Return the name of a commune of today; empty when it is not known."""
    return geography().names.get(insee, "")


def epci_of(insee: str) -> str:
    """Return the SIREN of the grouping of a commune; empty when it is not known, or when there is none."""
    return geography().epcis.get(insee, "")


def epci_name(siren: str) -> str:
    """Return the name of a grouping, else its number in words."""
    return geography().epci_names.get(siren) or f"EPCI {siren}"


def trim(source: Path = SOURCE, target: Path = TARGET) -> int:
    """Make the files from the package's; returns how many communes there are today."""
    communes = json.loads((source / "communes.json").read_text(encoding="utf-8"))
    epcis = json.loads((source / "epci.json").read_text(encoding="utf-8"))
    grouped = {member["code"]: one["code"] for one in epcis for member in one["membres"]}
    names = {one["code"]: one["nom"] for one in communes if one["type"] == _CURRENT}
    target.mkdir(parents=True, exist_ok=True)
    _write(
        target / "communes.csv", ((code, name, grouped.get(code, "")) for code, name in sorted(names.items()))
    )
    _write(target / "former.csv", sorted(_former(communes, names).items()))
    _write(target / "epci.csv", sorted((one["code"], one["nom"]) for one in epcis))
    return len(names)


def _former(communes: Iterable[dict[str, Any]], names: dict[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in communes:
        if one["type"] == _CURRENT:
            found |= dict.fromkeys(one.get("anciensCodes", ()), one["code"])
        elif (current := one.get("chefLieu") or one.get("commune")) in names:
            found[one["code"]] = current
    # A part of a commune may bear the number of the whole.
    return {former: current for former, current in found.items() if former not in names}


def _write(file: Path, rows: Iterable[Iterable[str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, delimiter=";", lineterminator="\n").writerows(rows)


if __name__ == "__main__":
    count = trim()
    sys.stdout.write(f"{count} communes.\n")
