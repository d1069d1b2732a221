"""« bind an order (sign, send) »: who signs, who only writes, what is signed by hand, what the paper says of each."""

import hashlib
import io
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from pypdf import PdfReader

from eprimo.foundation.directory.actions.dates import first_instant
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import Forbidden, NotVisible
from eprimo.foundation.kernel.models import AuditLine
from eprimo.steering.consortium.actions.representation import (
    GivenFile,
    representation_acknowledge,
    representation_change,
    signatory_name,
)
from eprimo.steering.consortium.actions.signers import signer_ask, signer_confirm, signer_end
from eprimo.steering.consortium.enums import Mode
from eprimo.steering.consortium.errors import MandateChanged, NotSigner, SignerAsked, WrongFile
from eprimo.steering.consortium.models import SigningRight
from eprimo.steering.consortium.signers import rights_listed
from eprimo.steering.orders.enums import OrderState, OrderWay
from eprimo.steering.orders.errors import NoSignatory, NotBinding, WrongDay
from eprimo.steering.orders.models import Order, OrderBook, OrderDocument
from eprimo.steering.orders.order.actions.dispatch import order_cancel, order_join, order_send
from eprimo.steering.orders.order.actions.drafts import order_propose, order_save
from eprimo.steering.orders.order.policies import can_bind_order
from eprimo.steering.orders.order.queries import TotalsFilter, order_read, received_page, totals_of
from tests.steering.consortium.group import PDF, Made, today
from tests.steering.orders.ordering import joined, saved

pytestmark = pytest.mark.django_db


def proposed(made: Made) -> Order:
    return order_propose(actor=made.cast.actor("member_rep"), order=saved(made, {"tilleuls": 140}))


def of_brive(made: Made) -> Order:
    body = made.cast.actor("managing_body")
    order = order_save(actor=body, member=made["brive"], accounts={made.schools["brive"].pk: 80})
    return order_propose(actor=body, order=order)


def paper_of(order: Order) -> str:
    pages = PdfReader(io.BytesIO(bytes(OrderDocument.objects.get(order=order).content))).pages
    return " ".join("\n".join(page.extract_text() for page in pages).split())


def test_an_order_is_signed_by_its_signatory_and_the_paper_says_who_did_what_when_for_whom(
    group: Made,
    sent_order: Order,
) -> None:
    order = sent_order
    assert (order.way, order.pressed_as, order.signed_on) == (OrderWay.SIGNED, "member_rep", None)
    text, person = paper_of(order), group.cast.people["member_rep"].full_name
    assert f"par {person}, depuis son propre compte, pour Commune de Valmarais" in text
    assert "Jeanne MAIRE, Maire" in text
    assert " h" in text.partition("Signé et envoyé dans e-primo le 24 novembre 2026 à ")[2][:6]
    line = AuditLine.objects.get(act="orders.order.signed")
    assert line.person_id == group.cast.people["member_rep"].pk


def test_who_only_writes_is_refused_by_name_and_nothing_is_sent(group: Made) -> None:
    """Neither before the academy confirmed, nor by the provider, nor in a session that a sheet opened."""
    SigningRight.objects.update(confirmed_at=None)
    order = proposed(group)
    with pytest.raises(NotBinding, match=r"vous ne les signez pas.*Jeanne MAIRE, Maire") as refused:
        order_send(actor=group.cast.actor("member_rep"), order=order)
    assert refused.value.status == 403
    with pytest.raises(NotBinding, match="Jeanne MAIRE"):
        order_send(actor=group.cast.actor("managing_body"), order=of_brive(group))
    SigningRight.objects.update(confirmed_at=clock.now())
    scoped = replace(group.cast.actor("member_rep"), scope=frozenset({1}))
    assert not can_bind_order.allows(scoped, group["valmarais"])
    assert can_bind_order.allows(group.cast.actor("member_rep"), group["valmarais"])
    assert set(Order.objects.values_list("state", "number")) == {(OrderState.PROPOSED, None)}


def test_an_unsigned_order_is_not_visible_to_the_contractor_and_out_of_the_totals(group: Made) -> None:
    contractor, draft = group.cast.actor("contractor"), saved(group, {"tilleuls": 140})
    with pytest.raises(NotVisible):
        order_read(contractor, draft.public_id)
    order = order_propose(actor=group.cast.actor("member_rep"), order=draft)
    with pytest.raises(NotVisible):
        order_read(contractor, order.public_id)
    assert received_page(contractor, after="", before="").items == []
    rows = totals_of(group.cast.actor("coordinator"), group.market, TotalsFilter())
    assert rows.get(pk=group["valmarais"].pk).ordered == 0
    assert not OrderBook.objects.exists()
    order_send(actor=group.cast.actor("member_rep"), order=order)
    assert order_read(contractor, order.public_id).number == 1
    with pytest.raises(Forbidden):
        order_cancel(actor=contractor, order=order, reason="Non")
    assert rows.all().get(pk=group["valmarais"].pk).ordered == 140


def test_a_form_signed_by_hand_is_joined_and_the_paper_does_not_say_that_somebody_else_signed_here(
    group: Made,
) -> None:
    order = joined(group, of_brive(group))
    assert (order.way, order.pressed_as, order.signed_on) == (OrderWay.JOINED, "managing_body", today())
    kept = OrderDocument.objects.get(order=order)
    assert bytes(kept.scan) == PDF
    assert kept.scan_sha256 == hashlib.sha256(PDF).hexdigest()
    text, person = paper_of(order), group.cast.people["managing_body"].full_name
    assert "Signé à la main le 24 novembre 2026" in text
    assert f"par {person}, pour e-Collectivités (inventé), au nom de Commune de Brive-sur-Loirette" in text
    assert kept.scan_sha256 in text.replace(" ", "")
    assert "Signé et envoyé dans e-primo" not in text


def test_what_is_joined_is_a_readable_pdf_of_a_day_on_which_the_form_and_the_signatory_were_there(
    group: Made,
) -> None:
    order, body, day = of_brive(group), group.cast.actor("managing_body"), today()
    ref = order.form_reference
    file = GivenFile("bon.pdf", PDF)
    for wrong, words in (
        (day - timedelta(days=1), "mis à la signature le"),
        (day + timedelta(days=1), "pas encore venue"),
    ):
        with pytest.raises(WrongDay, match=words):
            order_join(actor=body, order=order, file=file, signed_on=wrong, reference=ref)
    for content in (
        b"%PDF-1.7 cut",
        b"\x89PNG",
        PDF.replace(b"/Type/Catalog", b"/Type/Catalog/OpenAction<</S/JavaScript/JS(1)>>"),
    ):
        with pytest.raises(WrongFile):
            order_join(
                actor=body, order=order, file=GivenFile("bon.pdf", content), signed_on=day, reference=ref
            )
    later = first_instant(day + timedelta(days=2), "Europe/Paris") + timedelta(hours=9)
    group["brive"].signatories.update(starts=first_instant(day + timedelta(days=2), "Europe/Paris"))
    with clock.frozen(later), pytest.raises(NoSignatory, match=r"24.novembre"):
        order_join(
            actor=group.cast.actor("managing_body"), order=order, file=file, signed_on=day, reference=ref
        )
    for name in ("coordinator", "contractor", "member_rep", "academy"):
        with pytest.raises(Forbidden):
            order_join(actor=group.cast.actor(name), order=order, file=file, signed_on=day, reference=ref)


def test_another_signatory_ends_the_right_of_the_one_before(group: Made) -> None:
    order, member = proposed(group), group["valmarais"]
    signatory_name(
        actor=group.cast.actor("member_rep"), member=member, first_name="Awa", last_name="SARR", function="Maire",
        starts=today(),
    )  # fmt: skip
    assert SigningRight.objects.get().state == "ended"
    with pytest.raises(NotBinding, match="Awa SARR"):
        order_send(actor=group.cast.actor("member_rep"), order=order)


def test_the_academy_of_the_territory_confirms_once_and_nobody_for_oneself(group: Made) -> None:
    cast, member = group.cast, group["valmarais"]
    SigningRight.objects.all().delete()
    right = signer_ask(actor=cast.actor("member_rep"), member=member, act=GivenFile("acte.pdf", PDF))
    with pytest.raises(SignerAsked):
        signer_ask(actor=cast.actor("member_rep"), member=member, act=GivenFile("acte.pdf", PDF))
    for name in ("member_rep", "coordinator", "platform", "contractor", "inspector"):
        with pytest.raises(Forbidden):
            signer_confirm(actor=cast.actor(name), right=right)
    own = replace(cast.actor("academy"), person_id=cast.people["member_rep"].pk)
    with pytest.raises(Forbidden):
        signer_confirm(actor=own, right=right)
    elsewhere = replace(cast.actor("academy"), mandate_ids=frozenset())
    assert rights_listed(elsewhere) == []
    with pytest.raises(Forbidden):
        signer_confirm(actor=elsewhere, right=right)
    assert rights_listed(cast.actor("academy")) == [right]
    signer_confirm(actor=cast.actor("academy"), right=right)
    with pytest.raises(SignerAsked):
        signer_confirm(actor=cast.actor("academy"), right=right)
    signer_end(actor=cast.actor("academy"), right=right)
    assert not can_bind_order.allows(cast.actor("member_rep"), member)


def test_a_provider_signs_when_the_signatory_wrote_so_and_the_coordinator_acknowledged_it(
    group: Made,
) -> None:
    cast, member = group.cast, group["valmarais"]
    coordinator = cast.actor("coordinator")

    def mandate(by: Actor) -> None:
        representation_change(
            actor=by, member=member, mode=Mode.BODY, managing_body=group.body, starts=today(), may_sign=True,
            mandate_file=GivenFile("mandat.pdf", PDF),
        )  # fmt: skip

    with pytest.raises(NotSigner, match="Seule la personne qui signe"):
        mandate(coordinator)
    with pytest.raises(NotVisible):
        representation_acknowledge(actor=coordinator, member=member, read="0", piece_sha256="")
    mandate(cast.actor("member_rep"))
    one = member.representations.get(ends=None)
    read = {"read": str(one.pk), "piece_sha256": one.piece_sha256}
    order, body = proposed(group), cast.actor("managing_body")
    with pytest.raises(NotBinding):
        order_send(actor=body, order=order)
    with pytest.raises(Forbidden):
        representation_acknowledge(actor=cast.actor("member_rep"), member=member, **read)
    with pytest.raises(MandateChanged):
        representation_acknowledge(actor=coordinator, member=member, **read | {"piece_sha256": "0" * 64})
    representation_acknowledge(actor=coordinator, member=member, **read)
    order = order_send(actor=body, order=order)
    assert (order.mandate, order.managing_body, order.right) == (one, group.body, None)
    text = paper_of(order)
    assert "pour e-Collectivités (inventé), au nom et pour le compte de Commune de Valmarais" in text
    assert "en vertu de son mandat du 24 novembre 2026" in text


def test_a_signatory_from_before_the_elections_is_told_at_the_order(group: Made, sign_in: object) -> None:
    from django.urls import reverse

    order, client = proposed(group), sign_in(group.cast.people["member_rep"])  # type: ignore[operator]
    address = reverse("orders:order", args=[order.public_id])
    told = "signe depuis avant les élections de mars 2026"
    assert told not in client.get(address).content.decode()
    group["valmarais"].signatories.update(starts=datetime(2025, 1, 1, tzinfo=clock.now().tzinfo))
    assert told in client.get(address).content.decode()
