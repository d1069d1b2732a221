"""The whole path through the pages: write, look, send, read, sign, follow up, correct, withdraw."""

from typing import Any

import pytest
from django.urls import reverse

from eprimo.services.liaison.models import Note, Owed
from tests.cast import Cast
from tests.services.liaison.notes import owed, to_answer, to_sign


def address(name: str, note: Note, *more: Any) -> str:
    return reverse(f"liaison:{name}", args=[note.resource.public_id, *more])


def typed(cast: Cast, **fields: Any) -> dict[str, Any]:
    return {
        "kind": "sign", "classes": [str(cast.ce1.public_id)], "title": "Sortie au château",
        "text": "Bonjour,\n- un **pique-nique**\n- une [gourde](https://exemple.fr)", "answer_by": "2026-11-27",
        "do": "preview",
    } | fields  # fmt: skip


def test_from_the_blank_form_to_the_follow_up(cast: Cast, sign_in: Any) -> None:
    teacher = sign_in(cast.teacher)
    assert "CE1-A" in teacher.get(reverse("liaison:new")).text
    answer = teacher.post(reverse("liaison:new"), typed(cast))
    note = Note.objects.get()
    assert answer.headers["Location"] == address("preview", note)
    page = teacher.get(address("preview", note)).text
    assert "2 <small>enfants, 5\xa0responsables" in page
    assert "<b>pique-nique</b>" in page
    assert teacher.post(address("send", note)).status_code == 302
    family = sign_in(cast.samira)
    assert "Sortie au château" in family.get(reverse("home:home")).text
    reading = address("child", note, cast.lea.public_id)
    assert "J’ai lu et je signe" in family.get(reading).text
    family.post(address("sign", note, cast.lea.public_id), {"version": "1"})
    assert "C’est signé, merci" in family.get(reading).text
    assert "Sortie au château" not in family.get(reverse("home:home")).text
    assert owed(note, cast.samira, cast.lea).signed_version == 1
    other = sign_in(cast.paul)
    page = other.get(reading).text
    assert "L’école a ce qu’il lui faut" in page
    assert "Samira" not in page
    follow = sign_in(cast.teacher).get(address("follow_up", note)).text
    assert follow.index("Yanis") < follow.index("Léa")
    assert "Signé" in follow


def test_a_fault_keeps_what_was_typed(cast: Cast, sign_in: Any) -> None:
    teacher = sign_in(cast.teacher)
    answer = teacher.post(reverse("liaison:new"), typed(cast, answer_by="pas une date"))
    assert answer.status_code == 422
    assert "un **pique-nique**" in answer.text
    assert Note.objects.count() == 0


def test_what_misses_is_said_before_sending(cast: Cast, sign_in: Any) -> None:
    teacher = sign_in(cast.teacher)
    teacher.post(reverse("liaison:new"), typed(cast, classes=[], title="", do="keep"))
    note = Note.objects.get()
    answer = teacher.post(address("send", note))
    assert answer.status_code == 422
    assert "Donnez un titre" in answer.text
    assert Owed.objects.count() == 0


def test_answering_and_changing_ones_mind(cast: Cast, sign_in: Any) -> None:
    note = to_answer(cast, question="Vient-il ?", choices=("Oui", "Non, merci"))
    family = sign_in(cast.samira)
    sent = family.post(
        address("answer", note, cast.lea.public_id), {"choice": "Oui", "comment": "À midi", "version": "1"}
    )
    assert sent.status_code == 302
    assert "À midi" in family.get(address("child", note, cast.lea.public_id)).text
    family.post(address("answer", note, cast.lea.public_id), {"choice": "Non, merci", "version": "1"})
    follow = sign_in(cast.teacher).get(address("follow_up", note)).text
    assert "Non, merci, changé" in follow.replace("\n", "")
    bad = sign_in(cast.paul).post(
        address("answer", note, cast.lea.public_id), {"choice": "Peut-être", "comment": "ce que je tape"}
    )
    assert bad.status_code == 422
    assert "ce que je tape" in bad.text


def test_correcting_withdrawing_and_printing(cast: Cast, sign_in: Any) -> None:
    note = to_sign(cast)
    teacher = sign_in(cast.teacher)
    teacher.post(address("correct", note), {"title": "Sortie au port", "text": "Nous irons au port."})
    family = sign_in(cast.samira)
    page = family.get(address("child", note, cast.lea.public_id)).text
    assert "Nous irons au port" in page
    assert "Lire la version 1" in page
    assert "au château" in family.get(address("version", note, 1)).text
    assert family.get(address("print", note)).content.startswith(b"%PDF")
    stale = family.post(address("sign", note, cast.lea.public_id), {"version": "1"}, follow=True)
    assert "vient d’être corrigé" in stale.text
    teacher = sign_in(cast.teacher)
    for name in ("print", "follow_up_pdf"):
        assert teacher.get(address(name, note)).content.startswith(b"%PDF")
    teacher.post(address("withdraw", note))
    family = sign_in(cast.samira)
    page = family.get(address("child", note, cast.lea.public_id)).text
    assert "L’école a retiré ce mot" in page
    assert "Sortie au port" not in page
    assert family.get(address("version", note, 1)).status_code == 404


def test_a_slip_comes_back_on_paper(cast: Cast, sign_in: Any) -> None:
    note = to_sign(cast)
    teacher = sign_in(cast.teacher)
    slip = address("paper", note, cast.lea.public_id)
    assert "Samira" in teacher.get(slip).text
    assert teacher.post(slip, {"guardian": str(cast.samira.public_id)}).status_code == 422
    teacher.post(slip, {"guardian": str(cast.samira.public_id), "choice": "signed"})
    assert owed(note, cast.samira, cast.lea).recorded_by == cast.teacher
    assert "Papier rendu" in teacher.get(address("follow_up", note)).text


@pytest.mark.parametrize("name", ["discard", "copy", "archive", "remind"])
def test_the_other_acts_answer(cast: Cast, sign_in: Any, name: str) -> None:
    from tests.services.liaison.notes import draft

    note = draft(cast) if name == "discard" else to_sign(cast)
    teacher = sign_in(cast.teacher)
    if name == "discard":
        assert "Jeter ce brouillon" in teacher.get(address(name, note)).text
    assert teacher.post(address(name, note), follow=True).status_code == 200


def test_lists_of_each_side(cast: Cast, sign_in: Any) -> None:
    note = to_sign(cast, to_pupils=True)
    for who in ("teacher", "director", "delegate", "samira", "lea"):
        assert (
            note.resource.title in sign_in(cast.people[who]).get(reverse("liaison:list"), follow=True).text
        ), who
    pupil = sign_in(cast.lea).get(address("note", note)).text
    assert "Jeudi, nous irons" in pupil
    assert "J’ai lu" not in pupil
