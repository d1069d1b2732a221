"""Files on the things of the kinds that carry them: joined without a script, read by whoever reads the thing."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from eprimo.foundation.content.capabilities import Files, Pages
from eprimo.foundation.content.kinds import declared, kind_of
from eprimo.foundation.content.things.life import thing_copy, thing_publish, thing_withdraw
from eprimo.foundation.files.models import Attachment
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.models import AuditLine
from tests.cast import Cast
from tests.contract.things import draft, first, mark
from tests.foundation.files.ready import joined, webp
from tests.foundation.files.sending import ANNOUNCED
from tests.reference.contents import KINDS

pytestmark = pytest.mark.django_db
KEYS = [
    key for key, kind in declared().items() if (kind.get(Files) is not None) and kind.get(Pages) is not None
]


def _given() -> dict[str, Any]:
    return {"file": SimpleUploadedFile("Règlement de la cour.webp", webp(), "image/webp")}


@pytest.fixture(params=KEYS)
def key(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_a_file_is_joined_then_read_by_whom_the_thing_reaches(cast: Cast, key: str, sign_in: Any) -> None:
    one, kind = first(key), kind_of(key)
    made, author = draft(cast, key, one), cast.actor(one.author)
    address = reverse(f"{key}:files", args=[made.public_id])
    client = sign_in(cast.people[one.author])
    assert reverse(f"{key}:edit", args=[made.public_id]) in client.get(address).content.decode()
    assert client.post(address, _given())["Location"] == address
    sent = reverse(f"{key}:file_send", args=[made.public_id])
    assert client.post(sent, headers=ANNOUNCED).status_code == 201
    given = {"actor": author, "kind": kind, "resource": made, "confirmed": mark(key, made)}
    with pytest.raises(DomainError) as waits:
        thing_publish(**given)
    assert "en vérification" in waits.value.sentence
    over = reverse(f"{key}:publish", args=[made.public_id])
    assert 'name="without"' in client.get(over).content.decode()
    waiting = made.attachments.get()
    taken_off = reverse(f"{key}:file_remove", args=[made.public_id, waiting.public_id])
    assert client.post(taken_off)["Location"] == address
    file = joined(made, label="Règlement de la cour")
    assert "Règlement de la cour" in client.get(address).content.decode()
    assert file.label in client.get(reverse(f"{key}:publish", args=[made.public_id])).content.decode()
    assert 'name="without"' not in client.get(over).content.decode()
    thing_publish(**given)
    # What readers were given does not change under them.
    assert "déjà publié" in client.post(address, _given()).content.decode()
    page, piece = (
        reverse(f"{key}:thing", args=[made.public_id]),
        reverse("files:piece", args=[file.public_id, "1-small"]),
    )
    reader = sign_in(cast.people[one.reads.split()[-1]])
    assert piece in reader.get(page).content.decode()
    assert reader.get(piece).status_code == 200
    assert reader.get(reverse("files:file", args=[file.public_id])).status_code == 200
    assert reader.post(sent, headers=ANNOUNCED).status_code in {403, 404}
    stranger = sign_in(cast.people["director_verne"])
    assert stranger.get(piece).status_code == 404
    assert stranger.post(sent, headers=ANNOUNCED).status_code == 404
    copied = thing_copy(actor=author, kind=kind, resource=made)
    assert copied.attachments.get().blob_id == file.blob_id
    thing_withdraw(actor=author, kind=kind, resource=made)
    assert sign_in(cast.people[one.reads.split()[-1]]).get(piece).status_code == 404


def test_what_is_not_ready_stays_behind_when_its_author_says_so(cast: Cast, key: str, sign_in: Any) -> None:
    """Also a file that was refused; what is ready goes."""
    one, kind = first(key), kind_of(key)
    made, author = draft(cast, key, one), cast.actor(one.author)
    ready = joined(made, label="Programme")
    client = sign_in(cast.people[one.author])
    client.post(reverse(f"{key}:files", args=[made.public_id]), _given())
    given = {"when": "now", "without": "1", "words": mark(key, made)}
    answer = client.post(reverse(f"{key}:publish", args=[made.public_id]), given)
    assert answer["Location"] == reverse(f"{key}:thing", args=[made.public_id])
    assert list(made.attachments.all()) == [ready]
    line = AuditLine.objects.get(act=f"{kind.key}.{kind.words.noun}.unjoined")
    assert (line.person_id, line.details) == (author.person_id, {"files": 1})


def test_under_a_protected_contact_a_reserved_file_is_told_and_not_given(
    cast: Cast, key: str, sign_in: Any
) -> None:
    """R1: `restricted_1`, to whom the thing goes through a child of the school."""
    kind = kind_of(key)
    one = next((one for one in KINDS[key].objects if "restricted_1" in one.reads.split()), None)
    if one is None:
        pytest.skip("none of its objects is of a class with a family under a protected contact")
    made = draft(cast, key, one)
    file = joined(made, label="Rendez-vous à 8 h 30")
    thing_publish(actor=cast.actor(one.author), kind=kind, resource=made, confirmed=mark(key, made))
    page = reverse(f"{key}:thing", args=[made.public_id])
    piece = reverse("files:piece", args=[file.public_id, "1-small"])
    client = sign_in(cast.restricted_1)
    shown = client.get(page).content.decode()
    assert "Ce document est réservé" in shown
    assert "8 h 30" not in shown.partition("joints")[2]
    assert client.get(piece).status_code == 404
    Attachment.objects.update(reserved=False)
    assert piece in client.get(page).content.decode()
    assert client.get(piece).status_code == 200
