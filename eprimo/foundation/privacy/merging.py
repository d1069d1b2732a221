"""Copies of one's own data say what was known of one row: they stay with it, and end within days. Of two answers of
one guardian about a child, the refusal stands."""

from eprimo.foundation.kernel.merging import Merging
from eprimo.foundation.privacy.models import RequestTelling

STAYS = ("privacy.Export",)


def _telling(merging: Merging, stays: RequestTelling, goes: RequestTelling) -> None:
    if goes.spoke_at is not None and (stays.spoke_at is None or goes.agrees is False):
        merging.change(stays, spoke_at=goes.spoke_at, agrees=goes.agrees, words=goes.words)


JOINS = {"privacy.RequestTelling": _telling}
