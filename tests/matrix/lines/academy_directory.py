"""« import: academy: AAF of its own », « AAF from a page: academy, fresh »."""

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.matrix.line import Variant, line

_ACADEMIES = "academy academy_out"
_OWN = "academy"

LINES = (
    line(
        "academy_directory:index", "GET POST",
        Variant(ok=_ACADEMIES, methods="GET"),
        Variant(name="given", ok=_OWN, methods="POST", invalid="academy_out",
                data=lambda s, w: {"academy": "17", "archive": SimpleUploadedFile("a.zip", b"PK\x03\x04")}),
        second_factor=True,
    ),
    line(
        "academy_directory:send", "POST",
        # Without the words of the protocol.
        Variant(name="17", args=lambda s: ("17",), ok=_OWN, ok_status=412, writes=False),
        second_factor=True, signed_out=401,
    ),
    line(
        "academy_directory:upload", "HEAD",
        Variant(args=lambda s: (s["aaf_begun"].public_id,), ok=_OWN, ok_status=412, writes=False),
        Variant(name="none", args=lambda s: (s["aaf"].public_id,), writes=False),
        second_factor=True, signed_out=401,
    ),
    line(
        "academy_directory:delivery", "GET",
        Variant(args=lambda s: (s["aaf"].public_id,), ok=_OWN),
        Variant(name="none", args=lambda s: (s["aaf_begun"].public_id,)),
        second_factor=True,
    ),
    line(
        "academy_directory:agree", "POST",
        Variant(args=lambda s: (s["aaf"].public_id,), ok=_OWN),
        Variant(name="none", args=lambda s: (s.id("tilleuls"),)),
        second_factor=True,
    ),
    line(
        "academy_directory:drop", "POST",
        Variant(args=lambda s: (s["aaf"].public_id,), ok=_OWN),
        Variant(name="none", args=lambda s: (s.id("tilleuls"),)),
        second_factor=True,
    ),
)  # fmt: skip
