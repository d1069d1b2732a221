"""A strike is told, in the demo: one act of the direction, and what a child reads of it."""

from eprimo.foundation.content.samples import Stop, View

_NBSP = "\N{NO-BREAK SPACE}"

STOPS = (
    Stop(
        title="L’école ferme un jour",
        words=(
            f"La directrice ferme jeudi en un geste{_NBSP}: quelles demi-journées, pourquoi, pour qui. Le mot se lit "
            "dans la langue de chaque famille, l’équipe, les agents et les partenaires sont prévenus, et l’appel, les "
            "devoirs, les absences et l’agenda le savent. « Rouvrir » défait tout."
        ),
        face="director", page="closing:close",
        beside=View(
            face="little", page="home:home", words="ce qui avait lieu ce jour-là est barré chez l’élève aussi.",
        ),
    ),
)  # fmt: skip
