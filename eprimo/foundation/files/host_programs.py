"""What programs of the host make of a file, where it has them: office documents as pages, by LibreOffice
(`EPRIMO_LIBREOFFICE`); letters on a picture of ours, by Tesseract (`EPRIMO_TESSERACT`)."""

import tempfile
from pathlib import Path

from django.conf import settings

from eprimo.foundation.files.refusals import MOST_BYTES
from eprimo.foundation.files.sizes import MOST_LETTERS
from eprimo.foundation.sandbox.errors import Unreadable
from eprimo.foundation.sandbox.programs import ProgramLimits, run_program

_LIMITS = ProgramLimits(seconds=20, memory=512 * 1024 * 1024, written=5 * MOST_BYTES)
_OPTIONS = ("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck")
# A page closely printed takes three seconds; its text at four bytes a letter.
_LETTER_LIMITS = ProgramLimits(seconds=10, memory=512 * 1024 * 1024, written=4 * MOST_LETTERS)


def print_office(content: bytes, ending: str) -> bytes | None:
    """Return the document as a PDF, which is as little trusted as it is; None: the host has no LibreOffice, or it gives
    none of this document."""
    if not settings.LIBREOFFICE:
        return None
    with tempfile.TemporaryDirectory(prefix="eprimo-office-") as name:
        folder = Path(name)
        given, made = folder / f"document.{ending}", folder / "document.pdf"
        given.write_bytes(content)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = [
            settings.LIBREOFFICE, *_OPTIONS, profile, "--convert-to", "pdf", "--outdir", name, str(given),
        ]  # fmt: skip
        try:
            run_program(command, folder, _LIMITS)
        except Unreadable:
            return None
        if made.is_symlink() or not made.is_file() or made.stat().st_size > MOST_BYTES:
            return None
        return made.read_bytes()


def recognize_letters(picture: bytes) -> str:
    """Return what is written on a page that was drawn (WebP), as little trusted as the picture; empty: the host has no
    Tesseract, or it reads nothing there in its time."""
    if not settings.TESSERACT:
        return ""
    with tempfile.TemporaryDirectory(prefix="eprimo-letters-") as name:
        folder = Path(name)
        given, made = folder / "page.webp", folder / "read.txt"
        given.write_bytes(picture)
        command = [settings.TESSERACT, str(given), str(folder / "read"), "-l", "fra"]
        try:
            run_program(command, folder, _LETTER_LIMITS)
        except Unreadable:
            return ""
        if made.is_symlink() or not made.is_file() or made.stat().st_size > _LETTER_LIMITS.written:
            return ""
        return made.read_text("utf-8", errors="replace")[:MOST_LETTERS]
