"""Orders and invoices on homes, among what members have to do, and as tabs of the group."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from eprimo.console.consortium.tabs import GroupPage, register_page
from eprimo.foundation.kernel.actor import HEADS, Actor, Role
from eprimo.foundation.notifications.sections import Section, SectionPlace, Wait, register_section
from eprimo.steering.consortium.models import Market
from eprimo.steering.consortium.policies import READERS
from eprimo.steering.consortium.todo import register_source
from eprimo.steering.orders.coordinator_todo import CONTRACTOR, COORDINATION
from eprimo.steering.orders.entitlement.grants import is_near
from eprimo.steering.orders.entitlement.todo import ENDING, THE_END
from eprimo.steering.orders.invoice.bank_account import told_query
from eprimo.steering.orders.invoice.policies import can_bill
from eprimo.steering.orders.invoice.queries import due_query
from eprimo.steering.orders.member_todo import INVOICES, ORDERS, OVERRUNS
from eprimo.steering.orders.order.disputes import open_query
from eprimo.steering.orders.order.queries import closing_query
from eprimo.steering.prices.policies import can_read_schedule
from eprimo.ui.addresses import reverse
from eprimo.ui.plurals import counted


def _billed(_actor: Actor, count: int | None) -> dict[str, Any] | None:
    """The way to its invoices, once the market was notified; with how many it may issue."""
    return None if count is None else {"count": count}


def _closing(actor: Actor, ends: datetime | None) -> dict[str, Any] | None:
    """The day from which the school is closed, when it is near."""
    if ends is None:
        return None
    day = ends.astimezone(ZoneInfo(actor.time_zone)).date()
    return {"day": day} if ends > actor.now and is_near(day, actor) else None


register_section(
    Section(
        key="orders.closing", template="orders/_home_closing.html", roles=HEADS, query=closing_query, composed=True,
        from_value=_closing, order=3, place=SectionPlace.DAY,
    )
)  # fmt: skip
register_section(
    Section(
        key="orders.billed", template="orders/_home_billed.html", roles=frozenset({Role.CONTRACTOR}), query=due_query,
        from_value=_billed, order=41, place=SectionPlace.DAY,
    )
)  # fmt: skip


def _disputes(_actor: Actor, count: int | None) -> dict[str, Any] | None:
    """Files that are open, whoever opened them: the other party reads there what is asked of it."""
    if not count:
        return None
    title = counted(count, "litige en cours", "litiges en cours")
    words = "Les faits, les étapes et les pièces de chaque dossier"
    return {"waits": [Wait("shield-alert", title, words, reverse("orders:disputes"))]}


register_section(
    Section(
        key="orders.disputes", template="", roles=frozenset({Role.CONTRACTOR, Role.MEMBER_REP, Role.MANAGING_BODY}),
        query=open_query, from_value=_disputes, order=43, place=SectionPlace.DAY,
    )
)  # fmt: skip


def _account(_actor: Actor, day: date | None) -> dict[str, Any] | None:
    """Another account is paid from that day on: who acts for a member reads it before an invoice comes."""
    return None if day is None else {"day": day}


register_section(
    Section(
        key="orders.account", template="orders/_home_account.html",
        roles=frozenset({Role.MEMBER_REP, Role.MANAGING_BODY}), query=told_query, from_value=_account, order=14,
        place=SectionPlace.DAY,
    )
)  # fmt: skip


# --- tabs ---------------------------------------------------------------------------------------------------------


def _bills(actor: Actor, market: Market | None) -> bool:
    return market is not None and can_bill(actor, market)


def _lists(actor: Actor, market: Market | None) -> bool:
    """Orders and invoices: own ones, those that were received, their totals or statuses."""
    sides = {Role.COORDINATOR, Role.MEMBER_REP, Role.MANAGING_BODY}
    return market is not None and (actor.role in sides or can_bill(actor, market))


def _priced(actor: Actor, market: Market | None) -> bool:
    return market is not None and can_read_schedule(actor, market)


def _covered(actor: Actor, market: Market | None) -> bool:
    return market is not None and (actor.role in READERS or can_bill(actor, market))


register_page(
    GroupPage("members", "Couverture", "orders:coverage", _covered, 60),
    GroupPage("market", "Prix", "orders:prices", _priced, 30),
    GroupPage("orders", "Bons de commande", "orders:orders", _lists, 10, also=("orders:of_member",)),
    GroupPage("orders", "Litiges", "orders:disputes", _lists, 20),
    GroupPage("invoices", "Émises", "orders:invoices", _lists, 10),
    GroupPage("invoices", "À émettre", "orders:invoices_due", _bills, 20, also=("orders:invoice_take_in",)),
    GroupPage("invoices", "Déductions", "orders:deductions", _lists, 25),
    GroupPage("invoices", "États des dépôts", "orders:invoices_states", _bills, 30),
    GroupPage("invoices", "Titulaire et compte", "orders:seller", _bills, 40),
)
for _source in (ORDERS, OVERRUNS, INVOICES, COORDINATION, CONTRACTOR, ENDING, THE_END):
    register_source(_source)
