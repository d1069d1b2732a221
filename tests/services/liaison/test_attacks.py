"""Attacks of the security reference that a note meets, by their codes."""

from typing import Any

import pytest
from django.urls import reverse

from eprimo.foundation.directory.models import Attachment, ClassMembership, Guardianship
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.models import AuditLine
from eprimo.services.liaison.actions.delivery import note_send
from eprimo.services.liaison.actions.families import note_answer, note_sign
from eprimo.services.liaison.models import Note, Owed, Recipient
from eprimo.services.liaison.questions import Question
from tests import factories as make
from tests.at_once import done
from tests.cast import Cast, build_cast
from tests.conftest import NOW
from tests.services.liaison.notes import draft, owed, targets_of, to_answer, to_sign
from tests.services.liaison.test_journey import address, typed


@pytest.mark.attack
def test_another_id_in_the_address(cast: Cast, sign_in: Any) -> None:
    """A note of another school, a child of another family: nothing says that they exist."""
    theirs = to_sign(cast, by="teacher_verne", classes=(cast.ce1_verne,))
    mine = to_sign(cast)
    client = sign_in(cast.samira)
    assert client.get(address("note", theirs)).status_code == 404
    assert client.get(address("child", theirs, cast.lea_verne.public_id)).status_code == 404
    assert client.get(address("child", mine, cast.yanis.public_id)).status_code == 404
    assert client.get(address("child", mine, cast.noe.public_id)).status_code == 404
    assert client.post(address("sign", mine, cast.yanis.public_id)).status_code == 404
    assert (
        client.get(reverse("liaison:family"), {"enfant": str(cast.yanis.public_id)}).text.count("Yanis") == 0
    )
    assert client.get(reverse("liaison:family"), {"after": "forged", "before": "forged"}).status_code == 200


@pytest.mark.attack
def test_lists_stay_in_the_school(cast: Cast, sign_in: Any) -> None:
    to_sign(cast, by="teacher_verne", classes=(cast.ce1_verne,), title="Mot d’une autre école")
    to_sign(cast, title="Mot d’ici")
    for who in ("director", "teacher", "delegate"):
        for query in (
            {},
            {"classe": str(cast.ce1_verne.public_id)},
            {"voir": "brouillons"},
            {"voir": "ranges"},
        ):
            page = sign_in(cast.people[who]).get(reverse("liaison:list"), query).text
            assert "autre école" not in page, (who, query)


@pytest.mark.attack
def test_fields_that_no_form_has(cast: Cast, sign_in: Any) -> None:
    more = {
        "school": cast.verne.pk, "owner": cast.director.pk, "state": "published", "visible_from": "2020-01-01",
        "sent_at": "2020-01-01", "service": str(cast.canteen.public_id), "whole_school": "on", "version": "7",
    }  # fmt: skip
    sign_in(cast.teacher).post(reverse("liaison:new"), typed(cast, **more))
    note = Note.objects.get()
    assert (note.school, note.resource.owner, note.resource.published_at, note.service) == (
        cast.tilleuls,
        cast.teacher,
        None,
        None,
    )
    assert targets_of(note) == {("class", cast.ce1.pk)}
    others = typed(cast, to=[f"class:{one.public_id}" for one in (cast.cm2, cast.ce1_verne)])
    assert sign_in(cast.teacher).post(reverse("liaison:new"), others).status_code == 422
    assert Note.objects.count() == 1


@pytest.mark.attack
def test_nobody_signs_for_another(cast: Cast, sign_in: Any) -> None:
    note = to_sign(cast)
    more = {"version": "1", "guardian": str(cast.paul.public_id), "signed_at": "2020-01-01"}
    sign_in(cast.samira).post(address("sign", note, cast.lea.public_id), more)
    assert owed(note, cast.paul, cast.lea).signed_at is None
    assert owed(note, cast.samira, cast.lea).signed_at == NOW


@pytest.mark.attack
def test_a_namesake_reads_nothing_of_the_other_child(cast: Cast, sign_in: Any) -> None:
    """Two Léa Martin, two families, one class: the right is on the link."""
    twin = make.pupil(cast.tilleuls, cast.ce1, "Léa", "MARTIN")
    mother = make.guardian(twin, first_name="Samira", last_name="MARTIN")
    make.account(mother)
    note = to_sign(cast, children=(cast.lea,))
    assert sign_in(mother).get(address("note", note)).status_code == 404
    assert sign_in(mother).get(address("child", note, cast.lea.public_id)).status_code == 404


@pytest.mark.attack
@pytest.mark.parametrize("level", [2, 3])
def test_a_restriction_is_in_force_on_the_next_request(cast: Cast, sign_in: Any, level: int) -> None:
    note = to_sign(cast)
    client = sign_in(cast.paul)
    url = address("child", note, cast.lea.public_id)
    assert client.get(url).status_code == 200
    make.restrict(Guardianship.objects.get(adult=cast.paul), cast.tilleuls, level)
    assert client.get(url).status_code in {302, 404}
    assert client.post(address("sign", note, cast.lea.public_id)).status_code in {302, 404}


@pytest.mark.attack
def test_a_guardian_reads_nothing_of_what_the_other_did(cast: Cast, sign_in: Any) -> None:
    note = to_answer(cast)
    note_answer(actor=cast.actor("paul"), note=note, child=cast.lea, answers=["Non"], comment="Mot de Paul")
    client = sign_in(cast.samira)
    for url in (address("child", note, cast.lea.public_id), reverse("liaison:family"), reverse("home:home")):
        page = client.get(url).text
        assert "Paul" not in page, url
        assert "Mot de Paul" not in page, url


@pytest.mark.attack
def test_a_teacher_who_moved_keeps_nothing(cast: Cast, sign_in: Any) -> None:
    note = to_sign(cast, by="substitute")
    client = sign_in(cast.substitute)
    assert client.get(address("follow_up", note)).status_code == 200
    cast.substitute.affiliations.update(ends=clock.now(), end_reason="left")
    make.affiliation(cast.substitute, cast.verne, "teacher")
    assert client.get(address("note", note)).status_code == 404
    assert client.get(address("follow_up", note)).status_code == 404
    assert note.resource.title not in client.get(reverse("home:home")).text


@pytest.mark.attack
def test_a_teacher_who_changed_class_keeps_the_own_notes_only(cast: Cast, sign_in: Any) -> None:
    own, other = to_sign(cast, by="substitute"), to_sign(cast)
    Attachment.objects.filter(person=cast.substitute).update(ends=clock.now())
    client = sign_in(cast.substitute)
    assert client.get(address("note", own)).status_code == 200
    assert client.get(address("note", other)).status_code == 404


@pytest.mark.attack
def test_a_pupil_changes_class_at_noon(cast: Cast, sign_in: Any) -> None:
    """The old class's notes are gone on the next request, for the pupil and the family; the new one's are there."""
    old = to_sign(cast, to_pupils=True, title="Mot du CE1")
    new = to_sign(cast, by="teacher_cm2", classes=(cast.cm2,), to_pupils=True, title="Mot du CM2")
    pages = {}
    for who, url in (("lea", reverse("liaison:list")), ("paul", reverse("liaison:family"))):
        pages[who] = sign_in(cast.people[who]).get(url).text
        assert "Mot du CE1" in pages[who]
        assert "Mot du CM2" not in pages[who]
    ClassMembership.objects.filter(person=cast.lea).update(ends=clock.now(), end_reason="moved")
    ClassMembership.objects.create(
        person=cast.lea, class_group=cast.cm2, school=cast.tilleuls, starts=clock.now()
    )
    for who, url in (("lea", reverse("liaison:list")), ("paul", reverse("liaison:family"))):
        page = sign_in(cast.people[who]).get(url).text
        assert "Mot du CE1" not in page
        assert "Mot du CM2" in page
    assert sign_in(cast.lea).get(address("note", old)).status_code == 404
    assert sign_in(cast.paul).get(address("child", old, cast.lea.public_id)).status_code == 404
    assert sign_in(cast.paul).get(address("child", new, cast.lea.public_id)).status_code == 200
    # It came before Léa: it is read, and nothing is owed.
    assert sign_in(cast.paul).post(address("sign", new, cast.lea.public_id)).status_code == 403
    # What the family did stays a fact of the school's.
    assert owed(old, cast.paul, cast.lea)


@pytest.mark.attack
def test_sending_and_signing_twice_in_a_row(cast: Cast, sign_in: Any) -> None:
    note = draft(cast, kind="sign")
    client = sign_in(cast.teacher)
    for _ in range(2):
        assert client.post(address("send", note)).status_code == 302
    assert Owed.objects.count() == 5
    family = sign_in(cast.samira)
    for _ in range(2):
        assert family.post(address("sign", note, cast.lea.public_id), {"version": "1"}).status_code == 302
    assert AuditLine.objects.filter(act="liaison.note.signed").count() == 1


@pytest.mark.attack
@pytest.mark.django_db(transaction=True)
def test_acts_at_the_same_instant_have_one_effect() -> None:
    """Two sendings, then four signatures of two guardians, each in its own transaction."""
    cast = build_cast()
    note = draft(cast, kind="sign")
    teacher = cast.actor("teacher")
    done(*[lambda: note_send(actor=teacher, note=note)] * 2)
    assert (Recipient.objects.count(), Owed.objects.count()) == (2, 5)
    samira, paul = cast.actor("samira"), cast.actor("paul")
    done(
        *[lambda: note_sign(actor=samira, note=note, child=cast.lea)] * 2,
        *[lambda: note_sign(actor=paul, note=note, child=cast.lea)] * 2,
    )
    assert Owed.objects.filter(child=cast.lea, signed_at__isnull=False).count() == 2
    assert AuditLine.objects.filter(act="liaison.note.signed").count() == 2
    assert Recipient.objects.get(child=cast.lea).outcome == "done"


@pytest.mark.attack
def test_hostile_words_are_words(cast: Cast, sign_in: Any) -> None:
    evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    note = to_answer(
        cast,
        title=evil[:150],
        text=f"{evil}\n[x](javascript:alert(1))",
        questions=(Question(evil, (evil[:60], "Non")),),
    )
    note_answer(actor=cast.actor("samira"), note=note, child=cast.lea, answers=["Non"], comment=evil)
    for who, url in (
        ("samira", address("child", note, cast.lea.public_id)), ("teacher", address("follow_up", note)),
        ("teacher", address("note", note)), ("teacher", reverse("liaison:list")), ("samira", reverse("liaison:family")),
        ("paul", reverse("home:home")), ("teacher", reverse("home:home")),
    ):  # fmt: skip
        page = sign_in(cast.people[who]).get(url).text
        assert "<script>alert" not in page, url
        assert "<img src=x" not in page, url
        assert 'href="javascript' not in page, url
    assert sign_in(cast.teacher).get(address("print", note)).content.startswith(b"%PDF")


@pytest.mark.attack
@pytest.mark.parametrize("words", ["a\x00b", "\u202egnirts", "%_\\'\"", "👩\u200d👧", "<b>", "x" * 5000])
def test_strange_words_to_look_for(cast: Cast, sign_in: Any, words: str) -> None:
    to_sign(cast)
    for who, name in (("teacher", "list"), ("director", "list"), ("samira", "family")):
        answer = sign_in(cast.people[who]).post(reverse(f"liaison:{name}"), {"mots": words})
        assert answer.status_code == 200, who
        assert "<b> »" not in answer.text
