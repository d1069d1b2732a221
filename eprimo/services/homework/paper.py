"""The square of a printed week: it leads to a page that asks who one is, and tells nothing by itself."""

from functools import cache

import segno

from eprimo.foundation.accounts.paths import absolute


@cache
def code_of(route: str) -> str:
    """A picture of the address of one's own list: the same for everybody, of no child and no class."""
    return str(segno.make_qr(absolute(route), error="m").svg_data_uri(scale=4, border=2))
