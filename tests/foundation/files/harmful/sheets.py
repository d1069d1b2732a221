"""What claims to be photographs of sheets of paper, one behind the other."""

import struct

from eprimo.foundation.files.sheets import SIGN, packed
from tests import hostile
from tests.foundation.files import corpus
from tests.foundation.files.harmful import pictures
from tests.foundation.files.harmful.pages import SCRIPT
from tests.hostile import Made


def _said(length: int, content: bytes = b"") -> bytes:
    return SIGN + struct.pack(">I", length) + content


TWO_THINGS: dict[str, Made] = {
    "sheets-of-a-page": lambda: packed([corpus.drawing(), SCRIPT.encode()]),
    "sheets-of-a-document": lambda: packed([hostile.ACTIVE["script"][0]()]),
    "sheets-of-sheets": lambda: packed([packed([corpus.drawing()])]),
    "sheets-of-a-program": lambda: packed([b"MZ" + bytes(4_000)]),
}
FLOODS: dict[str, Made] = {
    "sheets-of-a-flood": lambda: packed([corpus.drawing(), pictures.FLOODS["pixels"]()]),
    "sheets-of-nothing": lambda: SIGN,
    "sheets-without-end": lambda: _said(0xFFFFFFFF, corpus.drawing()),
    "sheets-by-the-million": lambda: SIGN + bytes(4_000_000),
    "sheets-of-a-thread": lambda: packed([pictures.FLOODS["thread"]()]),
    "sheets-cut": lambda: packed([corpus.photograph()])[:600],
}
THAT_SAY_WHERE: dict[str, Made] = {
    "sheets-that-say-where": lambda: packed([corpus.photograph(), corpus.drawing()]),
    "sheets-with-a-page-behind": lambda: packed([corpus.photograph() + SCRIPT.encode()]),
}
