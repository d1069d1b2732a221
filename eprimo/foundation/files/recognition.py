"""Letters on a picture of ours, recognised by the Tesseract of the host, when it has one (`EPRIMO_TESSERACT`)."""

import tempfile
from pathlib import Path

from django.conf import settings

from eprimo.foundation.files.sizes import MOST_LETTERS
from eprimo.foundation.sandbox.errors import Unreadable
from eprimo.foundation.sandbox.programs import ProgramLimits, run_program

# A page closely printed takes three seconds; its text at four bytes a letter.
_LIMITS = ProgramLimits(seconds=10, memory=512 * 1024 * 1024, written=4 * MOST_LETTERS)


def recognised(picture: bytes) -> str:
    """What is written on a page that was drawn (WebP), as little trusted as the picture; empty: the host has no
    Tesseract, or it reads nothing there in its time."""
    if not settings.TESSERACT:
        return ""
    with tempfile.TemporaryDirectory(prefix="eprimo-letters-") as name:
        folder = Path(name)
        given, made = folder / "page.webp", folder / "read.txt"
        given.write_bytes(picture)
        command = [settings.TESSERACT, str(given), str(folder / "read"), "-l", "fra"]
        try:
            run_program(command, folder, _LIMITS)
        except Unreadable:
            return ""
        if made.is_symlink() or not made.is_file() or made.stat().st_size > _LIMITS.written:
            return ""
        return made.read_text("utf-8", errors="replace")[:MOST_LETTERS]
