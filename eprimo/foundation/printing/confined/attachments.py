"""A file inside a PDF that a stranger made: found by its name, unpacked within bounds."""

import io
from collections.abc import Iterable, Set
from itertools import islice
from typing import Any

import pypdf
from pypdf import PdfReader, apply_configuration
from pypdf.errors import LimitReachedError
from pypdf.generic import EmbeddedFile

from eprimo.foundation.sandbox.preload import load_whole

load_whole(pypdf)

# A few files beside the one that is asked for, and no stream unpacks to more than this.
_MOST_FILES = 8
_MOST_BYTES = 10 * 1024 * 1024
LIMITS: dict[str, Any] = {
    "zlib_maximum_output_length": _MOST_BYTES,
    "lzw_maximum_output_length": _MOST_BYTES,
    "run_length_maximum_output_length": _MOST_BYTES,
    "brotli_maximum_output_length": _MOST_BYTES,
    "array_based_stream_maximum_output_length": _MOST_BYTES,
    "stream_decoding_work_maximum_length": 4 * _MOST_BYTES,
    # No program of the machine is given what a stranger wrote.
    "jbig2dec_binary": None,
}


class Unreadable(ValueError):
    """No PDF that can be read."""


class TooLarge(Unreadable):
    """A stream of it unpacks to more than is allowed."""


class Many(Unreadable):
    """More files are inside than is allowed."""


class Twice(Unreadable):
    """Two files inside bear the name that is asked for: programs would not read the same one."""


def attached(data: bytes, names: Iterable[str]) -> bytes | None:
    """What the PDF holds under one of these names (letter case apart), or None. Raises Unreadable."""
    try:
        with apply_configuration(**LIMITS):
            found = _entry(PdfReader(io.BytesIO(data)), frozenset(names))
            return None if found is None else found.content
    except (Many, Twice):
        raise
    except LimitReachedError as error:
        raise TooLarge from error
    except Exception as error:  # a broken file breaks its reader in any way
        raise Unreadable from error


def _entry(reader: PdfReader, names: Set[str]) -> EmbeddedFile | None:
    """Not decoded: the others never are."""
    entries = list(islice(reader.attachment_list, _MOST_FILES + 1))
    if len(entries) > _MOST_FILES:
        raise Many
    found = [
        one
        for one in entries
        if not names.isdisjoint({str(word).lower() for word in (one.name, one.alternative_name)})
    ]
    if len(found) > 1:
        raise Twice
    return found[0] if found else None
