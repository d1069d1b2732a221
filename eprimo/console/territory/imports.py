"""Imports of the territory that the academy looks at: refused as another school's, or that many pupils left by.

Counts and schools, never a name. Read when the page is, so that they are there within the minute.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce, JSONObject

from eprimo.foundation.directory.models import School
from eprimo.foundation.directory.policies.scope import schools_of_mandates
from eprimo.foundation.intake.merge.guards import FEW_KNOWN
from eprimo.foundation.intake.models import Alarm, DeliveryState, OndeDelivery
from eprimo.foundation.intake.wording import named_words
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.steering.statistics.wording import SMALLEST
from eprimo.ui.plurals import counted, plural

LOOKED_AT = timedelta(days=15)
MOST = 20
_NOBODY = "Aucun des élèves de l’école n’est dans le fichier"


@dataclass(frozen=True, slots=True)
class Watched:
    """One import, as the academy reads it."""

    public_id: UUID
    school: str
    uai: str
    at: datetime
    refused: bool
    words: str


def watched_imports(actor: Actor, school: School | None = None) -> list[Watched]:
    """Newest first, of one school when it is given; one statement, none for who is not the academy."""
    if actor.role != Role.ACADEMY:
        return []
    return read_watched(list(_told(actor, school)))


def watched_query(actor: Actor) -> ArraySubquery:
    """What the home asks: the same, as one value."""
    return ArraySubquery(_told(actor))


def read_watched(rows: list[dict[str, Any]]) -> list[Watched]:
    return [_read(row) for row in rows]


def _told(actor: Actor, school: School | None = None) -> QuerySet[OndeDelivery, Any]:
    said = JSONObject(
        public_id="public_id", school="school__name", uai="school__uai", at=Coalesce("applied_at", "made_at"),
        state="state", refusal="refusal", facts="facts",
    )  # fmt: skip
    rows = OndeDelivery.objects.filter(_watched(actor)).order_by("-made_at", "-pk")
    if school is not None:
        rows = rows.filter(school=school)
    return rows.values_list(said, flat=True)[:MOST]


def watched_of(actor: Actor, school: School, public_id: UUID) -> OndeDelivery:
    """The one that the academy may undo; raises NotVisible."""
    rows = OndeDelivery.objects.filter(_watched(actor), alarm=Alarm.RAISED, school=school)
    found = rows.select_related("school").defer("report").filter(public_id=public_id).first()
    if found is None or actor.role != Role.ACADEMY:
        raise NotVisible
    return found


def _watched(actor: Actor) -> Q:
    refused = Q(state=DeliveryState.REFUSED) & ~Q(refusal="")
    left = Q(state=DeliveryState.APPLIED, alarm=Alarm.RAISED)
    schools = schools_of_mandates(actor).values("pk")
    return (refused | left) & Q(made_at__gt=actor.now - LOOKED_AT, school__in=schools)


def _read(row: dict[str, Any]) -> Watched:
    refused = row["state"] == DeliveryState.REFUSED
    return Watched(
        UUID(row["public_id"]), row["school"], row["uai"], datetime.fromisoformat(row["at"]), refused,
        _refusal(row["refusal"], row["facts"]) if refused else _left(row["facts"]),
    )  # fmt: skip


def _refusal(refusal: str, facts: dict[str, int]) -> str:
    if refusal != FEW_KNOWN or "known" not in facts:
        return "Import refusé. Les niveaux ou les élèves du fichier ne sont pas ceux de l’école"
    known, pupils = facts["known"], facts["pupils"]
    if known and (known < SMALLEST or pupils < SMALLEST):
        # A number under five is not said: it could name somebody.
        return "Import refusé. Presque aucun des élèves de l’école n’est dans le fichier"
    return (
        f"Import refusé. {named_words(known, pupils)}" if pupils >= SMALLEST else f"Import refusé. {_NOBODY}"
    )


def _left(facts: dict[str, int]) -> str:
    left, pupils = facts.get("left", 0), facts.get("pupils")
    of = f" sur {pupils}" if pupils else ""
    return f"{counted(left, 'élève')}{of} {plural(left, 'a quitté', 'ont quitté')} l’école par un import"
