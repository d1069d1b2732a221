"""What is said to who gives work, and never stops anybody."""

import re
from datetime import date

from eprimo.foundation.kernel.text import fold
from eprimo.services.homework.enums import Subject, Work
from eprimo.ui import french
from eprimo.ui.plurals import counted

# More lines than that for one evening are counted aloud.
MANY = 4
# Signs of written work: « recopier », « exercice écrit », « écrire »…
_WRITTEN = re.compile(r"\b(recopi\w+|copier|ecri(?:re|s|ture|t|te|ts|tes)|rediger|redaction|exercices?)\b")


def is_written(verb: str, text: str) -> bool:
    return verb != Work.CLASS and bool(_WRITTEN.search(fold(text)))


WRITTEN = "À l’école primaire, le travail écrit se fait en classe."


def many_words(count: int, day: date) -> str:
    """Return « Cela fait 6 travaux pour jeudi 26 novembre. »; empty: few enough."""
    return (
        f"Cela fait {counted(count, 'travail', 'travaux')} pour {french.weekday_day_month(day)}."
        if count > MANY
        else ""
    )


# What a pasted line begins with, by which its verb and subject are guessed.
_VERBS = (
    (Work.READ, re.compile(r"^(a )?(lire|relire|lecture)\b")),
    (Work.BRING, re.compile(r"^(a )?(apporter|rapporter|amener|prendre)\b")),
    (Work.CLASS, re.compile(r"^(fait|vu) en classe\b")),
    (Work.REVIEW, re.compile(r"^(a )?(revoir|apprendre|reviser|savoir|preparer)\b")),
)
_SUBJECTS = (
    (Subject.MATHS, re.compile(r"\b(maths?|mathematiques?|tables?|calcul|nombres?|problemes?|geometrie)\b")),
    (Subject.SCIENCE, re.compile(r"\b(sciences?|experience|plantes?|animaux)\b")),
    (Subject.WORLD, re.compile(r"\b(histoire|geographie|geo|monde|frise|cartes?)\b")),
    (Subject.LANGUAGE, re.compile(r"\b(anglais|english|allemand|espagnol|breton)\b")),
    (Subject.ARTS, re.compile(r"\b(arts?|musique|chant|chanson|peinture|dessin)\b")),
    (Subject.SPORT, re.compile(r"\b(eps|sport|piscine|maillot|tennis|gymnase|natation)\b")),
    (Subject.TOGETHER, re.compile(r"\b(emc|conseil|vivre ensemble|delegues?)\b")),
)


def guess_line(text: str) -> tuple[Work, Subject]:
    """Guess the work and the subject of a pasted line: shown before it is kept, and changed where it is wrong."""
    folded = fold(text)
    verb = next((verb for verb, sign in _VERBS if sign.search(folded)), Work.REVIEW)
    subject = next((subject for subject, sign in _SUBJECTS if sign.search(folded)), Subject.FRENCH)
    return verb, subject


_LEAD = re.compile(r"^(?:à|a)?\s*(?:lire|revoir|apporter)\s*:?\s+|^fait en classe\s*:?\s*", re.IGNORECASE)
_MARK = re.compile(r"^[-•*–\d.)\s]+(?=\D)")


def split_pasted(text: str) -> list[str]:
    """The lines of what was pasted, without their bullets."""
    return [line for one in text.splitlines() if (line := _MARK.sub("", one).strip())]


def without_verb(text: str, verb: Work) -> str:
    """Return a text without its verb: « À lire la page 12 » under « À lire » is « la page 12 »."""
    bare = _LEAD.sub("", text).strip()
    return bare if bare and verb in {Work.READ, Work.REVIEW, Work.BRING, Work.CLASS} else text
