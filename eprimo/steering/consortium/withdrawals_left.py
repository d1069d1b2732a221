"""A letter of withdrawal that came too early is without effect [R031]: its member is told to send it again, as long as
that helps."""

from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse

from eprimo.foundation.kernel.actor import Actor
from eprimo.steering.consortium.enums import FileState
from eprimo.steering.consortium.life import withdrawal_window
from eprimo.steering.consortium.models import Market, Member, Withdrawal
from eprimo.steering.consortium.policies import files_visible_to
from eprimo.steering.consortium.readings import Outcome
from eprimo.steering.consortium.states import in_states
from eprimo.steering.consortium.todo import ASKED_ROWS, Found, Source, ToDo, cut_of, day_of, first_rows
from eprimo.ui.plurals import NBSP

_COUNTS = (Outcome.ACCEPTED, Outcome.UNDECIDED)


def _query(actor: Actor) -> ArraySubquery:
    last = Market.objects.order_by("-starts_on", "-pk").values("pk")[:1]
    letters = Withdrawal.objects.filter(member=OuterRef("pk"))
    rows = Member.objects.filter(
        files_visible_to(actor), Exists(letters.filter(outcome=Outcome.TOO_EARLY)),
        ~Exists(letters.filter(outcome__in=_COUNTS)), market=Subquery(last),
    )  # fmt: skip
    rows = in_states(rows, {FileState.SIGNED, FileState.IN_FORCE}).order_by("key", "pk")
    market = {
        name: F(f"market__{name}") for name in ("starts_on", "period_months", "end_reading", "ended_early_on")
    }
    return ArraySubquery(rows.values(row=JSONObject(id="public_id", name="name", **market))[:ASKED_ROWS])


def _read(actor: Actor, rows: list[dict[str, Any]] | None) -> Found:
    yield from cut_of(rows)
    for row in first_rows(rows):
        market = Market(
            starts_on=date.fromisoformat(row["starts_on"]), period_months=row["period_months"],
            end_reading=row["end_reading"], ended_early_on=day_of(row["ended_early_on"]),
        )  # fmt: skip
        window = withdrawal_window(market)
        if not window.first <= actor.today <= window.last:
            continue
        words = (
            f"La vôtre est venue trop tôt{NBSP}: elle est sans effet. Sans une autre, l’adhésion continue."
        )
        yield ToDo(
            row["name"], "Renvoyer la lettre de retrait, si vous partez", words, "Voir le retrait",
            reverse("consortium:withdrawal", args=[row["id"]]), window.last, "convention, article 3",
        )  # fmt: skip


WITHDRAWALS = Source("withdrawals", _query, _read)
