from django.db import models


class Sort(models.TextChoices):
    """The sort of a date. They are never shown in one shape: one goes there, one acts before, one stays at home, one
    works for that day."""

    EVENT = "event"
    DEADLINE = "deadline"
    CLOSURE = "closure"
    # What is to be done at home for that day.
    WORK = "work"


class ClosureDecision(models.TextChoices):
    """The decision on a date on which the school is shut, by who directs it; without one, it falls away."""

    STANDS = "stands"
    FALLS = "falls"


class MarkState(models.TextChoices):
    """A fact about a date for one child."""

    # What is to be brought is in the bag.
    PACKED = "packed"
    # It was, and was taken out again: an older tick that arrives later does not put it back.
    OUT = "out"
    # What was to be done at home is done; or was said to be, and is not.
    DONE = "done"
    UNDONE = "undone"


class Verb(models.TextChoices):
    """The act that is to be done before a deadline, or at home for a day."""

    SIGN = "sign"
    ANSWER = "answer"
    READ = "read"
    REVIEW = "review"
    BRING = "bring"


# Of a deadline; the others are of work at home.
BEFORE = frozenset({Verb.SIGN, Verb.ANSWER})
