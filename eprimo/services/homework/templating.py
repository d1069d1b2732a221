"""What the pages of homework call."""

from datetime import date

from eprimo.services.homework.enums import Subject, Work
from eprimo.services.homework.hints import many_words


def subject_words(subject: str) -> str:
    """Return « Français », in the reader's language."""
    return str(Subject(subject).label)


def verb_words(verb: str) -> str:
    """Return « À lire », in the reader's language."""
    return str(Work(verb).label)


def many_for(count: int, day: date) -> str:
    """Return « Cela fait 6 travaux pour jeudi 26 novembre. », where that is many."""
    return many_words(count, day)


def level_tone(level: str, known: list[str]) -> str:
    """Return the colour of a level, in a class of several."""
    return "ab"[known.index(level) % 2] if level in known else "t"


FILTERS = {
    "homework_subject": subject_words, "homework_verb": verb_words, "homework_many": many_for,
    "homework_level": level_tone,
}  # fmt: skip
