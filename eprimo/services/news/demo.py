"""What the news say in the demo."""

from datetime import time

from eprimo.foundation.content.enums import What
from eprimo.foundation.content.kinds import EVERYBODY, Readers, To
from eprimo.foundation.content.samples import Sample, Stop
from eprimo.foundation.kernel.actor import Role

_NBSP = "\N{NO-BREAK SPACE}"

SAMPLES = {
    "news": (
        Sample(
            title="Les élections des représentants de parents",
            text="Merci aux familles qui ont voté. Les résultats sont affichés à l’entrée de l’école.",
            days_ago=40,
            shown_for=14,
            facts={"headline": False},
        ),
        Sample(
            title="La nouvelle bibliothèque est ouverte",
            text="Chaque classe y va une fois par semaine. Les livres **rentrent à la maison** pour deux semaines.",
            days_ago=9,
            readers=EVERYBODY,
            facts={"headline": False},
        ),
        # As long as a title may be.
        Sample(
            title="Travaux de la cantine pendant les vacances, nouvelle entrée pour toutes les classes, circulation "
            "et stationnement tout autour à partir de la rentrée",
            text="La mairie refait les cuisines.\n\n- l’entrée **change de côté**\n- on ne se gare plus sur place",
            corrected="La mairie refait cuisines et préau.\n\n- l’entrée **change de côté**\n- on ne se gare "
            "plus sur place jusqu’en janvier",
            days_ago=5,
            facts={"headline": False},
        ),
        Sample(
            title="La photo de classe",
            text="Publié dans la mauvaise école.",
            to=To.CLASS,
            days_ago=4,
            withdrawn=True,
            facts={"headline": False},
        ),
        Sample(
            title="Marché de Noël de l’école",
            text=f"Les objets fabriqués en classe seront vendus. Venez nombreux{_NBSP}!",
            days_ago=2,
            shown_for=21,
            readers=EVERYBODY,
            facts={
                "headline": True,
                "what": What.FEAST,
                "starts_at": time(16, 30),
                "ends_at": time(18),
                "place": "Cour de l’école",
            },
            days={"event_on": 20},
        ),
        Sample(
            title="Conseil des maîtres",
            text="L’ordre du jour est affiché en salle des maîtres.",
            to=To.TEAM,
            days_ago=1,
            shown_for=7,
            facts={"headline": False},
        ),
        Sample(
            title="Animations pédagogiques de l’hiver",
            text="Les inscriptions aux animations de lecture et de mathématiques sont ouvertes jusqu’aux vacances.",
            to=To.TERRITORY,
            by=Role.INSPECTOR,
            readers=frozenset({Readers.STAFF}),
            days_ago=3,
            shown_for=30,
            facts={"headline": False},
        ),
    )
}

STOPS = (
    Stop(
        title="Publier une actualité", face="director", page="news:list",
        words=f"Une est à la une, une est corrigée, une retirée{_NBSP}: écrivez, relisez qui la verra, publiez.",
    ),
    Stop(
        title="Écrire aux équipes d’une circonscription", face="inspector", page="news:list",
        words="L’inspection écrit aux équipes de ses écoles, jamais aux familles.",
    ),
    Stop(
        title="Lire les actualités de deux écoles", face="parent", page="news:list",
        words=f"Rien ne sonne. «{_NBSP}Pourquoi je vois ceci{_NBSP}?{_NBSP}» dit par quelle règle, pour quel enfant.",
    ),
)  # fmt: skip
