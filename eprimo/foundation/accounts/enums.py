"""States of an account and its codes."""

from django.db import models


class AccountState(models.TextChoices):
    EXPECTED = "expected", "Jamais activé"
    ACTIVE = "active", "Activé"
    SUSPENDED = "suspended", "Suspendu"
    LEAVING = "leaving", "En partance"


class CodePurpose(models.TextChoices):
    ACTIVATION = "activation", "Première entrée"
    RENEWAL = "renewal", "Nouveau mot de passe"
    RECOVERY = "recovery", "Mot de passe oublié"
    EMAIL = "email", "Adresse de secours"


# The codes of sheets: one open at a time. The others are sent by e-mail.
PRINTED = (CodePurpose.ACTIVATION, CodePurpose.RENEWAL)
