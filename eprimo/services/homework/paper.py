"""The square of a printed week: it leads to a page that asks who one is, and tells nothing by itself."""

from functools import lru_cache

from eprimo.foundation.accounts.paths import absolute
from eprimo.ui.squares import square_uri

# Drawn once for an address, which is that of the site: the same for everybody, of no child and no class.
_drawn = lru_cache(maxsize=16)(square_uri)


def code_of(route: str) -> str:
    """Return a picture of the address of one's own list, as a `data:` address."""
    return _drawn(absolute(route))
