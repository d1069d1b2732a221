from django.db import models


class Sort(models.TextChoices):
    """What a date is. The three are never shown in one shape: one goes there, one acts before, one stays at home."""

    EVENT = "event"
    DEADLINE = "deadline"
    CLOSURE = "closure"


class Verb(models.TextChoices):
    """What is to be done before a deadline."""

    SIGN = "sign"
    ANSWER = "answer"
