"""On disk a file is there whole or not at all; what no row names goes, and what is being joined stays."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import SuspiciousOperation
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from eprimo.foundation.files.cleanup import KEPT, blobs_collect, files_sweep
from eprimo.foundation.files.models import Attachment, Blob, Piece
from eprimo.foundation.files.storage import INCOMING, WholeFiles, kept, place_of_given, place_of_piece
from eprimo.foundation.kernel import clock
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.files.ready import joined
from tests.services.liaison import notes


class _Cut(ContentFile):  # type: ignore[type-arg]
    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:  # noqa: ARG002 - Django's
        yield b"half"
        raise OSError("disk full")


def test_a_file_is_whole_or_not_there(tmp_path: Path) -> None:
    disk = WholeFiles(location=tmp_path)
    assert disk.save("1/ab/abc/given", ContentFile(b"first")) == "1/ab/abc/given"
    assert disk.save("1/ab/abc/given", ContentFile(b"second")) == "1/ab/abc/given"
    with pytest.raises(OSError, match="disk full"):
        disk.save("1/ab/abc/given", _Cut(b""))
    with pytest.raises(OSError, match="disk full"):
        disk.save("1/ab/abc/other", _Cut(b""))
    with disk.open("1/ab/abc/given") as file:
        assert file.read() == b"second"
    assert not disk.exists("1/ab/abc/other")
    assert list((tmp_path / INCOMING).iterdir()) == []
    with pytest.raises(SuspiciousOperation):
        disk.save("../outside", ContentFile(b"x"))


@pytest.mark.django_db
def test_what_nothing_carries_goes_with_its_bytes(cast: Cast) -> None:
    note, other = notes.draft(cast), notes.draft(cast, title="Autre")
    goes, stays = joined(note.resource, kind="docx"), joined(other.resource, kind="docx")
    places = [
        place_of_given(cast.tilleuls.pk, goes.blob.sha256),
        place_of_piece(cast.tilleuls.pk, goes.blob.sha256, 1, "small"),
    ]
    note.resource.delete()
    assert not Attachment.objects.filter(pk=goes.pk).exists()
    # Somebody may be joining it again at this instant.
    assert blobs_collect() == 0
    with clock.frozen(NOW + KEPT + timedelta(hours=1)):
        assert blobs_collect() == 1
        assert list(Blob.objects.all()) == [stays.blob]
        assert set(Piece.objects.values_list("blob", flat=True)) == {stays.blob_id}
    # Written a moment ago by the clock of the storage, they stay; a day later they go.
    files_sweep()
    assert kept(places[0]) is not None
    with clock.frozen(default_storage.get_modified_time(places[0]) + KEPT + timedelta(hours=1)):
        files_sweep()
    assert [kept(place) for place in places] == [None, None]
    assert kept(place_of_given(cast.tilleuls.pk, stays.blob.sha256)) is not None
