"""« file of a dispute: the member on its own orders, read by coordinator and that contractor ». The coordinator writes
that of a member which does not carry out the convention; this member reads it, the contractor does not."""

import hashlib
from collections.abc import Callable
from typing import Any

from eprimo.steering.orders.models import Dispute, DisputePaper, DisputeStep
from tests.conftest import NOW
from tests.matrix.line import Variant, line
from tests.matrix.scene import Scene
from tests.steering.consortium.group import PDF
from tests.steering.orders.billed import planted
from tests.steering.orders.ordering import bind

_COORDINATORS = "coordinator coordinator_manager"
_MANAGES = "coordinator_manager"
_COMPLAINT = {
    "subject": "Messagerie arrêtée", "since_on": NOW.date().isoformat(), "facts": "Trois jours.",
    "demand": "La remise en service.",
}  # fmt: skip
_STEP = {"kind": "notice", "on": NOW.date().isoformat(), "words": "Lettre envoyée."}
_END = {"outcome": "settled", "on": NOW.date().isoformat(), "words": "Un avoir."}


def _ordered(scene: Scene, member: str = "valmarais") -> object:
    """An order of Valmarais, or of another member, at an address of the scene."""
    here = scene.id("tilleuls")
    return planted(scene["group"].market, scene["group"][member], scene.cast.tilleuls, here, order_id=here)


def _opened(kind: str, *, closed: bool = False) -> Callable[[Scene], object]:
    def before(scene: Scene) -> object:
        order: Any = _ordered(scene)
        member = scene["group"]["valmarais"]
        ended = {"outcome": "settled", "closed_on": NOW.date(), "closed_at": NOW} if closed else {}
        made = Dispute.objects.create(
            public_id=scene.id("tilleuls"), market=scene["group"].market, member=member, kind=kind, number=1,
            order=order.order if kind == "order" else None, subject="Messagerie", since_on=NOW.date(),
            facts="Trois jours", demand="Un avoir", **ended,
        )  # fmt: skip
        step = DisputeStep.objects.create(
            public_id=scene.id("tilleuls"), dispute=made, kind="notice", on=NOW.date(), words="Lettre"
        )
        return DisputePaper.objects.create(
            public_id=scene.id("tilleuls"), dispute=made, step=step, name="lettre.pdf", content=PDF, size=len(PDF),
            sha256=hashlib.sha256(PDF).hexdigest(),
        )  # fmt: skip

    return before


def _read(**said: Any) -> tuple[Variant, ...]:
    """By its parties and the coordinator."""
    return (
        Variant(name="of an order", ok=f"member_rep contractor {_COORDINATORS}", args=lambda s: (s.id("tilleuls"),),
                before=_opened("order"), **said),
        Variant(name="of the convention", ok=f"member_rep {_COORDINATORS}", args=lambda s: (s.id("tilleuls"),),
                before=_opened("convention"), **said),
    )  # fmt: skip


def _written(*, closed: bool = False, **said: Any) -> tuple[Variant, ...]:
    """By the party that complains."""
    return (
        Variant(name="of an order", ok="member_rep", args=lambda s: (s.id("tilleuls"),),
                before=_opened("order", closed=closed), **said),
        Variant(name="of the convention", ok=_MANAGES, args=lambda s: (s.id("tilleuls"),),
                before=_opened("convention", closed=closed), **said),
        Variant(name="none", args=lambda s: (s.id("tilleuls"),), before=_ordered),
    )  # fmt: skip


def _bound(scene: Scene) -> object:
    return bind(scene["group"]["valmarais"])


LINES = (
    line(
        "orders:disputes", "GET",
        Variant(ok=f"{_COORDINATORS} member_rep managing_body"),
        Variant(name="notified", ok=f"{_COORDINATORS} member_rep managing_body contractor", before=_opened("order")),
        second_factor=True,
    ),
    line("orders:dispute_page", "GET", *_read(), second_factor=True),
    line("orders:dispute_paper", "GET", *_read(), second_factor=True, signed_out=401),
    line("orders:dispute_print", "POST", *_read(), second_factor=True, signed_out=401),
    line(
        "orders:dispute_start", "GET POST",
        Variant(ok="member_rep", args=lambda s: (s.id("tilleuls"),), before=_ordered, data=lambda s, w: _COMPLAINT),
        Variant(name="of another member", ok="managing_body", args=lambda s: (s.id("tilleuls"),),
                before=lambda s: _ordered(s, "brive"), data=lambda s, w: _COMPLAINT),
        second_factor=True,
    ),
    line(
        "orders:dispute_charge", "GET POST",
        Variant(ok=_MANAGES, args=lambda s: (s["group"]["valmarais"].public_id,), before=_bound,
                data=lambda s, w: _COMPLAINT),
        Variant(name="none", args=lambda s: (s.id("tilleuls"),), before=_bound),
        second_factor=True,
    ),
    line("orders:dispute_step", "GET POST", *_written(data=lambda s, w: _STEP), second_factor=True),
    line("orders:dispute_step_remove", "POST", *_written(), second_factor=True),
    line("orders:dispute_close", "GET POST", *_written(data=lambda s, w: _END), second_factor=True),
    line(
        "orders:dispute_reopen", "GET POST", *_written(closed=True, data=lambda s, w: {"reason": "Accord non tenu"}),
        second_factor=True,
    ),
)  # fmt: skip
