"""A paper on an absence: who gives it, who reads it, what is refused, and when it goes."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from eprimo.foundation.files.models import Blob, Piece
from eprimo.foundation.files.storage import keep, place_of_piece
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.presence.actions.absences import (
    AbsenceNotice,
    absence_declare,
    absence_record,
    absence_take_back,
)
from eprimo.foundation.presence.enums import Half, Means, Reason
from eprimo.foundation.presence.hours import HalfOf
from eprimo.foundation.presence.models import Absence, AbsencePaper
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.files.ready import webp

pytestmark = pytest.mark.django_db

MORNING = HalfOf(NOW.date(), Half.MORNING)
AFTERNOON = HalfOf(NOW.date(), Half.AFTERNOON)


@pytest.fixture
def told(cast: Cast) -> Absence:
    """Samira told that Léa is ill this afternoon."""
    said = AbsenceNotice(AFTERNOON, AFTERNOON, Reason.CONTAGIOUS)
    return absence_declare(actor=cast.actor("samira"), child=cast.lea, school=cast.tilleuls, told=said)


def _page(absence: Absence) -> str:
    return reverse("attendance:paper", args=[absence.public_id])


def _file(
    name: str = "Certificat_du_docteur.pdf", content: bytes = b"%PDF-1.7 un papier"
) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def _looked_at() -> None:
    """As the worker leaves it."""
    blob, page = Blob.objects.get(), webp()
    Blob.objects.update(state="ready", kind="pdf", pages=1, width=64, height=90, read_weight=len(page))
    for size in ("small", "page"):
        keep(place_of_piece(blob.school_id, blob.sha256, 1, size), page)
        Piece.objects.create(
            blob=blob, school_id=blob.school_id, number=1, size=size, sha256="0" * 64, weight=len(page), width=64,
            height=90,
        )  # fmt: skip


def test_who_told_gives_a_paper_sees_its_state_and_takes_it_off(
    cast: Cast, told: Absence, sign_in: Any
) -> None:
    client = sign_in(cast.samira)
    assert _page(told) in client.get(reverse("attendance:told", args=[told.public_id])).text
    page = client.get(client.post(_page(told), {"file": _file()})["Location"]).text
    assert "Certificat du docteur" in page
    assert "En cours de vérification" in page
    row = AbsencePaper.objects.get()
    assert (row.child, row.by, row.absence_id) == (cast.lea, cast.samira, told.id)
    client.post(reverse("attendance:paper_remove", args=[told.public_id, row.public_id]))
    assert not AbsencePaper.objects.exists()
    acts = (
        AuditLine.objects.filter(act__startswith="presence.paper")
        .order_by("id")
        .values_list("act", flat=True)
    )
    assert list(acts) == ["presence.paper.given", "presence.paper.removed"]


@pytest.mark.parametrize(
    ("who", "reads"),
    [
        ("samira", True), ("teacher", True), ("substitute", True), ("director", True), ("deputy", True),
        ("paul", False), ("teacher_cm2", False), ("delegate", False), ("staff", False), ("lea", False),
        ("director_verne", False), ("agent", False), ("no_exercise", False),
    ],
)  # fmt: skip
def test_it_is_read_by_who_gave_it_and_who_reads_the_reason(
    cast: Cast, told: Absence, sign_in: Any, who: str, reads: bool
) -> None:
    """« See reason, words, file: own declarations; own classes; own school »; the other guardian none."""
    sign_in(cast.samira).post(_page(told), {"file": _file()})
    _looked_at()
    row = AbsencePaper.objects.get()
    client = sign_in(cast.people[who])
    for address in (
        reverse("files:file", args=[row.public_id]),
        reverse("files:piece", args=[row.public_id, "1-page"]),
    ):
        assert client.get(address).status_code == (200 if reads else 404), address


def test_the_school_finds_it_beside_the_reason(cast: Cast, told: Absence, sign_in: Any) -> None:
    sign_in(cast.samira).post(_page(told), {"file": _file()})
    _looked_at()
    row = AbsencePaper.objects.get()
    with clock.frozen(NOW.replace(hour=13)):
        page = sign_in(cast.teacher).get(reverse("attendance:day")).text
        assert reverse("files:file", args=[row.public_id]) in page
        file = sign_in(cast.teacher).get(reverse("files:file", args=[row.public_id])).text
        assert reverse("attendance:told", args=[told.public_id]) in file


def test_the_school_joins_what_a_family_gave_on_paper(cast: Cast, sign_in: Any) -> None:
    made = absence_record(
        actor=cast.actor("teacher"), child=cast.lea, school=cast.tilleuls, said_by=cast.samira, means=Means.PAPER,
        told=AbsenceNotice(AFTERNOON, AFTERNOON, Reason.CONTAGIOUS),
    )  # fmt: skip
    assert sign_in(cast.teacher).post(_page(made), {"file": _file()}).status_code == 302
    assert AbsencePaper.objects.get().by == cast.teacher
    # Nobody else's: the words of a family are its own.
    assert sign_in(cast.people["teacher_cm2"]).post(_page(made), {"file": _file()}).status_code == 404


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([], "Choisissez au moins un fichier."),
        ([("vide.pdf", b"")], "vide"),
        ([("virus.exe", b"MZ\x90\x00")], "virus"),
        ([(f"{n}.pdf", b"%PDF-1.7 " + bytes([65 + n])) for n in range(4)], "Joignez trois fichiers au plus."),
    ],
)
def test_what_cannot_be_kept_is_said_at_its_field(
    cast: Cast, told: Absence, sign_in: Any, files: list[tuple[str, bytes]], words: str
) -> None:
    answer = sign_in(cast.samira).post(_page(told), {"file": [_file(*one) for one in files]})
    assert answer.status_code == 422
    assert words in answer.text
    assert not AbsencePaper.objects.exists()


def test_three_at_most_and_a_reason_first(cast: Cast, told: Absence, sign_in: Any) -> None:
    client = sign_in(cast.samira)
    two = [_file(f"{n}.pdf", b"%PDF-1.7 " + bytes([65 + n])) for n in range(2)]
    assert client.post(_page(told), {"file": two}).status_code == 302
    again = client.post(_page(told), {"file": [_file("a.pdf", b"%PDF-1.7 a"), _file("b.pdf", b"%PDF-1.7 b")]})
    assert again.status_code == 422
    assert "Trois fichiers au plus" in again.text
    Absence.objects.filter(id=told.id).update(reason=Reason.LATER)
    later = client.post(_page(told), {"file": _file("c.pdf", b"%PDF-1.7 c")})
    assert later.status_code == 422
    assert AbsencePaper.objects.count() == 2


def test_it_goes_with_its_absence(cast: Cast, told: Absence, sign_in: Any) -> None:
    sign_in(cast.samira).post(_page(told), {"file": _file()})
    with clock.frozen(NOW + timedelta(minutes=5)):
        assert absence_take_back(actor=cast.actor("samira"), absence=told)
    assert not AbsencePaper.objects.exists()


def test_the_desk_of_the_head_names_what_takes_the_room(cast: Cast, told: Absence, sign_in: Any) -> None:
    sign_in(cast.samira).post(_page(told), {"file": _file()})
    assert "Papiers d’absences" in sign_in(cast.director).get(reverse("school:home")).text


@pytest.mark.parametrize(
    ("language", "told", "given"),
    [
        ("fr", "elle part sans lui", "sans réseau, joignez-les"),
        ("en", "it leaves without it", "without a network, add them later"),
        ("ar", "يُرسل من دونها", "من دون شبكة، أرفقوها لاحقًا"),
    ],
)
def test_a_paper_does_not_wait_for_the_network_and_both_forms_say_so(
    cast: Cast, sign_in: Any, told: str, given: str, language: str
) -> None:
    """Nothing is joined where an absence is told: it may be kept on the device, its paper is not."""
    said = AbsenceNotice(AFTERNOON, AFTERNOON, Reason.CONTAGIOUS)
    absence = absence_declare(actor=cast.actor("samira"), child=cast.lea, school=cast.tilleuls, told=said)
    cast.samira.account.language = language
    cast.samira.account.save(update_fields=["language"])
    client = sign_in(cast.samira)
    tells = client.get(reverse("attendance:tell")).text
    assert told in tells
    assert "data-ep-queue" in tells
    assert 'type="file"' not in tells
    gives = client.get(_page(absence)).text
    assert given in gives.replace("\u00a0", " ")
    assert "data-ep-queue" not in gives
