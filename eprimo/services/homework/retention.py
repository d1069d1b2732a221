"""How long homework is kept, and why."""

from django.utils.translation import gettext_noop as _

from eprimo.foundation.kernel.retention_rules import GOES, ByAct, Processing, Retention, Whose, With, nameless

_KEPT = "l’année scolaire et la suivante"

HOMEWORK = Processing(
    key="homework",
    name="Cahier de textes",
    purpose="Dire à chaque enfant et à sa famille ce qu’il y a à faire, et pour quand.",
    people=(Whose.TEAM,),
    recipients=("Les élèves de la classe ou du niveau, leurs responsables et l’équipe de la classe",),
    measures=(
        "Une ligne n’est montrée qu’à la classe, au groupe ou au niveau pour qui elle est.",
        "Les enseignants voient combien d’élèves ont fini, jamais qui.",
        "Qui dirige l’école est montré aux enseignants quand il consulte.",
    ),
    order=42,
)

RETENTION = [
    Retention(
        "homework.HomeworkWeek",
        ("monday",),
        _KEPT,
        "Retrouver le travail d’une semaine.",
        what=_("Semaines de devoirs"),
        of=HOMEWORK,
        ends=(With("resource"),),
    ),
    Retention(
        "homework.Homework",
        ("text", "before", "author"),
        _KEPT,
        "Retrouver ce qu’il y avait à faire, et pour quand.",
        what=_("Devoirs"),
        of=HOMEWORK,
        ends=(With("resource"),),
        persons={"author": nameless()},
    ),
    Retention(
        "homework.HomeworkFile",
        ("label", "text"),
        _("l’année scolaire et la suivante, un jour quand le travail est retiré"),
        "Lire ou entendre ce qui va avec un travail.",
        what=_("Fichiers et voix des devoirs"),
        of=HOMEWORK,
        ends=(With("line"), ByAct("eprimo.services.homework.actions.files.removed_files_collect")),
    ),
    Retention(
        "homework.Consultation",
        ("person", "at"),
        _KEPT,
        "Montrer aux enseignants qui a consulté leur cahier de textes.",
        what=_("Consultations par la direction"),
        of=HOMEWORK,
        ends=(With("resource"),),
        persons={"person": GOES},
    ),
]
