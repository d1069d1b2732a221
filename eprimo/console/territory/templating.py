"""Filters of the territory's pages."""

from datetime import date, timedelta

from eprimo.steering.statistics.models import Concern
from eprimo.steering.statistics.wording import count_words, spaced

# What can be done about each concern, said to who follows the school.
_ADVICE = {
    Concern.CLOSED: "Sans bon de commande en cours, personne n’y entre\N{NO-BREAK SPACE}; les comptes sont gardés.",
    Concern.ENDING: "La commande finit dans moins de deux mois\N{NO-BREAK SPACE}: la commune peut la prolonger.",
    Concern.EMPTY: "L’école est ouverte, et ses élèves n’ont pas encore été importés d’ONDE.",
    Concern.IMPORT_REFUSED: "La direction voit dans son bureau ce qui est à corriger dans les fichiers.",
    Concern.NO_HEAD: "Personne ne peut y importer, ni y imprimer les fiches\N{NO-BREAK SPACE}: nommez un intérim.",
    Concern.CLASSES_BARE: "Personne n’y écrit aux familles\N{NO-BREAK SPACE}: la direction rattache un enseignant.",
    Concern.PUPILS_BARE: "Leurs familles n’ont aucun mot de la classe\N{NO-BREAK SPACE}: la direction les place.",
    Concern.UNREACHED: "Moins d’une famille sur deux est venue\N{NO-BREAK SPACE}: les fiches ont pu rester à l’école.",
}


def advice(concern: Concern) -> str:
    return _ADVICE[concern]


def monday(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


FILTERS = {"advice": advice, "monday": monday, "at_least": count_words, "spaced": spaced}
