"""How long the figures of schools are kept, and why."""

from datetime import timedelta

from eprimo.foundation.kernel.retention_rules import EVERYBODY, After, Processing, Retention

FIGURES = Processing(
    key="figures",
    name="Chiffres des écoles",
    purpose="Suivre l’ouverture des écoles, sans nom.",
    people=EVERYBODY,
    recipients=("La direction de l’école", "L’inspection et l’académie\u00a0: leur territoire"),
    measures=("Ce sont des nombres\u00a0; ceux sous 5 ne sont pas montrés.",),
    order=90,
)

RETENTION = [
    Retention(
        "statistics.SchoolFigures",
        ("pupils", "families", "guardians", "adults"),
        "400 jours",
        "Comparer une rentrée à la précédente. Ce sont des nombres, et ceux sous 5 ne sont pas montrés.",
        of=FIGURES,
        ends=(After("day", timedelta(days=400)),),
    )
]
