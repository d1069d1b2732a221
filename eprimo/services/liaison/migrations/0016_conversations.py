"""What was written under notes stands among conversations, with its numbers; what joined two people knows them there."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import migrations

CARRY = (
    """
INSERT INTO conversations_conversation (school_year, id, public_id, school_id, child_id, guardian_id, resource_id,
  matter, family_at, school_at, seen_at, closed_at, last_at)
SELECT t.school_year, t.id, gen_random_uuid(), t.school_id, t.child_id, t.guardian_id, t.note_id,
  '', t.family_at, t.school_at, t.seen_at, t.closed_at, COALESCE(
    (SELECT max(LEAST(r.visible_from, now())) FROM liaison_reply r WHERE r.school_year = t.school_year
     AND r.note_id = t.note_id AND r.child_id = t.child_id AND r.guardian_id = t.guardian_id),
    t.closed_at, t.seen_at, now())
FROM liaison_thread t
""",
    """
INSERT INTO conversations_message (school_year, id, conversation_id, school_id, child_id, guardian_id, author_id,
  from_school, body, state, written_at, visible_from, key)
SELECT r.school_year, r.id, t.id, r.school_id, r.child_id, r.guardian_id, r.author_id,
  r.from_school, r.body, 'sent', r.written_at, r.visible_from, r.key
FROM liaison_reply r JOIN liaison_thread t ON t.school_year = r.school_year AND t.note_id = r.note_id
 AND t.child_id = r.child_id AND t.guardian_id = r.guardian_id
""",
    "SELECT setval('conversations_conversation_id', nextval('liaison_thread_id'))",
    "SELECT setval('conversations_message_id', nextval('liaison_reply_id'))",
)
_NAMES = {"liaison.Thread": "conversations.Conversation", "liaison.Reply": "conversations.Message"}
# Note, child, guardian.
type Keys = tuple[int, int, int]
type Entry = dict[str, Any]


def _keys(row: Mapping[str, Any]) -> Keys:
    return row["note_id"], row["child_id"], row["guardian_id"]


def carried(journal: list[Entry], kept: int, absorbed: int, id_of: Callable[[Keys], int | None]) -> list[Entry]:
    """A journal of two people made one, where conversations have their new names. `id_of`: the conversation of these
    keys, as they are now. What was joined then is parted with its messages: the journal says which moved."""
    gone = {
        _keys(one["row"]): one["row"]["id"]
        for one in journal
        if one["of"] == "liaison.Thread" and one["do"] == "dropped"
    }
    moved = [
        one["rows"] for one in journal if one["of"] == "liaison.Reply" and one["do"] == "moved" and one["rows"]
    ]
    found: list[Entry] = []
    for entry in journal:
        if entry["of"] not in _NAMES:
            found.append(entry)
            continue
        new = {**entry, "of": _NAMES[entry["of"]]}
        if entry["do"] == "dropped":
            row, keys = dict(entry["row"]), _keys(entry["row"])
            note = row.pop("note_id")
            if entry["of"] == "liaison.Thread":
                now = tuple(kept if one == absorbed else one for one in keys[1:])
                stays = id_of((note, now[0], now[1]))
                found.append({
                    "do": "moved", "of": _NAMES["liaison.Reply"], "column": "conversation_id", "old": row["id"],
                    "new": stays, "rows": [one for rows in moved for one in rows],
                })  # fmt: skip
                last = max(filter(None, (row["family_at"], row["school_at"], row["seen_at"])), default=None)
                row |= {"resource_id": note, "matter": ""} | ({"last_at": last} if last else {})
            else:
                row |= {"conversation_id": gone.get(keys) or id_of(keys), "state": "sent"}
            new["row"] = row
        found.append(new)
    return found


def journals(apps: Any, editor: Any) -> None:
    merges = apps.get_model("directory", "PersonMerge").objects.filter(undone_at=None)
    for merge in merges.iterator():
        if not any(entry["of"] in _NAMES for entry in merge.journal):
            continue

        def id_of(keys: Keys) -> int | None:
            with editor.connection.cursor() as cursor:
                cursor.execute(
                    "SELECT id FROM conversations_conversation"
                    " WHERE resource_id = %s AND child_id = %s AND guardian_id = %s",
                    keys,
                )
                row = cursor.fetchone()
            return row[0] if row else None

        merge.journal = carried(merge.journal, merge.kept_id, merge.absorbed_id, id_of)
        merge.save(update_fields=["journal"])


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0002_of_their_conversation"),
        ("directory", "0024_work_places"),
        ("liaison", "0015_days_of_notes"),
    ]

    operations = [
        # What families write meanwhile waits, and is not lost between the copy and the end of the table.
        migrations.RunSQL(
            "LOCK TABLE liaison_thread, liaison_reply IN SHARE ROW EXCLUSIVE MODE", migrations.RunSQL.noop
        ),
        *(migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in CARRY),
        migrations.RunPython(journals, migrations.RunPython.noop),
        migrations.DeleteModel("Reply"),
        migrations.DeleteModel("Thread"),
        migrations.RunSQL("DROP SEQUENCE liaison_reply_id"),
        migrations.RunSQL("DROP SEQUENCE liaison_thread_id"),
    ]
