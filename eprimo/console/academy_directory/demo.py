"""A delivery of the academic directory waits to be read over, in the demo."""

from eprimo.foundation.content.samples import Stop

_NBSP = "\N{NO-BREAK SPACE}"

STOPS = (
    Stop(
        title="L’annuaire de l’académie",
        words=(
            f"Le rectorat envoie une livraison{_NBSP}: elle est lue à part, comparée, et dit ce qu’elle changerait, "
            "école par école. Rien ne s’applique avant qu’il l’ait relue."
        ),
        face="academy", page="academy_directory:index",
    ),
)  # fmt: skip
