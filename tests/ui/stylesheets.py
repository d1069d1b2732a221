"""Style sheets read as a browser nests them: each declaration with the rules around it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

FRONTEND = Path(__file__).resolve().parents[2] / "frontend"
STYLES = FRONTEND / "src" / "styles"

# What may hold a brace or a semicolon without meaning it.
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_QUOTED = re.compile(r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|url\([^)\"']*\)")
_IMPORT = re.compile(r"@import\s+\"\./([^\"]+)\"\s*;")


class Declaration(NamedTuple):
    around: tuple[str, ...]  # from the outermost rule to the selector
    name: str
    value: str


def written() -> str:
    """The sheets as they are written, in the order in which the page takes them up: everybody's, then the pupils'."""
    lists = ("main.css", "little.css")
    listed = _COMMENT.sub("", "".join((STYLES / name).read_text("utf-8") for name in lists))
    names: list[str] = _IMPORT.findall(listed)
    assert {*names, *lists} == {path.name for path in STYLES.glob("*.css")}
    return "\n".join((STYLES / name).read_text("utf-8") for name in names)


def built() -> str:
    """The sheets as they reach a browser."""
    return "\n".join(path.read_text("utf-8") for path in sorted((FRONTEND / "dist").rglob("*.css")))


def _harmless(quoted: re.Match[str]) -> str:
    return '""' if re.search(r"[{};]", quoted[0]) else quoted[0]


def declarations(sheet: str) -> Iterator[Declaration]:
    """In order. A word that a browser would ignore for its place is given all the same."""
    around: list[str] = []
    for part in re.findall(r"[^{};]*[{};]|[^{};]+$", _QUOTED.sub(_harmless, _COMMENT.sub(" ", sheet))):
        words = " ".join(part.rstrip("{};").split())
        name, colon, value = words.partition(":")
        if part.endswith("{"):
            around.append(words)
            continue
        if colon and not words.startswith("@"):
            yield Declaration(tuple(around), name.strip().lower(), value.strip().lower())
        if part.endswith("}"):
            around.pop()
    assert not around
