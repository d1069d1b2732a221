"""The words of a school in the language of a family, on paper: under the French or beside it, never in its place.

What is known of a text comes from above (a phrasebook); here it is only laid out.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from eprimo.foundation.printing.prose import breakable

# Right to left.
RTL = frozenset({"ar", "he", "fa", "ur"})


@dataclass(frozen=True, slots=True)
class TwinPiece:
    """A sentence: in the family's language when it is `known`, else in French, at its place."""

    text: str
    known: bool


@dataclass(frozen=True, slots=True)
class TwinBlock:
    """A paragraph (`p`) or a list (`ul`, `ol`): its lines, each of sentences."""

    tag: str
    lines: Sequence[Sequence[TwinPiece]]


@dataclass(frozen=True, slots=True)
class PaperTwin:
    """A text in the language of a family; false when nothing of it is known."""

    title: str = ""
    blocks: Sequence[TwinBlock] = ()

    def __bool__(self) -> bool:
        return bool(self.blocks)


NO_TWIN = PaperTwin()


def twin_data(twin: PaperTwin) -> dict[str, Any] | None:
    """As templates read it."""
    if not twin:
        return None
    return {
        "title": breakable(twin.title),
        "blocks": [
            {
                "tag": block.tag,
                "lines": [
                    [{"text": breakable(one.text), "known": one.known} for one in line]
                    for line in block.lines
                ],
            }
            for block in twin.blocks
        ],
    }


def beside(words: str, said: Callable[[str], str]) -> dict[str, str]:
    """A few words of the school and, when they are known, the same in the language in use; as templates read them."""
    return {"text": breakable(words), "said": breakable(said(words))}


def twin_labels() -> dict[str, str]:
    """What stands over a twin, in the language in use: what it is, and which text binds."""
    return {
        "own": _("Dans votre langue"),
        "counts": _("Des phrases traduites à l’avance. C’est le texte français qui compte."),
    }
