"""What absences show in the demo: a mother tells before school that her daughter does not come."""

from datetime import time

from eprimo.foundation.content.samples import Stop

STOPS = (
    Stop(
        title="Une mère prévient l’école",
        words=(
            "Trois touches\N{NO-BREAK SPACE}: le jour est déjà choisi, le motif est une image. L’enseignante le voit à "
            "l’appel, et personne n’est réveillé."
        ),
        at=time(7, 40), face="parent", page="attendance:tell",
    ),
)  # fmt: skip
