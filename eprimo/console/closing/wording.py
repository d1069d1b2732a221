"""The words of the notes that tell a closure and its end. Each sentence stands in the phrasebook, so that families
read it in their own language."""

from datetime import date

from eprimo.console.closing.enums import WHAT, Why
from eprimo.foundation.content.enums import What
from eprimo.ui.french import weekday_day_month

CLASS_SHUT = "Classe fermée"
_HELLO = "Chers parents,"
_SHUT = "L’école sera fermée ce jour-là."
_NO_CLASS = "La classe n’aura pas lieu ce jour-là."
_WHY = {
    Why.STRIKE: "En raison d’un mouvement de grève, la classe n’aura pas lieu.",
    Why.SNOW: "En raison de la neige, les cars ne roulent pas.",
}
_CARE = "Un accueil peut être ouvert par la mairie\N{NO-BREAK SPACE}: renseignez-vous auprès d’elle."
_NO_MEALS = "Il n’y aura pas de cantine."


def what_of(why: Why, *, whole: bool) -> str:
    """Of one class that is shut for another reason the note says no more than its title: « École fermée » would be
    wrong."""
    what = WHAT[why]
    return "" if what == What.CLOSED and not whole else what.value


def title_of(why: Why, *, whole: bool) -> str:
    return str(What(what).label) if (what := what_of(why, whole=whole)) else CLASS_SHUT


def text_of(why: Why, *, whole: bool, care: bool, no_meals: bool, words: str) -> str:
    """The text of the note, in light markup."""
    sentences = [
        _WHY.get(why, ""),
        "" if why == Why.STRIKE else _SHUT if whole else _NO_CLASS,
        _CARE if care else "",
        _NO_MEALS if no_meals else "",
    ]
    return "\n\n".join(filter(None, [_HELLO, " ".join(filter(None, sentences)), words.strip()]))


def reopened_title(first: date, *, whole: bool) -> str:
    return "L’école est ouverte" if whole else f"La classe a lieu le {weekday_day_month(first)}"


def reopened_text(first: date, *, whole: bool) -> str:
    day = weekday_day_month(first)
    sentence = f"L’école est ouverte le {day}." if whole else f"La classe a lieu le {day}."
    return f"{_HELLO}\n\n{sentence}"
