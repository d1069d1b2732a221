"""Documents of ECMA-376 that a stranger wrote, judged by what their parts say of themselves: content types,
relationships, namespaces, fields and formulas are each on a list."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from urllib.parse import unquote

from lxml import etree

from eprimo.foundation.files.confined.formulas import judge_field, judge_formula
from eprimo.foundation.files.confined.markup import (
    is_inside,
    is_markup,
    is_on_own_disk,
    is_pressed,
    judge_picture,
    name_of,
    tree_of,
)
from eprimo.foundation.sandbox.refusal import Refused

TYPES = "[content_types].xml"
_MAIN = "application/vnd.openxmlformats-officedocument."
# The content type of the part that makes a package one.
KINDS = {
    f"{_MAIN}wordprocessingml.document.main+xml": "docx",
    f"{_MAIN}spreadsheetml.sheet.main+xml": "xlsx",
    f"{_MAIN}presentationml.presentation.main+xml": "pptx",
}
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_WORD = """
document.main document.glossary styles settings webSettings fontTable numbering footnotes endnotes
header footer comments
"""
_EXCEL = """
sheet.main worksheet chartsheet styles sharedStrings calcChain comments table pivotTable pivotCacheDefinition
pivotCacheRecords sheetMetadata
"""
_POWERPOINT = """
presentation.main slide slideLayout slideMaster notesSlide notesMaster handoutMaster presProps viewProps tableStyles
tags comments commentAuthors
"""
_DRAWN = "chart chartshapes diagramData diagramLayout diagramStyle diagramColors"
_MICROSOFT = """
ms-word.stylesWithEffects ms-word.commentsExtended ms-word.commentsIds ms-excel.threadedcomments ms-excel.person
ms-excel.slicer ms-excel.slicerCache ms-excel.rdrichvalue ms-excel.rdrichvaluestructure ms-excel.rdrichvaluetypes
ms-excel.richvaluerel ms-office.intelligence ms-office.intelligence2
ms-powerpoint.changesinfo ms-powerpoint.revisioninfo ms-powerpoint.comments
ms-powerpoint.authors ms-office.chartstyle ms-office.chartcolorstyle ms-office.drawingml.diagramDrawing
ms-office.chartex ms-office.classificationlabels openxmlformats-officedocument.wordprocessingml.commentsExtended
openxmlformats-officedocument.wordprocessingml.commentsIds openxmlformats-officedocument.wordprocessingml.people
openxmlformats-officedocument.wordprocessingml.commentsExtensible openxmlformats-officedocument.theme
openxmlformats-officedocument.themeOverride openxmlformats-officedocument.drawing
openxmlformats-officedocument.extended-properties openxmlformats-officedocument.custom-properties
openxmlformats-officedocument.customXmlProperties openxmlformats-package.core-properties
openxmlformats-package.relationships openxmlformats-officedocument.vmlDrawing
openxmlformats-package.digital-signature-xmlsignature
"""
_XML_TYPES = frozenset(
    name.lower()
    for name in (
        *(f"{_MAIN}wordprocessingml.{one}+xml" for one in _WORD.split()),
        *(f"{_MAIN}spreadsheetml.{one}+xml" for one in _EXCEL.split()),
        *(f"{_MAIN}presentationml.{one}+xml" for one in _POWERPOINT.split()),
        *(f"{_MAIN}drawingml.{one}+xml" for one in _DRAWN.split()),
        *(f"application/vnd.{one}+xml" for one in _MICROSOFT.split()),
        f"{_MAIN}vmlDrawing", "application/xml", "text/xml", "application/inkml+xml",
    )
)  # fmt: skip
_ANY_XML = {"application/xml", "text/xml"}
_PLAIN_TYPES = re.compile(
    r"^(?:image/[a-z0-9.+-]+|(?:audio|video)/[a-z0-9.+-]+|application/x-font[a-z-]*|application/binary|"
    r"application/vnd\.openxmlformats-package\.digital-signature-origin|"
    r"application/vnd\.openxmlformats-officedocument\.(?:obfuscatedfont|spreadsheetml\.printersettings|"
    r"presentationml\.printersettings|wordprocessingml\.printersettings))$"
)
# The last word of the type of a relationship that shows what the package holds.
_RELATED_WORDS = """
officedocument core-properties extended-properties custom-properties thumbnail styles styleswitheffects
settings websettings fonttable numbering footnotes endnotes header footer comments commentsextended
commentsids commentsextensible people theme themeoverride image hdphoto hyperlink customxml
customxmlprops glossarydocument worksheet chartsheet sharedstrings calcchain table pivottable
pivotcachedefinition pivotcacherecords sheetmetadata printersettings drawing vmldrawing chart
chartusershapes chartstyle chartcolorstyle chartex diagramdata diagramlayout diagramquickstyle
diagramcolors diagramdrawing threadedcomment person slicer slicercache slide slidelayout slidemaster
notesslide notesmaster handoutmaster presprops viewprops tablestyles tags commentauthors authors
changesinfo revisioninfo audio video media font classificationlabels extendedproperties customproperties
rdrichvalue rdrichvaluestructure rdrichvaluetypes richvaluerel intelligence origin signature
workbookmetadata presentationmetadata
"""
_RELATED = frozenset(_RELATED_WORDS.split())
_RELATIONS_OF = re.compile(
    r"^http://(?:schemas\.openxmlformats\.org/(?:officedocument|package)/2006/relationships|"
    r"purl\.oclc\.org/ooxml/officedocument/relationships|"
    r"schemas\.microsoft\.com/office(?:/[a-z]+)?/20\d\d(?:/\d\d)?/relationships|"
    # The fault of spelling is of a former Office.
    r"schemas\.openxmlformats\.org/(?:officedocument|package)/2006/relationships/(?:digital-signature|meatadata)|"
    r"customschemas\.google\.com/relationships)(?:/metadata)?/[a-z-]+$"
)
_RUNS_WORDS = """
vbaproject oleobject control keymapcustomizations extensibility xlmacrosheet xlintlmacrosheet
dialogsheet activexcontrolbinary attachedtoolbars wordvbadata ctrlprop webextension
webextensiontaskpanes
"""
_RUNS = frozenset(_RUNS_WORDS.split())
# The namespaces of elements: the standard's two, those of Office after it, of drawings and of properties.
_SPACES = re.compile(
    r"^(?:http://schemas\.openxmlformats\.org/|http://purl\.oclc\.org/ooxml/|http://purl\.org/dc/|"
    r"http://schemas\.microsoft\.com/office/(?!2006/activeX|2006/01/customui|2009/07/customui|webextensions)|"
    r"http://schemas\.microsoft\.com/(?:ink|3dmodels)|http://schemas\.libreoffice\.org/$|"
    r"http://customooxmlschemas\.google\.com/$|http://uri\.etsi\.org/01903/v1\.[0-9.]+#$|urn:schemas-microsoft-com:(?:vml|office:[a-z]+)$|"
    r"http://www\.w3\.org/(?:1998/Math/MathML|2000/svg|2003/InkML|2003/04/emma|2000/09/xmldsig#)$)"
)
_ACTIVE_NAMES = """
altChunk subDoc OLEObject oleObject oleObjects control controls ddeLink oleLink ocx customUI macrosheet
dialogsheet embed script foreignObject FmlaMacro
"""
_ACTIVE_ELEMENTS = frozenset(_ACTIVE_NAMES.split())
_FETCHED_NAMES = """
externalBook connection webPr dbPr olapPr queryTable MapInfo webPublishItem frameset frame
sourceFileName
"""
_FETCHED_ELEMENTS = frozenset(_FETCHED_NAMES.split())
_FORMULAS = frozenset(
    ["f", "formula", "formula1", "formula2", "definedName", "calculatedColumnFormula", "totalsRowFormula"]
)
_PICTURES = {"imagedata", "fill", "stroke"}
_ADDRESSES = {"href", "src", "althref"}
_XML = "http://www.w3.org/XML/1998/namespace"
# Of a defined name, of a shape that runs, of what is pressed.
_ACTING = {"xlm", "function", "vbProcedure", "name", "macro", "action"}
_ACTS = re.compile(
    r"^(?:$|ppaction://(?:hlinkshowjump|hlinksldjump|customshow|media|noaction)\b)", re.IGNORECASE
)
# What Excel draws comments with, in no namespace.
_DRAWN_WORDS = {"xml", "div", "font", "br", "span", "p", "b", "i", "u", "s", "sub", "sup"}
_OF_CHART = re.compile(r"(?:^|/)charts/_rels/[^/]+\.rels$")
_WORKBOOK = re.compile(r"(?:^|/)embeddings/[^/]+\.xlsx$")
_WORKBOOK_TYPE = f"{_MAIN}spreadsheetml.sheet"
_PIECE = re.compile(r"/\[\d+\](?:\.last)?\.piece$")
# What a program, an archive or a document of the former offices begins with, under whatever name.
_PROGRAMS = (b"MZ", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x7fELF", b"#!", b"%PDF")
_FIELD_PARTS = {"fldChar", "instrText", "delInstrText", "fldSimple"}


def normal(name: str) -> str:
    """Returns the name of a part as programs compare it: letters apart from case, percent signs taken away."""
    return unquote(name).lower()


def judge_package(parts: Mapping[str, bytes]) -> list[bytes]:
    """Judges every part; `parts` have their `normal` names. Returns the workbooks of its charts, which are to be judged
    as packages of their own. Raises Refused « macros », « remote » or « broken »."""
    types = TypeOf(tree_of(parts[TYPES]))
    workbooks: list[bytes] = []
    for name, part in parts.items():
        if name == TYPES or name.endswith("/"):
            continue
        if _PIECE.search(name) or "\\" in name or ".." in name.split("/"):
            raise Refused("broken")
        said = types(name)
        if name.endswith(".rels") or said == "application/vnd.openxmlformats-package.relationships+xml":
            _judge_relations(tree_of(part), of_chart=bool(_OF_CHART.search(name)))
        elif _WORKBOOK.search(name) and said == _WORKBOOK_TYPE:
            workbooks.append(part)
        elif said == "image/svg+xml":
            judge_picture(tree_of(part))
        elif said in _XML_TYPES or is_markup(part):
            # Data of somebody's own, which no program runs: no other relationship leads there.
            if not (name.startswith("customxml/") and said in _ANY_XML):
                _judge_tree(tree_of(part))
            else:
                tree_of(part)
        elif not _PLAIN_TYPES.match(said) or part.startswith(_PROGRAMS):
            raise Refused("macros")
    return workbooks


class TypeOf:
    """The content type of a part by its name: its own line, or that of its ending (ECMA-376 part 2, 10.1.2)."""

    def __init__(self, root: etree._Element) -> None:
        self._own: dict[str, str] = {}
        self._endings: dict[str, str] = {}
        for one in root:
            said = one.get("ContentType", "").strip().lower()
            place, key = (
                (self._own, normal(one.get("PartName", "")).lstrip("/"))
                if name_of(one.tag) == (f"{_PACKAGE}content-types", "Override")
                else (self._endings, one.get("Extension", "").lower())
            )
            if not key or place.setdefault(key, said) != said:
                raise Refused("broken")

    def __call__(self, name: str) -> str:
        return self._own.get(name) or self._endings.get(name.rpartition(".")[2], "")


def _judge_relations(root: etree._Element, *, of_chart: bool) -> None:
    for one in root:
        if name_of(one.tag) != (f"{_PACKAGE}relationships", "Relationship"):
            raise Refused("broken")
        kind = one.get("Type", "").strip().lower()
        word, target = kind.rpartition("/")[2], one.get("Target", "").strip()
        mode = one.get("TargetMode", "Internal").strip()
        if word in _RUNS:
            raise Refused("macros")
        if word == "package":
            # The figures of a chart lie in a workbook beside it; any other document in a document is opened as such.
            if not (of_chart and mode == "Internal" and _WORKBOOK.search(normal(target)) and _stays(target)):
                raise Refused("macros")
            continue
        if word == "attachedtemplate":
            if mode != "External" or not is_on_own_disk(target):
                raise Refused("remote")
            continue
        if word not in _RELATED or not _RELATIONS_OF.match(kind):
            raise Refused("remote")
        if mode == "External":
            if word != "hyperlink" or not is_pressed(target):
                raise Refused("remote")
        elif mode != "Internal" or not _stays(target):
            raise Refused("remote")
        elif "customxml/" in normal(target) and not word.startswith("customxml"):
            raise Refused("broken")


def _stays(target: str) -> bool:
    """Tells whether the target of a relationship is a part: « /word/x.xml », « ../media/y.png »."""
    plain = target.replace("\\", "/")
    return not plain.startswith("//") and is_inside(plain.lstrip("/").replace("../", ""))


@cache
def _allowed(tag: str) -> str:
    """Returns the local name of an element whose namespace and name may be here. Raises Refused."""
    space, local = name_of(tag)
    if local in _ACTIVE_ELEMENTS:
        raise Refused("macros")
    if local in _FETCHED_ELEMENTS:
        raise Refused("remote")
    if not _SPACES.match(space) and tag not in _DRAWN_WORDS:
        raise Refused("broken")
    return local


def _judge_tree(root: etree._Element) -> None:
    for one in root.iter(etree.Element):
        local = _allowed(str(one.tag))
        if local in _FORMULAS:
            judge_formula("".join(one.itertext()))
        if any(map(_is_judged, one.attrib)):
            _judge_attributes(one, local)
    for code in _fields(root):
        judge_field(code)


@cache
def _is_judged(key: str) -> bool:
    """Tells whether an attribute of that name may act or lead somewhere: a workbook has millions of others."""
    around, word = name_of(key)
    return word in _ACTING or word.lower() in _ADDRESSES or (around == _XML and word == "base")


def _judge_attributes(one: etree._Element, local: str) -> None:
    if local == "definedName" and (
        any(one.get(word, "0") not in {"0", "false"} for word in ("xlm", "function", "vbProcedure"))
        or one.get("name", "").lower().removeprefix("_xlnm.").startswith("auto_")
    ):
        raise Refused("macros")
    if one.get("macro") or (local.startswith("hlink") and not _ACTS.match(one.get("action", "").strip())):
        raise Refused("macros")
    space, _ = name_of(one.tag)
    for key, value in one.attrib.items():
        around, word = name_of(key)
        if around == _XML and word == "base":
            raise Refused("remote")
        if (
            word.lower() in _ADDRESSES
            and around != "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        ):
            drawn = space.startswith("urn:schemas") and local not in _PICTURES
            if not (is_pressed(str(value)) if drawn else is_inside(str(value))):
                raise Refused("remote")


def _fields(root: etree._Element) -> Iterator[str]:
    """The code of each field, joined from its pieces, whatever stands between them; those inside others too."""
    open_codes: list[list[str]] = []
    astray: list[str] = []
    for one in root.iter(etree.Element):
        local = name_of(one.tag)[1]
        if local not in _FIELD_PARTS:
            continue
        attributes = {name_of(key)[1]: str(value) for key, value in one.attrib.items()}
        if local == "fldSimple":
            yield attributes.get("instr", "")
        elif local in {"instrText", "delInstrText"}:
            (open_codes[-1] if open_codes else astray).append("".join(one.itertext()))
        elif attributes.get("fldCharType") == "begin":
            open_codes.append([])
        elif attributes.get("fldCharType") == "end" and open_codes:
            yield "".join(open_codes.pop())
    yield from ("".join(pieces) for pieces in (*open_codes, astray) if pieces)
