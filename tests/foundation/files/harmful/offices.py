"""Office documents that run, carry programs, or fetch from elsewhere when they open."""

from tests.foundation.files.offices import changed, letter, open_letter, part_of, related, slides, workbook
from tests.hostile import Made

_RELATED = "word/_rels/settings.xml.rels"


def _with(name: str, part: str | bytes) -> Made:
    return lambda: changed(letter(), {name: part})


def _letter_that(words: str) -> Made:
    """A DOCX whose text holds this."""
    return lambda: changed(
        letter(),
        {
            "word/document.xml": part_of(letter(), "word/document.xml").replace(
                "<w:sectPr", f"{words}<w:sectPr", 1
            )
        },
    )


def _types(old: str, new: str) -> Made:
    return lambda: changed(
        letter(), {"[Content_Types].xml": part_of(letter(), "[Content_Types].xml").replace(old, new)}
    )


_FIELD = "<w:p><w:r><w:instrText>DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe</w:instrText></w:r></w:p>"
_LISTENER = '<script:event-listener script:language="Basic" xlink:href="vnd.sun.star.script:x"/>'
RUN: dict[str, Made] = {
    "letter-of-macros": _with("word/vbaProject.bin", b"\xd0\xcf\x11\xe0"),
    "letter-named-otherwise": _types("document.main+xml", "document.macroEnabled.main+xml"),
    "letter-with-a-control": _with("word/activeX/activeX1.xml", "<x/>"),
    "letter-with-an-object": _with("word/embeddings/oleObject1.bin", b"MZ"),
    "letter-with-a-program": _with("word/media/image1.exe", b"MZ"),
    "letter-of-commands": _letter_that(_FIELD),
    "letter-of-entities": _with("word/styles.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'),
    "letter-in-two-bytes": _with("word/styles.xml", "<x/>".encode("utf-16")),
    "letter-broken": _with("word/_rels/settings.xml.rels", "<a External"),
    "workbook-of-macros": lambda: workbook(**{"xl/macrosheets/sheet1.xml": "<x/>"}),
    "workbook-of-commands": lambda: workbook(**{"xl/externalLinks/externalLink1.xml": "<x><ddeLink/></x>"}),
    "workbook-named-otherwise": lambda: workbook("sheet.macroEnabled.main+xml"),
    "slides-with-an-object": lambda: changed(slides(), {"ppt/embeddings/x.bin": b"MZ"}),
    "open-letter-of-macros": lambda: changed(open_letter(), {"Basic/Standard/Module1.xml": "<x/>"}),
    "open-letter-with-a-script": lambda: changed(open_letter(), {"Scripts/python/x.py": "x"}),
    "open-letter-that-listens": lambda: open_letter(_LISTENER),
    "open-letter-with-an-object": lambda: changed(open_letter(), {"Object 1": b"MZ"}),
    "open-letter-locked": lambda: changed(
        open_letter(), {"META-INF/manifest.xml": "<m><encryption-data/></m>"}
    ),
}
FETCH: dict[str, Made] = {
    "letter-of-a-template": _with(_RELATED, related("attachedTemplate", "http://169.254.169.254/t.dotm")),
    "letter-of-a-frame": _with("word/_rels/document.xml.rels", related("frame", "//x/y")),
    "letter-of-a-picture": _with("word/_rels/header1.xml.rels", related("image", "file://x/y.png")),
    "open-letter-of-a-picture": lambda: open_letter('<draw:image xlink:href="http://x/y.png"/>'),
    "open-letter-of-a-file": lambda: open_letter('<text:section xlink:href="../../etc/passwd"/>'),
}
