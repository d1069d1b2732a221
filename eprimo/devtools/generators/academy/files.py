"""Writing a delivery: XML files of the State's form, one numbered set a kind, never more than a part in memory."""

import codecs
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal
from xml.sax.saxutils import escape

from eprimo.devtools.generators.academy.objects import Attributes, Request
from eprimo.devtools.generators.academy.state import KINDS, PUPIL, SCHOOL
from eprimo.devtools.generators.academy.text_oddities import WritingOddities

type Mode = Literal["Complet", "Delta"]

DTD_NAME = "ficAlimMENESR.dtd"
DTD = """<!ELEMENT ficAlimMENESR (addRequest | modifyRequest | deleteRequest)*>
<!ELEMENT addRequest (operationalAttributes, identifier, attributes)>
<!ELEMENT modifyRequest (operationalAttributes, identifier, modifications)>
<!ELEMENT deleteRequest (operationalAttributes, identifier)>
<!ELEMENT operationalAttributes (attr)>
<!ELEMENT identifier (id)>
<!ELEMENT attributes (attr+)>
<!ELEMENT modifications (modification+)>
<!ELEMENT attr (value+)>
<!ATTLIST attr name CDATA #REQUIRED>
<!ELEMENT modification (value+)>
<!ATTLIST modification name CDATA #REQUIRED operation (replace) #REQUIRED>
<!ELEMENT id (#PCDATA)>
<!ELEMENT value (#PCDATA)>
"""
"""What the reference says of the envelope, written anew."""
OBJECTS_A_PART = 5000


@dataclass
class DeliveryWriter:
    """Writes requests as they come. No file stays open between two neighbourhoods: `flush` after each, then `close`."""

    folder: Path
    mode: Mode
    day: date
    academy: str
    oddities: WritingOddities
    objects_a_part: int = OBJECTS_A_PART
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Requests by kind and verb."""
    files: int = 0
    size: int = 0
    """Bytes written."""
    _parts: dict[str, "_Part"] = field(default_factory=dict)
    _numbers: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / DTD_NAME).write_text(DTD, encoding="utf-8")

    def write(self, request: Request) -> None:
        """Write one request in the current part of its kind."""
        part = self._parts.get(request.kind) or self._open(request.kind)
        part.text.append(request_xml(request, self.oddities))
        part.objects += 1
        self.counts[request.kind, request.verb] += 1
        if part.objects >= self.objects_a_part:
            self._finish(request.kind)

    def flush(self) -> None:
        """Put what was written so far on the disk."""
        for part in self._parts.values():
            self.size += part.flush()

    def close(self) -> None:
        """End the files; a full delivery has one of each kind, even empty, and a delta without news one of pupils."""
        due = KINDS if self.mode == "Complet" else () if self.counts else (PUPIL,)
        for kind in due:
            if kind not in self._parts and not self._numbers[kind]:
                self._open(kind)
        for kind in list(self._parts):
            self._finish(kind)

    def _open(self, kind: str) -> "_Part":
        number = self._numbers[kind]
        name = f"ENT1D_{self.mode}_{self.day:%Y%m%d}_{kind}_{number:04}.xml"
        form = self.oddities.form(kind, number)
        declared = f'<?xml version="1.0" encoding="{form.encoding.upper()}"?>\n' if form.declared else ""
        (self.folder / name).write_bytes(codecs.BOM_UTF8 if form.bom else b"")
        self._parts[kind] = _Part(self.folder / name, form.encoding, [declared, self._head()])
        return self._parts[kind]

    def _head(self) -> str:
        told = {
            "versionAF": "AAF-VE2607", "versionSDET": "Annexe 4bis v6.4", "codeAcademieExport": self.academy,
            "degre": "1D", "dateGenerationExport": f"{self.day:%d/%m/%Y}",
        }  # fmt: skip
        comments = "".join(f"<!-- {name} : {value} -->\n" for name, value in told.items())
        return f'<!DOCTYPE ficAlimMENESR SYSTEM "{DTD_NAME}">\n{comments}<ficAlimMENESR>\n'

    def _finish(self, kind: str) -> None:
        part = self._parts.pop(kind)
        part.text.append("</ficAlimMENESR>\n")
        self.size += part.flush()
        self.files += 1
        self._numbers[kind] += 1


@dataclass
class _Part:
    """One file being written."""

    path: Path
    encoding: str
    text: list[str]
    objects: int = 0

    def flush(self) -> int:
        data = "".join(self.text).encode(self.encoding, "xmlcharrefreplace")
        self.text.clear()
        with self.path.open("ab") as file:
            file.write(data)
        return len(data)


def request_xml(request: Request, oddities: WritingOddities) -> str:
    """One request as the files write it."""
    category = "categorieStructure" if request.kind == SCHOOL else "categoriePersonne"
    head = (
        f'<{request.verb}Request><operationalAttributes><attr name="{category}"><value>{request.kind}</value></attr>'
        f"</operationalAttributes><identifier><id>{request.key}</id></identifier>"
    )
    if request.verb == "delete":
        return f"{head}</deleteRequest>\n"
    attributes = oddities.attributes(request)
    if request.verb == "add":
        return f"{head}<attributes>{_values(attributes, 'attr', '')}</attributes></addRequest>\n"
    replaced = _values(attributes, "modification", ' operation="replace"')
    return f"{head}<modifications>{replaced}</modifications></modifyRequest>\n"


def _values(attributes: Attributes, element: str, more: str) -> str:
    parts = []
    for name, values in attributes.items():
        inside = "".join(
            [f"<value>{escape(value)}</value>" if value else "<value/>" for value in values or ("",)]
        )
        parts.append(f'<{element} name="{name}"{more}>{inside}</{element}>')
    return "".join(parts)


def delivery_name(mode: Mode, day: date) -> str:
    """Name of the folder of a delivery."""
    return f"{day:%Y%m%d}_{mode}"
