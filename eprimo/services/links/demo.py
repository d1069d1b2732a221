"""The links of the demo."""

from eprimo.foundation.content.kinds import To
from eprimo.foundation.content.samples import Sample, Stop

_LUMNI = {"address": "https://www.lumni.fr/primaire", "picture": "book-open"}
_LIBRARY = {"address": "https://mediatheque.exemple.fr/", "picture": "book-open"}
_ROOMS = {"address": "https://reservation.exemple.fr/gymnase", "picture": "calendar-days"}

SAMPLES = {
    "links": (
        Sample(title="Lumni, les vidéos pour apprendre", days_ago=60, pupils=True, facts=_LUMNI),
        Sample(title="La médiathèque de la commune", days_ago=50, facts=_LIBRARY),
        Sample(title="Réserver le gymnase", to=To.TEAM, days_ago=45, facts=_ROOMS),
    )
}

STOPS = (
    Stop(
        title="Une courte liste de liens", face="teacher", page="links:list",
        words="Les outils de l’État d’abord, puis ceux que la direction a choisis, pour l’équipe ou pour tous.",
    ),
)  # fmt: skip
