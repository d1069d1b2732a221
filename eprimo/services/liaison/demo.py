"""What notes show in the demo: three hours of a day at the Tilleuls, each with its other end."""

from datetime import time

from eprimo.foundation.content.samples import Stop, View

_NBSP = "\N{NO-BREAK SPACE}"

STOPS = (
    Stop(
        title="Un parent lit et répond",
        words=f"Samira ouvre son téléphone avant de partir{_NBSP}: la classe découverte attend sa réponse.",
        at=time(7, 30), face="parent", page="home:home",
        beside=View(
            face="teacher", page="liaison:follow_up", about="Classe découverte de printemps",
            words="l’enseignante a le suivi du mot sous les yeux, et le compte monte tout seul.",
        ),
    ),
    Stop(
        title="La classe écrit aux familles",
        words=f"L’enseignante de CE1 écrit un mot avant l’entrée{_NBSP}: elle choisit le genre, écrit, relit, envoie.",
        at=time(8, 40), face="teacher", page="liaison:new",
        beside=View(
            face="parent", page="home:home",
            words="chez la mère de Léa, le mot arrive sur la page ouverte, une minute après l’envoi.",
        ),
    ),
    Stop(
        title="Le restaurant scolaire répond",
        words=f"L’agente suit le mot du repas de fête{_NBSP}: qui l’a lu, et ce que demandent les familles.",
        at=time(9, 5), face="agent", page="liaison:follow_up", about="Repas de fin d’année",
        beside=View(
            face="parent", page="liaison:note", about="Repas de fin d’année",
            words="la mère de Léa ouvre le mot et pose sa question sous le texte.",
        ),
    ),
)  # fmt: skip
