from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from eprimo.foundation.printing.papers import PrintedNote, list_pdf, note_pdf

type Read = Callable[[bytes], list[str]]

NOTE = PrintedNote(
    school_name="École des Trois-Marronniers",
    kind="Sortie",
    title="Sortie au château",
    author="Claire Guilbaud",
    sent_on=date(2026, 11, 24),
    class_label="CE1-A",
    blocks=[
        {
            "kind": "p",
            "runs": [{"text": "Chers parents, voir "}, {"text": "le site", "href": "https://a.example/b"}],
        },
        {"kind": "ul", "items": [[{"text": "pique-nique", "bold": True}], [{"text": "gourde"}]]},
        {"kind": "ol", "items": [[{"text": "départ 8 h 45"}]]},
    ],
    reply_by=date(2026, 11, 26),
    questions=(("Vient-il ?", ("Oui, participe", "Non")),),
    asks_signature=True,
    children=("Yanis Haddad, CE1-A", "Anouk Brossard, CE1-A"),
)


def links(pdf: bytes) -> list[str]:
    return [
        note.get_object()["/A"]["/URI"]
        for page in PdfReader(BytesIO(pdf)).pages
        for note in page.get("/Annots", [])
        if note.get_object()["/Subtype"] == "/Link"
    ]


def test_a_note_with_its_slips(read: Read) -> None:
    pdf = note_pdf(NOTE)
    [page] = read(pdf)
    for text in (
        "ÉcoledesTrois-Marronniers,CE1-A",
        "Mardi24novembre2026",
        "lesite(https://a.example/b)",
        "pique-nique",
        "1.départ8h45",
        "ClaireGuilbaud",
        "YanisHaddad,CE1-A",
        "AnoukBrossard,CE1-A",
        "Àrendreavantlejeudi26novembre2026.",
        "Vient-il?",
        "Oui,participe",
    ):
        assert text in page, text
    assert page.count("Nometsignature") == 2
    assert links(pdf) == ["https://a.example/b"]


@pytest.mark.attack
@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "https://a b"]
)
def test_only_web_and_mail_links(read: Read, href: str) -> None:
    pdf = note_pdf(replace(NOTE, blocks=[{"kind": "p", "runs": [{"text": "ici", "href": href}]}]))
    assert links(pdf) == []
    assert "ici" in read(pdf)[0]


def test_a_note_without_answer_has_no_slip_and_one_without_children_a_blank_one(read: Read) -> None:
    assert "Nometsignature" not in read(note_pdf(replace(NOTE, questions=(), asks_signature=False)))[0]
    [page] = read(note_pdf(replace(NOTE, children=())))
    assert page.count("Nometsignature") == 1
    assert "Nomdel’enfant:" in page


def test_a_class_of_thirty_gets_thirty_whole_slips(read: Read) -> None:
    children = [f"Enfant {index}, CE1-A" for index in range(30)]
    texts = read(note_pdf(replace(NOTE, children=children)))
    assert sum(text.count("Nometsignature") for text in texts) == 30
    for child in children:
        [page] = [text for text in texts if child.replace(" ", "") in text]
        assert page.count("Enfant") == page.count("Nometsignature")


def test_an_unknown_block_is_a_fault() -> None:
    with pytest.raises(ValueError, match="table"):
        note_pdf(replace(NOTE, blocks=[{"kind": "table"}]))


def test_a_list_repeats_its_head_and_counts_its_pages(read: Read) -> None:
    rows = [[f"Nom{index}", "Prénom", "CE1-A"] for index in range(120)]
    pdf = list_pdf(
        title="Personnes jamais connectées",
        columns=["Nom", "Prénom", "Classe"],
        rows=rows,
        made_on=date(2026, 11, 24),
        school_name="École",
    )
    texts = read(pdf)
    assert len(texts) > 2
    assert all("NomPrénomClasse" in text for text in texts)
    assert [f"page{index}sur{len(texts)}" in text for index, text in enumerate(texts, 1)] == [True] * len(
        texts
    )
    assert all(f"Nom{index}" in "".join(texts) for index in range(120))


def test_many_columns_lie_on_their_side() -> None:
    pdf = list_pdf(title="Suivi", columns=list("abcdef"), rows=[list("uvwxyz")], made_on=date(2026, 11, 24))
    box = PdfReader(BytesIO(pdf)).pages[0].mediabox
    assert box.width > box.height


def test_an_empty_list_says_so_and_a_ragged_row_is_refused(read: Read) -> None:
    pdf = list_pdf(title="Suivi", columns=["Nom"], rows=[], made_on=date(2026, 11, 24))
    assert "Personnedanscetteliste." in read(pdf)[0]
    with pytest.raises(ValueError, match="1 cells"):
        list_pdf(title="Suivi", columns=["Nom"], rows=[["a", "b"]], made_on=date(2026, 11, 24))


def test_a_cell_of_sixty_letters_stays_in_its_column(read: Read) -> None:
    name = "Abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefgh"
    pdf = list_pdf(title="Suivi", columns=["Nom", "Classe"], rows=[[name, "CE1"]], made_on=date(2026, 11, 24))
    assert name in read(pdf)[0]
