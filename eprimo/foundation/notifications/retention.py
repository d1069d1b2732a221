"""How long notices are kept, and why."""

from eprimo.foundation.kernel.services import Retention

RETENTION = [
    Retention(
        "notifications.Notice", ("recipient", "child"), "l’année scolaire", "Retrouver ce qui est à faire."
    ),
]
