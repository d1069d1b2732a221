"""« Files: see one of a carrier: as carrier; reserved: R1 – » and joining them to a draft."""

from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.foundation.files.ready import webp
from tests.matrix.line import Variant, line, names
from tests.matrix.lines.liaison import SEEN, of_note
from tests.matrix.scene import Scene
from tests.matrix.who import CE1_FAMILIES, TOM_FAMILY

_OK = {
    "sent": SEEN["sent"],
    # What is left to families of a note that was withdrawn has no file.
    "withdrawn": names(SEEN["withdrawn"], but=f"{CE1_FAMILIES} {TOM_FAMILY}"),
    "cm2": names(SEEN["cm2"], but="restricted_1"),
    "verne": SEEN["verne"],
}


def _file(name: str, *parts: str) -> Variant:
    return Variant(name=name, args=lambda s: (s.id(f"file_{name}"), *parts), ok=_OK[name])


def _joined(scene: Scene, who: str) -> Mapping[str, Any]:
    return {"file": SimpleUploadedFile("a.webp", webp(), "image/webp")}


LINES = (
    line("liaison:files", "GET POST", of_note("draft", SEEN["draft"], data=_joined), of_note("sent", "")),
    # Of both, the words of the protocol are missed: whoever may not is told so first.
    line(
        "liaison:file_send", "POST",
        Variant(name="draft", args=lambda s: (s.note("draft"),), ok="teacher", ok_status=412, writes=False),
        of_note("verne", "", writes=False),
        signed_out=401,
    ),
    line(
        "files:upload", "HEAD",
        Variant(name="own", args=lambda s: (s.id("upload"),), ok="teacher", ok_status=412, writes=False),
        signed_out=401,
    ),
    line(
        "liaison:file_remove", "POST",
        Variant(name="draft", args=lambda s: (s.note("draft"), s.id("file_draft")), ok="teacher"),
        Variant(name="verne", args=lambda s: (s.note("verne"), s.id("file_verne")), ok=""),
    ),
    line("files:file", "GET", *(_file(name) for name in _OK)),
    line("files:piece", "GET", _file("cm2", "1-page"), _file("withdrawn", "1-page"), signed_out=401),
    line("files:given", "GET", _file("cm2"), _file("verne"), signed_out=401),
)  # fmt: skip
