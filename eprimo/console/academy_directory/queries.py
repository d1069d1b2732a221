"""What the pages of an academy's deliveries read: counts, keys and schools, never a name of a person."""

from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models.functions import Coalesce, JSONObject

from eprimo.foundation.directory.models import Academy
from eprimo.foundation.intake.merge.plan import KINDS
from eprimo.foundation.intake.merge.report import KIND_WORDS
from eprimo.foundation.intake.models import AafDelivery, AafDeliveryState, AafRun, AafState
from eprimo.foundation.intake.policies import academies_of
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible

MOST = 30
# On its way, it is of its sender alone.
_BEGUN = AafDeliveryState.SENDING
# What the home says of the last one, for some days.
_TOLD = (AafDeliveryState.CHECKED, AafDeliveryState.RECEIVED, AafDeliveryState.APPROVED)
_SIGNS = (("created", "+"), ("updated", "~"), ("left", "−"))


def deliveries_of(academy: Academy) -> list[AafDelivery]:
    """Those that were sent by the page, newest first."""
    rows = AafDelivery.objects.filter(academy=academy).exclude(state=_BEGUN)
    return list(rows.select_related("made_by").defer("report").order_by("-made_at", "-pk")[:MOST])


def runs_of(academy: Academy) -> list[AafRun]:
    """Every delivery that was applied, by the page or by the command of the server, newest first."""
    rows = AafRun.objects.filter(academy=academy, state=AafState.APPLIED)
    return list(rows.order_by("-started_at", "-pk")[:MOST])


def delivery_of(actor: Actor, public_id: UUID) -> AafDelivery:
    """One of the actor's academy; raises NotVisible."""
    rows = AafDelivery.objects.filter(academy__in=academies_of(actor)).exclude(state=_BEGUN)
    found = rows.select_related("academy", "made_by").filter(public_id=public_id).first()
    if found is None:
        raise NotVisible
    return found


def own_academy(actor: Actor, code: str) -> Academy:
    """The academy of that number, when the actor may send a delivery of it; raises NotVisible."""
    found = academies_of(actor).filter(code=code).first()
    if found is None:
        raise NotVisible
    return found


def count_rows(report: dict[str, Any]) -> list[dict[str, Any]]:
    """One row a kind, with its word."""
    return [{"kind": KIND_WORDS[kind].capitalize(), **report["counts"][kind]} for kind in KINDS]


def school_rows(report: dict[str, Any]) -> list[dict[str, str]]:
    """One line a school that changes: « élèves +3 ~1, responsables −2 »."""
    return [
        {"uai": one["uai"], "name": one["name"], "words": _short(one["counts"])} for one in report["schools"]
    ]


def _short(counts: dict[str, dict[str, int]]) -> str:
    parts = []
    for kind in KINDS:
        moved = [f"{sign}{counts[kind][name]}" for name, sign in _SIGNS if counts[kind][name]]
        if moved:
            parts.append(f"{KIND_WORDS[kind]} {' '.join(moved)}")
    return ", ".join(parts)


def waiting_query(actor: Actor) -> ArraySubquery:
    """What the home says: the deliveries that are open, as one value."""
    rows = AafDelivery.objects.filter(academy__in=academies_of(actor), state__in=_TOLD)
    said = JSONObject(
        public_id="public_id", state="state", academy="academy__name", at=Coalesce("ended_at", "made_at")
    )
    return ArraySubquery(rows.order_by("-made_at").values(row=said)[:MOST])
