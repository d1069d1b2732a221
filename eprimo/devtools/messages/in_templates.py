"""Texts of templates: those that are marked, found by Babel's own reading of Jinja2, and the words that are not."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from jinja2 import Environment, nodes
from jinja2.ext import babel_extract

from eprimo.devtools.messages.marks import MARKS, Message, message_of

_READER = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
_OPTIONS = {"newstyle_gettext": "yes", "silent": "no"}
# What a component says of what it is given; its first argument too, when it is a text.
_SAID = frozenset({
    "text", "title", "label", "caption", "act", "verb", "when", "hidden_text", "note", "about", "kind", "keep", "name",
})  # fmt: skip
# Components whose first argument is no text: an icon, an address…
_UNSAID_FIRST = frozenset({
    "icon", "animal", "primo", "scene", "field", "errors", "pager", "brand", "rest", "field_texts", "margin",
})  # fmt: skip
_ATTRIBUTE = re.compile(r"\s(?:title|label|alt|aria-label|placeholder|data-l)=\"([^\"]*)\"")
_WORD = re.compile(r"[^\W\d_]{2}")
_TOKEN = re.compile(r"[a-z0-9-]+")


def in_template(source: str) -> Iterator[Message]:
    """The marked texts of a template, also those given to components."""
    for _line, name, texts, _ in babel_extract(BytesIO(source.encode()), list(MARKS), [], _OPTIONS):
        given = [texts] if isinstance(texts, str) else [text or "" for text in texts or ()]
        yield message_of(name, given)


def unmarked(path: Path) -> list[str]:
    """Words of a template that stand outside of any mark: a reader of another language would meet French."""
    source = path.read_text(encoding="utf-8")
    shown = [*_in_markup(source), *_in_expressions(_READER.parse(source))]
    return [words for text in shown if (words := " ".join(text.split())) and _WORD.search(words)]


def _in_markup(source: str) -> list[str]:
    """What stands between tags and in the attributes that are read."""
    source = re.sub(r"\{#.*?#\}|<!--.*?-->|<style.*?</style>", "", source, flags=re.DOTALL)
    source = re.sub(r"\{%-?\s*trans\b.*?%\}.*?\{%-?\s*endtrans\s*-?%\}", "•", source, flags=re.DOTALL)
    # An attribute may hold an expression, whose own quotes do not end it.
    source = re.sub(r"\{\{.*?\}\}", "•", source, flags=re.DOTALL)
    # Author's or foreign words say so: `lang="…"`, `translate="no"`.
    source = re.sub(r"<(\w+)[^>]*\s(?:lang=|translate=\"no\")[^>]*>[^<]*</\1>", "•", source)
    source = re.sub(r"\{%\s*block (?:page|door|heading)_class\s*%\}[^{]*", "•", source)
    source = re.sub(r"\{%.*?%\}", "•", source, flags=re.DOTALL)
    source = re.sub(r"&\w+;|e[-\u2011]primo", "•", source)
    return [*re.findall(r">([^<>]*)<", f">{source}<"), *_ATTRIBUTE.findall(source)]


def _in_expressions(tree: nodes.Template) -> Iterator[str]:
    """Bare words that an expression shows, or gives to a component that does."""
    for output in tree.find_all(nodes.Output):
        for one in output.nodes:
            # A word alone in small letters is a class, or a value of an attribute.
            yield from (text for text in _bare(one) if not _TOKEN.fullmatch(text))
    for call in tree.find_all(nodes.Call):
        if isinstance(called := call.node, nodes.Getattr) and called.node == nodes.Name("c", "load"):
            yield from _given(call, called.attr)


def _given(call: nodes.Call, component: str) -> Iterator[str]:
    """Bare words that a component says."""
    if call.args and component not in _UNSAID_FIRST:
        yield from _bare(call.args[0])
    for one in call.kwargs:
        if one.key in _SAID:
            # `kind` is the word of a note, and the look of a button; `name` is somebody's, and that of a control.
            said = _bare(one.value)
            yield from (text for text in said if one.key not in {"kind", "name"} or not text.islower())


def _bare(node: nodes.Expr) -> Iterator[str]:
    """The texts that an expression may give, but for those of a call, which are marked or none of ours."""
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, nodes.CondExpr):
        yield from _bare(node.expr1)
        if node.expr2 is not None:
            yield from _bare(node.expr2)
    elif isinstance(node, nodes.Concat):
        for one in node.nodes:
            yield from _bare(one)
    elif isinstance(node, (nodes.Or, nodes.And)):
        yield from _bare(node.left)
        yield from _bare(node.right)
