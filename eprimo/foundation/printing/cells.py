"""Sheets of cells (CSV, OpenDocument, Office Open XML) and names of downloads, safe for who opens them."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

# What makes a spreadsheet read a cell as a formula, its full-width twins included; after leading blanks too.
_FORMULA = re.compile(r"\A[\s\u00a0\ufeff\u200b]*[=+\-@\uff1d\uff0b\uff0d\uff20]|\A[\t\r\n]")
_BIDI = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_UNSAFE_NAME = re.compile(r'[\x00-\x1f\x7f-\x9f/\\:*?"<>|;%\u2028\u2029]+')
_NAME_LENGTH = 120
_KIND = "mimetype"
_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_URN = "urn:oasis:names:tc:opendocument:xmlns"
_ODS_MANIFEST = f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="{_URN}:manifest:1.0" manifest:version="1.3">\
<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{_ODS}"/>\
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>"""
_ODS_CONTENT = (
    f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="{_URN}:office:1.0" xmlns:table="{_URN}:table:1.0" \
xmlns:text="{_URN}:text:1.0" office:version="1.3"><office:body><office:spreadsheet>"""
    "<table:table table:name={title}>{cells}</table:table></office:spreadsheet></office:body></office:document-content>"
)
_OOXML = "http://schemas.openxmlformats.org"
_MAIN = f"{_OOXML}/spreadsheetml/2006/main"
_OFFICE = f"{_OOXML}/officeDocument/2006/relationships"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_XLSX_PARTS = {
    "[Content_Types].xml": f'''<Types xmlns="{_OOXML}/package/2006/content-types">\
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
<Override PartName="/xl/workbook.xml" ContentType="{_SHEET_TYPE}.sheet.main+xml"/>\
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SHEET_TYPE}.worksheet+xml"/></Types>''',
    "_rels/.rels": f'''<Relationships xmlns="{_OOXML}/package/2006/relationships">\
<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>''',
    "xl/_rels/workbook.xml.rels": f'''<Relationships xmlns="{_OOXML}/package/2006/relationships">\
<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>''',
}
# What XML 1.0 cannot hold.
_NO_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

type Cell = str | int | float | bool | date | datetime | None


def safe_cell(value: Cell) -> str:
    """Text of a cell; what a spreadsheet would run is prefixed by an apostrophe. Numbers stay numbers."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, int | float):
        return str(value).replace(".", ",")
    if isinstance(value, datetime):
        return value.strftime("%d/%m/%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    text = value.replace("\x00", "")
    return f"'{text}" if _FORMULA.match(text) else text


def csv_bytes(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A CSV that French spreadsheets open in one click: UTF-8 with BOM, `;`, CRLF, decimal comma."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([safe_cell(column) for column in columns])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def ods_bytes(title: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """One sheet as an OpenDocument file (ODF 1.3, part 2). A cell says its type: no text is ever run as a formula.

    Three files in an archive; a library that builds it as a tree took a hundred times longer on an academy's schools.
    """
    lines = ((*columns,), *rows)
    cells = "".join(f"<table:table-row>{''.join(map(_ods_cell, line))}</table:table-row>" for line in lines)
    parts = {
        # First and not compressed: what the file is, for who looks at its first bytes.
        _KIND: _ODS,
        "META-INF/manifest.xml": _ODS_MANIFEST,
        "content.xml": _ODS_CONTENT.format(title=quoteattr(_xml(title)), cells=cells),
    }
    return _archived(parts)


def _ods_cell(value: Cell) -> str:
    match value:
        case None:
            return "<table:table-cell/>"
        case bool():
            kind = f'"boolean" office:boolean-value="{str(value).lower()}"'
        case int() | float():
            kind = f'"float" office:value="{value}"'
        case datetime():
            kind = f'"date" office:date-value="{value:%Y-%m-%dT%H:%M:%S}"'
        case date():
            kind = f'"date" office:date-value="{value:%Y-%m-%d}"'
        case _:
            kind = '"string"'
    words = value if isinstance(value, str) else safe_cell(value)
    text = escape(_xml(words))
    return f"<table:table-cell office:value-type={kind}><text:p>{text}</text:p></table:table-cell>"


def xlsx_bytes(title: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """One sheet as an Office Open XML workbook (ECMA-376), its texts in the cells: none is run as a formula."""
    lines = ((*columns,), *rows)
    cells = "".join(f"<row>{''.join(map(_xlsx_cell, line))}</row>" for line in lines)
    book = (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name={quoteattr(_xml(title)[:31])}'
        ' sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    sheet = f'<worksheet xmlns="{_MAIN}"><sheetData>{cells}</sheetData></worksheet>'
    parts = {**_XLSX_PARTS, "xl/workbook.xml": book, "xl/worksheets/sheet1.xml": sheet}
    return _archived({name: _XML_HEAD + part for name, part in parts.items()})


def _xlsx_cell(value: Cell) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"<c><v>{value}</v></c>"
    text = value if isinstance(value, str) else safe_cell(value)
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(_xml(text))}</t></is></c>'


def _archived(parts: Mapping[str, str]) -> bytes:
    """The parts bear no hour: a sheet of the same cells is the same file, whenever it is asked for."""
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        for name, part in parts.items():
            archive.writestr(ZipInfo(name), part, ZIP_STORED if name == _KIND else ZIP_DEFLATED)
    return out.getvalue()


def _xml(text: str) -> str:
    return _NO_XML.sub("", text)


def filename(stem: str, extension: str) -> str:
    """A file name that every system takes: no path, control or bidi character, at most 120 letters and a suffix."""
    text = unicodedata.normalize("NFC", stem).translate(_BIDI)
    text = _UNSAFE_NAME.sub(" ", text)
    text = " ".join(text.split()).strip(" .")[:_NAME_LENGTH].rstrip(" .")
    return f"{text or 'document'}.{extension}"


def content_disposition(stem: str, extension: str, *, inline: bool = False) -> str:
    """Value of the header (RFC 6266): an ASCII name for old readers, the true one in UTF-8."""
    name = filename(stem, extension)
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    kind = "inline" if inline else "attachment"
    if bare.startswith("."):
        bare = f"document{bare}"
    header = f'{kind}; filename="{bare}"'
    return header if bare == name else f"{header}; filename*=UTF-8''{quote(name, safe='')}"
