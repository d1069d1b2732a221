"""Finding the marked texts: `{% translate %}` and its kin in templates, `gettext` and its kin in code.

The code is read as a tree, not as words, so that what the product always shows needs no mark: the sentence of a
refusal (`sentence = "…"` of a class, the text of `raise Refusal("…")`), the lines of a `Retention`, the name of a
`Service`. They are translated where they are shown.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from django.utils.translation.template import templatize

from eprimo.devtools.messages import scope
from eprimo.devtools.messages.django_says import DJANGO

# Name of the function -> places of context, singular and plural among its arguments (None: it has none).
MARKS: dict[str, tuple[int | None, int, int | None]] = {
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
# What is shown to people by construction -> its arguments that are texts.
SHOWN: dict[str, tuple[tuple[int, str], ...]] = {
    "Retention": ((2, "kept"), (3, "why")),
    "Service": ((1, "name"),),
    "Chapter": ((1, "title"), (2, "words"), (8, "child_title"), (9, "child_words")),
    "Item": ((1, "label"),),
    "LeftOut": ((1, "why"),),
    "Cleared": ((1, "title"), (2, "words")),
}
_TEXT = r"u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
_CALL = re.compile(rf"\b(n?p?gettext|_)\(({_TEXT}(?:,\s*{_TEXT})*)")


@dataclass(frozen=True, slots=True)
class Message:
    """A text to translate; `plural` is empty when it counts nothing."""

    text: str
    plural: str = ""
    context: str = ""


class NotExtractable(ValueError):
    """A text is marked in a way that no tool can read: an f-string, pieces added together."""


def catalogue() -> Catalog:
    """Every text of the scope, with the files it stands in, and what Django says in forms."""
    found = Catalog(project="e-primo", version="", fuzzy=False)
    for said in DJANGO:
        found.add(said, locations=[("django", 0)])
    for path in [*scope.templates(), *scope.code()]:
        read = in_code if path.suffix == ".py" else in_template
        place = path.relative_to(scope.ROOT).as_posix()
        for message in read(path.read_text(encoding="utf-8"), place):
            found.add(
                (message.text, message.plural) if message.plural else message.text,
                locations=[(place, 0)],
                context=message.context or None,
            )
    return found


def in_template(source: str, place: str = "") -> Iterator[Message]:
    """The marked texts of a Django template, also those inside attributes of components."""
    for name, arguments in _CALL.findall(templatize(source, origin=place)):
        texts = [ast.literal_eval(text) for text in re.findall(_TEXT, arguments)]
        yield _message(name, texts)


def in_code(source: str, place: str = "") -> Iterator[Message]:
    """The marked texts of a Python file, and those that are shown by construction."""
    tree = ast.parse(source)
    named = {
        target.id: text
        for line in tree.body
        if isinstance(line, ast.Assign) and (text := _constant(line.value))
        for target in line.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _of_call(node, place)
            yield from map(Message, _shown(node, named))
        elif isinstance(node, ast.ClassDef):
            yield from map(Message, _sentences(node))
        elif isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            first = _constant(node.exc.args[0]) if node.exc.args else None
            # Errors for developers are written in English, without accent nor no-break space.
            if first and not first.isascii():
                yield Message(first)


def _of_call(node: ast.Call, place: str) -> Iterator[Message]:
    name = _name(node)
    if name in MARKS and node.args:
        texts = [_constant(argument) for argument in node.args[:3]]
        wanted = [position for position in MARKS[name] if position is not None]
        if any(position >= len(texts) or texts[position] is None for position in wanted):
            # A text marked elsewhere (`gettext(line.why)`) is a variable; one made of pieces is a mistake.
            if any(isinstance(argument, (ast.JoinedStr, ast.BinOp, ast.Call)) for argument in node.args[:1]):
                raise NotExtractable(f"{place}:{node.lineno}: {ast.unparse(node)}")
            return
        yield _message(name, [text or "" for text in texts])


def _shown(node: ast.Call, named: dict[str, str]) -> Iterator[str]:
    """What a `Retention` or a `Service` says, written there or named above."""
    for position, keyword in SHOWN.get(_name(node), ()):
        given = [argument.value for argument in node.keywords if argument.arg == keyword]
        for value in given + node.args[position : position + 1]:
            text = named.get(value.id) if isinstance(value, ast.Name) else _constant(value)
            if text:
                yield text


def _name(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _sentences(node: ast.ClassDef) -> Iterator[str]:
    """`sentence = "…"` of a refusal."""
    for line in node.body:
        if isinstance(line, ast.Assign):
            targets, value = line.targets, line.value
        elif isinstance(line, ast.AnnAssign) and line.value is not None:
            targets, value = [line.target], line.value
        else:
            continue
        text = _constant(value)
        if text and any(isinstance(target, ast.Name) and target.id == "sentence" for target in targets):
            yield text


def _constant(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _message(name: str, texts: list[str]) -> Message:
    context, text, plural = MARKS[name]
    return Message(
        text=texts[text],
        plural="" if plural is None else texts[plural],
        context="" if context is None else texts[context],
    )


def unmarked(path: Path) -> list[str]:
    """Words of a template that stand outside of any mark: a reader of another language would meet French."""
    source = re.sub(
        r"\{%\s*comment\s*%\}.*?\{%\s*endcomment\s*%\}|\{#.*?#\}|<!--.*?-->|<style.*?</style>",
        "",
        path.read_text(encoding="utf-8"),
        flags=re.DOTALL,
    )
    source = re.sub(
        r"\{%\s*blocktrans(?:late)?\b.*?%\}.*?\{%\s*endblocktrans(?:late)?\s*%\}",
        "•",
        source,
        flags=re.DOTALL,
    )
    # Author's or foreign words say so: `lang="…"`, `translate="no"`.
    source = re.sub(r"<(\w+)[^>]*\s(?:lang=|translate=\"no\")[^>]*>[^<]*</\1>", "•", source)
    source = re.sub(r"\{%\s*block (?:page|door|heading)_class\s*%\}[^{]*", "•", source)
    source = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "•", source, flags=re.DOTALL)
    source = re.sub(r"&\w+;|e-primo", "•", source)
    shown = [*re.findall(r">([^<>]*)<", f">{source}<"), *_ATTRIBUTE.findall(source)]
    # `kind` is the word of a note, and the look of a button.
    shown += [kind for kind in re.findall(r"\skind=\"([^\"]*)\"", source) if not kind.islower()]
    return [words for text in shown if (words := " ".join(text.split())) and _WORD.search(words)]


_ATTRIBUTE = re.compile(
    r"\s(?:title|label|alt|aria-label|placeholder|caption|act|verb|when|hidden_text|data-l)=\"([^\"]*)\""
)
_WORD = re.compile(r"[^\W\d_]{2}")
