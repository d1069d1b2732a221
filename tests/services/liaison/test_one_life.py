"""The life of a note is the life of its resource: two tables, of which neither says what the other does not."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from eprimo.foundation.content.models import Resource, Version
from eprimo.foundation.kernel import clock
from eprimo.services.liaison.models import Note
from tests.cast import Cast
from tests.services.liaison.notes import draft, to_sign

YEAR = 2026


def _changed(model: type[Note] | type[Resource], pk: int, **columns: Any) -> None:
    with transaction.atomic():
        model.objects.filter(pk=pk).update(**columns)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize("year", [None, YEAR])
def test_a_note_has_a_year_as_long_as_it_is_published(cast: Cast, year: int | None) -> None:
    note = draft(cast) if year else to_sign(cast)
    with pytest.raises(IntegrityError, match="year"):
        _changed(Note, note.pk, school_year=year)


def test_a_resource_is_not_published_without_the_year_of_its_note(cast: Cast) -> None:
    now = clock.now()
    columns = {"published_at": now, "visible_from": now, "updated_at": now}
    with pytest.raises(IntegrityError, match="year"):
        _changed(Resource, draft(cast).pk, **columns)


def test_nothing_is_seen_before_it_was_published(cast: Cast) -> None:
    note, now = to_sign(cast), clock.now()
    with pytest.raises(IntegrityError, match="resource_visible_after_published"):
        _changed(Resource, note.pk, visible_from=now - timedelta(days=1), updated_at=now)
    with pytest.raises(IntegrityError, match="resource_visible_after_published"):
        _changed(Resource, note.pk, visible_from=None, updated_at=now)


def test_the_first_version_keeps_what_it_announced(cast: Cast) -> None:
    note = to_sign(cast)
    facts = Version.objects.get(resource=note.pk).facts
    assert facts["answer_by"] == (note.answer_by.isoformat() if note.answer_by else None)
    assert "title" not in facts
