"""To whom a thing may be addressed, by whom; and the shares that follow from it, which nothing else makes."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, Exists, F, OuterRef, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Coalesce, Concat, NullIf

from eprimo.foundation.access.audiences import Rule
from eprimo.foundation.access.models import AudienceKind, AudienceProfile
from eprimo.foundation.content.actions import Sharing, shares_derive
from eprimo.foundation.content.enums import ShareLevel
from eprimo.foundation.content.kinds import Kind, Manage, To
from eprimo.foundation.content.models import Resource, Target
from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import Affiliation, ClassGroup, ClassMembership, Group, Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.errors import Forbidden

MOST_CHILDREN = 60
_TEAM = (AudienceProfile.TEACHER, AudienceProfile.STAFF, AudienceProfile.HEAD)
# Whom each target reaches, pupils apart.
_REACH: dict[To, tuple[tuple[AudienceKind, AudienceProfile], ...]] = {
    To.SCHOOL: tuple((AudienceKind.SCHOOL, one) for one in (*_TEAM, AudienceProfile.GUARDIAN)),
    To.TEAM: tuple((AudienceKind.SCHOOL, one) for one in _TEAM),
    To.CLASS: tuple(
        (AudienceKind.CLASS, one)
        for one in (AudienceProfile.GUARDIAN, AudienceProfile.TEACHER, AudienceProfile.STAFF)
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
_PUPILS: dict[To, tuple[AudienceKind, AudienceProfile]] = {
    To.SCHOOL: (AudienceKind.SCHOOL, AudienceProfile.PUPIL),
    To.CLASS: (AudienceKind.CLASS, AudienceProfile.PUPIL),
    To.GROUP: (AudienceKind.GROUP, AudienceProfile.PUPIL),
    To.CHILD: (AudienceKind.PERSON, AudienceProfile.SELF),
}


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


def offered(actor: Actor, kind: Kind) -> list[Choice]:
    """To whom the actor may address such a thing (one statement for each sort that the kind has)."""
    if actor.school_id is None or actor.closed:
        return []
    found = []
    if To.SCHOOL in kind.targets and (actor.heads or actor.role == Role.COMMUNE_AGENT):
        found.append(Choice(To.SCHOOL, actor.school_id, "Toute l’école"))
    if To.TEAM in kind.targets and actor.role != Role.COMMUNE_AGENT:
        found.append(Choice(To.TEAM, actor.school_id, "L’équipe de l’école"))
    if To.CLASS in kind.targets:
        found += [Choice(To.CLASS, one.pk, one.label, one.public_id) for one in _classes(actor)]
    if To.GROUP in kind.targets:
        found += [Choice(To.GROUP, one.pk, one.label, one.public_id) for one in _groups(actor)]
    if kind.targets & {To.CHILD, To.FAMILY}:
        children = list(_children(actor)[:MOST_CHILDREN])
        for to in (To.CHILD, To.FAMILY):
            if to in kind.targets:
                found += [Choice(to, one.pk, _of_child(to, one), one.public_id) for one in children]
    return found


def _of_child(to: To, child: Person) -> str:
    return child.full_name if to == To.CHILD else f"La famille de {child.full_name}"


def _classes(actor: Actor) -> QuerySet[ClassGroup]:
    """Own ones; a head: those of the running year."""
    running = ClassGroup.objects.filter(
        school_id=actor.school_id or 0, year_id=F("school__running_year_id"), closed_at=None
    ).order_by("key", "pk")
    if actor.heads:
        return running
    return running.filter(pk__in=actor.class_ids if actor.role == Role.TEACHER else [])


def _groups(actor: Actor) -> QuerySet[Group]:
    running = Group.objects.filter(
        school_id=actor.school_id or 0, year_id=F("school__running_year_id"), closed_at=None
    ).order_by("key", "pk")
    if actor.heads:
        return running
    return running.filter(pk__in=actor.group_ids if actor.role == Role.TEACHER else [])


def _children(actor: Actor) -> QuerySet[Person]:
    """Pupils of own school, of own classes, or attached by name."""
    here = Affiliation.objects.in_force(actor.now).filter(
        person_id=OuterRef("pk"), school_id=actor.school_id or 0, profile=Profile.PUPIL
    )
    pupils = Person.objects.filter(Exists(here)).order_by("sort_key", "pk")
    if actor.heads:
        return pupils
    if actor.role == Role.TEACHER:
        members = ClassMembership.objects.in_force(actor.now).filter(
            person_id=OuterRef("pk"), class_group_id__in=actor.class_ids
        )
        return pupils.filter(Exists(members))
    return pupils.filter(pk__in=actor.pupil_ids if actor.role == Role.STAFF else [])


def require_address(actor: Actor, kind: Kind, targets: Iterable[tuple[To, int]]) -> None:
    """Raises Forbidden unless each is among those the actor may address."""
    wanted = set(targets)
    allowed = {(one.to, one.target) for one in offered(actor, kind)} if wanted else set()
    if not wanted <= allowed:
        raise Forbidden("Vous ne pouvez pas écrire à toutes ces personnes.")


# --- what follows ------------------------------------------------------------------------------------------------


def derived(kind: Kind, school_id: int, targets: Iterable[Target]) -> dict[Rule, ShareLevel]:
    """The shares that follow from targets: whom each reaches, and who manages the kind."""
    found: dict[Rule, ShareLevel] = {}
    chosen = list(targets)
    for one in chosen:
        to = To(one.kind)
        reach = list(_REACH[to])
        if one.pupils and kind.pupils and to in _PUPILS:
            reach.append(_PUPILS[to])
        found |= {(where, one.target, who): ShareLevel.READ for where, who in reach}
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
    """Make its shares those that follow from its targets. Who manages has it at once, others from `visible_from`."""
    now = clock.now()
    begins = resource.visible_from or now
    wanted = {
        rule: Sharing(min(now, begins) if level == ShareLevel.MANAGE else begins, level)
        for rule, level in derived(kind, resource.school_id, resource.targets.all()).items()
    }
    shares_derive(resource=resource, wanted=wanted)


# --- in words ----------------------------------------------------------------------------------------------------


def targets_of(resources: Iterable[int]) -> dict[int, list[Target]]:
    """The targets of these resources, each with its `label`: how a class or a child is called (one statement)."""
    named = {
        To.CLASS: ClassGroup.objects.filter(pk=OuterRef("target")).values("label"),
        To.GROUP: Group.objects.filter(pk=OuterRef("target")).values("label"),
    }
    child = Person.objects.filter(pk=OuterRef("target"), erased_at=None).values(
        name=Concat("first_name", Value(" "), Coalesce(NullIf("usual_name", Value("")), "last_name"))
    )
    cases = [When(kind=to, then=Subquery(rows)) for to, rows in named.items()]
    cases.append(When(kind__in=[To.CHILD, To.FAMILY], then=Subquery(child)))
    rows = Target.objects.filter(resource__in=list(resources)).order_by("kind", "target")
    found: dict[int, list[Target]] = {}
    for one in rows.annotate(label=Case(*cases, default=Value(""), output_field=TextField())):
        found.setdefault(one.resource_id, []).append(one)
    return found


def said(targets: Iterable[Target]) -> str:
    """« Le verront » in words, for who manages the thing: « les familles et l’équipe de CE1 A »."""
    return ", ".join(_said(one, getattr(one, "label", "") or "") for one in targets)


def _said(one: Target, name: str) -> str:
    whole = {To.SCHOOL: "toutes les familles et toute l’équipe de l’école", To.TEAM: "l’équipe de l’école"}
    if one.kind in whole:
        words = whole[To(one.kind)]
    elif one.kind in {To.CLASS, To.GROUP}:
        words = f"les familles et l’équipe de {name}"
    else:
        words = f"les responsables de {name}"
    return f"{words}, et les élèves" if one.pupils and one.kind in _PUPILS else words
