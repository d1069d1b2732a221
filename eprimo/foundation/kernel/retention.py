"""How long the kernel keeps its traces, and why."""

from eprimo.foundation.kernel.services import Retention

RETENTION = [
    Retention(
        "kernel.AuditLine",
        ("person_id", "subject_id"),
        "12 mois",
        "Recommandation de la CNIL sur la journalisation.",
    ),
    Retention(
        "kernel.OutboxEvent", ("payload",), "7 jours après son traitement", "Reprendre ce qui a échoué."
    ),
]
