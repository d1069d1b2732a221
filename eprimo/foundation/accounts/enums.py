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
