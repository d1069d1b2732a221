"""Slips read back from photographs: what is sure, what is doubtful, whose pile it is, what is erased."""

import random
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import Forbidden
from eprimo.foundation.kernel.outbox import run_due
from eprimo.foundation.printing.reading.layout import Layout
from eprimo.services.liaison.actions.families import note_answer
from eprimo.services.liaison.actions.lifecycle import note_withdraw
from eprimo.services.liaison.actions.piles import pile_receive
from eprimo.services.liaison.enums import Outcome, PileState, SeenState
from eprimo.services.liaison.models import Owed, Pile, PilePhoto, PileSlip, Recipient, Slip
from eprimo.services.liaison.queries import papers
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.printing.photos import Pen, place_of
from tests.services.liaison import notes as write
from tests.services.liaison.papers import ASKED, filled, nth_of, photo, printed, slip_of, upload


def read(cast: Cast, *photos: bytes, by: str = "teacher") -> tuple[Any, papers.PilePage]:
    actor = cast.actor(by)
    pile = pile_receive(actor=actor, school=cast.tilleuls, photos=photos)
    run_due()
    return pile, papers.pile_page(cast.actor(by), pile)


def doubts(page: papers.PilePage) -> list[tuple[str, ...]]:
    return [one.proposal.doubts for one in page.doubtful if one.proposal]


def test_the_whole_way_of_a_pile(cast: Cast, client: Any, sign_in: Any) -> None:
    """Printed, ticked, photographed together, read, confirmed, followed up « sur papier », taken back."""
    note = write.to_answer(cast, questions=ASKED)
    slips = printed(cast, note)
    lea, yanis = slip_of(slips, cast.lea), slip_of(slips, cast.yanis)
    sent = photo(filled(lea, {0: 0, 1: 2}, who=cast.samira), filled(yanis, {0: 1, 1: 1}))
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


# --- what is read --------------------------------------------------------------------------------------


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
    pile, page = read(cast, photo(filled(slip, {0: 1}, who=cast.paul)))
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
        page_ = filled(slip, {0: 0}, who=cast.samira)
        boxes = Layout.from_json(slip.layout).boxes
        box = next(one for one in boxes if one.part == "who" and one.index == nth_of(slip, cast.paul))
        Pen(page_, random.Random(3), "blue").mark("cross", *place_of(box, 0, 0))
        _, page = read(cast, photo(page_))
        assert bool(page.sure) == both
        if both:
            assert page.sure[0].proposal is not None
            assert page.sure[0].proposal.guardians == tuple(slip.signers)


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


def test_the_same_slip_twice_is_one_line_and_a_doubt_when_they_differ(cast: Cast) -> None:
    note = write.to_sign(cast)
    slip = slip_of(printed(cast, note), cast.lea)
    same = photo(filled(slip, {0: 0}, who=0)), photo(filled(slip, {0: 0}, who=0), seed=5)
    _, page = read(cast, *same)
    assert len(page.sure) == 1
    _, page = read(cast, same[0], photo(filled(slip, {0: 1}, who=0)))
    assert doubts(page) == [("twice",)]


# --- whose ---------------------------------------------------------------------------------------------


@pytest.mark.attack
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


def test_a_delegate_reads_the_slips_of_that_class_and_a_helper_none(
    cast: Cast, client: Any, sign_in: Any
) -> None:
    slip = slip_of(printed(cast, write.to_sign(cast)), cast.lea)
    _, page = read(cast, photo(filled(slip, {0: 0}, who=0)), by="delegate")
    assert len(page.sure) == 1
    with pytest.raises(Forbidden):
        pile_receive(actor=cast.actor("staff"), school=cast.tilleuls, photos=[b""])


# --- the photographs -----------------------------------------------------------------------------------


@pytest.mark.attack
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
    more = SimpleUploadedFile("b.jpg", photo(filled(slips[1], {0: 0})), "image/jpeg")
    assert client.post(f"{page}ajouter/", {"photos": [more]}).status_code == 302
    run_due()
    assert [photo_.number for photo_ in PilePhoto.objects.order_by("number")] == [1, 2]
    assert PileSlip.objects.count() == 2


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
