"""How long the traces of erasures, and copies of one's own data, are kept, and why."""

from datetime import timedelta

from eprimo.foundation.kernel.retention_rules import (
    EVERYBODY,
    GOES,
    After,
    Basis,
    ByAct,
    LastRight,
    Processing,
    Retention,
    With,
    nameless,
)

# A backup lives 28 days: the last one that still names somebody erased is gone well before the journal's line.
JOURNAL_KEPT = timedelta(days=120)

RIGHTS = Processing(
    key="rights",
    name="Droits des personnes",
    purpose="Effacer à temps, et tenir ce que chacun a demandé pour ses données.",
    people=EVERYBODY,
    recipients=("La personne elle-même", "La direction de l’école"),
    basis=Basis.LAW,
    measures=("Le journal des effacements ne contient que des numéros et des dates.",),
    order=70,
)

# Long enough to show, when somebody complains, that the answer came in time.
REQUEST_KEPT = timedelta(days=365)
_WRITTEN = ("words", "answer", "extend_reason")

RETENTION = [
    Retention(
        "privacy.ErasedPerson",
        ("person_id", "mark"),
        "120 jours",
        "Effacer de nouveau qui reviendrait avec une sauvegarde plus ancienne.",
        of=RIGHTS,
        ends=(ByAct("eprimo.foundation.privacy.replay.journal_purge"),),
    ),
    Retention(
        "privacy.ContentObjection",
        ("person",),
        "3 mois après le dernier droit",
        "Enlever avec leur auteur les contenus qu’il ne veut pas laisser.",
        of=RIGHTS,
        ends=(LastRight(),),
        persons={"person": GOES},
    ),
    Retention(
        "privacy.PrivacyRequest",
        ("subject", "asked_by", *_WRITTEN),
        "1 an après la réponse\u00a0; sans un mot dès que la personne est effacée",
        "Répondre à ce que chacun demande pour ses données, et pouvoir le montrer.",
        of=RIGHTS,
        ends=(After("closed_at", REQUEST_KEPT),),
        persons={
            "subject": nameless(*_WRITTEN),
            "asked_by": nameless(*_WRITTEN),
            "decided_by": nameless(),
        },
    ),
    Retention(
        "privacy.RequestTelling",
        ("person", "words"),
        "1 an après la réponse\u00a0; effacée avec l’enfant",
        "Entendre les autres responsables avant d’effacer ce qui touche un enfant.",
        of=RIGHTS,
        ends=(With("request"),),
        persons={"person": GOES},
    ),
    Retention(
        "privacy.Export",
        ("subject", "asked_by", "children"),
        "7 jours\u00a0; la copie d’un élève qui part, jusqu’à l’effacement de son compte",
        "Donner à chacun la copie de ses données.",
        of=RIGHTS,
        ends=(After("expires_at"), LastRight()),
        persons={"subject": GOES, "asked_by": GOES},
    ),
    Retention(
        "privacy.ExportPart",
        ("content",),
        "7 jours\u00a0; la copie d’un élève qui part, jusqu’à l’effacement de son compte",
        "Donner à chacun la copie de ses données.",
        of=RIGHTS,
        ends=(With("export"),),
    ),
]
