"""How the gaps of the convention's text may be read (`gaps.py` says what each is about), and what a letter is worth."""

from django.db import models


class MandateFrom(models.TextChoices):
    """Since when the coordinator acts for a member that signed."""

    SIGNATURE = "signature", "Dès la signature de la convention"
    EFFECT = "effect", "À l’entrée en vigueur seulement"


class EndReading(models.TextChoices):
    """Which day is the last of a period that « ends on the 19th »."""

    OPEN = "open", "À décider"
    BEFORE = "before", "La veille du jour écrit"
    NAMED = "named", "Le jour écrit lui-même"


class LetterDay(models.TextChoices):
    """Which day of a letter decides."""

    POSTED = "posted", "Le jour où elle est postée"
    RECEIVED = "received", "Le jour où elle est reçue"


class PriceUnit(models.TextChoices):
    """What a price of the BPU is multiplied by."""

    PUPIL = "pupil", "Le compte d’un élève"
    USER = "user", "Le compte de toute personne"


class InvoicesTo(models.TextChoices):
    """Who receives the invoices of a member for whom a managing body acts."""

    MEMBER = "member", "Le membre lui-même"
    BODY = "body", "Le prestataire de gestion qui le représente"


class Outcome(models.TextChoices):
    """What becomes of a letter that says « we leave »; without one it is prepared only."""

    ACCEPTED = "accepted", "Accepté"
    TOO_EARLY = "early", "Trop tôt"
    # The day that the text leaves open: the rectorat decides.
    UNDECIDED = "undecided", "À arbitrer"
    REFUSED = "refused", "Refusé"
