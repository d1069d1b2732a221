"""What the news say in the demo."""

from eprimo.foundation.content.kinds import To
from eprimo.foundation.content.samples import Sample

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
            pupils=True,
            facts={"headline": False},
        ),
        Sample(
            title="Marché de Noël de l’école",
            text=f"Les objets fabriqués en classe seront vendus dans la cour. Venez nombreux{_NBSP}!",
            days_ago=2,
            shown_for=21,
            pupils=True,
            facts={"headline": True},
        ),
        Sample(
            title="Conseil des maîtres",
            text="L’ordre du jour est affiché en salle des maîtres.",
            to=To.TEAM,
            days_ago=1,
            shown_for=7,
            facts={"headline": False},
        ),
    )
}
