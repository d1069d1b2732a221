"""How long what opens the door of a class is kept, and why."""

from eprimo.foundation.kernel.services import Retention

RETENTION = [
    Retention(
        "classroom.ClassDevice",
        ("label", "paired_by"),
        "le jour même",
        "Savoir quels appareils la classe utilise.",
    ),
    Retention(
        "classroom.ClassSession", ("session",), "jusqu’à la fin de la session", "Rester dans son espace."
    ),
    Retention(
        "classroom.PicturePassword",
        ("pictures", "tries"),
        "3 mois après le dernier droit",
        "Laisser entrer un enfant qui ne lit pas encore.",
    ),
    Retention(
        "classroom.Badge",
        ("hash", "used_at"),
        "la fin de l’année scolaire",
        "Laisser entrer un enfant qui ne lit pas encore.",
    ),
]
