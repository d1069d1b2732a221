"""What the demo writes to families: it stands what it asks of who writes, and is found by who takes pictures of it."""

import ast
from collections.abc import Iterator
from pathlib import Path

from eprimo.devtools.demo.academy import texts
from eprimo.foundation.content.capabilities import kinds
from eprimo.foundation.content.samples import samples_of
from eprimo.foundation.content.whereabouts import told_in


def _written() -> Iterator[str]:
    for text in vars(texts).values():
        if isinstance(text, texts.Text):
            asked = [words for question, choices, _ in text.questions for words in (question, *choices)]
            yield from map(texts.fr, (text.title, text.body, *asked, *text.bring))
    for kind in kinds():
        for sample in samples_of(kind):
            yield from map(texts.fr, (sample.title, sample.text, sample.corrected or ""))


SCENES = Path(__file__).parents[1] / "e2e" / "pictures"


def _looked_for() -> Iterator[str]:
    """The titles, or their beginnings, by which scenes find their notes: written there, or named above."""
    for path in SCENES.glob("shoot_*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        named = dict(_named(tree))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "titled":
                (first,) = node.args
                yield from named.get(getattr(first, "id", ""), ()) or _words(first)
        yield from named.get("KINDS", ())


def _named(tree: ast.Module) -> Iterator[tuple[str, list[str]]]:
    for line in tree.body:
        if isinstance(line, ast.Assign):
            (target,) = line.targets
            names = target.elts if isinstance(target, ast.Tuple) else [target]
            values = line.value.elts if isinstance(target, ast.Tuple) else [line.value]  # type: ignore[attr-defined]
            for name, value in zip(names, values, strict=True):
                yield getattr(name, "id", ""), list(_words(value))


def _words(node: ast.AST) -> Iterator[str]:
    """Of a text itself, of a table its keys."""
    for one in node.keys if isinstance(node, ast.Dict) else [node]:
        if isinstance(one, ast.Constant) and isinstance(one.value, str):
            yield one.value


def test_the_demo_writes_every_note_that_a_picture_is_taken_of() -> None:
    titles = [texts.fr(text.title) for text in vars(texts).values() if isinstance(text, texts.Text)]
    looked_for = set(_looked_for())
    assert len(looked_for) > 10
    assert {one for one in looked_for if not any(title.startswith(one) for title in titles)} == set()


def test_no_text_of_the_demo_tells_an_hour_or_a_place() -> None:
    """They stand in their cases, which a family under a protected contact does not read."""
    told = {text: [text[one.start : one.end] for one in told_in(text)] for text in _written()}
    assert len(told) > 80
    assert {text: found for text, found in told.items() if found} == {}
