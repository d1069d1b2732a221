"""What is left to do when the market, or the part of a member in it, comes to its end: what the group keeps of a member
is taken away, and once its schools are closed a certificate says so [C 3, 8]."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import JSONObject, Least
from django.urls import reverse

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.steering.consortium.coordinator_todo import last_market
from eprimo.steering.consortium.enums import Outcome
from eprimo.steering.consortium.market_periods import over_on
from eprimo.steering.consortium.models import Exclusion, Market, Member, Withdrawal
from eprimo.steering.consortium.policies import files_visible_to
from eprimo.steering.consortium.reminder_matters import Matter, register_matter
from eprimo.steering.consortium.states import ZONE
from eprimo.steering.consortium.todo import (
    ASKED_ROWS,
    MOST_ROWS,
    Cut,
    Done,
    Found,
    Source,
    ToDo,
    day_of,
    first_rows,
)
from eprimo.steering.orders.entitlement.grants import TOLD_BEFORE
from eprimo.steering.orders.models import Order, OrderGrant
from eprimo.ui.french import day_month_year
from eprimo.ui.plurals import NBSP, counted

_DAY = timedelta(days=1)
MATTER = "takeaway"


def _letters() -> QuerySet[Withdrawal]:
    return Withdrawal.objects.filter(member=OuterRef("pk"), outcome=Outcome.ACCEPTED).order_by()


def _decisions() -> QuerySet[Exclusion]:
    return Exclusion.objects.filter(member=OuterRef("pk")).order_by()


def _with_end(rows: QuerySet[Member]) -> QuerySet[Any]:
    """Add to members that ordered `leaves` (the day on which each is out by its letter or a court, None: it stays),
    `archive_on` and `certificate_on`."""
    ordered = Order.objects.filter(member=OuterRef("pk"), number__isnull=False)
    return rows.filter(Exists(ordered)).annotate(
        leaves=Least(
            Subquery(_letters().values("member").annotate(day=Min("effect_on")).values("day")),
            Subquery(_decisions().values("member").annotate(day=Min("effect_on")).values("day")),
        ),
        archive_on=F("takeaway__archive_on"), certificate_on=F("takeaway__certificate_on"),
    )  # fmt: skip


def _end_of(market: Market, leaves: date | None) -> date:
    """The first day on which a member has no part in the market any more."""
    over = over_on(market)
    return over if leaves is None else min(over, leaves)


def _is_untaken(end: date, archive: date | None, today: date) -> bool:
    """Whether its end is near or past, and no archive was taken since it came near: later orders and invoices would
    lack."""
    near = end - TOLD_BEFORE
    return today >= near and (archive is None or archive < near)


def untaken_members(market: Market) -> list[Member]:
    """Members that have still to take away what the group keeps of them, by name."""
    today, rows = clock.today(ZONE), _with_end(Member.objects.filter(market=market)).order_by("key", "pk")
    return [one for one in rows if _is_untaken(_end_of(market, one.leaves), one.archive_on, today)]


# --- members --------------------------------------------------------------------------------------------------------


def _query(actor: Actor) -> ArraySubquery:
    given = OrderGrant.objects.filter(order__member=OuterRef("pk"), entitlement__isnull=False)
    market = {
        name: F(f"market__{name}") for name in ("starts_on", "period_months", "end_reading", "ended_early_on")
    }
    rows = _with_end(
        Member.objects.filter(files_visible_to(actor), market=Subquery(last_market().values("pk")[:1]))
    )
    said = JSONObject(
        id="public_id", name="name", leaves="leaves", archive="archive_on", certificate="certificate_on",
        opened=Exists(given), open=Exists(given.filter(entitlement__ends__gt=actor.now)), **market,
    )  # fmt: skip
    first = (F("archive_on").asc(nulls_first=True), F("certificate_on").asc(nulls_first=True), "key", "pk")
    return ArraySubquery(rows.order_by(*first).values(row=said)[:ASKED_ROWS])


def _read(actor: Actor, rows: list[dict[str, Any]] | None) -> Found:
    for row in first_rows(rows):
        yield from _of_member(row, actor.today)
    if (
        rows
        and len(rows) > MOST_ROWS
        and any(isinstance(one, ToDo) for one in _of_member(rows[MOST_ROWS], actor.today))
    ):
        yield Cut()


def _market(row: dict[str, Any]) -> Market:
    """The market with the dates that its end follows, of a row that was read."""
    return Market(
        starts_on=date.fromisoformat(row["starts_on"]), period_months=row["period_months"],
        end_reading=row["end_reading"], ended_early_on=day_of(row["ended_early_on"]),
    )  # fmt: skip


def _of_member(row: dict[str, Any], today: date) -> Iterator[ToDo | Done]:
    market = _market(row)
    over = over_on(market)
    end, archive = _end_of(market, day_of(row["leaves"])), day_of(row["archive"])
    page = reverse("orders:of_member", args=[row["id"]])
    if _is_untaken(end, archive, today):
        what, article = ("Votre adhésion", "3") if end < over else ("Le marché", "8")
        words = (
            f"{what} prend fin le {day_month_year(end)}. Votre dossier, vos bons et vos factures tiennent en une "
            "archive qui se lit sans e‑primo. Écoles et familles emportent elles-mêmes ce qui est à elles."
        )
        title = "Emporter ce que le groupement garde de vous"
        source = f"convention, article {article}"
        yield ToDo(
            row["name"], title, words, "Ouvrir la page", f"{page}#emporter", end - _DAY, source, matter=MATTER
        )
    elif archive is not None and today >= end - TOLD_BEFORE:
        words = f"Emportée le {day_month_year(archive)}."
        yield Done(row["name"], "Ce que le groupement garde de vous", words, archive)
    if row["opened"] and not row["open"] and end <= today and row["certificate"] is None:
        words = "Vos écoles sont fermées. Il dit lesquelles, et jusqu’à quel jour elles étaient ouvertes."
        yield ToDo(
            row["name"], "Prendre le certificat de fermeture", words, "Ouvrir la page", f"{page}#ferme"
        )


# --- the coordinator and the contractor -----------------------------------------------------------------------------


def _end_query(_actor: Actor) -> Subquery:
    """Members that leave, who are few, and the others by the days on which they took their archive, as a column."""
    rows = _with_end(Member.objects.filter(market=OuterRef("pk"))).order_by()
    leaving = Q(Exists(_letters())) | Q(Exists(_decisions()))
    ends = rows.filter(leaving).values(row=JSONObject(leaves="leaves", archive="archive_on", n=Value(1)))
    stay = rows.filter(~leaving).values("archive_on").annotate(n=Count("pk"))
    said = JSONObject(
        starts_on="starts_on", period_months="period_months", end_reading="end_reading",
        ended_early_on="ended_early_on", ends=ArraySubquery(ends),
        stay=ArraySubquery(stay.values(row=JSONObject(archive="archive_on", n="n"))),
    )  # fmt: skip
    return Subquery(last_market().values(row=said)[:1])


def _read_end(actor: Actor, row: dict[str, Any] | None) -> Found:
    if row is None:
        return
    market = _market(row)
    if actor.role == Role.COORDINATOR:
        yield from _untaken([*(row["ends"] or ()), *(row["stay"] or ())], market, actor.today)
    over = over_on(market)
    if not over - TOLD_BEFORE <= actor.today <= over:
        return
    closing = "Les écoles ouvertes par les bons ferment ce jour-là, sans geste de personne"
    if actor.role == Role.CONTRACTOR:
        words = f"{closing}. Ce qui est livré jusque-là se facture encore ensuite."
        url, verb = reverse("orders:invoices_due"), "Voir ce qui est dû"
    else:
        words = f"{closing}. Membres, directions et familles lisent dans e‑primo ce qu’ils emportent avant."
        url, verb = reverse("consortium:calendar"), "Voir les dates"
    yield ToDo("", "Le marché prend fin", words, verb, url, over, happens=True)


def _untaken(days: list[dict[str, Any]], market: Market, today: date) -> Iterator[ToDo]:
    ends = [
        (end, one["n"])
        for one in days
        if _is_untaken(end := _end_of(market, day_of(one.get("leaves"))), day_of(one["archive"]), today)
    ]
    if ends:
        who = counted(sum(count for _, count in ends), "membre n’a", "membres n’ont")
        words = "Dossier, bons et factures restent lisibles ici, mais chacun doit en avoir sa copie."
        url, due = reverse("consortium:members"), min(end for end, _ in ends) - _DAY
        title = f"Fin{NBSP}: {who} rien emporté"
        yield ToDo(
            "", title, words, "Voir les membres", url, due, "convention, articles 3 et 8", matter=MATTER
        )


def _words(market: Market, _member: Member | None) -> str:
    return (
        f"Votre part dans le marché de l’ENT e‑primo prend fin (articles 3 et 8 de la convention{NBSP}; le marché, le "
        f"{day_month_year(over_on(market))}). Emportez votre dossier, vos bons et vos factures{NBSP}: une archive qui "
        "se lit sans e‑primo."
    )


def _page(member: Member | None) -> str:
    return (
        reverse("orders:orders") if member is None else reverse("orders:of_member", args=[member.public_id])
    )


register_matter(
    Matter(
        MATTER, f"Fin{NBSP}: rien n’est emporté", f"Groupement e-primo{NBSP}: à emporter avant la fin", _words, _page,
        untaken_members,
    )
)  # fmt: skip

ENDING = Source("ending", _query, _read)
THE_END = Source("the_end", _end_query, _read_end, roles=frozenset({Role.COORDINATOR, Role.CONTRACTOR}))
