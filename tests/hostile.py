"""Files made to harm, each built here: what their names say. Nothing of them is kept in the repository."""

import io
import struct
import zlib
from collections.abc import Callable
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from eprimo.foundation.printing.cells import ods_bytes, xlsx_bytes

type Made = Callable[[], bytes]
# The string that every antivirus takes for a virus, in two halves: this file is none.
EICAR = (r"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*").encode()
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 11))
    + "]>"
)


def _zip(parts: dict[str, bytes | str], how: int = ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with ZipFile(made, "w", how) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return made.getvalue()


def _changed(workbook: bytes, name: str, part: bytes | str) -> bytes:
    """A good workbook, one part of which is another."""
    with ZipFile(io.BytesIO(workbook)) as archive:
        parts: dict[str, bytes | str] = {one: archive.read(one) for one in archive.namelist()}
    return _zip(parts | {name: part})


def xlsx_sheet(sheet: str | bytes) -> bytes:
    return _changed(xlsx_bytes("x", ("UAI",), []), "xl/worksheets/sheet1.xml", sheet)


def _xlsx_data(rows: str, head: str = "") -> bytes:
    return xlsx_sheet(f'{head}<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>')


def ods_table(rows: str, head: str = "") -> bytes:
    content = (
        f'{head}<office:document-content xmlns:office="{_OFFICE}" xmlns:table="{_TABLE}" xmlns:text="{_TEXT}" '
        'office:version="1.3"><office:body><office:spreadsheet><table:table table:name="x">'
        f"{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    return _changed(ods_bytes("x", ("UAI",), []), "content.xml", content)


def far_cells() -> bytes:
    """1.4 kB that ended every process once: a cell in each corner of the sheet."""
    return _xlsx_data(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    )


def far_cells_without_rows() -> bytes:
    return _xlsx_data('<row><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>')


def repeated_cells() -> bytes:
    row = f'<table:table-row table:number-rows-repeated="{1 << 20}">'
    cell = f'<table:table-cell office:value-type="string" table:number-columns-repeated="{1 << 14}">'
    return ods_table(f"{row}{cell}<text:p>x</text:p></table:table-cell></table:table-row>")


def repeated_rows() -> bytes:
    cell = '<table:table-cell office:value-type="float" office:value="1"/>'
    return ods_table(
        f'<table:table-row table:number-rows-repeated="999999999">{cell}</table:table-row>'
        f"<table:table-row>{cell}</table:table-row>"
    )


def far_after_empty() -> bytes:
    full = '<table:table-cell office:value-type="float" office:value="1"/>'
    empty = '<table:table-cell table:number-columns-repeated="16000"/>'
    return ods_table(
        f"<table:table-row>{empty}{full}</table:table-row>"
        f'<table:table-row table:number-rows-repeated="1000000"><table:table-cell/></table:table-row>'
        f"<table:table-row>{full}</table:table-row>"
    )


def laughs_xlsx() -> bytes:
    return _xlsx_data('<row r="1"><c r="A1" t="inlineStr"><is><t>&a10;</t></is></c></row>', LAUGHS)


def laughs_ods() -> bytes:
    cell = '<table:table-cell office:value-type="string"><text:p>&a10;</text:p></table:table-cell>'
    return ods_table(f"<table:table-row>{cell}</table:table-row>", LAUGHS)


def deep_xlsx() -> bytes:
    return xlsx_sheet("<a>" * 200_000)


def deep_ods() -> bytes:
    return ods_table("<table:table-row>" + "<text:p>" * 200_000)


def many_cells() -> bytes:
    row = "".join(f"<c><v>{number}</v></c>" for number in range(200))
    return _xlsx_data("".join(f'<row r="{number}">{row}</row>' for number in range(1, 3000)))


def long_text() -> bytes:
    return _xlsx_data(f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"a" * 9_000_000}</t></is></c></row>')


def _deflated(megabytes: int) -> tuple[bytes, int]:
    """That many megabytes of zeros, deflated, and their checksum: the same block again and again."""
    block, checksum = bytes(1 << 20), 0
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    one = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    for _ in range(megabytes):
        checksum = zlib.crc32(block, checksum)
    return one * megabytes + packer.flush(zlib.Z_FINISH), checksum


def zeros(megabytes: int) -> bytes:
    """That many megabytes of them, as zlib packs them."""
    body, _ = _deflated(megabytes)
    return b"\x78\x9c" + body + struct.pack(">I", ((megabytes << 20) % 65_521) << 16 | 1)


def packed(name: str, megabytes: int, says: int | None = None) -> bytes:
    """An archive of a good workbook, with one more part: so many megabytes, said to be `says` bytes."""
    made = xlsx_bytes("x", ("UAI",), [])
    body, checksum = _deflated(megabytes)
    size = megabytes << 20 if says is None else says
    head = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, checksum, len(body), size, len(name), 0)
    at = made.index(b"PK\x01\x02")
    end = made.index(b"PK\x05\x06")
    local = b"PK\x03\x04" + head + name.encode() + body
    place = struct.pack("<HHHII", 0, 0, 0, 0, at)
    entry = b"PK\x01\x02" + struct.pack("<H", 20) + head[:-2] + b"\0\0" + place + name.encode()
    places = made[at:end] + entry
    count = struct.unpack("<H", made[end + 8 : end + 10])[0] + 1
    tail = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, count, count, len(places), at + len(local), 0)
    return made[:at] + local + places + tail


def bomb_xlsx() -> bytes:
    """0.3 MB that unpacks to 300 MB, and says so."""
    return packed("xl/sharedStrings.xml", 300)


def lying_xlsx() -> bytes:
    """The same, that says ten bytes."""
    return packed("xl/sharedStrings.xml", 300, 10)


def many_parts() -> bytes:
    return _zip({f"xl/{number}.xml": "" for number in range(8_000)}, ZIP_STORED)


def overlapping_parts() -> bytes:
    """One entry, listed ten thousand times."""
    one = _zip({"xl/workbook.xml": b" " * 100_000})
    at = one.index(b"PK\x01\x02")
    entry = one[at : one.index(b"PK\x05\x06")]
    many = 10_000
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, many, many, len(entry) * many, at, 0)
    return one[:at] + entry * many + end


def locked_xlsx() -> bytes:
    data = bytearray(xlsx_bytes("x", ("UAI",), []))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


def truncated_xlsx() -> bytes:
    return xlsx_bytes("x", ("UAI", "Nombre de comptes"), [("0441234A", 5)])[:-200]


def bad_deflate() -> bytes:
    data = bytearray(xlsx_bytes("x", ("UAI", "Nombre de comptes"), [("0441234A", 5)]))
    for at in range(60, 400, 7):
        data[at] ^= 0x5A
    return bytes(data)


SHEETS: dict[str, Made] = {
    "two-far-cells": far_cells,
    "two-far-cells-in-a-row": far_cells_without_rows,
    "repeated-cells": repeated_cells,
    "repeated-rows": repeated_rows,
    "far-after-empty": far_after_empty,
    "laughs-xlsx": laughs_xlsx,
    "laughs-ods": laughs_ods,
    "deep-xlsx": deep_xlsx,
    "deep-ods": deep_ods,
    "many-cells": many_cells,
    "long-text": long_text,
    "bomb": bomb_xlsx,
    "lying-size": lying_xlsx,
    "many-parts": many_parts,
    "overlapping-parts": overlapping_parts,
    "locked": locked_xlsx,
    "truncated": truncated_xlsx,
    "bad-deflate": bad_deflate,
    "empty": lambda: b"",
    "zeros": lambda: bytes(100_000),
    "only-the-signature": lambda: b"PK\x03\x04",
    "program": lambda: b"MZ" + bytes(range(256)) * 100,
    "pdf": lambda: b"%PDF-1.7\n%%EOF",
    "xml": lambda: LAUGHS.encode() + b"<x>&a10;</x>",
    "deflate-alone": lambda: zlib.compress(bytes(1 << 20)),
}


def _half_quoted() -> bytes:
    return b'"INE";"Nom";"Pr\xe9nom"\n' + b'"a;' * 400_000


TEXTS: dict[str, Made] = {
    "one-endless-line": lambda: b"Nom" + b";x" * 4_000_000,
    "quotes-never-closed": _half_quoted,
    "doubled-quotes": lambda: b'Nom;"' + b'""' * 2_000_000,
    "many-empty-lines": lambda: b"Nom;x\n" + b"\n" * 4_000_000,
    "many-columns": lambda: b";".join(b"c%d" % number for number in range(400_000)) + b"\n1",
    "zeros": lambda: b"Nom;" + bytes(3_000_000),
    "a-bomb": bomb_xlsx,
    "html": lambda: b"<!doctype html><script>alert(1)</script>",
    "xml": lambda: LAUGHS.encode() + b"<x>&a10;</x>",
    "surrogates": lambda: "\ud800".encode("utf-16-le", "surrogatepass") * 100_000,
}


def pdf(*objects: str | bytes, root: str = "") -> bytes:
    """A PDF of one page; `root`: what its catalogue says besides. Further objects have the numbers 4, 5…"""
    bodies = [
        f"<</Type/Catalog/Pages 2 0 R{root}>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
        *objects,
    ]
    made, places = b"%PDF-1.7\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(made))
        made += (
            b"%d 0 obj\n" % number
            + (body.encode("latin-1") if isinstance(body, str) else body)
            + b"\nendobj\n"
        )
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    tail = b"trailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, len(made))
    return made + head + table + tail


def pdf_stream(data: bytes, entries: bytes = b"") -> bytes:
    packed_ = zlib.compress(data, 9)
    return b"<</Filter/FlateDecode/Length %d%b>>stream\n%b\nendstream" % (len(packed_), entries, packed_)


def _packed_script() -> bytes:
    """A script that stands in a packed stream of objects: no word of it is seen in the bytes."""
    inside = b"<</S/Java#53cript/J#53(app.alert\\(1\\))>>"
    return pdf(pdf_stream(b"5 0 " + inside, b"/Type/ObjStm/N 1/First 4"), root="/OpenAction 5 0 R")


# What a PDF does by itself, or holds: the word with which it is refused.
ACTIVE: dict[str, tuple[Made, str]] = {
    "script": (lambda: pdf("<</S/JavaScript/JS(app.alert\\(1\\))>>", root="/OpenAction 4 0 R"), "active"),
    "script-in-names": (
        lambda: pdf(root="/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(x)>>]>>>>"),
        "active",
    ),
    "script-disguised": (lambda: pdf("<</S/J#61vaScript/J#53(x)>>", root="/OpenAction 4 0 R"), "active"),
    "script-packed": (_packed_script, "active"),
    "script-that-nobody-uses": (lambda: pdf("<</S/JavaScript/JS(x)>>"), "active"),
    "launches-a-program": (lambda: pdf(root="/OpenAction<</S/Launch/F(cmd.exe)>>"), "active"),
    "act-of-a-page": (lambda: pdf(root="/AA<</WC<</S/Named/N/Print>>>>"), "active"),
    "sends-a-form": (lambda: pdf("<</S/SubmitForm/F(http://x)>>"), "active"),
    "plays": (lambda: pdf("<</Type/Annot/Subtype/RichMedia/Rect[0 0 1 1]>>"), "active"),
    "xfa": (lambda: pdf(root="/AcroForm<</XFA(x)/Fields[]>>"), "active"),
    "a-file-inside": (
        lambda: pdf("<</Type/Filespec/F(a.exe)/EF<</F 5 0 R>>>>", pdf_stream(b"MZ", b"/Type/EmbeddedFile")),
        "files",
    ),
    "names-of-files": (lambda: pdf(root="/Names<</EmbeddedFiles<</Names[]>>>>"), "files"),
}


def _loops() -> bytes:
    return pdf(root="/Outlines 1 0 R").replace(b"/Kids[3 0 R]", b"/Kids[2 0 R]")


PDFS: dict[str, Made] = {
    "no-page": lambda: b"%PDF-1.7\n%%EOF\n",
    "loops": _loops,
    "deep": lambda: pdf("[" * 100_000),
    "deep-and-closed": lambda: pdf("[" * 5_000 + "]" * 5_000),
    "wide": lambda: pdf("[" + "0 " * 400_000 + "]"),
    "truncated": lambda: pdf()[:-40] + b"%%EOF",
    "locked": lambda: pdf().replace(b"/Root 1 0 R", b"/Root 1 0 R/Encrypt<</Filter/Standard/V 9>>"),
    "bomb": lambda: pdf(pdf_stream(bytes(60 << 20), b"/Type/ObjStm/N 1/First 4")),
    "a-page-in-html": lambda: b"%PDF-1.7\n<html><script>alert(1)</script></html>\n%%EOF",
}


def png_part(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, data: bytes) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + png_part(b"IHDR", head) + png_part(b"IDAT", data) + png_part(b"IEND", b"")


PICTURES: dict[str, Made] = {
    "png-of-60-million": lambda: png(11_000, 5_400, zlib.compress(bytes(1 << 20))),
    "png-bomb": lambda: png(800, 800, zeros(100)),
    "png-cut": lambda: png(800, 800, zlib.compress(bytes(1 << 20)))[:400],
    "jpeg-of-nothing": lambda: b"\xff\xd8\xff\xc0\x00\x11\x08\x03\x20\x03\x20\x03" + bytes(400),
    "jpeg-that-is-a-page": lambda: b"\xff\xd8\xff\xe0<script>alert(1)</script>" + bytes(400),
    "jpeg-of-marks": lambda: b"\xff\xd8\xff" + b"\xff" * 4_000_000,
    "svg": lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "gif": lambda: b"GIF89a" + bytes(400),
    "webp-cut": lambda: b"RIFF\x00\x00\x00\x00WEBPVP8X" + bytes(30),
}
