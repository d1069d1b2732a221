"""Reading a sheet of cells that somebody filled in (XLSX, ODS; CSV where it is taken): its first sheet, cell by cell,
nothing guessed."""

from eprimo.foundation.printing.sandbox_messages import MOST_COLUMNS, FirstSheet
from eprimo.foundation.sandbox.errors import NBSP, NotRead
from eprimo.foundation.sandbox.parser import Parser
from eprimo.foundation.sandbox.refusal import Refused

MOST_BYTES = 2 * 1024 * 1024
_SHEET = Parser("sheet", "eprimo.foundation.printing.confined.sheets:first_sheet", FirstSheet)
_TABLE = Parser("table", "eprimo.foundation.printing.confined.texts:first_table", FirstSheet)
# What a workbook begins with: it is an archive.
_ARCHIVE = b"PK\x03\x04"
_HUGE = (
    f"Ce tableau est démesuré{NBSP}: il s’étend sur plus de 10{NBSP}000 lignes, {MOST_COLUMNS} colonnes ou "
    f"200{NBSP}000 cases. Effacez ce qui est loin du tableau, ou recopiez-le dans un classeur neuf."
)


class NotASheet(NotRead):
    code = "not-a-sheet"
    sentence = f"Ce fichier n’est pas un tableur lisible{NBSP}: enregistrez-le en XLSX ou en ODS."


def read_grid(content: bytes) -> FirstSheet:
    """The first sheet of a workbook, read in a child of the sandbox. Raises NotRead."""
    if len(content) > MOST_BYTES:
        raise NotASheet(f"Ce fichier dépasse 2 Mo{NBSP}: ce n’est pas un tableau de besoins.")
    try:
        return _SHEET.run(content)
    except Refused as refused:
        raise NotASheet(_HUGE if refused.code == "huge" else "") from refused


class NotATable(NotASheet):
    sentence = (
        f"Ce fichier n’est pas un tableau lisible{NBSP}: enregistrez-le en XLSX, en ODS, ou en CSV avec des "
        "points-virgules."
    )


def read_table(content: bytes) -> FirstSheet:
    """`read_grid`, of a CSV too: a workbook is known by its first bytes. Raises NotRead."""
    if len(content) > MOST_BYTES:
        raise NotATable(f"Ce fichier dépasse 2 Mo{NBSP}: coupez la liste en plusieurs.")
    try:
        return (_SHEET if content.startswith(_ARCHIVE) else _TABLE).run(content)
    except Refused as refused:
        raise NotATable(_HUGE if refused.code == "huge" else "") from refused
