"""The reading of files: any text that XML can carry comes through, whatever its escaping, encoding and cuts."""

import contextlib
import html
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eprimo.foundation.intake.aaf.files import AafFile, AafRefused, find_set
from eprimo.foundation.intake.aaf.objects import read_objects
from eprimo.foundation.intake.aaf.readers import read_files
from eprimo.foundation.intake.aaf.remarks import Remarks
from eprimo.foundation.intake.aaf.rows import COLUMNS, Rows
from eprimo.foundation.intake.aaf.values import text, tokens
from eprimo.foundation.intake.onde.text import clean
from tests.foundation.intake.aaf.writing import Delivery
from tests.sizes import drawn

# What XML 1.0 lets a document say, without what parts values.
LETTERS = st.characters(
    codec="utf-8", exclude_categories=("Cs", "Cc", "Co", "Cn"), exclude_characters="$\ufffe\uffff"
)
WORDS = st.text(LETTERS, min_size=1, max_size=20)
LATIN = st.text(st.sampled_from("abcéèÀÉœŒ€ '-&<>"), min_size=1, max_size=20)
MANY = drawn(7, 200)


def _objects(said: Delivery, encoding: str = "UTF-8", form: str = "Complet") -> list[dict[str, list[str]]]:
    with tempfile.TemporaryDirectory() as folder:
        said.write(Path(folder), encoding=encoding, form=form)
        files = find_set(Path(folder), "17").files
        return [found.values for file in files for found in read_objects(file) if found.kind == "Eleve"]


@MANY
@given(WORDS, WORDS)
def test_any_text_comes_through(last: str, first: str) -> None:
    (values,) = _objects(Delivery().pupil("1", last, first))
    assert (values["ENTPersonNomPatro"], values["ENTPersonPrenom"]) == ([last], [first])


@MANY
@given(LATIN)
def test_any_text_of_latin9_comes_through(last: str) -> None:
    (values,) = _objects(Delivery().pupil("1", last), "ISO-8859-15")
    assert values["ENTPersonNomPatro"] == [last]


@MANY
@given(WORDS)
def test_text_escaped_once_more_is_the_same(word: str) -> None:
    if html.unescape(word) == word:
        assert text(html.escape(word)) == clean(word)[0]


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\u200f", "\x07", "&#x202e;", "&amp;#x202e;"])
def test_what_turns_or_hides_letters_goes_when_it_is_read(mark: str) -> None:
    """As it stands, and escaped once or twice: a name never shows as another one."""
    assert text(f"DUR{html.unescape(mark)}AND") == "DURAND"
    assert tokens(f"0440001A$$$7$CE{html.unescape(mark)}1", 5)[4] == "CE1"


@MANY
@given(st.lists(st.text(LETTERS, max_size=8).filter(lambda one: "&" not in one), min_size=5, max_size=9))
def test_a_composite_value_keeps_its_last_part_whole(parts: list[str]) -> None:
    found = tokens("$".join(parts), 5)
    assert len(found) == 5
    assert found[:4] == [clean(one)[0] for one in parts[:4]]
    assert found[4] == clean(" ".join(parts[4:]))[0]


@MANY
@given(
    st.dictionaries(
        st.sampled_from(["ENTPersonNom", "ENTPersonPrenom", "ENTPersonDateNaissance", "ENTPersonClasses", "ENTEleveINE",
                         "ENTPersonStructRattach", "ENTEleveAutoriteParentale", "ENTEleveNiveau", "ENTInconnu"]),
        st.lists(st.text(LETTERS | st.just("$"), max_size=30), max_size=3),
    )
)  # fmt: skip
def test_whatever_is_said_makes_a_row_of_the_right_width_or_none(said: dict[str, list[str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        Delivery().put("Eleve", "1", said).write(Path(folder), form="Delta")
        rows = Rows(Remarks())
        for file in find_set(Path(folder), "17").files:
            for found in read_objects(file):
                row = rows.row(found)
                assert row is None or len(row) == len(COLUMNS)
                assert row is None or all("\t" not in str(one) and "\n" not in str(one) for one in row)


@MANY
@given(st.binary(max_size=400), st.integers(0, 3000))
def test_noise_in_a_file_is_refused_or_read_and_nothing_else(noise: bytes, place: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Delivery().pupil("1").write(Path(folder), form="Delta") / "ENT1D_Delta_20261124_Eleve_0000.xml"
        data = file.read_bytes()
        file.write_bytes(data[:place] + noise + data[place:])
        with contextlib.suppress(AafRefused):
            for one in find_set(Path(folder), "17").files:
                list(read_objects(one))


def _parts(folder: Path) -> tuple[AafFile, ...]:
    """A delivery of pupils in three numbered parts, the second of which tells a doubtful value."""
    for part in range(3):
        made = Delivery().pupil(
            f"70{part}", born="31/02/2017" if part == 1 else "01/02/2017", ENTDemain="x\\y"
        )
        made.school().guardian(children=[f"70{part}"]).teacher()
        for file in made.write(folder / str(part)).iterdir():
            target = folder / "all" / file.name.replace("0000", f"000{part}")
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(file.read_bytes())
    return find_set(folder / "all", "17").files


def test_several_processes_read_what_one_reads(tmp_path: Path) -> None:
    files = _parts(tmp_path)
    read = []
    for worth in (0, 1 << 60):
        sent: list[bytes] = []
        parts = read_files(files, sent.append, lambda: None, worth=worth)
        lines = sorted(b"".join(sent).splitlines())
        told = [(one.code, one.file) for part in parts for one in part.told.problems]
        read.append((lines, told, [part.people for part in parts], [part.schools for part in parts]))
    assert read[0] == read[1]
    assert len(read[0][0]) == 9


def test_a_file_that_another_process_cannot_read_is_named(tmp_path: Path) -> None:
    files = _parts(tmp_path)
    broken = next(file for file in files if file.name.endswith("_Eleve_0002.xml"))
    broken.path.write_bytes(broken.path.read_bytes()[:-300])
    with pytest.raises(AafRefused) as refused:
        read_files(files, lambda _: None, lambda: None, worth=0)
    assert (refused.value.code, refused.value.file) == ("broken_xml", broken.name)
