"""A PDF that is kept is handed on as it came: none that does something by itself, or brings other files."""

import io
from datetime import date

import pytest
from pypdf import PdfWriter

from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.printing import facturx, pdf_files
from eprimo.foundation.printing.papers import list_pdf
from eprimo.foundation.printing.pdf_files import NotKept, check_kept
from tests import hostile
from tests.foundation.printing.invoices import invoice

WORDS = {"active": "contient un programme", "files": "d’autres fichiers"}


@pytest.mark.parametrize("name", hostile.ACTIVE)
def test_a_pdf_that_acts_is_refused(name: str) -> None:
    made, code = hostile.ACTIVE[name]
    with pytest.raises(NotKept) as refused:
        check_kept(made())
    assert WORDS[code] in refused.value.sentence


@pytest.mark.parametrize("name", hostile.PDFS)
def test_a_broken_or_endless_pdf_is_a_sentence(name: str) -> None:
    with pytest.raises(DomainError) as refused:
        check_kept(hostile.PDFS[name]())
    assert refused.value.code in {"not-kept", "unreadable"}
    assert refused.value.sentence.endswith(".")


def test_a_pdf_of_ours_or_of_a_scanner_is_kept() -> None:
    check_kept(hostile.pdf())
    check_kept(hostile.pdf("<</S/URI/URI(https://exemple.fr)>>", root="/OpenAction[3 0 R/Fit]"))
    check_kept(list_pdf(title="Liste", columns=["a"], rows=[["1"]] * 40, made_on=date(2026, 11, 27)))


def test_the_file_of_an_invoice_may_stand_in_it_and_no_other() -> None:
    made = facturx.make(invoice()).pdf
    check_kept(made, files=["factur-x.xml"])
    with pytest.raises(NotKept):
        check_kept(made, files=["autre.xml"])
    with pytest.raises(NotKept):
        check_kept(hostile.ACTIVE["a-file-inside"][0](), files=["factur-x.xml"])
    # Twice the name, letter case apart: who reads the first and who reads the other would read two invoices.
    for second in ("factur-x.xml", "Factur-X.XML"):
        twice = PdfWriter(clone_from=io.BytesIO(made))
        twice.add_attachment(second, b"<other/>")
        both = io.BytesIO()
        twice.write(both)
        with pytest.raises(NotKept):
            check_kept(both.getvalue(), files=["factur-x.xml"])


def test_the_same_file_is_looked_at_once() -> None:
    pdf_files._SEEN.clear()
    check_kept(hostile.pdf())
    assert len(pdf_files._SEEN) == 1
    with pytest.raises(NotKept):
        check_kept(hostile.PDFS["no-page"]())
    assert len(pdf_files._SEEN) == 1
