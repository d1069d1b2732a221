"""What is left to do with orders and invoices, for who acts for members."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, F, Q, QuerySet
from django.db.models.functions import Cast, Coalesce, JSONObject
from django.urls import reverse

from eprimo.foundation.kernel.actor import Actor
from eprimo.steering.consortium.kinds import wording_of
from eprimo.steering.consortium.market_periods import over_on, second_from
from eprimo.steering.consortium.models import Market
from eprimo.steering.consortium.todo import (
    ASKED_ROWS,
    Done,
    Found,
    Source,
    ToDo,
    cut_of,
    day_of,
    first_rows,
)
from eprimo.steering.orders.enums import BINDING, TROUBLES, Answered, Deposit, InvoiceKind
from eprimo.steering.orders.invoice.billing import PAYMENT_DAYS
from eprimo.steering.orders.invoice.policies import invoices_visible_to
from eprimo.steering.orders.invoice.queries import with_standing
from eprimo.steering.orders.models import DEFAULT_AFTER, Invoice
from eprimo.steering.orders.order.queries import next_query, over_query
from eprimo.ui.french import day_month_year, euros
from eprimo.ui.plurals import counted

_DAY = timedelta(days=1)
_FIRST = "convention, article 7.1"
_PAYMENT = "30 jours après réception, code de la commande publique, article R2192-10"
_WAITS = (
    "Le titulaire n’a pas encore accusé réception du bon d’avant\N{NO-BREAK SPACE}: celui-ci vient ensuite."
)
_WRITTEN = {
    "draft": ("Finir le bon de commande", "Un bon de commande est en brouillon", "Continuer"),
    "proposed": (
        "Faire signer le bon de commande",
        "Un bon de commande attend la signature",
        "Ouvrir le bon",
    ),
}


def _read_orders(actor: Actor, rows: list[dict[str, Any]] | None) -> Found:
    yield from cut_of(rows)
    for row in first_rows(rows):
        market, name = _market(row), row["name"]
        if row["first"] in BINDING:
            yield Done(name, "Le bon de commande", "Envoyé au titulaire.", day_of(row["sent"]))
        if row["written"] is not None:
            title, words, verb = _WRITTEN[row["written"]]
            url = reverse("orders:order", args=[row["written_id"]])
            matter = "second" if row["written_kind"] == "second" else "order"
            yield ToDo(name, title, f"{words}.", verb, url, *_last_day(row, market), matter=matter)
        else:
            yield from _to_write(row, market, actor.today)


def _market(row: dict[str, Any]) -> Market:
    """The market with the dates that its orders follow, of a row that was read."""
    return Market(
        starts_on=date.fromisoformat(row["starts"]), period_months=row["months"], end_reading=row["reading"],
        ended_early_on=day_of(row["ended"]),
    )  # fmt: skip


def _last_day(row: dict[str, Any], market: Market) -> tuple[date | None, str]:
    """The day before a member is in default [R072], or before its schools close, with the text that says it. No text
    says a day for a complement."""
    if row["first"] not in BINDING:
        after = DEFAULT_AFTER if row["default_after"] is None else row["default_after"]
        return market.starts_on + timedelta(
            days=after
        ) - _DAY, f"{_FIRST}, ensuite «\N{NO-BREAK SPACE}en défaut\N{NO-BREAK SPACE}»"
    if row["written_kind"] == "second":
        return second_from(market) - _DAY, "convention, article 2"
    return None, ""


def _to_write(row: dict[str, Any], market: Market, today: date) -> Iterator[ToDo]:
    url, name = reverse("orders:write", args=[row["id"]]), row["name"]
    second = second_from(market)
    if today >= over_on(market):
        return
    if row["first"] is None and row["need"] and today < second:
        words = "Le bon de commande des 24 premiers mois est à faire."
        title, last = "Commander pour vos écoles", _last_day(row, market)
        yield ToDo(name, title, words, "Commander", url, *last, matter="order")
    missing = max(0, row["need"] - row["ordered"])
    # While one that was sent is not acknowledged, no other one is written.
    if row["first"] == "known" and missing and not row["waits"] and today < second:
        words = f"Il manque {counted(missing, 'compte')}, que l’annexe 2 engage à commander (article 7.1)."
        title, verb = "Compléter la commande", "Ajouter des comptes"
        yield ToDo(name, title, words, verb, url, second - _DAY, _FIRST, matter="complement")
    has_schools = row["need"] or row["ordered"]
    if row["second"] is None and has_schools and not row["leaves"] and today >= market.withdrawal_from:
        words = (
            f"Sans bon pour la deuxième période, vos écoles ferment le {day_month_year(second)}. Ne rien commander "
            "n’est pas se retirer."
        )
        if row["waits"]:
            words += f" {_WAITS}"
        last = (second - _DAY, "convention, article 2")
        title = "Commander pour la deuxième période"
        yield ToDo(name, title, words, "Commander", url, *last, matter="second")


def _read_overruns(_actor: Actor, count: int | None) -> Found:
    if count:
        who = counted(count, "école a", "écoles ont")
        words = f"{who} plus d’élèves que de comptes commandés. Aucun enfant n’est bloqué."
        yield ToDo(
            "", "Ajouter les comptes qui manquent", words, "Voir les commandes", reverse("orders:orders")
        )


def _invoices(actor: Actor) -> ArraySubquery:
    """Invoices that nobody answered, and those that were certified and are not known to be paid, in order of day, as a
    column. One that was rejected or suspended waits for the contractor."""
    rows: QuerySet[Any] = with_standing(
        Invoice.objects.filter(invoices_visible_to(actor), kind=InvoiceKind.INVOICE)
    )
    waits = Q(answer="") | Q(answer=Answered.CERTIFIED) & ~Q(deposit=Deposit.PAID) & Q(payment__paid_on=None)
    due = F("total") - F("withheld") - Coalesce("credited", Decimal(0))
    rows = rows.exclude(deposit__in=TROUBLES).annotate(due=due)
    rows = rows.filter(waits, due__gt=0)
    said = JSONObject(
        id="public_id", reference="reference", name="member__name", kind="member__kind",
        due=Cast("due", CharField()), answer="answer", ordered="payment__ordered_on",
        since="delay_from",
    )  # fmt: skip
    return ArraySubquery(rows.order_by("issued_on", "pk").values(row=said)[:ASKED_ROWS])


def _read_invoices(_actor: Actor, rows: list[dict[str, Any]] | None) -> Found:
    yield from cut_of(rows)
    for row in first_rows(rows):
        url, amount = reverse("orders:invoice", args=[row["id"]]), f"{euros(Decimal(row['due']))} TTC"
        last = (date.fromisoformat(row["since"]) + timedelta(days=PAYMENT_DAYS), _PAYMENT)
        if row["answer"] == Answered.CERTIFIED:
            title, verb = f"Payer la facture {row['reference']}", "Noter le paiement"
            url = reverse("orders:payment", args=[row["id"]])
            words = f"{amount}, service fait certifié. Elle reste ici tant que son paiement n’est pas noté."
            if row["ordered"]:
                day = day_month_year(date.fromisoformat(row["ordered"]))
                words = (
                    f"{amount}, {wording_of(row['kind']).ordered} le {day}. Notez le jour de son paiement."
                )
        else:
            title, verb = f"Vérifier la facture {row['reference']}", "Vérifier"
            words = f"{amount}. Service fait à certifier, ou à contester."
        yield ToDo(row["name"], title, words, verb, url, *last, matter="invoices")


ORDERS = Source("orders", next_query, _read_orders)
OVERRUNS = Source("overruns", over_query, _read_overruns)
INVOICES = Source("invoices", _invoices, _read_invoices)
