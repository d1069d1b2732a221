"""Things of kinds of a drawn world as rows, and what the product answers about them: each opened, and all lists."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import count

from django.db.models import QuerySet

from eprimo.foundation.content.enums import ResourceState
from eprimo.foundation.content.kinds import Kind, To, kind_of
from eprimo.foundation.content.models import Resource, Target
from eprimo.foundation.content.policies import archived_for
from eprimo.foundation.content.things import queries
from eprimo.foundation.content.things.access import Thing
from eprimo.foundation.content.things.addressing import list_choices, shares_rebuild
from eprimo.foundation.content.things.events import ThingMoved
from eprimo.foundation.content.things.rights import rule, writes
from eprimo.foundation.directory.models import Territory
from eprimo.foundation.kernel import clock, switches
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.models import Platform, Switch
from eprimo.foundation.notifications.family_notices import tell
from eprimo.foundation.notifications.models import Notice, NoticeState
from tests.reference import kinds as facts
from tests.reference.world import World
from tests.rights.load import Loaded, at, until

STATES = {
    "draft": ResourceState.DRAFT, "out": ResourceState.PUBLISHED, "withdrawn": ResourceState.WITHDRAWN,
    "trashed": ResourceState.TRASHED,
}  # fmt: skip
LISTS = {
    queries.NOW: "now", queries.DRAFTS: "drafts", queries.TO_COME: "to come", queries.PAST: "past",
    queries.TRASH: "trash",
}  # fmt: skip
_counters = count(1_000_000)


@dataclass(frozen=True)
class Answers:
    """What one actor has: things seen with the acts that they let, the list each stands in, those of archives."""

    seen: Mapping[str, frozenset[str]]
    lists: Mapping[str, frozenset[str]]
    archived: frozenset[str]


def load_things(rows: Loaded, things: Mapping[str, facts.Thing]) -> dict[str, Resource]:
    """With the shares that the product derives of their targets, as of the instant of the world."""
    with clock.frozen(at(rows.world.now)):
        return {name: _thing(rows, fact) for name, fact in things.items()}


def row_of(rows: Loaded, target: facts.Target) -> tuple[To, int]:
    """The product's name of what is addressed."""
    kind, name = target
    if kind == "territory":
        place = rows.territories[name]
        return To.TERRITORY, Territory.objects.get(**{type(place).__name__.lower(): place}).pk
    pools = {
        "school": rows.schools, "team": rows.schools, "class": rows.classes, "group": rows.groups,
        "child": rows.people, "family": rows.people,
    }  # fmt: skip
    return To(kind), pools[kind][name].pk  # type: ignore[attr-defined]  # rows of a model, all of them


def _thing(rows: Loaded, fact: facts.Thing) -> Resource:
    now = clock.now()
    school = rows.schools[fact.school] if fact.school else None
    territory = row_of(rows, ("territory", fact.territory))[1] if fact.territory else None
    drafted = fact.state == "draft"
    resource = Resource.objects.create(
        service=fact.kind, school=school, territory_id=territory, owner=rows.people[fact.author], title=fact.id,
        state=STATES[fact.state],
        version=0 if drafted else 1, published_at=None if drafted else min(now, until(fact.visible_from) or now),
        visible_from=until(fact.visible_from), ends_at=until(fact.ends_at),
        withdrawn_at=now if fact.state == "withdrawn" else None, trashed_at=now if fact.state == "trashed" else None,
    )  # fmt: skip
    Target.objects.bulk_create(
        Target(
            resource=resource,
            school=school,
            kind=kind,
            target=target,
            pupils=fact.pupils,
            staff=fact.staff,
            families=fact.families,
        )
        for kind, target in (row_of(rows, one) for one in fact.targets)
    )
    if not drafted:
        shares_rebuild(kind=kind_of(fact.kind), resource=resource)
    return resource


def load_switches(rows: Loaded, world: World) -> None:
    """Those of acts of kinds; and the counter that tells of them."""
    Switch.objects.bulk_create(
        Switch(
            act=one.act, roles=sorted(one.roles), reason="Essai", starts=at(one.starts), ends=until(one.ends),
            school_id=rows.schools[one.target].pk if one.scope == "school" else None,
        )
        for one in world.switches
        if one.roles
    )  # fmt: skip
    Platform.objects.update(switch_counter=next(_counters))
    switches.forget()


def families_told(rows: Loaded, made: Mapping[str, Resource]) -> dict[str, frozenset[str]]:
    """Whose notices are open, once the product has told of each thing."""
    with clock.frozen(at(rows.world.now)):
        for resource in made.values():
            tell(ThingMoved(resource.pk))
    told = Notice.objects.filter(state=NoticeState.OPEN)
    people: dict[int, set[str]] = {}
    for resource_id, name in told.values_list("resource_id", "recipient__first_name"):
        people.setdefault(resource_id, set()).add(name)
    return {name: frozenset(people.get(one.pk, ())) for name, one in made.items()}


def answers(actor: Actor, kind: Kind, made: Mapping[str, Resource]) -> Answers:
    """`made`: the things of that kind. One is opened by its address, as its page does; lists are those of the page."""
    seen = {}
    for name, resource in made.items():
        try:
            thing = queries.found_for(actor, kind, resource.public_id)
        except NotVisible:
            continue
        seen[name] = _acts(actor, thing)
    lists = {
        LISTS[which]: frozenset(row.resource.title for row in queries.page(actor, kind, which).items)
        for which in queries.lists_of(actor, kind)
    }
    return Answers(
        seen=seen,
        lists={which: held for which, held in lists.items() if held},
        archived=_titles(Resource.objects.filter(archived_for(actor), service=kind.key)),
    )


def addressable(rows: Loaded, actors: Iterable[Actor], kind: Kind) -> frozenset[facts.Target]:
    """Whom these actors may address such a thing to."""
    writers = [actor for actor in actors if writes(actor, kind)]
    if not writers:
        return frozenset()
    names = {row_of(rows, one): one for one in _targets(rows)}
    return frozenset(names[one.to, one.target] for actor in writers for one in list_choices(actor, kind))


def _acts(actor: Actor, thing: Thing) -> frozenset[str]:
    acts = (*facts.ON_DRAFTS, *facts.ON_THINGS)
    return frozenset(act for act in acts if rule(thing.kind, act)(actor, thing))


def _titles(found: QuerySet[Resource]) -> frozenset[str]:
    return frozenset(found.values_list("title", flat=True))


def _targets(rows: Loaded) -> list[facts.Target]:
    found = [(kind, name) for name in rows.schools for kind in ("school", "team")]
    found += [("territory", name) for name in rows.territories if not name.startswith("commune")]
    found += [("class", name) for name in rows.classes] + [("group", name) for name in rows.groups]
    return found + [(kind, name) for name in rows.people for kind in ("child", "family")]


def joined(every: list[Answers]) -> Answers:
    """What somebody has who acts in several places at once: an agent of the model, whose school in use is any."""
    lists: dict[str, frozenset[str]] = {}
    seen: dict[str, frozenset[str]] = {}
    for one in every:
        for name, acts in one.seen.items():
            seen[name] = seen.get(name, frozenset()) | acts
        for which, held in one.lists.items():
            lists[which] = lists.get(which, frozenset()) | held
    return Answers(
        seen=seen,
        lists=lists,
        archived=frozenset().union(*(one.archived for one in every)),
    )


def expected(view: facts.Viewer, kind: str, things: Mapping[str, facts.Thing]) -> Answers:
    """The same, of the reference model."""
    seen, lists = {}, {}
    archived = frozenset(name for name, fact in things.items() if facts.archived(view, fact))
    for name, fact in things.items():
        look = facts.Look(view, fact)
        if look.sees:
            acts = (*facts.ON_DRAFTS, *facts.ON_THINGS)
            seen[name] = frozenset(act for act in acts if look.may(act))
        if look.listed is not None:
            lists.setdefault(look.listed, set()).add(name)
    return Answers(
        seen=seen,
        lists={which: frozenset(held) for which, held in lists.items()},
        archived=archived,
    )
