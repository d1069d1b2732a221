"""Each remark on a row: where it stands, what it says, what is kept."""

from datetime import date

import pytest

from eprimo.foundation.intake.onde import read_delivery
from eprimo.foundation.intake.records import Delivery, Severity
from tests.foundation.intake.onde.files import (
    GUARDIAN_HEADER,
    LEO,
    PUPIL_HEADER,
    TEACHER_HEADER,
    ZOE,
    codes,
    csv,
    guardian,
    pupils_csv,
    the_problem,
)

ON = date(2025, 11, 24)
ZOE_CHILD, LEO_CHILD = "DURAND;Zoé;CE1 A", "DURAND;Léo;CM1"


def read_pupils(*rows: str) -> Delivery:
    return read_delivery({"eleves.csv": pupils_csv(*rows)}, on=ON)


def read_guardians(*rows: str, pupils: tuple[str, ...] = (ZOE, LEO)) -> Delivery:
    files = {"eleves.csv": pupils_csv(*pupils), "responsables.csv": csv(GUARDIAN_HEADER, *rows)}
    return read_delivery(files, on=ON)


@pytest.mark.parametrize(
    ("row", "code", "column", "words"),
    [
        (ZOE.replace("DURAND", ""), "no_name", "Nom Elève", "n’est pas prise"),
        (ZOE.replace("Zoé", " - "), "no_name", "Prénom Elève", "n’est pas prise"),
        (ZOE.replace("2018-05-04", ""), "no_birth_date", "Date naissance", "manque"),
        (ZOE.replace("2018-05-04", "2018-02-30"), "bad_birth_date", "Date naissance", "2018-02-30"),
        (ZOE.replace("2018-05-04", "hier"), "bad_birth_date", "Date naissance", "hier"),
        (ZOE.replace("2018-05-04", "2007-05-04"), "unlikely_age", "Date naissance", "18\u00a0ans\u00a0:"),
        (ZOE.replace("2018-05-04", "2024-05-04"), "unlikely_age", "Date naissance", "1\u00a0an\u00a0:"),
        (ZOE.replace(";F;", ";X;"), "bad_sex", "Sexe", "F ou H"),
        (ZOE.replace("CYCLE II", "CYCLE IX"), "bad_cycle", "Cycle", "CYCLE IX"),
        (ZOE.replace(";CE1;", ";CE7;"), "unknown_level", "Niveau", "CE7"),
        (ZOE.replace("CE1 A", ""), "no_class", "Classe", "pas de classe"),
        (ZOE.replace("Oui", "peut-être"), "not_yes_no", "Autorisations photos", "ni Oui ni Non"),
        (ZOE.replace("DURAND", "DURAND 2"), "digits", "Nom Elève", "chiffre"),
        (ZOE.replace("DURAND", "LEF?VRE"), "lost_letter", "Nom Elève", "accentuée"),
        (ZOE.replace("DURAND", "D" * 101), "too_long", "Nom Elève", "raccourcie"),
    ],
)
def test_each_problem_of_a_pupil(row: str, code: str, column: str, words: str) -> None:
    delivery = read_pupils(LEO.replace("DURAND", "LEFÈVRE"), row)

    problem = next(p for p in delivery.problems if p.code == code)
    assert (problem.file, problem.line, problem.column) == ("eleves.csv", 3, column)
    assert words in problem.message
    assert not delivery.refused


def test_a_bad_value_is_not_known_and_the_pupil_stays() -> None:
    row = "DURAND;;Zoé;2018-02-30;X;CYCLE IX;CE7;CE1 A;peut-être"

    (pupil,) = read_pupils(row).pupils or ()

    assert (pupil.birth_date, pupil.sex, pupil.cycle, pupil.levels, pupil.image_consent) == (
        None,
        None,
        None,
        (),
        None,
    )


@pytest.mark.parametrize(
    ("row", "code", "column", "words"),
    [
        (ZOE.replace("DURAND", "<b>DURAND</b>"), "markup", "Nom Elève", "contient"),
        (ZOE.replace("Zoé", "Zoé>"), "markup", "Prénom Elève", "contient"),
        (ZOE.replace("DURAND;", "DURAND;<i"), "markup", "Nom d'usage Elève", "contient"),
        (ZOE.replace("DURAND", "=CMD()"), "formula", "Nom Elève", "formule"),
        (ZOE.replace("DURAND", "+1+2"), "formula", "Nom Elève", "formule"),
        (ZOE.replace("DURAND", "@SUM(A1)"), "formula", "Nom Elève", "formule"),
        (ZOE.replace("2018-05-04", "2027-05-04"), "future_birth_date", "Date naissance", "avenir"),
        (ZOE.replace("2018-05-04", "1978-05-04"), "absurd_age", "Date naissance", "47\u00a0ans"),
        (ZOE.replace("2018-05-04", "1018-05-04"), "absurd_age", "Date naissance", "ans"),
        (ZOE.replace("2018-05-04", "2025-05-04"), "absurd_age", "Date naissance", "0\u00a0an"),
    ],
)
def test_a_name_that_looks_like_code_or_a_mad_birth_date_blocks_its_row_alone(
    row: str, code: str, column: str, words: str
) -> None:
    delivery = read_pupils(LEO, row)

    problem = the_problem(delivery, code)
    assert (problem.line, problem.column, problem.severity) == (3, column, Severity.ERROR)
    assert words in problem.message
    assert problem.message.endswith("la ligne n’est pas prise.")
    assert [p.first_name for p in delivery.pupils or ()] == ["Léo"]


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "<script>"])
def test_a_name_that_looks_like_code_blocks_the_row_of_an_adult(name: str) -> None:
    guardians = read_guardians(guardian("DURAND;Anne", ZOE_CHILD), guardian(f"{name};Luc", ZOE_CHILD))
    teachers = read_delivery({"t.csv": csv(TEACHER_HEADER, f"M.;;ROUX;{name};;;;;;;;non;CM1")})

    assert [g.last_name for g in guardians.guardians or ()] == ["DURAND"]
    assert teachers.teachers == []
    for delivery in (guardians, teachers):
        assert [p.severity for p in delivery.problems if p.code in {"formula", "markup"}] == [Severity.ERROR]


def test_a_name_that_begins_with_a_dash_is_a_name() -> None:
    assert codes(read_pupils(ZOE.replace("DURAND", "-DURAND"), LEO)) == []


@pytest.mark.parametrize("unseen", ["\u202e", "\u200b", "\x07", "\u2066", "\x85", "\U0001239a"])
def test_unseen_characters_are_taken_out_and_told(unseen: str) -> None:
    text = f"{PUPIL_HEADER}\nDUR{unseen}AND;;Zoé;2018-05-04;F;;CP;CP;Oui"

    delivery = read_delivery({"eleves.csv": text.encode()})

    assert [p.last_name for p in delivery.pupils or ()] == ["DURAND"]
    assert the_problem(delivery, "hidden_characters").column == "Nom Elève"


def test_the_line_is_the_one_where_the_record_starts() -> None:
    text = f'{PUPIL_HEADER}\n\n"DU\nRAND";;Zoé;2018-05-04;F;;CP;CP;Oui\nROUX;;Léo;hier;H;;CP;CP;Oui'

    assert the_problem(read_delivery({"e.csv": text.encode()}), "bad_birth_date").line == 5


def test_a_repeated_row_counts_once() -> None:
    delivery = read_pupils(ZOE, LEO, ZOE)

    assert len(delivery.pupils or ()) == 2
    assert (the_problem(delivery, "row_twice").line, codes(delivery)) == (4, ["row_twice"])


def test_identical_pupils_are_kept_and_told() -> None:
    delivery = read_pupils(ZOE, ZOE.replace("CE1 A", "CE1 B"), ZOE.replace("2018-05-04", "2018-05-05"))

    assert len(delivery.pupils or ()) == 3
    assert the_problem(delivery, "identical_pupils").line == 3


def test_one_national_number_for_two_pupils() -> None:
    header = f"{PUPIL_HEADER};INE"
    rows = (f"{ZOE};123456789AB", f"{LEO};123456789ab", f"{LEO.replace('Léo', 'Luc')};12")

    delivery = read_delivery({"e.csv": csv(header, *rows)})

    assert the_problem(delivery, "same_ine").line == 3
    assert the_problem(delivery, "bad_ine").line == 4
    assert [p.ine for p in delivery.pupils or ()] == ["123456789AB", "123456789AB", None]


def test_a_struck_off_pupil_is_absent() -> None:
    delivery = read_delivery({"e.csv": csv(f"{PUPIL_HEADER};État", f"{ZOE};Radié", f"{LEO};Admis définitif")})

    assert [p.first_name for p in delivery.pupils or ()] == ["Léo"]
    assert the_problem(delivery, "struck_off").severity is Severity.INFO


def test_a_class_of_several_levels_is_told() -> None:
    delivery = read_pupils(ZOE, ZOE.replace("Zoé", "Ana").replace(";CE1;", ";CP;"))

    problem = the_problem(delivery, "several_levels")
    assert (problem.severity, problem.message) == (
        Severity.INFO,
        "La classe «\u00a0CE1 A\u00a0» a plusieurs niveaux\u00a0: CP, CE1.",
    )
    assert [(c.label, c.levels, c.pupils) for c in delivery.classes] == [("CE1 A", ("CP", "CE1"), 2)]


@pytest.mark.parametrize(
    ("written", "level"),
    [
        ("clis", "ULIS"),
        ("Grande section", "GS"),
        ("Cours moyen 2ème année", "CM2"),
        ("cours élémentaire 1", "CE1"),
    ],
)
def test_levels_in_full_words(written: str, level: str) -> None:
    assert [p.levels for p in read_pupils(ZOE.replace(";CE1;", f";{written};")).pupils or ()] == [(level,)]


def test_a_child_who_is_absent_is_told() -> None:
    delivery = read_guardians(guardian("DURAND;Anne", "DURAND;Ines;CP", ZOE_CHILD))

    problem = the_problem(delivery, "child_absent")
    assert (problem.file, problem.line, problem.column) == ("responsables.csv", 2, "Nom de famille enfant")
    assert "DURAND Ines" in problem.message
    assert [[c.pupil for c in g.children] for g in delivery.guardians or ()] == [[None, 0]]


def test_homonyms_of_one_class_are_left_to_a_human() -> None:
    other = ZOE.replace("2018-05-04", "2018-11-30")

    delivery = read_guardians(guardian("DURAND;Anne", ZOE_CHILD), pupils=(ZOE, LEO, other))

    assert "lignes 2, 4" in the_problem(delivery, "child_ambiguous").message
    assert [[(c.pupil, c.candidates) for c in g.children] for g in delivery.guardians or ()] == [
        [(None, (0, 2))]
    ]


def test_homonyms_of_two_classes_are_told_apart_by_the_class() -> None:
    other = ZOE.replace("2018-05-04", "2015-11-30").replace("CE1 A", "CM2")

    delivery = read_guardians(guardian("DURAND;Anne", "DURAND;Zoe;cm2"), pupils=(ZOE, LEO, other))

    assert [[c.pupil for c in g.children] for g in delivery.guardians or ()] == [[2]]


def test_a_child_found_in_another_class_is_linked_and_told() -> None:
    delivery = read_guardians(guardian("DURAND;Anne", "DURAND;Zoé;CP B"))

    assert the_problem(delivery, "child_other_class").severity is Severity.INFO
    assert [[c.pupil for c in g.children] for g in delivery.guardians or ()] == [[0]]


def test_a_child_without_first_name_is_not_linked() -> None:
    delivery = read_guardians(guardian("DURAND;Anne", "DURAND;;CP", ZOE_CHILD))

    assert the_problem(delivery, "half_child").line == 2
    assert [len(g.children) for g in delivery.guardians or ()] == [1]


def test_a_guardian_without_child_is_told() -> None:
    delivery = read_guardians(guardian("DURAND;Anne", ZOE_CHILD), guardian("ROUX;Luc"))

    assert the_problem(delivery, "no_child").line == 3
    assert len(delivery.guardians or ()) == 2


def test_a_guardian_without_name_is_not_taken() -> None:
    delivery = read_guardians(guardian(";Anne", ZOE_CHILD), guardian("DURAND;Paul", ZOE_CHILD))

    assert the_problem(delivery, "no_name").severity is Severity.ERROR
    assert [g.first_name for g in delivery.guardians or ()] == ["Paul"]


def test_rows_of_one_address_are_one_guardian() -> None:
    delivery = read_guardians(
        guardian("DURAND;Anne", ZOE_CHILD, mobile="06 39 98 12 34"),
        guardian(
            "Durand;ANNE", LEO_CHILD, address="1, Rue Haute".replace(",", ""), email="anne@courriel.example"
        ),
    )
    (merged,) = delivery.guardians or ()

    assert [c.pupil for c in merged.children] == [0, 1]
    assert (merged.email, [p.number for p in merged.phones]) == ("anne@courriel.example", ["0639981234"])
    assert [s.line for s in merged.more_sources] == [3]
    assert (the_problem(delivery, "guardian_joined").line, merged.namesake) == (3, False)


def test_rows_of_the_same_children_are_one_guardian() -> None:
    delivery = read_guardians(
        guardian("DURAND;Anne", ZOE_CHILD, LEO_CHILD),
        guardian("DURAND;Anne", LEO_CHILD, ZOE_CHILD, address="9 rue Basse"),
    )

    assert [g.address_lines for g in delivery.guardians or ()] == [("1 rue Haute",)]


def test_the_order_of_rows_does_not_change_who_is_one_person() -> None:
    rows = (
        guardian("DURAND;Anne", ZOE_CHILD),
        guardian("DURAND;Anne", LEO_CHILD, address="9 rue Basse"),
        guardian("DURAND;Anne", ZOE_CHILD, address="9 rue Basse"),
    )

    assert [
        len(read_guardians(*order).guardians or ()) for order in (rows, rows[::-1], rows[1:] + rows[:1])
    ] == [1, 1, 1]


def test_namesakes_are_kept_apart_and_told() -> None:
    delivery = read_guardians(
        guardian("DURAND;Anne", ZOE_CHILD), guardian("DURAND;Anne", LEO_CHILD, address="9 rue Basse")
    )

    assert [(g.namesake, [c.pupil for c in g.children]) for g in delivery.guardians or ()] == [
        (True, [0]),
        (True, [1]),
    ]
    assert the_problem(delivery, "guardian_namesakes").line == 3


def test_a_couple_of_one_name_is_two_people() -> None:
    delivery = read_guardians(
        guardian("DURAND;Dominique", ZOE_CHILD), guardian("DURAND;Dominique", ZOE_CHILD, civility="Mme")
    )

    assert [g.civility for g in delivery.guardians or ()] == ["M.", "Mme"]


def test_unknown_addresses_are_not_the_same_address() -> None:
    delivery = read_guardians(
        guardian("DURAND;Anne", ZOE_CHILD, address=""), guardian("DURAND;Anne", LEO_CHILD, address="")
    )

    assert len(delivery.guardians or ()) == 2


@pytest.mark.parametrize(
    "email",
    ["anne", "anne@", "a@b@courriel.example", "Anne <anne@courriel.example>", "аnne@courriel.example"],
)
def test_malformed_addresses_are_kept_out(email: str) -> None:
    text = csv(GUARDIAN_HEADER, guardian("DURAND;Anne", ZOE_CHILD)).decode("iso-8859-1")
    data = text.replace("Essais;;;", f"Essais;;{email};").encode()

    delivery = read_delivery({"r.csv": data})

    assert [g.email for g in delivery.guardians or ()] == [None]
    assert the_problem(delivery, "bad_email").column == "Courriel"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("06.39.98.12.34", "0639981234"),
        ("+33 6 39 98 12 34", "0639981234"),
        ("0033(0)639981234", "0639981234"),
        ("+352 621 123 456", "+352621123456"),
    ],
)
def test_phones_have_one_writing(written: str, number: str) -> None:
    delivery = read_guardians(guardian("DURAND;Anne", ZOE_CHILD, mobile=written))

    assert [[(p.kind, p.number) for p in g.phones] for g in delivery.guardians or ()] == [
        [("mobile", number)]
    ]


@pytest.mark.parametrize("written", ["639981234", "appeler le soir", "06 39 98", "٠٦٣٩٩٨١٢٣٤"])
def test_malformed_phones_are_kept_out(written: str) -> None:
    text = csv(GUARDIAN_HEADER, guardian("DURAND;Anne", ZOE_CHILD, mobile="@@")).decode("iso-8859-1")

    delivery = read_delivery({"r.csv": text.replace("@@", written).encode()})

    assert [g.phones for g in delivery.guardians or ()] == [()]
    assert the_problem(delivery, "bad_phone").column == "Téléphone portable"


def test_problems_of_teachers() -> None:
    rows = (
        "MME;;LE GALL;Anne;;;;;anne@courriel.example;;;oui;CE1 A",
        "MME;;LE GALL;Anne;;;;;autre@courriel.example;;;oui;CM9",
        "DR;;;Luc;;;;;;;;bien sûr;CM1",
    )
    delivery = read_delivery({"e.csv": pupils_csv(ZOE, LEO), "t.csv": csv(TEACHER_HEADER, *rows)})

    assert [t.email for t in delivery.teachers or ()] == ["anne@courriel.example", "autre@courriel.example"]
    assert [(p.code, p.line) for p in delivery.problems] == [
        ("class_without_pupil", 3),
        ("teacher_namesakes", 3),
        ("several_directors", 3),
        ("no_name", 4),
    ]


def test_a_civility_that_is_not_known() -> None:
    delivery = read_delivery({"t.csv": csv(TEACHER_HEADER, "DR;;ROUX;Luc;;;;;;;;non;CM1")})

    assert [t.civility for t in delivery.teachers or ()] == [None]
    assert the_problem(delivery, "bad_civility").column == "Civilité"
