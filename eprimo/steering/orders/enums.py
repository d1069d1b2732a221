"""The words of orders."""

from django.db import models


class OrderKind(models.TextChoices):
    """One for the first 24 months [C 7.1], what is added to it, and one for the second period."""

    FIRST = "first", "Bon de commande des 24 premiers mois"
    COMPLEMENT = "more", "Bon de commande complémentaire"
    SECOND = "second", "Bon de commande de la deuxième période"


class OrderState(models.TextChoices):
    DRAFT = "draft", "Brouillon"
    PROPOSED = "proposed", "À la signature"
    SENT = "sent", "Envoyé au titulaire"
    ACKNOWLEDGED = "known", "Reçu par le titulaire"
    CANCELLED = "gone", "Annulé"


class OrderWay(models.TextChoices):
    """How an order that was sent binds; empty: sent before this was asked."""

    SIGNED = "signed", "Signé dans e-primo"
    JOINED = "joined", "Signé à la main, fichier joint"


# Those of which a member has one each, and those that it still writes.
MAIN = (OrderKind.FIRST, OrderKind.SECOND)
WRITTEN = (OrderState.DRAFT, OrderState.PROPOSED)
# What binds: the number is given, the contractor reads it.
BINDING = (OrderState.SENT, OrderState.ACKNOWLEDGED)
