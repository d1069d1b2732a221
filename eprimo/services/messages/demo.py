"""What exchanges show in the demo: an hour of the day at the Tilleuls, with its other end."""

from datetime import time

from eprimo.foundation.content.samples import Stop, View

_NBSP = "\N{NO-BREAK SPACE}"

STOPS = (
    Stop(
        title="La maîtresse répond à une famille",
        words=f"La mère de Léa a écrit ce matin{_NBSP}: l’enseignante lui répond, et peut se reprendre dix secondes.",
        at=time(16, 45), face="teacher", page="messages:list",
        beside=View(
            face="parent", page="messages:list",
            words=f"chez la mère de Léa, la réponse arrive{_NBSP}; le père de Léa n’en lit rien.",
        ),
    ),
)  # fmt: skip
