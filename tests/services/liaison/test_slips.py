"""Slips on paper: printed for whom one chooses, leading where they may, read back from photographs."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from pypdf import PdfReader

from eprimo.foundation.accounts.enums import AccountState
from eprimo.foundation.accounts.models import Account
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import DomainError, Forbidden
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.kernel.outbox import run_due
from eprimo.services.liaison.actions import (
    note_answer,
    note_erase_paper,
    note_record_paper,
    note_sign,
    note_withdraw,
    pile_receive,
)
from eprimo.services.liaison.enums import NoteKind, Outcome, PileState, SeenState
from eprimo.services.liaison.models import Note, Owed, Pile, PilePhoto, PileSlip, Recipient, Slip
from eprimo.services.liaison.queries import papers
from eprimo.services.liaison.questions import Question
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.services.liaison import notes as write
from tests.services.liaison.papers import filled, photo, printed, upload

ASKED = (Question("Participe-t-il ?", ("Oui", "Non")), Question("Venez-vous ?", ("Oui", "Non", "Le matin")))


def text_of(pdf: bytes) -> str:
    return "".join("".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages)


def slip_of(slips: list[Slip], child: Any) -> Slip:
    return next(slip for slip in slips if slip.child_id == child.pk)


def print_page(client: Any, note: Any, **data: Any) -> Any:
    return client.post(reverse("liaison:slips", args=[note.resource.public_id]), data)


# --- printing --------------------------------------------------------------------------------------------------------


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
    assert "0famillesur2aréponduàrendre" in text_of(sheet).replace(",", "")


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
    slips = printed(cast, note)
    assert slip_of(slips, cast.lea).signers == [cast.samira.pk, cast.paul.pk]
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


# --- the square ------------------------------------------------------------------------------------------------------


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


@pytest.mark.attack("A05")
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


# --- by hand ---------------------------------------------------------------------------------------------------------


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
    from eprimo.services.liaison.actions import note_open

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


# --- photographs -----------------------------------------------------------------------------------------------------


def test_the_whole_way_of_a_pile(cast: Cast, client: Any, sign_in: Any) -> None:
    """Printed, ticked, photographed together, read, confirmed, followed up « sur papier », taken back."""
    note = write.to_answer(cast, questions=ASKED)
    slips = printed(cast, note)
    lea, yanis = slip_of(slips, cast.lea), slip_of(slips, cast.yanis)
    sent = photo(filled(lea, {0: 0, 1: 2}, who=0), filled(yanis, {0: 1, 1: 1}))
    sign_in(cast.teacher)
    pile_page = upload(client, sent)["Location"]
    assert "0 photos lues sur 1" in client.get(pile_page).content.decode()
    run_due()
    shown = client.get(pile_page).content.decode()
    assert "2 coupons bien lus" in shown
    assert "Oui · Le matin" in shown
    assert PilePhoto.objects.get().content is None
    confirm = dict(re.findall(r'name="([aw]-[^"]+)" value="([^"]+)" checked>', shown))
    confirm |= dict(re.findall(r'type="hidden" name="(w-[^"]+)" value="([^"]+)"', shown))
    assert len(confirm) == 6
    done = client.post(f"{pile_page}noter/", confirm, follow=True).content.decode()
    assert "2 coupons sont notés" in done
    row = write.owed(note, cast.samira, cast.lea)
    assert (row.answers, row.recorded_by_id) == (["Oui", "Le matin"], cast.teacher.pk)
    assert write.owed(note, cast.paul, cast.lea).answered_at is None
    assert Recipient.objects.get(note=note, child=cast.yanis).outcome == Outcome.REFUSED
    followed = client.get(reverse("liaison:follow_up", args=[note.resource.public_id])).content.decode()
    assert "papier" in followed
    undo = re.findall(r'action="([^"]+/annuler/)"', done)
    assert len(undo) == 2
    for one in undo:
        client.post(one)
    assert write.owed(note, cast.samira, cast.lea).answered_at is None
    assert set(PileSlip.objects.values_list("state", flat=True)) == {SeenState.WAITING}


def read(cast: Cast, *photos: bytes, by: str = "teacher") -> tuple[Any, papers.PilePage]:
    actor = cast.actor(by)
    pile = pile_receive(actor=actor, school=cast.tilleuls, photos=photos)
    run_due()
    return pile, papers.pile_page(cast.actor(by), pile)


def doubts(page: papers.PilePage) -> list[tuple[str, ...]]:
    return [one.proposal.doubts for one in page.doubtful if one.proposal]


def test_doubts_are_told_and_nothing_is_chosen_for_them(cast: Cast, client: Any, sign_in: Any) -> None:
    note = write.to_answer(cast, questions=ASKED)
    slips = printed(cast, note)
    lea, yanis = slip_of(slips, cast.lea), slip_of(slips, cast.yanis)
    pile, page = read(cast, photo(filled(lea, {0: 0, 1: 0})), photo(filled(yanis, {0: 0}, signed=False)))
    assert not page.sure
    assert sorted(doubts(page)) == [("none", "unsigned"), ("who",)]
    sign_in(cast.teacher)
    shown = client.get(reverse("liaison:pile", args=[pile.public_id])).content.decode()
    assert "checked" not in shown
    assert "La signature ne se voit pas." in shown
    # Closing the pile would lose them: asked first.
    gone = reverse("liaison:pile_drop", args=[pile.public_id])
    assert f'action="{gone}"' not in shown
    assert "2 coupons ne sont pas encore notés" in client.get(gone).content.decode().replace("\u00a0", " ")
    assert pile.photos.exists()


def test_a_slip_of_a_note_to_sign_is_a_refusal_when_it_says_so(cast: Cast, client: Any, sign_in: Any) -> None:
    note = write.to_sign(cast)
    slip = slip_of(printed(cast, note), cast.lea)
    pile, page = read(cast, photo(filled(slip, {0: 1}, who=1)))
    [one] = page.sure
    assert one.by == cast.paul.formal_name
    sign_in(cast.teacher)
    data = {f"a-{one.row.public_id}-0": "1", f"w-{one.row.public_id}": str(cast.paul.public_id)}
    client.post(reverse("liaison:pile_confirm", args=[pile.public_id]), data)
    assert write.owed(note, cast.paul, cast.lea).refused_at is not None


def test_both_names_count_when_the_note_waits_for_both(cast: Cast) -> None:
    for both in (False, True):
        note = write.to_sign(cast, both_guardians=both)
        slip = slip_of(printed(cast, note), cast.lea)
        page_ = filled(slip, {0: 0}, who=0)
        from tests.foundation.documents.photos import Pen, place_of

        layout = slip.layout
        import random

        box = next(one for one in papers_boxes(layout) if one.part == "who" and one.index == 1)
        Pen(page_, random.Random(3), "blue").mark("cross", *place_of(box, 0, 0))
        _, page = read(cast, photo(page_))
        assert bool(page.sure) == both
        if both:
            assert page.sure[0].proposal is not None
            assert page.sure[0].proposal.guardians == (cast.samira.pk, cast.paul.pk)


def papers_boxes(layout: Any) -> Any:
    from eprimo.foundation.documents.reading.layout import Layout

    return Layout.from_json(layout).boxes


def test_who_answered_alone_keeps_the_answer(cast: Cast, client: Any, sign_in: Any) -> None:
    note = write.to_answer(cast)
    slip = slip_of(printed(cast, note), cast.yanis)
    note_answer(actor=cast.actor("teacher_parent"), note=note, child=cast.yanis, answers=["Non"])
    pile, page = read(cast, photo(filled(slip, {0: 0})))
    assert doubts(page) == [("kept",)]
    sign_in(cast.teacher)
    [one] = page.doubtful
    data = {f"a-{one.row.public_id}-0": "0", f"w-{one.row.public_id}": str(cast.teacher_parent.public_id)}
    client.post(reverse("liaison:pile_confirm", args=[pile.public_id]), data)
    assert write.owed(note, cast.teacher_parent, cast.yanis).answers == ["Non"]


@pytest.mark.attack("A06")
def test_slips_of_others_yield_nothing(cast: Cast, client: Any, sign_in: Any) -> None:
    """Another class, another school, a withdrawn note: a sentence, and neither name, nor picture, nor title."""
    cm2 = printed(cast, write.to_sign(cast, by="teacher_cm2", classes=(cast.cm2,)), by="teacher_cm2")
    verne = printed(
        cast, write.to_sign(cast, by="teacher_verne", classes=(cast.ce1_verne,)), by="teacher_verne"
    )
    gone = write.to_sign(cast)
    withdrawn = printed(cast, gone)
    sent = [photo(filled(slips[0], {0: 0})) for slips in (cm2, verne, withdrawn)]
    note_withdraw(actor=cast.actor("teacher"), note=gone)
    pile, page = read(cast, *sent)
    assert [one.row.trouble for one in page.untold] == ["rights", "other", "withdrawn"]
    for row in PileSlip.objects.all():
        assert (row.slip_id, row.picture, row.marks) == (None, None, None)
    sign_in(cast.teacher)
    shown = client.get(reverse("liaison:pile", args=[pile.public_id])).content.decode()
    for name in ("Noé", "Zoé", "DURAND", "Sortie au château", "images/"):
        assert name not in shown
    assert "Ce coupon n’est pas d’une de vos classes." in shown
    assert "Le mot de ce coupon a été retiré." in shown


def test_rights_are_asked_again_at_the_confirmation(cast: Cast, client: Any, sign_in: Any) -> None:
    note = write.to_sign(cast)
    slip = slip_of(printed(cast, note), cast.lea)
    pile, page = read(cast, photo(filled(slip, {0: 0}, who=0)))
    [one] = page.sure
    cast.teacher.attachments.update(ends=NOW - timedelta(minutes=1))
    cast.teacher.refresh_from_db()
    sign_in(cast.teacher)
    data = {f"a-{one.row.public_id}-0": "0", f"w-{one.row.public_id}": str(cast.samira.public_id)}
    client.post(reverse("liaison:pile_confirm", args=[pile.public_id]), data)
    assert write.owed(note, cast.samira, cast.lea).signed_at is None


def test_a_pile_is_its_senders_alone(cast: Cast, client: Any, sign_in: Any) -> None:
    slip = slip_of(printed(cast, write.to_sign(cast)), cast.lea)
    pile, page = read(cast, photo(filled(slip, {0: 0}, who=0)))
    addresses = [
        reverse("liaison:pile", args=[pile.public_id]),
        reverse("liaison:pile_picture", args=[pile.public_id, page.sure[0].row.public_id]),
    ]
    for who in ("substitute", "director", "teacher_verne", "samira", "lea"):
        sign_in(cast.people[who])
        assert [client.get(one).status_code for one in addresses] == [404, 404], who
    sign_in(cast.teacher)
    assert client.get(addresses[1])["Content-Type"] == "image/jpeg"


def test_the_same_slip_twice_is_one_line_and_a_doubt_when_they_differ(cast: Cast) -> None:
    note = write.to_sign(cast)
    slip = slip_of(printed(cast, note), cast.lea)
    same = photo(filled(slip, {0: 0}, who=0)), photo(filled(slip, {0: 0}, who=0), seed=5)
    _, page = read(cast, *same)
    assert len(page.sure) == 1
    _, page = read(cast, same[0], photo(filled(slip, {0: 1}, who=0)))
    assert doubts(page) == [("twice",)]


@pytest.mark.attack("D02")
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "n’est pas une photo"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 40, "HEIC"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\xff\xff\0\0\xff\xff" + b"\0" * 40, "trop grande"),
        (b"GIF89a" + b"\0" * 40, "n’est pas une photo"),
        (b"x" * (10 * 1024 * 1024 + 1), "dépasse 10"),
    ],
)
def test_what_is_no_photograph_is_refused_at_the_door(
    cast: Cast, client: Any, sign_in: Any, content: bytes, sentence: str
) -> None:
    sign_in(cast.teacher)
    answer = upload(client, content)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Pile.objects.exists()


def test_a_photograph_that_breaks_while_it_is_read_is_told(cast: Cast, client: Any, sign_in: Any) -> None:
    broken = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x04\0\0\0\x04\0\x08\0\0\0\0" + b"\0" * 60
    pile, page = read(cast, broken, photo(filled(printed(cast, write.to_sign(cast))[0], {0: 0}, who=0)))
    assert [one.trouble for one in page.photos] == ["broken", ""]
    sign_in(cast.teacher)
    shown = client.get(reverse("liaison:pile", args=[pile.public_id])).content.decode()
    assert "Cette photo est abîmée" in shown


def test_pictures_are_erased_at_the_closing_and_after_a_day(cast: Cast, client: Any, sign_in: Any) -> None:
    slip = slip_of(printed(cast, write.to_sign(cast)), cast.lea)
    sent = photo(filled(slip, {0: 0}, who=0))
    first, _ = read(cast, sent)
    second, _ = read(cast, sent)
    sign_in(cast.teacher)
    client.post(reverse("liaison:pile_drop", args=[first.public_id]))
    assert not first.photos.exists()
    assert not first.slips.exists()
    assert client.get(reverse("liaison:pile", args=[first.public_id])).status_code == 200
    with clock.frozen(NOW + timedelta(days=1, minutes=1)):
        run_due()
    assert not PilePhoto.objects.exists()
    second.refresh_from_db()
    assert second.state == PileState.CLOSED


def test_more_photographs_join_the_pile(cast: Cast, client: Any, sign_in: Any) -> None:
    slips = printed(cast, write.to_sign(cast))
    sign_in(cast.teacher)
    page = upload(client, photo(filled(slips[0], {0: 0}, who=0)))["Location"]
    from django.core.files.uploadedfile import SimpleUploadedFile

    more = SimpleUploadedFile("b.jpg", photo(filled(slips[1], {0: 0})), "image/jpeg")
    assert client.post(f"{page}ajouter/", {"photos": [more]}).status_code == 302
    run_due()
    assert [photo_.number for photo_ in PilePhoto.objects.order_by("number")] == [1, 2]
    assert PileSlip.objects.count() == 2


def test_a_delegate_reads_the_slips_of_that_class_and_a_helper_none(
    cast: Cast, client: Any, sign_in: Any
) -> None:
    slip = slip_of(printed(cast, write.to_sign(cast)), cast.lea)
    _, page = read(cast, photo(filled(slip, {0: 0}, who=0)), by="delegate")
    assert len(page.sure) == 1
    with pytest.raises(Forbidden):
        pile_receive(actor=cast.actor("staff"), school=cast.tilleuls, photos=[b""])


def test_the_pile_costs_the_same_whatever_it_holds(
    cast: Cast, client: Any, sign_in: Any, django_assert_max_num_queries: Any
) -> None:
    note = write.to_sign(cast)
    slips = printed(cast, note)
    sign_in(cast.teacher)
    pile = pile_receive(
        actor=cast.actor("teacher"), school=cast.tilleuls, photos=[photo(filled(slips[0], {0: 0}))]
    )
    run_due()
    address = reverse("liaison:pile", args=[pile.public_id])
    client.get(address)
    with django_assert_max_num_queries(8) as few:
        client.get(address)
    count = len(few)
    for number in range(12):
        child = make.pupil(cast.tilleuls, cast.ce1, f"Enfant{number}", "TEST")
        own = Slip.objects.create(note=note, school=cast.tilleuls, child=child, layout=slips[0].layout)
        PileSlip.objects.create(pile=pile, school=cast.tilleuls, photo=pile.photos.get(), slip=own)
    client.get(address)
    with django_assert_max_num_queries(count):
        client.get(address)
    assert Owed.objects.exists()


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
