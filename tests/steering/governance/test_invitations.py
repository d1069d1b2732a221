"""Who is invited beside the members, what is answered, and who stands for whom."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from pypdf import PdfReader

from eprimo.foundation.accounts.models import Account
from eprimo.foundation.directory.models import Mandate
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import Forbidden, NotVisible
from eprimo.foundation.kernel.outbox import run_due
from eprimo.foundation.privacy.retention_run import retention_run_whole
from eprimo.steering.consortium.actions.representation import representation_change
from eprimo.steering.consortium.enums import Mode
from eprimo.steering.governance.actions.invitations import (
    answers_note,
    guest_add,
    guest_correct,
    guest_remove,
    guests_invite,
    guests_remind,
    members_represent,
    representative_note,
)
from eprimo.steering.governance.actions.meetings import (
    attendance_note,
    meeting_cancel,
    meeting_convene,
    meeting_correct,
    meeting_plan,
    members_invite,
)
from eprimo.steering.governance.actions.minutes import minutes_publish, minutes_write
from eprimo.steering.governance.errors import NotYet, WrongMeeting
from eprimo.steering.governance.guests import mandates_to_invite
from eprimo.steering.governance.letters import letters_pdf
from eprimo.steering.governance.models import Guest, Meeting
from eprimo.steering.governance.queries import guest_of, guests_of, letters_left, tally_of
from tests import factories as make
from tests.conftest import NOW
from tests.steering.consortium.group import Made, manager, today
from tests.steering.governance.test_meetings import AFTER, SAID, convened
from tests.steering.written import like

pytestmark = pytest.mark.django_db

MAYORS = Guest(
    function="Association des maires", name="Jeanne MAIRE", email="amf@exemple.fr", address="1 place du Pont"
)


def text_of(content: bytes) -> str:
    words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return " ".join(words.replace("\u00a0", " ").split())


def planned(group: Made, **more: Any) -> Meeting:
    by = manager(group.cast)
    return meeting_plan(actor=by, market=group.market, said=like(SAID, **more))


def test_the_people_of_the_territory_are_invited_once_whatever_their_capacities(group: Made) -> None:
    """The IA-DASEN of the department, inspectors and advisers; never those of another department, nor one twice."""
    by, district = manager(group.cast), Mandate.objects.get(person=group.cast.inspector).circonscription
    dasen = make.mandate(make.person("Dasen", "DE44"), "academy", department=make.department())
    both = make.mandate(group.cast.inspector, "inspector", circonscription=district, function="cpc")
    elsewhere = make.mandate(
        make.person("Dasen", "DE49"), "academy", department=make.department("49", "Maine-et-Loire")
    )
    meeting = planned(group, department=make.department())
    waiting = mandates_to_invite(meeting)
    assert [one.person_id for one in waiting] == [
        dasen.person_id, group.cast.academy.pk, group.cast.inspector.pk, group.cast.inspector.pk,
    ]  # fmt: skip
    with pytest.raises(WrongMeeting, match="pas de mandat dans le territoire"):
        guests_invite(actor=by, meeting=meeting, mandates=[dasen, elsewhere])
    assert guests_invite(actor=by, meeting=meeting, mandates=waiting) == 3
    assert guests_invite(actor=by, meeting=meeting, mandates=waiting) == 0
    with pytest.raises(WrongMeeting, match=r"déjà invitée.*Inspection, Valmarais Nord"):
        guests_invite(actor=by, meeting=meeting, mandates=[both])
    assert mandates_to_invite(meeting) == []
    assert guests_of(meeting)[0].function == "Direction académique, Loire-Atlantique"
    # Of the whole group, every department of the academy sits.
    assert elsewhere in mandates_to_invite(planned(group))
    with pytest.raises(Forbidden):
        guests_invite(actor=group.cast.actor("academy"), meeting=meeting, mandates=[elsewhere])


def test_who_has_no_account_gets_a_letter_that_opens_nothing(group: Made) -> None:
    """By mail with the calendar file, else on paper; the subject tells neither the person nor the matter."""
    by, meeting = manager(group.cast), planned(group, subject="Le cas de l’école du Pont")
    for wrong, words in (
        (like(MAYORS, email="", address=" "), "adresse électronique ou une adresse postale"),
        (like(MAYORS, email="pas une adresse"), "pas valable"),
    ):
        with pytest.raises(WrongMeeting, match=words):
            guest_add(actor=by, meeting=meeting, said=wrong)
    guest = guest_add(actor=by, meeting=meeting, said=MAYORS)
    for again in (
        like(MAYORS, function="Maire", name="Autre", email="AMF@exemple.fr"),
        like(MAYORS, function="Maire", name="jeanne maire", email=""),
    ):
        with pytest.raises(WrongMeeting, match=r"déjà invitée.*Association des maires"):
            guest_add(actor=by, meeting=meeting, said=again)
    on_paper = guest_add(
        actor=by, meeting=meeting, said=Guest(function="Délégué départemental", address="2 rue du Port")
    )
    guest_remove(
        actor=by, guest=guest_add(actor=by, meeting=meeting, said=Guest(function="Erreur", address="x"))
    )
    meeting_convene(actor=by, meeting=meeting)
    run_due()
    (letter,) = mail.outbox
    assert letter.to == ["amf@exemple.fr"]
    assert letter.subject == "Convocation\u00a0: comité de pilotage d’e-primo, 8\u00a0décembre\u00a02026"
    assert letter.attachments[0][0] == "reunion.ics"
    assert "http" not in letter.body
    assert letters_left(meeting) == 1
    words = text_of(letters_pdf(meeting, [], guests_of(meeting)))
    for found in ("Jeanne MAIRE", "1 place du Pont", "Délégué départemental", "2 rue du Port", "Calendrier"):
        assert found in words
    assert "http" not in words
    # Corrected, the letter goes to the new address; removed it is not any more.
    guest_correct(actor=by, guest=guest, said=like(MAYORS, email="maires@exemple.fr"))
    run_due()
    assert mail.outbox[-1].to == ["maires@exemple.fr"]
    with pytest.raises(WrongMeeting, match="déjà convoquée"):
        guest_remove(actor=by, guest=on_paper)
    meeting_cancel(actor=by, meeting=meeting)
    run_due()
    assert mail.outbox[-1].subject.startswith("Réunion annulée")


def test_a_guest_with_an_account_reads_its_letter_alone_and_answers(group: Made) -> None:
    by, meeting = manager(group.cast), planned(group)
    inspector = group.cast.actor("inspector")
    guests_invite(actor=by, meeting=meeting, mandates=mandates_to_invite(meeting))
    own = Guest.objects.get(mandate__person=group.cast.inspector)
    with pytest.raises(NotVisible):
        guest_of(inspector, own.public_id)
    meeting = meeting_convene(actor=by, meeting=meeting)
    assert guest_of(inspector, own.public_id) == own
    with pytest.raises(NotVisible):
        guest_of(group.cast.actor("academy"), own.public_id)
    Account.objects.filter(person=group.cast.inspector).update(
        recovery_email="ien@exemple.fr", recovery_email_confirmed_at=NOW
    )
    run_due()
    assert [letter.to for letter in mail.outbox if letter.to == ["ien@exemple.fr"]]
    assert Guest.objects.get(mandate__person=group.cast.academy).unaddressed
    assert answers_note(actor=inspector, meeting=meeting, members={}, guests={own.pk: ("excused", "")}) == 1
    with pytest.raises(WrongMeeting, match="qui remplace"):
        answers_note(actor=inspector, meeting=meeting, members={}, guests={own.pk: ("represented", " ")})
    other = Guest.objects.get(mandate__person=group.cast.academy)
    for refused in ({"members": {}, "guests": {other.pk: ("present", "")}},
                    {"members": {group["valmarais"].pk: ("present", "")}}):  # fmt: skip
        members_invite(actor=by, meeting=meeting, members=[group["valmarais"]])
        with pytest.raises(Forbidden):
            answers_note(actor=inspector, meeting=meeting, **refused)
    # Minutes say the function, and a year later nothing else is kept.
    guest_add(actor=by, meeting=meeting, said=MAYORS)
    with clock.frozen(AFTER):
        attendance_note(actor=by, meeting=meeting, said={}, guests={own.pk: ("present", "")})
        minutes_write(actor=by, meeting=meeting, text="Vu.")
        words = text_of(bytes(minutes_publish(actor=by, meeting=meeting).content or b""))
    assert "Inspection, Valmarais Nord" in words
    assert "INSPECTE" not in words
    with clock.frozen(AFTER + timedelta(days=367)):
        retention_run_whole()
    kept = Guest.objects.get(function=MAYORS.function)
    assert (kept.name, kept.email, kept.address) == ("", "", "")


def test_guests_that_have_not_answered_are_reminded_once_a_day(group: Made) -> None:
    """By mail alone: a letter on paper does not leave again. Who answered, or has answered since, is left in peace."""
    by, meeting = manager(group.cast), planned(group)
    guest = guest_add(actor=by, meeting=meeting, said=MAYORS)
    guest_add(
        actor=by, meeting=meeting, said=Guest(function="Délégué départemental", address="2 rue du Port")
    )
    members_invite(actor=by, meeting=meeting, members=group.members.values())
    with pytest.raises(NotYet):
        guests_remind(actor=by, meeting=meeting)
    meeting_convene(actor=by, meeting=meeting)
    run_due()
    mail.outbox.clear()
    # On the day of the invitation nobody is reminded of it.
    assert guests_remind(actor=by, meeting=meeting) == 0
    with pytest.raises(Forbidden):
        guests_remind(actor=group.cast.actor("academy"), meeting=meeting)
    with clock.frozen(NOW + timedelta(days=1)):
        assert (guests_remind(actor=by, meeting=meeting), guests_remind(actor=by, meeting=meeting)) == (1, 0)
        run_due()
        [letter] = mail.outbox
        assert letter.to == [MAYORS.email]
        assert letter.subject.startswith("Rappel\u00a0: Convocation")
        assert "n’avez pas encore répondu" in letter.body
    with clock.frozen(NOW + timedelta(days=2)):
        assert guests_remind(actor=by, meeting=meeting) == 1
        answers_note(actor=by, meeting=meeting, members={}, guests={guest.pk: ("excused", "")})
        run_due()
        assert (len(mail.outbox), guests_remind(actor=by, meeting=meeting)) == (1, 0)
    with clock.frozen(AFTER), pytest.raises(WrongMeeting):
        guests_remind(actor=by, meeting=meeting)


def test_members_answer_and_an_answer_to_another_day_counts_no_more(group: Made) -> None:
    """R076: present, represented, excused; moved after the invitations, the meeting asks again; moved back, not."""
    by, meeting = manager(group.cast), convened(group)
    rep, valmarais = group.cast.actor("member_rep"), group["valmarais"].pk
    assert answers_note(actor=rep, meeting=meeting, members={valmarais: ("present", "")}) == 1
    assert answers_note(actor=rep, meeting=meeting, members={valmarais: ("present", "")}) == 0
    with pytest.raises(Forbidden):
        answers_note(actor=rep, meeting=meeting, members={group["brive"].pk: ("present", "")})
    with pytest.raises(Forbidden):
        answers_note(
            actor=group.cast.actor("commission"), meeting=meeting, members={valmarais: ("present", "")}
        )
    answers_note(actor=by, meeting=meeting, members={group["cc"].pk: ("excused", "")})
    found = tally_of(meeting)
    assert (found.invited, found.present, found.excused, found.silent) == (4, 1, 1, 2)
    later = like(SAID, starts_at=SAID.starts_at + timedelta(days=7), ends_at=SAID.ends_at + timedelta(days=7))
    meeting = meeting_correct(actor=by, meeting=meeting, said=later)
    assert tally_of(meeting).silent == 4
    seat = meeting.attendances.get(member=valmarais)
    assert seat.standing_answer == ""
    assert seat.answered_before_move
    run_due()
    assert "ne compte plus" in mail.outbox[-1].body
    meeting = meeting_correct(actor=by, meeting=meeting, said=SAID)
    assert tally_of(meeting).present == 1
    with clock.frozen(AFTER), pytest.raises(WrongMeeting, match="a commencé"):
        answers_note(actor=rep, meeting=meeting, members={valmarais: ("", "")})
    with pytest.raises(NotYet):
        answers_note(actor=by, meeting=planned(group), members={valmarais: ("present", "")})


def test_who_is_represented_takes_part_by_its_managing_body_while_its_mandate_holds(group: Made) -> None:
    """C 2, 7.1: told too, it answers for its members at once; a mandate that ended before the meeting stands for
    nobody."""
    by, brive = manager(group.cast), group["brive"]
    Account.objects.filter(person=group.cast.managing_body).update(
        recovery_email="ecoll@exemple.fr", recovery_email_confirmed_at=NOW
    )
    meeting = convened(group)
    run_due()
    (told,) = [letter for letter in mail.outbox if letter.to == ["ecoll@exemple.fr"]]
    assert "Vous représentez 1\u00a0membre" in told.body
    acting = group.cast.actor("managing_body")
    assert members_represent(actor=acting, meeting=meeting) == 1
    assert members_represent(actor=acting, meeting=meeting) == 0
    assert members_represent(actor=group.cast.actor("member_rep"), meeting=meeting) == 0
    seat = meeting.attendances.get(member=brive)
    assert seat.answer_by == "e-Collectivités (inventé)"
    body = group.body
    assert body is not None
    with pytest.raises(WrongMeeting, match="n’en a pas de mandat"):
        answers_note(actor=by, meeting=meeting, members={group["cc"].pk: ("represented", body.name)})
    with clock.frozen(AFTER):
        assert representative_note(actor=by, meeting=meeting, managing_body=body) == 1
        assert meeting.attendances.get(member=brive).took_part == f"Représenté par {body.name}"
    # Its mandate ends before another meeting: it is neither told, nor noted.
    representation_change(actor=by, member=brive, mode=Mode.ALONE, starts=today() + timedelta(days=1))
    mail.outbox.clear()
    other = convened(group)
    run_due()
    assert ["ecoll@exemple.fr"] not in [letter.to for letter in mail.outbox]
    assert members_represent(actor=acting, meeting=other) == 0
    with clock.frozen(AFTER):
        with pytest.raises(WrongMeeting, match=r"ne représente pas.*son mandat a pris fin le"):
            attendance_note(actor=by, meeting=other, said={brive.pk: ("represented", body.name)})
        with pytest.raises(WrongMeeting, match="ne représente aucun membre"):
            representative_note(actor=by, meeting=other, managing_body=body)
        # A neighbour stands for it, which needs no mandate.
        attendance_note(actor=by, meeting=other, said={brive.pk: ("represented", "Commune voisine")})
