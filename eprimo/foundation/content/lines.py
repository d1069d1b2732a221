"""A text of several lines said in one, for the first words of a note."""

import re

from eprimo.ui.french import tied

_LAST_ITEM = re.compile(r"^(• .*[^.!?;,:…\n])\n(?!•)", re.MULTILINE)
_FIRST_ITEM = re.compile(r"(?<=:)\n• ")
_NEXT_ITEM = re.compile(r"[,;]?\n• ")
_SPACES = re.compile(r"[ \t\n]+")


def in_a_line(text: str) -> str:
    """Say a text of several lines in one, « Dans le sac : un maillot, une serviette. Un enfant… »: items are set apart
    by commas, not by their bullets."""
    text = _LAST_ITEM.sub(r"\1.\n", text)
    text = _NEXT_ITEM.sub(", ", _FIRST_ITEM.sub(" ", text)).removeprefix("• ")
    return tied(_SPACES.sub(" ", text).strip())
