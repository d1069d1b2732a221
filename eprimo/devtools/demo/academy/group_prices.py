"""The price schedule of the invented group: every price is fictitious."""

from dataclasses import replace
from decimal import Decimal

from eprimo.devtools.demo.academy.cast import Cast
from eprimo.foundation.access.actors import for_person
from eprimo.steering.consortium.policies import current_market
from eprimo.steering.prices.actions import LineSaid, price_write, schedule_note
from eprimo.steering.prices.enums import Unit

_LINES = (
    LineSaid("C1", "Compte d’élève, avec ceux de ses responsables et de ses enseignants", Decimal("1.95")),
    LineSaid(
        "M1", "Mise en service d’une petite école", Decimal(25), Unit.SCHOOL, once=True, below_accounts=100
    ),
    LineSaid("M2", "Mise en service d’une école", Decimal(45), Unit.SCHOOL, once=True, from_accounts=100),
    LineSaid("O1", "Lien avec le portail famille de la commune", Decimal(180), Unit.MEMBER, is_option=True),
)


def make_prices(cast: Cast) -> None:
    """Between 1.5 and 3 € an account, as nobody published."""
    by, market = for_person(cast.people["coordinator"].pk), current_market()
    if market is None:
        return
    for order, said in enumerate(_LINES, 1):
        price_write(
            actor=by, market=market,
            said=replace(said, order=order),
        )  # fmt: skip
    note = "Ces prix sont fictifs\N{NO-BREAK SPACE}: ils sont inventés pour la démonstration."
    schedule_note(actor=by, market=market, note=note)
