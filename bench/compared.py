"""Two work trees, or two sizes of academy, compared by turns in one run."""

import argparse
from contextlib import ExitStack
from typing import Any

from bench import turns
from bench.filling import FEW, MANY
from bench.side import OWN, side
from bench.sizes import tell


def against(options: argparse.Namespace) -> tuple[dict[str, Any], list[str]]:
    """Another work tree, then this one, on the same rows: what is written, and the pages that are dearer here."""
    schools = max(map(int, options.schools.split(",")))
    with ExitStack() as stack:
        # This tree has its rows already, or makes them: the other makes them as of the same instant.
        here = stack.enter_context(side("this tree", OWN, schools, options.notes, fresh=options.fresh))
        there = stack.enter_context(
            side(
                str(options.against),
                options.against,
                schools,
                options.notes,
                at=here.made_at,
                fresh=options.fresh,
            )
        )
        found = turns.by_turns(there, here, options.seconds / 4, only=options.only, tell=tell)
    print(turns.table(there.name, f"{here.name} ({schools} schools, {options.notes} notes)", found))
    return {"against": str(options.against), "pages": [one.as_json() for one in found]}, turns.dearer(found)


def flat(options: argparse.Namespace) -> tuple[dict[str, Any], list[str]]:
    """The least and the greatest academy with few notes, then the greatest with few and with many."""
    sizes = [int(size) for size in options.schools.split(",")]
    written, faults = {}, []
    for (schools, kept), (more, many) in (
        ((min(sizes), FEW), (max(sizes), FEW)), ((max(sizes), FEW), (max(sizes), MANY)),
    ):  # fmt: skip
        if (schools, kept) == (more, many):
            continue
        with ExitStack() as stack:
            first, second = (
                stack.enter_context(_size(*size, fresh=options.fresh))
                for size in ((schools, kept), (more, many))
            )
            found = turns.by_turns(first, second, options.seconds / 4, only=options.only, tell=tell)
        print(turns.table(first.name, second.name, found))
        written[f"{first.name} → {second.name}"] = [one.as_json() for one in found]
        faults += [f"{second.name}, {fault}" for fault in turns.grown(found)]
    return {"flat": written}, faults


def _size(schools: int, kept: int, *, fresh: bool) -> Any:
    return side(f"{schools} schools of {kept} notes", OWN, schools, kept, fresh=fresh)
