"""Reading AAF files in tests by other means than the product's: is a file what the DTD says, and what does it mean?"""

import html
import re
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree
from xml.parsers import expat

from eprimo.devtools.generators.academy.objects import Attributes, Request, Verb

_ELEMENT = re.compile(r"<!ELEMENT (\w+) \((.*)\)([*+]?)>")
_VERBS: dict[str, Verb] = {"addRequest": "add", "modifyRequest": "modify", "deleteRequest": "delete"}


@dataclass
class Checker:
    """Holds a file against a DTD whose models are sequences or choices of names: all that ours needs."""

    dtd: str
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.models: dict[str, re.Pattern[str]] = {}
        for name, model, times in _ELEMENT.findall(self.dtd):
            if model == "#PCDATA":
                self.models[name] = re.compile("")
            else:
                inside = re.sub(r"(\w+)([*+?]?)", r"(?:\1 )\2", model).replace(", ", "").replace(" | ", "|")
                self.models[name] = re.compile(f"(?:{inside}){times}")

    def check(self, file: Path) -> list[str]:
        self.faults, self.stack = [], [("", [])]
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        try:
            parser.Parse(file.read_bytes(), True)
        except expat.ExpatError as error:
            self.faults.append(str(error))
        return self.faults

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.stack[-1][1].append(name)
        self.stack.append((name, []))
        wanted = {"attr": {"name"}, "modification": {"name", "operation"}}.get(name, set())
        if attributes.keys() != wanted or attributes.get("operation", "replace") != "replace":
            self.faults.append(f"attributes of {name}")

    def _end(self, name: str) -> None:
        _, children = self.stack.pop()
        if name not in self.models:
            self.faults.append(f"{name} is not in the DTD")
        elif not self.models[name].fullmatch("".join(f"{child} " for child in children)):
            self.faults.append(f"{name} holds {children}")

    def _text(self, text: str) -> None:
        if text.strip() and self.stack[-1][0] not in {"value", "id"}:
            self.faults.append(f"text in {self.stack[-1][0]}")


def meant(folder: Path) -> list[Request]:
    """The requests of a delivery with what is odd about their writing undone."""
    found = []
    for file in sorted(folder.glob("*.xml")):
        for element in ElementTree.fromstring(file.read_bytes()):
            kind = element.findtext("operationalAttributes/attr/value") or ""
            attributes = {
                one.get("name") or "": _values(one.get("name") or "", one)
                for one in (
                    *element.iterfind("attributes/attr"),
                    *element.iterfind("modifications/modification"),
                )
                if "Inconnu" not in (one.get("name") or "")
            }
            key = element.findtext("identifier/id") or ""
            found.append(Request(_VERBS[element.tag], kind, key, attributes))
    return found


def _values(name: str, element: ElementTree.Element) -> tuple[str, ...]:
    values = (html.unescape(one.text) for one in element if one.text)
    return tuple(_undollared(name, value) for value in values)


def _undollared(name: str, value: str) -> str:
    if name == "ENTPersonClasses":
        *tokens, label = value.split("$", 4)
        return "$".join([*tokens, label.replace("$", " ")])
    if name.startswith("ENTPersonNom") or name in {
        "ENTPersonPrenom", "ENTStructureNomCourant", "ENTPersonAdresse", "ENTStructureAdresse",
    }:  # fmt: skip
        return value.replace("$", " ").strip()
    return value


def in_order(requests: list[Request]) -> list[tuple[str, str, str, Attributes]]:
    return sorted(((r.kind, r.key, r.verb, r.attributes) for r in requests), key=lambda one: one[:3])
