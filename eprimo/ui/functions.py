"""The functions of every template: addresses, drawings, what a form carries."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from django import urls
from django.forms import BoundField, Textarea
from django.http import HttpRequest
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from eprimo.ui import addresses, page, phrases, pictures
from eprimo.ui.context import initials
from eprimo.ui.fields import described_by, kind_of
from eprimo.ui.languages import SOURCE, listed, spoken
from eprimo.ui.others import Other

# Icons that point along the line: turned over where one reads from right to left.
DIRECTED = frozenset({"chevron-left", "chevron-right", "arrow-right", "undo-2", "send", "log-out"})


def url(name: str, *args: object, **kwargs: object) -> str:
    """The address of a route. Raises NoReverseMatch."""
    return urls.reverse(name, kwargs=kwargs) if kwargs else addresses.reverse(name, args=args)


def named(title: object, child: str = "", also: Iterable[Other] = ()) -> str:
    """What a screen reader says of a note, of its links and buttons: its title, and whom it is about."""
    return listed(filter(None, (str(title), child, *(one.first_name for one in also or ()))))


def page_url(key: str, mark: str) -> str:
    """The page's own address with one mark of pagination; the other parameters stay."""
    request = page.in_hand().request
    assert isinstance(request, HttpRequest)  # noqa: S101 - a list is shown on a page
    query = request.GET.copy()
    for other in ("after", "before"):
        query.pop(other, None)
    query[key] = mark
    return f"?{query.urlencode()}"


def page_language() -> str:
    """The language of the page."""
    return page.in_hand().language


def csrf_token() -> str:
    """What each form that posts carries, against forgery; empty where there is no request."""
    return page.in_hand().token


def recording(words: object) -> str:
    """The address of a recorded voice that says these words; empty when there is none."""
    return phrases.recording(str(words), spoken())


def emoji(name: str) -> str:
    """The address of a pupils' picture (`emoji/`)."""
    return pictures.address(f"emoji/{name}.svg")


def animals_apart() -> bool:
    """Whether the page fetches each animal alone: it is about a few children."""
    return page.in_hand().animals_apart


def near(day: date) -> str:
    """« demain », « hier »; empty for any other day."""
    today = page.in_hand().today
    apart = (day - today).days if today is not None else 0
    return (_("demain") if apart == 1 else _("hier")) if abs(apart) == 1 else ""


def widget(field: BoundField, attrs: Mapping[str, Any]) -> SafeString:
    """The control of a field: dressed, tied to its help and error, with what was typed."""
    given = {key: value for key, value in attrs.items() if value is not None and value is not False}
    if kind_of(field) not in {"check", "hidden"}:
        own = field.field.widget.attrs.get("class", "")
        given["class"] = " ".join(filter(None, ("inp", str(given.pop("class", "")), own)))
    if described := described_by(field):
        given["aria-describedby"] = described
    return field.as_widget(attrs=given | _counted(field))


def _counted(field: BoundField) -> dict[str, Any]:
    """A text that may be too long: browsers would cut it without a word, so the page counts, and the server says."""
    control = field.field.widget
    longest = control.attrs.get("maxlength")
    if not longest or not (isinstance(control, Textarea) or "data-ep-count" in control.attrs):
        return {}
    return {
        "maxlength": False,
        "data-ep-count": longest,
        "data-ep-count-left": _("Lettres restantes\u00a0: [nombre]"),
        "data-ep-count-over": _("Lettres en trop\u00a0: [nombre]"),
    }


# By the names that templates call them.
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "url": url,
    "page_url": page_url,
    "csrf_token": csrf_token,
    "static": pictures.address,
    "emoji": emoji,
    "recording": recording,
    "near": near,
    "widget": widget,
    "initials": initials,
    "named": named,
    "animal_of": pictures.animal_of,
    "animals_apart": animals_apart,
    "page_language": page_language,
    "get_language": get_language,
    "get_language_bidi": get_language_bidi,
    "escaped": conditional_escape,
}
# Values that do not change.
CONSTANTS: dict[str, object] = {
    "DIRECTED": DIRECTED,
    "PRIMO": pictures.PRIMO,
    "SCENES": pictures.SCENES,
    "SOURCE": SOURCE,
}
