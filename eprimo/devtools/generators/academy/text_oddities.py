"""Oddities of writing: what real deliveries do to text and files. What is meant stays the same."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html.entities import codepoint2name
from random import Random
from typing import Literal

from eprimo.devtools.generators.academy.objects import Attributes, Request
from eprimo.devtools.generators.academy.state import KINDS

WRITING_ODDITIES = ("escaped", "latin9", "undeclared", "bom", "dollars", "empty-values", "unknown-attributes")
_ONE_IN = 12
_NAMES = frozenset({"ENTPersonNom", "ENTPersonNomPatro", "ENTPersonPrenom", "ENTStructureNomCourant"})
_LINES = frozenset({"ENTPersonAdresse", "ENTStructureAdresse"})
_TEXTS = _NAMES | _LINES | {"ENTPersonVille", "ENTStructureVille", "ENTPersonClasses"}
_CLASS_TOKENS = 4


@dataclass(frozen=True, slots=True)
class Form:
    """How one file is written."""

    encoding: Literal["utf-8", "iso-8859-15"] = "utf-8"
    declared: bool = True
    bom: bool = False


class WritingOddities:
    """The oddities that were asked for. Draws depend on the object alone: it is told alike each day."""

    def __init__(self, asked: Iterable[str] = ()) -> None:
        self.asked = frozenset(asked)
        twists: dict[str, Callable[[Attributes, Random], None]] = {
            "dollars": _dollars,
            "escaped": _escaped,
            "empty-values": _empty_values,
        }
        self.twists = [twist for name, twist in twists.items() if name in self.asked]
        self.unknown = "unknown-attributes" in self.asked
        self.plain = not self.twists and not self.unknown

    def form(self, kind: str, number: int) -> Form:
        """How the part of this number of this kind is written: kinds take turns, so that a small set has all."""
        odd = [name for name in ("latin9", "undeclared", "bom") if name in self.asked]
        turn = (KINDS.index(kind) + number) % (len(odd) + 1)
        if turn == len(odd):
            return Form()
        return {
            "latin9": Form(encoding="iso-8859-15"),
            "undeclared": Form(declared=False),
            "bom": Form(bom=True),
        }[odd[turn]]

    def attributes(self, request: Request) -> Attributes:
        """The attributes as written; those of the request do not change."""
        if self.plain:
            return request.attributes
        draws = Random(f"{request.kind} {request.key}")
        written = dict(request.attributes)
        for twist in self.twists:
            if draws.random() < 1 / _ONE_IN:
                twist(written, draws)
        if self.unknown and request.verb == "add" and draws.random() < 1 / _ONE_IN:
            written["ENTObjetInconnuDemain"] = ("valeur$de demain",)
        return written


def _dollars(written: Attributes, _: Random) -> None:
    """A line break of a name or an address is a dollar, and addresses end with some."""
    for name in written.keys() & _NAMES:
        written[name] = tuple(value.replace(" ", "$") for value in written[name])
    for name in written.keys() & _LINES:
        written[name] = tuple(f"{value.replace(' ', '$', 1)}$$$" for value in written[name])
    for name in written.keys() & {"ENTPersonClasses"}:
        written[name] = tuple(_dollars_in_label(value) for value in written[name])


def _dollars_in_label(value: str) -> str:
    *tokens, label = value.split("$", _CLASS_TOKENS)
    return "$".join([*tokens, label.replace(" ", "$")])


def _escaped(written: Attributes, _: Random) -> None:
    """Text is escaped once more than it should: `&eacute;` is what the XML says."""
    for name in written.keys() & _TEXTS:
        written[name] = tuple(_entities(value) for value in written[name])


def _entities(text: str) -> str:
    return "".join(
        f"&{codepoint2name[ord(c)]};" if ord(c) in codepoint2name and not c.isspace() else c for c in text
    )


def _empty_values(written: Attributes, _: Random) -> None:
    """What has no value is said by several empty values; what has some is followed by an empty one."""
    for name, values in written.items():
        if name in {"ENTPersonAutresPrenoms", "ENTEnsSpecialites", "ENTPersonGroupes"}:
            written[name] = (*values, "", "")
        elif name in {"ENTEleveAutoriteParentale", "ENTPersRelEleveEleve", "ENTPersonStructRattach"}:
            written[name] = (*values, "")
