"""The access matrix: every address × every person × every kind of object, against the rights page.

Who asks, in which size of the test: `askers.py`.
"""

from collections import Counter

import pytest

from eprimo.foundation.content.capabilities import kinds
from eprimo.foundation.content.pages.routes import NAMES
from tests.matrix.askers import KINDS, askers, strangers
from tests.matrix.asking import Answer, asked_by, methods_of
from tests.matrix.line import CLOSED, EVERYBODY, SIGNED_OUT, Line, Variant
from tests.matrix.lines import LINES
from tests.matrix.scene import Scene
from tests.sizes import FULL
from tests.test_consistency import routes

# The mark has the database made; the scene itself lives as long as the module.
pytestmark = pytest.mark.django_db

CASES = [
    pytest.param(line, variant, method, id=f"{line.route} {method} {variant.name}")
    for line in LINES.values()
    for variant in line.variants
    for method in methods_of(line, variant)
]
OBJECTS = [(line, variant) for line in LINES.values() for variant in line.variants]
COOKIES = {
    "eprimo_classe",
    "eprimo_langue",
    "eprimo_lu",
    "eprimo_mien",
    "eprimo_sans",
    "eprimo_session",
    "csrftoken",
    "messages",
}


def of_kinds() -> set[str]:
    """The addresses of declared kinds: the contract asks each of them of everybody (tests/contract/test_rights.py)."""
    return {f"{kind.key}:{name}" for kind in kinds() for name in NAMES}


def test_every_route_has_a_line() -> None:
    """Who adds an address says here who may open it."""
    missing = sorted(set(routes()) - set(LINES) - of_kinds())
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


def test_every_object_is_asked_from_another_school() -> None:
    """C01: where an address names an object, at least two objects are tried, one of which is out of reach."""
    for name, pattern in routes().items():
        if "<uuid:" in str(pattern.pattern) and name in LINES and name not in _ONE_SCHOOL:
            assert len(LINES[name].variants) > 1 or name.startswith(_OF_THE_GROUP), name


# There is one group: who may read one of its meetings or of its news may read them all.
_OF_THE_GROUP = ("governance:", "group_news:")
# Objects that one school alone has in the scene: the people of the other one are strangers there.
_ONE_SCHOOL = {
    "accounts:session_end", "files:upload", "liaison:follower_remove", "pwa:device_remove", "school:kind_end",
    "school:kind_reason", "school:restriction_end", "school:restriction_lift", "school:restriction_reason",
}  # fmt: skip


# The same bytes for everybody, session or not (tests/services/pwa): a device may keep them.
_NOBODYS = {"pwa:worker", "pwa:manifest", "pwa:offline"}


def test_everybody_of_the_scene_is_of_one_kind(scene: Scene) -> None:
    """Who comes to the scene is asked for among those like them."""
    known = [one for people in KINDS.values() for one in people]
    assert len(known) == len(set(known))
    assert {*known, *SIGNED_OUT} == set(scene.everybody)


def test_each_class_of_answer_is_asked_for(scene: Scene) -> None:
    """Everybody whom the line names, and one at least for each other answer that it gives to anybody; the school that
    is closed takes turns."""
    for line, variant in OBJECTS:
        asked = set(askers(scene.everybody, line, variant, full=False))
        assert variant.named - {EVERYBODY} <= asked, (line.route, variant.name)
        for method in methods_of(line, variant):
            answers = {
                frozenset(variant.expected(who, line, method)) for who in scene.everybody if who != CLOSED
            }
            heard = {frozenset(variant.expected(who, line, method)) for who in asked if who != CLOSED}
            assert heard == answers, (line.route, variant.name, method)


def test_strangers_take_turns(scene: Scene) -> None:
    """One like those who are let through, and one of another school, ask of most objects (of the others, all of that
    kind are let through); nobody is forgotten; full, everybody asks of all."""
    strangers, near = Counter[str](), 0
    for line, variant in OBJECTS:
        others = {
            who for who in askers(scene.everybody, line, variant, full=False)
            if variant.expected(who, line, "GET") == {404}
        }  # fmt: skip
        strangers.update(others)
        let = {kind for kind, people in KINDS.items() if {*people} & {*variant.ok.split()}}
        near += any(others & {*KINDS[kind]} for kind in let)
        assert askers(scene.everybody, line, variant, full=True) == scene.everybody
    assert near > len(OBJECTS) // 2
    assert min(strangers[who] for who in scene.everybody if who not in {*SIGNED_OUT, CLOSED}) >= 20, strangers


@pytest.mark.drill
@pytest.mark.parametrize(("line", "variant", "method"), CASES)
def test_matrix(scene: Scene, line: Line, variant: Variant, method: str) -> None:
    wrong = []
    people = askers(scene.everybody, line, variant)
    inside = [] if FULL else strangers(people, line, variant, method)
    for who, answer in asked_by(people, scene, line, variant, method, inside):
        expected = variant.expected(who, line, method)
        fault = _fault(answer, expected, line, variant, method, who, inside=who in inside)
        if fault:
            wrong.append(f"{line.route} [{variant.name}] {method} by {who}: {fault}")
    assert not wrong, "\n" + "\n".join(wrong)


def _fault(
    answer: Answer, expected: set[int], line: Line, variant: Variant, method: str, who: str, *, inside: bool
) -> str:
    if answer.status not in expected:
        return f"expected {sorted(expected)}, got {answer.status}"
    headers = _headers(answer, signed_in=who not in SIGNED_OUT and line.route not in _NOBODYS)
    if headers and not inside:
        return headers
    if method == "GET" and answer.writes:
        return f"a GET wrote: {answer.writes[0][:80]}"
    refused = (
        who not in variant.silent.split() and expected <= {302, 401, 403, 404, 422} and not variant.ok_status
    )
    # A strong act that is refused is a line of the trail, and nothing else.
    if refused and (len(answer.writes) > 1 or any("kernel_auditline" not in one for one in answer.writes)):
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
