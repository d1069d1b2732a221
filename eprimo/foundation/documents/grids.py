"""Reading a sheet of cells that somebody filled in (XLSX, ODS): its first sheet, cell by cell, nothing guessed."""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineError, load_workbook

from eprimo.foundation.kernel.errors import DomainError

MOST_BYTES = 2 * 1024 * 1024
# A small archive may hold an endless sheet: what it says of its size is looked at first.
_MOST_UNPACKED = 40 * 1024 * 1024
_MOST_ROWS = 10_000
_SPANNED = re.compile(rb'table:number-(?:columns|rows)-spanned="(?!1")')
_END_OF_FIRST = b"</table:table>"


class NotASheet(DomainError):
    code = "not-a-sheet"
    sentence = "Ce fichier n’est pas un tableur lisible\N{NO-BREAK SPACE}: enregistrez-le en XLSX ou en ODS."
    status = 422


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows of the first sheet, and whether cells of it are merged."""

    rows: Sequence[Sequence[object]]
    merged: bool


def read_grid(content: bytes) -> Grid:
    """The first sheet of a workbook. Raises NotASheet."""
    if len(content) > MOST_BYTES:
        raise NotASheet("Ce fichier dépasse 2 Mo\N{NO-BREAK SPACE}: ce n’est pas un tableau de besoins.")
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            if sum(one.file_size for one in archive.infolist()) > _MOST_UNPACKED:
                raise NotASheet
            spanned = _spanned(archive)
        book = load_workbook(io.BytesIO(content))
        sheet = book.get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False)[:_MOST_ROWS]
    except (BadZipFile, CalamineError, OSError, ValueError, IndexError, RuntimeError) as error:
        raise NotASheet from error
    # The range that Excel merged; OpenDocument says it on the cell.
    return Grid(rows, merged=spanned or bool(sheet.merged_cell_ranges))


def _spanned(archive: ZipFile) -> bool:
    if "content.xml" not in archive.namelist():
        return False
    first, _, _ = archive.read("content.xml").partition(_END_OF_FIRST)
    return _SPANNED.search(first) is not None
