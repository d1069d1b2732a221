"""« Tout émettre »: the worker issues the invoices that are due, one transaction each.

Killed, it goes on where it stopped: what is due is asked of the database again, and the number of the one that was not
kept was never given."""

import logging
import time

from django.db import IntegrityError, OperationalError, transaction

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.rights import require
from eprimo.steering.consortium.models import Market
from eprimo.steering.orders.errors import NBSP, NotDue, RunGoesOn
from eprimo.steering.orders.invoice.actions.invoices import issue, seller_of
from eprimo.steering.orders.invoice.due_years import Due, due_of
from eprimo.steering.orders.invoice.policies import can_bill
from eprimo.steering.orders.models import InvoiceRun, InvoiceRunFault, Order

# One turn of the worker, in seconds of the machine's steady clock: other tasks have theirs.
_TURN = 5.0
_UNMADE = (
    f"Cette facture n’a pas pu être faite{NBSP}: c’est une panne de l’application, notée pour qui l’exploite. Elle "
    "reste à émettre."
)
logger = logging.getLogger("eprimo.invoices")


@transaction.atomic
def run_ask(*, actor: Actor, market: Market) -> InvoiceRun:
    """Ask for all that is due and not held back to be issued. Raises RunGoesOn, NotDue, SellerMissing."""
    require(can_bill, actor, market)
    Market.objects.select_for_update(of=("self",)).get(pk=market.pk)
    if InvoiceRun.objects.filter(market=market, ended_at=None).exists():
        raise RunGoesOn
    seller_of(market)
    total = sum(1 for one in due_of(market) if not one.held)
    if not total:
        raise NotDue("Rien n’est à émettre pour le moment.")
    run = InvoiceRun.objects.create(market=market, total=total)
    audit(actor, "orders.invoices.asked", run, invoices=total)
    return run


def runs_work(*, turn: float = _TURN) -> int:
    """Issue invoices of the runs that go on, for one turn of so many seconds; return how many were. Several workers do
    not disturb each other."""
    did, since = 0, time.monotonic()
    for run in InvoiceRun.objects.filter(ended_at=None).select_related("market").order_by("pk"):
        for one in _left(run):
            if time.monotonic() - since >= turn:
                return did
            did += _one(run, one)
        if not _left(run):
            _end(run)
            did += 1
    return did


def _left(run: InvoiceRun) -> list[Due]:
    """What the run has still to issue: due, not held back, not refused to it."""
    refused = set(run.faults.values_list("order", "year"))
    return [one for one in due_of(run.market) if not one.held and (one.order.pk, one.year) not in refused]


def _one(run: InvoiceRun, one: Due) -> int:
    """Issue one invoice; 1 when it was issued. Another worker may be at it, or have done it. Whatever else breaks is
    the fault of this invoice alone: the others are issued, and the run ends."""
    try:
        with transaction.atomic():
            mine = Order.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=one.order.pk)
            if not mine.exists():
                return 0
            issue(one.order.pk, one.year, run)
    except DomainError as error:
        return _refused(run, one, error.sentence)
    except OperationalError:
        raise  # the database itself: the next turn goes on
    except Exception as error:  # noqa: BLE001 - whatever one invoice does wrong, the others go on
        if isinstance(error, IntegrityError) and _constraint(error) == "invoice_one_a_year":
            return 0
        # The message of an exception may hold personal data: its type is what is logged.
        logger.error("invoice of order %s, year %s failed: %s", one.order.pk, one.year, type(error).__name__)
        return _refused(run, one, _UNMADE)
    return 1


def _refused(run: InvoiceRun, one: Due, sentence: str) -> int:
    InvoiceRunFault.objects.get_or_create(
        run=run, order=one.order, year=one.year, defaults={"sentence": sentence[:300]}
    )
    return 0


def _constraint(error: IntegrityError) -> str:
    """The name of the constraint that was broken, as the database says it."""
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""


@transaction.atomic
def _end(run: InvoiceRun) -> None:
    if InvoiceRun.objects.filter(pk=run.pk, ended_at=None).update(ended_at=clock.now()):
        audit(None, "orders.invoices.issued", run, invoices=run.invoices.count(), refused=run.faults.count())
