"""How long what says who was at school is kept: the school year (code de l'éducation, R131-6)."""

from datetime import timedelta

from django.utils.translation import gettext_noop as _

from eprimo.foundation.kernel.retention_rules import (
    GOES,
    After,
    Basis,
    Processing,
    Retention,
    Whose,
    YearOver,
    nameless,
)

_YEAR = "l’année scolaire, et pas plus"

PRESENCE = Processing(
    key="presence",
    name="Appel et absences",
    purpose="Savoir où est chaque enfant, demi-journée par demi-journée, et prévenir sa famille.",
    people=(Whose.PUPILS, Whose.GUARDIANS, Whose.TEAM),
    basis=Basis.LAW,
    recipients=(
        "Ceux qui font l’appel de la classe, et la direction",
        "Les responsables de l’enfant, sauf décision de justice",
    ),
    measures=(
        "Le motif n’est lu que par ceux qui font l’appel, la direction, et qui l’a dit.",
        "Le dossier d’absences est effacé à la fin de l’année scolaire (code de l’éducation, R131-6).",
        "Le registre d’un mois est scellé par la direction.",
        "Celui d’une année passée ne s’ouvre qu’avec un motif, que l’historique garde.",
    ),
    order=32,
)
_ENDS = (YearOver("school_year"),)

RETENTION = [
    Retention(
        "presence.RollCall",
        ("by",),
        _YEAR,
        "Savoir qui a fait l’appel.",
        what=_("Appels des classes"),
        of=PRESENCE,
        ends=_ENDS,
        persons={"by": nameless()},
        people=(Whose.TEAM,),
    ),
    Retention(
        "presence.HalfDay",
        ("child", "state", "arrived_at", "left_at", "left_with", "by"),
        _YEAR,
        "Savoir qui était là, et prévenir la famille d’un enfant qui ne l’est pas.",
        what=_("Présence de chaque enfant"),
        of=PRESENCE,
        ends=_ENDS,
        persons={"child": GOES, "by": nameless()},
    ),
    Retention(
        "presence.Hosting",
        ("child", "host", "by"),
        _YEAR,
        "Savoir avec quelle classe était un enfant dont la classe était répartie.",
        what=_("Enfants accueillis dans une autre classe"),
        of=PRESENCE,
        ends=_ENDS,
        persons={"child": GOES, "by": nameless()},
    ),
    Retention(
        "presence.Arrangement",
        ("child", "first", "last", "weekdays", "decided_on", "by"),
        _YEAR,
        "Ne pas compter les après-midi que l’inspection a aménagées.",
        what=_("Après-midi aménagées en petite section"),
        of=PRESENCE,
        ends=_ENDS,
        persons={"child": GOES, "by": nameless()},
    ),
    Retention(
        "presence.LittleOne",
        ("child", "by"),
        _YEAR,
        "Ne pas compter dans le registre les enfants de toute petite section.",
        what=_("Enfants de toute petite section"),
        of=PRESENCE,
        ends=_ENDS,
        persons={"child": GOES, "by": nameless()},
    ),
    Retention(
        "presence.Absence",
        ("child", "reason", "words", "said_by", "recorded_by", "judged_by"),
        _YEAR,
        "Savoir pourquoi un enfant n’était pas là.",
        what=_("Motifs d’absence"),
        of=PRESENCE,
        ends=_ENDS,
        persons={"child": GOES, "said_by": nameless(), "recorded_by": nameless(), "judged_by": nameless()},
    ),
    Retention(
        "presence.AbsencePaper",
        ("child", "label", "by"),
        _YEAR,
        "Lire le papier qu’une famille donne avec une absence.",
        what=_("Papiers joints à une absence"),
        of=PRESENCE,
        ends=_ENDS,
        persons={"child": GOES, "by": nameless()},
    ),
    Retention(
        "presence.CallAttempt",
        ("adult", "by", "result"),
        _YEAR,
        "Savoir que l’école a téléphoné à la famille.",
        what=_("Appels à la famille d’un enfant absent"),
        of=PRESENCE,
        ends=_ENDS,
        persons={"adult": GOES, "by": nameless()},
    ),
    Retention(
        "presence.Correction",
        ("child", "by", "reason"),
        _YEAR,
        "Garder ce qui a été dit avant et après une correction.",
        what=_("Corrections de l’appel"),
        of=PRESENCE,
        ends=_ENDS,
        persons={"child": GOES, "by": nameless()},
    ),
    Retention(
        "presence.Register",
        ("pdf", "signed_by"),
        _("dix ans"),
        "Prouver la présence de chaque élève, mois par mois (instruction 2005-003).",
        what=_("Registres d’appel signés"),
        of=PRESENCE,
        ends=(After("month", timedelta(days=10 * 366)),),
        persons={"signed_by": nameless()},
        people=(Whose.PUPILS, Whose.TEAM),
        recipients=("La direction de l’école",),
    ),
]
