"""Who sees a resource, written once for every kind: who wrote it, who manages it, and whom its shares reach now.

The audiences are those of the actor at this instant: a child who changes class at noon, a substitute whose dates end, a
decision of justice, a school that closes change what is seen on the next request, and nothing is shared again.

Two forms of one rule, which a test holds together: filters, on resources or on rows of a service's own tables (`of`:
the path from these to the resource); and the same for one resource that was read with its reach, which costs no
statement. Fixed statements take the filters in (`kernel.prepared_queries.Condition`): nothing else says it in its own
words.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.db.models.lookups import GreaterThan

from eprimo.foundation.access.models import AudienceKind, AudienceProfile
from eprimo.foundation.content.arrays import AnyOf
from eprimo.foundation.content.capabilities import Ownership, Pages, detail_name
from eprimo.foundation.content.enums import ResourceState, ShareLevel
from eprimo.foundation.content.kinds import Kind
from eprimo.foundation.content.models import Resource, Share
from eprimo.foundation.content.reach import reach_of
from eprimo.foundation.content.things.addressing import readers_of
from eprimo.foundation.directory.models import ClassGroup
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.fields import Unweighed

NOBODY = Q(pk__in=[])
_SHOWN = frozenset({ResourceState.PUBLISHED, ResourceState.ARCHIVED})
_PUT_AWAY = frozenset({ResourceState.WITHDRAWN, ResourceState.TRASHED})


def shares_reaching(actor: Actor, level: ShareLevel = ShareLevel.READ, *, archive: bool = False) -> Q:
    """Return a filter on Share: those that reach the actor now, at that level or above."""
    audiences = actor.archive_audience_ids if archive else actor.audience_ids
    return Q(audience_id__in=audiences, level__gte=level, visible_from__lte=actor.now)


def reaching_families(actor: Actor, child: int | None = None) -> frozenset[int]:
    """Return the audiences by which things reach the actor as the guardian of own children (of the child `child`)."""
    if child is None:
        return actor.family_audience_ids
    found = actor.child(child)
    return found.audience_ids if found is not None else frozenset()


# --- as filters --------------------------------------------------------------------------------------------------


def seen_by(actor: Actor, kind: Kind, *, of: str = "") -> Q:
    """Return a filter: what the actor sees of a kind, in the role in use and as a guardian."""
    return among(actor, kind, of=of) & (at_work(actor, kind, of=of) | as_family(actor, kind, of=of))


def seen_each(actor: Actor, kind: Kind) -> Q:
    """Return the filter of `seen_by` on Resource, asked of each in the order of a list until its page is full
    (`things.keyset`)."""
    return at_work(actor, kind, each=True) | as_family(actor, kind, each=True)


def among(actor: Actor, kind: Kind, *, of: str = "") -> Q:
    """Return a filter by keys of all that the filters below may let through: own things, and those shared with the
    actor. Of alternatives alone, the planner would try every resource of the academy."""
    shared = Share.objects.filter(shares_reaching(actor), service=kind.key).order_by().values("resource")
    own = Resource.objects.filter(owner_id=actor.person_id, service=kind.key).order_by()
    return Q(**{f"{of}pk__in": shared.union(own.values("pk"), all=True)})


def owned_by(actor: Actor, kind: Kind, *, of: str = "", beside: str | None = None) -> Q:
    """Return a filter of own things, at the school in use (of the territories of the mandates in use), in whatever role
    of it one works there; a kind with pages of its own: in one that it has something for. `beside`: the path to the own
    columns of the kind, of rows that are neither resources nor these."""
    if not _keeps_own(actor, kind):
        return NOBODY
    own = Q(**{f"{of}owner_id": actor.person_id, f"{of}school_id": actor.school_id})
    if actor.school_id is None:
        own &= Q(**{f"{of}territory_id__in": sorted(actor.territory_ids)})
    if beside is None:
        beside = of.removesuffix("resource__") if of else f"{detail_name(kind)}__"
    ownership = kind.get(Ownership)
    return own & ownership.rows(actor, beside) if ownership is not None else own


def managed_by(actor: Actor, kind: Kind, *, of: str = "") -> Q:
    """Return a filter of what is out and managed by who writes the kind in the role in use: own things, and those that
    a share gives. On rows whose path to the resource is `of`."""
    if not _works_with(actor, kind) or actor.role not in kind.writing.authors:
        return NOBODY
    shown = Q(**{f"{of}state__in": sorted(state.value for state in _SHOWN)})
    own = owned_by(actor, kind, of=of, beside=f"{of}{detail_name(kind)}__")
    return own & shown | _shared(actor, actor.work_audience_ids, of, _SHOWN, ShareLevel.MANAGE)


def at_work(actor: Actor, kind: Kind, *, of: str = "", beside: str | None = None, each: bool = False) -> Q:
    """Return a filter: what the role in use shows at the school in use: own things in every state; those shared with it
    once they are out, and the others too but for drafts where it manages them. What was withdrawn stays with whom the
    kind leaves it. `beside`: as for `owned_by`; `each`: as for `as_family`."""
    own = owned_by(actor, kind, of=of, beside=beside)
    if not _works_with(actor, kind):
        return own
    if actor.role in kind.writing.lets_go:
        own &= ~Q(**{f"{of}state__in": sorted(state.value for state in _PUT_AWAY)})
    audiences, kept = actor.work_audience_ids, _keeps(actor, kind)
    shown = _SHOWN | {ResourceState.WITHDRAWN} if kept == audiences else _SHOWN
    seen = own | _shared(actor, audiences, of, shown, each=each)
    seen |= _shared(actor, audiences, of, _PUT_AWAY - shown, ShareLevel.MANAGE, each=each)
    if kept == audiences:
        return seen
    return seen | _shared(actor, kept, of, [ResourceState.WITHDRAWN], each=each)


def as_family(actor: Actor, kind: Kind, *, child: int | None = None, of: str = "", each: bool = False) -> Q:
    """Return a filter: what reaches the actor as the guardian of own children (of the child `child`), whatever the role
    in use; of what was withdrawn, a line that says so, when the kind leaves one.

    `each`: asked of each row in the order of a list, until its page is full; else the planner may read all that the
    audiences ever had, once.
    """
    return _shared(actor, reaching_families(actor, child), of, _left_to_families(kind), each=each)


def _shared(
    actor: Actor,
    audiences: Collection[int],
    of: str,
    states: Iterable[ResourceState],
    level: ShareLevel = ShareLevel.READ,
    *,
    each: bool = False,
) -> Q:
    """Shared with one of these audiences, at that level, and in one of these states."""
    if not audiences:
        return NOBODY
    shares = Share.objects.filter(
        audience_id__in=sorted(audiences), visible_from__lte=actor.now, resource_id=OuterRef(f"{of}pk")
    )
    if level > ShareLevel.READ:
        shares = shares.filter(level__gte=level)
    # Counted, and not « the first »: of a first one the planner may go through all that an audience has to meet it.
    count = shares.order_by().values("resource").annotate(n=Count("pk")).values("n")
    reached = Q(GreaterThan(Subquery(count), 0)) if each else Q(Exists(shares))
    # The state first: of most, nothing is looked up then.
    return Q(**{f"{of}state__in": sorted(state.value for state in states)}) & reached


def rows_at_work(actor: Actor, kind: Kind, *, each: bool = False) -> Q:
    """Return a filter on rows of a thing that say the levels whom they are for (`DetailRow`, dates of them): what
    `at_work` says of the thing; to a pupil, those of the own level, and all where it is not known. `each`: of few rows,
    the thing of each is looked up by its key; else the planner may read the things of the academy."""
    if each:
        thing = Resource.objects.filter(at_work(actor, kind, each=True), pk=OuterRef("resource_id"))
        seen = Q(Unweighed(Q(Exists(thing.order_by()))))
    else:
        seen = at_work(actor, kind, of="resource__", beside=f"resource__{detail_name(kind)}__")
    return seen & _of_level(actor, actor.work_audience_ids) if actor.role == Role.PUPIL else seen


def rows_as_family(actor: Actor, kind: Kind, *, child: int | None = None, each: bool = False) -> Q:
    """Return a filter on such rows: what reaches the actor as the guardian of own children (of the child `child`)."""
    reached = as_family(actor, kind, child=child, of="resource__", each=each)
    return reached & _of_level(actor, reaching_families(actor, child))


def _of_level(actor: Actor, audiences: Collection[int]) -> Q:
    """For all levels, or for one that an audience of its thing narrows to."""
    narrowed = Share.objects.filter(
        AnyOf(F("audience__level"), OuterRef("levels")),
        audience_id__in=sorted(audiences), visible_from__lte=actor.now, resource_id=OuterRef("resource_id"),
    )  # fmt: skip
    return Q(levels=[]) | Q(Exists(narrowed))


def rows_reached(actor: Actor) -> QuerySet[Share, Any]:
    """Return, for rows that have a `resource`, the shares by which its thing reaches own children, or the pupil in use,
    as (audience, level)."""
    pupil = actor.role == Role.PUPIL
    audiences = actor.work_audience_ids if pupil else actor.family_audience_ids
    reached = Share.objects.filter(
        resource=OuterRef("resource"), audience_id__in=audiences, visible_from__lte=actor.now
    )
    one = JSONObject(audience="audience", level="audience__level")
    return reached.order_by("audience").values(one=one)


def row_levels(actor: Actor, child: int, whom: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """Return the levels by which a row is this child's, of what `rows_reached` gave; « » stands for all of the
    class."""
    if actor.role == Role.PUPIL:
        held = actor.work_audience_ids if child == actor.person_id else frozenset[int]()
    else:
        held = reaching_families(actor, child)
    return frozenset(one["level"] for one in whom if one["audience"] in held)


def as_pupil(now: datetime, kind: Kind, *, of: str, class_group: str, group: str) -> Q:
    """Return a filter on rows that say by which class or group (these columns) a child received a thing: the child
    reads it too, by that very way. What `at_work` says of a pupil, of what was received once."""
    by = Q(audience__kind=AudienceKind.CLASS, audience__target=OuterRef(class_group))
    by |= Q(audience__kind=AudienceKind.GROUP, audience__target=OuterRef(group))
    shares = Share.objects.filter(
        by, audience__profile=AudienceProfile.PUPIL, visible_from__lte=now, resource_id=OuterRef(f"{of}pk")
    )
    left = _SHOWN | {ResourceState.WITHDRAWN} if Role.PUPIL in kind.withdrawn else _SHOWN
    return Q(**{f"{of}state__in": sorted(state.value for state in left)}) & Q(Exists(shares))


# --- for one resource ----------------------------------------------------------------------------------------------


def is_own(actor: Actor, kind: Kind, row: Any) -> bool:
    """`owned_by`, of a resource or a row beside it."""
    resource: Resource = row if isinstance(row, Resource) else row.resource
    if (resource.owner_id, resource.school_id) != (actor.person_id, actor.school_id):
        return False
    if resource.school_id is None and resource.territory_id not in actor.territory_ids:
        return False
    ownership = kind.get(Ownership)
    if ownership is None:
        return _keeps_own(actor, kind)
    beside = getattr(row, detail_name(kind)) if row is resource else row
    return _keeps_own(actor, kind) and ownership.row(actor, beside)


def sees(actor: Actor, kind: Kind, row: Any) -> bool:
    """`seen_by`."""
    return sees_at_work(actor, kind, row) or sees_as_family(actor, kind, row)


def sees_at_work(actor: Actor, kind: Kind, row: Any) -> bool:
    """`at_work`."""
    own = is_own(actor, kind, row)
    if not _works_with(actor, kind):
        return own
    reached = reach_of(row)
    gone, now = reached.state == ResourceState.WITHDRAWN, actor.now
    if own and not (reached.state in _PUT_AWAY and actor.role in kind.writing.lets_go):
        return True
    if reached.state in _PUT_AWAY and reached.by(actor.work_audience_ids, now, ShareLevel.MANAGE):
        return True
    audiences = _keeps(actor, kind) if gone else actor.work_audience_ids
    return (gone or reached.state in _SHOWN) and reached.by(audiences, now)


def manages(actor: Actor, kind: Kind, row: Any) -> bool:
    """Corrects, withdraws, throws away what was published: who wrote it, unless the kind lets go of it, and whoever a
    share gives it to."""
    if is_own(actor, kind, row) and actor.role not in kind.writing.lets_go:
        return True
    return _works_with(actor, kind) and reach_of(row).by(
        actor.work_audience_ids, actor.now, ShareLevel.MANAGE
    )


def sees_as_family(actor: Actor, kind: Kind, row: Any, child: int | None = None) -> bool:
    """`as_family`."""
    reached = reach_of(row)
    return reached.state in _left_to_families(kind) and reached.by(reaching_families(actor, child), actor.now)


# --- pieces ------------------------------------------------------------------------------------------------------


def _works_with(actor: Actor, kind: Kind) -> bool:
    return not actor.closed and actor.role != Role.GUARDIAN and actor.role in readers_of(kind)


def _keeps_own(actor: Actor, kind: Kind) -> bool:
    """« Owner: manage » (Content), whatever the role in that school: who wrote as a teacher, and acts there as a
    partner or for the commune, still sees it. It is changed in a role that writes it alone (`things/acts`)."""
    if _works_with(actor, kind):
        return True
    works = actor.school_id is not None and actor.role not in {Role.PUPIL, Role.GUARDIAN}
    return kind.get(Pages) is not None and works and not actor.closed


def _keeps(actor: Actor, kind: Kind) -> frozenset[int]:
    """The audiences of the role in use that go on seeing what was withdrawn: a delegate follows it up."""
    if not kind.withdrawn:
        return frozenset()
    if actor.role in kind.withdrawn:
        return actor.work_audience_ids
    return actor.delegate_audience_ids if actor.role == Role.STAFF else frozenset()


def _left_to_families(kind: Kind) -> frozenset[ResourceState]:
    return _SHOWN | {ResourceState.WITHDRAWN} if Role.GUARDIAN in kind.withdrawn else _SHOWN


# --- archives ----------------------------------------------------------------------------------------------------


def left_to(actor: Actor) -> QuerySet[Share]:
    """Return what a closed class left to those present on its closing day, by the share that says so; archive screens
    only."""
    closed = ClassGroup.objects.filter(
        pk=OuterRef("audience__target"), closed_at__gte=OuterRef("visible_from")
    )
    return Share.objects.filter(
        shares_reaching(actor, archive=True),
        Exists(closed),
        audience__kind=AudienceKind.CLASS,
        resource__state__in=sorted(state.value for state in _SHOWN),
    )


def archived_for(actor: Actor, group: int | None = None) -> Q:
    """Return a filter on Resource: what closed classes left to the actor (what the class `group` left)."""
    left = left_to(actor).filter(resource_id=OuterRef("pk"))
    return Q(Exists(left.filter(audience__target=group) if group is not None else left))
