from django.db import models


class Sort(models.TextChoices):
    """What a date is. The three are never shown in one shape: one goes there, one acts before, one stays at home."""

    EVENT = "event"
    DEADLINE = "deadline"
    CLOSURE = "closure"


class MarkState(models.TextChoices):
    """A fact about a date for one child."""

    # What is to be brought is in the bag.
    PACKED = "packed"
    # It was, and was taken out again: an older tick that arrives later does not put it back.
    OUT = "out"


class Verb(models.TextChoices):
    """What is to be done before a deadline."""

    SIGN = "sign"
    ANSWER = "answer"
