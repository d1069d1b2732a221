"""Imports of the territory that the academy looks at: refused as another school's, or that many pupils left by.

Counts and schools, never a name. Read when the page is, so that they are there within the minute.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from eprimo.foundation.directory.models import School
from eprimo.foundation.directory.policies import schools_of_mandates
from eprimo.foundation.intake.models import Alarm, DeliveryState, OndeDelivery
from eprimo.foundation.intake.words import named_words
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.ui.french import counted, plural

LOOKED_AT = timedelta(days=15)
MOST = 20


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
    rows = OndeDelivery.objects.filter(_watched(actor)).select_related("school").defer("report", "journal")
    if school is not None:
        rows = rows.filter(school=school)
    return [_read(row) for row in rows.order_by("-made_at", "-pk")[:MOST]]


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


def _read(row: OndeDelivery) -> Watched:
    refused = row.state == DeliveryState.REFUSED
    return Watched(
        row.public_id, row.school.name, row.school.uai, row.applied_at or row.made_at, refused,
        _refusal(row) if refused else _left(row.facts),
    )  # fmt: skip


def _refusal(row: OndeDelivery) -> str:
    facts = row.facts
    if row.refusal == "other_levels" or "known" not in facts:
        return "Import refusé. Les niveaux ou les élèves du fichier ne sont pas ceux de l’école"
    return f"Import refusé. {named_words(facts['known'], facts['pupils'])}"


def _left(facts: dict[str, int]) -> str:
    left, pupils = facts.get("left", 0), facts.get("pupils")
    of = f" sur {pupils}" if pupils else ""
    return f"{counted(left, 'élève')}{of} {plural(left, 'a quitté', 'ont quitté')} l’école par un import"
