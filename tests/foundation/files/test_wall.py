"""What is served was looked at: no page says so of bytes, whatever its statement; nor reads another school's."""

import pytest

from eprimo.foundation.files.models import Blob
from tests.cast import Cast
from tests.foundation.access.walled import done, key_of, run
from tests.foundation.files.ready import joined
from tests.services.liaison import notes
from tests.wall import session

pytestmark = pytest.mark.django_db

_GIVEN = """
INSERT INTO files_blob (school_id, sha256, state, refusal, kind, weight, read_weight, pages, width, height, wanted_at)
VALUES (%s, %s, %s, '', '', 1, 0, %s, 1, 1, now())
"""


def test_no_page_says_that_bytes_are_ready(cast: Cast) -> None:
    here, there = cast.tilleuls.pk, cast.verne.pk
    file = joined(notes.draft(cast).resource)
    pieces = file.blob.pieces.count()
    assert pieces
    waits = Blob.objects.create(school=cast.tilleuls, sha256="0" * 64, weight=1)
    key, other = key_of(cast.teacher), key_of(cast.teacher_verne)
    with session(key):
        assert done(_GIVEN, here, "1" * 64, "checking", 0) == 1
        assert done(_GIVEN, here, "2" * 64, "ready", 1) == 0
        assert done(_GIVEN, there, "3" * 64, "checking", 0) == 0
        assert done("UPDATE files_blob SET wanted_at = now() WHERE id = %s", waits.pk) == 1
        for change in ("state = 'ready', pages = 1", "sha256 = repeat('4', 64)", "kind = 'image'"):
            assert done(f"UPDATE files_blob SET {change} WHERE id = %s", waits.pk) == 0
        assert done("DELETE FROM files_blob WHERE id = %s", waits.pk) == 0
        assert done("UPDATE files_piece SET sha256 = repeat('4', 64)") == 0
        assert done("DELETE FROM files_piece") == 0
        assert run("SELECT count(*) FROM files_piece WHERE blob_id = %s", file.blob_id) == [(pieces,)]
    with session(other):
        for table in ("files_blob", "files_piece", "files_attachment"):
            assert run(f"SELECT count(*) FROM {table}") == [(0,)]
