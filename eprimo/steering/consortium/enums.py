"""The words of the purchasing group."""

from django.db import models


class MemberKind(models.TextChoices):
    """Who may join [C preamble, 2]; what follows from each is in `kinds.py`."""

    RECTORAT = "rectorat", "Rectorat"
    COMMUNE = "commune", "Commune"
    COMMUNITY = "community", "Communauté de communes"
    EPCI = "epci", "Autre EPCI"
    SYNDICAT = "syndicat", "Syndicat mixte"
    PUBLIC = "public", "Autre établissement public"
    PRIVATE = "private", "École privée sous contrat (OGEC)"


class Contract(models.TextChoices):
    """Of a private school with the State. Without one it cannot join [C preamble]."""

    SIMPLE = "simple", "Contrat simple"
    ASSOCIATION = "association", "Contrat d’association"


class Mode(models.TextChoices):
    """Who acts for a member [C 2]: exactly one at a date."""

    ALONE = "alone", "Se représente seul"
    BODY = "body", "Par un prestataire de gestion"


# Members whose schools lie on the territory of an EPCI.
OF_EPCI = frozenset({MemberKind.COMMUNITY, MemberKind.EPCI})


class PaperKind(models.TextChoices):
    """What the group prepares for a member to sign or send, in the order in which it is used."""

    DELIBERATION = "deliberation", "Délibération"
    CONVENTION = "convention", "Convention"
    NEEDS = "needs", "Annexe 2"
    LETTER = "letter", "Lettre d’envoi"
    ORDER = "order", "Modèle de bon de commande"


class PaperFormat(models.TextChoices):
    PDF = "pdf", "PDF"
    DOCX = "docx", "DOCX"
