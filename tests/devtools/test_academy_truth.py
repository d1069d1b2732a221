"""The truth about an invented academy: what every delivery says is what became of its people."""

import itertools
from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from eprimo.devtools.generators.academy.objects import Request
from eprimo.devtools.generators.academy.state import GUARDIAN, PUPIL, STAFF, Neighbourhood
from eprimo.devtools.generators.academy.story import Plan, invent, tell, whole_story
from eprimo.devtools.generators.academy.truth import ABSENT, MOVED, Truth
from tests.devtools.academies import ALL, PLACES, a_plan, told
from tests.sizes import drawn


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
@drawn(2, 75)
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
@drawn(2, 45)
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
@drawn(2, 45)
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
