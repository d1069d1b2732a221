"""Prices (« final market documents » of the rights page), and « orders »."""

from typing import Any

from eprimo.steering.consortium.models import Market
from tests.conftest import NOW
from tests.matrix.line import Variant, line
from tests.matrix.scene import Scene
from tests.steering.prices.schedule import CONTRACT

_MANAGES = "coordinator_manager"
_COORDINATORS = f"coordinator {_MANAGES}"
_AFTER = "member_rep managing_body commission contractor"
_PRICE = {
    "code": "X9", "designation": "Compte d’agent", "unit": "pupil", "indicative_ht": "2", "vat_rate": "20.00",
    "order": "9",
}  # fmt: skip


def _notified(scene: Scene) -> object:
    return Market.objects.update(published_on=NOW.date(), notified_on=NOW.date())


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
    line("orders:price_remove", "POST", Variant(ok=_MANAGES, args=_price), second_factor=True),
    line(
        "orders:prices_note", "GET POST", Variant(ok=_MANAGES, data=lambda s, w: {"note": "Inventés"}),
        second_factor=True,
    ),
    line(
        "orders:prices_award", "GET POST",
        Variant(),
        Variant(name="notified", ok=_MANAGES, before=_notified,
                data=lambda s, w: {code: str(price) for code, price in CONTRACT.items()}),
        second_factor=True,
    ),
)  # fmt: skip
