"""How long the kernel keeps its traces, and why."""

from datetime import timedelta

from eprimo.foundation.kernel.retention_rules import EVERYBODY, After, Basis, ByAct, Processing, Retention

TRACES = Processing(
    key="traces",
    name="Journal des actions et sécurité",
    purpose="Savoir qui a fait quoi, et empêcher ce qui ne doit pas se faire.",
    people=EVERYBODY,
    recipients=("La direction\u00a0: celui de son école", "Chacun\u00a0: ses propres actions"),
    basis=Basis.LAW,
    measures=(
        "Le journal ne contient ni nom ni texte\u00a0: des numéros, des codes, des nombres.",
        "Il est scellé ligne à ligne\u00a0; l’application ne peut ni le changer ni l’effacer.",
    ),
    order=80,
)

RETENTION = [
    Retention(
        "kernel.AuditLine",
        ("person_id", "subject_id"),
        "12 mois",
        "Recommandation de la CNIL sur la journalisation.",
        of=TRACES,
        ends=(ByAct("eprimo.foundation.kernel.audit_purge.audit_purge", owner=True),),
    ),
    Retention(
        "kernel.OutboxEvent",
        ("payload",),
        "7 jours après son traitement, 90 jours si elle n’a pas pu se faire",
        "Reprendre ce qui a échoué.",
        of=TRACES,
        ends=(
            After("done_at", timedelta(days=7), only={"state": "done"}),
            After("created_at", timedelta(days=90), only={"state": "isolated"}),
        ),
    ),
    Retention(
        "kernel.Throttle",
        ("key",),
        "un jour",
        "Compter les essais de qui devine un mot de passe.",
        of=TRACES,
        ends=(After("updated_at", timedelta(days=1)),),
    ),
]
