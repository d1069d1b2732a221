from django.db import models


class WordState(models.TextChoices):
    """The state of words that a partner proposed to families."""

    WAITS = "waits", "À relire par l’école"
    TAKEN = "taken", "Repris dans un mot de l’école"
    REFUSED = "refused", "Non repris"
