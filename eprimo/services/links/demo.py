"""The links of the demo."""

from eprimo.foundation.content.kinds import ADULTS, EVERYBODY, Readers, To
from eprimo.foundation.content.samples import Sample, Stop
from eprimo.foundation.kernel.actor import Role

_STAFF = frozenset({Readers.STAFF})
_LUMNI = {"address": "https://www.lumni.fr/primaire", "picture": "book-open"}
_LIBRARY = {"address": "https://mediatheque.exemple.fr/", "picture": "book-open"}
_ROOMS = {"address": "https://reservation.exemple.fr/gymnase", "picture": "calendar-days"}
_VIDEO = {"address": "https://visio-agents.education.fr/", "picture": "camera"}
_APPLICATIONS = {"address": "https://portail.apps.education.fr/", "picture": "link"}
_AT_HOME = {"address": "https://www.cned.fr/maclassealamaison", "picture": "book-open"}

SAMPLES = {
    "links": (
        Sample(title="La médiathèque de la commune", days_ago=70, facts=_LIBRARY),
        Sample(title="Lumni, les vidéos pour apprendre", days_ago=60, readers=EVERYBODY, facts=_LUMNI),
        Sample(title="Réserver le gymnase", readers=_STAFF, days_ago=45, facts=_ROOMS),
        Sample(
            title="Se réunir en vidéo (Visio-agents)",
            to=To.TERRITORY,
            by=Role.ACADEMY,
            readers=_STAFF,
            days_ago=66,
            facts=_VIDEO,
        ),
        Sample(
            title="Les applications du ministère\u00a0: vidéos, partage de fichiers, forum",
            to=To.TERRITORY,
            by=Role.ACADEMY,
            readers=_STAFF,
            days_ago=65,
            facts=_APPLICATIONS,
        ),
        Sample(
            title="Ma classe à la maison",
            to=To.TERRITORY,
            by=Role.ACADEMY,
            readers=ADULTS,
            days_ago=64,
            facts=_AT_HOME,
        ),
    )
}

STOPS = (
    Stop(
        title="Une courte liste de liens", face="teacher", page="links:list",
        words="Ceux de l’académie pour toutes ses écoles, et ceux de la direction, pour l’équipe ou pour tous.",
    ),
    Stop(
        title="Un lien pour toutes les écoles", face="academy", page="links:list",
        words="Le rectorat choisit l’outil vidéo de l’État\u00a0: les équipes le trouvent, pas les familles.",
    ),
)  # fmt: skip
