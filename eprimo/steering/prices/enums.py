"""By what a price of the market is counted, and how the contract counts a year."""

from django.db import models


class Unit(models.TextChoices):
    """Of each, one price; an option has one too."""

    PUPIL = "pupil", "Compte d’élève"
    SCHOOL = "school", "École, selon sa taille"
    CLASS = "class", "Classe"
    MEMBER = "member", "Membre (forfait)"


class Begins(models.TextChoices):
    """From when the first year of an order is owed."""

    ORDER = "order", "Le jour où le bon est envoyé"
    SCHOOL_YEAR = "school", "Le 1er septembre de l’année scolaire où il est envoyé"
    ENTRY = "entry", "Le début de l’année du marché, quel que soit le jour"


class Part(models.TextChoices):
    """What of a year that is begun is owed."""

    DAY = "day", "Au jour près"
    MONTH = "month", "Au mois, un mois commencé est dû"
    YEAR = "year", "L’année entière, dès qu’elle est commencée"


class Bands(models.TextChoices):
    """What a complement owes where the school comes to another size."""

    AT_ONCE = "now", "La tranche du total, dès les comptes ajoutés"
    NEXT_YEAR = "next", "La tranche du total, à partir de l’année suivante du marché"
    FIRST = "first", "La tranche du premier bon, jusqu’à la fin de la période"


class Rounding(models.TextChoices):
    """Of each line, to the cent."""

    NEAREST = "near", "Au centime le plus proche"
    DOWN = "down", "Au centime inférieur"
