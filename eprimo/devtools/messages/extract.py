"""Finding the marked texts: those of templates (`in_templates`), and `gettext` and its kin in code.

The code is read as a tree, not as words, so that what the product always shows needs no mark: the sentence of a
refusal (`sentence = "…"` of a class, the text of `raise Refusal("…")`), the lines of a `Retention`, the name of a
`Service`. They are translated where they are shown.
"""

import ast
from collections.abc import Iterator

from babel.messages.catalog import Catalog

from eprimo.devtools.messages import scope
from eprimo.devtools.messages.django_says import DJANGO
from eprimo.devtools.messages.in_templates import in_template
from eprimo.devtools.messages.marks import MARKS, Message, message_of

# What is shown to people by construction -> its arguments that are texts.
SHOWN: dict[str, tuple[tuple[int, str], ...]] = {
    "Retention": ((2, "kept"), (3, "why")),
    "Service": ((1, "name"),),
    "Words": ((0, "name"),),
    "KeepingTime": ((0, "words"),),
    "Chapter": ((1, "title"), (2, "words"), (8, "child_title"), (9, "child_words")),
    "CopyColumn": ((1, "label"),),
    "LeftOut": ((1, "why"),),
    "Cleared": ((1, "title"), (2, "words")),
}


class NotExtractable(ValueError):
    """A text is marked in a way that no tool can read: an f-string, pieces added together."""


def texts() -> dict[scope.Part, Catalog]:
    """The texts of each folder that has catalogues of its own. What the house says, a service does not say again."""
    house, *services = scope.parts()
    said = catalogue(house)
    for text in DJANGO:
        said.add(text, locations=[("django", 0)])
    return {house: said} | {part: own_texts(part, said) for part in services}


def own_texts(part: scope.Part, said: Catalog) -> Catalog:
    """The texts of a service that the house does not say already."""
    own = catalogue(part)
    for message in list(own):
        known = said.get(message.id, message.context)
        if message.id and known is not None and known.pluralizable == message.pluralizable:
            own.delete(message.id, message.context)
    return own


def catalogue(part: scope.Part) -> Catalog:
    """Every text of these files, with the files it stands in."""
    found = Catalog(project="e-primo", version="", fuzzy=False)
    for path in part.files:
        place = path.relative_to(scope.ROOT if scope.ROOT in path.parents else part.folder).as_posix()
        source = path.read_text(encoding="utf-8")
        for message in in_code(source, place) if path.suffix == ".py" else in_template(source):
            found.add(
                (message.text, message.plural) if message.plural else message.text,
                locations=[(place, 0)],
                context=message.context or None,
            )
    return found


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
        yield message_of(name, [text or "" for text in texts])


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
