"""Statements of a page: few, and as many for thirty rows as for three."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eprimo.services.liaison.actions.families import note_sign
from eprimo.services.liaison.enums import OwedState
from eprimo.services.liaison.models import Note, Owed
from eprimo.services.liaison.queries.team import team_list
from eprimo.services.liaison.queries.team_home import team_home
from tests import factories as make
from tests.cast import Cast
from tests.foundation.directory.test_support import asked, granted
from tests.services.liaison.notes import draft, sent, to_answer, to_sign
from tests.services.liaison.test_journey import address

BUDGET = 4


def _statements(client: Any, url: str) -> int:
    client.get(url)  # the session reads its links once
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


def _parents(cast: Cast) -> None:
    """Those who work at the school and have a child there: a home has both sides; the director's, an assistance that
    waits and one that runs as well."""
    for name in ("director", "staff", "agent"):
        make.guardianship(cast.people[name], cast.yanis)
    granted(cast, "platform")
    asked(cast)


def _fill(cast: Cast, count: int) -> Note:
    """Families and notes of every kind, `count` of each."""
    for number in range(count):
        child = make.pupil(cast.tilleuls, cast.ce1, f"Enfant{number}")
        make.guardianship(cast.samira, child) if number % 2 else make.guardian(child)
    for number in range(count):
        make_one = (to_sign, to_answer, sent)[number % 3]
        make_one(cast, title=f"Mot {number}", to_pupils=True)
    draft(cast, title="Brouillon")
    note = to_sign(cast, title="Le dernier", to_pupils=True)
    note_sign(actor=cast.actor("samira"), note=note, child=cast.lea)
    make.pupil(cast.tilleuls, cast.ce1, "Arrivée")
    return note


PAGES = {
    "home of a guardian": ("samira", lambda *_: reverse("home:home"), BUDGET + 1),
    "home of a teacher": ("teacher", lambda *_: reverse("home:home"), BUDGET),
    "home of a teacher who is a parent": ("teacher_parent", lambda *_: reverse("home:home"), BUDGET + 1),
    "home of staff": ("delegate", lambda *_: reverse("home:home"), BUDGET),
    "home of a director who is a parent": ("director", lambda *_: reverse("home:home"), BUDGET + 1),
    "home of staff who is a parent": ("staff", lambda *_: reverse("home:home"), BUDGET + 1),
    "home of an agent who is a parent": ("agent", lambda *_: reverse("home:home"), BUDGET + 1),
    "home of a pupil": ("lea", lambda *_: reverse("home:home"), BUDGET),
    "list of a teacher": ("teacher", lambda *_: reverse("liaison:list"), BUDGET),
    "list of a guardian": ("samira", lambda *_: reverse("liaison:family"), BUDGET),
    "list of a pupil": ("lea", lambda *_: reverse("liaison:list"), BUDGET),
    "note of a guardian": ("samira", lambda note, cast: address("child", note, cast.lea.public_id), BUDGET),
    "note of a teacher": ("teacher", lambda note, _: address("note", note), BUDGET),
    "follow-up": ("teacher", lambda note, _: address("follow_up", note), BUDGET),
    "form": ("teacher", lambda *_: reverse("liaison:new"), 8),
    "form of a director": ("director", lambda *_: reverse("liaison:new"), 8),
}  # fmt: skip


def test_pages_hold_their_budget_whatever_they_show(cast: Cast, sign_in: Any) -> None:
    def measured(note: Note) -> dict[str, int]:
        return {
            name: _statements(sign_in(cast.people[who]), url(note, cast))
            for name, (who, url, _) in PAGES.items()
        }

    _parents(cast)
    few, many = measured(_fill(cast, 3)), measured(_fill(cast, 30))
    assert many == few
    assert {name: count for name, count in many.items() if count > PAGES[name][2]} == {}


def test_thirty_at_a_time(cast: Cast, sign_in: Any) -> None:
    for number in range(33):
        sent(cast, title=f"Mot numéro {number:02}")
    client = sign_in(cast.teacher)
    first = client.get(reverse("liaison:list"))
    assert first.text.count(">Mot numéro") == 30
    after = first.context["page"].after
    assert client.get(reverse("liaison:list"), {"after": after}).text.count(">Mot numéro") == 3
    family = sign_in(cast.paul).get(reverse("liaison:family"))
    assert family.text.count(">Mot numéro") == 30
    rest = sign_in(cast.paul).get(reverse("liaison:family"), {"after": family.context["page"].after})
    assert rest.text.count(">Mot numéro") == 3


def test_a_home_and_a_list_look_each_resource_up_by_its_key(cast: Cast) -> None:
    """However many notes an academy has: no plan may read all of them, even when loops look dear to the planner."""
    actor, asked = cast.actor("teacher"), []

    def keep(execute: Any, sql: str, values: Any, many: bool, context: Any) -> Any:
        if "WITH page" in sql:
            asked.append((sql, values))
        return execute(sql, values, many, context)

    with connection.execute_wrapper(keep):
        team_home(actor, actor.now.date())
        team_list(actor)
    assert len(asked) == 2
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off; SET LOCAL enable_seqscan = off")
        for sql, values in asked:
            cursor.execute(f"EXPLAIN {sql}", values)
            plan = "\n".join(line for (line,) in cursor.fetchall())
            page = plan[plan.index("CTE page") :]
            scans = re.findall(r"content_resource x.*\n *(.*)", page)
            assert scans, plan
            assert all(re.match(r"Index Cond: \(+id = \S.*\.(resource_)?id\)", one) for one in scans), scans


# Session, note and what it is for the child; the transaction; note, child and rows held, the note's reach; what is
# written: the own row, the outcome, the other guardians, their notices, the line of the trail, the event.
SIGNATURE = 17


@pytest.mark.parametrize("guardians", [0, 4])
def test_statements_of_a_signature(cast: Cast, sign_in: Any, guardians: int) -> None:
    """As many, however many guardians the child has."""
    for _ in range(guardians):
        make.guardian(cast.lea)
    note = to_sign(cast)
    client = sign_in(cast.samira)
    client.get(reverse("home:home"))
    with CaptureQueriesContext(connection) as caught:
        url = reverse("liaison:sign", args=[note.resource.public_id, cast.lea.public_id])
        assert client.post(url, {"version": "1"}).status_code == 302
    assert {row.state for row in Owed.objects.filter(note=note, child=cast.lea)} == {OwedState.DONE}
    assert len(caught) <= SIGNATURE, [one["sql"][:60] for one in caught.captured_queries]
