"""Writing: kinds, questions, drafts that are kept while they are typed, templates."""

from datetime import date, time
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from eprimo.foundation.content.things.addressing import addresses
from eprimo.foundation.content.things.drafts import StaleDraft
from eprimo.foundation.kernel.errors import Conflict, DomainError, Forbidden
from eprimo.foundation.kernel.models import AuditLine
from eprimo.services.liaison.actions.delivery import note_send
from eprimo.services.liaison.actions.drafts import Draft, note_copy, note_save_draft
from eprimo.services.liaison.actions.families import note_answer
from eprimo.services.liaison.actions.paper import note_record_paper
from eprimo.services.liaison.actions.templates import template_adopt, template_keep
from eprimo.services.liaison.enums import NoteKind, Outcome, QuestionKind
from eprimo.services.liaison.forms.questions import (
    changed_questions,
    question_count,
    question_initial,
    typed_questions,
)
from eprimo.services.liaison.models import Note, NoteTemplate, Recipient
from eprimo.services.liaison.questions import (
    MAX_CHOICES,
    MAX_QUESTIONS,
    Question,
    checked_answers,
    checked_questions,
    from_stored,
    to_stored,
)
from eprimo.services.liaison.starters import STARTERS
from tests.cast import Cast
from tests.services.liaison.notes import DUE, draft, owed, sent, to_answer

OUTING = (
    Question("Vient-il ?"),
    Question("Accompagnez-vous ?", ("Toute la journée", "Le matin", "Non"), QuestionKind.OFFER),
)
WORDS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=30)


# --- questions and answers -----------------------------------------------------------------------------


@given(
    st.lists(
        st.builds(Question, WORDS, st.lists(WORDS, max_size=MAX_CHOICES).map(tuple)), max_size=MAX_QUESTIONS
    )
)
def test_questions_are_kept_as_they_are_told_back(asked: list[Question]) -> None:
    kept = checked_questions(asked)
    assert 1 <= len(kept) <= MAX_QUESTIONS
    assert from_stored(to_stored(kept)) == kept
    assert checked_questions(kept) == kept
    for one in kept:
        assert one.choices
        assert len(set(one.choices)) == len(one.choices)
        assert checked_answers([one], [one.choices[0]], all_of_them=True) == [one.choices[0]]
        with pytest.raises(DomainError):
            checked_answers([one], ["\N{BLACK STAR} no such answer"], all_of_them=True)


@given(
    st.lists(st.sampled_from(["add", "drop-1", "drop-2", "up-2", "up-6", "drop-9", "up-", "x"]), max_size=12)
)
def test_the_buttons_of_questions_keep_every_other_word(acts: list[str]) -> None:
    fields = question_initial(OUTING)
    for act in acts:
        before = typed_questions(fields)
        fields = changed_questions(fields, act)
        after = typed_questions(fields)
        assert 1 <= question_count(fields) <= MAX_QUESTIONS
        assert abs(len(after) - len(before)) <= 1
        if not act.startswith("drop"):
            assert all(one in after for one in before)


def test_every_question_is_answered_and_what_is_allowed_decides(cast: Cast) -> None:
    note = to_answer(cast, questions=OUTING)
    samira = cast.actor("samira")
    for answers in (["Oui"], ["Oui", ""], ["Oui", "Peut-être"], ["Oui", "Le matin", "Oui"]):
        with pytest.raises(DomainError):
            note_answer(actor=samira, note=note, child=cast.lea, answers=answers)
    note_answer(actor=samira, note=note, child=cast.lea, answers=["Oui", "Non"])
    assert Recipient.objects.get(note=note, child=cast.lea).outcome == Outcome.DONE
    note_answer(actor=samira, note=note, child=cast.lea, answers=["Non", "Le matin"])
    assert Recipient.objects.get(note=note, child=cast.lea).outcome == Outcome.REFUSED


def test_paper_may_leave_a_question_but_not_the_first(cast: Cast) -> None:
    note, teacher = to_answer(cast, questions=OUTING), cast.actor("teacher")
    with pytest.raises(DomainError):
        note_record_paper(actor=teacher, note=note, child=cast.lea, guardian=cast.paul, answers=["", "Non"])
    note_record_paper(actor=teacher, note=note, child=cast.lea, guardian=cast.paul, answers=["Oui", ""])
    assert owed(note, cast.paul, cast.lea).answers == ["Oui", ""]


# --- kinds ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "fields", "at"), [
    (NoteKind.EVENT, {}, "event_on"), (NoteKind.CLOSED, {}, "event_on"),
    (NoteKind.TO_BRING, {"event_on": DUE}, "bring"), (NoteKind.TO_BRING, {"bring": ("Une gourde",)}, "event_on"),
    (NoteKind.EVENT, {"event_on": date(2026, 11, 23)}, "event_on"),
    (NoteKind.TO_ANSWER, {"questions": (Question("A"), Question("", ("1", "2")))}, "questions"),
])  # fmt: skip
def test_what_a_kind_needs(cast: Cast, kind: NoteKind, fields: dict[str, Any], at: str) -> None:
    note = draft(cast, by="director", kind=kind, **fields)
    with pytest.raises(DomainError) as refused:
        note_send(actor=cast.actor("director"), note=note)
    assert refused.value.field == at


@pytest.mark.parametrize("fields", [
    {"event_on": DUE, "event_until_on": date(2026, 11, 26)}, {"place": "x" * 121}, {"bring": ("x" * 81,)},
    {"bring": tuple(str(n) for n in range(21))},
])  # fmt: skip
def test_what_an_event_cannot_be(cast: Cast, fields: dict[str, Any]) -> None:
    with pytest.raises(DomainError):
        draft(cast, kind=NoteKind.EVENT, **fields)


def test_a_kind_keeps_only_what_it_says(cast: Cast) -> None:
    event = {
        "event_on": DUE, "starts_at": time(9), "place": "Préau", "bring": ("Une gourde",), "answer_by": DUE,
        "both_guardians": True,
    }  # fmt: skip
    closed = draft(cast, by="director", kind=NoteKind.CLOSED, **event)
    assert (closed.event_on, closed.starts_at, closed.place, closed.bring, closed.answer_by) == (
        DUE,
        None,
        "",
        [],
        None,
    )
    plain = draft(cast, **event)
    assert (plain.event_on, plain.bring, plain.both_guardians) == (None, [], False)
    signed = draft(cast, kind=NoteKind.TO_SIGN, **event)
    assert (signed.event_on, signed.starts_at, signed.place, signed.answer_by) == (DUE, time(9), "Préau", DUE)


def test_a_protected_contact_reads_neither_hour_nor_place(cast: Cast, sign_in: Any) -> None:
    note = sent(
        cast, by="director", classes=(cast.cm2,), kind=NoteKind.EVENT, event_on=DUE, starts_at=time(8, 45),
        place="Gare de Valmarais", bring=("Une gourde",),
    )  # fmt: skip
    url = reverse("liaison:child", args=[note.resource.public_id, cast.zoe.public_id])
    page = sign_in(cast.restricted_1).get(url).text
    assert "endredi 27" in page
    assert "Une gourde" in page
    assert "Gare de Valmarais" not in page
    assert "8\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}45" not in page
    home = sign_in(cast.restricted_1).get("/").text
    assert note.resource.title in home
    assert "Gare de Valmarais" not in home
    assert "8\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}45" not in home
    url = reverse("liaison:child", args=[note.resource.public_id, cast.noe.public_id])
    assert "Gare de Valmarais" in sign_in(cast.samira).get(url).text


# --- the form ------------------------------------------------------------------------------------------


def typed(cast: Cast, **fields: Any) -> dict[str, Any]:
    return {
        "kind": "answer", "title": "Sortie", "text": "Au parc.", "to": [f"class:{cast.ce1.public_id}"],
        "question_count": "2", "question_1": "Vient-il ?", "sort_1": "allow", "choices_1": "Oui\nNon",
        "question_2": "Qui vient ?", "sort_2": "offer", "choices_2": "Papa\nMaman",
        "draft_key": str(uuid4()), "base": "0",
    } | fields  # fmt: skip


def test_questions_are_added_moved_and_dropped_without_script(cast: Cast, sign_in: Any) -> None:
    teacher = sign_in(cast.teacher)
    page = teacher.post(reverse("liaison:new"), typed(cast, do="add"))
    assert page.status_code == 200
    assert 'name="question_3"' in page.text
    up = teacher.post(reverse("liaison:new"), typed(cast, do="up-2")).text
    assert up.index("Qui vient ?") < up.index("Vient-il ?")
    dropped = teacher.post(reverse("liaison:new"), typed(cast, do="drop-1")).text
    assert "Vient-il ?" not in dropped
    assert "Qui vient ?" in dropped
    assert not Note.objects.exists()


def test_a_blank_form_leaves_no_draft(cast: Cast, sign_in: Any) -> None:
    teacher = sign_in(cast.teacher)
    nothing = {"kind": "sign", "title": " ", "text": "", "do": "keep", "draft_key": str(uuid4()), "base": "0"}
    assert teacher.post(reverse("liaison:new"), nothing).status_code == 302
    assert teacher.post(reverse("liaison:autosave"), nothing).status_code == 204
    assert not Note.objects.exists()


@pytest.mark.attack
def test_hostile_words_in_every_new_field(cast: Cast, sign_in: Any) -> None:
    evil = "<img src=x onerror=alert(1)>"
    note = sent(
        cast, kind=NoteKind.TO_ANSWER, answer_by=DUE, event_on=DUE, place=evil, bring=(evil,),
        questions=(Question(evil, (evil, "Non")), Question("Et ?", ("Oui", evil))),
    )  # fmt: skip
    key = note.resource.public_id
    for who, url in (
        ("samira", reverse("liaison:child", args=[key, cast.lea.public_id])),
        ("teacher", reverse("liaison:note", args=[key])), ("teacher", reverse("liaison:follow_up", args=[key])),
    ):  # fmt: skip
        assert "<img src=x" not in sign_in(cast.people[who]).get(url).text


@pytest.mark.attack
@pytest.mark.parametrize("kind", ["sign", "answer", "event", "bring", "closed", "nothing"])
def test_an_agent_forges_no_kind(cast: Cast, sign_in: Any, kind: str) -> None:
    data = {"kind": kind, "title": "Menu", "text": "Lundi.", "service": str(cast.canteen.public_id)}
    assert sign_in(cast.agent).post(reverse("liaison:new"), data).status_code == 422
    if kind != "nothing":
        with pytest.raises(Forbidden):
            draft(cast, by="agent", service=cast.canteen, kind=NoteKind(kind))


# --- drafts kept while they are typed ------------------------------------------------------------------


def test_autosave_is_once_for_one_key_and_tells_a_stale_base(cast: Cast, sign_in: Any) -> None:
    teacher, url = sign_in(cast.teacher), reverse("liaison:autosave")
    data = typed(cast)
    first = teacher.post(url, data).json()
    assert first["revision"] == 1
    # The answer was lost, the same request comes again: one draft, the same revision.
    assert teacher.post(url, data).json()["revision"] == 1
    second = teacher.post(url, data | {"title": "Sortie au bois", "base": "1"}).json()
    assert second["revision"] == 2
    stale = teacher.post(url, data | {"title": "Autre", "base": "1"})
    assert stale.status_code == 409
    assert stale.json()["title"] == "Sortie au bois"
    note = Note.objects.get()
    assert (note.resource.revision, note.resource.title) == (2, "Sortie au bois")
    assert AuditLine.objects.filter(act="liaison.note.drafted").count() == 1


def test_a_device_hears_that_what_it_holds_was_sent(cast: Cast, sign_in: Any) -> None:
    teacher, url = sign_in(cast.teacher), reverse("liaison:autosave")
    data = typed(cast)
    teacher.post(url, data)
    note_send(actor=cast.actor("teacher"), note=Note.objects.get())
    assert teacher.post(url, data | {"title": "Autre"}).status_code == 410
    assert Note.objects.get().resource.title == data["title"]
    # Whose browser it is stands in every answer, refusals included, and is the same in all roles of the person.
    marks = {sign_in(cast.teacher).get(path).headers["X-Eprimo-Person"] for path in ("/", "/nulle-part/")}
    assert len(marks) == 1
    assert sign_in(cast.samira).get("/").headers["X-Eprimo-Person"] not in marks


@pytest.mark.attack
def test_the_key_of_another_opens_nothing(cast: Cast, sign_in: Any) -> None:
    data = typed(cast)
    sign_in(cast.teacher).post(reverse("liaison:autosave"), data)
    kept = Note.objects.get()
    for key in (kept.resource.draft_key, kept.resource.public_id):
        answer = sign_in(cast.substitute).post(
            reverse("liaison:autosave"), data | {"draft_key": str(key), "title": "À moi"}
        )
        assert "Sortie" not in answer.text
    kept.resource.refresh_from_db()
    assert kept.resource.title == "Sortie"
    assert kept.resource.owner == cast.teacher
    with pytest.raises(Conflict):
        note_save_draft(
            actor=cast.actor("substitute"), key=kept.resource.draft_key,
            draft=Draft(title="x", body={"type": "doc", "content": []}, to=addresses(cast.ce1)),
        )  # fmt: skip


def test_two_tabs_without_script_see_both_texts(cast: Cast, sign_in: Any) -> None:
    note = draft(cast, title="Sortie")
    teacher, url = sign_in(cast.teacher), reverse("liaison:edit", args=[note.resource.public_id])
    data = typed(cast, kind="information", draft_key=str(note.resource.draft_key), base="1", do="keep")
    assert teacher.post(url, data | {"title": "Premier"}).status_code == 302
    stale = teacher.post(url, data | {"title": "Second"})
    assert stale.status_code == 409
    assert "Premier" in stale.text
    assert 'value="Second"' in stale.text
    assert 'name="base" value="2"' in stale.text
    with pytest.raises(StaleDraft):
        note_save_draft(
            actor=cast.actor("teacher"), note=note, base=1,
            draft=Draft(title="x", body={"type": "doc", "content": []}, to=addresses(cast.ce1)),
        )  # fmt: skip


# --- templates -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", STARTERS)
def test_each_starter_is_a_note_that_can_be_sent(cast: Cast, sign_in: Any, key: str) -> None:
    page = sign_in(cast.director).get(reverse("liaison:new"), {"modele": key})
    assert page.status_code == 200
    assert STARTERS[key].title in page.text
    note = note_save_draft(
        actor=cast.actor("director"),
        draft=Draft(**STARTERS[key].words(), to=addresses(cast.ce1), event_on=DUE),
    )
    assert note_send(actor=cast.actor("director"), note=note).delivered_at is not None


def test_a_template_keeps_the_words_and_no_days(cast: Cast, sign_in: Any) -> None:
    note = sent(cast, kind=NoteKind.TO_ANSWER, questions=OUTING, answer_by=DUE, event_on=DUE, place="Préau")
    own = template_keep(actor=cast.actor("teacher"), note=note, for_school=False)
    assert (own.asked, own.place, own.owner) == (OUTING, "Préau", cast.teacher)
    page = sign_in(cast.teacher).get(reverse("liaison:new"), {"modele": str(own.public_id)}).text
    assert "Accompagnez-vous ?" in page
    assert "2026-11-27" not in page
    # Another's own template is not to be seen.
    assert (
        sign_in(cast.substitute).get(reverse("liaison:new"), {"modele": str(own.public_id)}).status_code
        == 404
    )
    with pytest.raises(Forbidden):
        template_keep(actor=cast.actor("teacher"), note=note, for_school=True)
    # The same press again keeps one.
    assert template_keep(actor=cast.actor("teacher"), note=note, for_school=False) == own
    assert template_keep(actor=cast.actor("director"), note=note, for_school=True) != own


def test_the_school_s_templates(cast: Cast, sign_in: Any) -> None:
    made = template_adopt(actor=cast.actor("director"), school=cast.tilleuls, key="piscine")
    url = reverse("liaison:template", args=[made.public_id])
    director = sign_in(cast.director)
    data = {"kind": "bring", "title": "Piscine", "text": "Le jeudi.", "bring": "Un bonnet\nUn maillot"}
    assert director.post(url, data).status_code == 302
    made.refresh_from_db()
    assert (made.title, made.bring) == ("Piscine", ["Un bonnet", "Un maillot"])
    teacher = sign_in(cast.teacher)
    assert "Piscine" in teacher.get(reverse("liaison:templates")).text
    assert teacher.post(url, data).status_code == 403
    assert sign_in(cast.teacher_verne).get(url).status_code == 404
    director = sign_in(cast.director)
    assert director.post(url, data | {"title": ""}).status_code == 422
    gone = reverse("liaison:template_remove", args=[made.public_id])
    # It cannot be found again: asked first.
    assert "ne pourra pas être retrouvé" in director.get(gone).text
    assert NoteTemplate.objects.count() == 1
    director.post(gone)
    assert not NoteTemplate.objects.exists()
    assert "L’école n’a pas encore de modèle" in sign_in(cast.teacher).get(reverse("liaison:templates")).text


def test_the_press_that_made_a_copy_makes_none_of_another_note(cast: Cast, sign_in: Any) -> None:
    """The same press again leads to what it made; the same key for another note is another press."""
    first, second = sent(cast, title="Piscine"), sent(cast, title="Patinoire")
    strange = sent(cast, by="teacher_cm2", classes=(cast.cm2,))
    client, key = sign_in(cast.teacher), {"key": str(uuid4())}

    def press(note_id: UUID) -> Any:
        return client.post(reverse("liaison:copy", args=[note_id]), key)

    made = press(first.resource.public_id)
    assert press(first.resource.public_id).url == made.url
    other = press(second.resource.public_id)
    assert other.url != made.url
    assert Note.objects.get(
        resource__published_at=None, resource__title="Patinoire"
    ).resource.public_id.hex in (other.url.replace("-", ""))
    for unseen in (uuid4(), strange.resource.public_id):
        assert press(unseen).status_code == 404
    assert Note.objects.filter(resource__published_at=None).count() == 2


def test_a_copy_has_its_questions_and_no_day(cast: Cast) -> None:
    note = sent(cast, kind=NoteKind.TO_ANSWER, questions=OUTING, answer_by=DUE, event_on=DUE, place="Préau")
    copied = note_copy(actor=cast.actor("teacher"), note=note)
    assert (copied.asked, copied.place, copied.event_on, copied.answer_by) == (OUTING, "Préau", None, None)
    assert copied.resource.draft_key != note.resource.draft_key
