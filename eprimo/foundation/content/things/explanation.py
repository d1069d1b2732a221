"""« Pourquoi je vois ceci ? »: by which rule, who else in words and never by name, and for how long it is kept."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from eprimo.foundation.access.models import AudienceKind, AudienceProfile
from eprimo.foundation.content.enums import ShareLevel
from eprimo.foundation.content.kinds import PEOPLE, Manage, To
from eprimo.foundation.content.models import Target
from eprimo.foundation.content.things.access import Thing
from eprimo.foundation.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class AudienceLink:
    """A share that reaches the reader: its rule, and how far it goes."""

    audience: int
    kind: str
    target: int
    profile: str
    level: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """Sentences of the page of a thing."""

    rules: tuple[str, ...]
    others: tuple[str, ...]
    managers: str
    kept: str


def explain(
    actor: Actor, thing: Thing, own: Sequence[AudienceLink], targets: Sequence[Target]
) -> Explanation:
    """`own`: the shares that reach the actor; `targets`: with their labels (no statement)."""
    return Explanation(
        rules=tuple(dict.fromkeys(_rules(actor, thing, own, targets))),
        others=tuple(dict.fromkeys(_others(actor, targets, managed=thing.managed))),
        managers=_managers(thing),
        kept=_(thing.kind.kept.words),
    )


def _rules(actor: Actor, thing: Thing, own: Sequence[AudienceLink], targets: Sequence[Target]) -> list[str]:
    found = [_("Vous l’avez écrit.")] if thing.own else []
    labels = {(one.kind, one.target): getattr(one, "label", "") or "" for one in targets}
    for audience in own:
        if audience.profile == AudienceProfile.GUARDIAN:
            found += _as_guardian(actor, audience, thing)
        elif audience.kind in {AudienceKind.CLASS, AudienceKind.GROUP}:
            label = labels.get((audience.kind, audience.target), "")
            found.append(
                (_("Tu es de %(label)s.") if actor.is_pupil else _("Vous êtes de %(label)s."))
                % {"label": label}
            )
        elif audience.kind == AudienceKind.PERSON:
            found.append(_("Cela t’est adressé.") if actor.is_pupil else _("Cela vous est adressé."))
        elif audience.kind == AudienceKind.TERRITORY:
            found.append(_at_work_in(actor, audience, thing))
        elif audience.level >= ShareLevel.MANAGE:
            found.append(_("Vous dirigez cette école."))
        else:
            found.append(_("Tu es de cette école.") if actor.is_pupil else _("Vous êtes de cette école."))
    return found


def _at_work_in(actor: Actor, audience: AudienceLink, thing: Thing) -> str:
    """In a school of the territory; above them."""
    if audience.profile == AudienceProfile.MANDATE:
        words = _("Vous agissez pour ce territoire\u00a0: %(territory)s.")
    elif actor.is_pupil:
        words = _("C’est adressé aux écoles (%(territory)s), dont la tienne.")
    else:
        words = _("C’est adressé aux écoles (%(territory)s), dont la vôtre.")
    return words % {"territory": thing.resource.territory}


def _as_guardian(actor: Actor, audience: AudienceLink, thing: Thing) -> list[str]:
    """The own children it came by, each by the place they are in now."""
    words = {
        AudienceKind.CHILD: _("C’est adressé à la famille de %(child)s."),
        AudienceKind.CLASS: _("C’est adressé à la classe de %(child)s."),
        AudienceKind.GROUP: _("C’est adressé à un groupe de %(child)s."),
        AudienceKind.SCHOOL: _("C’est adressé à l’école de %(child)s."),
        AudienceKind.TERRITORY: _("C’est adressé aux écoles (%(territory)s), dont celle de %(child)s."),
    }[AudienceKind(audience.kind)]
    return [
        words % {"child": child.first_name, "territory": thing.resource.territory}
        for child in actor.children
        if audience.audience in child.audience_ids
    ]


def _others(actor: Actor, targets: Sequence[Target], *, managed: bool) -> list[str]:
    """Who else it is for: classes and groups by name, families of children never."""
    found = []
    for one in targets:
        label = getattr(one, "label", "") or ""
        if one.kind not in PEOPLE:
            found += [words % {"label": label} for words in _of_place(one)]
        elif managed:
            found.append(_("Les responsables de %(label)s.") % {"label": label})
        elif actor.child(one.target) is not None:
            found.append(_("L’autre responsable de votre enfant, s’il y en a un."))
        else:
            found.append(_("D’autres familles."))
    if any(one.pupils for one in targets):
        found.append(_("Les élèves."))
    return found


def _of_place(one: Target) -> list[str]:
    """The adults of a school, a class, a group or the schools of a territory whom it is for."""
    both, staff, families = {
        To.SCHOOL: (
            _("Toutes les familles et toute l’équipe de l’école."),
            _("L’équipe de l’école."),
            _("Les familles de l’école."),
        ),
        To.TEAM: ("", _("L’équipe de l’école."), ""),
        To.TERRITORY: (
            _("Toutes les familles et toutes les équipes des écoles (%(label)s)."),
            _("Toutes les équipes des écoles (%(label)s)."),
            _("Toutes les familles des écoles (%(label)s)."),
        ),
    }.get(
        To(one.kind),
        (
            _("Les familles et l’équipe de %(label)s."),
            _("L’équipe de %(label)s."),
            _("Les familles de %(label)s."),
        ),
    )
    if one.staff and one.families:
        return [both]
    return [staff] * one.staff + [families] * one.families


def _managers(thing: Thing) -> str:
    if thing.resource.school_id is None and thing.kind.manage != Manage.AUTHOR:
        return _("Qui l’a écrit et ceux qui agissent pour ce territoire peuvent le corriger ou le retirer.")
    return {
        Manage.AUTHOR_AND_HEAD: _("Qui l’a écrit et la direction peuvent le corriger ou le retirer."),
        Manage.CLASS_TEACHERS_AND_HEAD: _(
            "Qui l’a écrit, les enseignants de la classe et la direction peuvent le corriger ou le retirer."
        ),
        Manage.CLASS_TEACHERS: _("Les enseignants de la classe peuvent le corriger ou le retirer."),
        Manage.AUTHOR: _("Seul qui l’a écrit peut le corriger ou le retirer."),
    }[thing.kind.manage]
