import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from zipfile import ZIP_STORED, ZipFile

import pytest
from python_calamine import load_workbook

from eprimo.foundation.printing.cells import (
    content_disposition,
    csv_bytes,
    filename,
    ods_bytes,
    safe_cell,
    xlsx_bytes,
)


@pytest.mark.attack
@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+33 6",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "＝1",
        "＋1",
        "－1",
        "＠x",
        "  =1",
        "\ufeff=1",
        "\u00a0=1",
    ],
)
def test_a_formula_is_prefixed(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Léa", "Le Goff-Éon", "a=b", "3 - 2", "", "O’Née"])
def test_plain_text_is_left_alone(text: str) -> None:
    assert safe_cell(text) == text


def test_values() -> None:
    assert [safe_cell(value) for value in (None, True, False, 3, -2.5, date(2026, 11, 24))] == [
        "",
        "oui",
        "non",
        "3",
        "-2,5",
        "24/11/2026",
    ]
    assert safe_cell(datetime(2026, 11, 24, 9, 5, tzinfo=UTC)) == "24/11/2026 09:05"


@pytest.mark.attack
def test_the_file_opens_in_french_spreadsheets() -> None:
    data = csv_bytes(["Nom", "=Prénom"], [["Bel;kacem", '=HYPERLINK("x")'], ["deux\nlignes", None]])
    assert data.startswith(b"\xef\xbb\xbfNom;'=Pr")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows == [["Nom", "'=Prénom"], ["Bel;kacem", '\'=HYPERLINK("x")'], ["deux\nlignes", ""]]


@pytest.mark.attack
@pytest.mark.parametrize(
    ("stem", "name"),
    [
        ("fiches CE1-A", "fiches CE1-A.pdf"),
        ("a\r\nSet-Cookie: x=1", "a Set-Cookie x=1.pdf"),
        ("../../etc/passwd", "etc passwd.pdf"),
        ("re\u202efdp.exe", "refdp.exe.pdf"),
        ('a"; b', "a b.pdf"),
        ("", "document.pdf"),
        ("...", "document.pdf"),
        ("é" * 300, "é" * 120 + ".pdf"),
    ],
)
def test_file_names(stem: str, name: str) -> None:
    assert filename(stem, "pdf") == name


@pytest.mark.attack
def test_the_header_follows_rfc_6266() -> None:
    assert content_disposition("fiches CE1-A", "pdf") == 'attachment; filename="fiches CE1-A.pdf"'
    header = content_disposition("Élèves\r\nX: y", "csv", inline=True)
    assert header == "inline; filename=\"Eleves X y.csv\"; filename*=UTF-8''%C3%89l%C3%A8ves%20X%20y.csv"
    assert header.isascii()
    assert content_disposition("ليلى", "pdf").startswith('attachment; filename="document.pdf"; ')


@pytest.mark.parametrize("write", [ods_bytes, xlsx_bytes])
def test_a_sheet_of_the_same_cells_is_the_same_file_later(
    write: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = write("Élèves", ("Nom",), [("Léa",)])
    monkeypatch.setattr("time.time", lambda: 2_000_000_000)
    assert write("Élèves", ("Nom",), [("Léa",)]) == first


def test_an_opendocument_sheet_is_read_back_as_it_was_written() -> None:
    rows = [
        ["=1+1", 5, 1.5, None, date(2026, 11, 24), True],
        ["L’école <&> « x »\x00", -3, 0.0, "", None, False],
    ]
    written = ods_bytes('Écoles « a » & "b"', ["é", "b", "c", "d", "e", "f"], rows)
    with ZipFile(io.BytesIO(written)) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", ZIP_STORED)
    book = load_workbook(io.BytesIO(written))
    assert book.sheet_names == ['Écoles « a » & "b"']
    head, one, two = book.get_sheet_by_index(0).to_python()
    assert head[0] == "é"
    # A text that looks like a formula stays that text.
    assert (one[0], one[1], one[2], one[4], one[5]) == ("=1+1", 5, 1.5, date(2026, 11, 24), True)
    assert (two[0], two[1]) == ("L’école <&> « x »", -3)
