"""Which office document an archive is, told from its parts; each of them is judged as a tree, nothing is drawn."""

from collections.abc import Mapping

from eprimo.foundation.documents.confined.archives import unpacked
from eprimo.foundation.files.confined import opendocument, openxml
from eprimo.foundation.files.confined.markup import tree_of
from eprimo.foundation.sandbox.refused import Refused


def kind_of(content: bytes) -> str:
    """« docx », « xlsx », « pptx », « odt », « ods » or « odp ». Raises Refused: « kind » for another archive,
    « broken », « unfolds », « locked », « macros » for what runs, « remote » for what is fetched from elsewhere."""
    try:
        found = unpacked(content, lambda _: True)
    except Refused as refused:
        raise Refused("unfolds" if refused.code == "huge" else "kind") from refused
    parts: dict[str, bytes] = {}
    for name, part in found.items():
        plain = openxml.normal(name)
        # Two names that differ by their capitals are one part to a program, and two to another.
        if plain in parts:
            raise Refused("broken")
        parts[plain] = part
    said = parts.get("mimetype", b"").strip()
    if said in opendocument.KINDS and "content.xml" in parts:
        opendocument.judge_open_document(parts)
        return opendocument.KINDS[said]
    kind = _office_open(parts)
    openxml.judge_package(parts)
    return kind


def _office_open(parts: Mapping[str, bytes]) -> str:
    """Returns the kind of a package by its main part. Raises Refused « kind » or « macros »."""
    if openxml.TYPES not in parts:
        raise Refused("kind")
    try:
        types = openxml.TypeOf(tree_of(parts[openxml.TYPES]))
    except Refused as refused:
        raise Refused("kind") from refused
    for kind, (part, main) in openxml.KINDS.items():
        said = types(part) if part in parts else ""
        if said == main.lower():
            return kind
        if "macroenabled" in said:
            raise Refused("macros")
    raise Refused("kind")
