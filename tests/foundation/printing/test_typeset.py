import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from eprimo.foundation.printing import fonts, typesetting
from eprimo.foundation.printing.papers import list_pdf
from eprimo.foundation.printing.typesetting import TEMPLATES, TypesettingError

NASTY = [
    "#panic()",
    "$x^2$",
    "*gras*",
    "@label",
    "\\u{41}",
    "]#[",
    '"); #read("/etc/passwd") //',
    "<lab>",
    "`raw`",
    "= Titre",
    "{{settings}}",
    "{0.__class__}",
    "**nom**",
    "%s %(x)s",
]


def table(*cells: str, title: str = "Liste") -> bytes:
    return list_pdf(title=title, columns=["Nom"], rows=[[cell] for cell in cells], made_on=date(2026, 11, 24))


@pytest.mark.attack
@pytest.mark.parametrize("name", NASTY)
def test_a_name_never_becomes_markup(read: Callable[[bytes], list[str]], name: str) -> None:
    [page] = read(table(name, title=f"Liste {name}"))
    assert page.count("".join(name.split())) == 2


@pytest.mark.attack
def test_templates_neither_evaluate_nor_load_from_elsewhere() -> None:
    sources = {path.name: path.read_text() for path in TEMPLATES.glob("*.typ")}
    assert len(sources) >= 5
    assert [
        name for name, text in sources.items() if re.search(r"\beval\(|@preview|plugin\(|\bread\(", text)
    ] == []


@pytest.mark.parametrize("template", ["nothing", "../typeset", "/etc/passwd", ""])
def test_only_our_templates(template: str) -> None:
    with pytest.raises(TypesettingError):
        typesetting.typeset(template, {}, title="x")


def test_the_file_is_tagged_archivable_and_titled() -> None:
    pdf = table("Léa", title="Personnes jamais connectées")
    reader = PdfReader(BytesIO(pdf))
    assert reader.metadata is not None
    assert reader.metadata.title == "Personnes jamais connectées"
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "fr"
    assert root["/MarkInfo"]["/Marked"]
    xmp = root["/Metadata"].get_object().get_data().decode()
    assert re.search(r"pdfuaid:part[>=]\W*1", xmp)
    assert re.search(r"pdfaid:part[>=]\W*3", xmp)


def test_the_clock_is_the_given_one() -> None:
    at = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    data = {"school": "", "subtitle": "", "columns": ["a"], "rows": [["b"]], "landscape": False}
    data["labels"] = {"empty": "", "made": "", "page": "", "of": ""}
    first = typesetting.typeset("list", data, title="x", made_at=at)
    assert typesetting.typeset("list", data, title="x", made_at=at) == first
    assert b"D:20261124" in first


def test_only_our_fonts_are_embedded() -> None:
    names = set(re.findall(rb"/BaseFont /[A-Z]{6}\+([A-Za-z]+)", _plain(table("Léa Œuvré, 8 h 45"))))
    assert names == {b"AtkinsonHyperlegibleNext"}


@pytest.mark.parametrize("name", ["Łucja Świątek", "Çağla Şahin", "Юлія", "Νίκος", "ليلى"])
def test_letters_of_european_names_keep_the_marks(read: Callable[[bytes], list[str]], name: str) -> None:
    pdf = table(name)
    assert b"pdfuaid:part" in _xmp(pdf)
    assert set(name.replace(" ", "")) <= set(read(pdf)[0])


@pytest.mark.parametrize("name", ["王伟", "Léa 🦊"])
def test_a_letter_that_no_font_has_does_not_stop_the_print(
    caplog: pytest.LogCaptureFixture, name: str
) -> None:
    pdf = table("Noé", name)
    assert pdf.startswith(b"%PDF")
    assert "in no font" in caplog.text
    assert name not in caplog.text


@pytest.mark.attack
def test_controls_and_bidi_overrides_are_taken_out(read: Callable[[bytes], list[str]]) -> None:
    [page] = read(table("L\u202eaé\u2066\x00\x1bL", title="Lis\u202ete"))
    assert "Laé" in page
    assert "\u202e" not in page


def test_signs_stay_on_their_line() -> None:
    assert typesetting._clean({"a": ["Vous : « oui » ? 16 h"]}) == {
        "a": ["Vous\u00a0: «\u00a0oui\u00a0»\u00a0? 16 h"]
    }


def test_missing_fonts_say_what_to_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(fonts, "TARGET", tmp_path)
    with pytest.raises(fonts.FontsMissing, match=r"python -m eprimo\.foundation\.printing\.fonts"):
        table("Léa")


def test_the_set_up_step_makes_static_fonts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from fontTools.ttLib import TTFont

    assert fonts.main(["--target", str(tmp_path)]) == 0
    made = {path.name: TTFont(path) for path in tmp_path.iterdir()}
    assert {name: font["OS/2"].usWeightClass for name, font in made.items()} == {
        "andika-400.ttf": 400,
        "andika-700.ttf": 700,
        "atkinson-next-400.ttf": 400,
        "atkinson-next-700.ttf": 700,
        "noto-sans-arabic-arabic-400.ttf": 400,
        "noto-sans-arabic-arabic-700.ttf": 700,
    }
    assert not any("fvar" in font for font in made.values())
    assert "6 fonts" in capsys.readouterr().out
    assert fonts.main(["--source", str(tmp_path / "none"), "--target", str(tmp_path)]) == 1


def _xmp(pdf: bytes) -> bytes:
    return PdfReader(BytesIO(pdf)).trailer["/Root"]["/Metadata"].get_object().get_data()  # type: ignore[no-any-return]


def _plain(pdf: bytes) -> bytes:
    """Dictionaries of every font of the file, as bytes."""
    fonts_found = set()
    for page in PdfReader(BytesIO(pdf)).pages:
        for font in page["/Resources"]["/Font"].values():
            fonts_found.add(f"/BaseFont {font.get_object()['/BaseFont']}")
    return "\n".join(sorted(fonts_found)).encode()
