"""Where a record is written: one text for each thing that is looked at, in folders by part."""

import os
import re
from pathlib import Path

# The folder of the record that is being made; without it nothing is recorded.
VARIABLE = "EPRIMO_RECORD"
_UNSAFE = re.compile(r"[^\w.,=+@/ -]")


def folder() -> Path | None:
    """The folder that is recorded into, if this run records."""
    said = os.environ.get(VARIABLE)
    return Path(said) if said else None


def write(part: str, name: str, text: str) -> None:
    """Writes one text of the record. A name is written once: a second one would hide the first.

    Raises FileExistsError where it was.
    """
    root = folder()
    assert root is not None, f"{VARIABLE} is not set"
    target = root / part / f"{_UNSAFE.sub('_', name)}.txt"
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("x", encoding="utf-8") as file:
        file.write(text if text.endswith("\n") else text + "\n")
