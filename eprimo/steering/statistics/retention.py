"""How long the figures of schools are kept, and why."""

from eprimo.foundation.kernel.services import Retention

RETENTION = [
    Retention(
        "statistics.SchoolFigures",
        ("pupils", "families", "guardians", "adults"),
        "400 jours",
        "Comparer une rentrée à la précédente. Ce sont des nombres, et ceux sous 5 ne sont pas montrés.",
    )
]
