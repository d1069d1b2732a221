"""The templates of the product as files and as trees, for the rules that are held over all of them."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from jinja2 import nodes

from eprimo.ui.screens import engine

ROOT = Path(__file__).resolve().parents[2]
# E-mails carry their own styles, since mail programs drop linked ones; no page is made of them.
TEMPLATES = sorted(p for p in (ROOT / "eprimo").glob("**/templates/**/*.html") if p.parent.name != "mail")
MAILS = sorted(p for p in (ROOT / "eprimo").glob("**/templates/**/mail/*") if p.suffix in {".html", ".txt"})
LIBRARY = ROOT / "eprimo" / "ui" / "templates" / "components.html"


def name_of(path: Path) -> str:
    """« liaison/list.html » for the file of an app's templates."""
    return path.as_posix().split("/templates/", 1)[1]


@cache
def text_of(path: Path) -> str:
    """The template without its comments, which may name what is forbidden."""
    return re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


@cache
def tree_of(path: Path) -> nodes.Template:
    return engine().env.parse(path.read_text(encoding="utf-8"), name_of(path))


def components(path: Path) -> Iterator[tuple[str, nodes.Call]]:
    """Each call of a component, with its name."""
    for call in tree_of(path).find_all(nodes.Call):
        if isinstance(called := call.node, nodes.Getattr) and called.node == nodes.Name("c", "load"):
            yield called.attr, call


def texts_given(path: Path, component: str, argument: str, place: int) -> Iterator[str]:
    """What is written out for an argument of a component, by its name or its place (0 is the first)."""
    for name, call in components(path):
        if name != component:
            continue
        given = [one.value for one in call.kwargs if one.key == argument] + call.args[place : place + 1]
        for value in given:
            yield from (
                one.value for one in (value, *value.find_all(nodes.Const)) if isinstance(one, nodes.Const)
            )
