"""Which office document an archive is, told from its parts and what they say of themselves: nothing of it is drawn."""

import re
from collections.abc import Iterator, Mapping

from lxml import etree

from eprimo.foundation.documents.confined.archives import unpacked
from eprimo.foundation.sandbox.refused import Refused

_TYPES = "[Content_Types].xml"
_MANIFEST = "META-INF/manifest.xml"
# The part that makes an archive one, and how its kind is said there.
_OFFICE_OPEN = {
    "docx": ("word/document.xml", b"wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", b"spreadsheetml.sheet.main+xml"),
    "pptx": ("ppt/presentation.xml", b"presentationml.presentation.main+xml"),
}
_OPEN = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
}
# Macros, controls that run, objects of other programs; and in the text of parts, scripts and commands.
_ACTIVE = re.compile(
    r"vbaproject|vbadata|(?:^|/)(?:activex|embeddings|macrosheets|customui|ctrlprops|basic|scripts)/"
    r"|^object [0-9]+$|\.(?:bin|exe|dll|js|vbs|ps1|bat|cmd|jar|class|ole|docm|xlsm|pptm)$"
)
# Tables of a printer are no program, and every other workbook has some.
_HARMLESS = re.compile(r"(?:^|/)printersettings/")
_RUNS = re.compile(
    rb"macroEnabled|<(?:[a-z]+:)?event-listener|<office:script[ >]|dde-source|<(?:[a-z]+:)?ddeLink"
    rb"|instr(?:Text[^<]{0,200}>)?[^<>]{0,40}\bDDE(?:AUTO)?\b"
)
# What is fetched when the document opens, beside a link that somebody presses.
_ELSEWHERE = re.compile(r"^(?:[a-z][a-z0-9+.-]{1,20}:|//|\\\\|/|\.\./)", re.IGNORECASE)
_HREF = "{http://www.w3.org/1999/xlink}href"
_PRESSED = {"a", "event-listener"}
_DEEPEST = 200


def kind_of(content: bytes) -> str:
    """« docx », « xlsx », « pptx », « odt », « ods » or « odp ». Raises Refused: « kind » for another archive,
    « broken », « unfolds », « locked », « macros » for what runs, « remote » for what is fetched from elsewhere."""
    names: list[str] = []

    def wanted(name: str) -> bool:
        names.append(name)
        return name.endswith((".xml", ".rels")) or name == "mimetype"

    try:
        parts = unpacked(content, wanted)
    except Refused as refused:
        raise Refused("unfolds" if refused.code == "huge" else "kind") from refused
    kind = _named(parts)
    if any(_ACTIVE.search(name.lower()) and not _HARMLESS.search(name.lower()) for name in names):
        raise Refused("macros")
    for name, part in parts.items():
        _look_through(name, part)
    return kind


def _named(parts: Mapping[str, bytes]) -> str:
    said = parts.get("mimetype", b"").strip()
    if said in _OPEN and "content.xml" in parts:
        if b"encryption-data" in parts.get(_MANIFEST, b""):
            raise Refused("locked")
        return _OPEN[said]
    types = parts.get(_TYPES, b"")
    if b"macroEnabled" in types:
        raise Refused("macros")
    for kind, (part, main) in _OFFICE_OPEN.items():
        if part in parts and main in types:
            return kind
    raise Refused("kind")


def _look_through(name: str, part: bytes) -> None:
    if name == "mimetype":
        return
    # Written in two bytes a letter, or with entities: no office program does so.
    if b"\0" in part or re.search(rb"<!(?:DOCTYPE|ENTITY)", part, re.IGNORECASE):
        raise Refused("broken")
    if _RUNS.search(part):
        raise Refused("macros")
    if b"External" in part or b"xlink" in part:
        for where in _fetched(part):
            if _ELSEWHERE.match(where.strip()):
                raise Refused("remote")


def _fetched(part: bytes) -> Iterator[str]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(part, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refused("broken") from error
    for one in root.iter():
        if one.get("TargetMode") == "External" and not one.get("Type", "").endswith("/hyperlink"):
            yield "external:"
        elif _HREF in one.attrib and etree.QName(one).localname not in _PRESSED:
            yield one.get(_HREF, "")
