"""A file that is sent piece by piece (tus 1.0) is what the plain form would have taken, whatever cuts it."""

import errno
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from eprimo.foundation.files.cleanup import KEPT, files_sweep, uploads_collect
from eprimo.foundation.files.models import Attachment, Blob, Upload
from eprimo.foundation.files.storage import kept, place_of_given, place_of_part
from eprimo.foundation.kernel import clock
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.access.walled import done, key_of, run
from tests.foundation.files import corpus
from tests.foundation.files.sending import TUS, announce, received, sent
from tests.services.liaison import notes
from tests.wall import session

pytestmark = pytest.mark.django_db
_DOCUMENT = corpus.pages(3)
_CUT = len(_DOCUMENT) * 6 // 10


def _begin(client: Any, note: Any, length: int | str = len(_DOCUMENT), name: str = "Réunion.pdf") -> Any:
    return client.post(
        reverse("liaison:file_send", args=[note.resource.public_id]), headers=announce(length, name)
    )


def _join(client: Any, note: Any, *places: str, **more: Any) -> Any:
    ids = [one.strip("/").rpartition("/")[2] for one in places]
    return client.post(reverse("liaison:files", args=[note.resource.public_id]), {"sent": ids, **more})


def test_a10_a_line_cut_at_sixty_per_cent_goes_on_elsewhere_and_gives_one_file(
    cast: Cast, client: Any, sign_in: Any, django_capture_on_commit_callbacks: Any
) -> None:
    note = notes.draft(cast)
    sign_in(cast.teacher)
    begun = _begin(client, note)
    assert (begun.status_code, begun["Tus-Resumable"]) == (201, "1.0.0")
    place = begun["Location"]
    assert sent(client, place, _DOCUMENT[:_CUT], 0)["Upload-Offset"] == str(_CUT)
    # The answer was lost: the same bytes again are told to be there. Then another network, which asks where it stands.
    assert sent(client, place, _DOCUMENT[:_CUT], 0).status_code == 409
    client.defaults["REMOTE_ADDR"] = "203.0.113.9"
    assert received(client, place) == _CUT
    # Not whole yet: the form does not take it.
    assert _join(client, note, place).status_code == 422
    assert sent(client, place, _DOCUMENT[_CUT:], _CUT).status_code == 204
    assert received(client, place) == len(_DOCUMENT)
    with django_capture_on_commit_callbacks(execute=True):
        assert _join(client, note, place, open="on").status_code == 302
    joined = Attachment.objects.select_related("blob").get()
    assert (joined.label, joined.reserved, joined.blob.state) == ("Réunion", False, "checking")
    assert kept(place_of_given(cast.tilleuls.pk, joined.blob.sha256)) == _DOCUMENT
    # Nothing of the way is left, and the same form sent twice joins nothing twice.
    assert not Upload.objects.exists()
    assert default_storage.listdir("uploads/" + place.strip("/").rpartition("/")[2])[1] == []
    assert _join(client, note, place).status_code == 422
    assert Attachment.objects.count() == 1


def test_what_is_too_much_or_not_understood_is_refused_before_it_is_sent(
    cast: Cast, client: Any, sign_in: Any, settings: Any
) -> None:
    note = notes.draft(cast)
    sign_in(cast.teacher)
    for length, status, words in (
        (10 * 1024**3, 422, "dépasse 10"),
        (0, 422, "vide"),
        ("-1", 400, "pas compris"),
        ("1e9", 400, "pas compris"),
        ("9" * 40, 400, "pas compris"),
    ):
        answer = _begin(client, note, length)
        assert (answer.status_code, answer["Content-Type"]) == (status, "text/plain; charset=utf-8")
        assert words in answer.content.decode()
    address = reverse("liaison:file_send", args=[note.resource.public_id])
    assert client.post(address, headers=announce(9) | {"Tus-Resumable": "0.2"}).status_code == 412
    settings.FILES_MOST_OF_SCHOOL = len(_DOCUMENT) + 10
    assert _begin(client, note).status_code == 201
    # What is announced is counted before it is there.
    assert "plus de place" in _begin(client, note).content.decode()
    assert Upload.objects.count() == 1


def test_a_part_that_is_wrong_changes_nothing(cast: Cast, client: Any, sign_in: Any) -> None:
    sign_in(cast.teacher)
    note = notes.draft(cast)
    place = _begin(client, note, 10)["Location"]
    assert sent(client, place, b"x" * 11, 0).status_code == 413
    assert sent(client, place, b"x", 5).status_code == 409
    assert (
        client.patch(place, b"x", content_type="text/plain", headers=TUS | {"Upload-Offset": "0"}).status_code
        == 415
    )
    assert sent(client, place, bytes(1024 * 1024 + 1), 0).status_code == 413
    assert received(client, place) == 0
    sent(client, place, b"x" * 10, 0)
    # The name lies and so does the length: what it is is asked of its bytes, and what was sent stays to be asked again.
    refused = _join(client, note, place).content.decode()
    assert "ni une photo" in refused
    assert f'name="sent" value="{Upload.objects.get().public_id}"' in refused
    assert client.delete(place, headers=TUS).status_code == 204
    assert client.head(place, headers=TUS).status_code == 404


def test_a_full_disk_and_a_full_school_lose_nothing(
    cast: Cast, client: Any, sign_in: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = notes.draft(cast)
    sign_in(cast.teacher)
    place = _begin(client, note)["Location"]
    sent(client, place, _DOCUMENT[:_CUT], 0)

    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(default_storage, "save", full)
        late = sent(client, place, _DOCUMENT[_CUT:], _CUT)
        assert (late.status_code, received(client, place)) == (503, _CUT)
        assert "ne sont pas joignables" in late.content.decode()
    sent(client, place, _DOCUMENT[_CUT:], _CUT)
    settings.FILES_MOST_OF_SCHOOL = 10
    answer = _join(client, note, place)
    assert "plus de place" in answer.content.decode()
    settings.FILES_MOST_OF_SCHOOL = 1 << 30
    with monkeypatch.context() as patch:
        patch.setattr(default_storage, "save", full)
        assert "ne sont pas joignables" in _join(client, note, place).content.decode()
    assert not Blob.objects.exists()
    assert _join(client, note, place).status_code == 302


def test_a_session_that_ended_goes_on_once_its_owner_came_back(cast: Cast, client: Any, sign_in: Any) -> None:
    note = notes.draft(cast)
    sign_in(cast.teacher)
    place = _begin(client, note)["Location"]
    sent(client, place, _DOCUMENT[:_CUT], 0)
    client.cookies.clear()
    assert sent(client, place, _DOCUMENT[_CUT:], _CUT).status_code == 401
    # Nobody else has it, be it a colleague who may change the same draft.
    for other in (cast.director, cast.samira, cast.teacher_verne):
        sign_in(other)
        assert client.head(place, headers=TUS).status_code == 404
        assert sent(client, place, _DOCUMENT[_CUT:], _CUT).status_code == 404
        assert client.delete(place, headers=TUS).status_code == 404
    sign_in(cast.teacher)
    assert received(client, place) == _CUT
    assert client.head(f"/fichiers/envois/{uuid4()}/", headers=TUS).status_code == 404


def test_what_was_never_joined_goes_after_a_day_with_its_bytes(cast: Cast, client: Any, sign_in: Any) -> None:
    note = notes.draft(cast)
    sign_in(cast.teacher)
    place = _begin(client, note)["Location"]
    sent(client, place, _DOCUMENT[:_CUT], 0)
    part = place_of_part(Upload.objects.get().public_id, 0)
    assert uploads_collect() == 0
    with clock.frozen(NOW + timedelta(days=1, minutes=1)):
        assert uploads_collect() == 1
    assert kept(part) is not None
    with clock.frozen(default_storage.get_modified_time(part) + KEPT + timedelta(hours=1)):
        files_sweep()
    assert kept(part) is None


def test_behind_the_wall_it_is_its_senders_alone(cast: Cast) -> None:
    resource = notes.draft(cast).resource
    own = Upload.objects.create(resource=resource, school=cast.tilleuls, made_by=cast.teacher, length=9)
    with session(key_of(cast.director)):
        assert run("SELECT count(*) FROM files_upload") == [(0,)]
        assert done("UPDATE files_upload SET received = 9") == 0
        assert done("DELETE FROM files_upload") == 0
    with session(key_of(cast.teacher)):
        assert done("UPDATE files_upload SET received = 9 WHERE id = %s", own.pk) == 1
        assert done("UPDATE files_upload SET length = 10 WHERE id = %s", own.pk) == 0
