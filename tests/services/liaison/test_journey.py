"""The whole path through the pages: write, look, send, read, sign, follow up, correct, withdraw."""

import re
from typing import Any

import pytest
from django.urls import reverse
from lxml import html

from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.models import Note, Owed
from eprimo.services.liaison.questions import Question
from tests import factories as make
from tests.cast import Cast
from tests.services.liaison.notes import DUE, draft, owed, sent, targets_of, to_answer, to_sign


def address(name: str, note: Note, *more: Any) -> str:
    return reverse(f"liaison:{name}", args=[note.resource.public_id, *more])


def typed(cast: Cast, **fields: Any) -> dict[str, Any]:
    return {
        "kind": "sign", "to": [f"class:{cast.ce1.public_id}"], "title": "Sortie au château",
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
    # It waits for nothing any more: it stands once, among what was read.
    assert re.findall(r'id="deja-lu"|Sortie au château', family.get(reverse("home:home")).text) == [
        'id="deja-lu"', "Sortie au château",
    ]  # fmt: skip
    assert owed(note, cast.samira, cast.lea).signed_version == 1
    _says_what_was_done(family, reading, "Signé", "À signer")
    other = sign_in(cast.paul)
    page = other.get(reading).text
    assert "L’école a ce qu’il lui faut" in page
    assert "Samira" not in page
    follow = sign_in(cast.teacher).get(address("follow_up", note)).text
    assert follow.index("Yanis") < follow.index("Léa")
    assert "Signé" in follow
    # Whom it is for and since when, to whoever opens it from a home.
    for who in (cast.substitute, cast.director, cast.delegate):
        page = sign_in(who).get(address("note", note)).text.replace("\u00a0", " ")
        assert re.search(r"Pour CE1-A, parti \w+ \d+ \w+, \d", page), who


def _says_what_was_done(family: Any, reading: str, did: str, asked: str) -> None:
    """Opened, in the list and among what was read, what was done stands over it, and what it asked does not."""
    for page in (reading, reverse("liaison:family"), reverse("liaison:family") + "?voir=signes"):
        text = family.get(page).text
        assert f"<b>{did}</b>" in text, page
        assert f"<b>{asked}</b>" not in text, page
        assert f'badge b-ok">{did}' not in text, "once is enough"
    read = family.get(reverse("home:home")).text.partition('id="deja-lu"')[2]
    assert f"<span>{did}</span>" in read


def test_an_answer_is_told_wherever_the_note_is_listed(cast: Cast, sign_in: Any) -> None:
    """Who is waited for no more, since the other guardian answered, reads neither that it waits nor that it is done."""
    note, family = to_answer(cast), sign_in(cast.samira)
    reading = address("child", note, cast.lea.public_id)
    assert "<b>À répondre</b>" in family.get(reading).text
    given = {"version": "1", "answer_1": note.asked[0].choices[0]}
    family.post(address("answer", note, cast.lea.public_id), given)
    _says_what_was_done(family, reading, "Répondu", "À répondre")
    other = sign_in(cast.paul)
    assert "<b>À répondre</b>" not in other.get(reading).text
    assert "<b>À lire</b>" in other.get(reading).text


def test_all_that_is_asked_is_read_aloud(cast: Cast, sign_in: Any) -> None:
    """« Écouter » names the title, what is announced with its last day, the text, the questions and their choices: on
    the page and on the card of the home, each is there and says them."""
    note, family = to_answer(cast), sign_in(cast.samira)
    for page, title in (
        (address("child", note, cast.lea.public_id), "titre"),
        (reverse("home:home"), "titre-"),
    ):
        tree = html.fromstring(family.get(page).text)
        heard = next(
            one.get("data-ep-listen").split()
            for one in tree.iter("button")
            if (one.get("data-ep-listen") or "").startswith(title)
        )
        parts = [found[0].text_content() for one in heard if (found := tree.xpath(f"//*[@id='{one}']"))]
        spoken = " ".join(" ".join(parts).split())
        question = note.asked[0]
        wanted = [note.resource.title, "À répondre avant le", question.text, *question.choices]
        places = [spoken.find(words.replace("\u00a0", " ")) for words in wanted if words]
        assert -1 not in places, (page, spoken)
        assert places == sorted(places), spoken


def test_a_service_writes_for_the_children_it_has(cast: Cast, sign_in: Any) -> None:
    """And not for itself."""
    for by, words in ((None, "Pour les enfants inscrits, parti"), (cast.lea, "Pour Léa, parti")):
        note = sent(cast, by="agent", service=cast.canteen, classes=(), children=(by,) if by else ())
        assert words in sign_in(cast.agent).get(address("note", note)).text.replace("\u00a0", " ")


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
    note = to_answer(cast, questions=(Question("Vient-il ?", ("Oui", "Non, merci")),))
    family = sign_in(cast.samira)
    sent = family.post(
        address("answer", note, cast.lea.public_id), {"answer_1": "Oui", "comment": "À midi", "version": "1"}
    )
    assert sent.status_code == 302
    assert "À midi" in family.get(address("child", note, cast.lea.public_id)).text
    family.post(address("answer", note, cast.lea.public_id), {"answer_1": "Non, merci", "version": "1"})
    follow = sign_in(cast.teacher).get(address("follow_up", note)).text
    assert "Non, merci" in follow
    assert "Répondu, changé" in follow
    bad = sign_in(cast.paul).post(
        address("answer", note, cast.lea.public_id), {"answer_1": "Peut-être", "comment": "ce que je tape"}
    )
    assert bad.status_code == 422
    assert "ce que je tape" in bad.text


def test_correcting_withdrawing_and_printing(cast: Cast, sign_in: Any) -> None:
    note = to_sign(cast)
    teacher = sign_in(cast.teacher)
    typed = {"title": "Sortie au port", "text": "Nous irons au port."}
    looked = teacher.post(address("correct", note), typed).text
    assert "Relire la correction" in looked
    assert "Nous irons au château" not in looked
    assert Note.objects.get(pk=note.pk).resource.version == 1, "it has not left"
    teacher.post(address("correct", note), typed | {"sure": "0"})
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


def test_a_pupil_reads_who_signs(cast: Cast, sign_in: Any) -> None:
    """Nothing is asked of a child that is for the parents to do."""
    asks = {to_sign: "À signer par tes parents", to_answer: "Tes parents répondent", sent: "À lire"}
    for make_note, words in asks.items():
        asked = {"questions": (Question("Vient-il\u00a0?"),)} if make_note is to_answer else {}
        note = make_note(cast, to_pupils=True, **asked)
        page = sign_in(cast.lea).get(reverse("liaison:note", args=[note.resource.public_id])).text
        assert re.search(rf">\s*{words}\s*<", page), words


def test_lists_of_each_side(cast: Cast, sign_in: Any) -> None:
    note = to_sign(cast, to_pupils=True)
    for who in ("teacher", "director", "delegate", "samira", "lea"):
        assert (
            note.resource.title in sign_in(cast.people[who]).get(reverse("liaison:list"), follow=True).text
        ), who
    pupil = sign_in(cast.lea).get(address("note", note)).text
    assert "Jeudi, nous irons" in pupil
    assert "J’ai lu" not in pupil


def test_the_last_day_has_its_weekday_wherever_it_is_read(cast: Cast, sign_in: Any) -> None:
    """One looks for a weekday, not for a number: in the margin of a note as in the lists and the follow-up."""
    note, begun = to_sign(cast), draft(cast, kind=NoteKind.TO_SIGN, answer_by=DUE)
    margin, line = "<span>avant ven.</span><b>27</b><span>nov.</span>", "avant vendredi 27\u00a0novembre"
    for who, page, words in (
        ("teacher", reverse("liaison:list"), line),
        ("teacher", address("note", note), margin),
        ("teacher", address("follow_up", note), line),
        ("teacher", address("preview", begun), margin),
        ("samira", reverse("liaison:family"), line),
        ("samira", address("child", note, cast.lea.public_id), margin),
    ):
        assert words in sign_in(cast.people[who]).get(page).text, page


def test_a_head_finds_a_child_by_name_and_keeps_what_was_typed(cast: Cast, sign_in: Any) -> None:
    for number in range(70):
        make.pupil(cast.tilleuls, cast.cm2, f"Enfant{number}")
    head = sign_in(cast.director)
    assert "Léa MARTIN" not in head.get(reverse("liaison:new")).text
    sought = {
        "do": "find",
        "search": "marti",
        "to": [f"child:{cast.yanis.public_id}"],
        "title": "",
    }
    page = head.post(reverse("liaison:new"), typed(cast, **sought))
    assert page.status_code == 200
    assert "Léa MARTIN" in page.text
    assert "Zoé LE GOFF" not in page.text
    assert f'value="child:{cast.yanis.public_id}" id="id_to_' in page.text.replace(" checked", "")
    assert "un **pique-nique**" in page.text
    # Enter looks for a name that was just typed; once it was looked for, it goes on as everywhere.
    entered = typed(cast, **sought) | {"do": "enter", "title": "Sortie"}
    assert "Léa MARTIN" in head.post(reverse("liaison:new"), entered).text
    assert not Note.objects.exists()
    assert head.post(reverse("liaison:new"), entered | {"searched": "marti"}).status_code == 302
    Note.objects.get().delete()
    chosen = {
        "to": [f"child:{one.public_id}" for one in (cast.lea, cast.yanis)],
        "do": "preview",
    }
    head.post(reverse("liaison:new"), typed(cast, **chosen))
    assert targets_of(Note.objects.get()) == {("child", cast.lea.pk), ("child", cast.yanis.pk)}


def test_a_head_writes_to_the_whole_school(cast: Cast, sign_in: Any) -> None:
    sign_in(cast.director).post(reverse("liaison:new"), typed(cast, to="classes"))
    assert targets_of(Note.objects.get()) == {("class", cast.ce1.pk), ("class", cast.cm2.pk)}


def test_who_joined_is_added_from_the_follow_up(cast: Cast, sign_in: Any) -> None:
    note = to_sign(cast)
    new = make.pupil(cast.tilleuls, cast.ce1, "Zélie", "NOUVELLE")
    teacher = sign_in(cast.teacher)
    assert "Zélie NOUVELLE" in teacher.get(address("follow_up", note)).text
    answer = teacher.post(address("add", note), {"child": str(new.public_id)}, follow=True)
    assert "Le mot est envoyé à la famille" in answer.text
    assert "est arrivé depuis" not in answer.text
