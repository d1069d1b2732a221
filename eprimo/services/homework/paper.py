"""The square of a printed week: it leads to a page that asks who one is, and tells nothing by itself."""

from functools import cache

from eprimo.foundation.accounts.paths import absolute
from eprimo.ui.squares import square_uri


@cache
def code_of(route: str) -> str:
    """A picture of the address of one's own list: the same for everybody, of no child and no class."""
    return square_uri(absolute(route))
