from django.db import models
from django.utils.translation import gettext_lazy as _


class Matter(models.TextChoices):
    """The matter of a conversation about a child, when it is about no thing. An absence is told elsewhere."""

    HEALTH = "health", _("Santé")
    LEAVING = "leaving", _("Sortie de l’école")
    WORK = "work", _("Travail")
    OTHER = "other", _("Autre")


class MessageState(models.TextChoices):
    """The state of a message."""

    SENT = "sent", "Envoyé"
    # Taken back by its author before anybody of the other side read it: its place is told, its words are gone.
    RECALLED = "recalled", "Retiré"
    # Not delivered: its author alone reads it, until somebody lets it go.
    HELD = "held", "Retenu"
