"""« e-primo » is never cut at its hyphen: words of templates are tied where they are said, those of programs where they
are written.

Marked words of programs are tied by their catalogue (`tests/test_translations.py`); the pages that a walk finds are
read as they are sent (`tests/e2e/accessible.py`).
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template.loader import engines

from eprimo.devtools.messages.marks import MARKS
from eprimo.ui.french import NAME, TIED_NAME

ROOT = Path(__file__).resolve().parents[2] / "eprimo"
# Words of ours, in French: not the name alone, an address, an identifier.
_SENTENCE = re.compile(rf"(?:[ ’]|^){NAME}[ .,;\u00a0]|[ ’]{NAME}$")
# What is printed, sent as a file or written to machines; what a mail is called; the words of documents that bind, kept
# letter for letter.
_NO_PAGE = (
    "devtools/", "config/", "console/consortium/views/lists.py", "foundation/intake/exports.py",
    "services/my_data/views.py",
    "steering/consortium/convention.py", "steering/consortium/lists/file.py", "steering/consortium/papers/",
    "steering/governance/letters.py", "steering/orders/enums.py", "steering/orders/order/form.py",
    "steering/orders/invoice/payment_file.py",
)  # fmt: skip
_SUBJECT = re.compile(
    rf"^(?:Groupement|Marché) {NAME}|^Piste d’audit|^Un dossier du|^Vous ne signez plus dans|^Annuaire"
)


def _is_cut(words: object) -> bool:
    return isinstance(words, str) and bool(_SENTENCE.search(words)) and not _SUBJECT.search(words)


def _said_by(path: Path) -> Iterator[str]:
    """The sentences of a program that no catalogue ties."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            skipped.add(id(node.value))
        elif isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in MARKS:
            skipped |= {id(one) for argument in node.args for one in ast.walk(argument)}
        elif isinstance(node, ast.Constant) and id(node) not in skipped and _is_cut(node.value):
            yield str(node.value)


def test_sentences_of_programs_hold_the_name_that_no_line_breaks() -> None:
    cut = [
        f"{name}: {words}"
        for path in sorted(ROOT.rglob("*.py"))
        if not (name := path.relative_to(ROOT).as_posix()).startswith(_NO_PAGE)
        and "migrations" not in path.parts
        for words in _said_by(path)
    ]
    assert cut == []


def _read(source: str) -> str:
    """What stands between tags, outside of marks and of the title, which no line of ours holds."""
    for left_out in (
        r"\{#.*?#\}", r"<title>.*?</title>", r"\{%-?\s*block title.*?endblock\s*%\}",
        r"\{%-?\s*trans\b.*?endtrans\s*-?%\}",
        r"\{\{.*?\}\}", r"\{%.*?%\}", r"<[^>]*>",
    ):  # fmt: skip
        source = re.sub(left_out, "", source, flags=re.DOTALL)
    return source


def test_bare_words_of_templates_hold_it_too() -> None:
    cut = [
        path.relative_to(ROOT).as_posix()
        for path in sorted(ROOT.rglob("*.html"))
        if NAME in _read(path.read_text(encoding="utf-8"))
    ]
    assert cut == []


@pytest.mark.parametrize(
    "source",
    [
        '{{ _("Ouvrez e-primo.") }}',
        "{% trans %}Ouvrez e-primo.{% endtrans %}",
        "{% trans n=2 %}Un mot d’e-primo{% pluralize %}{{ n }} mots d’e-primo{% endtrans %}",
        '{{ pgettext("le nom", "Ouvrez e-primo.") }}',
        '{{ npgettext("le nom", "Un mot d’e-primo", "Des mots d’e-primo", 2) }}',
        '{{ "Ouvrez e-primo."|translated }}',
        '{{ "ENT 1er degré e-primo"|ep_tied_name }}',
    ],
)
def test_what_a_template_says_holds_it_whatever_its_catalogue(source: str) -> None:
    said = engines["screens"].from_string(source).render({})
    assert TIED_NAME in said
    assert NAME not in said


def test_what_somebody_wrote_stays_as_it_is() -> None:
    assert engines["screens"].from_string("{{ words }}").render({"words": "e-primo"}) == "e-primo"


def test_the_watch_knows_a_sentence(tmp_path: Path) -> None:
    program = tmp_path / "one.py"
    program.write_text('"""About e-primo."""\n_("Dans e-primo.")\nA, B = "signe dans e-primo", "x@e-primo"\n')
    assert list(_said_by(program)) == ["signe dans e-primo"]
    assert _read('<title>e-primo</title><img alt="e-primo"><p>Dans e-primo</p>').strip() == "Dans e-primo"
