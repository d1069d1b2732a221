"""What a family reads in its own language of a note: the sentences of the phrasebook, found in it word for word.

An author's words are not translated by a machine. A sentence that stands in the phrasebook was translated
beforehand; any other one stays in French at its place, so that nobody takes a part for the whole.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cache
from itertools import groupby
from typing import Literal

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from eprimo.foundation.content.phrasebook.sentences import ANSWERS, PLACES, QUESTIONS, THINGS, TITLES, TOPICS
from eprimo.foundation.content.richtext import Node
from eprimo.foundation.kernel import clock
from eprimo.ui import french
from eprimo.ui.languages import SOURCE, spoken
from eprimo.ui.screens import component

# A day is said without its year where it is near: it is looked for around today.
_BEFORE, _AFTER = timedelta(days=120), timedelta(days=330)
_SPACES = re.compile(r"\s+")
_ENDS = re.compile(r"(?<=[.!?…]) (?=[A-ZÀ-ÖØ-Þ«“])")
_SLOT = re.compile(r"%\\\((\w+)\\\)s")
_SLOTS = {
    "day": rf"(?P<weekday>{'|'.join(french.DAYS)}) (?P<number>1er|\d{{1,2}}) (?P<month>{'|'.join(french.MONTHS)})"
    r"(?: (?P<year>\d{4}))?",
    "hour": r"(?P<hours>\d{1,2}) ?h ?(?P<minutes>\d{2})?",
    "price": r"(?P<price>\d{1,4}(?:,\d{2})?)",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence of a note, as it is said in the language in use when it is `known`, else in French."""

    text: str
    known: bool


def _is_known(piece: Piece) -> bool:
    return piece.known


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of one line, or a list: a line an item."""

    tag: Literal["p", "ul", "ol"]
    lines: tuple[tuple[Piece, ...], ...]

    @property
    def stretches(self) -> list[list[Piece]]:
        """Return of each line what stands in one language: two of them are never one paragraph of a page."""
        return [
            [Piece(" ".join(one.text for one in some), known) for known, some in groupby(line, _is_known)]
            for line in self.lines
        ]


@dataclass(frozen=True, slots=True)
class Twin:
    """A note's text in the language in use; false when nothing of it but courtesies is known."""

    title: str = ""
    blocks: tuple[Block, ...] = ()
    worth: bool = False

    def __bool__(self) -> bool:
        return self.worth


NOTHING = Twin()


def translate_text(body: Node | None, title: str = "") -> Twin:
    """Return the text of a note in the language in use, its title when it is known; nothing in French, which it is
    written in."""
    if body is None or spoken() == SOURCE:
        return NOTHING
    worth = any(one.msgid not in _courtesies() for one in _found_in(body))
    return Twin(translate_words(title), tuple(_blocks(body)), worth) if worth else NOTHING


def translate_words(text: str) -> str:
    """Return a few words in the language in use: a thing to bring, a place, an answer. '' when they are not known, and
    in French."""
    if spoken() == SOURCE:
        return ""
    found = _find(text)
    return found.said() if found else ""


def with_translation(text: str) -> SafeString:
    """Return an author's words, followed by the same in the language in use when they are known."""
    return component("author")(text, translate_words(text))


@dataclass(frozen=True, slots=True)
class Coverage:
    """The part of a note that is known in all languages of families: `known` of `total` sentences; the `others`."""

    known: int
    total: int
    others: tuple[str, ...]

    @property
    def whole(self) -> bool:
        return self.known == self.total > 0


def coverage(body: Node, words: Sequence[str] = ()) -> Coverage:
    """Count how much is known of the text, and of the `words` around it: what to bring, the place, questions and their
    answers."""
    sentences = [*_sentences_of(body), *filter(None, words)]
    others = tuple(dict.fromkeys(one for one in sentences if _find(one) is None))
    return Coverage(sum(_find(one) is not None for one in sentences), len(sentences), others)


@dataclass(frozen=True, slots=True)
class _Found:
    msgid: str
    slots: Mapping[str, date | time | str]

    def said(self) -> str:
        return gettext(self.msgid) % {name: _in_words(value) for name, value in self.slots.items()}


def _in_words(value: date | time | str) -> str:
    if isinstance(value, date):
        return french.weekday_day_month(value)
    if isinstance(value, time):
        return french.clock_time(value)
    return value.replace(",", ".")


def _find(text: str) -> _Found | None:
    """The sentence of the phrasebook that this is, slots apart; None for any other."""
    words = _plain(text)
    if msgid := _whole().get(words):
        return _Found(msgid, {})
    for pattern, msgid in _with_slots():
        if match := pattern.fullmatch(words):
            slots = _read(match)
            return None if slots is None else _Found(msgid, slots)
    return None


def _read(match: re.Match[str]) -> Mapping[str, date | time | str] | None:
    """The values of the slots; None when one says nothing: « vendredi 3 décembre » of a year where it is a Thursday."""
    given, slots = match.groupdict(), dict[str, date | time | str]()
    if "weekday" in given:
        day = _day(given["weekday"], given["number"], given["month"], given["year"])
        if day is None:
            return None
        slots["day"] = day
    if "hours" in given:
        hours, minutes = int(given["hours"]), int(given["minutes"] or 0)
        if hours > time.max.hour or minutes > time.max.minute:
            return None
        slots["hour"] = time(hours, minutes)
    if "price" in given:
        slots["price"] = given["price"]
    return slots


def _day(weekday: str, number: str, month: str, said: str | None) -> date | None:
    """`said`: its year, where it is written."""
    today = clock.now().date()
    years = (int(said),) if said else (today.year, today.year + 1, today.year - 1)
    place, number = french.MONTHS.index(month) + 1, number.removesuffix("er")
    for year in years:
        try:
            day = date(year, place, int(number))
        except ValueError:
            continue
        if french.DAYS[day.weekday()] == weekday and today - _BEFORE <= day <= today + _AFTER:
            return day
    return None


def _plain(text: str) -> str:
    """Without what does not change what is said: capitals, kinds of spaces and apostrophes, a last full stop."""
    return _SPACES.sub(" ", text.replace("'", "’")).strip().rstrip(" .!…").casefold()


@cache
def _whole() -> Mapping[str, str]:
    return {_plain(one): one for one in _all() if "%(" not in one}


@cache
def _with_slots() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(_SLOT.sub(lambda slot: _SLOTS[slot[1]], re.escape(_plain(one)).replace(r"\ ", " "))), one)
        for one in _all()
        if "%(" in one
    )


@cache
def _courtesies() -> frozenset[str]:
    return frozenset(one for topic in TOPICS if topic.courtesy for one in topic.sentences)


def _all() -> Iterator[str]:
    for topic in TOPICS:
        yield from topic.sentences
    for words in (TITLES, THINGS, PLACES, QUESTIONS, ANSWERS):
        yield from words


def _found_in(body: Node) -> Iterator[_Found]:
    return (found for one in _sentences_of(body) if (found := _find(one)) is not None)


def _sentences_of(body: Node) -> Iterator[str]:
    for _tag, lines in _lines_of(body):
        for line in lines:
            yield from _sentences(line)


def _blocks(body: Node) -> Iterator[Block]:
    for tag, lines in _lines_of(body):
        yield Block(tag, tuple(tuple(map(_piece, _sentences(line))) for line in lines))


def _piece(sentence: str) -> Piece:
    found = _find(sentence)
    return Piece(found.said(), known=True) if found else Piece(sentence, known=False)


def _lines_of(body: Node) -> Iterator[tuple[Literal["p", "ul", "ol"], list[str]]]:
    for block in body.get("content", []):
        if block["type"] == "paragraph":
            yield "p", [_text(block)]
        else:
            items = [_text(line) for item in block.get("content", []) for line in item.get("content", [])]
            yield ("ol" if block["type"] == "orderedList" else "ul"), items


def _text(paragraph: Node) -> str:
    return "".join(run["text"] for run in paragraph.get("content", []))


def _sentences(line: str) -> list[str]:
    return [one for one in _ENDS.split(_SPACES.sub(" ", line).strip()) if one]
