"""The difference of two records, once the renames that were agreed upon are made in the first."""

import difflib
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

RENAMED = Path(__file__).with_name("renamed.toml")
# Lines that are shown of one text: the first are enough to see what it is.
SHOWN, WIDTH = 40, 300
# The part whose files are lists.
SORTED = "inventories"


@dataclass(frozen=True, slots=True)
class Renames:
    """`everywhere`: a string of the first record → that of the second, the longest first; `parts`: the same for one
    part of the record alone. `since`: the commit whose behaviour this tree is to have; empty: no move is under way."""

    everywhere: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    since: str = ""

    def made_in(self, part: str, text: str) -> str:
        """The text as the second tree would say it."""
        renames = {**self.everywhere, **self.parts.get(part, {})}
        for old in sorted(renames, key=len, reverse=True):
            text = text.replace(old, renames[old])
        return text


def read_renames(file: Path = RENAMED) -> Renames:
    """The map of the renames under way. Raises ValueError for a part or a value that is no string."""
    with file.open("rb") as opened:
        said = tomllib.load(opened)
    since = said.pop("since", "")
    for part, renames in said.items():
        if not isinstance(renames, dict) or not all(isinstance(new, str) for new in renames.values()):
            raise ValueError(f"{file.name}: [{part}] holds strings alone")
    return Renames(said.pop("everywhere", {}), said, since)


def differences(before: Path, after: Path, renames: Renames, part: str) -> Iterator[str]:
    """One text for each difference of that part of two records: a file that one lacks, or the lines in which both
    differ."""
    old = {renames.made_in(part, name): path for name, path in _files(before).items()}
    new = _files(after)
    for name in sorted({*old, *new}):
        if name not in new:
            yield f"- {part}/{name}: only before"
        elif name not in old:
            yield f"+ {part}/{name}: only after"
        elif changed := _changed(part, old[name], new[name], renames):
            yield "\n".join([f"~ {part}/{name}", *(f"    {line[:WIDTH]}" for line in changed)])


def _changed(part: str, old: Path, new: Path, renames: Renames) -> list[str]:
    before, after = old.read_text(encoding="utf-8"), new.read_text(encoding="utf-8")
    if before == after:
        return []
    lines = renames.made_in(part, before).splitlines(), after.splitlines()
    if part == SORTED:
        # Its lists are in alphabetical order: a name that changed may stand elsewhere in them.
        lines = sorted(lines[0]), sorted(lines[1])
    return _shown(difflib.unified_diff(*lines, lineterm="", n=1))


def _shown(lines: Iterable[str]) -> list[str]:
    found = list(lines)[2:]
    more = len(found) - SHOWN
    return [*found[:SHOWN], f"… {more} lines more"] if more > 0 else found


def _files(root: Path) -> dict[str, Path]:
    return {path.relative_to(root).as_posix(): path for path in root.rglob("*.txt")}
