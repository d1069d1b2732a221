"""What the audit trail says of the acts of the directory. `{subject}` is the person the act is about, `{object}`
what it changed; the rest are details of the line, in the words of `DETAILS`."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import gettext_noop as _

from eprimo.foundation.directory.enums import (
    AttachmentKind,
    ConsentDecision,
    ConsentUse,
    GuardianKindChoice,
    MandateFunction,
    MandateRole,
    RestrictionLevel,
    StaffFunction,
)
from eprimo.foundation.directory.models import Mandate, SupportAccess, TieProposal
from eprimo.foundation.directory.policies.mandates import mandates_kept_by
from eprimo.foundation.directory.policies.support import supports_visible_to
from eprimo.foundation.directory.policies.ties import ties_kept_by
from eprimo.foundation.kernel.actor import Actor
from eprimo.ui.french import day_month_year

SENTENCES = {
    "directory.class.created": "a créé la classe {object}",
    "directory.class.changed": "a modifié la classe {object}",
    "directory.class.closed": "a clos la classe {object} ({pupils:élève}, {adults:adulte})",
    "directory.pupil.moved": "a mis {subject} dans la classe {object}",
    "directory.attachment.added": "a rattaché {subject} à {object}",
    "directory.attachment.ended": "a retiré à {subject} le rattachement à {object}",
    "directory.follow_up.delegated": "a confié à {subject} le suivi des mots {of_object}",
    "directory.adult.added": "a ajouté {subject} ({function}) jusqu’au {until}",
    "directory.adult.prolonged": "a changé la fin de l’accès {of_subject}\N{NO-BREAK SPACE}: {until}",
    "directory.adult.ended": "a arrêté l’accès {of_subject} à l’école",
    "directory.deputy.named": "a confié la direction par intérim à {subject} jusqu’au {until}",
    "directory.deputy.ended": "a arrêté l’intérim {of_subject}",
    "directory.agent.added": "a ajouté {subject}, agent du service {object}, jusqu’au {until}",
    "directory.agent.prolonged": "a changé la fin de l’accès {of_subject} à {object} ({until})",
    "directory.agent.ended": "a arrêté l’accès {of_subject} au service {object}",
    "directory.mandate.given": "a donné un mandat ({role}) jusqu’au {until} {object}",
    "directory.mandate.prolonged": "a prolongé un mandat ({role}) jusqu’au {until} {object}",
    "directory.mandate.ended": "a arrêté un mandat ({role}) {object}",
    "directory.mandate.proposed": "a proposé un mandat ({role}) jusqu’au {until}",
    "directory.mandate.longer_proposed": "a proposé de prolonger un mandat ({role}) jusqu’au {until}",
    "directory.mandate.confirmed": "a confirmé un mandat ({role}) {object}",
    "directory.mandate.refused": "a refusé un mandat ({role})",
    "directory.mandate.taken_back": "a repris sa proposition de mandat ({role})",
    "directory.mandate.seconded": "a confirmé une proposition de mandat ({role})",
    "directory.tie.proposed": "a proposé un accès ({function}{role}) jusqu’au {until} {object}",
    "directory.tie.withdrawn": "a retiré un accès proposé {object}",
    "directory.tie.accepted": "a ouvert à {subject} l’accès qui lui était proposé",
    "directory.tie.declined": "a noté le refus d’un accès proposé {object}",
    "directory.tie.said_yes": _("a accepté un accès qui lui était proposé"),
    "directory.tie.said_no": _("a refusé un accès qui lui était proposé"),
    "directory.support.asked": "a demandé une assistance de {hours} à l’école {object}",
    "directory.support.granted": "a accordé l’assistance à {subject}, pour {hours} {object}",
    "directory.support.refused": "a refusé l’assistance demandée par {subject} {object}",
    "directory.support.ended": "a terminé l’assistance {of_subject} {object}",
    "directory.support.list_opened": "a ouvert la liste des personnes de l’école, pour une assistance {object}",
    "directory.support.person_opened": "a ouvert la ligne {of_subject}, pour une assistance {object}",
    "directory.person.merged": "a réuni la fiche {of_subject} à celle {of_object}",
    "directory.person.parted": "a séparé la fiche {of_subject} de celle {of_object}",
    "directory.person.told_apart": "a dit que {subject} et {object} ne sont pas la même personne",
    "directory.animal.chosen": _("a choisi son animal"),
    "directory.family.opened": "a ouvert les familles pour lesquelles la direction de l’école ne peut pas agir",
    "directory.group.created": "a créé le groupe {object}",
    "directory.group.renamed": "a renommé le groupe {object}",
    "directory.group.filled": "a changé les membres du groupe {object} ({came} de plus, {left} de moins)",
    "directory.group.closed": "a clos le groupe {object}",
    "directory.service.opened": "a ouvert le service {object}",
    "directory.service.closed": "a fermé le service {object} à l’école",
    "directory.service.enrolled": "a changé les inscriptions au service {object} ({came} de plus, {left} de moins)",
    "directory.guardianship.changed": "a changé la situation {of_subject}\N{NO-BREAK SPACE}: {after}",
    "directory.guardianship.given_back": "a rendu à {subject} la situation d’avant\N{NO-BREAK SPACE}: {after}",
    "directory.restriction.set": "a posé une restriction sur {subject}\N{NO-BREAK SPACE}: {level}",
    "directory.restriction.changed": "a changé la restriction {of_subject}\N{NO-BREAK SPACE}: {level}",
    "directory.restriction.end_confirmed": "a confirmé la fin de la restriction {of_subject}",
    "directory.restriction.lifted": "a levé la restriction {of_subject}",
    "directory.restriction.reason_read": "a lu le motif de la restriction {of_subject}",
    "directory.consent.recorded": "a noté la réponse {of_subject} pour {object}, sur papier ({use}, {decision})",
    "directory.consent.given": _("a répondu pour {object}\N{NO-BREAK SPACE}: {decision} ({use})"),
    "directory.settings.changed": "a changé les réglages de l’école",
    "directory.day_off.added": "a ajouté {days:jour} sans école",
    "directory.day_off.removed": "a retiré des jours sans école",
    "directory.holidays.loaded": "a chargé des vacances scolaires ({came} de plus, {left} de moins)",
    "directory.school.opened": "a créé l’école {object}",
    "directory.entitlement.granted": "a ouvert l’école {object} jusqu’au {until}",
    "directory.entitlement.moved": "a changé jusqu’à quand l’école {object} est ouverte, {until}",
    "directory.year.prepared": "a préparé l’année suivante ({classes:classe})",
    "directory.year.told": "a repris les classes données pour l’année suivante ({moved:élève déplacé,élèves déplacés})",
    "directory.year.abandoned": "a abandonné la préparation de l’année suivante",
    "directory.year.scheduled": "a choisi le jour du changement d’année",
    "directory.year.pupils_placed": "a placé {count:élève} pour l’année suivante",
    "directory.year.class_added": "a prévu une classe de plus pour l’année suivante",
    "directory.year.class_changed": "a modifié une classe prévue pour l’année suivante",
    "directory.year.class_split": "a partagé une classe prévue pour l’année suivante ({count:élève})",
    "directory.year.class_dropped": "a retiré une classe prévue pour l’année suivante ({count:élève} à placer)",
    "directory.year.adults_set": "a choisi les enseignants d’une classe prévue pour l’année suivante",
    "directory.year.switched": (
        "a fait passer l’école à l’année suivante ({placed:élève placé,élèves placés}, {left:parti})"
    ),
    "directory.year.undone": "a annulé le changement d’année",
    "directory.years.asked": "a demandé de préparer l’année suivante de {count:école}",
    "directory.years.switched": "a demandé de faire passer {count:école} à l’année suivante",
    "directory.entitlement.ended": "a fermé l’école {object} le {until}",
}

# What a pupil reads of its own acts.
TO_CHILD = {
    "directory.animal.chosen": _("Tu as choisi ton animal."),
}


def _until(value: Any) -> str:
    return day_month_year(date.fromisoformat(value))


def _function(value: Any) -> str:
    """Of an adult of a school, or of an inspection."""
    of_staff = value in StaffFunction.values
    return str(StaffFunction(value).label if of_staff else MandateFunction(value).label)


DETAILS: dict[str, Callable[[Any], str]] = {
    "function": _function,
    "kind": lambda value: str(AttachmentKind(value).label),
    "level": lambda value: str(RestrictionLevel(value).label),
    "after": lambda value: str(GuardianKindChoice(value).label),
    "use": lambda value: str(ConsentUse(value).label),
    "decision": lambda value: str(ConsentDecision(value).label),
    "role": lambda value: str(MandateRole(value).label).lower(),
    "until": _until,
    "hours": lambda value: f"{value}\N{NO-BREAK SPACE}h",
}


def _mandates(actor: Actor, ids: set[int]) -> dict[int, str]:
    """Whose they are, for who keeps them now."""
    rows = Mandate.objects.filter(mandates_kept_by(actor), pk__in=ids).select_related("person")
    return {row.pk: f"pour {row.person.full_name}" for row in rows}


def _supports(actor: Actor, ids: set[int]) -> dict[int, str]:
    """Why, for who may read the request."""
    rows = SupportAccess.objects.filter(supports_visible_to(actor), pk__in=ids)
    return {row.pk: f"(motif\N{NO-BREAK SPACE}: {row.reason})" for row in rows}


def _ties(actor: Actor, ids: set[int]) -> dict[int, str]:
    """To whom, for who keeps them, as long as the name that was written is kept."""
    rows = TieProposal.objects.filter(ties_kept_by(actor), pk__in=ids).exclude(last_name="")
    return {row.pk: f"à {row.full_name}" for row in rows}


OBJECTS = {
    "directory.mandate": _mandates,
    "directory.supportaccess": _supports,
    "directory.tieproposal": _ties,
}
