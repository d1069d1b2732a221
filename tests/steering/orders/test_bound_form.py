"""What was signed is what is sent, and a right to sign lasts no longer than what it stands on."""

import io
from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from pypdf import PdfReader

from eprimo.foundation.directory.models import Mandate
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import Forbidden
from eprimo.foundation.kernel.models import AuditLine
from eprimo.steering.consortium.actions.representation import GivenFile, representation_change, signatory_name
from eprimo.steering.consortium.actions.signers import signer_ask, signer_confirm, signer_end, signer_refuse
from eprimo.steering.consortium.actions.signing_rights import rights_turn
from eprimo.steering.consortium.enums import Mode
from eprimo.steering.consortium.errors import SignatoryHeld, SignerAsked
from eprimo.steering.consortium.models import SigningRight
from eprimo.steering.consortium.signers import rights_listed, signs_for
from eprimo.steering.orders.enums import OrderState
from eprimo.steering.orders.errors import FormChanged, WrongForm
from eprimo.steering.orders.models import Order, OrderDocument
from eprimo.steering.orders.order.actions.dispatch import order_join, order_send
from eprimo.steering.orders.order.actions.drafts import order_propose, order_take_back
from eprimo.steering.orders.order.form import order_pdf
from eprimo.steering.orders.order.policies import can_bind_order
from eprimo.steering.orders.order.sheet import years_of_order
from tests.steering.consortium.group import PDF, Made, today
from tests.steering.orders.ordering import saved

pytestmark = pytest.mark.django_db
SCAN = GivenFile("bon.pdf", PDF)


def words_of(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def printed(order: Order) -> str:
    return words_of(order_pdf(order, list(order.lines.all()), years_of_order(order), at=clock.now()))


def named(made: Made, who: str, **more: object) -> None:
    said = {"first_name": "Awa", "last_name": "SARR", "function": "Maire", "starts": today()} | more
    signatory_name(actor=made.cast.actor(who), member=made["valmarais"], **said)  # type: ignore[arg-type]


def test_a_scan_of_another_form_than_the_one_that_is_sent_is_refused(group: Made) -> None:
    by, draft = group.cast.actor("member_rep"), saved(group, {"tilleuls": 140})
    assert "Date et signature" not in printed(draft)
    first = order_propose(actor=by, order=draft)
    old = first.form_reference
    assert old in printed(first)
    assert "Date et signature" in printed(first)
    assert order_take_back(actor=by, order=first).form_reference == ""
    order = order_propose(actor=by, order=saved(group, {"tilleuls": 100, "lettered": 90}))
    for wrong in (old, "", "0000-0000"):
        with pytest.raises(WrongForm):
            order_join(actor=by, order=order, file=SCAN, signed_on=today(), reference=wrong)
    typed = f" {order.form_reference.lower().replace('0', 'o').replace('-', ' ')} "
    order = order_join(actor=by, order=order, file=SCAN, signed_on=today(), reference=typed)
    person = group.cast.people["member_rep"]
    assert (order.pressed_by, order.right, order.mandate) == (person, None, None)
    text = words_of(bytes(OrderDocument.objects.get(order=order).content))
    assert f"le bon signé porte la référence {order.form_reference}" in text


def test_the_form_names_who_signs_and_is_put_to_signature_again_when_that_changes(group: Made) -> None:
    by = group.cast.actor("member_rep")
    order = order_propose(actor=by, order=saved(group, {"tilleuls": 140}))
    named(group, "member_rep")
    with pytest.raises(FormChanged):
        order_join(actor=by, order=order, file=SCAN, signed_on=today(), reference=order.form_reference)
    assert Order.objects.get().state == OrderState.PROPOSED


def test_while_somebody_signs_in_e_primo_nobody_else_says_who_signs(group: Made) -> None:
    right = SigningRight.objects.get()
    for who in ("coordinator", "member_rep"):
        actor = group.cast.actor(who)
        if who == "member_rep":
            actor = replace(actor, mandate_ids=frozenset({0}))
        with pytest.raises((SignatoryHeld, Forbidden)):
            signatory_name(
                actor=actor, member=group["valmarais"], first_name="A", last_name="B", function="Maire", starts=today()
            )  # fmt: skip
    with pytest.raises(SignatoryHeld, match="Jeanne MAIRE, Maire, signe pour ce membre"):
        named(group, "coordinator")
    right.refresh_from_db()
    assert right.state == "confirmed"
    signer_end(actor=group.cast.actor("academy"), right=right)
    named(group, "coordinator")
    with pytest.raises(Forbidden):
        representation_change(
            actor=group.cast.actor("member_rep"), member=group["valmarais"], mode=Mode.ALONE, starts=today()
        )


def test_a_successor_of_a_later_day_leaves_todays_signatory_until_then(group: Made) -> None:
    by = group.cast.actor("member_rep")
    named(group, "member_rep", starts=today() + timedelta(days=10))
    assert rights_turn() == 0
    assert can_bind_order.allows(by, group["valmarais"])
    order = order_send(actor=by, order=order_propose(actor=by, order=saved(group, {"tilleuls": 140})))
    right = SigningRight.objects.get()
    assert (order.right, order.pressed_by_id, right.state) == (right, by.person_id, "confirmed")
    with clock.frozen(clock.now() + timedelta(days=11)):
        assert not can_bind_order.allows(group.cast.actor("member_rep"), group["valmarais"])
        assert rights_turn() == 1
    right.refresh_from_db()
    assert right.piece is not None
    assert (right.state, right.piece.ends) == ("ended", right.ended_at)
    assert AuditLine.objects.filter(act="consortium.signer.ended", subject_id=by.person_id).count() == 1


def test_a_right_ends_with_its_mandate_and_stays_nameless_when_that_is_erased(group: Made) -> None:
    cast, right = group.cast, SigningRight.objects.get()
    right.confirmed_at = None
    right.save()
    mandate = right.mandate
    assert mandate is not None
    Mandate.objects.filter(pk=mandate.pk).update(ends=clock.now())
    academy = cast.actor("academy")
    assert rights_listed(academy) == []
    with pytest.raises(Forbidden):
        signer_confirm(actor=academy, right=right)
    SigningRight.objects.update(confirmed_at=clock.now())
    assert not signs_for(academy, group["valmarais"]).by_somebody
    mandate.delete()
    assert rights_turn() == 1
    right.refresh_from_db()
    assert (right.mandate, right.state) == (None, "ended")
    assert right.piece is not None
    assert right.piece.ends == right.ended_at


def test_refusing_is_of_what_waits_and_ending_of_what_was_confirmed(group: Made) -> None:
    academy, right = group.cast.actor("academy"), SigningRight.objects.get()
    with pytest.raises(SignerAsked):
        signer_refuse(actor=academy, right=right)
    signer_end(actor=academy, right=right)
    asked = signer_ask(actor=group.cast.actor("member_rep"), member=group["valmarais"], act=SCAN)
    with pytest.raises(SignerAsked):
        signer_end(actor=academy, right=asked)
    assert signer_refuse(actor=academy, right=asked).state == "refused"


def test_the_page_says_who_pressed_and_by_which_right(group: Made, sign_in: object) -> None:
    """Somebody else than the person noted to sign holds the account: the page says whose it is."""
    by, person = group.cast.actor("member_rep"), group.cast.people["member_rep"]
    order = order_send(actor=by, order=order_propose(actor=by, order=saved(group, {"tilleuls": 140})))
    address = reverse("orders:order", args=[order.public_id])
    page = " ".join(sign_in(person).get(address).content.decode().split())  # type: ignore[operator]
    assert f"<dt>Signature</dt><dd>{person.full_name}, dans e‑primo" in page
    assert "Droit de signer confirmé par l’académie le" in page
    assert "Signataire noté ce jour-là : Jeanne MAIRE, Maire" in page.replace("\N{NO-BREAK SPACE}", " ")
