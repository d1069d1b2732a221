"""A workbook that somebody made to harm is answered by a sentence, and what read it is not this process."""

import time

import pytest

from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.printing.cells import ods_bytes, xlsx_bytes
from eprimo.foundation.printing.grids import NotASheet, read_grid, read_table
from tests import hostile

GOOD = ("UAI", "Nombre de comptes"), [("0441234A", 5)]


@pytest.mark.parametrize("name", hostile.SHEETS)
def test_a_hostile_workbook_is_answered_by_a_sentence(name: str) -> None:
    content = hostile.SHEETS[name]()
    assert len(content) <= 1_100_000, "small enough for the door"
    with pytest.raises(DomainError) as refused:
        read_grid(content)
    assert refused.value.code in {"not-a-sheet", "unreadable"}
    assert refused.value.sentence.endswith(".")


@pytest.mark.parametrize(
    "name",
    ["two-far-cells", "two-far-cells-in-a-row", "repeated-cells", "repeated-rows", "bomb", "many-parts"],
)
def test_a_sheet_too_wide_says_what_is_too_much(name: str) -> None:
    """Counted while it is read, or before it is unpacked: it is refused at once, and not by a child that was killed."""
    with pytest.raises(NotASheet, match="not-a-sheet") as refused:
        read_grid(hostile.SHEETS[name]())
    assert "démesuré" in refused.value.sentence


@pytest.mark.parametrize("made", [xlsx_bytes, ods_bytes])
def test_a_good_sheet_is_read_beside(made: object) -> None:
    read = read_grid(made("Annexe 2", *GOOD))  # type: ignore[operator]
    assert read.rows == [["UAI", "Nombre de comptes"], ["0441234A", 5.0]]
    assert not read.merged


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\u200f", "\ufeff"])
def test_a_cell_is_read_as_it_will_be_kept(mark: str) -> None:
    """Without what turns or hides its letters, in a workbook of either office and in a table of plain text."""
    wanted = [["Nom", "Classe"], ["DURAND", "CE1"]]
    rows = ("Nom", "Classe"), [(f"DUR{mark}AND", f"{mark}CE1")]
    for made in (xlsx_bytes, ods_bytes):
        assert read_grid(made("Annexe 2", *rows)).rows == wanted
    assert read_table(f"Nom;Classe\r\nDUR{mark}AND;{mark}CE1\r\n".encode()).rows == wanted


def test_empty_cells_to_the_end_of_the_sheet_are_no_cells() -> None:
    """What LibreOffice writes after any table, and Excel when a whole column has a colour."""
    cell = '<table:table-cell office:value-type="string"><text:p>UAI</text:p></table:table-cell>'
    empty = '<table:table-cell table:number-columns-repeated="16383"/>'
    rows = f'<table:table-row>{cell}{empty}</table:table-row><table:table-row table:number-rows-repeated="1048575">'
    assert read_grid(hostile.ods_table(f"{rows}{empty}</table:table-row>")).rows == [["UAI"]]
    styled = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="1"/></row>'
    assert read_grid(hostile._xlsx_data(styled)).rows == [[1.0]]


def test_the_time_of_a_refusal_is_short() -> None:
    read_grid(xlsx_bytes("x", *GOOD))
    began = time.monotonic()
    with pytest.raises(NotASheet):
        read_grid(hostile.far_cells())
    assert time.monotonic() - began < 2
