from django.db import models

from eprimo.foundation.content.enums import What


class Why(models.TextChoices):
    """Why a school, or a class, is shut."""

    STRIKE = "strike", "Grève"
    SNOW = "snow", "Neige, intempéries"
    ABSENCE = "absence", "Enseignant absent, non remplacé"
    OTHER = "other", "Autre raison"


# What the note is about, which each family reads in its own language.
WHAT = {Why.STRIKE: What.STRIKE, Why.SNOW: What.CLOSED, Why.ABSENCE: What.ABSENCE, Why.OTHER: What.CLOSED}
WHY_ICONS = {
    Why.STRIKE: "megaphone", Why.SNOW: "triangle-alert", Why.ABSENCE: "user-round", Why.OTHER: "ellipsis",
}  # fmt: skip
