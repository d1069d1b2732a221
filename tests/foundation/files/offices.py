"""Office documents made here: good ones, and the same with a part that harms."""

import io
from collections.abc import Mapping
from zipfile import ZIP_DEFLATED, ZipFile

from docx import Document

_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_TEXT = "application/vnd.oasis.opendocument.text"
_MAIN = "application/vnd.openxmlformats-officedocument"
_SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SLIDES = "http://schemas.openxmlformats.org/presentationml/2006/main"
WORDS = "Apportez un maillot de bain."


def letter() -> bytes:
    """A DOCX with a heading, a link and a line."""
    document = Document()
    document.add_heading("Sortie à la piscine")
    document.add_paragraph(WORDS)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def open_letter(inside: str = f"<text:p>{WORDS}</text:p>", more: str = "") -> bytes:
    """An ODT."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{_ODF}:office:1.0" '
        f'xmlns:text="{_ODF}:text:1.0" xmlns:draw="{_ODF}:drawing:1.0" xmlns:script="{_ODF}:script:1.0" '
        f'xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.3">{more}<office:body><office:text>{inside}'
        "</office:text></office:body></office:document-content>"
    )
    manifest = (
        f'<manifest:manifest xmlns:manifest="{_ODF}:manifest:1.0"><manifest:file-entry manifest:full-path="/" '
        f'manifest:media-type="{_TEXT}"/></manifest:manifest>'
    )
    return zipped({"mimetype": _TEXT, "content.xml": content, "META-INF/manifest.xml": manifest})


def workbook(main: str = "spreadsheetml.sheet.main+xml", **more: str) -> bytes:
    """An XLSX with one empty sheet."""
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override '
        f'PartName="/xl/workbook.xml" ContentType="{_MAIN}.{main}"/></Types>'
    )
    return zipped({"[Content_Types].xml": types, "xl/workbook.xml": f'<workbook xmlns="{_SHEETS}"/>', **more})


def slides() -> bytes:
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override '
        f'PartName="/ppt/presentation.xml" ContentType="{_MAIN}.presentationml.presentation.main+xml"/></Types>'
    )
    return zipped(
        {"[Content_Types].xml": types, "ppt/presentation.xml": f'<p:presentation xmlns:p="{_SLIDES}"/>'}
    )


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    made = io.BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return made.getvalue()


def changed(content: bytes, parts: Mapping[str, str | bytes]) -> bytes:
    """The same with these parts, in place of those of their names."""
    with ZipFile(io.BytesIO(content)) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    return zipped({**kept, **parts})


def part_of(content: bytes, name: str) -> str:
    with ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


def related(kind: str, target: str) -> str:
    """What a part of an Office document says that it needs, elsewhere."""
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        f'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}" '
        'TargetMode="External"/></Relationships>'
    )
