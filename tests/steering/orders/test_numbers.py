"""Numbers of orders under parallel runs and kills: none missing, none twice."""

import threading
from typing import Any

import pytest
from django.db import connection, connections

from eprimo.foundation.kernel import clock
from eprimo.steering.orders.actions import order_propose, order_save, order_send
from eprimo.steering.orders.models import Order, OrderBook
from tests.cast import build_cast
from tests.steering.consortium.group import Made
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
    start, failed = threading.Barrier(2), []

    def run(name: str, order: Order) -> None:
        try:
            start.wait(10)
            order_send(actor=actors[name], order=order)
        except Exception as error:  # noqa: BLE001
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in pairs]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
    assert failed == []
    assert sorted(Order.objects.values_list("number", flat=True)) == [1, 2]
    assert OrderBook.objects.get().last_number == 2


def test_a_number_whose_order_was_not_kept_is_given_again(transactional_db: None, monkeypatch: Any) -> None:
    """Killed after the number was taken, before the end: the number goes with the transaction."""
    made = _ordering()
    (name, first), (other, second) = _proposed(made)
    from eprimo.steering.orders.actions import sending

    def killed(*args: Any, **kwargs: Any) -> bytes:
        raise RuntimeError("killed")

    with monkeypatch.context() as patched:
        patched.setattr(sending, "order_pdf", killed)
        with pytest.raises(RuntimeError):
            order_send(actor=made.cast.actor(name), order=first)
    connection.close()
    assert Order.objects.filter(number__isnull=False).count() == 0
    assert order_send(actor=made.cast.actor(other), order=second).number == 1
    assert order_send(actor=made.cast.actor(name), order=first).number == 2
