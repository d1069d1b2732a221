"""Every text of families is marked, and said in every language with its own figures and plurals."""

import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Catalog, Message
from django.utils import translation
from django.utils.translation import gettext, pgettext

from eprimo.devtools.messages import catalogues, scope
from eprimo.devtools.messages.django_says import DJANGO
from eprimo.devtools.messages.extract import texts
from eprimo.devtools.messages.in_templates import unmarked
from eprimo.devtools.messages.wording import wording
from eprimo.ui.french import NAME
from eprimo.ui.languages import NAMES

# What a template takes in by its name.
_PIECE = re.compile(r"""{%-? (?:include|import|extends|from) "([^"]+)\"""")
# Pieces of pages that families share with who works: shown to who works alone.
OF_STAFF = {
    "content/_acts.html", "content/_new.html", "content/_none_own.html", "content/_standing.html", "school/_tabs.html",
}  # fmt: skip


@pytest.fixture(scope="module")
def wanted() -> dict[scope.Part, Catalog]:
    """The texts of the code, read once for this file."""
    return texts()


@pytest.fixture(scope="module")
def every_text(wanted: dict[scope.Part, Catalog]) -> list[Message]:
    return [message for found in wanted.values() for message in found if message.id]


def test_a_template_of_families_has_no_word_outside_of_marks() -> None:
    assert {str(path): words for path in scope.templates() if (words := unmarked(path))} == {}


@pytest.mark.parametrize("language", scope.TRANSLATED)
def test_every_text_is_translated(language: str, wanted: dict[scope.Part, Catalog]) -> None:
    faults = list(catalogues.faults(language, wanted))
    assert not faults, "run « python -m eprimo.devtools.messages extract », then translate:\n" + "\n".join(
        faults
    )


@pytest.mark.parametrize(
    ("language", "said", "fault"),
    [
        ("en", ["Ask the academy."], "« academy » instead of « education authority »"),
        ("en", ["Your login"], "« login » instead of « username »"),
        ("en", ["The username “%(login)s”, the head teacher."], ""),
        ("ar", ["كلمة المرور"], "« كلمة المرور » instead of « كلمة السر »"),
        ("ar", ["غدًا, في المدرسة"], "a Western comma, semicolon or question mark"),
        ("ar", ["هل ستأتون?"], "a Western comma, semicolon or question mark"),
        ("ar", ["هل ستأتون؟ نعم، غدًا (Oui, non)."], ""),
        ("ar", ["٤٠٠ يوم"], "figures that families here do not use"),
        ("ar", ["", "", "", "%(n)s حرف", "%(n)s حرف", "%(n)s حرف"], "three are counted as eleven"),
        ("ar", ["", "", "", "%(n)s أحرف", "%(n)s حرفًا", "%(n)s حرف"], ""),
    ],
)
def test_faults_that_need_no_reader_are_found(language: str, said: list[str], fault: str) -> None:
    assert list(wording(language, said)) == ([fault] if fault else [])


def test_an_extraction_changes_no_words(wanted: dict[scope.Part, Catalog]) -> None:
    """What was written into a catalogue by hand and not into the code would be lost at the next one."""
    lost = [
        f"{catalogues.po_file(language, part)}: {sorted(kept.items() ^ found.items())}"
        for language, part, extracted in catalogues.extracted(wanted)
        if (kept := _words(catalogues.read(language, part))) != (found := _words(extracted))
    ]
    assert not lost, "run « python -m eprimo.devtools.messages extract », then look at:\n" + "\n".join(lost)


def _words(found: Catalog) -> dict[str, str]:
    return {f"{message.context}: {message.id}": str(message.string) for message in found if message.id}


def test_french_counts_by_its_own_catalogue(every_text: list[Message]) -> None:
    counted = {str(message.id[0]) for message in every_text if message.pluralizable}
    french = list(catalogues.everything(scope.SOURCE))
    assert counted == {str(message.id[0]) for message in french if message.pluralizable}
    own = {message.id for message in french if not message.pluralizable and NAME not in message.id}
    assert own == {one for one in DJANGO if isinstance(one, str)}


def test_counting_in_templates_of_families_is_left_to_the_catalogues() -> None:
    """`ep_count` and `ep_plural` know French only."""
    wrong = [
        path.name
        for path in scope.templates()
        if any(word in path.read_text(encoding="utf-8") for word in ("|ep_count", "|ep_plural"))
    ]
    assert wrong == []


def test_what_a_template_of_families_takes_in_is_one_too() -> None:
    """A piece with marked words that stands in a page of families is in their scope: else it stays French there."""
    known = {path.relative_to(scope.ROOT).as_posix(): path for part in scope.parts() for path in part.files}
    all_ = {one.partition("/templates/")[2]: one for one in _with_marks()}
    missing = {
        f"{all_[piece]}, in {place}"
        for place, path in known.items()
        if path.suffix == ".html"
        for piece in _PIECE.findall(path.read_text(encoding="utf-8"))
        if piece in all_ and all_[piece] not in known and piece not in OF_STAFF
    }
    assert missing == set()


def _with_marks() -> Iterator[str]:
    for path in (scope.ROOT / "eprimo").rglob("templates/**/*.html"):
        if re.search(r"\b_\(|{% trans\b", path.read_text(encoding="utf-8")):
            yield path.relative_to(scope.ROOT).as_posix()


def test_the_scope_names_files_that_exist() -> None:
    for pattern in (*scope.TEMPLATES, *scope.CODE):
        assert list(scope.ROOT.glob(pattern)), pattern


@pytest.mark.parametrize("language", NAMES)
def test_the_name_of_the_product_never_breaks_at_its_hyphen(language: str, every_text: list[Message]) -> None:
    """Authors of texts write « e-primo »; what is read holds the hyphen at which no line breaks."""
    named = [message for message in every_text if NAME in str(message.id)]
    assert named
    with translation.override(language):
        for message in named:
            first = message.id if isinstance(message.id, str) else message.id[0]
            said = pgettext(message.context, first) if message.context else gettext(first)
            assert (NAME in said) == (first in catalogues.PLAIN), first
