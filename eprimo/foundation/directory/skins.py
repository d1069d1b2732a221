"""Which look the pages of a class's pupils have: what the school chose, else by the levels of the class."""

from collections.abc import Collection

from eprimo.foundation.directory.enums import NURSERY_LEVELS, Level
from eprimo.foundation.directory.errors import TooOldForPictures

LITTLE, STANDARD = "petits", "standard"
# « Cycle 3 never gets the little ones' look »: who reads for years is not given pictures alone.
CYCLE_3 = frozenset({Level.CM1, Level.CM2})


def skin_for(chosen: str, levels: Collection[str]) -> str:
    """Return the look of a class. What was chosen before the class had a level of cycle 3 (an import, a new year) no
    longer holds."""
    if chosen == LITTLE and not CYCLE_3.isdisjoint(levels):
        return STANDARD
    if chosen:
        return chosen
    return LITTLE if levels and NURSERY_LEVELS.issuperset(levels) else STANDARD


def skin_require(chosen: str, levels: Collection[str]) -> None:
    """Refuse a look that a class of these levels may not have (TooOldForPictures)."""
    if chosen and skin_for(chosen, levels) != chosen:
        raise TooOldForPictures
