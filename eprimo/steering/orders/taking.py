"""What an invoice takes off of deductions, and what a credit note gives back of them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db.models import Sum

from eprimo.steering.orders import billing
from eprimo.steering.orders.billing import Drawn
from eprimo.steering.orders.deductions import Take, penalties, pending, reductions, taken_on
from eprimo.steering.orders.invoices_errors import NBSP, WrongCredit
from eprimo.steering.orders.models import Invoice, Seller
from eprimo.ui.french import euros

_ZERO = Decimal(0)


def taken_off(made: Invoice, lines: Sequence[Drawn], seller: Seller) -> list[Take]:
    """The deductions of its member that an invoice takes off, as far as it asks that much."""
    found = pending(made.member, made.issued_on)
    if not found:
        return []
    takes = reductions(found, billing.bases_of(lines))
    return takes + penalties(found, billing.document(made, lines, seller, takes).total)


def taken_back(made: Invoice, lines: Sequence[Drawn], left: Mapping[int, int], seller: Seller) -> list[Take]:
    """What a credit note gives back of the deductions of its invoice: all of them with the last of its lines, `left`
    before it; none otherwise. Raises WrongCredit for more than the invoice asks, deductions taken off."""
    invoice = made.corrects
    takes = taken_on(invoice) if invoice is not None else []
    if invoice is None or not takes:
        return []
    if sum(left.values()) == sum(one.quantity for one in lines):
        return takes
    reduced = [(one.rate, one.amount) for one in takes if one.rate is not None]
    asked = billing.bases_of(billing.of_invoice(invoice.lines.all()), reduced)
    back, more = billing.given_back(invoice), billing.bases_of(lines)
    over = [rate for rate, ht in more.items() if back.get(rate, _ZERO) + ht > asked[rate]]
    rest = still_asked(invoice) - invoice.withheld
    if over or billing.document(made, lines, seller).total > rest:
        raise WrongCredit(
            f"Une déduction est prise sur cette facture{NBSP}: il en reste {euros(rest)} TTC à rendre. Rendez moins, "
            "ou tout ce qui reste de ses lignes, et la déduction se prendra sur la suivante."
        )
    return []


def still_asked(invoice: Invoice) -> Decimal:
    """What an invoice asks, all taxes included, once its credit notes are taken off."""
    back: Decimal | None = invoice.credits.aggregate(n=Sum("total"))["n"]
    return invoice.total - (back or Decimal(0))
