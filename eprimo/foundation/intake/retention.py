"""How long deliveries of files are kept, and why."""

from eprimo.foundation.kernel.services import Retention

RETENTION = [
    Retention("intake.OndeDelivery", ("report", "made_by"), "un an", "Expliquer ce qu’un import a changé."),
    Retention(
        "intake.DeliveryFile",
        ("content",),
        "jusqu’à l’application ou l’abandon, un jour au plus",
        "Appliquer après vérification.",
    ),
]
