"""Office documents as pages: printed by the LibreOffice of the host, when it has one (`EPRIMO_LIBREOFFICE`)."""

import tempfile
from pathlib import Path

from django.conf import settings

from eprimo.foundation.files.refusals import MOST_BYTES
from eprimo.foundation.sandbox.errors import Unreadable
from eprimo.foundation.sandbox.programs import ProgramLimits, run_program

_LIMITS = ProgramLimits(seconds=20, memory=512 * 1024 * 1024, written=5 * MOST_BYTES)
_OPTIONS = ("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck")


def printed(content: bytes, ending: str) -> bytes | None:
    """The document as a PDF, which is as little trusted as it is; None: the host has no LibreOffice, or it gives
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
