"""How long the liaison book keeps what it holds, and why."""

from datetime import timedelta

from django.utils.translation import gettext_noop as _

from eprimo.foundation.kernel.retention_rules import (
    GOES,
    After,
    LastRight,
    Processing,
    Retention,
    Whose,
    With,
    nameless,
)

_YEAR = "l’année scolaire et la suivante"
_FACTS = "aussi longtemps que leur mot"
_WORDS = "aussi longtemps que leur mot, et pas plus que la famille"

LIAISON = Processing(
    key="liaison",
    name="Carnet de liaison",
    purpose="Écrire aux familles, et garder la preuve de ce qui a été lu, signé et répondu.",
    people=(Whose.PUPILS, Whose.GUARDIANS, Whose.TEAM, Whose.AGENTS),
    recipients=(
        "Les responsables de l’enfant",
        "Les enseignants de la classe et la direction",
        "L’agent du service, pour ses propres mots",
    ),
    measures=(
        "Chaque responsable voit ce qui concerne son enfant, jamais ce que l’autre a répondu.",
        "Une décision de justice enregistrée par la direction s’applique à l’instant.",
    ),
    order=30,
)
_PILE = timedelta(days=1)

RETENTION = [
    Retention(
        "liaison.Note",
        ("summary", "questions", "place", "bring", "urgent_reason"),
        _YEAR,
        "Les familles et l’école retrouvent ce qui a été écrit.",
        what=_("Mots du carnet de liaison"),
        of=LIAISON,
        ends=(With("resource"),),
    ),
    Retention(
        "liaison.NoteTemplate",
        ("title", "body", "questions", "place", "bring", "owner"),
        "jusqu’à ce que l’école, ou la personne, l’enlève",
        "Écrire plus vite les mots qui reviennent chaque année.",
        what=_("Modèles de mots"),
        of=LIAISON,
        ends=(LastRight(),),
        persons={"owner": GOES},
        people=(Whose.TEAM,),
    ),
    Retention(
        "liaison.Recipient",
        ("child", "outcome"),
        _YEAR,
        "Savoir à quels enfants un mot est parti.",
        what=_("Enfants à qui un mot est adressé"),
        of=LIAISON,
        ends=(With("note"),),
        persons={"child": nameless()},
    ),
    Retention(
        "liaison.Owed",
        ("read_at", "signed_at", "answers", "comment", "recorded_by"),
        _FACTS,
        "Garder la preuve de ce qui a été lu, signé et répondu.",
        what=_("Lectures, signatures et réponses"),
        of=LIAISON,
        ends=(With("note"),),
        persons={
            "guardian": nameless("comment"),
            "child": nameless("comment"),
            "recorded_by": nameless(),
        },
    ),
    Retention(
        "liaison.Slip",
        ("child", "signers", "printed_by"),
        _WORDS,
        "Reconnaître un coupon rendu, et mener au mot qui le vise.",
        what=_("Coupons en papier"),
        of=LIAISON,
        ends=(With("note"),),
        persons={"child": GOES, "printed_by": nameless()},
    ),
    Retention(
        "liaison.Pile",
        ("made_by",),
        "un jour au plus pour ce qu’elle montre, 3 mois pour qui l’a envoyée",
        "Noter les coupons rendus\u00a0: les photos sont effacées dès qu’elles sont lues.",
        what=_("Piles de coupons à lire"),
        of=LIAISON,
        ends=(After("made_at", timedelta(days=90)),),
        persons={"made_by": GOES},
    ),
    Retention(
        "liaison.PilePhoto",
        ("content", "thumbnail"),
        "jusqu’à la lecture\u00a0; une vignette, un jour au plus",
        "Lire les coupons et retrouver une photo à refaire.",
        what=_("Photos de coupons"),
        of=LIAISON,
        ends=(With("pile"), After("pile__made_at", _PILE)),
    ),
    Retention(
        "liaison.PileSlip",
        ("slip", "picture", "marks", "recorded_for"),
        "un jour au plus",
        "Vérifier d’un coup d’œil ce qui a été lu, et revenir en arrière.",
        what=_("Coupons lus sur une photo"),
        of=LIAISON,
        ends=(With("photo"), After("pile__made_at", _PILE)),
    ),
]
