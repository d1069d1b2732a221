"""The decisions of meetings that are still to be carried out, for the coordinator who follows them."""

from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse

from eprimo.foundation.kernel.actor import Actor
from eprimo.steering.consortium.coordination_left import COORDINATOR, last_market
from eprimo.steering.consortium.todo import ASKED_ROWS, Found, Source, ToDo, cut_of, first_rows
from eprimo.steering.governance.enums import Progress
from eprimo.steering.governance.models import MeetingDecision
from eprimo.ui.plurals import NBSP


def open_decisions() -> QuerySet[MeetingDecision]:
    """Those that published minutes say and that have not ended, by their last day."""
    rows = MeetingDecision.objects.filter(state=Progress.TODO, shown_at__isnull=False)
    return rows.order_by("until", "pk")


def open_decisions_query(_actor: Actor) -> Subquery:
    """Those of the market that runs. A column."""
    row = JSONObject(id="public_id", text="text", who="who", until="until", subject="meeting__subject")
    rows = open_decisions().filter(meeting__market=OuterRef("pk"))
    return Subquery(last_market().values(rows=ArraySubquery(rows.values(row=row)[:ASKED_ROWS]))[:1])


def _read(_actor: Actor, rows: list[dict[str, Any]] | None) -> Found:
    for row in first_rows(rows):
        yield ToDo(
            "",
            f"Suivre une décision{NBSP}: {row['text']}",
            f"{row['who']}. Réunion «{NBSP}{row['subject']}{NBSP}».",
            "Ouvrir la décision",
            reverse("governance:decision", args=[row["id"]]),
            date.fromisoformat(row["until"]),
            "compte rendu de la réunion",
        )
    yield from cut_of(rows)


DECISIONS = Source("decisions", open_decisions_query, _read, roles=COORDINATOR)
