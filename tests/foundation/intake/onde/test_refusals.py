"""What is refused whole, and the sentence that says why. Nothing of a refused delivery is kept."""

import io
import zipfile
from pathlib import Path

import pytest

from eprimo.devtools.generators.onde_writer import (
    GUARDIANS_FILE,
    PUPILS_FILE,
    TEACHERS_FILE,
    Variant,
    write_onde,
)
from eprimo.devtools.generators.school_people import invent_school
from eprimo.foundation.intake.onde import read_delivery
from eprimo.foundation.intake.records import Delivery, Severity
from tests.foundation.intake.onde.files import (
    GUARDIAN_HEADER,
    LEO,
    PUPIL_HEADER,
    TEACHER_HEADER,
    ZOE,
    csv,
    guardian,
    pupils_csv,
)

SCHOOL = invent_school(11, pupils=40)
GOOD = write_onde(SCHOOL)
PUPILS = GOOD[PUPILS_FILE]


def refusal(delivery: Delivery) -> tuple[str, str]:
    """Code and sentence of the only reason of a refusal, after checking that nothing else is kept."""
    assert delivery.refused
    assert (delivery.pupils, delivery.guardians, delivery.teachers, delivery.classes) == (
        None,
        None,
        None,
        [],
    )
    (problem,) = [p for p in delivery.problems if p.severity is Severity.ERROR]
    assert problem.message.endswith((".", "»."))
    return problem.code, problem.message


def archive(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name in names:
            package.writestr(name, "x")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"", "empty", "vide"),
        (b"\xef\xbb\xbf\r\n\r\n;;;", "empty", "vide"),
        (PUPIL_HEADER.encode("iso-8859-1"), "header_only", "ligne de titres"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "not_csv", "Excel"),
        (archive("[Content_Types].xml", "xl/workbook.xml"), "not_csv", "Excel"),
        (archive("mimetype", "content.xml"), "not_csv", "LibreOffice"),
        (archive("CSVExtraction-eleves.csv"), "not_csv", "archive"),
        (b"PK\x03\x04 damaged", "not_csv", "archive"),
        (b"%PDF-1.7\n", "not_csv", "PDF"),
        (b"<?xml version='1.0'?><ficAlimMENESR/>", "not_csv", "XML"),
        (b"\n<!DOCTYPE html><html>", "not_csv", "page web"),
        (b"\x89PNG\r\n\x1a\n", "not_csv", "image"),
        (b" \t \r\n  \n", "empty", "vide"),
        ("\ufeff \r\n".encode("utf-16-le"), "empty", "vide"),
        (b'"Nom', "truncated", "ligne 1"),
        (PUPILS.replace(b"F", b"\0", 1), "binary", "nuls"),
        (b"\xef\xbb\xbf" + PUPILS, "mixed_encoding", "deux codages"),
        (b"a;b\n" + b"x" * (20 * 1024 * 1024), "too_large", "20 Mo"),
        (PUPILS.replace(b'";"', b'"|"'), "separator", "points-virgules"),
        (b"Produit;Prix\nPain;1\n", "unknown_file", "titres de colonnes"),
        (pupils_csv(ZOE, PUPIL_HEADER, LEO), "header_twice", "ligne 3"),
        (PUPILS[:-2], "truncated", "coupé"),
        (PUPILS[: len(PUPILS) // 2], "truncated", "coupé"),
        (b'"Nom";"Date naissance"\n"DUR"AND";"2018-01-01"\n', "broken_quotes", "guillemets"),
    ],
)
def test_each_wrong_file_is_refused_with_its_reason(data: bytes, code: str, words: str) -> None:
    found, sentence = refusal(read_delivery({PUPILS_FILE: data}))

    assert (found, words in sentence) == (code, True), sentence


def test_more_rows_than_a_school_can_have() -> None:
    rows = [f"DURAND;;Enfant{n};2018-05-04;F;;CP;CP;Oui" for n in range(5001)]

    assert refusal(read_delivery({"e.csv": pupils_csv(*rows)}))[0] == "too_many_rows"
    assert not read_delivery({"e.csv": pupils_csv(*rows[:5000])}).refused


@pytest.mark.parametrize(
    ("header", "missing"),
    [
        ("Nom Elève;Prénom Elève;Classe", "Date de naissance"),
        ("Prénom Elève;Date naissance;Sexe", "Nom, Classe"),
        ("Civilité Responsable;Nom responsable;Prénom responsable", "Nom de famille enfant, Prénom enfant"),
        ("Civilité;Prénom;Directeur;Classe", "Nom"),
    ],
)
def test_missing_columns_are_named(header: str, missing: str) -> None:
    code, sentence = refusal(read_delivery({"f.csv": csv(header, ";".join("abcd"[: header.count(";") + 1]))}))

    assert code == "missing_columns"
    assert sentence.endswith(f"Il manque\u00a0: {missing}.")


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("Prénom*;Nom*;date de naissance;fonction;telephone;email", "personnels"),
        ("Prénom*;Nom*;Classes;date de naissance;telephone;email", "invités"),
    ],
)
def test_other_kinds_of_people_are_not_ondes(header: str, words: str) -> None:
    code, sentence = refusal(read_delivery({"f.csv": csv(header, "A;B;;;;")}))

    assert (code, words in sentence) == ("other_kind", True)


def test_rewritten_cells_of_a_spreadsheet() -> None:
    formula = pupils_csv('="DURAND";;Zoé;2018-05-04;F;;CP;CP;Oui', LEO)
    phone = csv(GUARDIAN_HEADER, guardian("DURAND;Anne", "DURAND;Zoé;CE1 A", mobile="6,39981E+08"))

    assert refusal(read_delivery({"e.csv": formula}))[0] == "formula_cells"
    assert refusal(read_delivery({"r.csv": phone}))[0] == "numbers_rewritten"


@pytest.mark.parametrize("written", ["42860", "42860,0", "04/05/17", "4-mai-17", "4 mai 17", "########"])
def test_rewritten_dates_of_a_spreadsheet(written: str) -> None:
    rows = [ZOE.replace("2018-05-04", written), LEO]

    code, sentence = refusal(read_delivery({"e.csv": pupils_csv(*rows)}))

    assert (code, "Un tableur a réécrit les dates" in sentence) == ("dates_rewritten", True)


def test_american_dates_are_unreadable_not_guessed() -> None:
    rows = [f"DURAND;;Enfant{'ABCD'[n]};05/{20 + n}/2018;F;;CP;CP;Oui" for n in range(4)]

    assert refusal(read_delivery({"e.csv": pupils_csv(*rows)}))[0] == "dates_unreadable"


def test_accents_read_in_the_wrong_encoding() -> None:
    twice = write_onde(SCHOOL, Variant(encoding="utf-8"))[PUPILS_FILE].decode("cp1252", "ignore").encode()

    assert refusal(read_delivery({"e.csv": twice}))[0] == "lost_accents"


@pytest.mark.parametrize("mark", ["?", "\ufffd"])
def test_accents_replaced_by_a_mark(mark: str) -> None:
    text = "Nom;Prenom;Date naissance;Classe\nLEF?VRE;Zo?;2018-05-04;CP\nDURAND;L?o;2018-06-04;CP\n"
    header = PUPILS.decode("iso-8859-1").replace("Elève", "El?ve").encode()

    assert refusal(read_delivery({"e.csv": text.replace("?", mark).encode()}))[0] == "lost_accents"
    assert refusal(read_delivery({"e.csv": header}))[0] == "lost_accents"


def test_lost_quotes_shift_the_columns() -> None:
    rows = [ZOE.replace("CE1 A", "CE1; Mme Roux"), LEO]

    code, sentence = refusal(read_delivery({"e.csv": pupils_csv(*rows)}))

    assert (code, "ligne 2" in sentence) == ("shifted", True)


def test_lost_columns() -> None:
    rows = ["DURAND;;Zoé"] * 2 + [LEO]

    assert refusal(read_delivery({"e.csv": pupils_csv(*rows)}))[0] == "lost_columns"


@pytest.mark.parametrize("kept", [1, 3, 5, 13, 14, 15])
def test_guardians_cut_inside_a_row(kept: int) -> None:
    rows = [guardian(f"DURAND;Parent{'ABCD'[n]}", "DURAND;Zoé;CE1 A") for n in range(4)]
    cut = ";".join(rows[-1].split(";")[:kept])
    data = "\n".join((GUARDIAN_HEADER, *rows[:-1], cut)).encode("iso-8859-1")

    assert refusal(read_delivery({"r.csv": data}))[0] == "truncated"


@pytest.mark.parametrize(
    ("file", "lost", "column"),
    [
        # Inside a value that is opened, between two values, inside a row of guardians.
        (PUPILS_FILE, b'n";', "Autorisations photos"),
        (PUPILS_FILE, b';"Non";"Non";', "Classe"),
        (TEACHERS_FILE, b';"oui";"CE1 A"', "Téléphone portable"),
        (GUARDIANS_FILE, b'"Zo\xe9";"CE1 A"', "Prénom enfant"),
    ],
)
def test_a_cut_says_the_file_the_line_and_the_field(file: str, lost: bytes, column: str) -> None:
    """Of files that write nothing as nothing: the rows are judged by their width, not by their last sign."""
    whole = {
        PUPILS_FILE: csv(
            PUPIL_HEADER.replace("Autorisations photos", "Attestation fournie;Autorisations photos;Passage"),
            "DURAND;;Ana;2018-05-04;F;;CP;CP;Oui;Oui;",
            '"DURAND";;"Zo\xe9";"2018-05-04";"F";;"CE1";"CE1 A";"Non";"Non";',
        ),
        TEACHERS_FILE: csv(
            TEACHER_HEADER, "M.;;ROUX;Luc;;;;;;;;non;CM1", '"MME";;"LE GALL";"Anne";;;;;;;;"oui";"CE1 A"'
        ),
        GUARDIANS_FILE: csv(
            GUARDIAN_HEADER,
            guardian("DURAND;Luc", "DURAND;Zoé;CE1 A"),
            '"M.";;"DURAND";"Paul";"1 rue Haute";"44990";"Essais";;;;;;;"DURAND";"Zo\xe9";"CE1 A"',
        ),
    }[file].removesuffix(b"\n")
    assert not read_delivery({file: whole}).refused
    assert whole.endswith(lost)

    delivery = read_delivery({file: whole.removesuffix(lost)})

    code, sentence = refusal(delivery)
    (problem,) = delivery.problems
    assert (code, problem.file, problem.line, problem.column) == ("truncated", file, 3, column)
    assert f"ligne 3, dans «\u00a0{column}\u00a0»" in sentence


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_cut_inside_a_letter(encoding: str) -> None:
    data = pupils_csv(ZOE, LEO).decode("iso-8859-1").encode(encoding)
    at = data.rindex("é".encode("utf-16-le" if encoding == "utf-16" else "utf-8"))

    delivery = read_delivery({"e.csv": data[: at + 1]})

    assert refusal(delivery)[0] == "truncated"
    assert delivery.problems[0].line == 3


def test_two_columns_of_one_title() -> None:
    header = f"{PUPIL_HEADER};Classe"

    assert not read_delivery({"e.csv": csv(header, f"{ZOE};CE1 A", f"{LEO};CM1")}).refused
    delivery = read_delivery({"e.csv": csv(header, f"{ZOE};CE1 A", f"{LEO};CM2")})
    assert refusal(delivery)[0] == "columns_twice"
    assert (delivery.problems[0].line, delivery.problems[0].column) == (3, "Classe")


def test_a_comma_inside_bare_values_shifts_the_columns() -> None:
    data = pupils_csv(ZOE.replace("CE1 A", "CE1, Mme Roux"), LEO).replace(b";", b",")

    assert refusal(read_delivery({"e.csv": data}))[0] == "shifted"


def test_the_same_pupils_twice() -> None:
    header, body = PUPILS.split(b"\r\n", 1)

    code, sentence = refusal(read_delivery({"e.csv": b"\r\n".join((header, body, body))}))

    assert (code, "40\N{NO-BREAK SPACE}lignes répétées" in sentence) == ("delivered_twice", True)


def test_two_files_of_one_kind() -> None:
    code, sentence = refusal(read_delivery({"a.csv": PUPILS, "b.csv": pupils_csv(ZOE)}))

    assert (code, "« a.csv » et « b.csv »".replace(" ", "\u00a0") in sentence.replace(" ", "\u00a0")) == (
        "kind_twice",
        True,
    )


def test_the_same_file_twice_is_read_once() -> None:
    delivery = read_delivery({"eleves.csv": PUPILS, "eleves (1).csv": PUPILS})

    assert not delivery.refused
    assert [p.file for p in delivery.problems if p.code == "same_file"] == ["eleves.csv"]


def test_one_wrong_file_refuses_the_whole_and_each_wrong_file_is_told() -> None:
    delivery = read_delivery({**GOOD, PUPILS_FILE: b"", GUARDIANS_FILE: b"%PDF"})

    assert delivery.refused
    assert delivery.teachers is None
    assert [(p.file, p.code) for p in delivery.problems] == [
        (PUPILS_FILE, "empty"),
        (GUARDIANS_FILE, "not_csv"),
    ]


def test_nobody_readable() -> None:
    assert read_delivery({"e.csv": pupils_csv(";;;2018-05-04;F;;CP;CP;Oui")}).refused


def test_no_file_at_all(tmp_path: Path) -> None:
    assert refusal(read_delivery({}))[0] == "no_file"
    assert refusal(read_delivery(tmp_path))[0] == "no_file"
    assert refusal(read_delivery(tmp_path / "nowhere"))[0] == "no_folder"


def test_a_spreadsheet_in_the_folder_is_refused(tmp_path: Path) -> None:
    for name, data in GOOD.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "eleves.xlsx").write_bytes(archive("xl/workbook.xml"))

    assert refusal(read_delivery(tmp_path))[0] == "not_csv"


def test_the_name_of_an_uploaded_file_never_carries_a_path() -> None:
    assert read_delivery({"../../etc/eleves.csv": b""}).problems[0].file == "eleves.csv"
    assert read_delivery({"C:\\Users\\eleves.csv": b""}).problems[0].file == "eleves.csv"
