"""What comes back as the signed form: not the form as it was printed, a scan whose signature the contractor saw, or a
PDF whose electronic signature holds."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from eprimo.foundation.kernel.errors import Forbidden
from eprimo.foundation.printing.pdf_signatures import WrongCertificate, WrongSignature, is_unchanged, marked
from eprimo.steering.consortium.actions.representation import GivenFile
from eprimo.steering.orders.enums import OrderState
from eprimo.steering.orders.errors import SignatureUnseen, WrongForm
from eprimo.steering.orders.models import Order, OrderDocument, TrustRoot
from eprimo.steering.orders.order.actions.dispatch import order_acknowledge, order_join
from eprimo.steering.orders.order.actions.drafts import order_propose
from eprimo.steering.orders.order.actions.trust_roots import root_file, root_withdraw, roots_filed
from eprimo.steering.orders.order.form import order_pdf
from eprimo.steering.orders.order.sheet import years_of_order
from tests.conftest import NOW
from tests.steering.consortium.group import PDF, Made, manager, today
from tests.steering.orders.certified import certified, signed
from tests.steering.orders.ordering import joined, saved

pytestmark = pytest.mark.django_db


def to_sign(group: Made) -> Order:
    return order_propose(actor=group.cast.actor("member_rep"), order=saved(group, {"tilleuls": 140}))


def paper(order: Order) -> bytes:
    return order_pdf(order, list(order.lines.all()), years_of_order(order), at=NOW)


def give(group: Made, order: Order, content: bytes) -> Order:
    return order_join(
        actor=group.cast.actor("member_rep"), order=order, file=GivenFile("bon.pdf", content), signed_on=today(),
        reference=order.form_reference,
    )  # fmt: skip


def test_the_form_as_it_was_printed_is_not_the_signed_form(group: Made) -> None:
    """By its bytes, a draft or not; the same form with a stroke of a pen upon it is another file."""
    draft = saved(group, {"tilleuls": 140})
    printed_before = paper(draft)
    order = order_propose(actor=group.cast.actor("member_rep"), order=draft)
    for content in (paper(order), printed_before):
        assert is_unchanged(content)
        with pytest.raises(WrongForm, match="sans signature"):
            give(group, order, content)
    assert Order.objects.get(pk=order.pk).state == OrderState.PROPOSED
    assert not is_unchanged(paper(order).replace(b"%eprimo ", b"%another "))
    assert not is_unchanged(PDF)
    assert marked(b"no end") == b"no end"
    assert give(group, order, PDF).state == OrderState.SENT


def test_the_contractor_acknowledges_a_form_signed_by_hand_once_it_saw_the_signature(
    group: Made, sign_in: Any
) -> None:
    order = joined(group, to_sign(group), "member_rep")
    contractor = group.cast.actor("contractor")
    with pytest.raises(SignatureUnseen):
        order_acknowledge(actor=contractor, order=order)
    client = sign_in(group.cast.people["contractor"])
    page, act = (
        reverse("orders:order", args=[order.public_id]),
        reverse("orders:act", args=[order.public_id, "recevoir"]),
    )
    assert 'name="vue"' in client.get(page).content.decode()
    client.post(act)
    assert Order.objects.get(pk=order.pk).state == OrderState.SENT
    client.post(act, {"vue": "1"})
    kept = Order.objects.get(pk=order.pk)
    assert (kept.state, kept.signature_seen_at) == (OrderState.ACKNOWLEDGED, NOW)
    assert "par le titulaire" in client.get(page).content.decode()


def test_an_electronic_signature_is_verified_and_what_was_found_is_kept(group: Made, sign_in: Any) -> None:
    """Whole, by whom, and up to an authority that the coordinator filed; else a sentence, and nothing is sent."""
    order, by = to_sign(group), manager(group.cast)
    authority, stranger = certified("AC des collectivités (inventée)"), certified("Autre autorité")
    mayor = certified("Jeanne MAIRE", authority)
    content = signed(paper(order), mayor, authority)
    assert not is_unchanged(content)
    with pytest.raises(WrongSignature, match="ne remonte à aucun certificat") as broken:
        give(group, order, content)
    assert "AC des collectivités" in broken.value.sentence
    root_file(actor=by, market=group.market, content=stranger.der)
    with pytest.raises(WrongSignature, match="ne remonte à aucun certificat"):
        give(group, order, content)
    root = root_file(actor=by, market=group.market, content=authority.pem)
    late = certified("Jeanne MAIRE", authority, ends=datetime(2026, 3, 1, tzinfo=UTC))
    with pytest.raises(WrongSignature, match="pas valable aujourd’hui"):
        give(group, order, signed(paper(order), late, authority))
    at = content.index(b"/MediaBox")
    with pytest.raises(WrongSignature, match="a changé après la signature électronique de Jeanne MAIRE"):
        give(group, order, content[:at] + content[at:].replace(b"59", b"58", 1))
    assert Order.objects.get(pk=order.pk).state == OrderState.PROPOSED
    order = give(group, order, content)
    [found] = OrderDocument.objects.get(order=order).signatures
    assert (found["signer"], found["issuer"]) == ("Jeanne MAIRE", "AC des collectivités (inventée)")
    root_withdraw(actor=by, root=root)
    # Nobody has to look for a hand's signature.
    order_acknowledge(actor=group.cast.actor("contractor"), order=order)
    page = sign_in(group.cast.people["contractor"]).get(reverse("orders:order", args=[order.public_id]))
    assert "Certificat délivré par AC des collectivités (inventée)" in page.content.decode()


def test_a_signature_file_with_a_broken_chain_is_refused_and_nothing_is_sent(group: Made) -> None:
    """The authority that was filed certified one that certified who signs: the file bears that one, or does not."""
    order, root = to_sign(group), certified("AC racine")
    below = certified("AC des collectivités", root, authority=True)
    mayor = certified("Jeanne MAIRE", below)
    root_file(actor=manager(group.cast), market=group.market, content=root.der)
    with pytest.raises(WrongSignature, match="ne remonte à aucun certificat"):
        give(group, order, signed(paper(order), mayor, root))
    assert Order.objects.get(pk=order.pk).state == OrderState.PROPOSED
    assert not OrderDocument.objects.exists()
    assert give(group, order, signed(paper(order), mayor, below)).state == OrderState.SENT


def test_authorities_are_filed_by_the_coordinator_and_are_authorities(group: Made, sign_in: Any) -> None:
    by, authority = manager(group.cast), certified("AC")
    over = certified("AC ancienne", ends=datetime(2026, 2, 1, tzinfo=UTC))
    for content, words in (
        (PDF, "pas un certificat"), (certified("Jeanne MAIRE", authority).der, "celui de Jeanne MAIRE"),
        (over.der, "pas aujourd’hui"), (b"0" * 70_000, "trop lourd"),
    ):  # fmt: skip
        with pytest.raises(WrongCertificate, match=words):
            root_file(actor=by, market=group.market, content=content)
    assert not TrustRoot.objects.exists()
    client, url = sign_in(group.cast.coordinator), reverse("orders:roots")
    given = SimpleUploadedFile("ac.crt", authority.der)
    assert client.post(url, {"file": given}).status_code == 302
    with pytest.raises(WrongCertificate, match="déjà déposé"):
        root_file(actor=by, market=group.market, content=authority.pem)
    with pytest.raises(Forbidden):
        root_file(actor=group.cast.actor("member_rep"), market=group.market, content=authority.pem)
    [root] = roots_filed(group.market)
    client.post(reverse("orders:root_withdraw", args=[root.public_id]))
    assert roots_filed(group.market) == []
