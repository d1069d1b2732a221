"""Every letter of every text exists in the fonts of its language, on screens and on paper."""

from functools import cache
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from eprimo.devtools import screen_fonts
from eprimo.devtools.messages import catalogues, scope
from eprimo.foundation.printing import fonts

ARABIC = tuple(name for name in fonts.WANTED if "arabic" in name)
# What a language is drawn with: each of its letters is in one font of each list.
FAMILIES = {
    "fr": (("atkinson-next.woff2",), ("andika-400.woff2",), ("andika-700.woff2",)),
    "en": (("atkinson-next.woff2",), ("andika-400.woff2",), ("andika-700.woff2",)),
    "ar": tuple(
        (latin, arabic) for latin in ("atkinson-next.woff2", "andika-400.woff2") for arabic in ARABIC
    ),
}


@cache
def letters_of(name: str) -> frozenset[str]:
    """Those of a font of the screens: of one in two parts the first, which is all that most pages fetch."""
    return screen_fonts.letters_of(fonts.FRONT / "dist" / "fonts" / name)


def text_of(language: str) -> set[str]:
    """Letters of the texts; of French, those that are translated."""
    found: set[str] = set()
    for message in catalogues.everything("en" if language == scope.SOURCE else language):
        said = message.id if language == scope.SOURCE else message.string
        found.update("".join(said) if isinstance(said, (tuple, list)) else str(said))
    return found - {"\n"}


@pytest.mark.parametrize("language", FAMILIES)
def test_every_letter_of_the_texts_is_in_the_fonts(language: str) -> None:
    texts = text_of(language)
    assert len(texts) > 50
    for family in FAMILIES[language]:
        missing = texts - frozenset().union(*map(letters_of, family))
        assert not missing, f"{family}: {sorted(missing)}"


def test_a_letter_that_no_font_has_is_seen() -> None:
    assert not {"漢"} <= letters_of("atkinson-next.woff2")


def test_paper_has_the_letters_of_the_screens(tmp_path: Path) -> None:
    """The turned fonts lost nothing on the way."""
    for made in fonts.convert(tmp_path):
        source = next(
            name
            for name in fonts.WANTED
            if name.startswith(made.stem.removesuffix("-400").removesuffix("-700"))
        )
        whole = next(folder / source for folder in fonts.SOURCES if (folder / source).is_file())
        assert screen_fonts.letters_of(made) == screen_fonts.letters_of(whole)


def test_arabic_letters_keep_what_joins_them(tmp_path: Path) -> None:
    for made in fonts.convert(tmp_path):
        if "arabic" in made.name:
            features = {record.FeatureTag for record in TTFont(made)["GSUB"].table.FeatureList.FeatureRecord}
            assert {"init", "medi", "fina"} <= features
