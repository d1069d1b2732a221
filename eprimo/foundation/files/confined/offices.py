"""Which office document an archive is, told from its parts; each of them is judged as a tree, nothing is drawn."""

from collections.abc import Mapping, Sequence

from eprimo.foundation.files.confined import opendocument, openxml
from eprimo.foundation.files.confined.markup import tree_of
from eprimo.foundation.printing.confined.archives import unpacked
from eprimo.foundation.sandbox.refusal import Refused

# Workbooks of charts in one document, and what they all may unfold to.
_MOST_WORKBOOKS, _MOST_UNFOLDED = 100, 40 * 1024 * 1024


def kind_of(content: bytes) -> str:
    """Return « docx », « xlsx », « pptx », « odt », « ods » or « odp ». Raises Refused: « kind » for another archive, «
    broken », « unfolds », « locked », « macros » for what runs, « remote » for what is fetched from elsewhere."""
    parts = _parts_of(content)
    said = parts.get("mimetype", b"").strip()
    if said in opendocument.KINDS and "content.xml" in parts:
        opendocument.judge_open_document(parts)
        return opendocument.KINDS[said]
    kind = _office_open(parts)
    _judge_workbooks(openxml.judge_package(parts))
    return kind


def _parts_of(content: bytes, most: int = _MOST_UNFOLDED) -> dict[str, bytes]:
    try:
        found = unpacked(content, lambda _: True, most)
    except Refused as refused:
        raise Refused("unfolds" if refused.code == "huge" else "kind") from refused
    parts: dict[str, bytes] = {}
    for name, part in found.items():
        plain = openxml.normal(name)
        # Two names that differ by their capitals are one part to a program, and two to another.
        if plain in parts:
            raise Refused("broken")
        parts[plain] = part
    return parts


def _judge_workbooks(workbooks: Sequence[bytes]) -> None:
    """The figures of charts: workbooks as any other, save that they have none in them."""
    if len(workbooks) > _MOST_WORKBOOKS:
        raise Refused("unfolds")
    left = _MOST_UNFOLDED
    for one in workbooks:
        parts = _parts_of(one, left)
        left -= sum(map(len, parts.values()))
        if _office_open(parts) != "xlsx" or openxml.judge_package(parts):
            raise Refused("macros")


def _office_open(parts: Mapping[str, bytes]) -> str:
    """Returns the kind of a package by its main part, whatever the name of that. Raises Refused « kind » or
    « macros »."""
    if openxml.TYPES not in parts:
        raise Refused("kind")
    try:
        types = openxml.TypeOf(tree_of(parts[openxml.TYPES]))
    except Refused as refused:
        raise Refused("kind") from refused
    said = [types(name) for name in parts]
    if any("macroenabled" in one for one in said):
        raise Refused("macros")
    kinds = {openxml.KINDS[one] for one in said if one in openxml.KINDS}
    if len(kinds) != 1:
        raise Refused("kind")
    return kinds.pop()
