"""Correcting more than words: what families are told, who signs again, what a paper slip is still worth."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eprimo.foundation.content import richtext
from eprimo.foundation.content.models import Version
from eprimo.foundation.directory.models import Guardianship
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import Conflict, DomainError
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.kernel.outbox import run_due
from eprimo.foundation.notifications.models import Lane, Notice, NoticeState
from eprimo.services.liaison.actions.corrections import note_correct
from eprimo.services.liaison.actions.families import note_answer, note_open, note_refuse, note_sign
from eprimo.services.liaison.actions.paper import note_record_paper
from eprimo.services.liaison.enums import NoteKind, Outcome, OwedState, QuestionKind
from eprimo.services.liaison.models import Note, Recipient
from eprimo.services.liaison.particulars import NoteParticulars
from eprimo.services.liaison.queries import pages
from eprimo.services.liaison.queries.follow_up import follow_up_rows
from eprimo.services.liaison.questions import Question
from eprimo.ui.french import tied
from tests import factories as make
from tests.cast import Cast
from tests.services.liaison.notes import DUE, owed, sent, to_answer, to_sign
from tests.services.liaison.papers import filled, photo, printed, upload
from tests.services.liaison.test_journey import address

TUESDAY, THURSDAY = date(2026, 12, 1), date(2026, 12, 3)
NIGHT = datetime(2026, 11, 24, 20, 30, tzinfo=UTC)
MORNING = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
MOVED = tied("Le jour a changé\u00a0: jeudi 3\xa0décembre au lieu de mardi 1er\xa0décembre.")


def outing(cast: Cast, **fields: Any) -> Note:
    told = {"event_on": TUESDAY, "starts_at": time(8, 45), "place": "Château", "bring": ("Une gourde",)}
    return to_sign(cast, **told | fields)


def particulars(note: Note, **other: Any) -> NoteParticulars:
    held = ("answer_by", "event_on", "event_until_on", "starts_at", "ends_at", "place")
    same = {name: getattr(note, name) for name in held} | {
        "bring": tuple(note.bring),
        "questions": note.asked,
    }
    return NoteParticulars(**same | other)


def corrected(cast: Cast, note: Note, *, by: str = "teacher", **other: Any) -> Note:
    note = Note.objects.select_related("resource").get(pk=note.pk)
    now = Version.objects.get(resource=note.resource, number=note.resource.version)
    return note_correct(
        actor=cast.actor(by),
        note=note,
        title=now.title,
        body=now.body,
        particulars=particulars(note, **other),
    )


def outcome(note: Note, child: Any) -> str:
    return Recipient.objects.get(note=note, child=child).outcome


def notice(note: Note, who: Any) -> Notice:
    return Notice.objects.get(resource=note.resource, recipient=who)


# --- the parent who signed for Tuesday ---------------------------------------------------------------------


def test_another_day_asks_who_signed_to_sign_again(cast: Cast) -> None:
    note = outing(cast)
    note_sign(actor=cast.actor("samira"), note=note, child=cast.lea)
    assert outcome(note, cast.lea) == Outcome.DONE
    note = corrected(cast, note, event_on=THURSDAY)
    row = owed(note, cast.samira, cast.lea)
    # What she did stays, with the version it was given to; it does not count for Thursday.
    assert (row.signed_version, row.state) == (1, OwedState.EXPECTED)
    assert outcome(note, cast.lea) == Outcome.WAITING
    # The other one, who was no longer waited for, is again.
    assert owed(note, cast.paul, cast.lea).state == OwedState.EXPECTED
    for who in (cast.samira, cast.paul):
        told = notice(note, who)
        assert (told.state, told.lane, told.card) == (NoticeState.OPEN, Lane.TO_DO, "liaison.sign")
        assert told.rang_at is None
        assert told.ring_at is not None
    note_sign(actor=cast.actor("samira"), note=note, child=cast.lea, version=2)
    assert owed(note, cast.samira, cast.lea).signed_version == 2
    assert outcome(note, cast.lea) == Outcome.DONE
    assert notice(note, cast.paul).state == NoticeState.DONE


def test_a_note_that_kept_nothing_of_what_it_announced_says_what_changed(cast: Cast, sign_in: Any) -> None:
    """As those that were sent before versions kept it."""
    note = outing(cast)
    Version.objects.filter(resource=note.pk).update(facts={})
    corrected(cast, note, event_on=THURSDAY)
    assert MOVED in sign_in(cast.samira).get(address("child", note, cast.lea.public_id)).text


def test_it_is_said_in_words_where_it_is_signed(cast: Cast, sign_in: Any) -> None:
    note = outing(cast)
    note_sign(actor=cast.actor("samira"), note=note, child=cast.lea)
    corrected(cast, note, event_on=THURSDAY, place="Port", bring=("Une gourde", "Des bottes"))
    client = sign_in(cast.samira)
    for page in (reverse("home:home"), address("child", note, cast.lea.public_id)):
        words = client.get(page).text
        assert MOVED in words
        assert tied("Le lieu a changé\u00a0: «\u00a0Port\u00a0» au lieu de «\u00a0Château\u00a0».") in words
        assert tied("À apporter en plus\u00a0: Des bottes.") in words
        assert "Vous aviez signé avant ce changement\u00a0: signez de nouveau, ou refusez." in words
        assert "J’ai lu et je signe" in words
    client.post(address("sign", note, cast.lea.public_id), {"version": "2"})
    after = client.get(address("child", note, cast.lea.public_id)).text
    assert "Vous avez signé" in after
    assert "Ce mot a changé" not in after


def test_who_had_only_read_is_told_and_who_had_not_finds_the_new_day(cast: Cast, sign_in: Any) -> None:
    note = sent(cast, kind=NoteKind.EVENT, event_on=TUESDAY)
    note_open(actor=cast.actor("samira"), note=note, child=cast.lea)
    corrected(cast, note, event_on=THURSDAY)
    read, unread = notice(note, cast.samira), notice(note, cast.paul)
    assert (read.state, read.card, read.lane) == (NoticeState.OPEN, "liaison.corrected", Lane.MY_CHILD)
    assert (unread.state, unread.card, unread.due_on) == (NoticeState.OPEN, "liaison.event", THURSDAY)
    client = sign_in(cast.samira)
    assert "Mot corrigé" in client.get(reverse("home:home")).text
    assert MOVED in client.get(address("child", note, cast.lea.public_id)).text


def test_a_refusal_stands(cast: Cast, sign_in: Any) -> None:
    note = outing(cast)
    note_refuse(actor=cast.actor("samira"), note=note, child=cast.lea)
    note = corrected(cast, note, event_on=THURSDAY)
    assert outcome(note, cast.lea) == Outcome.REFUSED
    assert notice(note, cast.samira).card == "liaison.corrected"
    page = sign_in(cast.samira).get(address("child", note, cast.lea.public_id)).text
    assert "Votre refus est gardé. Vous pouvez changer d’avis." in page
    note_sign(actor=cast.actor("samira"), note=note, child=cast.lea)
    assert outcome(note, cast.lea) == Outcome.DONE


@pytest.mark.parametrize("other", [
    {"answer_by": date(2026, 11, 30)}, {"bring": ("Une gourde", "Un chapeau")}, {},
])  # fmt: skip
def test_what_does_not_bind_leaves_signatures_alone(cast: Cast, other: dict[str, Any]) -> None:
    note = outing(cast)
    note_sign(actor=cast.actor("samira"), note=note, child=cast.lea)
    now = Note.objects.select_related("resource").get(pk=note.pk)
    body = richtext.parse("Nous irons **tous** au château.")
    note_correct(
        actor=cast.actor("teacher"),
        note=now,
        title="Sortie",
        body=body,
        particulars=particulars(now, **other),
    )
    assert outcome(note, cast.lea) == Outcome.DONE
    assert notice(note, cast.samira).card == "liaison.corrected"
    assert owed(note, cast.samira, cast.lea).state == OwedState.DONE


def test_the_due_day_moves_on_the_cards_that_wait(cast: Cast) -> None:
    note = outing(cast)
    corrected(cast, note, answer_by=date(2026, 11, 30))
    assert set(Notice.objects.filter(card="liaison.sign").values_list("due_on", flat=True)) == {
        date(2026, 11, 30)
    }


def test_both_are_waited_for_again(cast: Cast) -> None:
    note = outing(cast, both_guardians=True)
    for who in ("samira", "paul"):
        note_sign(actor=cast.actor(who), note=note, child=cast.lea)
    assert outcome(note, cast.lea) == Outcome.DONE
    note = corrected(cast, note, starts_at=time(8, 30))
    note_sign(actor=cast.actor("paul"), note=note, child=cast.lea)
    assert outcome(note, cast.lea) == Outcome.WAITING
    assert owed(note, cast.samira, cast.lea).state == OwedState.EXPECTED


# --- questions -----------------------------------------------------------------------------------------------


def test_a_question_more_keeps_the_answers_and_asks_again(cast: Cast, sign_in: Any) -> None:
    first = Question("Participe-t-il ?", ("Oui", "Non"))
    helps = Question("Venez-vous ?", ("Oui", "Non"), QuestionKind.OFFER)
    note = to_answer(cast, questions=(first,))
    note_answer(actor=cast.actor("samira"), note=note, child=cast.lea, answers=["Oui"], comment="Merci")
    note_answer(actor=cast.actor("teacher_parent"), note=note, child=cast.yanis, answers=["Non"])
    note = corrected(cast, note, questions=(first, helps))
    row = owed(note, cast.samira, cast.lea)
    assert (row.answers, row.comment, row.state) == (["Oui"], "Merci", OwedState.EXPECTED)
    # Who refused is asked nothing more.
    assert outcome(note, cast.yanis) == Outcome.REFUSED
    client = sign_in(cast.samira)
    page = client.get(address("child", note, cast.lea.public_id)).text
    assert tied("Une question est ajoutée\u00a0: Venez-vous ?") in page
    assert "Vous aviez répondu «\u00a0Oui\u00a0» avant ce changement" in page
    team = next(one for one in follow_up_rows(cast.actor("teacher"), note) if one.child_id == cast.lea.pk)
    assert [one.again for one in team.owed if one.guardian_id == cast.samira.pk] == [True]
    client.post(
        address("answer", note, cast.lea.public_id), {"answer_1": "Oui", "answer_2": "Non", "version": "2"}
    )
    row = owed(note, cast.samira, cast.lea)
    assert (row.answers, row.answered_version, row.changed_at) == (["Oui", "Non"], 2, None)
    assert outcome(note, cast.lea) == Outcome.DONE


@pytest.mark.parametrize("questions", [
    (Question("Ne participe-t-il pas ?", ("Oui", "Non")),),
    (Question("Participe-t-il ?", ("Non", "Oui")),),
    (Question("Venez-vous ?"), Question("Participe-t-il ?")),
    (Question("Participe-t-il ?"), Question("", ("Peut-être", "Jamais"))),
])  # fmt: skip
def test_a_question_never_changes_its_meaning(cast: Cast, questions: tuple[Question, ...]) -> None:
    note = to_answer(cast, questions=(Question("Participe-t-il ?"),))
    with pytest.raises(DomainError):
        corrected(cast, note, questions=questions)
    assert Version.objects.count() == 1


# --- before families see it ----------------------------------------------------------------------------------


def test_before_it_is_seen_everything_changes_without_trace(cast: Cast) -> None:
    with clock.frozen(NIGHT):
        note = to_answer(cast, questions=(Question("Participe-t-il ?"),), event_on=TUESDAY)
        corrected(cast, note, event_on=THURSDAY, questions=(Question("Venez-vous ?"), Question("À midi ?")))
    assert Version.objects.get().number == 1
    with clock.frozen(MORNING):
        run_due()
        note = Note.objects.select_related("resource").get(pk=note.pk)
        assert (note.event_on, [one.text for one in note.asked]) == (THURSDAY, ["Venez-vous ?", "À midi ?"])
        assert note.asked_version == 1


@pytest.mark.parametrize(("kind", "other"), [
    (NoteKind.EVENT, {"event_on": None}), (NoteKind.TO_BRING, {"bring": ()}),
    (NoteKind.TO_SIGN, {"event_on": date(2026, 11, 20)}), (NoteKind.TO_SIGN, {"answer_by": date(2026, 11, 20)}),
    (NoteKind.TO_SIGN, {"event_until_on": date(2026, 11, 30)}), (NoteKind.TO_SIGN, {"place": "x" * 121}),
])  # fmt: skip
def test_a_correction_is_complete_as_a_note_is(cast: Cast, kind: NoteKind, other: dict[str, Any]) -> None:
    due = {"answer_by": DUE} if kind == NoteKind.TO_SIGN else {}
    note = sent(cast, kind=kind, event_on=TUESDAY, bring=("Une gourde",), **due)
    with pytest.raises(DomainError):
        corrected(cast, note, **other)
    assert Note.objects.get(pk=note.pk).event_on == TUESDAY


def test_two_people_do_not_correct_over_each_other(cast: Cast, sign_in: Any) -> None:
    note = outing(cast)
    now = Note.objects.select_related("resource").get(pk=note.pk)
    body = richtext.parse("Au port.")
    base = now.resource.revision
    note_correct(actor=cast.actor("director"), note=now, title="Sortie", body=body, base=base)
    with pytest.raises(Conflict):
        note_correct(actor=cast.actor("teacher"), note=now, title="Autre", body=body, base=base)
    page = sign_in(cast.teacher).post(
        address("correct", note), {"base": str(base), "title": "Autre", "text": "Autre"}
    )
    assert page.status_code == 422
    assert "vient d’être corrigé par une autre personne" in page.text


# --- pages ---------------------------------------------------------------------------------------------------


def test_the_form_holds_what_the_note_holds_and_corrects_it(cast: Cast, sign_in: Any) -> None:
    note = outing(cast)
    client = sign_in(cast.teacher)
    page = client.get(address("correct", note)).text
    assert 'value="2026-12-01"' in page
    assert "Aucune famille n’a encore signé." in page
    note_sign(actor=cast.actor("paul"), note=note, child=cast.lea)
    note_refuse(actor=cast.actor("in_charge"), note=note, child=cast.yanis)
    page = client.get(address("correct", note)).text
    # A refusal stands: that family is not asked again.
    assert "On a déjà signé pour un enfant\u00a0: changer le jour" in page
    typed = {
        "base": str(note.resource.revision), "title": note.resource.title, "text": "Jeudi, nous irons **au château**.",
        "answer_by": "2026-11-27", "event_on": "2026-12-03", "starts_at": "08:45", "place": "Château",
        "bring": "Une gourde",
    }  # fmt: skip
    # Before it is done: how many, of which class, what they will read; by name nobody.
    asked = client.post(address("correct", note), typed)
    assert "enfant pour qui on a signé : sa famille signera de nouveau" in asked.text
    assert f'<span class="txt">{cast.ce1.label}</span><b class="num">1</b>' in asked.text
    assert MOVED in asked.text
    assert "Elles seront prévenues tout de suite." in asked.text
    assert cast.lea.last_name not in asked.text
    assert Note.objects.get(pk=note.pk).resource.version == 1
    back = client.post(address("correct", note), typed | {"sure": "1", "do": "edit"}).text
    assert "Jeudi, nous irons **au château**." in back
    # It told another count than there is now: it is told anew.
    assert (
        "sa famille signera de nouveau" in client.post(address("correct", note), typed | {"sure": "3"}).text
    )
    answer = client.post(address("correct", note), typed | {"sure": "1"}, follow=True)
    assert "le fait de nouveau" in answer.text
    # The versions say what each changed.
    assert MOVED in answer.text
    old = client.get(address("version", note, 1)).text
    assert "Mardi 1er\xa0décembre" in old
    assert MOVED not in old
    assert MOVED in client.get(address("version", note, 2)).text
    line = AuditLine.objects.get(act="liaison.note.corrected")
    assert (line.details["changed"], line.details["again"]) == (["event_on"], True)


def test_a_question_is_added_by_the_form(cast: Cast, sign_in: Any) -> None:
    note = to_answer(cast, questions=(Question("Participe-t-il ?"),))
    client = sign_in(cast.teacher)
    page = client.get(address("correct", note)).text
    assert "question_1" not in page
    data = {"title": note.resource.title, "text": "Autre.", "question_2": "Venez-vous ?"}
    data |= {"sort_2": "offer", "sure": "0"}
    client.post(address("correct", note), data | {"choices_2": "Oui\nNon"})
    note = Note.objects.get(pk=note.pk)
    assert [one.text for one in note.asked] == ["Participe-t-il ?", "Venez-vous ?"]
    # Left empty, it is no question.
    client.post(
        address("correct", note),
        data | {"text": "Encore.", "question_2": "", "choices_3": "Oui"},
    )
    assert len(Note.objects.get(pk=note.pk).asked) == 2


def test_nothing_of_hours_and_places_is_told_under_a_decision(cast: Cast, sign_in: Any) -> None:
    note = outing(cast)
    note_open(actor=cast.actor("samira"), note=note, child=cast.lea)
    make.restrict(Guardianship.objects.get(adult=cast.samira, child=cast.lea), cast.tilleuls, 1)
    corrected(cast, note, place="Port", starts_at=time(9, 10), bring=("Des bottes",))
    client = sign_in(cast.samira)
    pages_read = [address("child", note, cast.lea.public_id), *(address("version", note, n) for n in (1, 2))]
    for page in (reverse("home:home"), *pages_read):
        words = client.get(page).text
        assert "Port" not in words
        assert "Château" not in words
        assert "9\xa0h" not in words
    assert "Des bottes" in client.get(pages_read[2]).text


def _retold(cast: Cast, note: Note, text: str) -> None:
    current = Note.objects.select_related("resource").get(pk=note.pk)
    note_correct(
        actor=cast.actor("teacher"), note=current, title=current.resource.title, body=richtext.parse(text),
        particulars=particulars(current),
    )  # fmt: skip


def test_a_text_says_in_words_what_changed(cast: Cast, sign_in: Any) -> None:
    """An hour is one word. Who reads under a protected contact is told no hour, of either text."""
    note = to_sign(cast, text="Retour à 12 h. Merci de prévoir un goûter.")
    note_open(actor=cast.actor("samira"), note=note, child=cast.lea)
    note_open(actor=cast.actor("paul"), note=note, child=cast.lea)
    make.restrict(Guardianship.objects.get(adult=cast.paul, child=cast.lea), cast.tilleuls, 1)
    current = Note.objects.select_related("resource").get(pk=note.pk)
    Note.objects.filter(pk=note.pk).update(confirmed_words="")
    text = "Retour à 12 h 30. Merci de prévoir un goûter."
    typed = {"title": current.resource.title, "text": text, "answer_by": DUE.isoformat()}
    teacher = sign_in(cast.teacher)
    asked = teacher.post(address("correct", note), typed)
    typed["words"] = asked.text.split('name="words" value="')[1].split('"')[0]
    looked = teacher.post(address("correct", note), typed).text
    said = "«\u00a012 h 30\u00a0» au lieu de «\u00a012 h\u00a0»"
    assert plain(said) in plain(looked)
    assert "2 personnes avaient lu ce mot" in plain(looked)
    teacher.post(address("correct", note), typed | {"sure": "0"})
    page = address("child", note, cast.lea.public_id)
    assert plain(said) in plain(sign_in(cast.samira).get(page).text)
    under = plain(sign_in(cast.paul).get(page).text)
    assert plain(said) not in under
    assert "Le texte a changé." in under


def test_corrected_twice_while_a_parent_reads(cast: Cast, sign_in: Any) -> None:
    """What was on the page is not what is signed: nothing is kept, and both changes are told at once, from the version
    that was read."""
    note = to_sign(cast, text="Prévoir un goûter.")
    family, page = sign_in(cast.samira), address("child", note, cast.lea.public_id)
    assert 'name="version" value="1"' in family.get(page).text
    _retold(cast, note, "Prévoir un repas froid.")
    _retold(cast, note, "Prévoir un repas froid et une gourde.")
    answer = family.post(address("sign", note, cast.lea.public_id), {"version": "1"}, follow=True)
    assert "vient d’être corrigé" in answer.text
    assert owed(note, cast.samira, cast.lea).signed_at is None
    words = plain(answer.text)
    assert "Ce mot a changé" in words
    assert "« repas froid et une gourde » au lieu de « goûter »" in words
    family.post(address("sign", note, cast.lea.public_id), {"version": "3"})
    assert owed(note, cast.samira, cast.lea).signed_version == 3
    assert "Ce mot a changé" not in family.get(page).text


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_as_many_statements_for_thirty_children_as_for_three(cast: Cast) -> None:
    counts = []
    for number in (3, 27):
        for _ in range(number):
            make.guardian(make.pupil(cast.tilleuls, cast.ce1, "Enfant"))
        note = outing(cast)
        for row in note.owed.filter(may_sign=True).select_related("guardian", "child"):
            note_record_paper(actor=cast.actor("teacher"), note=note, child=row.child, guardian=row.guardian)
        with CaptureQueriesContext(connection) as caught:
            corrected(cast, note, event_on=THURSDAY)
        counts.append(len(caught))
        assert not Recipient.objects.filter(note=note).exclude(outcome=Outcome.WAITING).exists()
    assert counts[0] == counts[1]


# --- paper ---------------------------------------------------------------------------------------------------


def test_a_slip_from_before_is_worth_nothing(cast: Cast, sign_in: Any) -> None:
    note = outing(cast)
    slip = next(one for one in printed(cast, note) if one.child_id == cast.yanis.pk)
    corrected(cast, note, event_on=THURSDAY)
    client = sign_in(cast.teacher)
    sent_pile = upload(client, photo(filled(slip, {0: 0}, who=0)))
    run_due()
    page = client.get(sent_pile.headers["Location"]).text
    assert "date d’avant un changement du mot" in page
    assert outcome(note, cast.yanis) == Outcome.WAITING
    typed = client.post(reverse("liaison:slip_typed"), {"code": slip.code[:8]}, follow=True)
    assert "date d’avant un changement du mot" in typed.text
    again = next(one for one in printed(cast, note) if one.child_id == cast.yanis.pk)
    assert again.version == 2


def test_pages_know_the_editions_in_their_one_statement(cast: Cast) -> None:
    note = outing(cast)
    corrected(cast, note, event_on=THURSDAY)
    with CaptureQueriesContext(connection) as caught:
        found = pages.note_for(cast.actor("teacher"), note.resource.public_id)
        assert [row["number"] for row in found.said_in] == [1, 2]  # type: ignore[attr-defined]
    assert "content_version e" in caught[-1]["sql"]
