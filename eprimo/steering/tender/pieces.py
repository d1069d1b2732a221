"""Which files the market takes, by their first bytes."""

import hashlib
import io
from dataclasses import dataclass
from pathlib import PurePath
from zipfile import BadZipFile, ZipFile

from eprimo.steering.consortium.actions import GivenFile
from eprimo.steering.consortium.errors import WrongFile
from eprimo.steering.tender.enums import DocumentKind

MOST_BYTES = 20 * 1024 * 1024
TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "json": "application/json",
}
_SHEET = "Le bordereau est un PDF, un classeur XLSX ou un classeur ODS."
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as it is kept."""

    name: str
    extension: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def kept_of(given: GivenFile, kind: DocumentKind, *, field: str = "file") -> Kept:
    """A file that was given, looked at: a PDF; the BPU may be a workbook that bidders fill in. Raises WrongFile."""
    if len(given.content) > MOST_BYTES:
        raise WrongFile("Ce fichier dépasse 20 Mo.", field=field)
    name = PurePath(given.name.replace("\\", "/")).name[:120] or "document"
    if given.content.startswith(b"%PDF-") and b"%%EOF" in given.content[-1024:]:
        return Kept(name, "pdf", given.content)
    sheet = _sheet(given.content) if kind == DocumentKind.BPU else ""
    if not sheet:
        raise WrongFile(_SHEET if kind == DocumentKind.BPU else "", field=field)
    return Kept(name, sheet, given.content)


def _sheet(content: bytes) -> str:
    """« xlsx », « ods », or nothing. Only names are read: nothing is unpacked."""
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            if "xl/workbook.xml" in names:
                return "xlsx"
            info = archive.getinfo("mimetype") if "mimetype" in names else None
            if info is not None and info.file_size == len(_ODS) and archive.read(info) == _ODS:
                return "ods"
    except BadZipFile:
        pass
    return ""
