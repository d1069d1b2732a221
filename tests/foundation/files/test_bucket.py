"""Files in a bucket: the same as on disk; away, nothing is lost; moved there and back by their hashes."""

import errno
import socket
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, Storage, default_storage, storages
from django.core.management import call_command
from obstore.store import MemoryStore

from eprimo.foundation.files.actions import Given, attach
from eprimo.foundation.files.bucket import Bucket
from eprimo.foundation.files.cleanup import KEPT, files_sweep
from eprimo.foundation.files.models import Attachment, Blob
from eprimo.foundation.files.refusals import FilesAway
from eprimo.foundation.files.storage import INCOMING, kept, place_of_given
from eprimo.foundation.files.storage_copy import files_check, files_move, named_files
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.models import OutboxEvent
from eprimo.foundation.kernel.outbox import run_due
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.files.ready import joined, webp
from tests.services.liaison import notes


def bucket() -> Bucket:
    made = Bucket(address="s3://ours/files")
    made.store = MemoryStore()
    return made


def away() -> Bucket:
    """Nobody listens there."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return Bucket(
        address="s3://ours", endpoint=f"http://127.0.0.1:{port}", region="eu", key="key", secret="secret"
    )


def full() -> Storage:
    made = InMemoryStorage()

    def save(*_: Any, **__: Any) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    made.save = save  # type: ignore[method-assign]
    return made


@pytest.fixture
def lies_in(monkeypatch: pytest.MonkeyPatch) -> Callable[[Storage], None]:
    """Where the product keeps its files from now on."""

    def put(storage: Storage) -> None:
        monkeypatch.setattr(default_storage, "_wrapped", storage)

    return put


def test_a_bucket_is_a_storage_as_the_disk() -> None:
    ours = bucket()
    assert ours.save("1/ab/abc/given", ContentFile(b"first")) == "1/ab/abc/given"
    ours.save("1/ab/abc/given", ContentFile(b"second"))
    ours.save("1/ab/abc/1-page", ContentFile(b""))
    with ours.open("1/ab/abc/given") as file:
        assert file.read() == b"second"
    assert (ours.size("1/ab/abc/given"), ours.exists("1/ab/abc/other")) == (6, False)
    assert ours.listdir("") == (["1"], [])
    folders, files = ours.listdir("1/ab/abc")
    assert (folders, sorted(files)) == ([], ["1-page", "given"])
    ours.delete("1/ab/abc/given")
    ours.delete("1/ab/abc/given")
    with pytest.raises(FileNotFoundError):
        ours.open("1/ab/abc/given")
    with pytest.raises(FileNotFoundError):
        ours.get_modified_time("1/ab/abc/given")
    with pytest.raises(SuspiciousFileOperation):
        ours.save("../outside", ContentFile(b"x"))


@pytest.mark.django_db
def test_a_sweep_empties_a_bucket_of_what_no_row_names(cast: Cast, lies_in: Any) -> None:
    lies_in(bucket())
    stays = joined(notes.draft(cast).resource, kind="docx")
    gone = f"{cast.tilleuls.pk}/ab/{'ab' * 32}/given"
    for place in (gone, f"{INCOMING}/half"):
        default_storage.save(place, ContentFile(b"x"))
    assert files_sweep() == 0, "written a moment ago"
    with clock.frozen(default_storage.get_modified_time(gone) + KEPT + timedelta(hours=1)):
        assert files_sweep() == 2
    assert kept(gone) is None
    assert kept(place_of_given(cast.tilleuls.pk, stays.blob.sha256)) is not None


@pytest.mark.attack
@pytest.mark.django_db
@pytest.mark.parametrize("storage", [away, full])
def test_nothing_is_half_joined_where_nothing_can_be_written(
    cast: Cast, lies_in: Any, storage: Callable[[], Storage]
) -> None:
    """Whoever joins is told so by a sentence; no row names what is not there."""
    note = notes.draft(cast)
    lies_in(storage())
    with pytest.raises(FilesAway, match="réessayez dans quelques minutes"):
        attach(
            by_id=cast.teacher.pk,
            resource=note.resource,
            given=[Given("plan.png", webp())],
            reserved=True,
        )
    assert not Attachment.objects.exists()
    assert not Blob.objects.exists()


@pytest.mark.django_db
def test_a_bucket_that_is_away_a_minute_loses_nothing(cast: Cast, lies_in: Any, sign_in: Any) -> None:
    """What waits to be looked at waits on, pages answer, and all of it is there when it is back."""
    ours, gone = bucket(), away()
    lies_in(ours)
    note = notes.draft(cast)
    [row] = attach(
        by_id=cast.teacher.pk,
        resource=note.resource,
        given=[Given("plan.webp", webp())],
        reserved=True,
    )
    lies_in(gone)
    run_due()
    assert Blob.objects.get().state == "checking"
    assert not OutboxEvent.objects.exclude(last_error="").exists()
    lies_in(ours)
    with clock.frozen(NOW + timedelta(seconds=30)):
        while run_due():
            pass
        assert Blob.objects.get().state == "ready"
        # A photograph as it was given is erased, by an event of its own: it is tried again while the bucket is away.
        assert kept(place_of_given(cast.tilleuls.pk, Blob.objects.get().sha256)) is None
        reader, piece = sign_in(cast.teacher), f"/fichiers/{row.public_id}/1-small.webp"
        assert reader.get(piece).status_code == 200
        lies_in(gone)
        assert reader.get(piece).status_code == 503
        assert reader.get("/").status_code == 200


@pytest.mark.django_db
def test_files_are_moved_by_their_hashes_and_again_without_harm(
    cast: Cast, lies_in: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    disk, ours = default_storage._wrapped or storages["default"], bucket()
    first, second = notes.draft(cast), notes.draft(cast, title="Autre")
    for one in (first, second):
        joined(one.resource)
    names = list(named_files())
    assert len(names) == 6
    disk.save(names[1].place, ContentFile(b"rotten"))
    disk.delete(names[5].place)
    assert files_check(disk) == {"whole": 4, "damaged": 1, "missing": 1}
    assert files_move(disk, ours) == {"copied": 4, "damaged": 1, "missing": 1}
    assert files_move(disk, ours, erase=True) == {"there": 4, "damaged": 1, "missing": 1}
    assert [disk.exists(one.place) for one in names] == [False, True, False, False, False, False]
    monkeypatch.setitem(storages._storages, "disk", disk)
    monkeypatch.setitem(storages._storages, "bucket", ours)
    with pytest.raises(SystemExit):
        call_command("move_files", "--to", "disk")
    assert "copied 4, there 0, missing 2, damaged 0" in capsys.readouterr().out
    lies_in(disk)
    with pytest.raises(SystemExit):
        call_command("check_files")
    assert "whole 4, missing 1, damaged 1" in capsys.readouterr().out
