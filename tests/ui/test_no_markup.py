"""Markup stands in templates: no string of the product's code holds a tag, outside of rich text and paper."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.ui.templates import ROOT

ELEMENTS = (
    "a|abbr|article|aside|b|bdi|blockquote|body|br|button|caption|dd|details|div|dl|dt|em|fieldset|figure|footer|form|"
    "h[1-6]|head|header|hr|html|i|img|input|label|legend|li|link|main|meta|nav|ol|option|p|pre|progress|script|section|"
    "select|small|span|strong|style|summary|svg|table|tbody|td|textarea|tfoot|th|thead|time|title|tr|u|ul|use|video"
)
TAG = re.compile(rf"</?(?:{ELEMENTS})(?=[\s/>]|$)", re.IGNORECASE)
# What makes markup by its nature.
MAKERS = {
    "eprimo/foundation/content/richtext.py": "an author’s document, by an allow-list",
    "eprimo/foundation/printing/reading/layout.py": "a drawing for paper",
    "eprimo/ui/pictures.py": "a drawing for paper, out of the sheet of all animals",
}
# The workshop: no page of the product.
WORKSHOP = "eprimo/devtools/"


def tags_in(source: str) -> Iterator[tuple[int, str]]:
    """Line and tag of each string that holds one; docstrings speak of what they like."""
    tree = ast.parse(source)
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    silent = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, holders) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in silent:
            continue
        if found := TAG.search(node.value):
            yield node.lineno, found[0]


def test_no_markup_in_strings() -> None:
    faults = [
        f"{name}:{line} {tag}"
        for path in sorted((ROOT / "eprimo").rglob("*.py"))
        if not (name := path.relative_to(ROOT).as_posix()).startswith(WORKSHOP)
        if name not in MAKERS and "/migrations/" not in name
        for line, tag in tags_in(path.read_text(encoding="utf-8"))
    ]
    assert faults == [], "write a component or a macro (docs/ui.md)"


def test_each_exception_is_needed() -> None:
    for name in MAKERS:
        assert list(tags_in((ROOT / name).read_text(encoding="utf-8"))), name


SEEN = ("x = '<b>oui</b>'", "x = f'<a href=\"{y}\">'", "x = '</li>'", "f('%s<br>')", "x = '<p'")


@pytest.mark.parametrize("source", SEEN)
def test_markup_is_seen(source: str) -> None:
    assert list(tags_in(source))


@pytest.mark.parametrize(
    "source", ["'''<b>of a docstring</b>'''", "path('note/<uuid:note_id>/')", "x = 'a < b > c'"]
)
def test_what_is_none_is_left(source: str) -> None:
    assert not list(tags_in(source))
