"""The phrasebook as who writes a note sees it: sentences by topic, with « … » where a day, an hour or a price goes."""

import re
from dataclasses import dataclass
from functools import cache

from eprimo.foundation.content.phrasebook.sentences import BLANK, NUMBERED, TOPICS, Topic

_SLOT = re.compile(r"%\(\w+\)s")
# What a button says: « phrase-12 ».
ACT = "phrase"


@dataclass(frozen=True, slots=True)
class OfferedSentence:
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class OfferedTopic:
    name: str
    icon: str
    sentences: tuple[OfferedSentence, ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """The topics of the phrasebook, each with its sentences; `open` names the one a sentence was just taken from."""

    topics: tuple[OfferedTopic, ...]
    open: str = ""


def shelf(act: str = "") -> Shelf:
    """Return the whole phrasebook, after the button `act` when that is one of its own."""
    taken = _number(act)
    return Shelf(_topics(), next((one.name for one in TOPICS if NUMBERED.get(taken) in one.sentences), ""))


@cache
def _topics() -> tuple[OfferedTopic, ...]:
    numbers = {sentence: number for number, sentence in NUMBERED.items()}

    def offered(topic: Topic) -> OfferedTopic:
        sentences = tuple(OfferedSentence(numbers[one], as_typed(one)) for one in topic.sentences)
        return OfferedTopic(topic.name, topic.icon, sentences)

    return tuple(map(offered, TOPICS))


def as_typed(sentence: str) -> str:
    """Return a sentence as who writes takes it, « Le départ est à … »: what is still to be said ends it."""
    return _SLOT.sub(BLANK, sentence).replace(f"{BLANK}.", BLANK)


def with_sentence(text: str, act: str) -> str:
    """Return the text of a note with the sentence of a button: after the last one, else on a line of its own; the same
    text for any other button."""
    sentence = NUMBERED.get(_number(act))
    if sentence is None:
        return text
    before = text.rstrip()
    if not before:
        return as_typed(sentence)
    return f"{before}{' ' if before.endswith(('.', '!', '?', BLANK)) else '\n\n'}{as_typed(sentence)}"


def _number(act: str) -> int:
    name, _dash, said = act.partition("-")
    return int(said) if name == ACT and said.isdecimal() and len(said) <= len(str(len(NUMBERED))) else 0
