"""How long notices are kept, and why."""

from eprimo.foundation.kernel.services import Retention

RETENTION = [
    Retention(
        "notifications.Notice",
        ("recipient", "child", "state"),
        "l’année scolaire",
        "Dire à chacun ce qui est à faire ou à lire.",
    )
]
