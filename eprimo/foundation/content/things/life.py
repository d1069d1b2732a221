"""What happens to a thing from its publication on. Each act: the right, the rows, the audit line, the event.

A second press of the same button is once: what already is so is returned as it is.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from eprimo.foundation.content import mass_audience, richtext
from eprimo.foundation.content.actions import (
    author_told,
    dates_follow,
    resource_change,
    resource_publish,
    resource_touch,
    resource_withdraw,
    version_add,
    version_retract,
)
from eprimo.foundation.content.capabilities import Files, LastDay, detail_model, needs_text, settle
from eprimo.foundation.content.closures import closures_follow
from eprimo.foundation.content.enums import ResourceState
from eprimo.foundation.content.kinds import ADULTS, Kind, Readers, To
from eprimo.foundation.content.models import Resource, Share
from eprimo.foundation.content.things.access import Thing, lock_thing
from eprimo.foundation.content.things.addressing import (
    Address,
    addressed_by,
    chosen_targets,
    require_address,
    shares_rebuild,
)
from eprimo.foundation.content.things.attachments import leave_out_unready, require_ready
from eprimo.foundation.content.things.drafts import (
    DraftInput,
    checked_title,
    days_of,
    draft_save,
    end_of,
    facts_of,
    facts_set,
    last_day,
    own_draft,
    readers_among,
    require_ahead,
    targets_make,
    targets_set,
    to_families,
)
from eprimo.foundation.content.things.events import ThingMoved
from eprimo.foundation.content.things.protected_contact import CONFIRMED, require_confirmed, words_of
from eprimo.foundation.content.things.rights import rule, writes
from eprimo.foundation.content.things.territory_audience import kept_readers, reachable, require_readers
from eprimo.foundation.files.actions import attachments_copy
from eprimo.foundation.files.file_lists import files_of
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import Conflict, DomainError
from eprimo.foundation.kernel.factors import factor_ask
from eprimo.foundation.kernel.outbox import emit
from eprimo.foundation.kernel.rights import require


@transaction.atomic
def thing_publish(
    *,
    actor: Actor,
    kind: Kind,
    resource: Resource,
    at: datetime | None = None,
    confirmed: str = "",
    without_unready: bool = False,
) -> Resource:
    """Show the draft to those it is for, now or from `at` on. Nothing rings: nights do not hold it back.

    `confirmed`: the mark of words of which the author said that they tell no hour and no place; TellsWhereabouts
    without it, when somebody must not read one there. `without_unready`: files that cannot be read yet stay behind."""
    thing = _held(actor, kind, resource, "publish", ResourceState.DRAFT, ResourceState.PUBLISHED)
    resource = thing.resource
    if thing.state == ResourceState.PUBLISHED:
        return resource
    body = richtext.validate_document(resource.draft)
    _require_whole(kind, resource.title, body)
    to = chosen_targets(resource)
    targets = [(To(one.kind), one.target) for one in to]
    if not targets or not all(one.readers for one in to):
        raise DomainError("Choisissez qui le verra.", field="to")
    require_address(actor, kind, targets)
    now = clock.now()
    begins = at or now
    if at is not None and at <= now:
        raise DomainError("Choisissez un moment à venir.", field="at")
    if resource.ends_at is not None and resource.ends_at <= begins:
        raise DomainError("Le dernier jour est passé avant que ce soit visible.", field="until")
    require_ahead(kind, resource, body, begins)
    settle(kind, resource, None)
    carries = kind.get(Files) is not None
    if carries and without_unready:
        leave_out_unready(actor=actor, kind=kind, resource=resource)
    require_ready(files_of(resource) if carries else ())
    said = require_confirmed(
        resource, words_of(resource.title, body, facts_of(kind, resource)), to_families(to), confirmed
    )
    resource_publish(
        resource=resource, author_id=actor.person_id, body=body, now=now, visible_from=begins,
        facts=_announced(kind, resource, said),
    )  # fmt: skip
    shares_rebuild(kind=kind, resource=resource)
    _done(actor, thing, "published", due_at=begins, targets=len(targets), said=said)
    return resource


@transaction.atomic
def thing_correct(
    *,
    actor: Actor,
    kind: Kind,
    resource: Resource,
    title: str,
    body: richtext.Node,
    until: date | None = None,
    facts: Mapping[str, Any] | None = None,
    base: int | None = None,
    confirmed: str = "",
) -> Resource:
    """Make a new version for all: the one before stays, and readers see what changed. Before anybody saw it, it simply
    is another one. `base`: the revision that was corrected; Conflict when another correction came first."""
    thing = _held(actor, kind, resource, "correct", ResourceState.PUBLISHED)
    resource = thing.resource
    if base is not None and base != resource.revision:
        raise Conflict("Quelqu’un vient de corriger la même chose. Relisez avant de corriger.")
    title, body = checked_title(title), richtext.validate_document(body)
    _require_whole(kind, title, body)
    ends = end_of(until, resource) if kind.get(LastDay) is not None else None
    if ends is not None and ends != resource.ends_at and ends <= clock.now():
        raise DomainError("Ce jour est passé.", field="until")
    current = resource.versions.get(number=resource.version)
    wanted = facts_of(kind, resource) | dict(facts or {})
    if (title, body, ends, wanted) == (
        current.title,
        current.body,
        resource.ends_at,
        facts_of(kind, resource),
    ):
        return resource
    to = to_families(chosen_targets(resource))
    said = require_confirmed(resource, words_of(title, body, wanted), to, confirmed, current)
    lock_thing = days_of(kind, resource, current.body)
    resource.ends_at = ends
    resource_change(resource=resource, columns=["ends_at"])
    before = facts_of(kind, resource)
    facts_set(kind, resource, wanted)
    settle(kind, resource, before)
    require_ahead(kind, resource, body, clock.now(), lock_thing)
    made = version_add(
        resource=resource, author_id=actor.person_id, title=title, body=body, facts=_announced(kind, resource, said),
        unseen=thing.waits,
    )  # fmt: skip
    _done(actor, thing, "corrected", version=made.number, said=said)
    return resource


@transaction.atomic
def thing_withdraw(*, actor: Actor, kind: Kind, resource: Resource) -> Resource:
    """Take it back: shares stay, those it had reached see its stub or nothing. Not seen yet, it is a draft again."""
    thing = _held(actor, kind, resource, "withdraw", ResourceState.PUBLISHED, ResourceState.WITHDRAWN)
    resource = thing.resource
    if thing.state == ResourceState.WITHDRAWN:
        return resource
    if thing.waits:
        return _retracted(actor, thing)
    resource_withdraw(resource=resource)
    _done(actor, thing, "withdrawn")
    return resource


def _retracted(actor: Actor, thing: Thing) -> Resource:
    """Nobody saw it: no trace."""
    resource = thing.resource
    version_retract(resource=resource)
    Share.objects.filter(resource=resource).delete()
    _done(actor, thing, "retracted")
    return resource


@transaction.atomic
def thing_trash(*, actor: Actor, kind: Kind, resource: Resource) -> Resource:
    """Put a thing into the trash for 30 days: only who manages it finds it there."""
    out = (ResourceState.PUBLISHED, ResourceState.WITHDRAWN)
    thing = _held(actor, kind, resource, "trash", *out, ResourceState.TRASHED)
    resource = thing.resource
    if thing.state == ResourceState.TRASHED:
        return resource
    resource.state, resource.trashed_at = ResourceState.TRASHED, clock.now()
    resource_change(resource=resource, columns=["state", "trashed_at"])
    dates_follow(resource=resource)
    _done(actor, thing, "trashed")
    return resource


@transaction.atomic
def thing_restore(*, actor: Actor, kind: Kind, resource: Resource) -> Resource:
    """Out of the trash, as it was: what was taken back before stays taken back."""
    out = (ResourceState.PUBLISHED, ResourceState.WITHDRAWN)
    thing = _held(actor, kind, resource, "restore", *out, ResourceState.TRASHED)
    resource = thing.resource
    if thing.state != ResourceState.TRASHED:
        return resource
    before = ResourceState.WITHDRAWN if resource.withdrawn_at else ResourceState.PUBLISHED
    resource.state, resource.trashed_at = before, None
    resource_change(resource=resource, columns=["state", "trashed_at"])
    dates_follow(resource=resource)
    _done(actor, thing, "restored")
    return resource


@transaction.atomic
def thing_readdress(
    *,
    actor: Actor,
    kind: Kind,
    resource: Resource,
    targets: Iterable[Address],
    readers: frozenset[Readers] = ADULTS,
    confirmed: str = "",
) -> Resource:
    """Give it to others: who is no longer named no longer sees it, from the next request on."""
    thing = _held(actor, kind, resource, "readdress", ResourceState.PUBLISHED)
    resource, wanted = thing.resource, list(targets)
    if not wanted or not all(kept_readers(kind, to, readers) for to, _ in wanted):
        raise DomainError("Choisissez qui le verra.", field="to")
    before = {(To(one.kind), one.target) for one in chosen_targets(resource)}
    # What somebody else chose may stay; what is added is asked for.
    require_address(actor, kind, set(wanted) - before)
    require_readers(actor, kind, readers)
    last = resource.versions.get(number=resource.version)
    words = words_of(resource.title, last.body, facts_of(kind, resource))
    families = [one for one in wanted if Readers.FAMILIES in kept_readers(kind, one[0], readers)]
    said = require_confirmed(resource, words, families, confirmed, last)
    if said != last.facts.get(CONFIRMED, []):
        last.facts[CONFIRMED] = said
        last.save(update_fields=["facts"])
    targets_set(kind, resource, wanted, readers)
    # Given to many now: as if it had been published to them.
    factor_ask(actor, mass_audience.of_resource(resource))
    shares_rebuild(kind=kind, resource=resource)
    closures_follow(resource=resource)
    resource_touch(resource=resource)
    _done(actor, thing, "readdressed", targets=len(wanted))
    return resource


@transaction.atomic
def thing_copy(*, actor: Actor, kind: Kind, resource: Resource, key: UUID | None = None) -> Resource:
    """Make a draft of the actor's of the same words and files, for those of them whom the actor may address."""
    thing = lock_thing(actor, kind, resource)
    require(rule(kind, "copy"), actor, thing)
    made = own_draft(actor, kind, key) if key else None
    if made is not None:
        return made
    resource = thing.resource
    to = chosen_targets(resource)
    last = resource.versions.filter(number=resource.version).first()
    said = DraftInput(
        title=resource.title,
        body=last.body if last else resource.draft or richtext.EMPTY,
        targets=tuple(sorted(addressed_by(actor, kind, [(To(one.kind), one.target) for one in to]))),
        readers=readers_among(to) & reachable(actor, kind),
        until=None,
        facts=facts_of(kind, resource),
    )
    copied = draft_save(actor=actor, kind=kind, said=said, key=key or uuid4())
    attachments_copy(source=resource, resource=copied)
    return copied


@transaction.atomic
def thing_hand_over(*, actor: Actor, kind: Kind, resource: Resource, to: Actor) -> Resource:
    """Make it a colleague's: `to` is the colleague as one acts at that school, and writes such things there."""
    thing = lock_thing(actor, kind, resource)
    require(rule(kind, "hand_over"), actor, thing)
    resource = thing.resource
    if resource.trashed_at is not None:
        raise Conflict("C’est à la corbeille.")
    here = to.school_id == resource.school_id
    if resource.school_id is None:
        here &= resource.territory_id in to.territory_ids
    if not here or not writes(to, kind):
        raise DomainError("Cette personne n’écrit pas cela ici.", field="person")
    resource.owner_id = to.person_id
    # The key was of the form of who began it.
    resource.draft_key = None
    resource_change(resource=resource, columns=["owner", "draft_key"])
    audit(
        actor,
        f"{kind.key}.thing.handed_over",
        resource,
        school_id=resource.school_id,
        subject_id=to.person_id,
    )
    return resource


def thing_begin(
    *,
    actor: Actor,
    kind: Kind,
    school_id: int,
    title: str,
    to: Address,
    readers: frozenset[Readers],
    facts: Mapping[str, Any],
) -> Resource:
    """Make a thing that nobody owns and that is out at once, inside the action of a service that has asked for the
    right: a frame whose rows people write. `facts`: its own columns. IntegrityError where there is such a one."""
    now = clock.now()
    resource = Resource.objects.create(service=kind.key, school_id=school_id, title=title)
    if (model := detail_model(kind)) is not None:
        model(resource=resource, school_id=school_id, **facts).save(force_insert=True)
    targets_make(kind, resource, [to], readers)
    resource_publish(
        resource=resource, author_id=actor.person_id, body=richtext.EMPTY, now=now, visible_from=now
    )
    shares_rebuild(kind=kind, resource=resource)
    return resource


def thing_follow(*, kind: Kind, resource: Resource) -> None:
    """Let the shares, the dates and the instant of a thing follow its rows, inside the action that changed them."""
    shares_rebuild(kind=kind, resource=resource)
    dates_follow(resource=resource, body=richtext.EMPTY)
    resource_touch(resource=resource)


# --- pieces ------------------------------------------------------------------------------------------------------


def _held(actor: Actor, kind: Kind, resource: Resource, act: str, *states: ResourceState) -> Thing:
    """The thing, held, on which the actor may do this; Conflict in a state where it makes no sense any more."""
    thing = lock_thing(actor, kind, resource)
    require(rule(kind, act), actor, thing)
    if thing.state not in states:
        raise Conflict
    return thing


def _require_whole(kind: Kind, title: str, body: richtext.Node) -> None:
    if not title:
        raise DomainError("Donnez un titre.", field="title")
    if needs_text(kind) and richtext.is_empty(body):
        raise DomainError("Écrivez le texte.", field="text")


def _announced(kind: Kind, resource: Resource, confirmed: list[str]) -> dict[str, Any]:
    """The own columns and the last day as they stand: what changed is told from them."""
    day = last_day(resource)
    lock_thing = facts_of(kind, resource)
    facts = {name: _as_kept(one) for name, one in lock_thing.items()}
    facts |= {"until": day.isoformat() if day else ""} if kind.get(LastDay) is not None else {}
    return facts | ({CONFIRMED: confirmed} if confirmed else {})


def _as_kept(value: Any) -> Any:
    """As JSON; a day by its numbers, nothing as nothing."""
    if value is None or isinstance(value, bool | int | list):
        return value
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _done(
    actor: Actor,
    thing: Thing,
    act: str,
    *,
    due_at: datetime | None = None,
    said: Sequence[str] = (),
    **details: int,
) -> None:
    """The line of the act, and the event: now, and when those it is for begin to see it."""
    resource = thing.resource
    # The author said of these words that they tell no hour and no place.
    details |= {"confirmed": True} if said else {}
    audit(actor, f"{thing.kind.key}.thing.{act}", resource, school_id=resource.school_id, **details)
    emit(ThingMoved(resource.pk), due_at=due_at)
    if act in {"withdrawn", "retracted", "trashed"}:
        author_told(resource=resource, by=actor.person_id)
    begins = resource.visible_from
    if act == "readdressed" and begins is not None and begins > clock.now():
        emit(ThingMoved(resource.pk), due_at=begins)
