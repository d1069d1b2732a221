"""Documents that harm by one clause of a standard are refused, each by what reads it; ordinary ones pass."""

import pytest

from eprimo.foundation.files.confined.offices import kind_of
from eprimo.foundation.printing.confined.pdfs import looked_through
from eprimo.foundation.sandbox.refusal import Refused
from tests.foundation.files.harmful import named, packages, standards, written

OFFICES, PDFS = named.OFFICES | standards.OFFICES | written.OFFICES, named.PDFS | standards.PDFS
HARM = {"macros", "remote", "broken", "active", "files", "kind"}
COLUMN = "Tableau1[Reste dû]"


@pytest.mark.parametrize("form", OFFICES)
def test_a_document_of_an_office_that_acts_or_fetches_is_refused(form: str) -> None:
    with pytest.raises(Refused) as refused:
        kind_of(OFFICES[form]())
    assert refused.value.code in HARM


@pytest.mark.parametrize("form", PDFS)
def test_a_pdf_that_acts_or_fetches_is_refused(form: str) -> None:
    with pytest.raises(Refused) as refused:
        looked_through(PDFS[form]())
    assert refused.value.code in HARM


LINK = "HYPERLINK &quot;https://x.fr&quot;"
NAMED = '<definedNames><definedName name="Zone">Feuil1!$A$1</definedName></definedNames>'
STYLES = packages.EMPTY_STYLES.encode("utf-16")
KEYS = {"Configurations2/accelerator/current.xml": ""}
ORDINARY: dict[str, tuple[str, bytes]] = {
    "fields": ("docx", packages.word(f"<w:p>{packages.run(' PA|GE ')}{packages.run(LINK)}</w:p>")),
    "own data": ("docx", packages.word(parts={"customXml/item1.xml": "<a xmlns='urn:of-a-school'/>"})),
    "two bytes a letter": ("docx", packages.word(parts={"word/styles.xml": STYLES}, types=packages.STYLES)),
    "formulas": (
        "xlsx",
        packages.formula(f"IF('Mes notes'!C1=\"a|b://c\",SUM(A1:B2),_xlfn.XLOOKUP(1,{COLUMN},B:B))"),
    ),
    "defined name": ("xlsx", packages.sheet(book=NAMED)),
    "link": ("odt", packages.odf('<text:p><text:a xlink:href="https://x.fr">x</text:a></text:p>')),
    "keys without macros": ("odt", packages.odf("<text:p/>", parts=KEYS)),
    **written.ORDINARY,
    "open formulas": ("ods", packages.cell("of:=SUM([.A1:.B2])+COUNTIF([Deux.A1:.A9];&quot;&gt;3&quot;)")),
}


@pytest.mark.parametrize("name", ORDINARY)
def test_an_ordinary_document_passes(name: str) -> None:
    kind, content = ORDINARY[name]
    assert kind_of(content) == kind


def test_a_link_a_place_and_a_next_page_pass() -> None:
    link = "<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (https://x.fr/a) >> >>"
    assert looked_through(packages.pdf(link, page="/Annots [5 0 R]", catalog="/OpenAction [3 0 R /Fit]"))
    assert looked_through(packages.pdf(catalog="/OpenAction << /S /GoTo /D [3 0 R /Fit] >>"))
