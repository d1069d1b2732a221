"""To whom a thing may be addressed, by whom; and the shares that follow from it, which nothing else makes."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    UUIDField,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Concat, NullIf

from eprimo.foundation.access.audiences import LevelRule, Rule
from eprimo.foundation.access.models import AudienceKind, AudienceProfile
from eprimo.foundation.content.actions import Sharing, shares_derive
from eprimo.foundation.content.capabilities import readers_above
from eprimo.foundation.content.enums import ShareLevel
from eprimo.foundation.content.kinds import PEOPLE, Kind, Manage, Readers, To
from eprimo.foundation.content.models import Resource, Target
from eprimo.foundation.content.things.territory_audience import (
    of_territory,
    reader_of,
    territories_of,
    writes_above,
)
from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import (
    Affiliation,
    ClassGroup,
    ClassMembership,
    Group,
    GroupMembership,
    Person,
    ServiceEnrolment,
    Territory,
    territory_words,
)
from eprimo.foundation.kernel.actor import HEADS, Actor, Role
from eprimo.foundation.kernel.errors import Forbidden
from eprimo.foundation.kernel.text import fold

# Up to there all children are listed; beyond, those who are ticked or found by name.
MOST_CHILDREN = 60
FOUND_CHILDREN = 40
_SORTS: dict[type, To] = {ClassGroup: To.CLASS, Group: To.GROUP, Person: To.CHILD}
_ORDER = {to.value: place for place, to in enumerate(To)}
_WHOLE = {To.SCHOOL: "Toute l’école", To.TEAM: "L’équipe de l’école"}
_TEAM = (AudienceProfile.TEACHER, AudienceProfile.STAFF, AudienceProfile.HEAD)
# Whom each target reaches, pupils apart.
_REACH: dict[To, tuple[tuple[AudienceKind, AudienceProfile], ...]] = {
    To.SCHOOL: tuple((AudienceKind.SCHOOL, one) for one in (*_TEAM, AudienceProfile.GUARDIAN)),
    To.TEAM: tuple((AudienceKind.SCHOOL, one) for one in _TEAM),
    To.CLASS: tuple(
        (AudienceKind.CLASS, one)
        for one in (
            AudienceProfile.GUARDIAN, AudienceProfile.TEACHER, AudienceProfile.STAFF, AudienceProfile.DELEGATE,
        )
    ),
    To.GROUP: tuple(
        (AudienceKind.GROUP, one)
        for one in (
            AudienceProfile.GUARDIAN, AudienceProfile.TEACHER, AudienceProfile.STAFF, AudienceProfile.PARTNER,
        )
    ),
    To.CHILD: ((AudienceKind.CHILD, AudienceProfile.GUARDIAN),),
    To.FAMILY: ((AudienceKind.CHILD, AudienceProfile.GUARDIAN),),
}  # fmt: skip
# Roles that one is in such an audience with.
_ROLES: dict[AudienceProfile, frozenset[Role]] = {
    AudienceProfile.GUARDIAN: frozenset({Role.GUARDIAN}), AudienceProfile.TEACHER: HEADS | {Role.TEACHER},
    AudienceProfile.STAFF: frozenset({Role.STAFF}), AudienceProfile.DELEGATE: frozenset({Role.STAFF}),
    AudienceProfile.HEAD: HEADS, AudienceProfile.PARTNER: frozenset({Role.PARTNER}),
}  # fmt: skip
_PUPILS: dict[To, tuple[AudienceKind, AudienceProfile]] = {
    To.SCHOOL: (AudienceKind.SCHOOL, AudienceProfile.PUPIL),
    To.CLASS: (AudienceKind.CLASS, AudienceProfile.PUPIL),
    To.GROUP: (AudienceKind.GROUP, AudienceProfile.PUPIL),
    To.CHILD: (AudienceKind.PERSON, AudienceProfile.SELF),
}


type Address = tuple[To, int]


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that may be addressed, as a form shows it: `key` is « class:<public id> », « school »."""

    to: To
    target: int
    label: str
    public_id: UUID | None = None

    @property
    def key(self) -> str:
        return f"{self.to}:{self.public_id}" if self.public_id else self.to.value


def addresses(*rows: ClassGroup | Group | Person) -> tuple[Address, ...]:
    """Classes, groups and children as they are addressed."""
    return tuple((_SORTS[type(row)], row.pk) for row in rows)


def list_choices(actor: Actor, kind: Kind) -> list[Choice]:
    """Return to whom the actor may address such a thing, of many children those who are few enough to be listed."""
    return list_choices_among(actor, kind)[0]


def list_choices_among(
    actor: Actor, kind: Kind, *, ticked: Iterable[UUID] = (), words: str = ""
) -> tuple[list[Choice], bool | None]:
    """Return to whom the actor may address such a thing (one statement for each sort that the kind has), and None when
    all children are among them. Of too many, those `ticked` and those whose name holds the `words` are, and the answer
    is whether there was any of these."""
    if writes_above(actor, kind):
        above = territories_of(actor, kind)
        return [
            Choice(To.TERRITORY, one.pk, f"Les écoles ({one.words})", one.public_id) for one in above
        ], None
    if actor.school_id is None or actor.closed:
        return [], None
    places = [
        Choice(to, actor.school_id, label) for to, label in _WHOLE.items() if _addresses(actor, kind, to)
    ]
    if To.CLASS in kind.audience.targets:
        places += [Choice(To.CLASS, one.pk, one.label, one.public_id) for one in classes_of(actor)]
    if To.GROUP in kind.audience.targets:
        places += [Choice(To.GROUP, one.pk, one.label, one.public_id) for one in groups_of(actor)]
    if not kind.audience.targets & {To.CHILD, To.FAMILY}:
        return places, None
    children, found = _listed(children_of(actor, kind), ticked, fold(words))
    for to in (To.CHILD, To.FAMILY):
        if to in kind.audience.targets:
            places += [Choice(to, one.pk, _of_child(to, one), one.public_id) for one in children]
    return places, found


def _listed(
    allowed: QuerySet[Person], ticked: Iterable[UUID], words: str
) -> tuple[list[Person], bool | None]:
    few = list(allowed[: MOST_CHILDREN + 1])
    if len(few) <= MOST_CHILDREN:
        return few, None
    kept = list(allowed.filter(public_id__in=list(ticked)))
    found = list(allowed.filter(sort_key__contains=words)[:FOUND_CHILDREN]) if len(words) > 1 else []
    return list(dict.fromkeys([*kept, *found])), bool(found)


def _addresses(actor: Actor, kind: Kind, to: To) -> bool:
    """The whole school: who heads it and the communes. Its team: who is of it."""
    others = {Role.COMMUNE_AGENT} if to == To.SCHOOL else {Role.TEACHER, Role.STAFF}
    return to in kind.audience.targets and (actor.heads or actor.role in others)


def _of_child(to: To, child: Person) -> str:
    return child.full_name if to == To.CHILD else f"La famille de {child.full_name}"


def _running[Row: ClassGroup | Group](
    rows: QuerySet[Row], actor: Actor, own: frozenset[int]
) -> QuerySet[Row]:
    running = rows.filter(
        school_id=actor.school_id or 0, year_id=F("school__running_year_id"), closed_at=None
    ).order_by("key", "pk")
    return running if actor.heads else running.filter(pk__in=own)


def classes_of(actor: Actor) -> QuerySet[ClassGroup]:
    """Return the classes that the actor may address: own ones; of a head, those of the running year."""
    own = actor.class_ids if actor.role == Role.TEACHER else frozenset[int]()
    return _running(ClassGroup.objects.all(), actor, own)


def groups_of(actor: Actor) -> QuerySet[Group]:
    """Return the groups that the actor may address; of a partner, those that invited."""
    own = actor.group_ids if actor.role in {Role.TEACHER, Role.PARTNER} else frozenset[int]()
    return _running(Group.objects.all(), actor, own)


def children_of(actor: Actor, kind: Kind) -> QuerySet[Person]:
    """Pupils whom one may write about by name: of own school, own classes, attached, enrolled in the own service; of
    own groups too when the kind says so."""
    if actor.closed or actor.school_id is None:
        return Person.objects.none()
    here = Affiliation.objects.in_force(actor.now).filter(
        person_id=OuterRef("pk"), school_id=actor.school_id, profile=Profile.PUPIL
    )
    pupils = Person.objects.filter(Exists(here)).order_by("sort_key", "pk")
    if actor.heads:
        return pupils
    if actor.role == Role.TEACHER:
        members = ClassMembership.objects.in_force(actor.now).filter(
            person_id=OuterRef("pk"), class_group_id__in=actor.class_ids
        )
        if not kind.audience.of_groups:
            return pupils.filter(Exists(members))
        grouped = GroupMembership.objects.in_force(actor.now).filter(
            person_id=OuterRef("pk"), group_id__in=actor.group_ids
        )
        return pupils.filter(Q(Exists(members)) | Q(Exists(grouped)))
    if actor.role == Role.COMMUNE_AGENT:
        enrolled = ServiceEnrolment.objects.in_force(actor.now).filter(
            child_id=OuterRef("pk"), service_id__in=actor.service_ids, school_id=actor.school_id
        )
        return pupils.filter(Exists(enrolled))
    return pupils.filter(pk__in=actor.pupil_ids if actor.role == Role.STAFF else [])


def addressed_by(actor: Actor, kind: Kind, targets: Iterable[Address]) -> set[Address]:
    """Return those of the targets that the actor may address (one statement for each sort among them)."""
    above = writes_above(actor, kind)
    if not above and (actor.school_id is None or actor.closed):
        return set()
    rows: dict[To, QuerySet[Any]] = {
        To.CLASS: classes_of(actor), To.GROUP: groups_of(actor), To.CHILD: children_of(actor, kind),
        To.FAMILY: children_of(actor, kind), To.TERRITORY: territories_of(actor, kind),
    }  # fmt: skip
    wanted: dict[To, set[int]] = {}
    for to, target in targets:
        wanted.setdefault(to, set()).add(target)
    found: set[Address] = set()
    for to in wanted.keys() & ({To.TERRITORY} if above else kind.audience.targets):
        if to in rows:
            found |= {(to, pk) for pk in rows[to].filter(pk__in=wanted[to]).values_list("pk", flat=True)}
        elif actor.school_id is not None and _addresses(actor, kind, to):
            found |= {(to, actor.school_id)} & {(to, one) for one in wanted[to]}
    return found


def require_address(actor: Actor, kind: Kind, targets: Iterable[Address]) -> None:
    """Raises Forbidden unless each is among those the actor may address."""
    wanted = set(targets)
    if not wanted <= addressed_by(actor, kind, wanted):
        raise Forbidden("Vous ne pouvez pas écrire à toutes ces personnes.")


# --- what follows ------------------------------------------------------------------------------------------------


def _reach(kind: Kind, to: To) -> list[tuple[AudienceKind, AudienceProfile]]:
    return [(where, who) for where, who in _REACH[to] if who in kind.audience.reaches]


def reached_profiles(kind: Kind, to: To) -> frozenset[AudienceProfile]:
    """Return the people, pupils apart, whom a kind reaches through what it is addressed to."""
    return frozenset(who for _, who in _reach(kind, to)) if to in _REACH else frozenset()


def readers_of(kind: Kind) -> frozenset[Role]:
    """Return the roles that a kind has something for: who writes it, who manages it, and who may be reached."""
    found = (
        set(kind.writing.authors)
        | (set() if kind.manage == Manage.AUTHOR else HEADS)
        | set(readers_above(kind))
    )
    for to in kind.audience.targets:
        found |= {role for _, who in _reach(kind, to) for role in _ROLES[who]}
    if any(Readers.STAFF in readers for readers in readers_above(kind).values()):
        found |= HEADS | {Role.TEACHER, Role.STAFF}
    if any(Readers.FAMILIES in readers for readers in readers_above(kind).values()):
        found.add(Role.GUARDIAN)
    return frozenset(found | ({Role.PUPIL} if kind.audience.pupils else set()))


def derive_shares(kind: Kind, school_id: int | None, targets: Iterable[Target]) -> dict[Rule, ShareLevel]:
    """Return the shares that follow from targets: whom each reaches, and who manages the kind. No school: of a
    territory."""
    found: dict[Rule, ShareLevel] = {}
    chosen = list(targets)
    # Somebody is named beside a child, never beside a class.
    beside = any(one.kind in {To.CHILD, To.FAMILY} for one in chosen)
    for one in chosen:
        to = To(one.kind)
        if to == To.TERRITORY:
            found |= of_territory(kind, one)
            continue
        if to == To.PERSON:
            reach = [(AudienceKind.PERSON, AudienceProfile.SELF)] if beside else []
        else:
            reach = [(where, who) for where, who in _reach(kind, to) if reader_of(who) in one.readers]
            reach += [_PUPILS[to]] if one.pupils and kind.audience.pupils and to in _PUPILS else []
        found |= {(where, one.target, who): ShareLevel.READ for where, who in reach}
    if school_id is None:
        return found
    head: Rule = (AudienceKind.SCHOOL, school_id, AudienceProfile.HEAD)
    if kind.manage in {Manage.CLASS_TEACHERS, Manage.CLASS_TEACHERS_AND_HEAD}:
        for one in chosen:
            if one.kind in {To.CLASS, To.GROUP}:
                where = AudienceKind(one.kind)
                found[where, one.target, AudienceProfile.TEACHER] = ShareLevel.MANAGE
    if kind.manage in {Manage.AUTHOR_AND_HEAD, Manage.CLASS_TEACHERS_AND_HEAD}:
        found[head] = ShareLevel.MANAGE
    elif kind.manage == Manage.CLASS_TEACHERS:
        found[head] = ShareLevel.READ
    return found


def shares_rebuild(*, kind: Kind, resource: Resource) -> None:
    """Make its shares those that follow from its targets, and from what its kind adds; none before it is published. Who
    manages it, and to whom its kind shows it at once, has it from its publication on, the others from `visible_from`.
    """
    wanted: dict[Rule | LevelRule, Sharing] = {}
    made, begins = resource.published_at, resource.visible_from
    if made is not None and begins is not None:
        for rule, level in derive_shares(kind, resource.school_id, resource.targets.all()).items():
            early = level == ShareLevel.MANAGE or rule[2] in kind.audience.at_once
            wanted[rule] = Sharing(made if early else begins, level)
        for more, at in kind.audience.more(resource):
            held = wanted.get(more)
            wanted[more] = Sharing(min(at, held.visible_from), held.level) if held else Sharing(at)
    shares_derive(resource=resource, wanted=wanted)


def chosen_targets(resource: Resource) -> list[Target]:
    """Return whom its author chose; who is named beside them is apart."""
    return list(resource.targets.exclude(kind=To.PERSON).order_by("pk"))


# --- in words ----------------------------------------------------------------------------------------------------


def targets_of(resources: Iterable[int]) -> dict[int, list[Target]]:
    """Return whom the author chose for these resources, each with its `label`, how a class or a child is called, and
    its `public_id` (one statement)."""
    child = Person.objects.filter(pk=OuterRef("target"), erased_at=None).annotate(
        label=Concat("first_name", Value(" "), Coalesce(NullIf("usual_name", Value("")), "last_name"))
    )
    territory = Territory.objects.filter(pk=OuterRef("target"))
    named: dict[tuple[To, ...], QuerySet[Any]] = {
        (To.CLASS,): ClassGroup.objects.filter(pk=OuterRef("target")),
        (To.GROUP,): Group.objects.filter(pk=OuterRef("target")),
        (To.CHILD, To.FAMILY): child,
        (To.TERRITORY,): territory.annotate(label=F("name")),
    }
    label, public_id = (
        Case(
            *(When(kind__in=sorts, then=Subquery(rows.values(name))) for sorts, rows in named.items()),
            **default,
        )
        for name, default in (
            ("label", {"default": Value(""), "output_field": TextField()}),
            ("public_id", {"output_field": UUIDField()}),
        )
    )
    rows = Target.objects.filter(resource__in=list(resources)).exclude(kind=To.PERSON)
    found: dict[int, list[Target]] = {}
    sort = Case(
        When(kind=To.TERRITORY, then=Subquery(territory.values(sort=Territory.SORT))), default=Value("")
    )
    for one in rows.annotate(label=label, public_id=public_id, sort=sort).order_by("pk"):
        if one.kind == To.TERRITORY:
            one.label = territory_words(one.label, one.sort)
        found.setdefault(one.resource_id, []).append(one)
    # As they are told: the widest first.
    return {pk: sorted(some, key=lambda one: _ORDER[one.kind]) for pk, some in found.items()}


def describe_audience(targets: Iterable[Target]) -> str:
    """Say « Le verront » in words, for who manages the thing: « les familles et l’équipe de CE1 A »."""
    return ", ".join(filter(None, (_said(one, getattr(one, "label", "") or "") for one in targets)))


def _said(one: Target, name: str) -> str:
    if one.kind == To.TEAM:
        return "l’équipe de l’école"
    if one.kind in PEOPLE:
        words = f"les responsables de {name}"
        return f"{words}, et les élèves" if one.pupils and one.kind in _PUPILS else words
    families, staff, where = {
        To.SCHOOL: ("toutes les familles", "toute l’équipe", "de l’école"),
        To.TERRITORY: ("toutes les familles", "toutes les équipes", f"des écoles ({name})"),
    }.get(To(one.kind), ("les familles", "l’équipe", f"de {name}"))
    adults = [families] * one.families + [staff] * one.staff
    if not adults:
        return f"les élèves {where}" if one.pupils else ""
    words = f"{' et '.join(adults)} {where}"
    return f"{words}, et les élèves" if one.pupils else words
