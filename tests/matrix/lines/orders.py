"""Prices (« final market documents » of the rights page), and « orders »."""

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from eprimo.foundation.directory.models import Entitlement
from eprimo.steering.consortium.actions.representation import signatory_name
from eprimo.steering.consortium.models import Market
from eprimo.steering.orders.models import Order, TrustRoot
from eprimo.steering.orders.order.actions.dispatch import order_acknowledge, order_send
from eprimo.steering.orders.order.actions.drafts import order_propose, order_save
from eprimo.steering.prices.actions import prices_award
from eprimo.steering.prices.models import PriceAmendment, VatChange
from tests.conftest import NOW
from tests.matrix.line import Variant, line
from tests.matrix.scene import Scene
from tests.matrix.who import TERRITORY
from tests.steering.consortium.group import PDF
from tests.steering.orders.certified import certified
from tests.steering.orders.ordering import bind, joined, signing
from tests.steering.prices.schedule import AWARDEE, CONTRACT

_MANAGES = "coordinator_manager"
_COORDINATORS = f"coordinator {_MANAGES}"
_AFTER = "member_rep managing_body commission contractor"
_PRICE = {
    "code": "X9", "designation": "Compte d’agent", "unit": "pupil", "indicative_ht": "2", "vat_rate": "20.00",
    "order": "9",
}  # fmt: skip
_TERMS = {"begins": "order", "part": "day", "bands": "now", "rounding": "near"}
_AWARDED_TO = {"contractor": AWARDEE.name, "contractor_siret": AWARDEE.siret}


def _notified(scene: Scene) -> object:
    return Market.objects.update(published_on=NOW.date(), notified_on=NOW.date())


def _root(scene: Scene) -> object:
    """A certificate that was filed; its address is one that the scene knows."""
    return TrustRoot.objects.create(
        market=scene["group"].market, public_id=scene.id("tilleuls"), subject="AC", issuer="AC", sha256="0" * 64,
        ends_at=NOW, der=b"-",
    )  # fmt: skip


def _awarded(scene: Scene) -> None:
    """By hand, before anybody said to whom."""
    _notified(scene)
    prices_award(actor=scene.cast.actor(_MANAGES), market=scene["group"].market, prices=CONTRACT)


def _amended(scene: Scene) -> object:
    """From the second year of the market on."""
    _awarded(scene)
    return PriceAmendment.objects.create(
        market=scene["group"].market,
        public_id=scene.id("tilleuls"),
        effective_on="2027-07-19",
        reference="Avenant 1",
    )


def _vat_changed(scene: Scene) -> object:
    _awarded(scene)
    return VatChange.objects.create(
        market=scene["group"].market, public_id=scene.id("tilleuls"), effective_on="2027-01-01", before=20, after=21,
        reference="Loi",
    )  # fmt: skip


def _ordering(scene: Scene) -> None:
    """The market is notified and priced, and Valmarais has somebody who signs."""
    Market.objects.update(published_on="2026-02-02", notified_on="2026-04-30")
    group, by = scene["group"], scene.cast.actor(_MANAGES)
    bind(*group.members.values())
    prices_award(actor=by, market=group.market, prices=CONTRACT)
    signatory_name(
        actor=by, member=group["valmarais"], first_name="Jeanne", last_name="MAIRE", function="Maire",
        starts=NOW.date(),
    )  # fmt: skip
    signing(scene.cast, group["valmarais"])


def _at(state: str) -> Any:
    """Valmarais, bound, with an order at that state."""

    def before(scene: Scene) -> None:
        _ordering(scene)
        by, member = scene.cast.actor("member_rep"), scene["group"]["valmarais"]
        made = order_save(actor=by, member=member, accounts={scene["tilleuls"].pk: 100})
        # The variant must know its address before it is made.
        type(made).objects.filter(pk=made.pk).update(public_id=scene.id("tilleuls"))
        if state != "draft":
            made = order_propose(actor=by, order=made)
        if state in {"sent", "known"}:
            made = order_send(actor=by, order=made)
        if state == "joined":
            joined(scene["group"], made, "member_rep")
        if state == "known":
            made = order_acknowledge(actor=scene.cast.actor("contractor"), order=made)

    return before


def _closed(scene: Scene) -> None:
    """What Valmarais ordered is over."""
    _at("known")(scene)
    Entitlement.objects.filter(source="order").update(
        starts=NOW - timedelta(days=9), ends=NOW - timedelta(days=1)
    )


def _own(name: str, by: str, **more: Any) -> Variant:
    return Variant(name=name, ok=by, args=lambda s: (s["group"][name].public_id,), **more)


def _order(state: str, *verb: str, **more: Any) -> Variant:
    """The order at that state; its address is one that the scene knows."""
    return Variant(
        name=" ".join((state, *verb)), args=lambda s: (s.id("tilleuls"), *verb), before=_at(state), **more
    )


def _reference() -> str:
    """What the form that waits for a signature bears; nothing before there is one."""
    order = Order.objects.filter(state="proposed").first()
    return order.form_reference if order is not None else ""


def _signed_form() -> SimpleUploadedFile:
    return SimpleUploadedFile("bon signé.pdf", PDF, "application/pdf")


def _price(scene: Scene) -> tuple[Any, ...]:
    return (scene["price"].public_id,)


LINES = (
    line(
        "orders:prices", "GET",
        Variant(ok=_COORDINATORS),
        Variant(name="notified", ok=f"{_COORDINATORS} {_AFTER}", before=_notified),
        second_factor=True,
    ),
    line("orders:price_add", "GET POST", Variant(ok=_MANAGES, data=lambda s, w: _PRICE), second_factor=True),
    line(
        "orders:price_correct", "GET POST",
        Variant(ok=_MANAGES, args=_price, data=lambda s, w: _PRICE),
        Variant(name="none", args=lambda s: (s.id("tilleuls"),)),
        second_factor=True,
    ),
    line(
        "orders:price_remove", "POST",
        Variant(ok=_MANAGES, args=_price),
        Variant(name="none", args=lambda s: (s.id("tilleuls"),)),
        second_factor=True,
    ),
    line(
        "orders:prices_note", "GET POST", Variant(ok=_MANAGES, data=lambda s, w: {"note": "Inventés"}),
        second_factor=True,
    ),
    line(
        "orders:prices_award", "GET POST",
        Variant(),
        Variant(name="notified", ok=_MANAGES, before=_notified,
                data=lambda s, w: {code: str(price) for code, price in CONTRACT.items()} | _AWARDED_TO),
        second_factor=True,
    ),
    line(
        "orders:maximum", "GET POST", Variant(ok=_MANAGES, data=lambda s, w: {"most_accounts": "1000"}),
        second_factor=True,
    ),
    line("orders:terms", "GET POST", Variant(ok=_MANAGES, data=lambda s, w: _TERMS), second_factor=True),
    # « amendments of prices: coordinator ».
    line(
        "orders:price_amendment", "GET POST",
        Variant(),
        Variant(name="awarded", ok=_MANAGES, before=_awarded,
                data=lambda s, w: {"effective_on": "2027-07-19", "reference": "Avenant 1", "index": "1,02",
                                   "notified_on": "2026-11-24"}),
        second_factor=True,
    ),
    line(
        "orders:price_amendment_remove", "POST",
        Variant(ok=_MANAGES, args=lambda s: (s.id("tilleuls"),), before=_amended),
        Variant(name="none", args=lambda s: (s.id("tilleuls"),), before=_awarded),
        second_factor=True,
    ),
    line(
        "orders:vat", "GET POST",
        Variant(),
        Variant(name="awarded", ok=_MANAGES, before=_awarded,
                data=lambda s, w: {"effective_on": "2027-01-01", "before": "20.00", "after": "21", "reference": "Loi"}),
        second_factor=True,
    ),
    line(
        "orders:vat_remove", "POST",
        Variant(ok=_MANAGES, args=lambda s: (s.id("tilleuls"),), before=_vat_changed),
        Variant(name="none", args=lambda s: (s.id("tilleuls"),), before=_awarded),
        second_factor=True,
    ),
    line(
        "orders:contractor", "GET POST",
        Variant(ok=_MANAGES, before=_awarded, data=lambda s, w: _AWARDED_TO),
        second_factor=True,
    ),
    # « coverage figures: read; coordinator: write ».
    line(
        "orders:coverage",
        "GET",
        Variant(ok=f"{_COORDINATORS} member_rep managing_body commission {TERRITORY}"),
        Variant(name="notified", ok=f"{_COORDINATORS} {_AFTER} {TERRITORY}", before=_notified),
        second_factor=True,
    ),
    line(
        "orders:coverage_base", "GET POST",
        Variant(ok=_MANAGES, data=lambda s, w: {
            "public_pupils": "250000", "counted_on": "2025-09-20", "source": "Constat de rentrée"}),
        second_factor=True,
    ),
    line(
        "orders:orders", "GET",
        Variant(ok=_COORDINATORS + " member_rep managing_body"),
        Variant(name="notified", ok=f"{_COORDINATORS} member_rep managing_body contractor", before=_notified),
        second_factor=True,
    ),
    line(
        "orders:totals_file", "POST",
        Variant(ok=_COORDINATORS, data=lambda s, w: {"format": "ods"}),
        Variant(name="no such format", data=lambda s, w: {"format": "exe"}),
        second_factor=True,
    ),
    line(
        "orders:book", "GET POST", Variant(ok=_MANAGES, data=lambda s, w: {"default_after": "45"}),
        second_factor=True,
    ),
    # Whose certificates are trusted is the coordinator's, as what it keeps of the book.
    line(
        "orders:roots", "GET POST",
        Variant(ok=_MANAGES, data=lambda s, w: {"file": SimpleUploadedFile("ac.pem", certified("AC").pem)}),
        second_factor=True,
    ),
    line(
        "orders:root_withdraw", "POST",
        Variant(ok=_MANAGES, args=lambda s: (s.id("tilleuls"),), before=_root),
        Variant(name="none", args=lambda s: (s.id("tilleuls"),)),
        second_factor=True,
    ),
    # « orders: member, managing body: write, send; other members: –; coordinator: totals and delays ».
    line(
        "orders:of_member", "GET", _own("valmarais", "member_rep"), _own("brive", "managing_body"), second_factor=True
    ),
    line(
        "orders:write", "GET POST",
        _own("valmarais", "member_rep", before=_ordering, data=lambda s, w: {"n_0440001A": "100"}),
        _own("brive", "managing_body", before=_ordering, methods="GET"),
        second_factor=True,
    ),
    line(
        "orders:take_away", "POST", _own("valmarais", "member_rep"), _own("brive", "managing_body"),
        second_factor=True, signed_out=401,
    ),
    line(
        "orders:certificate", "POST",
        _own("valmarais", "member_rep", before=_closed),
        # Nothing was ever open.
        Variant(name="brive", args=lambda s: (s["group"]["brive"].public_id,)),
        second_factor=True, signed_out=401,
    ),
    line(
        "orders:order", "GET",
        _order("draft", ok="member_rep"),
        # « contractor, own: read, acknowledge ».
        _order("sent", ok="member_rep contractor"),
        second_factor=True,
    ),
    line("orders:preview", "GET", _order("draft", ok="member_rep"), _order("sent"), second_factor=True, signed_out=401),
    line(
        "orders:document", "GET", _order("sent", ok="member_rep contractor"), _order("draft"), second_factor=True,
        signed_out=401,
    ),
    line(
        "orders:join", "GET POST",
        _order("proposed", ok="member_rep",
               data=lambda s, w: {"signed_on": NOW.date().isoformat(), "file": _signed_form(),
                                  "reference": _reference()}),
        # Sent already: back to the order, with a sentence.
        _order("sent", ok="member_rep", forbidden="contractor", writes=False),
        second_factor=True,
    ),
    line(
        "orders:scan", "GET", _order("joined", ok="member_rep contractor"), _order("sent"), second_factor=True,
        signed_out=401,
    ),
    # « deduction: the member on its own orders, read by coordinator and that contractor », once it is acknowledged.
    line(
        "orders:deduction", "GET POST",
        _order("known", ok="member_rep", data=lambda s, w: {"kind": "penalty", "month": "2026-10-01", "amount": "50",
                                                            "ground": "Service fermé trois jours"}),
        _order("sent"),
        second_factor=True,
    ),
    line(
        "orders:cancel", "GET POST",
        _order("sent", ok="member_rep", forbidden="contractor", data=lambda s, w: {"reason": "Mauvaise école"}),
        _order("known", ok="member_rep", forbidden="contractor", writes=False),
        second_factor=True,
    ),
    line(
        "orders:act", "POST",
        _order("proposed", "envoyer", ok="member_rep"),
        _order("proposed", "reprendre", ok="member_rep"),
        _order("draft", "abandonner", ok="member_rep"),
        _order("sent", "recevoir", ok="contractor", forbidden="member_rep"),
        second_factor=True,
    ),
)  # fmt: skip
