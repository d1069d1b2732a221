"""Facts about a date of two children who are one: what was said first."""

from eprimo.foundation.kernel.merging import Merging
from eprimo.foundation.occasions.models import Mark


def _mark(merging: Merging, stays: Mark, goes: Mark) -> None:
    merging.change(stays, at=min(stays.at, goes.at))


JOINS = {"occasions.Mark": _mark}
