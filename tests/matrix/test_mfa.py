"""The column `mfa=False` of the access matrix: without a second factor what is strong answers 403 and writes nothing,
and what is not strong goes on as ever. Which routes are strong is typed in the lines, from the rights pages."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse

from eprimo.foundation.accounts.models import Session
from eprimo.foundation.kernel.models import FactorTerm
from tests.matrix.asking import Answer, asked_by, methods_of
from tests.matrix.line import EVERYBODY, Line, Variant
from tests.matrix.lines import LINES
from tests.matrix.scene import Scene
from tests.matrix.who import AGENTS, CONSORTIUM, HEADS, PARTNERS, STAFF, TEACHERS, TERRITORY
from tests.sizes import FULL

pytestmark = pytest.mark.django_db

# Who acts above the schools or for the group: everything is strong but what is one's own.
ABOVE = {*TERRITORY.split(), *CONSORTIUM.split(), "platform", "platform_two"}
AT_SCHOOL = {
    *HEADS.split(), *TEACHERS.split(), *STAFF.split(), *AGENTS.split(), *PARTNERS.split(), "director_verne",
    "teacher_verne", "staff_verne", "agent_verne",
}  # fmt: skip
# Strong for some objects alone, or as it is sent and not as it is read over:
# `tests/foundation/factors/test_strong_acts.py` asks of each.
SOME = {
    "liaison:new",
    "liaison:autosave",
    "liaison:send",
    "liaison:remind",
    "liaison:remind_not",
    "sheets:make",
    "attendance:follow_report",
    "closing:close",
    "closing:reopen",
}
STRONG = [line for line in LINES.values() if line.second_factor and line.route not in SOME]


@pytest.fixture
def without(scene: Scene) -> Iterator[None]:
    """Nobody has shown a factor; no role is in its time of grace."""
    with transaction.atomic():
        FactorTerm.objects.all().delete()
        Session.objects.update(second_factor_at=None, trusted_until=None)
        yield
        transaction.set_rollback(True)


def objects(line: Line) -> list[Variant]:
    """What is strong for some objects alone is in SOME: the first object that somebody may act on speaks for the
    others; full, all do."""
    acted = [one for one in line.variants if one.ok] or [*line.variants]
    return acted if FULL else acted[:1]


def let_through(line: Line, variant: Variant) -> list[str]:
    """One of each sort that the line lets through."""
    if variant.ok == EVERYBODY:
        return ["director", "inspector"]
    let = [who for who in variant.ok.split() if who in AT_SCHOOL | ABOVE]
    sorts = ([who for who in let if who in group][:1] for group in (AT_SCHOOL, ABOVE))
    return [who for sort in sorts for who in sort]


def asks(answer: Answer, method: str = "") -> bool:
    """An answer to HEAD has no words."""
    response: HttpResponse = answer.response
    words = "" if method == "HEAD" else "Confirmez que c’est vous"
    return answer.status == 403 and words.encode() in response.content


def test_each_strong_route_asks_for_a_factor_and_writes_nothing(scene: Scene, without: None) -> None:
    """Of all routes 0 pass."""
    wrong, asked = [], 0
    for line in STRONG:
        for variant in objects(line):
            people = let_through(line, variant)
            for method in methods_of(line, variant):
                for who, answer in asked_by(people, scene, line, variant, method):
                    asked += 1
                    if not asks(answer, method):
                        wrong.append(f"{line.route} [{variant.name}] {method} by {who}: {answer.status}")
                    # What was stopped is a line of the trail, and nothing else.
                    wrote = [one for one in answer.writes if "kernel_auditline" not in one]
                    if wrote or len(answer.writes) > 1:
                        wrong.append(
                            f"{line.route} [{variant.name}] {method} by {who} wrote: {answer.writes[0][:80]}"
                        )
    assert asked > 300
    assert not wrong, "\n".join(wrong)


def test_what_is_not_strong_goes_on_without_one(scene: Scene, without: None) -> None:
    """Of who works in schools, and of families and pupils: no route of theirs asks."""
    wrong, asked = [], 0
    for line in LINES.values():
        if line.second_factor or line.public or line.route in SOME or line.route.startswith("factors:"):
            continue
        for variant in objects(line):
            let = [who for who in variant.ok.split() if who not in ABOVE]
            people = ["teacher", "samira", "lea"] if variant.ok == EVERYBODY else let[:1]
            for method in methods_of(line, variant):
                for who, answer in asked_by(people, scene, line, variant, method):
                    asked += 1
                    if asks(answer):
                        wrong.append(f"{line.route} [{variant.name}] {method} by {who}")
    assert asked > 200
    assert wrong == []


def test_who_may_not_know_of_a_page_is_told_nothing_by_the_question(scene: Scene, without: None) -> None:
    """404 comes before « confirm »: of each strong route, of one who is not named."""
    wrong: list[Any] = []
    for line in STRONG:
        for variant in line.variants[:1]:
            strangers = [who for who in ("teacher_verne", "partner", "samira") if who not in variant.named][
                :1
            ]
            for method in methods_of(line, variant):
                for who, answer in asked_by(strangers, scene, line, variant, method):
                    if variant.expected(who, line, method) == {404} and answer.status != 404:
                        wrong.append((line.route, method, who, answer.status))
    assert wrong == []
