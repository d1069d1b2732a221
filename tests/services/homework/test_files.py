"""Files and a voice on a line of homework: who reads and hears them, what is refused, and when they go."""

import io
import wave
from typing import Any

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from eprimo.foundation.directory.models import Guardianship
from eprimo.foundation.files.blob_checks import blob_check
from eprimo.foundation.files.inspection import is_ours
from eprimo.foundation.files.models import Blob
from eprimo.foundation.files.sizes import Sound
from eprimo.foundation.files.storage import kept, place_of_given
from eprimo.foundation.kernel.models import AuditLine
from eprimo.services.homework.actions.files import MOST_FILES
from eprimo.services.homework.actions.lines import week_copy
from eprimo.services.homework.models import Homework, HomeworkFile
from tests import factories as make
from tests.cast import Cast
from tests.foundation.files.ready import webp
from tests.services.homework.giving import (
    FRIDAY,
    MONDAY,
    NEXT_MONDAY,
    give,
    hours,
    two_levels,
)
from tests.services.homework.test_pages import FORM, page, plain

pytestmark = pytest.mark.django_db
LIST = reverse("homework:list")


def said(seconds: float = 2, *, rate: int = 16_000, channels: int = 1, level: int = 8_000) -> bytes:
    """A tone as a WAV."""
    made = io.BytesIO()
    samples = (np.sin(np.arange(int(seconds * rate) * channels) / 9) * level).astype("<i2")
    with wave.open(made, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.tobytes())
    return made.getvalue()


def given(**files: bytes) -> dict[str, Any]:
    return {name: SimpleUploadedFile(f"{name}.bin", content) for name, content in files.items()}


def looked_at() -> None:
    """As the worker does, in the sandbox."""
    for blob in Blob.objects.filter(state="checking"):
        blob_check(blob_id=blob.pk, person_id=0)


def sound_of(row: HomeworkFile) -> str:
    return reverse("files:sound", args=[row.public_id])


@pytest.fixture
def line(cast: Cast, sign_in: Any) -> Homework:
    """A line with a picture and a voice, given in one form; of which nobody said that they tell no place."""
    sign_in(cast.teacher).post(page("add", cast.ce1), FORM | given(file=webp(), voice=said()))
    looked_at()
    return Homework.objects.get()


def test_one_form_gives_the_line_its_picture_and_its_voice(cast: Cast, line: Homework, sign_in: Any) -> None:
    picture, voice = HomeworkFile.objects.order_by("number")
    assert (voice.blob.kind, voice.blob.seconds, voice.blob.state) == ("voice", 2, "ready")
    assert kept(place_of_given(voice.school_id, voice.blob.sha256)) is not None, "until its bytes are erased"
    shown = sign_in(cast.teacher).get(page("week", cast.ce1))
    assert "microphone=(self)" in shown["Permissions-Policy"]
    samira = sign_in(cast.samira)
    listed = samira.get(LIST)
    assert "microphone=()" in listed["Permissions-Policy"]
    for text in (shown.text, listed.text):
        assert sound_of(voice) in text
        assert reverse("files:file", args=[picture.public_id]) in text
    heard = samira.get(sound_of(voice))
    assert heard["Content-Type"] == "audio/mpeg"
    assert is_ours(Sound(2, heard.content))
    part = samira.get(sound_of(voice), headers={"Range": "bytes=0-99"})
    assert (part.status_code, len(part.content)) == (206, 100)
    assert part["Content-Range"] == f"bytes 0-99/{len(heard.content)}"
    assert samira.get(sound_of(voice), headers={"Range": f"bytes={10**6}-"}).status_code == 416
    assert samira.get(reverse("files:given", args=[voice.public_id])).status_code == 404


@pytest.mark.parametrize(
    ("who", "reads"),
    [
        ("teacher", True), ("substitute", True), ("samira", True), ("lea", True),
        ("teacher_cm2", False), ("zoe", False), ("director_verne", False), ("agent", False), ("restricted_1", False),
    ],
)  # fmt: skip
def test_it_is_read_by_who_sees_the_line(
    cast: Cast, line: Homework, sign_in: Any, who: str, reads: bool
) -> None:
    client = sign_in(cast.people[who])
    for row in HomeworkFile.objects.all():
        assert client.get(reverse("files:file", args=[row.public_id])).status_code == (200 if reads else 404)


def test_the_files_of_a_level_are_not_for_another_one(cast: Cast, sign_in: Any) -> None:
    two_levels(cast, lea="CE1", yanis="CP")
    sign_in(cast.teacher).post(page("add", cast.ce1), FORM | {"levels": ["CP"]} | given(file=webp()))
    looked_at()
    address = reverse("files:file", args=[HomeworkFile.objects.get().public_id])
    assert sign_in(cast.yanis).get(address).status_code == 200
    assert sign_in(cast.lea).get(address).status_code == 404
    assert sign_in(cast.samira).get(address).status_code == 404


def test_what_is_reserved_is_told_without_its_name_to_a_protected_contact(
    cast: Cast, line: Homework, sign_in: Any
) -> None:
    make.restrict(Guardianship.objects.get(adult=cast.paul, child=cast.lea), cast.tilleuls, 1)
    client = sign_in(cast.paul)
    assert "Ce document est réservé" in client.get(LIST).text
    rows = HomeworkFile.objects.all()
    assert {client.get(reverse("files:file", args=[row.public_id])).status_code for row in rows} == {404}
    rows.update(reserved=False)
    assert {client.get(reverse("files:file", args=[row.public_id])).status_code for row in rows} == {200}


def test_it_goes_with_its_line_and_comes_back_with_it(cast: Cast, line: Homework, sign_in: Any) -> None:
    first = HomeworkFile.objects.earliest("number")
    address = reverse("files:file", args=[first.public_id])
    acts = (("remove", line, 404), ("restore", line, 200))
    for act, one, status in acts:
        sign_in(cast.teacher).post(page(act, one))
        assert sign_in(cast.lea).get(address).status_code == status
    sign_in(cast.teacher).post(reverse("homework:file_remove", args=[line.public_id, first.public_id]))
    assert sign_in(cast.lea).get(address).status_code == 404
    told = AuditLine.objects.filter(act__startswith="homework.file").order_by("id")
    assert list(told.values_list("act", flat=True)) == ["homework.file.removed"]
    line.delete()
    assert not HomeworkFile.objects.exists()


def test_a_week_taken_again_and_a_series_carry_the_same_bytes(
    cast: Cast, line: Homework, sign_in: Any
) -> None:
    week_copy(
        actor=cast.actor("teacher"), place=cast.ce1, hours=hours(cast), source=MONDAY, target=NEXT_MONDAY
    )
    assert HomeworkFile.objects.count() == 4
    assert Blob.objects.count() == 2
    assert (
        len(
            sign_in(cast.teacher)
            .get(f"{page('print', cast.ce1)}?semaine={MONDAY}")
            .text.split("2 pièces jointes")
        )
        == 2
    )
    again = Homework.objects.exclude(pk=line.pk).get()
    series = FORM | {"repeat": "on", "until": "2026-12-17"} | given(voice=said(1))
    sign_in(cast.teacher).post(page("add", cast.ce1), series)
    made = Homework.objects.exclude(pk__in=[line.pk, again.pk])
    assert made.count() > 2
    assert all(one.files_joined.count() == 1 for one in made)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (said(63), "dépasse une minute"),
        (said(1, level=0), "aucun son"),
        (said(1)[:30], "abîmé"),
        (said(1)[:34] + b"\x08\x00" + said(1)[36:], "n’est pas de ceux que nous lisons"),
        (b"RIFF\xff\xff\xff\xffWAVE" + b"junk\x00\x00\x00\x00" * 200, "abîmé"),
    ],
)  # fmt: skip
def test_a_voice_that_is_not_one_is_told_to_its_teacher_alone(
    cast: Cast, sign_in: Any, content: bytes, words: str
) -> None:
    line = give(cast)
    teacher = sign_in(cast.teacher)
    assert teacher.post(page("files", line), given(voice=content)).status_code == 302
    assert "Vérification en cours" in teacher.get(page("files", line)).text
    looked_at()
    assert words in plain(teacher.get(page("files", line)).text)
    assert sound_of(HomeworkFile.objects.get()) not in sign_in(cast.samira).get(LIST).text


@pytest.mark.parametrize("bad", [{}, given(file=b"<html>"), given(voice=b"ID3 an mp3"), given(file=b"")])
def test_what_cannot_be_joined_comes_back_with_a_sentence_and_gives_nothing(
    cast: Cast, sign_in: Any, bad: dict[str, Any]
) -> None:
    line = give(cast)
    teacher = sign_in(cast.teacher)
    assert teacher.post(page("files", line), bad).status_code == 422
    if bad:
        for one in bad.values():
            one.seek(0)
        assert teacher.post(page("add", cast.ce1), FORM | {"text": "autre"} | bad).status_code == 422
    assert not HomeworkFile.objects.exists()
    assert Homework.objects.count() == 1


def test_no_more_than_a_few_on_one_line_and_a_note_takes_no_voice(cast: Cast, sign_in: Any) -> None:
    line, teacher = give(cast), sign_in(cast.teacher)
    for number in range(MOST_FILES + 1):
        answer = teacher.post(page("files", line), given(voice=said(1, level=1_000 + number)))
    assert answer.status_code == 422
    assert HomeworkFile.objects.count() == MOST_FILES


def test_who_reads_the_line_joins_nothing(cast: Cast, line: Homework, sign_in: Any) -> None:
    row = HomeworkFile.objects.earliest("number")
    other = give(cast, "autre")
    away = reverse("homework:file_remove", args=[line.public_id, row.public_id])
    for who, status in (("samira", 403), ("lea", 403), ("teacher_cm2", 404), ("director", 403)):
        assert sign_in(cast.people[who]).post(away).status_code == status, who
    mixed = reverse("homework:file_remove", args=[other.public_id, row.public_id])
    assert sign_in(cast.teacher).post(mixed).status_code == 404
    assert HomeworkFile.objects.count() == 2


def test_a_list_that_is_too_long_says_where_it_goes_on(cast: Cast, sign_in: Any, monkeypatch: Any) -> None:
    """Whole days, none of which is lost."""
    monkeypatch.setattr("eprimo.services.homework.queries.families.MOST", 2)
    for text in ("un", "deux", "trois"):
        give(cast, text)
    give(cast, "vendredi", FRIDAY)
    client = sign_in(cast.samira)
    first = client.get(LIST).text
    assert all(word in first for word in ("un", "deux", "trois"))
    assert f"?suite={FRIDAY}" in first
    rest = client.get(LIST, {"suite": str(FRIDAY)}).text
    assert "vendredi" in rest
    assert rest.count("?suite=") == 1, "that of the page itself, among the languages"
