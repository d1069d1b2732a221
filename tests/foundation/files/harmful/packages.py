"""Small whole documents of ECMA-376, OpenDocument and ISO 32000, built from the standards part by part."""

import io
import zipfile
from collections.abc import Mapping

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006"
STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
MICROSOFT = "http://schemas.microsoft.com/office/2006/relationships"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml"
EVIL = "http://evil.example/x"

type Parts = Mapping[str, str | bytes]


def _zip(parts: Parts, first: str = "") -> bytes:
    """Returns an archive of these parts; `first` names the one that is stored first and not compressed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts, key=lambda name: name != first):
            kind = zipfile.ZIP_STORED if name == first else zipfile.ZIP_DEFLATED
            archive.writestr(name, parts[name], compress_type=kind)
    return out.getvalue()


def relations_of(*lines: tuple[str, str, str]) -> str:
    """Returns a relationship part; each line is a type, a target and a mode (« External » or nothing)."""
    rows = "".join(
        f'<Relationship Id="r{at}" Type="{kind}" Target="{target}"{f" TargetMode={mode!r}" if mode else ""}/>'
        for at, (kind, target, mode) in enumerate(lines, 1)
    )
    return f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{rows}</Relationships>'


def _types(main: str, kind: str, others: Mapping[str, str]) -> str:
    rows = "".join(f'<Override PartName="/{name}" ContentType="{said}"/>' for name, said in others.items())
    return (
        f'{XML}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/><Default Extension="bin" '
        f'ContentType="application/vnd.openxmlformats-officedocument.oleObject"/>'
        f'<Override PartName="/{main}" ContentType="{kind}"/>{rows}</Types>'
    )


def word(
    body: str = "<w:p><w:r><w:t>Bonjour</w:t></w:r></w:p>",
    parts: Parts | None = None,
    types: Mapping[str, str] | None = None,
    kind: str = f"{WORD}.document.main+xml",
) -> bytes:
    """Returns a text document whose body, further parts and content types are these."""
    return _zip(
        {
            "[Content_Types].xml": _types("word/document.xml", kind, types or {}),
            "_rels/.rels": relations_of(
                (f"{DOCUMENT}/relationships/officeDocument", "word/document.xml", "")
            ),
            "word/document.xml": f'{XML}<w:document xmlns:w="{W}" xmlns:r="{DOCUMENT}/relationships" '
            f'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
            f'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
            f'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
            f'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><w:body>{body}</w:body></w:document>',
            **(parts or {}),
        },
        "[Content_Types].xml",
    )


def settings(kind: str, inside: str = "", mode: str = "External", target: str = EVIL) -> bytes:
    """Returns a text document whose settings have one relationship of that type."""
    return word(
        parts={
            "word/_rels/document.xml.rels": relations_of(
                (f"{DOCUMENT}/relationships/settings", "settings.xml", "")
            ),
            "word/settings.xml": f'{XML}<w:settings xmlns:w="{W}" xmlns:r="{DOCUMENT}/relationships">'
            f"{inside}</w:settings>",
            "word/_rels/settings.xml.rels": relations_of((kind, target, mode)),
        },
        types={"word/settings.xml": f"{WORD}.settings+xml"},
    )


def run(code: str) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        + "".join(
            f'<w:r><w:instrText xml:space="preserve">{piece}</w:instrText></w:r>' for piece in code.split("|")
        )
        + '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>x</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def sheet(
    cells: str = '<row r="1"><c r="A1"><v>1</v></c></row>',
    after: str = "",
    book: str = "",
    parts: Parts | None = None,
    types: Mapping[str, str] | None = None,
    relations: tuple[tuple[str, str, str], ...] = (),
    kind: str = f"{EXCEL}.sheet.main+xml",
) -> bytes:
    """Returns a workbook of one sheet: its rows, what follows them, what the book says besides."""
    return _zip(
        {
            "[Content_Types].xml": _types(
                "xl/workbook.xml",
                kind,
                {"xl/worksheets/sheet1.xml": f"{EXCEL}.worksheet+xml", **(types or {})},
            ),
            "_rels/.rels": relations_of((f"{DOCUMENT}/relationships/officeDocument", "xl/workbook.xml", "")),
            "xl/workbook.xml": f'{XML}<workbook xmlns="{S}" xmlns:r="{DOCUMENT}/relationships"><sheets>'
            f'<sheet name="Feuil1" sheetId="1" r:id="r1"/></sheets>{book}</workbook>',
            "xl/_rels/workbook.xml.rels": relations_of(
                (f"{DOCUMENT}/relationships/worksheet", "worksheets/sheet1.xml", ""), *relations
            ),
            "xl/worksheets/sheet1.xml": f'{XML}<worksheet xmlns="{S}" xmlns:r="{DOCUMENT}/relationships">'
            f"<sheetData>{cells}</sheetData>{after}</worksheet>",
            **(parts or {}),
        },
        "[Content_Types].xml",
    )


def formula(text: str) -> bytes:
    return sheet(f'<row r="1"><c r="A1"><f>{text}</f><v>1</v></c></row>')


SPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    "form": "urn:oasis:names:tc:opendocument:xmlns:form:1.0",
    "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "xforms": "http://www.w3.org/2002/xforms",
}
_NAMES = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in SPACES.items())
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"


def odf(
    body: str,
    *,
    mime: str = ODT,
    parts: Parts | None = None,
    manifest: str = "",
    before: str = "",
    root: str = "",
) -> bytes:
    """Returns an OpenDocument file: the body's content, further parts, more lines of its manifest."""
    inner = "text" if mime == ODT else "spreadsheet"
    return _zip(
        {
            "mimetype": mime,
            "META-INF/manifest.xml": f'{XML}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:'
            f'manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="{mime}"/>'
            f'<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>{manifest}'
            f"</manifest:manifest>",
            "content.xml": f'{XML}<office:document-content {_NAMES} office:version="1.3"{root}>{before}<office:body>'
            f"<office:{inner}>{body}</office:{inner}></office:body></office:document-content>",
            **(parts or {}),
        },
        "mimetype",
    )


def pdf(
    *objects: str | bytes, catalog: str = "", page: str = "", tail: bytes = b"", trailer: str = ""
) -> bytes:
    """Returns a PDF of one page: 1 is the catalog, 2 the pages, 3 the page, 4 its content; yours begin at 5."""
    content = b"BT ET"
    bodies: list[bytes] = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R {page} >>".encode(),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        *(body.encode() if isinstance(body, str) else body for body in objects),
    ]
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(bodies) + 1, trailer.encode(), start,
    )  # fmt: skip
    return bytes(out) + tail


EMPTY_STYLES = f'<?xml version="1.0" encoding="UTF-16"?><w:styles xmlns:w="{W}"/>'
STYLES = {"word/styles.xml": f"{WORD}.styles+xml"}


def cell(computed: str) -> bytes:
    """Returns an OpenDocument workbook of one cell, which is computed."""
    return odf(
        f'<table:table table:name="t"><table:table-row><table:table-cell table:formula="{computed}"/></table:table-row>'
        "</table:table>",
        mime=ODS,
    )
