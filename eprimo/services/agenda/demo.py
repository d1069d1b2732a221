"""Where the tour of the demo stops in the agenda."""

from datetime import time

from eprimo.foundation.content.samples import Stop, View

STOPS = (
    Stop(
        title="L’agenda sur son téléphone",
        words=(
            "Une adresse privée, à donner au calendrier du téléphone\N{NO-BREAK SPACE}: les dates de l’école s’y "
            "mettent d’elles-mêmes, et suivent ce que l’école corrige. Elle se retire d’une touche."
        ),
        at=time(17, 20), face="parent", page="agenda:telephone",
        beside=View(face="parent_two", page="agenda:home", words="chez le père, le même mois, par enfant."),
    ),
)  # fmt: skip
