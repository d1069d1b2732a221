"""How long contents are kept, and why."""

from eprimo.foundation.kernel.services import Retention

RETENTION = [
    Retention(
        "content.Resource", ("title", "owner"), "l’année scolaire et la suivante", "Archives de la classe."
    ),
    Retention(
        "content.Version",
        ("title", "body", "author"),
        "autant que la ressource",
        "Savoir ce qui a été lu et signé.",
    ),
]
