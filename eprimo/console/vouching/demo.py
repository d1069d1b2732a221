"""A telephone is lost at 8:20, in the demo: the strong act that asks, and the way back of who lost it."""

from datetime import time

from eprimo.foundation.content.samples import Stop, View

_NBSP = "\N{NO-BREAK SPACE}"

STOPS = (
    Stop(
        title="Un téléphone est perdu",
        words=(
            "La directrice donne un code à l’enseignante de CE1. Rendre un accès est un acte grave"
            f"{_NBSP}: e‑primo demande d’abord à la directrice une deuxième preuve que c’est elle, et la démonstration "
            "montre le code à taper."
        ),
        at=time(8, 20), face="director", page="vouching:index",
        beside=View(
            face="teacher", page="factors:application",
            words="l’enseignante tape le code qu’on lui dit, puis ajoute son nouveau téléphone.",
        ),
    ),
)  # fmt: skip
