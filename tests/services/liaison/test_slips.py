"""Slips on paper: printed for whom one chooses, their squares leading each where they may."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from eprimo.foundation.accounts.enums import AccountState
from eprimo.foundation.accounts.models import Account
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.models import AuditLine
from eprimo.services.liaison.actions.families import note_open, note_sign
from eprimo.services.liaison.actions.lifecycle import note_withdraw
from eprimo.services.liaison.actions.paper import note_erase_paper, note_record_paper
from eprimo.services.liaison.enums import NoteKind, Outcome
from eprimo.services.liaison.models import Note, Recipient, Slip
from eprimo.services.liaison.queries import papers
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.services.liaison import notes as write
from tests.services.liaison.papers import ASKED, printed, slip_of, text_of


def print_page(client: Any, note: Any, **data: Any) -> Any:
    return client.post(reverse("liaison:slips", args=[note.resource.public_id]), data)


# --- printing ------------------------------------------------------------------------------------------


def test_one_slip_a_child_with_its_own_square(cast: Cast, client: Any, sign_in: Any) -> None:
    note = write.to_answer(cast, questions=ASKED)
    sign_in(cast.teacher)
    page = client.get(reverse("liaison:slips", args=[note.resource.public_id])).content.decode()
    assert "Celles qui n’ont pas répondu (2)" in page
    answer = print_page(client, note, which=papers.ALL, each="4")
    assert answer["Content-Type"] == "application/pdf"
    text = text_of(answer.content)
    assert "LéaMARTIN" in text
    assert "YanisBELKACEM" in text
    slips = list(Slip.objects.order_by("pk"))
    assert len({slip.code for slip in slips}) == 2
    assert all(len(slip.code) == 26 and slip.layout["each"] == 4 for slip in slips)
    line = AuditLine.objects.get(act="liaison.slips.printed")
    assert line.details == {"slips": 2}
    # The follow-up says that paper left, until a correction makes it worthless.
    followed = reverse("liaison:follow_up", args=[note.resource.public_id])
    assert client.get(followed).text.count("Coupon imprimé le 24\u00a0novembre") == 2
    Note.objects.filter(pk=note.pk).update(asked_version=2)
    assert "Coupon imprimé" not in client.get(followed).text
    sheet = client.get(reverse("liaison:follow_up_pdf", args=[note.resource.public_id])).content
    assert "Réponsereçuepour0enfantsur2àrendre" in text_of(sheet).replace(",", "")


def test_only_those_who_never_came_or_whom_one_ticks(cast: Cast, client: Any, sign_in: Any) -> None:
    note = write.to_sign(cast)
    Account.objects.filter(person__in=[cast.samira, cast.paul]).update(activated_at=NOW)
    Account.objects.filter(person__in=[cast.in_charge, cast.no_exercise, cast.teacher_parent]).update(
        activated_at=None, state=AccountState.EXPECTED
    )
    sign_in(cast.teacher)
    assert "LéaMARTIN" not in text_of(print_page(client, note, which=papers.NEVER, each="2").content)
    ticked = print_page(client, note, which=papers.CHOSEN, child=[str(cast.lea.public_id)], each="2")
    assert "YanisBELKACEM" not in text_of(ticked.content)
    nobody = print_page(client, note, which=papers.CHOSEN, each="2")
    assert nobody.status_code == 422
    assert "Cochez au moins un enfant" in nobody.content.decode()


def test_who_answered_has_no_slip_among_those_who_are_waited_for(
    cast: Cast, client: Any, sign_in: Any
) -> None:
    note = write.to_sign(cast)
    note_sign(actor=cast.actor("samira"), note=note, child=cast.lea)
    sign_in(cast.teacher)
    assert "LéaMARTIN" not in text_of(print_page(client, note, which=papers.WAITING, each="4").content)


def test_a_restricted_adult_is_never_named_nor_the_others_beside(
    cast: Cast, client: Any, sign_in: Any
) -> None:
    """One decision of protected contact: the slip of that child names nobody. Without one, both are boxes."""
    note = write.to_sign(cast)
    # The boxes stand in the order in which the school calls, whatever the order in which rows were written.
    cast.lea.guardians.filter(adult=cast.paul).update(priority=2)
    assert slip_of(printed(cast, note), cast.lea).signers == [cast.samira.pk, cast.paul.pk]
    cast.lea.guardians.filter(adult=cast.samira).update(priority=3)
    assert slip_of(printed(cast, note), cast.lea).signers == [cast.paul.pk, cast.samira.pk]
    make.restrict(cast.lea.guardians.get(adult=cast.paul), cast.tilleuls, 1)
    assert slip_of(printed(cast, note), cast.lea).signers == []
    sign_in(cast.teacher)
    text = text_of(print_page(client, note, which=papers.ALL, each="2").content)
    assert "SamiraMARTIN" not in text
    assert "PaulMARTIN" not in text


def test_a_family_reads_its_slip_in_its_language(cast: Cast, client: Any, sign_in: Any) -> None:
    note = write.to_sign(cast, classes=(cast.ce1,))
    Account.objects.filter(person=cast.samira).update(language="en")
    sign_in(cast.teacher)
    text = text_of(
        print_page(client, note, which=papers.CHOSEN, child=[str(cast.lea.public_id)], each="2").content
    )
    assert "27novembre" not in text
    assert "Sortieauchâteau" in text
    Account.objects.filter(person=cast.paul).update(language="ar")
    text = text_of(
        print_page(client, note, which=papers.CHOSEN, child=[str(cast.lea.public_id)], each="2").content
    )
    assert "27novembre" in text


def test_a_note_of_every_kind_has_slips(cast: Cast) -> None:
    for fields in (
        {"kind": NoteKind.INFORMATION},
        {"kind": NoteKind.TO_BRING, "event_on": write.DUE, "bring": ("Une gourde",)},
    ):
        slips = printed(cast, write.sent(cast, **fields))
        assert len(slips[0].layout["boxes"]) >= 1


def test_a_note_not_delivered_or_withdrawn_prints_none(cast: Cast, client: Any, sign_in: Any) -> None:
    note = write.to_sign(cast)
    note_withdraw(actor=cast.actor("teacher"), note=note)
    sign_in(cast.teacher)
    assert print_page(client, note, which=papers.ALL, each="4").status_code == 403


def test_the_whole_note_is_printed_without_slips_for_the_school(
    cast: Cast, client: Any, sign_in: Any
) -> None:
    """Its slips carry squares, and are printed apart; a guardian's own print keeps a place to sign."""
    note = write.to_sign(cast)
    address = reverse("liaison:print", args=[note.resource.public_id])
    sign_in(cast.teacher)
    assert "Nometsignature" not in text_of(client.get(address).content)
    sign_in(cast.samira)
    assert "Nometsignature" in text_of(client.get(address).content)


# --- the square ----------------------------------------------------------------------------------------


def test_a_square_leads_each_where_it_may(cast: Cast, client: Any, sign_in: Any) -> None:
    note = write.to_sign(cast)
    slip = slip_of(printed(cast, note), cast.lea)
    address = f"/C/{slip.code}"
    assert client.get(address).status_code == 302
    assert reverse("accounts:sign_in") in client.get(address)["Location"]
    child = reverse("liaison:child", args=[note.resource.public_id, cast.lea.public_id])
    paper = reverse("liaison:paper", args=[note.resource.public_id, cast.lea.public_id])
    for who, page in (
        ("samira", child),
        ("paul", child),
        ("teacher", paper),
        ("delegate", paper),
        ("director", paper),
    ):
        sign_in(cast.people[who])
        assert client.get(address)["Location"] == page, who
        assert client.get(address.lower())["Location"] == page
    for who in ("in_charge", "teacher_cm2", "staff", "lea", "guardian_verne", "director_verne", "inspector"):
        sign_in(cast.people[who])
        assert client.get(address).status_code == 404, who


@pytest.mark.attack
def test_a_code_of_nothing_is_no_page(cast: Cast, client: Any, sign_in: Any) -> None:
    sign_in(cast.director)
    for code in ("A" * 26, "../../etc/passwd", "A" * 25, "A" * 27, "1" * 26):
        assert client.get(f"/c/{code}").status_code == 404


def test_a_square_of_a_withdrawn_note_leads_its_family_to_the_stub_and_nobody_to_the_paper(
    cast: Cast, client: Any, sign_in: Any
) -> None:
    note = write.to_sign(cast)
    slip = slip_of(printed(cast, note), cast.lea)
    note_withdraw(actor=cast.actor("teacher"), note=note)
    sign_in(cast.samira)
    assert client.get(f"/c/{slip.code}", follow=True).status_code == 200
    sign_in(cast.teacher)
    assert client.get(f"/c/{slip.code}").status_code == 404


def test_a_typed_code_leads_to_the_paper_page(cast: Cast, client: Any, sign_in: Any) -> None:
    slip = slip_of(printed(cast, write.to_sign(cast)), cast.lea)
    sign_in(cast.teacher)
    typed = f"{slip.code[:4]}-{slip.code[4:8]}".lower()
    answer = client.post(reverse("liaison:slip_typed"), {"code": typed})
    assert answer.status_code == 302
    assert str(cast.lea.public_id) in answer["Location"]
    assert client.post(reverse("liaison:slip_typed"), {"code": "AAAA-AAAA"}).status_code == 422
    sign_in(cast.teacher_cm2)
    assert client.post(reverse("liaison:slip_typed"), {"code": typed}).status_code == 422


# --- by hand -------------------------------------------------------------------------------------------


def test_two_taps_then_the_next_child(cast: Cast, client: Any, sign_in: Any) -> None:
    note = write.to_answer(cast)
    sign_in(cast.teacher)
    page = reverse("liaison:paper", args=[note.resource.public_id, cast.yanis.public_id])
    shown = client.get(page).content.decode()
    assert 'name="answer_1" value="Oui"' in shown
    # One who answers: chosen already.
    assert re.search(rf'value="{cast.teacher_parent.public_id}"[^>]* checked', shown)
    done = client.post(page, {"guardian": str(cast.teacher_parent.public_id), "answer_1": "Oui"})
    lea = reverse("liaison:paper", args=[note.resource.public_id, cast.lea.public_id])
    assert done["Location"] == f"{lea}?apres={cast.yanis.public_id}"
    after = client.get(done["Location"]).content.decode()
    assert "Le coupon de Yanis est noté" in after
    erase = reverse("liaison:paper_erase", args=[note.resource.public_id, cast.yanis.public_id])
    assert erase in after
    assert client.post(erase).status_code == 302
    row = write.owed(note, cast.teacher_parent, cast.yanis)
    assert (row.answers, row.recorded_by_id, row.read_at) == ([], None, None)
    assert Recipient.objects.get(note=note, child=cast.yanis).outcome == Outcome.WAITING


def test_a_reading_on_paper_is_a_fact(cast: Cast) -> None:
    note = write.sent(cast)
    note_record_paper(actor=cast.actor("teacher"), note=note, child=cast.yanis, guardian=cast.no_exercise)
    row = write.owed(note, cast.no_exercise, cast.yanis)
    assert row.read_at is not None
    assert row.recorded_by_id == cast.teacher.pk
    assert Recipient.objects.get(note=note, child=cast.yanis).outcome == Outcome.DONE


def test_what_a_guardian_did_is_neither_replaced_nor_erased(cast: Cast) -> None:
    note = write.to_sign(cast)
    note_sign(actor=cast.actor("samira"), note=note, child=cast.lea)
    teacher = cast.actor("teacher")
    with pytest.raises(DomainError, match="refused"):
        note_record_paper(actor=teacher, note=note, child=cast.lea, guardian=cast.samira, refused=True)
    with pytest.raises(DomainError):
        note_erase_paper(actor=teacher, note=note, child=cast.lea, guardian=cast.samira)
    assert write.owed(note, cast.samira, cast.lea).signed_at is not None


def test_what_was_read_before_the_slip_stays_read_when_it_is_taken_back(cast: Cast) -> None:
    note = write.to_sign(cast)
    note_open(actor=cast.actor("samira"), note=note, child=cast.lea)
    with clock.frozen(NOW + timedelta(hours=1)):
        teacher = cast.actor("teacher")
        note_record_paper(actor=teacher, note=note, child=cast.lea, guardian=cast.samira)
        row = note_erase_paper(actor=teacher, note=note, child=cast.lea, guardian=cast.samira)
    assert row.read_at == NOW
    assert row.signed_at is None


def test_a_decision_taken_since_the_print_counts(cast: Cast) -> None:
    note = write.to_sign(cast)
    make.restrict(cast.lea.guardians.get(adult=cast.paul), cast.tilleuls, 2)
    with pytest.raises(DomainError):
        note_record_paper(actor=cast.actor("teacher"), note=note, child=cast.lea, guardian=cast.paul)
