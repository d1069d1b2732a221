"""Every known writing of the files gives the same people."""

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eprimo.devtools.generators.onde_writer import (
    CLASSIC,
    GUARDIANS_FILE,
    PUBLIC,
    PUPILS_FILE,
    TEACHERS_FILE,
    Variant,
    write_onde,
    write_onde_folder,
)
from eprimo.devtools.generators.school_people import InventedSchool, invent_school
from eprimo.foundation.intake.onde import read_delivery
from eprimo.foundation.intake.records import Kind, Severity
from eprimo.foundation.kernel.text import surname
from tests.foundation.intake.onde.files import (
    GUARDIAN_HEADER,
    LEO,
    PUPIL_HEADER,
    TEACHER_HEADER,
    ZOE,
    codes,
    csv,
    guardian,
    people_of,
    pupils_csv,
    truth_of,
)
from tests.sizes import drawn

SCHOOL = invent_school(7, pupils=60)

variants = st.builds(
    Variant,
    encoding=st.sampled_from(["iso-8859-1", "utf-8", "cp1252", "utf-16", "utf-16-le", "utf-16-be"]),
    bom=st.booleans(),
    newline=st.sampled_from(["\r\n", "\n", "\r"]),
    separator=st.sampled_from([";", ",", "\t"]),
    quoted=st.booleans(),
    bare_empties=st.booleans(),
    trailing=st.booleans(),
    guardians=st.sampled_from(["A", "B"]),
    column_order=st.none() | st.integers(0, 1000),
    leading_space=st.booleans(),
    last_newline=st.booleans(),
    headers=st.sampled_from(["classic", "new"]),
)


@pytest.mark.parametrize(
    ("encoding", "newline", "quoted", "shape"),
    list(itertools.product(["iso-8859-1", "utf-8"], ["\r\n", "\n"], [True, False], ["A", "B"])),
)
def test_each_named_variant_gives_the_truth(encoding: str, newline: str, quoted: bool, shape: str) -> None:
    variant = Variant(encoding=encoding, newline=newline, quoted=quoted, guardians=shape)

    delivery = read_delivery(write_onde(SCHOOL, variant), on=date(2025, 11, 24))

    assert not delivery.refused
    assert people_of(delivery) == truth_of(SCHOOL)
    assert {p.code for p in delivery.problems} <= {"several_levels", "guardian_joined", "guardian_namesakes"}


def test_the_shape_of_the_public_sample_of_onde_is_read() -> None:
    """Quoted values, bare empty ones, a last column that is empty, no end of line after the last row."""
    files = write_onde(SCHOOL, PUBLIC)
    assert files[PUPILS_FILE].endswith(b';"Oui";') or files[PUPILS_FILE].endswith(b';"Non";')

    delivery = read_delivery(files, on=date(2025, 11, 24))

    assert not delivery.refused, delivery.problems
    assert people_of(delivery) == truth_of(SCHOOL)


def _retitled(data: bytes, change: Callable[[str], str]) -> bytes:
    header, end, body = data.partition(b"\r\n")
    return change(header.decode("iso-8859-1")).encode("iso-8859-1") + end + body


def _without_accents(text: str) -> str:
    return text.translate(str.maketrans("éèêôûçÉÈ", "eeeoucEE"))


def _blank_column(data: bytes, title: bytes) -> bytes:
    """A column of nothing before all others."""
    return b"\r\n".join((title if n == 0 else b"") + b";" + row for n, row in enumerate(data.split(b"\r\n")))


ODD = {
    "titles in capitals": lambda data: _retitled(data, str.upper),
    "titles without accents": lambda data: _retitled(data, _without_accents),
    "titles with spaces and stars": lambda data: _retitled(data, lambda text: text.replace('";', ' * ";')),
    "titles on two lines": lambda data: _retitled(data, lambda text: text.replace(" ", "\n")),
    "empty lines at the end": lambda data: data + b"\r\n" * 5,
    "lines of separators at the end": lambda data: data + b"\r\n;;;;;;;;;" * 3,
    "empty lines between": lambda data: data.replace(b"\r\n", b"\r\n\r\n"),
    "two ends of line in one": lambda data: data.replace(b"\r\n", b"\r\r\n"),
    "a declared separator": lambda data: b"sep=;\r\n" + data,
    "an empty column in front": lambda data: _blank_column(data, b""),
    "an unknown column in front": lambda data: _blank_column(data, b'"Remarque"'),
    "spaces around the values": lambda data: data.replace(b';"', b';"  ').replace(b'";', b'  ";'),
    "a space that does not break": lambda data: data.replace(b'";', b'\xa0";'),
}


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("variant", [CLASSIC, PUBLIC], ids=["quoted", "public"])
def test_files_that_no_export_of_ours_would_make(odd: str, variant: Variant) -> None:
    files = {name: ODD[odd](data) for name, data in write_onde(SCHOOL, variant).items()}

    delivery = read_delivery(files, on=date(2025, 11, 24))

    assert not delivery.refused, delivery.problems
    assert people_of(delivery) == truth_of(SCHOOL)


@given(st.sets(st.sampled_from(OPTIONAL := ["Nom d'usage Elève", "Sexe", "Adresse1", "Pays2", " Cycle", "Niveau",
    "Attestation fournie", "Autorisations associations", "Autorisations photos", "Décision de passage"])))  # fmt: skip
@drawn(4, 90)
def test_columns_that_may_be_missing(missing: set[str]) -> None:
    rows = [
        row.split(";") for row in write_onde(SCHOOL, PUBLIC)[PUPILS_FILE].decode("iso-8859-1").split("\r\n")
    ]
    kept = [n for n, title in enumerate(rows[0]) if title.strip('"') not in missing]
    text = "\r\n".join(";".join(row[n] for n in kept) for row in rows)

    delivery = read_delivery({PUPILS_FILE: text.encode("iso-8859-1")})

    assert not delivery.refused, delivery.problems
    assert [(p.last_name, p.first_name, p.birth_date, p.classes) for p in delivery.pupils or ()] == [
        (p.last_name, p.first_name, p.birth_date, (p.class_label,)) for p in SCHOOL.pupils
    ]


@given(variant=variants, seed=st.integers(0, 10_000), size=st.integers(1, 70))
@drawn(4, 180)
def test_any_variant_of_any_school_gives_the_truth(variant: Variant, seed: int, size: int) -> None:
    school = invent_school(seed, pupils=size)

    delivery = read_delivery(write_onde(school, variant))

    assert not delivery.refused, delivery.problems
    assert people_of(delivery) == truth_of(school)


NAME = st.text(
    st.characters(min_codepoint=65, max_codepoint=255, categories=["L"], exclude_characters="ªºµ"),
    min_size=1,
    max_size=12,
)
AWKWARD = st.tuples(NAME, st.sampled_from(['"Le Bourg"', ";", "l'", " ", "d'", "-"]), NAME).map("".join)


@given(variant=variants, last_name=NAME | AWKWARD, first_name=NAME | AWKWARD, street=AWKWARD)
@drawn(9, 300)
def test_any_letters_survive_any_variant(
    variant: Variant, last_name: str, first_name: str, street: str
) -> None:
    pupil = replace(SCHOOL.pupils[0], last_name=last_name, first_name=first_name, usual_name="")
    parent = next(g for g in SCHOOL.guardians if pupil.key in g.children)
    parent = replace(parent, children=(pupil.key,), address=replace(parent.address, line=street))
    school = replace(SCHOOL, pupils=(pupil,), guardians=(parent,))

    delivery = read_delivery(write_onde(school, variant))

    assert not delivery.refused, delivery.problems
    assert delivery.pupils is not None
    assert delivery.guardians is not None
    assert (delivery.pupils[0].last_name, delivery.pupils[0].first_name) == (
        surname(last_name),
        " ".join(first_name.split()),
    )
    assert delivery.guardians[0].address_lines == (" ".join(street.split()),)
    assert [c.pupil for c in delivery.guardians[0].children] == [0]


def test_ine_comes_with_the_newer_headers_only() -> None:
    new = read_delivery(write_onde(SCHOOL, Variant(headers="new")))
    old = read_delivery(write_onde(SCHOOL))

    assert sorted(p.ine or "" for p in new.pupils or ()) == sorted(p.ine for p in SCHOOL.pupils)
    assert {p.ine for p in old.pupils or ()} == {None}


def test_a_folder_is_read_like_its_files(tmp_path: Path) -> None:
    write_onde_folder(tmp_path, SCHOOL)
    (tmp_path / ".DS_Store").write_bytes(b"\0\1")
    (tmp_path / "lisez-moi.txt").write_text("bonjour")

    delivery = read_delivery(tmp_path)

    assert people_of(delivery) == truth_of(SCHOOL)
    assert [p.file for p in delivery.problems if p.code == "ignored_file"] == ["lisez-moi.txt"]
    assert [(f.name, f.kind) for f in delivery.files] == [
        (PUPILS_FILE, Kind.PUPILS),
        (GUARDIANS_FILE, Kind.GUARDIANS),
        (TEACHERS_FILE, Kind.TEACHERS),
    ]


def test_files_are_known_by_their_headers_not_their_names() -> None:
    files = write_onde(SCHOOL)

    delivery = read_delivery(
        {"a.csv": files[TEACHERS_FILE], "b": files[PUPILS_FILE], "c": files[GUARDIANS_FILE]}
    )

    assert people_of(delivery) == truth_of(SCHOOL)


def test_a_missing_file_is_not_an_empty_one() -> None:
    files = write_onde(SCHOOL)

    delivery = read_delivery({PUPILS_FILE: files[PUPILS_FILE]})

    assert len(delivery.pupils or ()) == len(SCHOOL.pupils)
    assert delivery.guardians is None
    assert delivery.teachers is None


def test_guardians_alone_keep_their_references() -> None:
    delivery = read_delivery({GUARDIANS_FILE: write_onde(SCHOOL)[GUARDIANS_FILE]})

    assert delivery.pupils is None
    assert all(c.pupil is None and not c.candidates for g in delivery.guardians or () for c in g.children)
    assert "child_absent" not in codes(delivery)
    assert {c.label for c in delivery.classes} == {c.label for c in SCHOOL.classes}


def test_typographic_bytes_of_windows_are_read() -> None:
    delivery = read_delivery(
        {"e.csv": f"{PUPIL_HEADER}\nL’HÉNAFF;;Cœur;2018-01-02;F;;CP;CP;Oui".encode("cp1252")}
    )

    assert [(p.last_name, p.first_name) for p in delivery.pupils or ()] == [("L’HÉNAFF", "Cœur")]


def test_quotes_newlines_blank_lines_and_trailing_separators() -> None:
    text = (
        '"Nom Elève";"Prénom Elève";"Date naissance";"Classe";\r\n'
        "\r\n"
        '"LE ""GRAND""\nGOFF";"Zoé";"2018-05-04";"CE1;A";\r\n'
        ";;;;\r\n"
        '"DURAND";"Léo";"2016-09-30";"CM1";'
    )
    delivery = read_delivery({"eleves.csv": text.encode()})

    assert not delivery.refused
    assert [(p.last_name, p.classes, p.source.line) for p in delivery.pupils or ()] == [
        ('LE "GRAND" GOFF', ("CE1;A",), 3),
        ("DURAND", ("CM1",), 6),
    ]


def test_names_are_composed_and_spaces_collapsed() -> None:
    decomposed = "Zoé".encode().replace("é".encode(), b"e\xcc\x81").decode()
    text = f"{PUPIL_HEADER}\n LE   GOFF ;;{decomposed};2018-05-04;F;;CP;CP;Oui"

    delivery = read_delivery({"e.csv": text.encode()})

    assert [(p.last_name, p.first_name) for p in delivery.pupils or ()] == [("LE GOFF", "Zoé")]


def test_french_dates_are_dates() -> None:
    delivery = read_delivery({"e.csv": pupils_csv("DURAND;;Zoé;04/05/2018;F;;CE1;CE1;Oui")})

    assert [p.birth_date for p in delivery.pupils or ()] == [date(2018, 5, 4)]


@pytest.mark.parametrize("extra", [0, 1])
def test_a_row_may_name_more_children_than_the_header(extra: int) -> None:
    header = GUARDIAN_HEADER.rsplit(";Nom d'usage enfant", 2)[0]
    pupils = [f"DURAND;;Enfant{'ABCD'[n]};2018-05-0{n + 1};F;;CP;CP;Oui" for n in range(3 + extra)]
    children = [f"DURAND;Enfant{'ABCD'[n]};CP" for n in range(3 + extra)]

    delivery = read_delivery(
        {"e.csv": pupils_csv(*pupils), "r.csv": csv(header, guardian("DURAND;Anne", *children))}
    )

    assert [[c.pupil for c in g.children] for g in delivery.guardians or ()] == [list(range(3 + extra))]


def test_templates_that_schools_already_use() -> None:
    files = {
        "CSV_Eleves.csv": csv("Prénom*;Nom*;Date de naissance*;Classes*", "Zoé;DURAND;04/05/2018;CE1 A"),
        "CSV_Parents.csv": csv(
            "Nom*;Prénom*;Adresse;Code postal;Ville;Pays;Courriel;Téléphone"
            + ";Nom de l'élève;Prénom de l'élève;Classes de l'élève" * 3,
            "DURAND;Anne;1 rue Haute;44990;Essais;;anne@courriel.example;0261911234;DURAND;Zoé;CE1 A",
        ),
        "CSV_Enseignants.csv": csv(
            "Prénom*;Nom*;date de naissance;fonction;telephone;telephonetravail;email;adresse;cp;ville;pays"
            ";classe;classe",
            "Paul;LE GALL;;Enseignant;;;;;;;;CE1 A;CE1 A",
        ),
    }
    delivery = read_delivery(files)

    assert codes(delivery) == []
    assert [(p.first_name, p.classes) for p in delivery.pupils or ()] == [("Zoé", ("CE1 A",))]
    assert [(g.email, [c.pupil for c in g.children]) for g in delivery.guardians or ()] == [
        ("anne@courriel.example", [0])
    ]
    assert [(t.last_name, t.function, t.classes) for t in delivery.teachers or ()] == [
        ("LE GALL", "Enseignant", ("CE1 A",))
    ]


def test_older_templates_link_children_by_their_key() -> None:
    files = {
        "e.csv": csv("externalid;Nom;Prénom;Date de naissance;Classes", "E1;DURAND;Zoé;2018-05-04;CE1"),
        "r.csv": csv("externalid;Nom;Prénom;Adresse;Childexternalid;Childexternalid", "R1;DURAND;Anne;;E1;"),
    }
    delivery = read_delivery(files)

    assert [(g.external_id, [c.pupil for c in g.children]) for g in delivery.guardians or ()] == [("R1", [0])]


def test_one_teacher_of_two_rows_is_one_person_of_two_classes() -> None:
    rows = (
        "MME;;LE GALL;Anne;;;;;;;;oui;CE1",
        "MME;;LE GALL;Anne;;;;;;;;oui;CM1",
        "M.;;ROUX;Luc;;;;;;;;non;CM1",
    )

    delivery = read_delivery({"t.csv": csv(TEACHER_HEADER, *rows)})

    assert [(t.last_name, t.civility, t.is_director, t.classes) for t in delivery.teachers or ()] == [
        ("LE GALL", "Mme", True, ("CE1", "CM1")),
        ("ROUX", "M.", False, ("CM1",)),
    ]


def test_a_list_of_classes_is_split_only_into_known_classes() -> None:
    rows = (
        "A;;Une;2018-01-01;F;;CE1;CE1, Mme Roux;Oui",
        "B;;Deux;2018-01-02;F;;ULIS;ULIS;Oui",
        "C;;Trois;2018-01-03;F;;ULIS;ULIS|CP;Oui",
        "D;;Quatre;2018-01-04;F;;CP;CP;Oui",
    )
    delivery = read_delivery({"e.csv": pupils_csv(*rows)})

    assert [p.classes for p in delivery.pupils or ()] == [
        ("CE1, Mme Roux",),
        ("ULIS",),
        ("ULIS", "CP"),
        ("CP",),
    ]
    assert [(c.label, c.levels, c.pupils) for c in delivery.classes] == [
        ("CE1, Mme Roux", ("CE1",), 1),
        ("ULIS", ("ULIS",), 2),
        ("CP", ("CP",), 2),
    ]


def test_school_numbers_are_shown_when_the_file_has_them() -> None:
    delivery = read_delivery({"e.csv": csv(f"{PUPIL_HEADER};UAI", f"{ZOE};0440001a", f"{LEO};0440001A")})

    assert delivery.uais == {"0440001A"}
    assert read_delivery(write_onde(SCHOOL)).uais == frozenset()


def test_the_same_bytes_give_the_same_delivery() -> None:
    files = write_onde(SCHOOL, CLASSIC)

    assert read_delivery(files) == read_delivery(dict(reversed(files.items())))


def test_only_errors_count_as_rows_lost() -> None:
    delivery = read_delivery({"e.csv": pupils_csv(ZOE, LEO, ";;Sans-Nom;2018-05-04;F;;CP;CP;Oui")})

    assert delivery.rows_lost == {Kind.PUPILS: 1, Kind.GUARDIANS: 0, Kind.TEACHERS: 0}
    assert [p.severity for p in delivery.problems] == [Severity.ERROR]


def test_a_large_school_is_read_within_a_second_of_work() -> None:
    """Counted in calls, not in time: the work grows with the rows, not with their square."""
    import cProfile
    import pstats

    def calls(school: InventedSchool) -> int:
        files = write_onde(school)
        profile = cProfile.Profile()
        profile.runcall(read_delivery, files)
        return pstats.Stats(profile).total_calls

    small, large = calls(invent_school(3, pupils=150)), calls(invent_school(3, pupils=1200))

    assert large < 8 * small * 1.25
