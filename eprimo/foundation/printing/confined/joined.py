"""PDFs of several origins put together, a page after the other."""

import io
from collections.abc import Sequence

import pypdf
from pypdf import PdfReader, PdfWriter, apply_configuration

from eprimo.foundation.printing.confined.attached import LIMITS
from eprimo.foundation.sandbox.loading import load_whole
from eprimo.foundation.sandbox.refused import Refused

load_whole(pypdf)


def joined(content: bytes, sizes: Sequence[int]) -> bytes:
    """The files that `content` holds one after another, of these sizes, as one. Raises Refused by the place, from 0, of
    the first that cannot be read."""
    whole, at = PdfWriter(), 0
    for place, size in enumerate(sizes):
        try:
            with apply_configuration(**LIMITS):
                for page in PdfReader(io.BytesIO(content[at : at + size])).pages:
                    whole.add_page(page)
        except Exception as error:  # a broken file breaks its reader in any way
            raise Refused("broken", str(place)) from error
        at += size
    out = io.BytesIO()
    whole.write(out)
    return out.getvalue()
