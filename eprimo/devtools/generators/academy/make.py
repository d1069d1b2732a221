"""Making the files of an academy: one pass over the neighbourhoods, all the days of each."""

import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random

from eprimo.devtools.generators.academy.files import DeliveryWriter, Mode, delivery_name
from eprimo.devtools.generators.academy.places import neighbourhoods
from eprimo.devtools.generators.academy.state import Neighbourhood
from eprimo.devtools.generators.academy.story import Plan, invent, tell
from eprimo.devtools.generators.academy.text_oddities import WritingOddities
from eprimo.devtools.generators.onde_writer import CLASSIC, CLASSIC_A, Variant, write_onde_folder

AAF, ONDE = "aaf", "onde"
_FORMS = (
    CLASSIC,
    CLASSIC_A,
    Variant(headers="new"),
    Variant(encoding="utf-8", bom=True, headers="new", column_order=5),
    Variant(encoding="cp1252", quoted=False, newline="\n"),
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be written, and where."""

    plan: Plan
    out: Path
    academy: str
    aaf: bool = True
    onde: bool = True


@dataclass
class Made:
    """What was written."""

    people: Counter[str] = field(default_factory=Counter)
    """Schools, classes, pupils, guardians and staff of the first day."""
    happened: Counter[str] = field(default_factory=Counter)
    """Events of all the days."""
    deliveries: list[DeliveryWriter] = field(default_factory=list)


class OutputExists(Exception):
    """The folder holds an academy already; the text is a sentence for a terminal."""


def make_academy(
    wish: Wish, *, replace: bool = False, told: Callable[[int, int], None] | None = None
) -> Made:
    """Write everything. `told` hears of progress: neighbourhoods done, of how many.

    Raises:
        OutputExists: files of an academy are there and `replace` was not asked.
    """
    _clear(wish.out, replace=replace)
    made = Made()
    writers: dict[tuple[int, Mode], DeliveryWriter] = {}
    total = sum(1 for _ in neighbourhoods(wish.plan.places))
    for done, neighbourhood in enumerate(invent(wish.plan), 1):
        made.people.update(_count(neighbourhood))
        if wish.onde:
            _write_onde(wish, neighbourhood)
        if wish.aaf:
            _write_aaf(wish, neighbourhood, writers, made.happened)
        if told is not None:
            told(done, total)
    made.deliveries = [writer for _, writer in sorted(writers.items(), key=_order)]
    for writer in made.deliveries:
        writer.close()
    return made


def _clear(out: Path, *, replace: bool) -> None:
    for folder in (out / AAF, out / ONDE):
        if folder.exists() and any(folder.iterdir()):
            if not replace:
                raise OutputExists(f"{folder} is there already: give another folder, or --replace.")
            shutil.rmtree(folder)


def _order(item: tuple[tuple[int, Mode], DeliveryWriter]) -> tuple[int, bool]:
    (number, mode), _ = item
    return number, mode == "Complet"


def _count(made: Neighbourhood) -> dict[str, int]:
    return {
        "schools": len(made.places), "classes": len(made.classes), "pupils": len(made.pupils),
        "guardians": len(made.guardians), "staff": len(made.staff),
    }  # fmt: skip


def _write_onde(wish: Wish, made: Neighbourhood) -> None:
    """Schools export in different ways: each keeps its own."""
    for uai in made.places:
        form = Random(f"form {wish.plan.seed} {uai}").choice(_FORMS)
        write_onde_folder(wish.out / ONDE / uai, made.school(uai), form)


def _write_aaf(
    wish: Wish, made: Neighbourhood, writers: dict[tuple[int, Mode], DeliveryWriter], happened: Counter[str]
) -> None:
    days: list[date] = wish.plan.dates()
    for number, mode, requests in tell(wish.plan, made, happened):
        writer = writers.get((number, mode))
        if writer is None:
            folder = wish.out / AAF / delivery_name(mode, days[number])
            oddities = WritingOddities(wish.plan.oddities)
            writer = writers[number, mode] = DeliveryWriter(
                folder, mode, days[number], wish.academy, oddities
            )
        for request in requests:
            writer.write(request)
        writer.flush()
