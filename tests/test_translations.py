"""Every text of families is marked, and said in every language with its own figures and plurals."""

import pytest

from eprimo.devtools.messages import catalogues, scope
from eprimo.devtools.messages.django_says import DJANGO
from eprimo.devtools.messages.extract import catalogue, unmarked


@pytest.mark.parametrize("path", scope.templates(), ids=lambda path: path.relative_to(scope.ROOT).as_posix())
def test_a_template_of_families_has_no_word_outside_of_marks(path: object) -> None:
    assert unmarked(path) == []  # type: ignore[arg-type]


@pytest.mark.parametrize("language", scope.TRANSLATED)
def test_every_text_is_translated(language: str) -> None:
    faults = list(catalogues.faults(language))
    assert not faults, "run « python -m eprimo.devtools.messages extract », then translate:\n" + "\n".join(
        faults
    )


def test_french_counts_by_its_own_catalogue() -> None:
    counted = {str(message.id[0]) for message in catalogue() if message.id and message.pluralizable}
    french = [message for message in catalogues.read(scope.SOURCE) if message.id]
    assert counted == {str(message.id[0]) for message in french if message.pluralizable}
    assert {message.id for message in french if not message.pluralizable} == {
        one for one in DJANGO if isinstance(one, str)
    }


def test_counting_in_templates_of_families_is_left_to_the_catalogues() -> None:
    """`ep_count` and `ep_plural` know French only."""
    wrong = [
        path.name
        for path in scope.templates()
        if any(word in path.read_text(encoding="utf-8") for word in ("|ep_count", "|ep_plural"))
    ]
    assert wrong == []


def test_the_scope_names_files_that_exist() -> None:
    for pattern in (*scope.TEMPLATES, *scope.CODE):
        assert list(scope.ROOT.glob(pattern)), pattern


# Titles of windows, subjects of mails, names that machines show, what is only said aloud: no line of ours is
# broken there. Plain mails break their lines as they like.
PLAIN = {
    "e-primo, accueil", "Votre entrée dans e-primo", "Ouvrez e-primo pour voir ce qui est à faire.",
    "%(count)d nouvelle sur e-primo", "%(count)d chose à faire sur e-primo",
}  # fmt: skip


def test_the_name_of_the_product_never_breaks_at_its_hyphen() -> None:
    """« e-primo » with the hyphen that does not break, in every language, wherever it stands in a text."""
    wrong = []
    for language in scope.TRANSLATED:
        for message in catalogues.read(language):
            first = message.id[0] if isinstance(message.id, tuple | list) else message.id
            if all(place.endswith(".txt") for place, _ in message.locations):
                continue
            texts = [message.string] if isinstance(message.string, str) else list(message.string or ())
            if first and first not in PLAIN and any("e-primo" in text for text in (first, *texts)):
                wrong.append(first)
    school = scope.ROOT.glob("eprimo/console/**/templates/**/*.html")
    assert wrong + [path.name for path in school if "e-primo" in path.read_text(encoding="utf-8")] == []
