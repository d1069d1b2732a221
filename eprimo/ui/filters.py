"""The filters of every template: French dates and plurals, how a field is laid out, the looks of components."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple
from urllib.parse import quote

from django.forms import BoundField
from django.template.defaultfilters import date as formatted
from django.utils import formats, timezone
from django.utils.translation import gettext

from eprimo.ui import french, plurals
from eprimo.ui.fields import kind_of

# What a telephone dials as it is written: no second number behind it, no « (0) ».
_ONE_NUMBER = re.compile(r"\+?[0-9](?:[ .-]?[0-9]){2,14}")
_QUOTED = re.compile(r"(«[^«»]*»|“[^“”]*”)")
BUTTONS = {"main": "", "paper": " btn-2", "link": " btn-3", "danger": " btn-d", "sun": " btn-j"}
TONE_ICONS = {"ok": "check", "in": "eye", "at": "circle", "al": "triangle-alert"}
AVIS_ICONS = {"": "info", "ok": "circle-check", "at": "clock", "al": "triangle-alert"}
# Levels of Django's messages -> tones of a message in the page.
LEVEL_TONES = {"success": "ok", "warning": "at", "error": "al"}


def urlencoded(value: object, safe: str = "/") -> str:
    """A value for the query of an address; these letters stay as they are."""
    return quote(str(value), safe=safe)


def ep_button(kind: str) -> str:
    """The class of a kind of button; an unknown kind is a fault of the template."""
    return BUTTONS[kind]


def ep_tone_icon(tone: str) -> str:
    """The icon of a state; an unknown tone is a fault of the template."""
    return TONE_ICONS[tone]


def ep_avis_icon(tone: str) -> str:
    """The icon of a message in the page."""
    return AVIS_ICONS[tone]


def ep_level_tone(level: str) -> str:
    """The tone of one of Django's messages; empty for information."""
    return LEVEL_TONES.get(level, "")


def ep_get(mapping: Mapping[Any, Any], key: Any) -> Any:
    """The value of a mapping under a key known at render time; empty when there is none."""
    return mapping.get(key, mapping.get(str(key), ""))


def ep_number(value: float) -> str:
    """A number for an attribute, never in the reader's own notation."""
    return str(value)


def ep_kind(field: BoundField) -> str:
    """How a field is laid out: text, check, choices or hidden."""
    return kind_of(field)


def ep_phone(number: str) -> str:
    """« 06 12 34 56 78 »."""
    return french.phone(number)


def ep_dialled(number: str) -> str:
    """What a touch calls: nobody learns ten digits by heart in the yard. Empty: what is no number is only read."""
    return re.sub(r"[ .-]", "", number) if _ONE_NUMBER.fullmatch(number) else ""


def ep_of(name: object) -> str:
    """« de Léa », « d’Alma »; where it is translated, `{% trans of_name=child.first_name|ep_of %}`."""
    return french.of(str(name))


def ep_day(moment: date | datetime | None) -> str:
    """« 24 novembre »."""
    return french.day_month(moment) if moment else ""


def ep_date(moment: date | datetime | None) -> str:
    """« mardi 24 novembre »."""
    return french.weekday_day_month(moment) if moment else ""


def ep_full_date(moment: date | datetime | None) -> str:
    """« 24 novembre 2026 »."""
    return french.day_month_year(moment) if moment else ""


def ep_time(moment: datetime | None) -> str:
    """« 8 h 41 »."""
    return french.clock_time(moment) if moment else ""


def ep_moment(moment: datetime | None) -> str:
    """« mardi 24 novembre, 8 h 41 »."""
    return french.day_and_time(moment) if moment else ""


def ep_short_weekday(moment: date | datetime | None) -> str:
    """« mar. »."""
    return french.short_weekday(moment) if moment else ""


def ep_short_month(moment: date | datetime | None) -> str:
    """« nov. »."""
    return french.short_month(moment) if moment else ""


def ep_local_day(moment: date | datetime) -> date:
    """The calendar day of an instant, in the zone in use."""
    return french.local_day(moment)


def ep_plural(count: float, forms: str = ",s") -> str:
    """`{{ n }} mot{{ n|ep_plural }}`, or `{{ n|ep_plural("cheval,chevaux") }}`: in French the plural starts at 2."""
    singular, _, several = forms.partition(",")
    return several if plurals.plural(count, "", "s") else singular


def ep_euros(amount: Decimal | None) -> str:
    """« 1 234,50 € »."""
    return french.euros(amount) if amount is not None else ""


def ep_decimal(value: Decimal) -> str:
    """« 1,035 », « 20 »: with the decimals that it needs."""
    whole, _, decimals = f"{value:f}".partition(".")
    return whole + (f",{decimals}" if (decimals := decimals.rstrip("0")) else "")


def ep_weight(weight: int) -> str:
    """« 84 ko », « 1,2 Mo »: in the reader's words."""
    kilos = max(1, round(weight / 1024))
    if kilos < 1024:  # noqa: PLR2004 - bytes of a kilobyte
        return gettext("%(n)s ko") % {"n": kilos}
    megas = round(kilos / 1024, 1)
    return gettext("%(n)s Mo") % {"n": formats.number_format(int(megas) if megas == int(megas) else megas)}


def ep_count(count: int, forms: str) -> str:
    """`{{ 3|ep_count("famille") }}` or `"cheval,chevaux"`: « 3 familles »."""
    singular, _, several = forms.partition(",")
    return plurals.counted(count, singular, several)


class Group(NamedTuple):
    """Things that follow each other and have one thing in common."""

    grouper: Any
    list: list[Any]


def ep_groups(things: Iterable[Any], name: str) -> list[Group]:
    """Things that follow each other, by what they have under that name, in their order."""
    return [Group(common, list(these)) for common, these in groupby(things, attrgetter(name))]


def ep_quoted(sentence: str) -> list[tuple[str, bool]]:
    """A sentence of ours in its pieces, each with whether it is words that are quoted."""
    return [(piece, piece[0] in "«“") for piece in _QUOTED.split(sentence) if piece]


def ep_tied_name(text: str) -> str:
    """What is kept with the name of the product, « e-primo », as no line breaks it."""
    return french.tied_name(text)


def date_as(moment: date | datetime | None, form: str) -> str:
    """The parts of a date by Django's letters, for a machine or a column: `{{ born|date("Y-m-d") }}`."""
    local = (
        timezone.localtime(moment) if isinstance(moment, datetime) and timezone.is_aware(moment) else moment
    )
    return formatted(local, form)


# By the names that templates call them.
FILTERS = {
    "urlencode": urlencoded,
    "date": date_as,
} | {
    one.__name__: one
    for one in (
        ep_button, ep_tone_icon, ep_avis_icon, ep_level_tone, ep_get, ep_number, ep_kind, ep_phone, ep_dialled, ep_of,
        ep_day, ep_date, ep_full_date, ep_time, ep_moment, ep_short_weekday, ep_short_month, ep_local_day, ep_plural,
        ep_euros, ep_decimal, ep_weight, ep_count, ep_groups, ep_quoted,
        ep_tied_name,
    )
}  # fmt: skip
