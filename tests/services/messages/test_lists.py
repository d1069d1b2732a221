"""« Échanges »: a family finds all that it and schools said in one place; the school finds what it reads."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eprimo.foundation.conversations.enums import MessageState
from eprimo.foundation.conversations.lists import own_list, school_list
from eprimo.foundation.conversations.models import Message
from eprimo.foundation.directory.models import Guardianship
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.outbox import run_due
from eprimo.services.liaison.actions.lifecycle import note_withdraw
from eprimo.services.liaison.actions.threads import thread_close, thread_read
from eprimo.services.liaison.models import Note
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.services.liaison import talk
from tests.services.liaison.notes import sent

LIST = reverse("messages:list")
NIGHT = datetime(2026, 11, 24, 21, 30, tzinfo=UTC)
MORNING = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)


def titles(cast: Cast, who: str, **more: Any) -> list[str]:
    return [one.title for one in own_list(cast.actor(who), **more).items]


def read_by_school(cast: Cast, who: str, **more: Any) -> list[tuple[str, str]]:
    found = school_list(cast.actor(who), **more).items
    return [(one.guardian.first_name, one.title) for one in found]


def test_a_family_finds_its_own_newest_first_and_nothing_of_the_other_guardian(cast: Cast) -> None:
    first, second, third = (sent(cast, title=title) for title in ("Piscine", "Sortie", "Photo"))
    talk.write(cast, first)
    with clock.frozen(NOW + timedelta(minutes=1)):
        talk.write(cast, second)
        talk.write(cast, third, "paul")
    with clock.frozen(NOW + timedelta(minutes=2)):
        talk.answer(cast, first)
        assert titles(cast, "samira") == ["Piscine", "Sortie"]
        assert titles(cast, "paul") == ["Photo"]
        for who in ("lea", "guardian_verne", "no_exercise", "contact", "former_guardian", "restricted_2"):
            assert titles(cast, who) == [], who


def test_what_the_school_said_is_new_until_it_is_read(cast: Cast, sign_in: Any) -> None:
    note = sent(cast, title="Piscine")
    talk.write(cast, note)
    (line,) = own_list(cast.actor("samira")).items
    assert (line.waits, line.mine, line.said) == (False, True, "Peut-elle venir en avance ?")
    with clock.frozen(NOW + timedelta(minutes=1)):
        talk.answer(cast, note)
        (line,) = own_list(cast.actor("samira")).items
        assert (line.waits, line.mine, line.said, line.name) == (
            True,
            False,
            "Oui.",
            cast.teacher.formal_name,
        )
        page = sign_in(cast.samira).get(LIST).text
        assert page.index("L’école vous a répondu") < page.index("Piscine")
        thread_read(actor=cast.actor("samira"), note=note, child=cast.lea)
        (line,) = own_list(cast.actor("samira")).items
        assert not line.waits
        assert "L’école vous a répondu" not in sign_in(cast.samira).get(LIST).text


def test_an_answer_of_the_night_moves_nothing_before_the_morning(cast: Cast) -> None:
    first, second = sent(cast, title="Piscine"), sent(cast, title="Sortie")
    talk.write(cast, first)
    with clock.frozen(NOW + timedelta(minutes=1)):
        talk.write(cast, second)
    with clock.frozen(NIGHT):
        talk.answer(cast, first)
        assert titles(cast, "samira") == ["Sortie", "Piscine"]
        assert own_list(cast.actor("samira")).items[1].said == "Peut-elle venir en avance ?"
        # The school sees its own words.
        assert {one.said for one in school_list(cast.actor("teacher")).items} >= {"Oui."}
    with clock.frozen(MORNING):
        run_due()
        assert titles(cast, "samira") == ["Piscine", "Sortie"]
        assert own_list(cast.actor("samira")).items[0].waits


def test_one_that_the_school_began_at_night_is_not_there_before_the_morning(cast: Cast) -> None:
    note = sent(cast)
    with clock.frozen(NIGHT):
        talk.answer(cast, note)
        assert titles(cast, "samira") == []
    with clock.frozen(MORNING):
        assert len(titles(cast, "samira")) == 1


def test_what_takes_a_thing_away_takes_its_line_away(cast: Cast) -> None:
    gone, kept = sent(cast, title="Piscine"), sent(cast, title="Sortie")
    for note in (gone, kept):
        talk.write(cast, note)
    note_withdraw(actor=cast.actor("teacher"), note=gone)
    assert titles(cast, "samira") == ["Sortie"]
    make.restrict(Guardianship.objects.get(adult=cast.samira, child=cast.lea), cast.tilleuls, 2)
    assert titles(cast, "samira") == []
    # What was said stays with the school.
    assert len(read_by_school(cast, "director")) == 2


def test_the_ended_ones_are_apart(cast: Cast) -> None:
    note = sent(cast, title="Piscine")
    talk.write(cast, note)
    thread_close(actor=cast.actor("teacher"), note=note, child=cast.lea, guardian=cast.samira)
    assert (titles(cast, "samira"), titles(cast, "samira", ended=True)) == ([], ["Piscine"])
    assert (read_by_school(cast, "teacher"), len(read_by_school(cast, "teacher", ended=True))) == ([], 1)


def test_each_of_the_school_finds_what_the_note_says_that_one_reads(cast: Cast) -> None:
    note = sent(cast, title="Piscine")
    talk.write(cast, note)
    talk.write(cast, note, "paul", "Et moi ?")
    both = [("Paul", "Piscine"), ("Samira", "Piscine")]
    for who in ("teacher", "substitute", "director"):
        assert sorted(read_by_school(cast, who)) == both, who
    for who in ("teacher_cm2", "delegate", "staff", "agent", "teacher_verne", "director_verne", "samira"):
        assert read_by_school(cast, who) == [], who
    assert sorted(read_by_school(cast, "teacher", in_class=cast.ce1.pk)) == both
    assert read_by_school(cast, "director", in_class=cast.cm2.pk) == []
    assert sorted(read_by_school(cast, "director", child=cast.lea.public_id)) == both
    assert read_by_school(cast, "director", child=cast.yanis.public_id) == []


def test_who_waits_comes_apart_for_the_school(cast: Cast, sign_in: Any) -> None:
    note = sent(cast, title="Piscine")
    talk.write(cast, note)
    client = sign_in(cast.teacher)
    page = client.get(LIST).text
    assert "Ils attendent une réponse" in page
    assert talk.thread_url(note, cast) in page
    with clock.frozen(NOW + timedelta(minutes=1)):
        talk.answer(cast, note)
        assert "Ils attendent une réponse" not in client.get(LIST).text


def test_a_teacher_who_is_a_parent_has_both(cast: Cast, sign_in: Any) -> None:
    note = sent(cast, title="Piscine", by="teacher", children=(cast.yanis,), classes=())
    client = sign_in(cast.teacher_parent)
    page = client.get(LIST).text
    assert "Échanges avec les familles" in page
    assert "de=mes-enfants" in page
    own = client.get(f"{LIST}?de=mes-enfants").text
    assert "Échanges avec l’école" in own
    assert note.resource.title not in own


def test_nobody_s_words_are_markup_and_recalled_ones_are_told(cast: Cast, sign_in: Any) -> None:
    note = sent(cast)
    talk.write(cast, note, body="<b>Bonjour</b>")
    assert "&lt;b&gt;Bonjour&lt;/b&gt;" in sign_in(cast.samira).get(LIST).text
    said = talk.answer(cast, note)
    Message.objects.filter(id=said.id).update(state=MessageState.HELD)
    assert own_list(cast.actor("samira")).items[0].said == "<b>Bonjour</b>"
    Message.objects.filter(id=said.id).update(state=MessageState.RECALLED, body="")
    assert "Message retiré" in sign_in(cast.samira).get(LIST).text


def test_an_empty_list_says_what_comes_there(cast: Cast, sign_in: Any) -> None:
    assert "Aucun échange en cours" in sign_in(cast.samira).get(LIST).text
    assert "Aucun échange en cours" in sign_in(cast.teacher).get(LIST).text
    assert "Aucun échange terminé" in sign_in(cast.samira).get(f"{LIST}?voir=termines").text


def test_the_tab_stands_beside_the_notes(cast: Cast, sign_in: Any) -> None:
    for who in ("samira", "teacher"):
        page = sign_in(cast.people[who]).get(LIST).text
        assert re.search(rf'<a href="{LIST}" aria-current="page">.*?Échanges</a>', page), who
        assert len(re.findall(r'aria-label="Dans cette partie"', page)) == 1
    # A child has notes alone: no tab of what it may not open.
    assert LIST not in sign_in(cast.lea).get(reverse("liaison:list")).text


# --- statements --------------------------------------------------------------------------------


def many(cast: Cast, note: Note, count: int) -> None:
    """So many conversations of Samira about Léa, under notes that are copies of one; no model is asked."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
WITH made AS (
  INSERT INTO content_resource (public_id, service, school_id, owner_id, title, state, version, created_at, updated_at,
    revision, published_at, visible_from)
  SELECT gen_random_uuid(), r.service, r.school_id, r.owner_id, 'Mot ' || n, r.state, r.version, r.created_at,
    r.updated_at, r.revision, r.published_at, r.visible_from
  FROM content_resource r, generate_series(1, %(count)s) n WHERE r.id = %(note)s RETURNING id, school_id
), shared AS (
  INSERT INTO content_share (resource_id, school_id, audience_id, service, level, updated_at, visible_from)
  SELECT made.id, s.school_id, s.audience_id, s.service, s.level, s.updated_at, s.visible_from
  FROM made, content_share s WHERE s.resource_id = %(note)s
), noted AS (
  INSERT INTO liaison_note (resource_id, school_id, kind, questions, place, bring, summary, both_guardians, school_year,
    asked_version, confirmed_words, urgent_reason, after_holidays, delivered_at)
  SELECT made.id, n.school_id, n.kind, n.questions, n.place, n.bring, n.summary, n.both_guardians, n.school_year,
    n.asked_version, '', '', false, n.delivered_at
  FROM made, liaison_note n WHERE n.resource_id = %(note)s
), talks AS (
  INSERT INTO conversations_conversation (school_year, public_id, school_id, child_id, guardian_id, resource_id, matter,
    family_at, last_at)
  SELECT %(year)s, gen_random_uuid(), made.school_id, %(child)s, %(guardian)s, made.id, '', %(now)s,
    %(now)s::timestamptz - made.id * interval '1 second' FROM made RETURNING school_year, id, school_id
)
INSERT INTO conversations_message (school_year, conversation_id, school_id, child_id, guardian_id, author_id,
  from_school, body, state, written_at, visible_from)
SELECT school_year, id, school_id, %(child)s, %(guardian)s, %(guardian)s, false, 'Bonjour', 'sent', %(now)s, %(now)s
FROM talks
""",
            {
                "count": count, "note": note.pk, "year": note.partition, "child": cast.lea.pk,
                "guardian": cast.samira.pk, "now": NOW - timedelta(days=1),
            },
        )  # fmt: skip


def statements(client: Any, url: str) -> int:
    client.get(url)  # the session reads its links once
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


@pytest.mark.parametrize(("who", "most"), [("samira", 3), ("teacher", 3), ("director", 3)])
def test_statements_are_as_many_for_thirty_rows_as_for_three(
    cast: Cast, sign_in: Any, who: str, most: int
) -> None:
    note = sent(cast)
    client = sign_in(cast.people[who])
    many(cast, note, 3)
    few = statements(client, LIST)
    many(cast, note, 30)
    assert statements(client, LIST) == few
    assert few <= most


PLANS = ("force_generic_plan", "force_custom_plan")
_READ = """
SELECT coalesce(sum(seq_tup_read), 0) + coalesce(sum(idx_tup_fetch), 0) FROM pg_stat_xact_all_tables
WHERE schemaname = 'public'
"""


def rows_read(cast: Cast, who: str, plan: str) -> int:
    """How many rows the first page of a list reads, as the server counts them."""
    actor = cast.actor(who)
    listed = own_list if who == "samira" else school_list
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL plan_cache_mode = '{plan}'")
        cursor.execute(_READ)
        (before,) = cursor.fetchone()
        assert len(listed(actor).items) == 30
        cursor.execute(_READ)
        return int(cursor.fetchone()[0] - before)


def test_a_page_reads_as_many_rows_of_ten_thousand_as_of_a_hundred(cast: Cast) -> None:
    """Also where the planner knows who asks, and where it plans once for everybody."""
    note = sent(cast)
    everybody = [(who, plan) for who in ("samira", "teacher", "director") for plan in PLANS]
    read: dict[tuple[str, str], list[int]] = {key: [] for key in everybody}
    for more in (100, 9_900):
        many(cast, note, more)
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE; ANALYZE")
            cursor.execute(f"SET ROLE {settings.APPLICATION_ROLE}; SET LOCAL enable_seqscan = off")
        for (who, plan), found in read.items():
            found.append(rows_read(cast, who, plan))
    for who, (few, all_) in read.items():
        assert all_ <= few * 1.5 + 300, (who, few, all_)
