"""What a note says is read in a time that grows with its length, whatever signs it is made of."""

import string
from collections.abc import Callable
from functools import partial
from time import process_time

import pytest

from eprimo.foundation.content import richtext, subjects
from eprimo.foundation.content.phrasebook import translation
from eprimo.foundation.content.richtext import Node, RichTextError
from tests.core_seconds import pace

# Of the fixed piece of work.
USUAL = 0.0096

LONG = 20_000
# Seconds of a machine of the usual pace (tests/core_seconds.py): a slower or a busy one is given as much more.
MOST = 0.05 * max(1.0, *(pace() / USUAL for _ in range(3)))
PRINTABLE = [*string.printable[:95], *"\t\n•’«»…é\u00a0\u202e\U0001f600"]
# What the light markup is made of, two by two.
SIGNS = [*"\\*[]()-.1 \n", "**", "a", "](", "[a](", "https://a", "mailto:a@", "• "]
PAIRS = [one + other for one in SIGNS for other in SIGNS]


def _seconds(act: Callable[[], object]) -> float:
    """Of the processor, the least of a few tries: the machine may be busy."""
    least = float("inf")
    for _ in range(4):
        began = process_time()
        act()
        least = min(least, process_time() - began)
        if least < MOST:
            break
    return least


def _parsed(markup: str) -> Node | None:
    try:
        return richtext.parse(markup)
    except RichTextError:
        return None


def _long(sign: str) -> str:
    return (sign * (LONG // len(sign) + 1))[:LONG]


def test_twenty_thousand_of_any_sign_are_parsed_at_once() -> None:
    taken = {sign: _seconds(partial(_parsed, _long(sign))) for sign in [*PRINTABLE, *PAIRS]}
    assert {sign: seconds for sign, seconds in taken.items() if seconds > MOST} == {}


@pytest.mark.parametrize(
    "sign", ["a", "[", "\\", "* ", "l’ ", "• a\n", "1. ", "« ", "le 3 décembre ", "(a", "ou "]
)
def test_a_long_text_is_shown_at_once(sign: str) -> None:
    text = _long(sign)[: richtext.MAX_LENGTH - 1]
    body: Node = {
        "type": "doc",
        "content": [{"type": "paragraph", "content": [{"type": "text", "text": text}]}],
    }
    for act in (
        lambda: richtext.validate_document(body),
        lambda: richtext.to_html(body),
        lambda: richtext.to_markup(body),
        lambda: richtext.summary(body),
        lambda: richtext.to_blocks(body),
        lambda: subjects.picture_of(text[:200], text),
        lambda: translation.coverage(body),
    ):
        assert _seconds(act) < MOST * 4


def test_a_link_still_is_one() -> None:
    made = richtext.to_html(
        richtext.parse(r"Voir [le \[plan\] (b)](https://exemple.fr/a) et [a [b](https://b.fr)")
    )
    assert '<a href="https://exemple.fr/a" rel="noopener noreferrer nofollow">le [plan] (b)</a>' in made
    assert '[a <a href="https://b.fr" rel="noopener noreferrer nofollow">b</a>' in made


def test_an_address_of_many_signs_is_refused_at_once() -> None:
    addresses = ["mailto:" + "@" * 490, "mailto:" + "a@" * 240, "https://" + "a" * 480 + "^"]
    assert _seconds(lambda: [richtext.is_safe_address(one) for one in addresses]) < MOST
    assert not any(richtext.is_safe_address(one) for one in addresses)
