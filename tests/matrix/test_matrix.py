"""The access matrix: every address × every person × every kind of object, against the rights page.

Two sizes of one test. Full (EPRIMO_DRILL=full): everybody asks of every object. Small (`make test`): everybody asks of
the first object of each address, by each of its methods; of its other objects everybody whom the line names, who is
signed out or whose school is closed, and of the strangers, whom it answers 404, a third in turn: each stranger is asked
of a third of those objects.
"""

import os
from collections.abc import Iterator
from typing import Any

import pytest

from tests.matrix.asking import Answer, asked_by, methods_of, scene_of
from tests.matrix.line import CLOSED, EVERYBODY, SIGNED_OUT, Line, Variant
from tests.matrix.lines import LINES
from tests.matrix.scene import Scene
from tests.test_consistency import routes

# The mark has the database made; the scene itself lives as long as the module.
pytestmark = pytest.mark.django_db

FULL = os.environ.get("EPRIMO_DRILL") == "full"
# Of the strangers, one in so many asks of an object that is not the first of its address.
TURNS = 1 if FULL else 3
CASES = [
    pytest.param(line, variant, method, id=f"{line.route} {method} {variant.name}")
    for line in LINES.values()
    for variant in line.variants
    for method in methods_of(line, variant)
]
COOKIES = {
    "eprimo_classe",
    "eprimo_langue",
    "eprimo_lu",
    "eprimo_sans",
    "eprimo_session",
    "csrftoken",
    "messages",
}


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: Any) -> Iterator[Scene]:
    with scene_of(django_db_blocker) as made:
        yield made


def test_every_route_has_a_line() -> None:
    """Who adds an address says here who may open it."""
    missing = sorted(set(routes()) - set(LINES))
    assert missing == [], "Write their lines in tests/matrix/lines, from the rights page."


def test_every_line_has_a_route() -> None:
    assert sorted(set(LINES) - set(routes())) == []


def test_every_line_names_people_of_the_scene(scene: Scene) -> None:
    """A misspelt name would ask nothing of anybody."""
    known = {*scene.cast.people, "*"}
    for line in LINES.values():
        assert line.variants, line.route
        for one in line.variants:
            assert one.named <= known, (line.route, one.name, one.named - known)


def test_every_line_says_whether_it_asks_a_second_factor() -> None:
    """Recorded from rule 1; in force when the safety work lands."""
    for line in LINES.values():
        assert isinstance(line.second_factor, bool), line.route
        assert not (line.public and line.second_factor), line.route
    assert sum(line.second_factor for line in LINES.values()) > 20


def test_every_object_is_asked_from_another_school() -> None:
    """C01: where an address names an object, at least two objects are tried, one of which is out of reach."""
    for name, pattern in routes().items():
        if "<uuid:" in str(pattern.pattern) and name in LINES and name not in _ONE_SCHOOL:
            assert len(LINES[name].variants) > 1 or name.startswith(_OF_THE_GROUP), name


# There is one group: who may read one of its meetings or of its news may read them all.
_OF_THE_GROUP = ("governance:", "news:")
# Objects that one school alone has in the scene: the people of the other one are strangers there.
_ONE_SCHOOL = {
    "accounts:session_end", "liaison:follower_remove", "pwa:device_remove", "school:restriction_end",
    "school:restriction_lift",
    "school:restriction_reason", "school:kind_end", "school:kind_reason",
}  # fmt: skip


# The same bytes for everybody, session or not (tests/services/pwa): a device may keep them.
_NOBODYS = {"pwa:worker", "pwa:manifest", "pwa:offline"}


def asking(everybody: list[str], line: Line, variant: Variant) -> list[str]:
    """Who asks of this object, in this size of the test."""
    turn = line.variants.index(variant)
    if not turn or EVERYBODY in variant.named:
        return everybody
    kept = {*variant.named, *SIGNED_OUT, CLOSED}
    return [who for place, who in enumerate(everybody) if who in kept or (place + turn) % TURNS == 0]


def test_a_third_of_the_strangers_asks_of_each_other_object(scene: Scene) -> None:
    """Nobody whom a line names is left out, and in three objects nobody at all."""
    line = max(LINES.values(), key=lambda one: len(one.variants))
    for variant in line.variants:
        assert variant.named <= set(asking(scene.everybody, line, variant))
    others = (asking(scene.everybody, line, one) for one in line.variants[1 : 1 + TURNS])
    assert set().union(*others) == set(scene.everybody)
    assert asking(scene.everybody, line, line.variants[0]) == scene.everybody


@pytest.mark.drill
@pytest.mark.parametrize(("line", "variant", "method"), CASES)
def test_matrix(scene: Scene, line: Line, variant: Variant, method: str) -> None:
    wrong = []
    people = asking(scene.everybody, line, variant)
    for who, answer in asked_by(people, scene, line, variant, method):
        expected = variant.expected(who, line, method)
        fault = _fault(answer, expected, line, variant, method, who)
        if fault:
            wrong.append(f"{line.route} [{variant.name}] {method} by {who}: {fault}")
    assert not wrong, "\n" + "\n".join(wrong)


def _fault(answer: Answer, expected: set[int], line: Line, variant: Variant, method: str, who: str) -> str:
    if answer.status not in expected:
        return f"expected {sorted(expected)}, got {answer.status}"
    headers = _headers(answer, signed_in=who not in SIGNED_OUT and line.route not in _NOBODYS)
    if headers:
        return headers
    if method == "GET" and answer.writes:
        return f"a GET wrote: {answer.writes[0][:80]}"
    refused = (
        who not in variant.silent.split() and expected <= {302, 401, 403, 404, 422} and not variant.ok_status
    )
    if refused and answer.writes:
        return f"refused with {answer.status}, yet wrote: {answer.writes[0][:80]}"
    acts = method == "POST" and expected == {200, 302} and variant.writes and not line.public
    return "let through, and nothing was done" if acts and not answer.writes else ""


def _headers(answer: Answer, *, signed_in: bool) -> str:
    """E: what every answer carries."""
    got = answer.response.headers
    if signed_in and "no-store" not in got.get("Cache-Control", ""):
        return f"Cache-Control is {got.get('Cache-Control')!r}"
    csp = got.get("Content-Security-Policy", "")
    if "default-src" not in csp or "unsafe-" in csp:
        return f"Content-Security-Policy is {csp!r}"
    if got.get("X-Content-Type-Options") != "nosniff" or got.get("X-Frame-Options") != "DENY":
        return "nosniff or frame options miss"
    return "" if set(answer.response.cookies) <= COOKIES else f"cookies {set(answer.response.cookies)}"
