import math
import random
import re

import pytest

from eprimo.foundation.accounts import secrets_words
from eprimo.foundation.accounts.secrets_words import (
    draw_words,
    entropy_bits,
    is_unfortunate,
    normalise_words,
    word_list,
)
from eprimo.foundation.kernel.text import fold


def test_a_child_of_seven_can_type_every_word() -> None:
    assert len(word_list()) >= 1024
    assert [word for word in word_list() if not re.fullmatch("[a-z]{3,7}", fold(word))] == []


def test_no_word_comes_twice_even_without_accents() -> None:
    folded = [fold(word) for word in word_list()]
    assert len(folded) == len(set(folded))


@pytest.mark.parametrize(
    "unkind",
    ["porc", "dinde", "singe", "grosse", "fesse", "mort", "sang", "arme", "bible", "vin", "nain", "noir"],
)
def test_no_unkind_word(unkind: str) -> None:
    assert unkind not in {fold(word) for word in word_list()}


def test_three_words_give_thirty_bits() -> None:
    assert 30 <= entropy_bits() < 3 * math.log2(len(word_list()))


def test_the_words_drawn_are_different_and_from_the_list() -> None:
    rng = random.Random(7)
    draws = [draw_words(rng) for _draw in range(3000)]
    assert all(len(set(words)) == 3 and set(words) <= set(word_list()) for words in draws)
    # Every word comes out: 9,000 drawn out of 1,225 leave fewer than one in a hundred.
    assert len({word for words in draws for word in words}) > 0.99 * len(word_list())
    assert len(set(draws)) == len(draws)


def test_an_unfortunate_pair_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets_words, "word_list", lambda: ("secret", "câlin", "pomme", "lune"))
    rng = random.Random(1)
    assert all(not {"secret", "câlin"} <= set(draw_words(rng)) for _draw in range(50))
    assert is_unfortunate(("pomme", "câlin", "secret"))
    assert not is_unfortunate(("pomme", "câlin", "lune"))


def test_refused_pairs_are_made_of_words_of_the_list() -> None:
    folded = {fold(word) for word in word_list()}
    assert [sorted(pair) for pair in secrets_words._UNFORTUNATE if not pair <= folded] == []


@pytest.mark.parametrize(
    "typed",
    [
        "tortue citron velo",
        "Tortue-CITRON  vélo ",
        "tortuecitronvelo",
        "1. tortue 2. citron 3. vélo",
        "tortue,citron;ve\u0301lo",
        "TORTUE\u00a0CITRON\u202fVÉLO",
    ],
)
def test_the_same_words_however_typed(typed: str) -> None:
    assert normalise_words(typed) == "tortuecitronvelo"


def test_the_order_counts() -> None:
    assert normalise_words("citron tortue vélo") != normalise_words("tortue citron vélo")
