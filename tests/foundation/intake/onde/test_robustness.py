"""Whatever the bytes, reading ends with a delivery and its sentences, never with an exception."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eprimo.devtools.generators.onde_writer import (
    CLASSIC_A,
    GUARDIANS_FILE,
    PUPILS_FILE,
    TEACHERS_FILE,
    Variant,
    write_onde,
)
from eprimo.devtools.generators.school_people import invent_school
from eprimo.foundation.intake.onde import read_delivery
from eprimo.foundation.intake.records import Delivery, Severity
from tests.sizes import drawn

SCHOOL = invent_school(5, pupils=12)
WRITINGS = [
    write_onde(SCHOOL),
    write_onde(SCHOOL, CLASSIC_A),
    write_onde(SCHOOL, Variant("utf-8", headers="new")),
]
NAMES = [PUPILS_FILE, GUARDIANS_FILE, TEACHERS_FILE]
PIECES = [
    b";",
    b'"',
    b"\n",
    b"\r",
    b"\0",
    b"\xff",
    b"=",
    b"\xe2\x80\xae",
    b"\xc3\xa9",
    b"?",
    b"<",
    b"9" * 30,
    b"PK\x03\x04",
]

pytestmark = pytest.mark.filterwarnings("error")


def check(delivery: Delivery) -> None:
    """What holds for every delivery."""
    if delivery.refused:
        assert delivery.pupils is delivery.guardians is delivery.teachers is None
        assert any(p.severity is Severity.ERROR for p in delivery.problems)
    for problem in delivery.problems:
        assert problem.message
        assert problem.line >= 0
    people = [*(delivery.pupils or ()), *(delivery.guardians or ()), *(delivery.teachers or ())]
    for person in people:
        for text in (person.last_name, person.first_name, person.usual_name):
            assert text == " ".join(text.split())
            assert len(text) <= 100
            assert all(c.isprintable() for c in text), ascii(text)
        assert person.last_name
        assert person.first_name
    for guardian in delivery.guardians or ():
        for child in guardian.children:
            assert child.pupil is None or delivery.pupils is not None
            assert (child.pupil is not None) == (len(child.candidates) == 1)


@given(st.dictionaries(st.text(max_size=8), st.binary(max_size=200), max_size=3))
@drawn(20, 600)
def test_random_bytes(files: dict[str, bytes]) -> None:
    check(read_delivery(files))


@st.composite
def damaged(draw: st.DrawFn) -> dict[str, bytes]:
    files = dict(draw(st.sampled_from(WRITINGS)))
    name = draw(st.sampled_from(NAMES))
    data = bytearray(files[name])
    for _ in range(draw(st.integers(1, 6))):
        if not data:
            break
        start = draw(st.integers(0, len(data) - 1))
        end = min(len(data), start + draw(st.integers(0, 60)))
        match draw(st.sampled_from(["insert", "remove", "repeat", "cut"])):
            case "insert":
                data[start:start] = draw(st.sampled_from(PIECES) | st.binary(max_size=4))
            case "remove":
                del data[start:end]
            case "repeat":
                data[start:start] = data[start:end]
            case _:
                if draw(st.integers(0, 4)) == 0:
                    del data[start:]
    files[name] = bytes(data)
    return files


@given(damaged())
@drawn(27, 1200)
def test_damaged_files(files: dict[str, bytes]) -> None:
    check(read_delivery(files))


@pytest.mark.attack
@given(st.sampled_from(NAMES), st.integers(0, 10**6))
@drawn(20, 900)
def test_a_cut_inside_a_value_never_passes_for_a_whole_file(name: str, draw: int) -> None:
    """In a quoted file a cut shows unless it falls between two records, which only the merge can see."""
    whole = WRITINGS[0][name]
    at = draw % (len(whole) - 1) + 1

    delivery = read_delivery({name: whole[:at]})

    check(delivery)
    if not delivery.refused:
        rest = whole[at:]
        ragged = name == GUARDIANS_FILE
        assert (
            rest.startswith((b"\r\n", b"\n"))
            or whole[:at].endswith(b"\n")
            or (ragged and rest.startswith(b";"))
        )


@pytest.mark.attack
@given(st.randoms(use_true_random=False), st.sampled_from(WRITINGS))
@drawn(4, 150)
def test_reordered_rows_are_the_same_people(random: object, files: dict[str, bytes]) -> None:
    def shuffled(data: bytes) -> bytes:
        header, *rows = data.replace(b"\r\n", b"\n").strip().split(b"\n")
        random.shuffle(rows)  # type: ignore[attr-defined]
        return b"\n".join((header, *rows))

    before, after = (
        read_delivery(files),
        read_delivery({name: shuffled(data) for name, data in files.items()}),
    )

    def names(delivery: Delivery) -> list[list[tuple[str, str, int]]]:
        pupils = delivery.pupils or []
        return [
            sorted((p.last_name, p.first_name, 0) for p in pupils),
            sorted((g.last_name, g.first_name, len(g.children)) for g in delivery.guardians or ()),
            sorted((t.last_name, t.first_name, len(t.classes)) for t in delivery.teachers or ()),
        ]

    assert names(before) == names(after)


def test_a_hostile_file_costs_no_more_than_its_size() -> None:
    """Long runs of separators, quotes or combining marks are read in one pass."""
    for filler in (
        b";" * 200_000,
        b'""' * 50_000,
        "e\u0301".encode() * 40_000,
        b"1-" * 60_000,
        b"a@" * 60_000,
    ):
        row = b"DURAND;;Zoe;2018-05-04;F;;CP;CP;" + filler
        header = b"Nom;Usage;Prenom;Date naissance;Sexe;Cycle;Niveau;Classe;Courriel"
        check(read_delivery({"e.csv": header + b"\n" + b"\n".join([row] * 20)}))
