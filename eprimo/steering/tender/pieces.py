"""Which files the market takes, by their first bytes."""

import hashlib
from dataclasses import dataclass
from pathlib import PurePath

from eprimo.foundation.printing.pdf_files import check_kept
from eprimo.foundation.sandbox.antivirus import check_clean
from eprimo.foundation.sandbox.errors import NBSP, NotRead
from eprimo.foundation.sandbox.parser import Parser
from eprimo.foundation.sandbox.refusal import Refused
from eprimo.steering.consortium.actions.representation import GivenFile
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
_MACROS = (
    f"Ce classeur contient des macros ou des objets d’autres logiciels{NBSP}: enregistrez-le sans, puis donnez-le de "
    "nouveau."
)
_WORKBOOK = Parser("workbook", "eprimo.foundation.printing.confined.archives:workbook_kind", str)


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
        try:
            check_kept(given.content)
        except NotRead as error:
            raise WrongFile(error.sentence, field=field) from error
        return Kept(name, "pdf", given.content)
    sheet = _sheet(given.content, field) if kind == DocumentKind.BPU else ""
    if not sheet:
        raise WrongFile(_SHEET if kind == DocumentKind.BPU else "", field=field)
    return Kept(name, sheet, given.content)


def _sheet(content: bytes, field: str) -> str:
    """« xlsx », « ods », or nothing. Raises WrongFile for a workbook with macros."""
    try:
        kind = _WORKBOOK.run(content)
        if kind:
            check_clean(content)
    except Refused as refused:
        raise WrongFile(_MACROS, field=field) from refused
    except NotRead as error:
        raise WrongFile(error.sentence, field=field) from error
    return kind if kind in {"xlsx", "ods"} else ""
