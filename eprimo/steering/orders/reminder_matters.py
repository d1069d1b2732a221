"""What the coordinator may remind members and the contractor of, about orders and invoices."""

from collections.abc import Callable

from django.db.models import F, Q
from django.urls import reverse

from eprimo.foundation.kernel import clock
from eprimo.steering.consortium.market_periods import over_on, second_from
from eprimo.steering.consortium.models import Market, Member
from eprimo.steering.consortium.reminder_matters import Matter, register_matter
from eprimo.steering.consortium.states import ZONE
from eprimo.steering.orders.enums import BINDING, TROUBLES, OrderState
from eprimo.steering.orders.invoice.due_years import due_of
from eprimo.steering.orders.invoice.queries import NOT_DEPOSITED, is_unpaid, with_standing
from eprimo.steering.orders.models import Invoice, Order, Overrun
from eprimo.steering.orders.order.queries import default_from, ordering_members
from eprimo.ui.french import day_month_year
from eprimo.ui.plurals import NBSP

# On `ordering_members`: who owes which order.
LACKS_FIRST = Q(need__gt=0) & (Q(first=None) | ~Q(first__in=BINDING))
LACKS_ACCOUNTS = Q(first__in=BINDING, need__gt=F("ordered"))
LACKS_SECOND = (
    Q(leaves=False) & (Q(second=None) | ~Q(second__in=BINDING)) & (Q(need__gt=0) | Q(ordered__gt=0))
)


def runs_first(market: Market) -> bool:
    """Whether orders of the first period may still be sent."""
    return clock.today(ZONE) < min(second_from(market), over_on(market))


def runs_second(market: Market) -> bool:
    """Whether orders of the second period are asked for: from the first day of the window to leave, to the end."""
    return market.withdrawal_from <= clock.today(ZONE) < over_on(market)


def _ordering(market: Market, lack: Q, runs: Callable[[Market], bool]) -> list[Member]:
    if not runs(market):
        return []
    rows = ordering_members(Member.objects.filter(market=market), clock.today(ZONE))
    return list(rows.filter(lack).order_by("key", "pk"))


def _overrunning(market: Market) -> list[Member]:
    over = Overrun.objects.filter(over_at=None).values("member")
    return list(Member.objects.filter(market=market, pk__in=over).order_by("key", "pk"))


def _owing(market: Market) -> list[Member]:
    late = with_standing(Invoice.objects.filter(market=market)).filter(is_unpaid(clock.today(ZONE)))
    return list(Member.objects.filter(market=market, pk__in=late.values("member")).order_by("key", "pk"))


def _orders_of(member: Member | None) -> str:
    return (
        reverse("orders:orders") if member is None else reverse("orders:of_member", args=[member.public_id])
    )


def _first(market: Market, _member: Member | None) -> str:
    return (
        "Le bon de commande des 24 premiers mois de l’ENT e‑primo n’est pas encore envoyé au titulaire (article 7.1 de "
        f"la convention). À partir du {day_month_year(default_from(market))}, un membre qui n’a rien envoyé est en "
        "défaut, et ses écoles ne s’ouvrent pas."
    )


def _complement(market: Market, _member: Member | None) -> str:
    return (
        "Vous avez commandé moins de comptes que votre annexe 2 ne l’engage (article 7.1 de la convention). Ajoutez "
        f"ceux qui manquent avant le {day_month_year(second_from(market))}."
    )


def _second(market: Market, _member: Member | None) -> str:
    return (
        "Sans bon de commande pour la deuxième période, vos écoles se ferment le "
        f"{day_month_year(second_from(market))}. Ne rien commander n’est pas se retirer."
    )


def _overruns(_market: Market, _member: Member | None) -> str:
    return (
        f"Une de vos écoles au moins a plus d’élèves que de comptes commandés. Aucun enfant n’est bloqué{NBSP}: "
        "ajoutez les comptes qui manquent."
    )


def _invoices(_market: Market, _member: Member | None) -> str:
    return (
        "Une facture au moins du titulaire de l’ENT e‑primo n’est pas notée payée, trente jours après sa réception "
        f"(R2192-10 du code de la commande publique). Certifiez le service fait ou contestez-la{NBSP}; si elle est "
        "payée, notez-en le jour. Des intérêts moratoires courent."
    )


_TO = f"Groupement e-primo{NBSP}: "
register_matter(
    Matter(
        "order", f"Commandes{NBSP}: bon des 24 premiers mois pas envoyé", f"{_TO}votre bon de commande", _first,
        _orders_of, lambda market: _ordering(market, LACKS_FIRST, runs_first),
    ),
    Matter(
        "complement", f"Commandes{NBSP}: moins que l’annexe 2", f"{_TO}des comptes à commander", _complement,
        _orders_of, lambda market: _ordering(market, LACKS_ACCOUNTS, runs_first),
    ),
    Matter(
        "second", f"Commandes{NBSP}: bon de la deuxième période pas envoyé", f"{_TO}votre deuxième bon de commande",
        _second, _orders_of, lambda market: _ordering(market, LACKS_SECOND, runs_second),
    ),
    Matter(
        "overruns", f"Commandes{NBSP}: plus d’élèves que de comptes", f"{_TO}des comptes qui manquent", _overruns,
        _orders_of, _overrunning,
    ),
    Matter(
        "invoices", f"Factures{NBSP}: à payer, en retard", f"{_TO}une facture à payer", _invoices,
        lambda _member: reverse("orders:invoices"), _owing,
    ),
)  # fmt: skip


# --- the contractor -------------------------------------------------------------------------------------------------


def _unacknowledged(market: Market) -> int:
    return Order.objects.filter(market=market, state=OrderState.SENT).count()


def _to_issue(market: Market) -> int:
    return len(due_of(market))


def _standing_count(market: Market, state: Q) -> int:
    return with_standing(Invoice.objects.filter(market=market)).filter(state).count()


def _contractor(
    key: str, label: str, subject: str, words: str, path: str, count: Callable[[Market], int]
) -> Matter:
    """A matter of which the contractor is reminded. `path`: a route, and what it narrows its list to."""
    route, _, state = path.partition("?")

    def where(_member: Member | None) -> str:
        return reverse(route) + (f"?etat={state}" if state else "")

    subject = f"Marché e-primo{NBSP}: {subject}"
    return Matter(
        key, f"Titulaire{NBSP}: {label}", subject, lambda _market, _member: words, where, count=count
    )


register_matter(
    _contractor(
        "acknowledge", "accusés de réception des bons", "des bons de commande à recevoir",
        "Des bons de commande vous sont envoyés, et vous n’en avez pas encore accusé réception.",
        "orders:orders", _unacknowledged,
    ),
    _contractor(
        "issue", "factures à émettre", "des factures à émettre",
        "Des années commencées ne sont pas encore facturées aux membres du groupement.",
        "orders:invoices_due", _to_issue,
    ),
    _contractor(
        "deposit", "factures à déposer", "des factures à déposer",
        "Des factures sont émises, et leur dépôt sur Chorus Pro ou sur la plateforme n’est pas noté.",
        "orders:invoices?a-deposer", lambda market: _standing_count(market, NOT_DEPOSITED),
    ),
    _contractor(
        "troubles", "factures rejetées ou suspendues", "des factures à reprendre",
        f"Des factures sont rejetées ou suspendues{NBSP}: leurs membres ne peuvent pas les payer.",
        "orders:invoices?incident", lambda market: _standing_count(market, Q(deposit__in=TROUBLES)),
    ),
)  # fmt: skip
