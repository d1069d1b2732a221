"""Writing a thing before it is published: kept while it is typed, by its author alone."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from eprimo.foundation.content import richtext
from eprimo.foundation.content.actions import resource_change, resource_create, resource_write_draft
from eprimo.foundation.content.capabilities import (
    Details,
    LastDay,
    Pages,
    dates_told,
    detail_model,
    detail_name,
    needs_day,
)
from eprimo.foundation.content.kinds import ADULTS, Kind, Readers, To
from eprimo.foundation.content.models import Resource, Target
from eprimo.foundation.content.particulars import require_hours
from eprimo.foundation.content.things.access import lock_thing
from eprimo.foundation.content.things.addressing import Address, chosen_targets, require_address
from eprimo.foundation.content.things.rights import rule
from eprimo.foundation.content.things.territory_audience import kept_readers, require_readers
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import Conflict, DomainError
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.occasions.dates import over_at

MAX_TITLE = 160
# A day may be in this school year and the next.
_FARTHEST = timedelta(days=731)


@dataclass(frozen=True, kw_only=True)
class DraftInput:
    """A draft as an author writes it. `readers`: whom it is for, among those of what it is addressed to; `until`: the
    last day it is shown; `facts`: the own columns of the kind, by name."""

    title: str
    body: richtext.Node
    targets: tuple[Address, ...] = ()
    readers: frozenset[Readers] = ADULTS
    until: date | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        """The author typed nothing: boxes alone are nothing."""
        return not (self.title.strip() or not richtext.is_empty(self.body) or any(self.facts.values()))


class StaleDraft(Conflict):
    """Another tab or device kept the draft since this one was shown. `resource` is what it holds now."""

    code = "stale-draft"
    sentence = "Ce brouillon a changé ailleurs depuis que vous l’avez ouvert."

    def __init__(self, resource: Resource) -> None:
        super().__init__()
        self.resource = resource


@transaction.atomic
def draft_save(
    *,
    actor: Actor,
    kind: Kind,
    said: DraftInput,
    resource: Resource | None = None,
    key: UUID | None = None,
    base: int | None = None,
) -> Resource:
    """Keep what is typed, complete or not: a new draft, the draft `resource`, or the own one of that key. Returns it.

    `base`: the revision that was changed; StaleDraft when another one was kept since, save when nothing differs (the
    same request twice is once). Raises Forbidden for people the actor may not address, DomainError for what cannot be
    kept.
    """
    require(rule(kind, "write"), actor, kind)
    require_address(actor, kind, said.targets)
    require_readers(actor, kind, said.readers)
    return draft_keep(
        actor=actor, kind=kind, said=said, resource=resource, key=key, base=base,
        hold=partial(draft_held, actor, kind, "edit"),
    )  # fmt: skip


def draft_keep(
    *,
    actor: Actor,
    kind: Kind,
    said: DraftInput,
    resource: Resource | None,
    key: UUID | None,
    base: int | None,
    hold: Callable[[Resource], Resource],
) -> Resource:
    """Keep a draft, as `draft_save` does, inside the action of a service, which has asked for the right to write, and
    to whom. `hold`: the draft, held, when the actor may change it still."""
    title, body = checked_title(said.title), richtext.validate_document(said.body)
    resource = resource or (own_draft(actor, kind, key) if key else None)
    if resource is None:
        return _begun(actor, kind, said, title, key)
    resource = hold(resource)
    if _content(kind, resource) == _wanted(kind, resource, said, title, body):
        return resource
    if base is not None and base != resource.revision:
        raise StaleDraft(resource)
    _fill(kind, resource, said)
    resource_write_draft(resource=resource, title=title, draft=body)
    return resource


@transaction.atomic
def draft_discard(*, actor: Actor, kind: Kind, resource: Resource) -> None:
    """Throw a draft away: nobody saw it."""
    draft_drop(actor=actor, kind=kind, resource=draft_held(actor, kind, "discard", resource))


def draft_drop(*, actor: Actor, kind: Kind, resource: Resource) -> None:
    """Throw a draft away inside the action of a service, which holds it and has asked for the right."""
    line_of(actor, kind, "discarded", resource)
    resource.delete()


def draft_held(actor: Actor, kind: Kind, act: str, resource: Resource) -> Resource:
    """Return the draft, held, on which the actor may do this."""
    thing = lock_thing(actor, kind, resource)
    require(rule(kind, act), actor, thing)
    if not thing.is_draft:
        raise Conflict("Ce brouillon est déjà publié.")
    return thing.resource


def line_of(actor: Actor, kind: Kind, act: str, resource: Resource, **details: int) -> None:
    """The line of the trail, about the thing; about the row of a service that draws its own pages."""
    about = resource if kind.get(Pages) is not None else getattr(resource, detail_name(kind))
    audit(actor, f"{kind.key}.{kind.words.noun}.{act}", about, school_id=resource.school_id, **details)


def own_draft(actor: Actor, kind: Kind, key: UUID) -> Resource | None:
    """Return the actor's thing begun under that key (or of that public id), published or not."""
    named = Q(draft_key=key) | Q(public_id=key)
    return Resource.objects.filter(named, owner_id=actor.person_id, service=kind.key).first()


def checked_title(title: str) -> str:
    title = richtext.clean_text(title).strip()
    if len(title) > MAX_TITLE:
        raise DomainError(f"Le titre est trop long\u00a0: {MAX_TITLE} lettres au plus.", field="title")
    return title


def end_of(day: date | None, resource: Resource) -> datetime | None:
    """Return the instant at which a day is over, in the zone of the resource."""
    if day is None:
        return None
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(resource.time_zone))


def last_day(resource: Resource) -> date | None:
    """The last day it is shown."""
    if resource.ends_at is None:
        return None
    return (resource.ends_at - timedelta(seconds=1)).astimezone(ZoneInfo(resource.time_zone)).date()


def days_of(kind: Kind, resource: Resource, body: richtext.Node) -> set[date]:
    """Return the last days of its dates, as it stands."""
    return {one.last_day for one in dates_told(kind, resource, body)}


def require_ahead(
    kind: Kind, resource: Resource, body: richtext.Node, begins: datetime, held: Collection[date] = ()
) -> None:
    """Raises DomainError at the field of a day that is over at that instant or years away (those it had before, `held`,
    may stay), of hours that are of no day or end before they begin, and of a kind that needs a day and has none."""
    if kind.get(Details) is not None:
        require_hours(getattr(resource, detail_name(kind)))
    dates = dates_told(kind, resource, body)
    if needs_day(kind) and not dates:
        raise DomainError("Choisissez le jour.", field="event_on")
    for one in dates:
        if one.last_day not in held and over_at(one.last_day, resource.time_zone) <= begins:
            raise DomainError("Ce jour est passé. Choisissez-en un autre.", field=one.field)
        if one.last_day not in held and one.on > begins.date() + _FARTHEST:
            raise DomainError("Ce jour est dans plus de deux ans\u00a0: vérifiez l’année.", field=one.field)


def facts_of(kind: Kind, resource: Resource) -> dict[str, Any]:
    """Return the own columns of the kind, as they stand; empty for a kind without."""
    row = getattr(resource, detail_name(kind), None) if kind.get(Details) is not None else None
    return {} if row is None else {name: getattr(row, name) for name in own_columns(kind)}


def own_columns(kind: Kind) -> list[str]:
    """Return names of the columns that its author fills."""
    details = kind.get(Details)
    return [] if details is None else list(details.typed)


def targets_set(
    kind: Kind, resource: Resource, targets: Iterable[Address], readers: frozenset[Readers]
) -> None:
    """Address a resource to these, instead of whoever it was for; who was named beside them stays named. Raises
    DomainError for two territories: each has things of its own."""
    wanted = list(dict.fromkeys(targets))
    resource.targets.exclude(kind=To.PERSON).delete()
    if resource.school_id is None and wanted:
        if len(wanted) > 1:
            raise DomainError("Écrivez-en un par territoire.", field="to")
        resource.territory_id = wanted[0][1]
        resource_change(resource=resource, columns=["territory"])
    targets_make(kind, resource, wanted, readers)


def targets_make(
    kind: Kind, resource: Resource, targets: Iterable[Address], readers: frozenset[Readers]
) -> None:
    """Address a resource to these, beside whoever it is addressed to."""
    Target.objects.bulk_create(
        Target(
            resource=resource,
            school_id=resource.school_id,
            kind=to,
            target=target,
            **_ticks(kind, to, readers),
        )
        for to, target in targets
    )


def _ticks(kind: Kind, to: To, readers: frozenset[Readers]) -> dict[str, bool]:
    """The columns of a target that say whom it is for."""
    kept = kept_readers(kind, to, readers)
    return {one.value: one in kept for one in Readers}


def readers_among(targets: Iterable[Target]) -> frozenset[Readers]:
    """Return whom the author ticked, of all targets."""
    return frozenset[Readers]().union(*(one.readers for one in targets))


def to_families(targets: Iterable[Target]) -> list[Address]:
    """Return those of the targets through which families read it."""
    return [(To(one.kind), one.target) for one in targets if one.families]


def _begun(actor: Actor, kind: Kind, said: DraftInput, title: str, key: UUID | None) -> Resource:
    resource = resource_create(
        service=kind.key,
        school_id=actor.school_id,
        territory_id=min(actor.territory_ids) if actor.school_id is None else None,
        owner_id=actor.person_id,
        title=title,
        draft=said.body,
        key=key,
    )
    _fill(kind, resource, said)
    line_of(actor, kind, "drafted", resource)
    return resource


def _fill(kind: Kind, resource: Resource, said: DraftInput) -> None:
    """All but the words."""
    if kind.get(LastDay) is not None:
        resource.ends_at = end_of(said.until, resource)
        resource_change(resource=resource, columns=["ends_at"])
    targets_set(kind, resource, said.targets, said.readers)
    facts_set(kind, resource, said.facts)


def facts_set(kind: Kind, resource: Resource, facts: Mapping[str, Any]) -> None:
    """Into the row beside the resource, which is made with a draft."""
    model = detail_model(kind)
    if model is None:
        return
    values = {name: value for name, value in facts.items() if name in own_columns(kind)}
    row = getattr(resource, detail_name(kind), None)
    if row is None:
        model(resource=resource, school_id=resource.school_id, **values).save(force_insert=True)
        return
    for name, value in values.items():
        setattr(row, name, value)
    if values:
        row.save(update_fields=list(values))


def _content(kind: Kind, resource: Resource) -> tuple[object, ...]:
    """All that a draft holds, to see whether anything differs."""
    targets = {(one.kind, one.target, one.readers) for one in chosen_targets(resource)}
    return resource.title, resource.draft, resource.ends_at, targets, facts_of(kind, resource)


def _wanted(
    kind: Kind, resource: Resource, said: DraftInput, title: str, body: richtext.Node
) -> tuple[object, ...]:
    targets = {(to.value, target, kept_readers(kind, to, said.readers)) for to, target in said.targets}
    ends = end_of(said.until, resource) if kind.get(LastDay) is not None else None
    # What is not said stays as it is.
    return title, body, ends, targets, facts_of(kind, resource) | dict(said.facts)
