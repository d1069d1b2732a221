"""Who opens which page of a note: 200, 403 (seen, not to be done) or 404 (not to be known), as the rights page says."""

from typing import Any

import pytest
from django.urls import reverse

from eprimo.foundation.directory.models import School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.copy_chapters import CopyRequest, Viewpoint
from eprimo.services.liaison.actions.follow_up import note_follower_add
from eprimo.services.liaison.actions.lifecycle import note_withdraw
from eprimo.services.liaison.exports import CHAPTERS
from eprimo.services.liaison.models import Note
from tests import factories as make
from tests.cast import Cast
from tests.ground import lent
from tests.services.liaison.notes import draft, sent, to_answer, to_sign
from tests.services.liaison.test_journey import address

TEAM = ("teacher", "substitute", "director", "deputy")
STRANGERS = (
    "guardian_verne", "former_guardian", "contact", "restricted_2", "teacher_cm2", "teacher_verne",
    "director_verne", "former_teacher", "former_pupil", "noe", "lea_verne", "staff", "agent", "partner", "inspector",
    "academy", "coordinator", "member_rep", "managing_body", "commission", "contractor", "platform",
)  # fmt: skip


@lent
def given(cast: Cast) -> Note:
    """A note to sign of the teacher of CE1-A, for families and pupils."""
    return to_sign(cast, to_pupils=True)


def _get(sign_in: Any, cast: Cast, who: str, url: str) -> int:
    return int(sign_in(cast.people[who]).get(url).status_code)


def _post(sign_in: Any, cast: Cast, who: str, url: str, **data: str) -> int:
    return int(sign_in(cast.people[who]).post(url, data).status_code)


@pytest.mark.parametrize("who", [*TEAM, "delegate", "lea"])
def test_the_note_opens_for_the_school_and_its_pupils(
    cast: Cast, given: Note, sign_in: Any, who: str
) -> None:
    assert _get(sign_in, cast, who, address("note", given)) == 200


@pytest.mark.parametrize("who", ["samira", "paul", "no_exercise", "in_charge", "teacher_parent"])
def test_the_note_opens_for_each_guardian(cast: Cast, given: Note, sign_in: Any, who: str) -> None:
    answer = sign_in(cast.people[who]).get(address("note", given), follow=True)
    assert answer.status_code == 200
    assert given.resource.title in answer.text


@pytest.mark.parametrize("who", STRANGERS)
def test_nobody_else_knows_that_it_exists(cast: Cast, given: Note, sign_in: Any, who: str) -> None:
    """In no page, for no act."""
    note, client = given, sign_in(cast.people[who])
    child, adult = cast.lea.public_id, cast.samira.public_id
    for name in (
        "note",
        "edit",
        "preview",
        "discard",
        "follow_up",
        "follow_up_pdf",
        "correct",
        "withdraw",
        "print",
    ):
        assert client.get(address(name, note)).status_code == 404, name
    for name in ("child", "paper"):
        assert client.get(address(name, note, child)).status_code == 404, name
    assert client.get(address("as_family", note, child, adult)).status_code == 404
    assert client.get(address("version", note, 1)).status_code == 404
    for name in (
        "send",
        "remind",
        "add",
        "archive",
        "copy",
        "correct",
        "withdraw",
        "discard",
        "follower_add",
    ):
        assert client.post(address(name, note)).status_code == 404, name
    for name in ("open", "sign", "refuse", "answer", "paper"):
        assert client.post(address(name, note, child)).status_code == 404, name
    note.refresh_from_db()
    assert note.resource.withdrawn_at is None


def test_without_signing_in(cast: Cast, client: Any) -> None:
    note = to_sign(cast)
    assert client.get(address("note", note)).status_code == 302
    assert client.get(address("print", note)).status_code == 401
    assert client.post(address("sign", note, cast.lea.public_id)).status_code == 302


# Who sees it and what each may do: every page and act, by person.
PAGES = {
    "follow_up": {
        "teacher": 200, "substitute": 200, "director": 200, "deputy": 200,
        "delegate": 200, "samira": 404, "lea": 404,
    },
    "follow_up_pdf": {
        "teacher": 200, "substitute": 200, "director": 200, "deputy": 200,
        "delegate": 200, "samira": 404, "lea": 404,
    },
    "print": {
        "teacher": 200, "substitute": 200, "director": 200, "delegate": 200,
        "samira": 200, "no_exercise": 200, "lea": 403,
    },
    "correct": {
        "teacher": 200, "substitute": 403, "director": 200, "deputy": 200,
        "delegate": 403, "samira": 403, "lea": 403,
    },
    "withdraw": {"teacher": 200, "substitute": 403, "director": 200, "delegate": 403, "samira": 403, "lea": 403},
    "edit": {"teacher": 302, "director": 403, "samira": 403},
}  # fmt: skip
ACTS = {
    "remind": {
        "teacher": 302, "substitute": 403, "director": 302, "deputy": 302,
        "delegate": 302, "samira": 403, "lea": 403,
    },
    "archive": {"teacher": 302, "substitute": 403, "director": 302, "delegate": 403, "samira": 403, "lea": 403},
    "copy": {"teacher": 302, "substitute": 403, "director": 302, "delegate": 403, "samira": 403, "lea": 403},
    "add": {"teacher": 302, "substitute": 403, "director": 302, "delegate": 403, "samira": 403, "lea": 403},
    "discard": {"teacher": 403, "director": 403, "samira": 403},
    "follower_add": {"teacher": 302, "substitute": 403, "delegate": 403, "samira": 403},
}  # fmt: skip
CHILD_ACTS = {
    "open": {"samira": 302, "no_exercise": 403, "teacher": 403, "director": 403, "delegate": 403, "lea": 403},
    "sign": {"samira": 302, "paul": 302, "teacher": 403, "director": 403, "lea": 403},
    "refuse": {"paul": 302, "teacher": 403, "lea": 403},
    "answer": {"teacher": 403, "lea": 403},
    "paper": {
        "teacher": 200, "substitute": 200, "director": 200, "deputy": 200,
        "delegate": 200, "samira": 403, "lea": 403,
    },
}  # fmt: skip


def _cases(table: dict[str, dict[str, int]]) -> list[Any]:
    return [
        pytest.param(name, who, code, id=f"{name}-{who}")
        for name, row in table.items()
        for who, code in row.items()
    ]


@pytest.mark.parametrize(("name", "who", "code"), _cases(PAGES))
def test_pages_of_a_note(cast: Cast, given: Note, sign_in: Any, name: str, who: str, code: int) -> None:
    assert _get(sign_in, cast, who, address(name, given)) == code


@pytest.mark.parametrize(("name", "who", "code"), _cases(ACTS))
def test_acts_on_a_note(cast: Cast, given: Note, sign_in: Any, name: str, who: str, code: int) -> None:
    assert _post(sign_in, cast, who, address(name, given)) == code


@pytest.mark.parametrize(("name", "who", "code"), _cases(CHILD_ACTS))
def test_acts_for_a_child(cast: Cast, given: Note, sign_in: Any, name: str, who: str, code: int) -> None:
    url = address(name, given, cast.lea.public_id)
    if who == "no_exercise":
        # Sees the note for Yanis; Léa is not hers: unknown.
        assert _post(sign_in, cast, who, url) == 404
    elif name == "paper":
        assert _get(sign_in, cast, who, url) == code
    else:
        assert _post(sign_in, cast, who, url) == code


def test_kinds_of_guardianship(cast: Cast, sign_in: Any) -> None:
    """Without exercise: reads and acknowledges. In charge: signs usual acts, not for both; answers nothing."""
    usual, both = to_sign(cast), to_sign(cast, both_guardians=True)
    question = to_answer(cast)
    yanis = cast.yanis.public_id
    for note in (usual, both, question):
        for who in ("no_exercise", "in_charge"):
            assert _post(sign_in, cast, who, address("open", note, yanis)) == 302
    assert _post(sign_in, cast, "no_exercise", address("sign", usual, yanis)) == 403
    assert _post(sign_in, cast, "in_charge", address("sign", usual, yanis)) == 302
    assert _post(sign_in, cast, "in_charge", address("sign", both, yanis)) == 403
    assert _post(sign_in, cast, "in_charge", address("answer", question, yanis), answer_1="Oui") == 403
    assert _post(sign_in, cast, "teacher_parent", address("answer", question, yanis), answer_1="Oui") == 302


def test_a_draft_is_its_authors(cast: Cast, sign_in: Any) -> None:
    note = draft(cast)
    assert _get(sign_in, cast, "teacher", address("edit", note)) == 200
    for who in ("substitute", "director", "delegate", "samira", "lea", "teacher_verne"):
        assert _get(sign_in, cast, who, address("note", note)) == 404, who


def test_a_withdrawn_note(cast: Cast, given: Note, sign_in: Any) -> None:
    note = given
    note_withdraw(actor=cast.actor("teacher"), note=note)
    for who, code in {
        "teacher": 200,
        "substitute": 200,
        "director": 200,
        "delegate": 200,
        "lea": 404,
    }.items():
        assert _get(sign_in, cast, who, address("note", note)) == code, who
    lea = cast.lea.public_id
    assert "a retiré ce mot" in sign_in(cast.samira).get(address("child", note, lea)).text
    assert _post(sign_in, cast, "samira", address("sign", note, lea)) == 403
    assert _get(sign_in, cast, "samira", address("print", note)) == 403
    assert _get(sign_in, cast, "samira", address("version", note, 1)) == 404


def test_a_note_to_a_named_child_and_its_follower(cast: Cast, sign_in: Any) -> None:
    note = to_sign(cast, children=(cast.lea,))
    assert _get(sign_in, cast, "samira", address("child", note, cast.lea.public_id)) == 200
    for who in ("substitute", "delegate", "staff", "in_charge", "teacher_cm2"):
        assert _get(sign_in, cast, who, address("note", note)) == 404, who
    note_follower_add(actor=cast.actor("teacher"), note=note, person=cast.staff)
    note_follower_add(actor=cast.actor("teacher"), note=note, person=cast.teacher_cm2)
    for who in ("staff", "teacher_cm2"):
        assert _get(sign_in, cast, who, address("note", note)) == 200, who
        assert _get(sign_in, cast, who, address("follow_up", note)) == 404, who
        assert _get(sign_in, cast, who, address("print", note)) == 403, who
        assert _post(sign_in, cast, who, address("remind", note)) == 403, who


def test_a_service_note_is_the_services(cast: Cast, sign_in: Any) -> None:
    note = sent(cast, by="agent", service=cast.canteen)
    assert _get(sign_in, cast, "agent", address("follow_up", note)) == 200
    assert _get(sign_in, cast, "agent", address("correct", note)) == 200
    assert _get(sign_in, cast, "samira", address("child", note, cast.lea.public_id)) == 200
    assert _get(sign_in, cast, "director", address("note", note)) == 200
    for who in ("teacher", "substitute", "delegate", "in_charge"):
        assert _get(sign_in, cast, who, address("note", note)) == 404, who


LISTS = {
    "teacher": 200, "director": 200, "deputy": 200, "staff": 200, "delegate": 200, "agent": 200, "lea": 200,
    "samira": 302, "restricted_1": 302, "teacher_parent": 200, "partner": 404, "inspector": 404, "academy": 404,
    "coordinator": 404, "member_rep": 404, "platform": 404, "former_teacher": 404, "contact": 404,
    "director_ferme": 403,
}  # fmt: skip
FAMILY = {
    "samira": 200,
    "restricted_1": 200,
    "teacher_parent": 200,
    "teacher": 404,
    "lea": 404,
    "contact": 404,
    "inspector": 404,
}
WRITES = {
    "teacher": 200, "director": 200, "deputy": 200, "agent": 200, "staff": 403, "samira": 404, "lea": 404,
    "partner": 404, "inspector": 404, "platform": 404, "director_ferme": 403,
}  # fmt: skip


@pytest.mark.parametrize(("name", "who", "code"), _cases({"list": LISTS, "family": FAMILY, "new": WRITES}))
def test_pages_without_a_note(cast: Cast, sign_in: Any, name: str, who: str, code: int) -> None:
    assert _get(sign_in, cast, who, reverse(f"liaison:{name}")) == code


def test_what_the_school_allows(cast: Cast, sign_in: Any) -> None:
    settings = School.objects.get(pk=cast.tilleuls.pk).settings
    settings.staff_write_notes, settings.commune_writes_notes = True, False
    settings.save()
    assert _get(sign_in, cast, "staff", reverse("liaison:new")) == 200
    assert _get(sign_in, cast, "agent", reverse("liaison:new")) == 403
    data = {"kind": "sign", "title": "t", "text": "x", "to": f"child:{cast.lea.public_id}"}
    assert _post(sign_in, cast, "staff", reverse("liaison:new"), **data) == 302
    note = Note.objects.get()
    assert _post(sign_in, cast, "staff", address("send", note)) == 302
    # Own note of staff: seen, but its follow-up and print are for who has the delegation.
    assert _get(sign_in, cast, "staff", address("note", note)) == 200
    assert _get(sign_in, cast, "staff", address("follow_up", note)) == 404
    assert _get(sign_in, cast, "staff", address("print", note)) == 403


def test_a_closed_school_explains_itself(cast: Cast, sign_in: Any) -> None:
    note = to_sign(cast)
    make.guardianship(cast.samira, cast.lea_verne)
    cast.tilleuls.entitlements.update(ends=clock.now())
    answer = sign_in(cast.samira).get(address("note", note))
    assert answer.status_code == 403
    assert _get(sign_in, cast, "guardian_verne", address("note", note)) == 404
    assert _get(sign_in, cast, "teacher", address("note", note)) == 403


@pytest.mark.parametrize("who", ["lea", "samira", "teacher", "director", "agent", "staff", "partner", "inspector",
                                 "academy", "platform", "coordinator", "restricted_3", "contact"])  # fmt: skip
def test_everybody_has_a_home(cast: Cast, given: Note, sign_in: Any, who: str) -> None:
    answer = sign_in(cast.people[who]).get(reverse("home:home"))
    if who == "restricted_3":
        assert answer.status_code == 302
        return
    assert answer.status_code == 200
    assert "<title>" in answer.text


def test_as_the_family(cast: Cast, sign_in: Any) -> None:
    """This note only, for own classes or own school; without a button."""
    note = to_sign(cast)
    lea, yanis = cast.lea.public_id, cast.yanis.public_id
    url = address("as_family", note, lea, cast.paul.public_id)
    for who in ("teacher", "substitute", "director", "deputy"):
        assert _get(sign_in, cast, who, url) == 200, who
    page = sign_in(cast.teacher).get(url).text
    assert "J’ai lu et je signe" not in page
    assert "Samira" not in page
    assert _get(sign_in, cast, "delegate", url) == 403
    assert _get(sign_in, cast, "samira", url) == 403
    # Not a guardian of that child, or none who has rights: nothing to look at.
    assert _get(sign_in, cast, "teacher", address("as_family", note, yanis, cast.paul.public_id)) == 403
    assert _get(sign_in, cast, "teacher", address("as_family", note, yanis, cast.contact.public_id)) == 403
    assert (
        _get(sign_in, cast, "teacher", address("as_family", note, cast.zoe.public_id, cast.paul.public_id))
        == 404
    )


def test_a_teacher_follows_the_own_class_only(cast: Cast, sign_in: Any) -> None:
    note = to_sign(cast, by="director", classes=(cast.ce1, cast.cm2))
    page = sign_in(cast.teacher_cm2).get(address("follow_up", note)).text
    assert "Noé" in page
    assert "Yanis" not in page


def test_the_copy_of_a_pupil_holds_what_the_pupil_read(cast: Cast) -> None:
    """A note to a class and to one child beside: the pupils of the class read it, that child does not. What was for
    families alone, or was taken back, stands in no copy of a pupil."""
    note_withdraw(actor=cast.actor("teacher"), note=to_sign(cast, to_pupils=True, title="Sortie annulée"))
    to_sign(cast, title="Réunion des familles")
    named = make.pupil(cast.tilleuls, cast.cm2, "Nomen")
    to_sign(
        cast, by="director", classes=(cast.ce1,), children=(named,), to_pupils=True, title="Sortie à la mer"
    )
    copy = {
        child.pk: [
            row[1]
            for chapter in CHAPTERS
            if Viewpoint.PUPIL in chapter.viewpoints and chapter.key == "notes_received"
            for row in chapter.rows(
                CopyRequest(child.pk, child.pk, Viewpoint.PUPIL, cast.actor("lea").now, {})
            )
        ]
        for child in (cast.lea, named)
    }
    assert copy == {cast.lea.pk: ["Sortie à la mer"], named.pk: []}
