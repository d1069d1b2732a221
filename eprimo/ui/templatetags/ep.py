"""Tags and filters of every template: icons, avatars, form fields, French dates and plurals."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.forms import BoundField
from django.template.context import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from eprimo.ui import french, pictures
from eprimo.ui.context import Shell, initials
from eprimo.ui.fields import described_by, kind_of

register = template.Library()


@register.simple_tag
def ep_icon(name: str, size: str = "") -> SafeString:
    """A line icon of icons.svg, in the colour of the text; decoration, the word stands beside it."""
    large = " i-l" if size == "l" else ""
    sheet = pictures.address("icons.svg")
    return format_html('<svg class="i{}" aria-hidden="true"><use href="{}#{}"/></svg>', large, sheet, name)


@register.simple_tag
def ep_avatar(
    name: str = "", seed: object = "", animal: str = "", colour: int = 0, size: str = ""
) -> SafeString:
    """A child's animal (`animal`, or one drawn from `seed`) or an adult's initials; the name stands beside it."""
    own_animal, own_colour = pictures.animal_of(seed or name)
    classes = f"ava e-{colour or (own_colour if animal or seed else 8)}"
    if size in {"s", "l"}:
        classes += f" ava-{size}"
    if not (animal or seed):
        return format_html('<span class="{}" aria-hidden="true">{}</span>', classes, initials(name))
    picture = pictures.address(f"emoji/{animal or own_animal}.svg")
    return format_html(
        '<span class="{}"><img src="{}" alt="" width="32" height="32"></span>', classes, picture
    )


@register.simple_tag
def ep_primo(mood: str = "calm") -> SafeString:
    """Primo on the ledge: decoration, the words say it too."""
    file, width, height = pictures.PRIMO[mood]
    source = pictures.address(f"art/{file}")
    return format_html('<img class="perche" src="{}" alt="" width="{}" height="{}">', source, width, height)


@register.simple_tag
def ep_scene(name: str) -> SafeString:
    """The drawing of an empty, done or error state."""
    file, width, height = pictures.SCENES[name]
    bird = SafeString(' class="oiseau"') if name.startswith("primo") else ""
    source = pictures.address(f"art/{file}")
    return format_html('<img{} src="{}" alt="" width="{}" height="{}">', bird, source, width, height)


@register.simple_tag
def ep_attrs(attrs: Mapping[str, Any]) -> SafeString:
    """What a component was given beyond its own attributes, escaped; False and None leave the attribute out."""
    given = _given(attrs)
    alone = format_html_join("", " {}", ((key,) for key, value in given.items() if value is True))
    valued = format_html_join(
        "", ' {}="{}"', ((key, value) for key, value in given.items() if value is not True)
    )
    return alone + valued


@register.simple_tag
def ep_widget(field: BoundField, attrs: Mapping[str, Any]) -> SafeString:
    """The control of a field: dressed, tied to its help and error, with what was typed."""
    given = _given(attrs)
    if kind_of(field) not in {"check", "hidden"}:
        own = field.field.widget.attrs.get("class", "")
        given["class"] = " ".join(filter(None, ("inp", str(given.pop("class", "")), own)))
    if described := described_by(field):
        given["aria-describedby"] = described
    return field.as_widget(attrs=given)


def _given(attrs: Mapping[str, Any]) -> dict[str, Any]:
    """Attributes of a component that it did not declare itself, without those that are off."""
    own = getattr(attrs, "attrs_dict", None)
    given: dict[str, Any] = own() if own else dict(attrs)
    return {key: value for key, value in given.items() if value is not None and value is not False}


@register.simple_tag
def ep_static(path: str) -> str:
    """The address of a static file."""
    return pictures.address(path)


@register.simple_tag
def ep_picture(name: str) -> str:
    """The address of a pupils' picture (`emoji/`)."""
    return pictures.address(f"emoji/{name}.svg")


@register.simple_tag(takes_context=True)
def ep_page_url(context: Context, key: str, mark: str) -> str:
    """The page's own address with one mark of pagination; the other parameters stay."""
    query = context["request"].GET.copy()
    for other in ("after", "before"):
        query.pop(other, None)
    query[key] = mark
    return f"?{query.urlencode()}"


BUTTONS = {"main": "", "paper": " btn-2", "link": " btn-3", "danger": " btn-d", "sun": " btn-j"}
TONE_ICONS = {"ok": "check", "in": "eye", "at": "circle", "al": "triangle-alert"}
AVIS_ICONS = {"": "info", "ok": "circle-check", "at": "clock", "al": "triangle-alert"}
# Levels of Django's messages -> tones of a message in the page.
LEVEL_TONES = {"success": "ok", "warning": "at", "error": "al"}


@register.filter
def ep_button(kind: str) -> str:
    """The class of a kind of button; an unknown kind is a fault of the template."""
    return BUTTONS[kind]


@register.filter
def ep_tone_icon(tone: str) -> str:
    return TONE_ICONS[tone]


@register.filter
def ep_avis_icon(tone: str) -> str:
    return AVIS_ICONS[tone]


@register.filter
def ep_level_tone(level: str) -> str:
    return LEVEL_TONES.get(level, "")


@register.filter
def ep_get(mapping: Mapping[Any, Any], key: Any) -> Any:
    """The value of a mapping under a key known at render time; empty when there is none."""
    return mapping.get(key, mapping.get(str(key), ""))


@register.filter
def ep_number(value: float) -> str:
    """A number for an attribute, never in the reader's own notation."""
    return str(value)


@register.filter
def ep_kind(field: BoundField) -> str:
    """How a field is laid out: text, check, choices or hidden."""
    return kind_of(field)


@register.filter
def ep_day(moment: date | datetime | None) -> str:
    """« 24 novembre »."""
    return french.day_month(moment) if moment else ""


@register.filter
def ep_date(moment: date | datetime | None) -> str:
    """« mardi 24 novembre »."""
    return french.weekday_day_month(moment) if moment else ""


@register.filter
def ep_full_date(moment: date | datetime | None) -> str:
    """« 24 novembre 2026 »."""
    return french.day_month_year(moment) if moment else ""


@register.filter
def ep_time(moment: datetime | None) -> str:
    """« 8 h 41 »."""
    return french.clock_time(moment) if moment else ""


@register.filter
def ep_moment(moment: datetime | None) -> str:
    """« mardi 24 novembre, 8 h 41 »."""
    return f"{french.weekday_day_month(moment)}, {french.clock_time(moment)}" if moment else ""


@register.filter
def ep_plural(count: float, forms: str = ",s") -> str:
    """`{{ n }} mot{{ n|ep_plural }}`, or `{{ n|ep_plural:"cheval,chevaux" }}`: in French the plural starts at 2."""
    singular, _, several = forms.partition(",")
    return several if french.plural(count, "", "s") else singular


@register.filter
def ep_count(count: int, forms: str) -> str:
    """`{{ 3|ep_count:"famille" }}` or `"cheval,chevaux"`: « 3 familles »."""
    singular, _, several = forms.partition(",")
    return french.counted(count, singular, several)


@register.simple_tag(takes_context=True)
def ep_margin(context: Context, moment: date | datetime | None, when: str = "") -> SafeString:
    """A day as a teacher writes it in the margin: weekday (or `when`, or « demain »), number, month."""
    if not moment:
        return format_html("<span>{}</span>", when) if when else SafeString("")
    day = french.local_day(moment)
    shell = context.get("shell")
    word = when or _near(day, shell.today if isinstance(shell, Shell) else None) or french.short_weekday(day)
    return format_html_join(
        "", "<{0}>{1}</{0}>", (("span", word), ("b", day.day), ("span", french.short_month(day)))
    )


def _near(day: date, today: date | None) -> str:
    if today is None:
        return ""
    return {today + timedelta(1): "demain", today - timedelta(1): "hier"}.get(day, "")
