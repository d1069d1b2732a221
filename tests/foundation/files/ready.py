"""Files on things, as the worker leaves them, without a child of the sandbox."""

import hashlib
import io
from typing import Any

from PIL import Image

from eprimo.foundation.files.enums import AS_PAPER
from eprimo.foundation.files.models import Attachment, Blob, Piece
from eprimo.foundation.files.storage import keep, place_of_given, place_of_piece


def webp(width: int = 64, height: int = 90) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(made, "WEBP")
    return made.getvalue()


def joined(
    resource: Any, *, reserved: bool = True, kind: str = "pdf", label: str = "Circulaire"
) -> Attachment:
    """A file of one page, ready, on that thing."""
    content, page = f"%PDF-1.7 {resource.pk}".encode(), webp()
    digest = hashlib.sha256(content).hexdigest()
    blob = Blob.objects.create(
        school_id=resource.school_id, sha256=digest, state="ready", kind=kind, weight=len(content) + len(page),
        read_weight=len(page), pages=1, width=64, height=90,
    )  # fmt: skip
    drawn = {"small": page, "page": page}
    if kind in AS_PAPER:
        drawn["paper"] = content
    else:
        keep(place_of_given(resource.school_id, digest), content)
    for size, piece in drawn.items():
        keep(place_of_piece(resource.school_id, digest, 1, size), piece)
        Piece.objects.create(
            blob=blob, school_id=resource.school_id, number=1, size=size, sha256=hashlib.sha256(piece).hexdigest(),
            weight=len(piece), width=64, height=90,
        )  # fmt: skip
    return Attachment.objects.create(
        resource=resource, school_id=resource.school_id, blob=blob, number=1, label=label, reserved=reserved
    )
