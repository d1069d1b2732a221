"""Every list of the product in three clicks from the home, for every side of the purchasing group, in all its states.
The lists are those of the routes and of the access matrix: a new one is asked for by itself."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from eprimo.foundation.access import refusals
from eprimo.foundation.directory.models import Mandate
from eprimo.foundation.kernel import clock
from eprimo.steering.consortium.actions.members import seat_give
from eprimo.steering.consortium.models import Market
from eprimo.steering.orders.invoice.actions.invoices import seller_write
from eprimo.steering.orders.invoice.actions.progress import invoice_certify
from eprimo.steering.orders.models import Invoice, Order
from eprimo.steering.orders.order.actions.dispatch import order_acknowledge, order_send
from eprimo.steering.orders.order.actions.drafts import order_propose
from tests import factories as make
from tests.cast import Cast
from tests.console.walking import MOST, Walk, lists
from tests.ground import lent
from tests.sizes import FULL
from tests.steering.consortium.group import Made, group_of
from tests.steering.orders.billed import SELLER, account, bill
from tests.steering.orders.ordering import bind, in_need, notified, saved, signing

pytestmark = pytest.mark.django_db

CLICKS = 3
# Who walks, and whom of the access matrix they are like. The clerk and the signatory of a commune are one mandate: the
# second has the right to sign as well.
WHO = {
    "manages": "coordinator_manager", "member_rep": "member_rep", "ogec": "member_rep",
    "managing_body": "managing_body",
    "contractor": "contractor", "commission": "commission", "academy": "academy", "coordinator": "coordinator",
    "epci": "member_rep", "signs": "coordinator_manager", "inspector": "inspector", "platform": "platform",
}  # fmt: skip
# How far the group is, and who walks there beside all in `make drill`: those to whom that state gives something.
STATES = {
    "nothing": "member_rep",
    "joining": "manages ogec inspector platform",
    "published": "epci commission signs",
    "notified": "managing_body",
    "proposed": "member_rep",
    "sent": "contractor",
    "acknowledged": "coordinator",
    "billed": "contractor",
    "certified": "academy",
    "over": "member_rep",
}
_OVER = datetime(2030, 8, 1, 9, tzinfo=ZoneInfo("Europe/Paris"))


@lent
def sides(cast: Cast) -> Cast:
    """The cast, and coordinators who manage and sign, representatives of a grouping and of an OGEC."""
    more = (
        ("manages", "coordinator", "manage"), ("signs", "coordinator", "sign"), ("epci", "member_rep", ""),
        ("ogec", "member_rep", ""),
    )  # fmt: skip
    for name, role, level in more:
        cast.people[name] = make.person("Ariane", name.upper())
        make.account(cast.people[name], login=f"ariane.{name}")
        make.mandate(cast.people[name], role, level=level)
    return cast


def states(cast: Cast) -> Iterator[tuple[str, Made | None]]:
    """One after the other, by the acts that lead there."""
    yield "nothing", None
    by = cast.actor("manages")
    group = group_of(cast, by)
    # A grouping has schools and agents of its own; an OGEC has neither.
    Mandate.objects.filter(person=cast.people["epci"]).update(epci=group["cc"].epci)
    for name, key in (("epci", "cc"), ("ogec", "ogec")):
        seat_give(actor=by, mandate=Mandate.objects.get(person=cast.people[name]), member=group[key])
    yield "joining", group
    notified(group, by)
    in_need(cast.actor("member_rep"), group["valmarais"], {cast.tilleuls: 100})
    in_need(cast.actor("managing_body"), group["brive"], {group.schools["brive"]: 80})
    bind(*group.members.values())
    signing(cast, group["valmarais"])
    Market.objects.update(notified_on=None)
    yield "published", group
    Market.objects.update(notified_on=date(2026, 4, 30))
    group.market.refresh_from_db()
    yield "notified", group
    yield from _ordered(group)


def _ordered(group: Made) -> Iterator[tuple[str, Made]]:
    member, contractor = group.cast.actor("member_rep"), group.cast.actor("contractor")
    seller_write(actor=contractor, market=group.market, said=SELLER)
    account(group.market)
    order = order_propose(actor=member, order=saved(group, {"tilleuls": 100}))
    yield "proposed", group
    order = order_send(actor=member, order=order)
    yield "sent", group
    order = order_acknowledge(actor=contractor, order=order)
    yield "acknowledged", group
    invoice = bill(group, order)
    yield "billed", group
    invoice_certify(actor=member, invoice=invoice)
    yield "certified", group
    with clock.frozen(_OVER):
        Mandate.objects.update(ends=None)
        yield "over", group


@pytest.fixture
def _patient() -> Iterator[None]:
    """Who asks for what is not there again and again is slowed, which is not what is looked at."""
    with patch.object(refusals, "count_refusal"):
        yield


@pytest.mark.usefixtures("_patient")
def test_every_list_is_three_clicks_from_home_for_every_side_in_every_state(
    sides: Cast, sign_in: Any
) -> None:
    far, dead, asked = [], [], 0
    for state, group in states(sides):
        for name in WHO if FULL else STATES[state].split():
            walk = Walk(sign_in(sides.people[name]))
            goals = _lists(walk, WHO[name], group)
            things = [path for path in _things() if walk.opens(path)]
            clicks = walk.clicks([*goals.values(), *things])
            where = f"{name} ({state})"
            far += [
                f"{where}: {route}, {clicks.get(path, 'no way')}"
                for route, path in goals.items()
                if clicks.get(path, MOST + 1) > CLICKS
            ]
            far += [f"{where}: {path}" for path in things if path not in clicks]
            dead += [f"{where}: {path}" for path in walk.dead]
            asked += len(goals)
    assert not far, "\n" + "\n".join(far)
    assert not dead, "Links that lead to a refusal:\n" + "\n".join(dead)
    # The walk did look for something: about twenty lists each.
    assert asked > 15 * sum(len(names.split()) for names in STATES.values())


def _lists(walk: Walk, like: str, group: Made | None) -> dict[str, str]:
    """What there is for this person now: the lists of the product, and those of each member that is theirs to read."""
    found = lists(like)
    for member in group.members.values() if group is not None else ():
        found |= {f"{route} {member.name}": path for route, path in lists(like, member.public_id).items()}
    return {route: path for route, path in found.items() if walk.opens(path)}


def _things() -> list[str]:
    """Every order and every invoice, one click behind its list."""
    orders = [
        reverse("orders:order", args=[one]) for one in Order.objects.values_list("public_id", flat=True)
    ]
    invoices = Invoice.objects.values_list("public_id", flat=True)
    return orders + [reverse("orders:invoice", args=[one]) for one in invoices]
