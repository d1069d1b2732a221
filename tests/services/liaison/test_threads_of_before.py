"""What was written under notes before there were conversations: the migration brings it, and what joined two people
still parts them."""

from importlib import import_module
from typing import Any

from django.conf import settings
from django.db import connection

from eprimo.foundation.conversations.models import Conversation, Message
from eprimo.foundation.kernel.outbox import run_due
from eprimo.services.liaison.actions import thread_close, thread_read
from tests import factories as make
from tests.cast import Cast
from tests.services.liaison import talk
from tests.services.liaison.notes import sent

MIGRATION: Any = import_module("eprimo.services.liaison.migrations.0016_conversations")
# The tables of the release before, as far as the migration reads them, with what stands in the new ones.
BEFORE = """
CREATE SEQUENCE liaison_thread_id START {thread};
CREATE SEQUENCE liaison_reply_id START {reply};
CREATE TABLE liaison_thread AS SELECT school_year, id, resource_id AS note_id, school_id, child_id, guardian_id,
  family_at, school_at, seen_at, closed_at FROM conversations_conversation;
CREATE TABLE liaison_reply AS SELECT m.school_year, m.id, c.resource_id AS note_id, m.school_id, m.child_id,
  m.guardian_id, m.author_id, m.from_school, m.body, m.written_at, m.visible_from, m.key
  FROM conversations_message m
  JOIN conversations_conversation c ON c.school_year = m.school_year AND c.id = m.conversation_id;
DELETE FROM conversations_conversation;
"""


def _rows() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    conversations = list(Conversation.objects.order_by("id").values())
    for row in conversations:
        # Made anew, and of a later migration.
        del row["public_id"], row["read_at"]
    said = list(Message.objects.order_by("id").values())
    for row in said:
        del row["public_id"]
    return conversations, said


def test_the_migration_brings_conversations_and_messages(cast: Cast) -> None:
    first, second = sent(cast), sent(cast)
    run_due()
    talk.write(cast, first)
    talk.write(cast, first, "paul", "Et moi ?")
    talk.answer(cast, second)
    thread_read(actor=cast.actor("samira"), note=second, child=cast.lea)
    thread_close(actor=cast.actor("teacher"), note=second, child=cast.lea, guardian=cast.samira)
    before = _rows()
    last = max(row["id"] for row in before[0]), max(row["id"] for row in before[1])
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute(BEFORE.format(thread=last[0] + 1, reply=last[1] + 1))
        for statement in MIGRATION.CARRY:
            cursor.execute(statement)
        cursor.execute(f"SET ROLE {settings.APPLICATION_ROLE}")
    assert _rows() == before
    # What comes next has the next number.
    assert talk.write(cast, first, body="Merci.").id > last[1]
    assert talk.bodies(cast, first, "samira", "samira") == ["Peut-elle venir en avance ?", "Merci."]


def test_what_joined_two_people_before_still_parts_them(cast: Cast) -> None:
    """Of a journal as the release before wrote it: the conversation that went comes back with its own messages."""
    twin = make.guardian(cast.lea, first_name="Samira", last_name="DIALLO")
    note = 7
    row = {
        "school_year": 2026, "id": 12, "note_id": note, "school_id": cast.tilleuls.pk, "child_id": cast.lea.pk,
        "guardian_id": twin.pk, "family_at": "2026-11-24T09:00:00+00:00", "school_at": None,
        "seen_at": "2026-11-24T08:00:00+00:00", "closed_at": None,
    }  # fmt: skip
    changed = {"do": "changed", "of": "liaison.Thread", "pk": [2026, 11], "who": {}, "was": {}, "now": {}}
    moved = {
        "do": "moved", "of": "liaison.Reply", "column": "guardian", "old": twin.pk, "new": cast.samira.pk,
        "rows": [[2026, 31]],
    }  # fmt: skip
    other = {"do": "moved", "of": "liaison.Owed", "column": "guardian", "old": 1, "new": 2, "rows": None}
    journal = [changed, {"do": "dropped", "of": "liaison.Thread", "row": row}, moved, other]
    stays = {(note, cast.lea.pk, cast.samira.pk): 11}
    found = MIGRATION.carried(journal, cast.samira.pk, twin.pk, stays.get)
    assert [(one["do"], one["of"]) for one in found] == [
        ("changed", "conversations.Conversation"),
        ("moved", "conversations.Message"),
        ("dropped", "conversations.Conversation"),
        ("moved", "conversations.Message"),
        ("moved", "liaison.Owed"),
    ]
    assert (found[1]["column"], found[1]["old"], found[1]["new"], found[1]["rows"]) == (
        "conversation_id",
        12,
        11,
        [[2026, 31]],
    )
    kept = found[2]["row"]
    assert (kept["resource_id"], kept["matter"], kept["last_at"]) == (note, "", "2026-11-24T09:00:00+00:00")
    assert "note_id" not in kept
    # Each column that it names is there.
    names = {field.attname for field in Conversation._meta.concrete_fields}
    assert kept.keys() <= names
