"""An invented academy: its files are of the State's form and mean what was told, the same at each making."""

import tracemalloc
from pathlib import Path

import pytest

from eprimo.devtools.generators.academy.files import DTD, DTD_NAME
from eprimo.devtools.generators.academy.make import Wish, make_academy
from eprimo.devtools.generators.academy.places import SchoolPlace, neighbourhoods
from eprimo.devtools.generators.academy.state import PUPIL, STAFF
from eprimo.devtools.generators.academy.story import Plan, invent, whole_story
from tests.devtools.aaf_reading import Checker, in_order, meant
from tests.devtools.academies import ALL, PLACES, a_plan, files_of


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> tuple[Plan, Path]:
    """Every oddity, three days of changes and a full delivery at the end."""
    plan = a_plan(oddities=ALL, full_every=3)
    folder = tmp_path_factory.mktemp("odd")
    make_academy(Wish(plan, folder, "17"))
    return plan, folder


def test_every_file_is_what_the_dtd_says(odd: tuple[Plan, Path]) -> None:
    files = sorted((odd[1] / "aaf").rglob("*.xml"))
    checker = Checker(DTD)

    assert len(files) > 10
    assert {str(file): checker.check(file) for file in files if checker.check(file)} == {}
    assert all((file.parent / DTD_NAME).read_text("utf-8") == DTD for file in files)
    assert all(
        f'<!DOCTYPE ficAlimMENESR SYSTEM "{DTD_NAME}">'.encode() in file.read_bytes() for file in files
    )


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("<identifier><id>", "<identifier><key>k</key><id>"),
        ('operation="replace"', 'operation="add"'),
        ("</ficAlimMENESR>", ""),
        ("<modifications>", "<modifications>text"),
        ("</operationalAttributes>", "</operationalAttributes><operationalAttributes/>"),
    ],
)
def test_the_checker_sees_a_file_that_is_not(
    right: str, wrong: str, odd: tuple[Plan, Path], tmp_path: Path
) -> None:
    source = next(file for file in sorted((odd[1] / "aaf").rglob("*Delta*Eleve*.xml")) if right in read(file))
    broken = tmp_path / "broken.xml"
    broken.write_text(read(source).replace(right, wrong, 1).split("?>\n")[-1], encoding="utf-8")
    assert Checker(DTD).check(broken)


def read(file: Path) -> str:
    data = file.read_bytes()
    return data.decode("iso-8859-15" if b"ISO-8859-15" in data[:60] else "utf-8-sig")


def test_files_mean_what_was_told_whatever_their_writing(odd: tuple[Plan, Path]) -> None:
    plan, folder = odd
    for number, mode, requests in whole_story(plan):
        written = meant(folder / "aaf" / f"{plan.dates()[number]:%Y%m%d}_{mode}")
        assert in_order(written) == in_order(requests)


def test_odd_writing_is_there_when_asked_and_only_then(odd: tuple[Plan, Path], tmp_path: Path) -> None:
    make_academy(Wish(a_plan(days=0), tmp_path, "17", onde=False))
    plain = b"".join(data for name, data in files_of(tmp_path).items() if name.endswith(".xml"))
    texts = [data for name, data in files_of(odd[1] / "aaf").items() if name.endswith(".xml")]
    together = b"".join(texts)

    for mark in (
        b"&amp;eacute;",
        b"$$$</value>",
        b"<value/><value/>",
        b"ENTObjetInconnuDemain",
        b"ISO-8859-15",
    ):
        assert mark in together, mark
        assert mark not in plain, mark
    assert any(text.startswith(b"\xef\xbb\xbf") for text in texts)
    assert any(text.startswith(b"<!DOCTYPE") for text in texts)
    assert not plain.startswith((b"\xef\xbb\xbf", b"<!DOCTYPE"))


def test_the_same_plan_writes_the_same_files(tmp_path: Path) -> None:
    for name, plan in (
        ("one", a_plan()),
        ("two", a_plan()),
        ("other", a_plan(seed=2)),
        ("short", a_plan(days=0)),
    ):
        make_academy(Wish(plan, tmp_path / name, "17"))
    one, two, other, short = (files_of(tmp_path / name) for name in ("one", "two", "other", "short"))

    assert one == two
    assert {name for name in one if one[name] == other.get(name)} == {
        n for n in one if "Etab" in n or "dtd" in n
    }
    assert short.items() <= one.items()


def test_a_school_keeps_its_people_whatever_the_other_neighbourhoods() -> None:
    few, many = (next(invent(a_plan(places=PLACES[:n], people=None))) for n in (8, 12))
    assert few.pupils == many.pupils


def test_one_neighbourhood_at_a_time_is_held(tmp_path: Path) -> None:
    peaks = []
    for count in (16, 96):
        places = tuple(
            SchoolPlace(f"0448{n:03}X", f"École {n}", "primaire", False, "", "44990", "Ville", "44999", 20)
            for n in range(count)
        )
        tracemalloc.start()
        make_academy(Wish(Plan(places, 1, days=2), tmp_path / str(count), "17"))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0]


def test_the_list_is_cut_without_a_lone_school() -> None:
    assert [len(one) for one in neighbourhoods(PLACES[:9])] == [9]
    assert [len(one) for one in neighbourhoods(PLACES)] == [8, 4]


def test_what_belongs_together_is_told_together() -> None:
    """The services of a new school, and all the posts of an adult: a receiver need not remember the rest."""
    seen_kinds = set()
    for _, mode, requests in whole_story(a_plan(days=6, rate=20.0)):
        for one in requests if mode == "Delta" else []:
            if one.verb == "modify" and "ENTPersonStructRattach" in one.attributes:
                other = "ENTEleveTransport" if one.kind == PUPIL else "ENTEnsFonctionDir"
                assert other in one.attributes
                seen_kinds.add(one.kind)
    assert seen_kinds == {PUPIL, STAFF}
