"""Tags and filters of every template: icons, avatars, form fields, French dates and plurals."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BoundField
from django.template import defaulttags
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.loader import render_to_string
from django.templatetags import i18n
from django.urls import NoReverseMatch
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from eprimo.ui import (
    addresses,
    components,
    filters,
    fixed_words,
    french,
    functions,
    markup,
    phrases,
    pictures,
)
from eprimo.ui.context import NavigationItem, Shell, initials
from eprimo.ui.filters import FILTERS, TONE_ICONS
from eprimo.ui.languages import spoken

register = template.Library()
register.tag("cotton", components.component)
for _name, _filter in FILTERS.items():
    register.filter(_name, _filter)

# Every template loads Django's library, whose tag translates the same words again at each page.
for _tag in ("translate", "trans"):
    i18n.register.tag(_tag, fixed_words.translate)


class AddressNode(defaulttags.URLNode):
    """`{% url %}`, of addresses that are composed once."""

    def render(self, context: Context) -> str:
        if self.kwargs:
            return super().render(context)
        args = [one.resolve(context) for one in self.args]
        try:
            found = addresses.reverse(self.view_name.resolve(context), args=args)
        except NoReverseMatch:
            if self.asvar is None:
                raise
            found = ""
        if self.asvar:
            context[self.asvar] = found
            return ""
        return conditional_escape(found) if context.autoescape else found


@register.tag
def url(parser: Parser, token: Token) -> AddressNode:
    node = defaulttags.url(parser, token)
    return AddressNode(node.view_name, node.args, node.kwargs, node.asvar)


@register.simple_tag
def ep_icon(name: str, size: str = "") -> SafeString:
    """A line icon of icons.svg, in the colour of the text; decoration, the word stands beside it."""
    return markup.icon(str(name), str(size))


@register.simple_tag
def ep_avatar(
    name: str = "", seed: object = "", animal: str = "", colour: int = 0, size: str = ""
) -> SafeString:
    """A child's animal (`animal`, or one drawn from `seed`) or an adult's initials; the name stands beside it."""
    if not (animal or seed):
        return markup.letters(initials(name), colour, size)
    drawn, own = pictures.animal_of(seed or name)
    return markup.animal(animal or drawn, colour or own, size)


@register.simple_tag
def ep_badge(tone: str, word: str, icon: str = "") -> SafeString:
    """A state in a long list: the same as `<c-badge>`, at a tenth of its price."""
    return markup.badge(tone, word, icon or TONE_ICONS.get(tone, ""))


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
    return markup.attributes(markup.beyond(attrs))


@register.simple_tag
def ep_widget(field: BoundField, attrs: Mapping[str, Any]) -> SafeString:
    """The control of a field: dressed, tied to its help and error, with what was typed."""
    return functions.widget(field, markup.beyond(attrs))


@register.simple_tag
def ep_static(path: str) -> str:
    """The address of a static file."""
    return pictures.address(path)


@register.simple_tag
def ep_picture(name: str) -> str:
    """The address of a pupils' picture (`emoji/`)."""
    return pictures.address(f"emoji/{name}.svg")


@register.simple_tag
def ep_recording(words: str) -> str:
    """The address of a recorded voice that says these words; empty when there is none."""
    return phrases.recording(str(words), spoken())


@register.simple_tag(takes_context=True)
def ep_page_url(context: Context, key: str, mark: str) -> str:
    """The page's own address with one mark of pagination; the other parameters stay."""
    query = context["request"].GET.copy()
    for other in ("after", "before"):
        query.pop(other, None)
    query[key] = mark
    return f"?{query.urlencode()}"


@register.filter
def ep_author(text: object) -> SafeString:
    """Words of an author in the middle of a page: `{{ note.title|ep_author }}` says which language they are in."""
    return markup.author(text)


@register.filter
def ep_call(number: str) -> str:
    """The same, called by a touch: nobody learns ten digits by heart in the yard. What is no number is only read."""
    shown = french.phone(number)
    dialled = filters.ep_dialled(number)
    return format_html('<a href="tel:{}">{}</a>', dialled, shown) if dialled else shown


@register.simple_tag(takes_context=True)
def ep_note_top(context: Context) -> SafeString:
    """What stands above the text of a note: its margin, kind, whom it is about, title. Closed by the component."""
    return markup.note_top(context, margin(context["date"], context["when"], _today(context)))


@register.simple_tag(takes_context=True)
def ep_bar(context: Context) -> SafeString:
    """The menu: places of the phone's bar, or of the rail."""
    shell = context["shell"]
    return _bar(spoken(), tuple(map(_place, shell.bar)), tuple(map(_place, shell.rest)))


@register.simple_tag
def ep_brand(href: str) -> SafeString:
    """The name of the product, which leads home."""
    return _frame(spoken(), "ui/brand.html", ("href", href))


@register.simple_tag
def ep_offline() -> SafeString:
    """What a page says of itself when the device gives it back without network."""
    return _frame(spoken(), "ui/offline.html")


@register.simple_tag
def ep_device(shell: object) -> SafeString:
    """What a device needs to keep e-primo among its applications; an error page may stand without a frame."""
    if not isinstance(shell, Shell):
        return _frame(spoken(), "ui/device.html")
    links, signed_in = shell.links, shell.face is not None
    resume = links.get("resume", "") if signed_in else ""
    values = ("manifest", links.get("manifest", "")), ("worker", shell.worker), ("resume", resume)
    return _frame(spoken(), "ui/device.html", *values, ("theme", shell.theme))


@register.simple_tag(takes_context=True)
def ep_footer(context: Context) -> SafeString:
    """Help and legal pages, those that the project has."""
    shell = context["shell"]
    return _frame(spoken(), "ui/footer.html", ("child", shell.child), *shell.links.items())


type Place = tuple[str, str, str, bool, str]


def _place(item: NavigationItem) -> Place:
    # Services name themselves in French when they are declared, once for all readers.
    return gettext(item.label), item.url, item.icon, item.current, getattr(item, "badge", "")


# The same for everybody of a role and a language on a page: written once, not at each request.
@lru_cache(maxsize=512)
def _bar(language: str, bar: tuple[Place, ...], rest: tuple[Place, ...]) -> SafeString:  # noqa: ARG001 - keys the cache
    return render_to_string("ui/bar.html", {"bar": bar, "rest": rest})


@lru_cache(maxsize=256)
def _frame(language: str, name: str, *values: tuple[str, Any]) -> SafeString:  # noqa: ARG001 - keys the cache
    """A piece of the frame, which holds nothing of anybody."""
    return render_to_string(name, dict(values))


def _today(context: Context) -> date | None:
    shell = context.get("shell")
    return shell.today if isinstance(shell, Shell) else None


def margin(moment: date | datetime | None, when: str, today: date | None) -> str:
    """A day as a teacher writes it in the margin: « demain », else `when` or the weekday; number, month."""
    if not moment:
        return f"<span>{markup.escaped(when)}</span>" if when else ""
    return _margin(spoken(), french.local_day(moment), markup.escaped(when), today)


# A list has thirty of few days: the words of a day are found once.
@lru_cache(maxsize=1024)
def _margin(language: str, day: date, when: str, today: date | None) -> str:  # noqa: ARG001 - keys the cache
    word = _near(day, today) or when or french.short_weekday(day)
    return f"<span>{word}</span><b>{day.day}</b><span>{french.short_month(day)}</span>"


def _near(day: date, today: date | None) -> str:
    apart = (day - today).days if today is not None else 0
    return (_("demain") if apart == 1 else _("hier")) if abs(apart) == 1 else ""
