"""A delivery that a page received, read in a child of the sandbox: its files come one after the other."""

from collections.abc import Sequence
from datetime import date

from eprimo.foundation.intake.onde.reader import read_delivery
from eprimo.foundation.intake.records import Delivery


def read(content: bytes, names: Sequence[str], sizes: Sequence[int], on: str) -> Delivery:
    """`on`: the day against which ages are judged, AAAA-MM-JJ."""
    files: dict[str, bytes] = {}
    at = 0
    for name, size in zip(names, sizes, strict=True):
        files[name] = content[at : at + size]
        at += size
    return read_delivery(files, on=date.fromisoformat(on))
