"""Dates and hours as people write them, with the spaces that never break.

French is written by hand, as it is in school; a page, an e-mail or a slip in another language takes the words of CLDR.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal

from babel.dates import format_date
from django.utils import timezone

from eprimo.ui.languages import SOURCE, spoken
from eprimo.ui.plurals import NBSP

NBHYPHEN = "\N{NON-BREAKING HYPHEN}"
# The name of the product, and the same with the hyphen at which no line breaks.
NAME, TIED_NAME = "e-primo", f"e{NBHYPHEN}primo"
# Before « ; : ! ? » and « € », inside the quotes: a line never begins with a sign, whoever wrote the text.
_FRENCH_NUMBER = re.compile(r"0[1-9]\d{8}")
_TIED = re.compile(r" (?=[;:!?»](?:[\s.,)»]|\Z))|(?<=«) |(?<=\d) (?=€)")
_ELIDED = re.compile(r"(?!ou[aeiy])[aeiouœæ]|y[^aeiouy\W]", re.IGNORECASE)
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
SHORT_MONTHS = (
    "janv.",
    "févr.",
    "mars",
    "avr.",
    "mai",
    "juin",
    "juil.",
    "août",
    "sept.",
    "oct.",
    "nov.",
    "déc.",
)


def phone(number: str) -> str:
    """« 06 12 34 56 78 »: French numbers by pairs, others as they were written."""
    digits = number.replace(" ", "").replace(".", "")
    if not _FRENCH_NUMBER.fullmatch(digits):
        return number
    return " ".join(digits[at : at + 2] for at in range(0, len(digits), 2))


def tied(text: str) -> str:
    """The text with the spaces that French does not break, where an author typed ordinary ones."""
    return _TIED.sub(NBSP, text)


def tied_name(text: str) -> str:
    """Words of ours with the name of the product as no line breaks it."""
    return text.replace(NAME, TIED_NAME)


def of(name: str) -> str:
    """« de Léa », « d’Alma », « d’Yves », « de Yanis »; the name alone in other languages.

    « de » before an h and before « oua », « oui »: they may be either, and « de Hugo » is never wrong.
    """
    if not name or spoken() != SOURCE:
        return name
    return f"d’{name}" if _ELIDED.match(unicodedata.normalize("NFD", name)) else f"de {name}"


def local_day(moment: date | datetime) -> date:
    """The calendar day of a date or of an instant, in the zone in use."""
    if isinstance(moment, datetime):
        return (timezone.localtime(moment) if timezone.is_aware(moment) else moment).date()
    return moment


_today: list[Callable[[], date]] = []


def tell_today(today: Callable[[], date]) -> None:
    """How this process knows the present day, which no words are asked for here; None before it is told."""
    _today[:] = [today]


def _year(day: date) -> str:
    """« 2027 » after a day that is not of the present year; nothing after the others."""
    return f"{NBSP}{day.year}" if any(today().year != day.year for today in _today) else ""


def day_month(moment: date | datetime) -> str:
    """« 24 novembre », « 1er décembre »; « 7 janvier 2027 » of another year than the present one."""
    day = local_day(moment)
    return _day_month(day) + _year(day)


def _day_month(day: date) -> str:
    if spoken() != SOURCE:
        return _written(day, f"d{NBSP}MMMM")
    return f"{_number(day)}{NBSP}{MONTHS[day.month - 1]}"


def weekday_day_month(moment: date | datetime) -> str:
    """« mardi 24 novembre »; with the year, when it is not the present one."""
    day = local_day(moment)
    if spoken() != SOURCE:
        return _written(day, f"EEEE d{NBSP}MMMM") + _year(day)
    return f"{DAYS[day.weekday()]} {day_month(day)}"


def day_month_year(moment: date | datetime) -> str:
    """« 24 novembre 2026 »."""
    day = local_day(moment)
    return f"{_day_month(day)}{NBSP}{day.year}"


def month_year(moment: date | datetime) -> str:
    """« novembre 2026 »."""
    day = local_day(moment)
    if spoken() != SOURCE:
        return _written(day, "LLLL y")
    return f"{MONTHS[day.month - 1]}{NBSP}{day.year}"


def school_year(year: int) -> str:
    """« 2026‑2027 », which a narrow screen does not cut in two."""
    return f"{year}{NBHYPHEN}{year + 1}"


def clock_time(moment: datetime | time) -> str:
    """« 8 h 41 », « 8 h » on the hour, in the zone in use."""
    if isinstance(moment, datetime) and timezone.is_aware(moment):
        moment = timezone.localtime(moment)
    if spoken() != SOURCE:
        return f"{moment.hour}:{moment.minute:02}"
    minutes = f"{NBSP}{moment.minute:02}" if moment.minute else ""
    return f"{moment.hour}{NBSP}h{minutes}"


def day_and_time(moment: datetime) -> str:
    """« mardi 24 novembre, 8 h 41 »."""
    comma = "،" if spoken() == "ar" else ","
    return f"{weekday_day_month(moment)}{comma} {clock_time(moment)}"


def short_weekday(moment: date | datetime) -> str:
    """« mar. »."""
    if spoken() != SOURCE:
        return _written(local_day(moment), "EEE")
    return f"{DAYS[local_day(moment).weekday()][:3]}."


def short_month(moment: date | datetime) -> str:
    """« nov. »; « janv. 2027 » of another year than the present one, which a narrow margin may break."""
    day = local_day(moment)
    words = _written(day, "MMM") if spoken() != SOURCE else SHORT_MONTHS[day.month - 1]
    return words + _year(day).replace(NBSP, " ")


def euros(amount: Decimal) -> str:
    """« 1 234,50 € », in cents."""
    whole, _, cents = f"{amount:.2f}".partition(".")
    sign, figures = ("−", whole[1:]) if whole.startswith("-") else ("", whole)
    head = len(figures) % 3
    groups = [figures[:head]] if head else []
    groups += [figures[at : at + 3] for at in range(head, len(figures), 3)]
    return f"{sign}{NBSP.join(groups)},{cents}{NBSP}€"


def _written(day: date, pattern: str) -> str:
    """The day in the language in use. In Arabic with Western figures, which families in France read every day."""
    return format_date(day, pattern, locale=_LOCALES[spoken()])


_LOCALES = {"en": "en_GB", "ar": "ar"}


def _number(day: date) -> str:
    return "1er" if day.day == 1 else str(day.day)
