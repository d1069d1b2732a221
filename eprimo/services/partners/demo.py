"""Interventions of the demo: who comes, when and where."""

from datetime import time

from eprimo.foundation.content.enums import What
from eprimo.foundation.content.kinds import EVERYBODY, To
from eprimo.foundation.content.samples import Sample, Stop

_NBSP = "\N{NO-BREAK SPACE}"

SAMPLES = {
    "interventions": (
        Sample(
            title="Découverte du judo avec le club",
            text="Deux éducateurs du club accompagnent la classe. Les familles peuvent venir voir la dernière séance.",
            to=To.CLASS,
            readers=EVERYBODY,
            days_ago=6,
            facts={
                "what": What.SPORT, "starts_at": time(14), "ends_at": time(15), "place": "Dojo municipal",
                "bring": ["Un survêtement", "Une gourde"],
            },
            days={"event_on": 11},
        ),
    )
}  # fmt: skip

STOPS = (
    Stop(
        title="Faire venir un intervenant", face="teacher", page="interventions:list",
        words=f"Un jour, une heure, un lieu, ce qu’il faut{_NBSP}: les familles, la classe et l’intervenant l’ont dans "
        "leur agenda.",
    ),
    Stop(
        title="Intervenir dans une école", face="partner", page="home:home",
        words=f"Vos interventions, et pendant l’heure les prénoms de qui est là{_NBSP}: rien avant, rien après.",
    ),
)  # fmt: skip
