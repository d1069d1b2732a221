"""What is left to do with orders and invoices for the coordinator, and for the contractor."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import DateField, Exists, Func, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.urls import reverse

from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.steering.consortium.coordinator_todo import COORDINATOR, count_of, last_market
from eprimo.steering.consortium.dates import months_after
from eprimo.steering.consortium.market_periods import over_on, second_from
from eprimo.steering.consortium.models import Market, Member
from eprimo.steering.consortium.todo import Found, Source, ToDo, day_of
from eprimo.steering.orders.enums import TROUBLES, OrderState
from eprimo.steering.orders.invoice.bank_account import to_confirm_query
from eprimo.steering.orders.invoice.billing import PAYMENT_DAYS
from eprimo.steering.orders.invoice.deductions import to_read_query
from eprimo.steering.orders.invoice.late_interest import half_of
from eprimo.steering.orders.invoice.queries import NOT_DEPOSITED, due_query, is_unpaid, with_standing
from eprimo.steering.orders.models import (
    DEFAULT_AFTER,
    CentralBankRate,
    CoverageBase,
    Invoice,
    Order,
    OrderBook,
    Overrun,
)
from eprimo.steering.orders.order.queries import ordering_members
from eprimo.steering.orders.reminder_matters import LACKS_ACCOUNTS, LACKS_FIRST, LACKS_SECOND
from eprimo.ui.french import day_month_year
from eprimo.ui.plurals import NBSP, counted

_DAY = timedelta(days=1)
_PAYMENT = "30 jours après réception, code de la commande publique, article R2192-10"
_FIRST = "convention, article 7.1"
# A number of pupils is published once a year.
_FIGURES_HOLD = 12


def _invoices() -> QuerySet[Any]:
    rows: QuerySet[Any] = with_standing(Invoice.objects.filter(market=OuterRef("pk")))
    return rows


def _standing(actor: Actor) -> dict[str, Any]:
    """Columns of the market: what the contractor has to do, and what is not paid to it."""
    unpaid = _invoices().filter(is_unpaid(actor.today))
    first = Func("delay_from", function="MIN", output_field=DateField())
    return {
        "acknowledge": count_of(Order.objects.filter(market=OuterRef("pk"), state=OrderState.SENT)),
        "issue": due_query(actor),
        "deposit": count_of(_invoices().filter(NOT_DEPOSITED)),
        "troubles": count_of(_invoices().filter(deposit__in=TROUBLES)),
        "unpaid": count_of(unpaid),
        "unpaid_since": Subquery(unpaid.order_by().values(day=first)),
    }


# --- the coordinator ------------------------------------------------------------------------------------------------


def _query(actor: Actor) -> Subquery:
    members = ordering_members(Member.objects.filter(market=OuterRef("pk")), actor.today)
    after = OrderBook.objects.filter(market=OuterRef("pk")).values("default_after")[:1]
    base = CoverageBase.objects.filter(market=OuterRef("pk")).order_by("-written_at", "-pk")
    said = JSONObject(
        starts="starts_on", months="period_months", reading="end_reading", ended="ended_early_on",
        notified="notified_on", default_after=Coalesce(Subquery(after), DEFAULT_AFTER),
        first=count_of(members.filter(LACKS_FIRST)), complement=count_of(members.filter(LACKS_ACCOUNTS)),
        second=count_of(members.filter(LACKS_SECOND)),
        overruns=count_of(Overrun.objects.filter(over_at=None, member__market=OuterRef("pk"))),
        pupils_on=Subquery(base.values("counted_on")[:1]),
        rated=Exists(CentralBankRate.objects.filter(half_from=half_of(actor.today))),
        **_standing(actor),
    )  # fmt: skip
    return Subquery(last_market().values(row=said)[:1])


def _read(actor: Actor, row: dict[str, Any] | None) -> Found:
    if row is None:
        return
    market = Market(
        starts_on=date.fromisoformat(row["starts"]), period_months=row["months"], end_reading=row["reading"],
        ended_early_on=day_of(row["ended"]),
    )  # fmt: skip
    yield from _orders(row, market, actor.today)
    if row["unpaid"]:
        yield _unpaid(row, f"{counted(row['unpaid'], 'facture')} à faire payer")
    yield from _of_contractor(row)
    yield from _figures(row, market, actor.today)


def _orders(row: dict[str, Any], market: Market, today: date) -> Iterator[ToDo]:
    url = reverse("orders:orders")
    second, over = second_from(market), over_on(market)
    if row["first"] and today < min(second, over):
        last = market.starts_on + timedelta(days=row["default_after"]) - _DAY
        title = f"Bons de commande{NBSP}: {counted(row['first'], 'membre n’a', 'membres n’ont')} rien envoyé"
        words = f"Ensuite, ils sont «{NBSP}en défaut{NBSP}»."
        yield ToDo(
            "",
            title,
            words,
            "Voir les commandes",
            f"{url}?etat={_unsent(today, last)}",
            last,
            _FIRST,
            matter="order",
        )
    if row["complement"] and today < min(second, over):
        title = f"Commandes{NBSP}: {counted(row['complement'], 'membre est', 'membres sont')} sous l’annexe 2"
        words = "Elle engage à commander ces comptes pendant les 24 premiers mois."
        yield ToDo(
            "",
            title,
            words,
            "Voir les commandes",
            f"{url}?etat=below",
            second - _DAY,
            _FIRST,
            matter="complement",
        )
    if row["second"] and market.withdrawal_from <= today < over:
        who = counted(row["second"], "membre n’a", "membres n’ont")
        words = "Sans bon, leurs écoles se ferment. Ne rien commander n’est pas se retirer."
        title, last = f"Deuxième période{NBSP}: {who} rien commandé", second - _DAY
        yield ToDo(
            "", title, words, "Voir les commandes", url, last, "convention, article 2", matter="second"
        )
    if row["overruns"]:
        who = counted(row["overruns"], "école a", "écoles ont")
        title, words = (
            "Des comptes manquent",
            f"{who} plus d’élèves que de comptes commandés. Aucun enfant n’est bloqué.",
        )
        yield ToDo("", title, words, "Voir les commandes", url, matter="overruns")


def _unsent(today: date, last: date) -> str:
    """Name the members without an order as the list of orders calls them."""
    return "default" if today > last else "none"


def _unpaid(row: dict[str, Any], title: str) -> ToDo:
    since = date.fromisoformat(row["unpaid_since"]) + timedelta(days=PAYMENT_DAYS)
    words = f"La plus ancienne était à payer avant la fin du {day_month_year(since)}."
    url = f"{reverse('orders:invoices')}?etat=impayee"
    return ToDo("", title, words, "Voir les factures", url, since, _PAYMENT, matter="invoices")


def _of_contractor(row: dict[str, Any]) -> Iterator[ToDo]:
    """List what the contractor has not done yet: the text says no day."""
    orders, invoices = reverse("orders:orders"), reverse("orders:invoices")
    for key, words, url in (
        ("acknowledge", "attendent son accusé de réception", f"{orders}?etat=sent"),
        ("issue", "à émettre, d’années commencées", invoices),
        ("deposit", "à déposer sur Chorus Pro ou sur la plateforme", f"{invoices}?etat=a-deposer"),
        ("troubles", "rejetées ou suspendues", f"{invoices}?etat=incident"),
    ):
        if row[key]:
            what = "bon de commande" if key == "acknowledge" else "facture"
            several = "bons de commande" if key == "acknowledge" else "factures"
            title = f"Titulaire{NBSP}: {counted(row[key], what, several)}"
            yield ToDo("", title, f"{words[0].upper()}{words[1:]}.", "Voir la liste", url, matter=key)


def _figures(row: dict[str, Any], market: Market, today: date) -> Iterator[ToDo]:
    """List figures that somebody publishes and that others are counted on."""
    if today >= over_on(market):
        return
    counted_on = day_of(row["pupils_on"])
    if counted_on is None or months_after(counted_on, _FIGURES_HOLD) <= today:
        words = "Les pourcentages de la couverture se comptent sur lui."
        if counted_on is not None:
            words = f"Celui qui est noté est du {day_month_year(counted_on)}. {words}"
        title = "Écrire le nombre d’élèves du premier degré public"
        yield ToDo("", title, words, "Ouvrir la couverture", reverse("orders:coverage"))
    if not row["rated"] and market.starts_on <= today and row["notified"]:
        since = day_month_year(half_of(today))
        words = f"Celui du semestre qui commence le {since}. Tant qu’il manque, rien n’est deviné."
        title = "Noter le taux de la Banque centrale européenne"
        yield ToDo("", title, words, "Ouvrir les taux", reverse("orders:rates"))


# --- the contractor -------------------------------------------------------------------------------------------------


def _contractor_query(actor: Actor) -> Subquery:
    notified = last_market().filter(notified_on__lte=actor.today)
    said = JSONObject(**_standing(actor), deductions=to_read_query(actor), account=to_confirm_query(actor))
    return Subquery(notified.values(row=said)[:1])


def _contractor_read(_actor: Actor, row: dict[str, Any] | None) -> Found:
    if row is None:
        return
    if row["acknowledge"]:
        title = f"Accuser réception de {counted(row['acknowledge'], 'bon de commande', 'bons de commande')}"
        words = f"Les membres les ont signés et envoyés{NBSP}: rien ne se facture avant."
        yield ToDo("", title, words, "Ouvrir les bons", reverse("orders:orders"), matter="acknowledge")
    if row["issue"]:
        title = f"Émettre {counted(row['issue'], 'facture')}"
        words = "Leur année du marché est commencée."
        yield ToDo("", title, words, "Voir ce qui est dû", reverse("orders:invoices_due"), matter="issue")
    yield from _contractor_invoices(row)
    if row["account"]:
        day = day_of(row["account"])
        when = f"Proposé le {day_month_year(day)} par une autre personne du titulaire" if day else ""
        words = f"{when}{NBSP}: comparez-le au relevé."
        yield ToDo("", "Confirmer un compte bancaire", words, "Ouvrir", reverse("orders:seller"))


def _contractor_invoices(row: dict[str, Any]) -> Iterator[ToDo]:
    invoices = reverse("orders:invoices")
    if row["deposit"]:
        title, url = f"Déposer {counted(row['deposit'], 'facture')}", f"{invoices}?etat=a-deposer"
        words = f"Sur Chorus Pro ou sur la plateforme{NBSP}: notez ensuite l’état qu’elle rend."
        yield ToDo("", title, words, "Voir les factures", url, matter="deposit")
    if row["troubles"]:
        title = f"Reprendre {counted(row['troubles'], 'facture rejetée', 'factures rejetées')} ou suspendue"
        title += "s" if row["troubles"] > 1 else ""
        words, url = "Leurs membres ne peuvent pas les payer.", f"{invoices}?etat=incident"
        yield ToDo("", title, words, "Voir les factures", url, matter="troubles")
    if row["unpaid"]:
        said = counted(row["unpaid"], "facture n’est pas payée", "factures ne sont pas payées")
        yield _unpaid(row, said)
    if row["deductions"]:
        title = f"Lire {counted(row['deductions'], 'déduction d’un membre', 'déductions des membres')}"
        words = f"Les prochaines factures les déduisent{NBSP}: vous pouvez les contester."
        yield ToDo("", title, words, "Voir les déductions", reverse("orders:deductions"))


COORDINATION = Source("orders_coordination", _query, _read, roles=COORDINATOR)
CONTRACTOR = Source("contractor", _contractor_query, _contractor_read, roles=frozenset({Role.CONTRACTOR}))
