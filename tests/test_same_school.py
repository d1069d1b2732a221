"""Keys of two columns: a row of a school points to rows of its own school alone. The catalogue is asked, so that the
next table is too."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction

from eprimo.foundation.access.models import Audience
from eprimo.foundation.content.models import Share, Target, Version
from eprimo.foundation.conversations.models import Conversation, Message, Seat
from eprimo.foundation.notifications.models import Notice
from eprimo.services.liaison.models import Owed, Recipient, Slip
from tests.cast import Cast
from tests.services.liaison import notes, talk

pytestmark = pytest.mark.django_db

# Keys from a table with schools to another one that need no school beside them, and why.
APART = {
    ("classroom_classsession", "session_id"): (
        "the school of a session is the one its person works in at the time, and changes with it"
    ),
    ("orders_ordergrant", "entitlement_id"): "of the purchasing group: what opens a school, no child's thing",
    ("orders_invoiceline", "of_id"): "of the purchasing group: a line of an invoice, of a school or of none",
}

_OF_SCHOOLS = """
SELECT c.oid, c.relname, a.attnum FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'school_id' AND NOT a.attisdropped
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
"""
# Every key from one table of schools to another: (table, column, whether the school is beside it).
_KEYS = f"""
WITH of_schools (oid, name, school) AS ({_OF_SCHOOLS}),
key AS (
  SELECT k.conrelid, k.confrelid, k.conkey, k.confkey, f.name, f.school, t.school AS their_school
  FROM pg_constraint k JOIN of_schools f ON f.oid = k.conrelid JOIN of_schools t ON t.oid = k.confrelid
  WHERE k.contype = 'f'
)
SELECT one.name, a.attname, EXISTS (
  SELECT FROM key two WHERE two.conrelid = one.conrelid AND two.confrelid = one.confrelid
    AND two.conkey = one.conkey || one.school AND two.confkey = one.confkey || one.their_school)
FROM key one JOIN pg_attribute a ON a.attrelid = one.conrelid AND a.attnum = one.conkey[1]
WHERE cardinality(one.conkey) = 1 ORDER BY 1, 2
"""


def _keys() -> dict[tuple[str, str], bool]:
    with connection.cursor() as cursor:
        cursor.execute(_KEYS)
        return {(table, column): beside for table, column, beside in cursor.fetchall()}


def test_every_key_between_rows_of_schools_has_the_school_beside_it() -> None:
    keys = _keys()
    assert keys[("liaison_owed", "note_id")]
    assert keys[("content_share", "audience_id")]
    alone = {key for key, beside in keys.items() if not beside}
    assert alone - set(APART) == set(), "SameSchool(…) in the Meta of its model, or a reason in APART"
    assert set(APART) - alone == set(), "No such key any more."


# Tables whose rows may be of no school, with a key of two columns that these pass; and the function that looks at them.
_PASSED = f"""
WITH of_schools (oid, name, school) AS ({_OF_SCHOOLS})
SELECT DISTINCT f.name, (
  SELECT p.proname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
  WHERE t.tgrelid = f.oid AND p.prosecdef AND pg_get_triggerdef(t.oid) ~ 'BEFORE INSERT OR UPDATE ON'
    AND pg_get_triggerdef(t.oid) ~ 'FOR EACH ROW WHEN \\(\\(new.school_id IS NULL\\)\\)')
FROM pg_constraint k JOIN of_schools f ON f.oid = k.conrelid JOIN of_schools o ON o.oid = k.confrelid
JOIN pg_attribute a ON a.attrelid = f.oid AND a.attnum = f.school
WHERE k.contype = 'f' AND f.school = ANY(k.conkey) AND cardinality(k.conkey) = 2 AND NOT a.attnotnull
ORDER BY 1
"""


def test_a_row_of_no_school_is_looked_at_by_another_one() -> None:
    """A key of two columns asks nothing of it (MATCH SIMPLE), and everybody reads it: what it names is of no school."""
    with connection.cursor() as cursor:
        cursor.execute(_PASSED)
        found = dict(cursor.fetchall())
    assert set(found) >= {"content_target", "content_share", "content_version", "links_link", "news_news"}
    assert [table for table, looks in found.items() if looks is None] == [], (
        "content.no_school.held_to_no_school"
    )


@transaction.atomic
def _whole(act: Callable[[], object]) -> None:
    """As at the end of a transaction: these keys are checked there."""
    act()
    connection.check_constraints()


def _refused(act: Callable[[], object]) -> None:
    with pytest.raises(IntegrityError, match=r"same_school|target_of_resource"):
        _whole(act)


def test_no_row_of_the_own_school_points_to_a_foreign_note(cast: Cast) -> None:
    """What a stranger's statement would do to reach what is another school's: the row is one's own, what it names is
    not."""
    note, own = notes.to_sign(cast), cast.verne
    at = {"school": own, "note": note, "school_year": note.school_year}
    lea, samira = cast.people["lea"], cast.people["samira"]
    audience = Audience.objects.create(kind="school", target=own.pk, profile="staff", school=own)
    theirs = Share.objects.filter(resource=note.resource).first()
    assert theirs is not None
    ours = notes.sent(cast, by="teacher_verne", classes=(cast.ce1_verne,), title="Autre école")
    told = Notice.objects.filter(resource=note.resource).first()
    said = talk.write(cast, note)
    assert told is not None
    for act in (
        lambda: Version.objects.create(resource=note.resource, school=own, number=99, title="", body={}),
        lambda: Share.objects.create(resource=note.resource, audience=audience, school=own, service="liaison"),
        lambda: Share.objects.create(
            resource=ours.resource, audience=theirs.audience, school=own, service="liaison"
        ),
        lambda: Target.objects.create(resource=note.resource, school=own, kind="school", target=own.pk),
        lambda: Owed.objects.create(**at, guardian=samira, child=cast.people["director_verne"], may_sign=True),
        lambda: Recipient.objects.create(
            **at, child=cast.people["director_verne"], delivered_at=note.resource.published_at, first_version=1
        ),
        lambda: Conversation.objects.create(
            school_year=note.school_year, school=own, child=lea, guardian=cast.paul, resource=note.resource
        ),
        lambda: Message.objects.create(
            school_year=said.school_year, conversation_id=said.conversation_id, school=own, child=lea,
            guardian=samira, from_school=True, body="…", written_at=said.written_at, visible_from=said.written_at,
        ),
        lambda: Seat.objects.create(
            school_year=said.school_year, conversation_id=said.conversation_id, school=own,
            person=cast.people["director_verne"],
        ),
        lambda: Slip.objects.create(school=own, note=note, child=lea, layout={}),
        lambda: Notice.objects.create(
            school=own, recipient=samira, school_year=note.school_year, lane="team", card="liaison.sign",
            resource=note.resource,
        ),
        # Nor is a row that is there moved to the own school, its author's or another one's.
        lambda: Owed.objects.filter(note=note).update(school=own),
        lambda: Notice.objects.filter(id=told.id).update(school=own),
        lambda: Owed.objects.filter(note=note).update(class_group=cast.ce1_verne),
    ):  # fmt: skip
        _refused(act)


def test_what_is_of_one_school_is_written(cast: Cast) -> None:
    """The same rows, of the note's own school: the key refuses nothing else."""
    note = notes.to_sign(cast)
    lea, samira = cast.people["lea"], cast.people["samira"]
    _whole(lambda: Slip.objects.create(school=cast.tilleuls, note=note, child=lea, layout={}))
    _whole(lambda: Owed.objects.filter(note=note, guardian=samira).update(class_group=None))
    _whole(
        lambda: Target.objects.create(
            resource=note.resource, school=cast.tilleuls, kind="person", target=lea.pk
        )
    )
