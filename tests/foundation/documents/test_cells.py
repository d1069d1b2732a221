import csv
import io
from datetime import UTC, date, datetime

import pytest

from eprimo.foundation.documents.cells import content_disposition, csv_bytes, filename, safe_cell


@pytest.mark.attack("D10")
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


@pytest.mark.attack("D10")
def test_the_file_opens_in_french_spreadsheets() -> None:
    data = csv_bytes(["Nom", "=Prénom"], [["Bel;kacem", '=HYPERLINK("x")'], ["deux\nlignes", None]])
    assert data.startswith(b"\xef\xbb\xbfNom;'=Pr")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows == [["Nom", "'=Prénom"], ["Bel;kacem", '\'=HYPERLINK("x")'], ["deux\nlignes", ""]]


@pytest.mark.attack("D11")
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


@pytest.mark.attack("D11")
def test_the_header_follows_rfc_6266() -> None:
    assert content_disposition("fiches CE1-A", "pdf") == 'attachment; filename="fiches CE1-A.pdf"'
    header = content_disposition("Élèves\r\nX: y", "csv", inline=True)
    assert header == "inline; filename=\"Eleves X y.csv\"; filename*=UTF-8''%C3%89l%C3%A8ves%20X%20y.csv"
    assert header.isascii()
    assert content_disposition("ليلى", "pdf").startswith('attachment; filename="document.pdf"; ')
