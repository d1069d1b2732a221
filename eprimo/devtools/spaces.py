"""Spaces that French does not break, before « ; : ! ? € % » and inside the quotes: `python -m eprimo.devtools.spaces`.

Ties them in templates, in the texts of the catalogues and where modules write these texts. `--check` only tells where.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]
NBSP = "\N{NO-BREAK SPACE}"
_LOOSE = re.compile(
    r"""(?<=[\w»”’'")}\]…*])[ ](?=[;:!?»](?:[\s<"'.,)»…]|\{[{%]|$))|(?<=«)[ ](?=\S)|(?<=\d)[ ](?=€)"""
    # A sign of percent, where it is none of a tag: « {{ rate }} % », « 20 % ».
    r"""|(?<=[\d}])[ ](?=%(?:[\s<"'.,;:)»…]|\{[{%]|$))""",
    re.MULTILINE,
)
# What nobody reads: comments, styles of e-mails, tags that hold no text of ours.
_SILENT = re.compile(r"\{#.*?#\}|<style>.*?</style>", re.DOTALL)


def tie(text: str) -> str:
    return _LOOSE.sub(NBSP, text)


def in_template(text: str) -> str:
    parts, last = [], 0
    for silent in _SILENT.finditer(text):
        parts += [tie(text[last : silent.start()]), silent.group()]
        last = silent.end()
    return "".join([*parts, tie(text[last:])])


def in_catalogue(text: str, *, french: bool = False) -> str:
    """Only what is said in French: the translations keep the habits of their languages."""
    lines, source = [], False
    for line in text.splitlines(keepends=True):
        if line.startswith("msg"):
            source = french or line.startswith("msgid")
        lines.append(tie(line) if source and not line.startswith("#") else line)
    return "".join(lines)


def in_module(text: str, known: set[str]) -> str:
    """The strings of a module that are texts of the catalogues, whose spaces are written as escapes."""
    lines = [line.encode() for line in text.splitlines(keepends=True)]
    said = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Constant) and n.value in known]
    # From the last to the first: what is written moves only what stands after it.
    for node in sorted(said, key=lambda node: (node.lineno, node.col_offset), reverse=True):
        last = node.end_lineno or node.lineno
        for at in range(node.lineno - 1, last):
            start = node.col_offset if at == node.lineno - 1 else 0
            end = node.end_col_offset if at == last - 1 else len(lines[at])
            middle = _LOOSE.sub(r"\\u00a0", lines[at][start:end].decode()).encode()
            lines[at] = lines[at][:start] + middle + lines[at][end or 0 :]
    return b"".join(lines).decode()


def texts() -> set[str]:
    """The texts of the catalogues that have such a space."""
    found: set[str] = set()
    for path in ROOT.rglob("*.po"):
        with path.open("rb") as opened:
            for message in read_po(opened):
                found.update([message.id] if isinstance(message.id, str) else message.id)
    return {text for text in found if tie(text) != text}


def changes() -> Iterator[tuple[Path, str, str]]:
    """Path, text, and the text as it should be."""
    known = texts()
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        if "migrations" in parts or parts[0] == "devtools":
            continue
        if path.suffix == ".html" or (path.suffix == ".txt" and "templates" in parts):
            text = path.read_text(encoding="utf-8")
            yield path, text, in_template(text)
        elif path.suffix == ".py" and known:
            text = path.read_text(encoding="utf-8")
            yield path, text, in_module(text, known)
        elif path.suffix == ".po":
            text = path.read_text(encoding="utf-8")
            yield path, text, in_catalogue(text, french="fr" in parts)


def main(arguments: list[str]) -> int:
    found = [(path, right) for path, text, right in list(changes()) if text != right]
    for path, right in found:
        print(path.relative_to(ROOT))
        if "--check" not in arguments:
            path.write_text(right, encoding="utf-8")
    return int(bool(found) and "--check" in arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
