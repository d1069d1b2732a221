"""How long contents are kept, and why."""

from eprimo.foundation.kernel.services import Retention

_YEAR = "l’année scolaire et la suivante"

RETENTION = [
    Retention(
        "content.Resource", ("title", "owner", "draft"), _YEAR, "Chacun retrouve ce qu’il a fait ou reçu."
    ),
    Retention(
        "content.Version", ("body", "author"), _YEAR, "Savoir ce qui était écrit quand une famille a signé."
    ),
]
