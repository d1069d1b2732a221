"""Mandates that the actor keeps, proposals of the platform, and the places a mandate may be about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Concat, JSONObject, NullIf

from eprimo.foundation.directory.enums import MandateRole, ProposalState
from eprimo.foundation.directory.models import (
    Academy,
    Circonscription,
    Commune,
    CommuneService,
    Department,
    Epci,
    Mandate,
    MandateProposal,
    TieProposal,
    territory_words,
)
from eprimo.foundation.directory.policies.mandates import (
    circonscriptions_of,
    communes_of,
    epcis_of,
    mandates_kept_by,
    roles_given_by,
    services_of_territory,
)
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.pagination import Page, paginate
from eprimo.foundation.kernel.text import fold

MOST_PLACES = 40
PLACES = ("academy", "department", "circonscription__department", "commune", "epci", "service")


@dataclass(frozen=True, slots=True)
class MandateFilter:
    """The choice of what the list shows. `state`: empty for those in force or to come, « finis » for those that are
    over."""

    role: str = ""
    state: str = ""
    words: str = ""


def mandates_page(actor: Actor, what: MandateFilter, *, after: str = "", before: str = "") -> Page[Mandate]:
    """Return a page of mandates, by name; those that are over: the last that ended first. Raises NotVisible for who
    gives none."""
    if not roles_given_by(actor):
        raise NotVisible
    rows = Mandate.objects.filter(mandates_kept_by(actor), person__erased_at=None)
    over = what.state == OVER
    rows = rows.filter(ends__lte=actor.now) if over else rows.exclude(ends__lte=actor.now)
    if what.role:
        rows = rows.filter(role=what.role)
    for word in fold(what.words).split():
        rows = rows.filter(person__sort_key__contains=word)
    order = ("-ends", "pk") if over else ("person__sort_key", "pk")
    return paginate(rows.select_related("person", *PLACES), order, after=after, before=before)


OVER = "finis"


def mandate_visible(actor: Actor, public_id: UUID) -> Mandate:
    """Return one of the mandates the actor keeps; raises NotVisible."""
    row = (
        Mandate.objects.filter(mandates_kept_by(actor), public_id=public_id, person__erased_at=None)
        .select_related("person", *PLACES)
        .first()
    )
    if row is None:
        raise NotVisible
    return row


def own_query(actor: Actor) -> ArraySubquery:
    """Return the mandates of the role in use, with their places: a column, which `read_mandates` reads."""
    places = {key: f"{key}__name" for key in _NAMED} | {"around": "circonscription__department__name"}
    row = JSONObject(id="pk", role="role", function="function", level="level", ends="ends", **places)
    rows = Mandate.objects.filter(pk__in=actor.mandate_ids).order_by("starts", "pk")
    return ArraySubquery(rows.values(row=row))


def read_mandates(rows: Sequence[dict[str, Any]]) -> list[Mandate]:
    """Read what `own_query` gave: rows to show, never to save."""
    return [_read(row) for row in rows]


_NAMED = {
    "academy": Academy, "department": Department, "circonscription": Circonscription, "commune": Commune,
    "epci": Epci, "service": CommuneService,
}  # fmt: skip


def _read(row: dict[str, Any]) -> Mandate:
    places: dict[str, Any] = {key: model(name=row[key]) for key, model in _NAMED.items() if row[key]}
    if "circonscription" in places:
        places["circonscription"].department = Department(name=row["around"])
    ends = row["ends"] and datetime.fromisoformat(row["ends"])
    return Mandate(
        pk=row["id"], role=row["role"], function=row["function"], level=row["level"], ends=ends, **places
    )


def place_words(row: Mandate | MandateProposal | TieProposal) -> str:
    """Return « Valmarais Nord (Loire-Atlantique) », « Cantine, Valmarais », « Loire-Atlantique »; empty: the whole."""
    if isinstance(row, Mandate | TieProposal):
        if row.service is not None:
            return (
                f"{row.service.name}, {row.commune or row.epci}"
                if row.commune or row.epci
                else row.service.name
            )
        if row.circonscription is not None:
            return f"{row.circonscription.name} ({row.circonscription.department.name})"
        if row.commune or row.epci:
            return str(row.commune or row.epci)
    if row.department is not None:
        return row.department.name
    return academy_words(row.academy) if row.academy is not None else ""


def academy_words(academy: Academy) -> str:
    """Return « Académie de Nantes », whether its name says so or not."""
    return territory_words(academy.name, "academy")


def proposals_waiting(actor: Actor) -> QuerySet[MandateProposal]:
    """Return the proposals of the whole platform that nobody answered and that still can be; the oldest first."""
    if actor.role != Role.PLATFORM:
        return MandateProposal.objects.none()
    rows = MandateProposal.objects.filter(state=ProposalState.OPEN, expires_at__gt=actor.now)
    return rows.select_related("person", "proposed_by", "academy", "department").order_by("expires_at", "pk")


def proposals_query(actor: Actor) -> ArraySubquery:
    """Return the proposals that wait, as a home names them: a column."""
    name = Concat("first_name", Value(" "), "last_name")
    known = Concat(
        "person__first_name",
        Value(" "),
        Coalesce(NullIf("person__usual_name", Value("")), "person__last_name"),
    )
    named = Case(When(person__isnull=False, then=known), default=name)
    rows = MandateProposal.objects.filter(state=ProposalState.OPEN, expires_at__gt=actor.now)
    row = JSONObject(public_id="public_id", name=named, role="role", by="proposed_by")
    return ArraySubquery(rows.order_by("expires_at", "pk").values(row=row))


def proposal_visible(actor: Actor, public_id: UUID) -> MandateProposal:
    """Return any proposal, answered or not, for the people of the platform; raises NotVisible."""
    if actor.role != Role.PLATFORM:
        raise NotVisible
    rows = MandateProposal.objects.select_related(
        "person", "proposed_by", "decided_by", "academy", "department"
    )
    row = rows.filter(public_id=public_id).first()
    if row is None:
        raise NotVisible
    return row


@dataclass(frozen=True, slots=True)
class Spot:
    """A place a mandate may be about: its code in the address, its words, and where it is."""

    code: str
    words: str
    where: str


type Place = Circonscription | Commune | Epci | CommuneService | Academy | Department


def places_for(actor: Actor, role: MandateRole, words: str) -> list[Spot]:
    """Return at most 40 places of the actor's territory that this role may be about, whose name holds these words."""
    asked = fold(words).split()
    found: list[Spot] = []
    for kind, rows in _pools(actor, role):
        for one in (
            rows.order_by("name", "pk") if kind != "service" else rows.order_by("commune__name", "name", "pk")
        ):
            spot = Spot(_code(kind, one), str(one), _where(one))
            if all(word in fold(f"{spot.words} {spot.where}") for word in asked):
                found.append(spot)
                if len(found) == MOST_PLACES:
                    return found
    return found


def place_of_code(actor: Actor, role: MandateRole, code: str) -> tuple[str, Place]:
    """Return the place of an address, in the actor's own territory: what is outside of it does not exist."""
    wanted, _, key = code.partition("-")
    for kind, rows in _pools(actor, role):
        if kind == wanted:
            row = rows.filter(_key(kind, key)).first()
            if row is not None:
                return kind, row
    raise NotVisible


def _pools(actor: Actor, role: MandateRole) -> list[tuple[str, QuerySet]]:  # type: ignore[type-arg]
    """Kinds of places, and the places of each. Academies and departments: where there are schools."""
    if role == MandateRole.INSPECTOR:
        return [("circonscription", circonscriptions_of(actor).select_related("department"))]
    if role == MandateRole.MEMBER_REP:
        return [("epci", epcis_of(actor)), ("commune", communes_of(actor).select_related("department"))]
    if role == MandateRole.COMMUNE_AGENT:
        return [("service", services_of_territory(actor).select_related("commune", "epci"))]
    if role == MandateRole.ACADEMY:
        return [
            ("academy", Academy.objects.all()),
            ("department", Department.objects.select_related("academy")),
        ]
    return []


def _code(kind: str, row: Place) -> str:
    if isinstance(row, Commune):
        return f"{kind}-{row.insee}"
    if isinstance(row, Epci):
        return f"{kind}-{row.siren}"
    if isinstance(row, Circonscription | CommuneService):
        return f"{kind}-{row.public_id}"
    return f"{kind}-{row.code}"


def _key(kind: str, key: str) -> Q:
    if kind in {"circonscription", "service"}:
        try:
            return Q(public_id=UUID(key))
        except ValueError:
            return Q(pk__in=[])
    return Q(**{{"commune": "insee", "epci": "siren"}.get(kind, "code"): key})


def _where(row: Place) -> str:
    if isinstance(row, Circonscription | Commune):
        return row.department.name
    if isinstance(row, CommuneService):
        return str(row.commune or row.epci)
    if isinstance(row, Department):
        return academy_words(row.academy)
    return "Intercommunalité" if isinstance(row, Epci) else "Toute l’académie"
