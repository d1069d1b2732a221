"""Markup that a page repeats most, written by hand: a list of notes is the busiest page of the product.

Every value goes through `escaped`; what is cached holds no text of people.
"""

from collections.abc import Mapping
from functools import lru_cache
from html import escape
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from django.utils.safestring import SafeString

from eprimo.ui import pictures
from eprimo.ui.languages import SOURCE, spoken

# Icons that point along the line: turned over where one reads from right to left.
DIRECTED = frozenset({"chevron-left", "chevron-right", "arrow-right", "undo-2", "send", "log-out"})


class Reads(Protocol):
    """What a note is read from: the context of its component."""

    def __getitem__(self, key: str) -> Any: ...


def escaped(value: object) -> str:
    """The text for a place in markup; what a template already escaped stays as it is."""
    text = str(value)
    # A name of letters alone, as most are, has nothing to be escaped.
    return text if isinstance(value, SafeString) or text.isalnum() else escape(text)


def author(text: object) -> SafeString:
    """Words of an author, which are never translated: said in French, and kept in their order, in other pages."""
    words = escaped(text)
    return SafeString(words if spoken() == SOURCE else f'<bdi lang="{SOURCE}">{words}</bdi>')


@lru_cache(maxsize=512)
def icon(name: str, size: str = "") -> SafeString:
    """A line icon of icons.svg; `size` is empty or `l`."""
    large = " i-l" if size == "l" else ""
    turned = " i-dir" if name in DIRECTED else ""
    sheet = escaped(pictures.address("icons.svg"))
    return SafeString(
        f'<svg class="i{large}{turned}" aria-hidden="true"><use href="{sheet}#{escape(name)}"/></svg>'
    )


@lru_cache(maxsize=512)
def animal(name: str, colour: int | str, size: str = "") -> SafeString:
    """A child's animal on its colour (1 to 8). All are in one file: a class is one request, not sixteen."""
    sheet = escaped(pictures.address("animals.svg"))
    classes = f"ava e-{escaped(colour)}{_sized(size)}"
    drawn = f'<svg width="32" height="32" aria-hidden="true"><use href="{sheet}#{escaped(name)}"/></svg>'
    return SafeString(f'<span class="{classes}">{drawn}</span>')


def letters(text: str, colour: int | str = 0, size: str = "") -> SafeString:
    """The initials of an adult."""
    classes = f"ava e-{escaped(colour or 8)}{_sized(size)}"
    return SafeString(f'<span class="{classes}" aria-hidden="true">{escaped(text)}</span>')


class Other(NamedTuple):
    """A further child whom a note is about."""

    first_name: str
    seed: str
    public_id: UUID


def child(name: object, seed: object) -> SafeString:
    """Whom a note is about: the animal and the first name."""
    drawn, colour = pictures.animal_of(seed or name)
    return SafeString(f'<span class="pour">{animal(drawn, colour)}{escaped(name)}</span>')


def badge(tone: str, word: object, icon_name: str) -> SafeString:
    """A state: icon and word."""
    drawn = icon(icon_name) if icon_name else ""
    return SafeString(
        f'<span class="badge{f" b-{escaped(tone)}" if tone else ""}">{drawn}{escaped(word)}</span>'
    )


def post_button(
    action: str, word: object, token: object, *, icon_name: str = "", hidden_text: object = ""
) -> SafeString:
    """One act on one thing: as `<c-post>`. `token`: of the page's forms, against forgery."""
    guard = f'<input type="hidden" name="csrfmiddlewaretoken" value="{escaped(token)}">'
    drawn = icon(icon_name) if icon_name else ""
    hidden = f'<span class="vh"> {escaped(hidden_text)}</span>' if hidden_text else ""
    return SafeString(
        f'<form method="post" action="{escaped(action)}" class="geste">{guard}'
        f'<button class="btn btn-2">{drawn}{escaped(word)}{hidden}</button></form>'
    )


def attributes(given: Mapping[str, Any]) -> SafeString:
    """Attributes of an element, escaped, as Django writes those of a control: True is the name alone, False nothing."""
    return SafeString(
        "".join(
            f" {escaped(key)}" if value is True else f' {escaped(key)}="{escaped(value)}"'
            for key, value in given.items()
            if value is not False
        )
    )


def beyond(attrs: Any) -> dict[str, Any]:
    """What a component was given beyond its own attributes, without those that are off: False and None."""
    own = getattr(attrs, "attrs_dict", None)
    given: dict[str, Any] = own() if own else dict(attrs)
    return {key: value for key, value in given.items() if value is not None and value is not False}


def note_top(note: Reads, margin: str) -> SafeString:
    """The opening of a note, up to its text. `margin` is the day, already written."""
    long = note["long"]
    own = attributes(beyond(note["attrs"]))
    picture = icon(str(note["icon"]))
    return SafeString(
        f'<article class="note note-{escaped(note["lane"])}{" note-l" if long else ""}"{own}>'
        f'<div class="mrg">{picture}{margin}</div><div class="crp{" pile" if long else ""}">'
        f"{_note_type(note)}{_note_title(note)}"
    )


def _note_type(note: Reads) -> str:
    kind = f"<b>{escaped(note['kind'])}</b>" if note["kind"] else ""
    who = child(note["child"], note["seed"]) if note["child"] else ""
    who += "".join(child(one.first_name, one.seed) for one in note["also"] or ())
    about = f"<span>{escaped(note['about'])}</span>" if note["about"] else ""
    return f'<p class="type">{kind}{who}{about}</p>' if kind or who or about else ""


def _note_title(note: Reads) -> str:
    if not note["title"]:
        return ""
    title, level = author(note["title"]), int(note["level"])
    if not note["href"]:
        return f"<h{level}>{title}</h{level}>"
    return f'<h{level} class="ent"><a href="{escaped(note["href"])}">{title}</a></h{level}>'


def _sized(size: str) -> str:
    return f" ava-{size}" if size in {"s", "l"} else ""
