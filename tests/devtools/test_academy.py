"""An invented academy: its files are of the State's form and mean what the truth knows, the same at each making."""

import csv
import itertools
import json
import tracemalloc
from collections import Counter
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from eprimo.devtools.generators.academy.files import DTD, DTD_NAME
from eprimo.devtools.generators.academy.make import Wish, make_academy
from eprimo.devtools.generators.academy.objects import Request
from eprimo.devtools.generators.academy.places import INVENTED, SchoolPlace, neighbourhoods, read_places
from eprimo.devtools.generators.academy.state import GUARDIAN, KINDS, PUPIL, SCHOOL, STAFF, Neighbourhood
from eprimo.devtools.generators.academy.story import ODDITIES, Plan, invent, tell, whole_story
from eprimo.devtools.generators.academy.truth import ABSENT, MOVED, Truth
from eprimo.foundation.directory.models import Circonscription
from tests.devtools.aaf_reading import Checker, in_order, meant

PLACES = tuple(read_places(INVENTED))
ALL = frozenset(ODDITIES)


def a_plan(**more: Any) -> Plan:
    return Plan(**{"places": PLACES[:4], "seed": 1, "people": 300, "days": 3, "rate": 3.0} | more)


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def told(plan: Plan, *, until: int | None = None) -> Truth:
    """The truth after the first delivery and every delta."""
    truth = Truth()
    for number, mode, requests in whole_story(plan):
        if (number == 0 or mode == "Delta") and (until is None or number <= until):
            truth.tell(requests, plan.dates()[number], full=number == 0)
    return truth


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


def test_keys_and_numbers_are_given_once() -> None:
    truth = told(a_plan(oddities=ALL, days=6))
    people = list(truth.everybody.values())
    numbers = Counter(one.ine for one in people if one.ine)

    assert len(people) == len({one.key for one in people})
    assert not {place.key for place in PLACES} & {one.key for one in people}
    assert set(numbers.values()) == {1}
    assert all(len(ine) == 11 and ine.isalnum() for ine in numbers)


def test_families_are_odd_when_asked() -> None:
    truth = told(a_plan(places=PLACES, people=None, oddities=ALL, days=0))
    schools = {name[1]: name[2] for name in truth.live if name[0] == "affiliation" and name[3] == "pupil"}
    children: dict[str, set[str]] = {}
    for name in truth.live:
        if name[0] == "guardianship":
            children.setdefault(name[1], set()).add(name[2])
    people = {one.key: one for one in truth.people()}
    spread = [len({schools[child] for child in told}) for told in children.values()]
    mails = Counter(one.email for one in people.values() if one.email)
    twins = Counter((p.last_name, p.first_name, p.birth_date) for p in people.values() if p.kind == PUPIL)
    homes = {child: {people[key].address for key in truth.guardians_of(child)} for child in schools}

    assert {1, 2, 3} <= set(spread)
    assert any(not one.ine for one in people.values() if one.kind == PUPIL)
    assert max(mails.values()) > 1
    assert max(twins.values()) > 1
    assert max(map(len, homes.values())) > 1
    assert any(len(group.levels) > 1 for group in truth.classes().values())
    households = ({tuple(truth.guardians_of(child)) for child in told} for told in children.values())
    assert any(len(one) > 1 for one in households)


def seen(neighbourhoods: list[Neighbourhood]) -> set[tuple[str, ...]]:
    """Links of the people as they are, without any delivery."""
    found: set[tuple[str, ...]] = set()
    for made in neighbourhoods:
        for key, pupil in made.pupils.items():
            found.add(("affiliation", key, pupil.school, "pupil"))
            found.add(("membership", key, pupil.school, pupil.class_key))
            found |= {("guardianship", adult, key) for adult in pupil.guardians}
            found |= {("enrolment", key, flag) for flag in pupil.flags}
        for key, worker in made.staff.items():
            for n, uai in enumerate(worker.schools):
                head = worker.person.is_director and n == 0
                profile = "director" if head else "staff" if worker.assists else "teacher"
                found.add(("affiliation", key, uai, profile))
    return found


PLANS = st.builds(
    a_plan,
    seed=st.integers(0, 10_000),
    days=st.integers(1, 8),
    rate=st.sampled_from([0.5, 3.0, 12.0]),
    full_every=st.integers(2, 4),
    people=st.sampled_from([120, 300]),
    first=st.sampled_from([date(2026, 9, 7), date(2027, 8, 29)]),
    oddities=st.sampled_from([frozenset(), ALL]),
)


@given(plan=PLANS)
@settings(max_examples=25, deadline=None)
def test_the_deltas_say_what_the_full_deliveries_say(plan: Plan) -> None:
    by_deltas = Truth()
    for number, mode, requests in whole_story(plan):
        day = plan.dates()[number]
        if number == 0 or mode == "Delta":
            by_deltas.tell(requests, day, full=number == 0)
            continue
        by_full = Truth()
        by_full.tell(requests, day, full=True)
        assert by_full.held == by_deltas.held
        assert by_full.present() == by_deltas.present()
        assert by_full.classes() == by_deltas.classes()


@given(plan=PLANS)
@settings(max_examples=15, deadline=None)
def test_the_truth_is_what_became_of_the_people(plan: Plan) -> None:
    lived = []
    for made in invent(plan):
        for _, _, requests in tell(plan, made, Counter()):
            list(requests)
        lived.append(made)
    truth = told(plan)

    assert truth.present() == seen(lived)
    assert {one.key for one in truth.people()} == {
        key for made in lived for kind in (PUPIL, GUARDIAN, STAFF) for key in made.all_of(kind)
    }
    for made in lived:
        for key, adult in made.guardians.items():
            assert adult.children
            assert all(key in made.pupils[child].guardians for child in adult.children)
        for pupil in made.pupils.values():
            person = truth.everybody[pupil.person.key]
            assert (person.last_name, person.birth_date) == (pupil.person.last_name, pupil.person.birth_date)
            assert truth.guardians_of(pupil.person.key) == list(pupil.guardians)
            group = truth.classes()[pupil.school, pupil.class_key]
            assert group.label == made.classes[pupil.class_key].label
            assert pupil.person.level in group.levels


@given(plan=PLANS, lost=st.sets(st.integers(1, 8)))
@settings(max_examples=15, deadline=None)
def test_a_full_delivery_heals_what_lost_deltas_broke(plan: Plan, lost: set[int]) -> None:
    truth, whole = Truth(), Truth()
    for number, mode, requests in whole_story(plan):
        day = plan.dates()[number]
        whole.tell(requests, day, full=mode == "Complet")
        if mode == "Complet" or number not in lost:
            truth.tell(requests, day, full=mode == "Complet")
        if mode == "Complet":
            assert truth.held == whole.held
            assert truth.present() == whole.present()
    for one in truth.past:
        assert one.ends is not None
        assert one.starts <= one.ends
        assert one.reason in {ABSENT, MOVED}
    for word in ("affiliation", "membership", "guardianship", "enrolment"):
        links = truth.links(word)
        for before, after in itertools.pairwise(links):
            assert before.name != after.name or (before.ends is not None and before.ends <= after.starts)


def a_truth(*requests: Request) -> Truth:
    truth = Truth()
    truth.tell(requests, date(2026, 9, 7), full=True)
    return truth


def first_day(plan: Plan) -> list[Request]:
    return whole_story(plan)[0][2]


def test_rules_of_the_truth_one_by_one() -> None:
    requests = first_day(a_plan(days=0, people=60, places=PLACES[:2]))
    truth = a_truth(*requests)
    day = date(2026, 9, 8)
    child = next(
        r for r in requests if r.kind == PUPIL and len(r.attributes["ENTEleveAutoriteParentale"]) == 2
    )
    adult = truth.guardians_of(child.key)[0]
    link = ("guardianship", adult, child.key)

    # A change to somebody who was never told says nothing; a departure neither.
    truth.tell(
        [Request("modify", PUPIL, "1", {"ENTPersonNom": ("X",)}), Request("delete", GUARDIAN, "2", {})],
        day,
        full=False,
    )
    assert truth.past == []
    # A guardian named no longer, then again: the old link is taken up.
    only = {"ENTEleveAutoriteParentale": (f"{truth.guardians_of(child.key)[1]}$1",)}
    truth.tell([Request("modify", PUPIL, child.key, only)], day, full=False)
    assert [(one.name, one.ends, one.reason) for one in truth.past] == [(link, day, ABSENT)]
    truth.tell([child], day + timedelta(days=1), full=False)
    assert (truth.live[link].starts, truth.past) == (date(2026, 9, 7), [])
    # A child who leaves keeps the guardian who stays, until the guardian goes.
    truth.tell([Request("delete", PUPIL, child.key, {})], day + timedelta(days=2), full=False)
    assert link in truth.live
    assert link not in truth.present()
    truth.tell([Request("delete", GUARDIAN, adult, {})], day + timedelta(days=3), full=False)
    assert link not in truth.live


def test_a_new_year_turns_every_class() -> None:
    plan = a_plan(first=date(2027, 8, 30), days=3, rate=0.0, places=PLACES, people=None)
    before, after = told(plan, until=1), told(plan)
    levels = {key: values["ENTEleveNiveau"][0].split("$")[1] for key, values in before.of(PUPIL)}
    now = {key: values["ENTEleveNiveau"][0].split("$")[1] for key, values in after.of(PUPIL)}
    order = ["PS", "MS", "GS", "CP", "CE1", "CE2", "CM1", "CM2"]

    assert not before.classes().keys() & after.classes().keys()
    assert not {key for key, level in levels.items() if level == "CM2"} & now.keys()
    assert all(order.index(now[key]) == order.index(levels[key]) + 1 for key in levels.keys() & now.keys())
    assert len(levels.keys() & now.keys()) > 0.8 * sum(level != "CM2" for level in levels.values())
    assert any(level == "PS" for key, level in now.items() if key not in levels)
    assert {one.reason for one in after.past if one.name[0] == "membership"} == {ABSENT, MOVED}


def run(*options: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("make_academy", *options, stdout=out, stderr=out)
    except SystemExit as stop:
        return int(stop.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_the_command_writes_and_says_what(tmp_path: Path) -> None:
    code, text = run("--out", str(tmp_path), "--size", "400", "--days", "2", "--rate", "5", "--json")
    said = json.loads(text)

    assert code == 0
    assert (said["academy"], said["people"]["schools"], said["onde"]) == ("17", 12, 12)
    assert [one["kind"] for one in said["deliveries"]] == ["Complet", "Delta", "Delta"]
    for one in said["deliveries"]:
        files = list(Path(one["folder"]).glob("*.xml"))
        assert (len(files), sum(file.stat().st_size for file in files)) == (one["files"], one["bytes"])
    first = said["deliveries"][0]["requests"]
    assert {kind: first[kind]["add"] for kind in KINDS} == {
        SCHOOL: 12, PUPIL: said["people"]["pupils"], GUARDIAN: said["people"]["guardians"],
        STAFF: said["people"]["staff"],
    }  # fmt: skip
    assert 300 < sum(said["people"][kind] for kind in ("pupils", "guardians", "staff")) < 500
    assert sorted(path.name for path in (tmp_path / "onde").iterdir()) == sorted(
        place.uai for place in PLACES
    )


def test_the_command_writes_over_only_when_told(tmp_path: Path) -> None:
    options = ["--out", str(tmp_path), "--size", "200", "--only", "aaf"]
    assert run(*options)[0] == 0
    assert run(*options)[0] == 1
    code, text = run(*options, "--replace")
    assert code == 0
    assert "20260907_Complet" in text
    assert not (tmp_path / "onde").exists()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--oddities", "typos"], "No such oddity: typos"),
        (["--schools", "nowhere.csv"], "cannot be read"),
    ],
)
def test_the_command_refuses_in_a_sentence(options: list[str], sentence: str, tmp_path: Path) -> None:
    code, text = run("--out", str(tmp_path), *options)
    assert code == 1
    assert sentence in text
    assert list(tmp_path.iterdir()) == []


def test_a_list_without_the_columns_is_refused(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("uai;nom\n0440001A;École\n", encoding="utf-8")
    code, text = run("--out", str(tmp_path / "out"), "--schools", str(tmp_path / "list.csv"))
    assert (code, "no column niveau" in text) == (1, True)


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


@pytest.mark.django_db
def test_schools_without_circonscription_get_an_invented_one_that_says_so(tmp_path: Path) -> None:
    source = tmp_path / "list.csv"
    text = Path(INVENTED).read_text(encoding="utf-8")
    head, first, *others = text.splitlines()
    rows = [f"{head};circonscription", f"{first};Valmarais Nord", *(f"{row};" for row in others)]
    source.write_text("\n".join(rows) + "\n", encoding="utf-8")
    assert (
        run("--out", str(tmp_path / "out"), "--schools", str(source), "--size", "120", "--only", "aaf")[0]
        == 0
    )
    with (tmp_path / "out" / "ecoles.csv").open(encoding="utf-8", newline="") as file:
        written = {row["uai"]: row for row in csv.DictReader(file, delimiter=";")}
    assert len(written) == len(PLACES)
    known = first.partition(";")[0]
    assert written[known]["circonscription"] == "Valmarais Nord"
    assert all(row["latitude"] for row in written.values())
    invented = {row["circonscription"] for uai, row in written.items() if uai != known}
    assert all("circonscription inventée" in name for name in invented)
    call_command("import_schools", str(tmp_path / "out" / "ecoles.csv"), stdout=StringIO(), stderr=StringIO())
    assert set(Circonscription.objects.values_list("name", flat=True)) == {"Valmarais Nord", *invented}
