"""What a price of the market is counted by."""

from django.db import models


class Unit(models.TextChoices):
    """Of each, one price; an option has one too."""

    PUPIL = "pupil", "Compte d’élève"
    SCHOOL = "school", "École, selon sa taille"
    CLASS = "class", "Classe"
    MEMBER = "member", "Membre (forfait)"
