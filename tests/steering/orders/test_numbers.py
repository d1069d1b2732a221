"""Numbers of orders and of invoices under parallel runs and kills: none missing, none twice."""

from functools import partial
from typing import Any

import pytest
from django.db import connection

from eprimo.foundation.kernel import clock
from eprimo.steering.orders.invoice.actions.runs import runs_work
from eprimo.steering.orders.models import Invoice, InvoiceBook, InvoiceRun, Order, OrderBook
from eprimo.steering.orders.order.actions.dispatch import order_send
from eprimo.steering.orders.order.actions.drafts import order_propose, order_save
from tests.at_once import done
from tests.cast import build_cast
from tests.steering.consortium.group import Made
from tests.steering.orders import run_ground
from tests.steering.orders.ordering import ordering, saved

pytestmark = pytest.mark.django_db(transaction=True)


def _ordering() -> Made:
    """The provider of Brive may sign its orders."""
    made = ordering(build_cast())
    made["brive"].representations.exclude(managing_body=None).update(
        may_sign=True, acknowledged_at=clock.now()
    )
    return made


def _proposed(made: Made) -> list[tuple[str, Order]]:
    brive = order_save(
        actor=made.cast.actor("managing_body"), member=made["brive"], accounts={made.schools["brive"].pk: 80}
    )
    pairs = [("member_rep", saved(made, {"tilleuls": 140})), ("managing_body", brive)]
    return [(name, order_propose(actor=made.cast.actor(name), order=order)) for name, order in pairs]


def test_two_that_send_at_once_get_two_numbers_that_follow(transactional_db: None) -> None:
    made = _ordering()
    pairs = _proposed(made)
    actors = {name: made.cast.actor(name) for name, _ in pairs}
    done(*(partial(order_send, actor=actors[name], order=order) for name, order in pairs))
    assert sorted(Order.objects.values_list("number", flat=True)) == [1, 2]
    assert OrderBook.objects.get().last_number == 2


def test_two_workers_at_one_run_issue_each_invoice_once(transactional_db: None) -> None:
    run_ground.build(4)
    done(runs_work, runs_work)
    while runs_work():
        pass
    assert sorted(Invoice.objects.values_list("number", flat=True)) == [1, 2, 3, 4]
    assert Invoice.objects.values("order").distinct().count() == 4
    assert InvoiceBook.objects.get().last_invoice == 4
    assert InvoiceRun.objects.get().ended_at is not None


def test_a_number_whose_order_was_not_kept_is_given_again(transactional_db: None, monkeypatch: Any) -> None:
    """Killed after the number was taken, before the end: the number goes with the transaction."""
    made = _ordering()
    (name, first), (other, second) = _proposed(made)
    from eprimo.steering.orders.order.actions import dispatch

    def killed(*args: Any, **kwargs: Any) -> bytes:
        raise RuntimeError("killed")

    with monkeypatch.context() as patched:
        patched.setattr(dispatch, "order_pdf", killed)
        with pytest.raises(RuntimeError):
            order_send(actor=made.cast.actor(name), order=first)
    connection.close()
    assert Order.objects.filter(number__isnull=False).count() == 0
    assert order_send(actor=made.cast.actor(other), order=second).number == 1
    assert order_send(actor=made.cast.actor(name), order=first).number == 2
