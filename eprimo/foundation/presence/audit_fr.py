"""What the audit trail says of calls and absences. No reason and no word of a family is kept there."""

from django.utils.translation import gettext_noop as _

SENTENCES = {
    "presence.call.taken": "a fait l’appel d’une classe",
    "presence.class.spread": "a réparti une classe dans d’autres",
    "presence.class.gathered": "a réuni une classe qui était répartie",
    "presence.afternoons.arranged": "a noté les après-midi aménagées de {subject}",
    "presence.afternoons.ended": "a mis fin aux après-midi aménagées de {subject}",
    "presence.little_ones.marked": "a dit qui est en toute petite section dans une classe",
    "presence.hours.changed": "a changé les horaires de l’école",
    "presence.half_day.corrected": "a corrigé la présence de {subject}",
    "presence.register.signed": "a visé le registre d’appel d’un mois",
    "presence.register.opened": "a ouvert un registre d’appel d’une année passée",
    "presence.absence.told": _("a dit que {subject} ne vient pas"),
    "presence.absence.explained": _("a dit pourquoi {subject} n’est pas là"),
    "presence.absence.taken_back": _("a dit que {subject} vient, finalement"),
    "presence.absence.judged": "a examiné le motif d’une absence de {subject}",
    "presence.paper.given": _("a joint un papier à une absence de {subject}"),
    "presence.paper.removed": _("a retiré un papier d’une absence de {subject}"),
    "presence.step.noted": "a noté une étape de l’assiduité de {subject}",
    "presence.step.removed": "a retiré une étape de l’assiduité de {subject}",
    "presence.step.reported": "a signalé les absences de {subject} à la DSDEN",
    "presence.step.opened": "a ouvert le signalement des absences de {subject}",
    "presence.attempt.logged": "a noté un appel à {subject}",
}
