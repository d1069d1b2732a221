"""PDFs that act, carry, unfold or break what reads them; files of offices, with or without macros."""

import struct
import zlib

from tests import hostile
from tests.foundation.files import corpus
from tests.foundation.files.corpus import SECRET
from tests.foundation.files.harmful.pages import SCRIPT
from tests.foundation.files.harmful.programs import archive
from tests.hostile import Made, pdf, pdf_stream

_SCRIPT = "<</S/JavaScript/JS(app.alert\\(1\\))>>"


def _act(kind: str, more: str = "") -> Made:
    """An act of that kind, when the file opens."""
    return lambda: pdf(f"<</S/{kind}{more}>>", root="/OpenAction 4 0 R")


def _shown(entries: str, *objects: str | bytes) -> Made:
    """A page that bears an annotation."""
    return lambda: pdf(f"<</Type/Annot/Rect[0 0 99 99]{entries}>>", *objects).replace(
        b"/MediaBox", b"/Annots[4 0 R]/MediaBox"
    )


def _painted(stream: bytes, *objects: str | bytes, resources: bytes = b"") -> bytes:
    """A page that is painted by this stream, object 4."""
    more = b"/Contents 4 0 R/Resources<<%b>>/MediaBox" % resources
    return pdf(pdf_stream(stream), *objects).replace(b"/MediaBox", more)


def _picture(entries: bytes, content: bytes) -> bytes:
    """A page that shows a picture, of which the file says what it wants."""
    image = b"<</Subtype/Image%b/Length %d>>stream\n%b\nendstream" % (entries, len(content), content)
    return _painted(b"q 595 0 0 842 0 0 cm /I Do Q", image, resources=b"/XObject<</I 5 0 R>>")


def _itself() -> bytes:
    """Drawings that draw each other."""
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</A 5 0 R/B 6 0 R>>>>"
    twice = pdf_stream(b"/A Do /B Do " * 40, form)
    return _painted(b"/A Do", twice, twice, resources=b"/XObject<</A 5 0 R>>")


def _again_and_again() -> bytes:
    """Ten levels of drawings, each of which draws the next ten times: ten billion."""
    forms = []
    for level in range(10):
        under = level + 6
        entries = b"/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</N %d 0 R>>>>" % under
        forms.append(pdf_stream(b"/N Do " * 10, entries))
    last = pdf_stream(b"0 0 9 9 re f", b"/Subtype/Form/BBox[0 0 595 842]")
    return _painted(b"/N Do", *forms, last, resources=b"/XObject<</N 5 0 R>>")


def _tiled() -> bytes:
    """A pattern a hundredth of a point wide, over the page."""
    entries = b"/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]/XStep 0.01/YStep 0.01/Resources<<>>"
    stream = b"/Pattern cs /P scn 0 0 595 842 re f"
    return _painted(stream, pdf_stream(b"0 0 1 1 re f", entries), resources=b"/Pattern<</P 5 0 R>>")


def _shaded() -> bytes:
    """A colour that is computed by a program of two thousand steps, at each pixel."""
    program = b"{" + b"dup mul sqrt " * 2_000 + b"pop dup dup}"
    entries = b"/FunctionType 4/Domain[0 1 0 1]/Range[0 1 0 1 0 1]"
    shade = "<</ShadingType 1/ColorSpace/DeviceRGB/Domain[0 1 0 1]/Matrix[595 0 0 842 0 0]/Function 6 0 R>>"
    return _painted(b"/S sh", shade, pdf_stream(program, entries), resources=b"/Shading<</S 5 0 R>>")


def _letters() -> bytes:
    """A font whose letter is written in the same font."""
    font = (
        "<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[1 0 0 1 0 0]/CharProcs<</a 6 0 R>>"
        "/FirstChar 97/LastChar 97/Encoding<</Differences[97/a]>>/Widths[9]/Resources<</Font<</F 5 0 R>>>>>>"
    )
    return _painted(
        b"BT /F 9 Tf (aaaa) Tj ET",
        font,
        pdf_stream(b"BT /F 9 Tf (aaaa) Tj ET"),
        resources=b"/Font<</F 5 0 R>>",
    )


def _packed_often() -> bytes:
    """Sixty megabytes, packed twenty times over."""
    data = bytes(60 << 20)
    for _ in range(20):
        data = zlib.compress(data, 9)
    stream = b"<</Filter[%b]/Length %d>>stream\n%b\nendstream" % (b"/FlateDecode" * 20, len(data), data)
    return pdf(stream).replace(b"/MediaBox", b"/Contents 4 0 R/MediaBox")


def _later(words: bytes) -> bytes:
    """A good file, to which somebody added a new catalogue."""
    made = pdf()
    place = len(made)
    added = b"1 0 obj\n<</Type/Catalog/Pages 2 0 R%b>>\nendobj\n" % words
    table = b"xref\n1 1\n%010d 00000 n \n" % place
    former = made.rindex(b"xref\n0")
    tail = b"trailer<</Root 1 0 R/Size 4/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (former, place + len(added))
    return made + added + table + tail


def _compound(*names: str) -> bytes:
    """The head of a file of the former offices, and the names of its streams."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHH", 0x3E, 3, 0xFFFE)
    return head.ljust(512, b"\0") + "".join(names).encode("utf-16-le").ljust(4_096, b"\0")


ACTIVE: dict[str, Made] = {
    **{name: made for name, (made, _) in hostile.ACTIVE.items()},
    "opens-another": _act("GoToR", "/F(//x/y.pdf)/D[0/Fit]"),
    "opens-one-inside": _act("GoToE", "/D[0/Fit]"),
    "takes-data-in": _act("ImportData", "/F(x.fdf)"),
    "sounds": _act("Sound", "/Sound 5 0 R"),
    "films": _act("Movie"),
    "renders": _act("Rendition"),
    "hides": _act("Hide", "/T(x)"),
    "resets": _act("ResetForm"),
    "turns": _act("GoTo3DView"),
    "act-behind-an-act": lambda: pdf(f"<</S/URI/URI(x)/Next {_SCRIPT}>>", root="/OpenAction 4 0 R"),
    "script-of-a-field": _shown(f"/Subtype/Widget/FT/Tx/T(a)/AA<</K {_SCRIPT}>>"),
    "script-of-a-page": lambda: pdf().replace(b"/MediaBox", b"/AA<</O<</S/JavaScript/JS(x)>>>>/MediaBox"),
    "script-elsewhere": lambda: pdf(
        "<</S/JavaScript/JS 5 0 R>>", pdf_stream(b"app.alert(1)"), root="/OpenAction 4 0 R"
    ),
    "script-added-later": lambda: _later(b"/OpenAction<</S/JavaScript/JS(x)>>"),
    "script-added-later-disguised": lambda: _later(b"/OpenAction<</S/J#61v#61Script/J#53(x)>>"),
    "button-that-sends": _shown("/Subtype/Widget/FT/Btn/A<</S/SubmitForm/F(http://x)>>"),
    "button-that-launches": _shown("/Subtype/Link/A<</S/Launch/Win<</F(cmd.exe)>>>>"),
    "screen": _shown("/Subtype/Screen"),
    "in-space": _shown("/Subtype/3D"),
    "attached-to-a-page": _shown("/Subtype/FileAttachment/FS<</F(a.exe)/EF<</F 5 0 R>>>>", pdf_stream(b"MZ")),
    "form-of-xml": lambda: pdf(pdf_stream(hostile.LAUGHS.encode()), root="/AcroForm<</XFA 4 0 R/Fields[]>>"),
    "folder-of-files": lambda: pdf(root="/Collection<</View/T>>/Names<</EmbeddedFiles<</Names[]>>>>"),
    "file-of-a-family": lambda: pdf(
        "<</Type/Filespec/F(a)/EF<</F 5 0 R>>>>", pdf_stream(hostile.EICAR), root="/AF[4 0 R]"
    ),
}
OF_OFFICES: dict[str, Made] = {
    "letter": lambda: archive("[Content_Types].xml", "word/document.xml"),
    "letter-with-macros": lambda: archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
    "letter-of-elsewhere": lambda: archive("word/_rels/settings.xml.rels", content=b"http://x/t.dotm"),
    "sheet-with-macros": lambda: archive("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"),
    "slides": lambda: archive("[Content_Types].xml", "ppt/presentation.xml"),
    "open-letter-with-macros": lambda: archive("mimetype", "Basic/Standard/Module1.xml"),
    "former-letter": lambda: _compound("WordDocument", "Macros", "_VBA_PROJECT"),
    "former-message": lambda: _compound("__substg1.0_37010102"),
    "text-with-an-object": lambda: rb"{\rtf1{\object\objocx\objdata 0105}}",
    "notebook": lambda: b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d" + bytes(4_000),
}
BROKEN: dict[str, Made] = {
    **hostile.PDFS,
    "too-many-pages": lambda: corpus.pages(300),
    "ten-thousand-pages": lambda: corpus.pages(10_000),
    "page-like-a-thread": lambda: corpus.box("0 0 3 14000"),
    "page-without-end": lambda: corpus.box("0 0 9000000 9000000"),
    "head-alone": lambda: b"%PDF-1.7\n",
    "zeros-behind-the-head": lambda: b"%PDF-1.7\n" + bytes(1 << 20),
    "of-itself": lambda: pdf().replace(b"/Kids[3 0 R]", b"/Kids[2 0 R]"),
    "half": lambda: pdf()[: len(pdf()) // 2],
}
# Refused, or painted as far as it goes.
BOMBS: dict[str, Made] = {
    "strokes": corpus.drawn_for_ever,
    "flood": corpus.flood,
    "page-of-nothing": lambda: corpus.box("0 0 0 0"),
    "page-turned-inside-out": lambda: corpus.box("595 842 0 0"),
    "page-not-a-number": lambda: corpus.box("a b nan 1e999"),
    "draws-itself": _itself,
    "draws-again-and-again": _again_and_again,
    "tiled": _tiled,
    "shaded": _shaded,
    "letters-of-letters": _letters,
    "packed-often": _packed_often,
    "unpacked-picture": lambda: _picture(
        b"/Width 60000/Height 60000/ColorSpace/DeviceRGB/BitsPerComponent 8", b"x"
    ),
    "fax": lambda: _picture(
        b"/Width 60000/Height 60000/ColorSpace/DeviceGray/BitsPerComponent 1/Filter/CCITTFaxDecode/DecodeParms<</K -1"
        b"/Columns 60000/Rows 60000>>",
        bytes(4_000),
    ),
    "jbig": lambda: _picture(
        b"/Width 30000/Height 30000/ColorSpace/DeviceGray/BitsPerComponent 1/Filter/JBIG2Decode",
        struct.pack(">IBBBIIIIIBH", 0, 48, 0, 1, 19, 60_000, 60_000, 0, 0, 0, 0) + bytes(400),
    ),
    "jpeg-2000": lambda: _picture(
        b"/Filter/JPXDecode/Width 9/Height 9", b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(400)
    ),
    "photograph-that-lies": lambda: _picture(
        b"/Width 9/Height 9/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode",
        b"\xff\xd8\xff" + b"\xff" * 400_000,
    ),
    "dashes": lambda: _painted(b"[0.0001] 0 d 400 w 0 0 m 595 842 l 0 842 l 595 0 l s " * 40),
    "letters-without-size": lambda: _painted(
        b"BT /F 1e38 Tf (a) Tj ET",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        resources=b"/Font<</F 5 0 R>>",
    ),
    "states-never-ended": lambda: _painted(b"q " * 1_000_000),
    "clipped-often": lambda: _painted(b"0 0 595 842 re W n " * 200_000 + b"0 0 9 9 re f"),
    "clear-upon-clear": lambda: _painted(
        b"/G gs /A Do " * 400,
        pdf_stream(b"0 0 595 842 re f", b"/Subtype/Form/BBox[0 0 595 842]/Group<</S/Transparency>>"),
        "<</ca 0.01/BM/Luminosity>>",
        resources=b"/XObject<</A 5 0 R>>/ExtGState<</G 6 0 R>>",
    ),
    "table-of-itself": lambda: pdf().replace(b"trailer<<", b"trailer<</Prev 9"),
    "table-of-billions": lambda: pdf().replace(b"xref\n0 4", b"xref\n0 2147483647"),
    "length-that-lies": lambda: pdf("<</Length 999999999>>stream\nx\nendstream").replace(
        b"/MediaBox", b"/Contents 4 0 R/MediaBox"
    ),
    "numbers-below-nothing": lambda: pdf("-1 -1 R").replace(b"/Size 5", b"/Size -5"),
}
WITH_ENTITIES: dict[str, Made] = {
    "laughs-said-of-a-pdf": lambda: pdf(
        pdf_stream(hostile.LAUGHS.encode() + b"<x>&a10;</x>", b"/Type/Metadata/Subtype/XML"),
        root="/Metadata 4 0 R",
    ),
}
TWO_THINGS: dict[str, Made] = {
    "page-behind-a-pdf": lambda: pdf() + SCRIPT.encode() + SECRET,
    "archive-behind-a-pdf": lambda: pdf() + archive("x.js", content=SCRIPT.encode()),
    "page-between-head-and-pdf": lambda: pdf().replace(
        b"%PDF-1.7\n", b"%PDF-1.7\n%" + SCRIPT.encode() + b"\n"
    ),
}
