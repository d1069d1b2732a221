"""Facts about a date of two children who are one: what was said last."""

from eprimo.foundation.kernel.merging import Merging
from eprimo.foundation.occasions.models import Mark


def _mark(merging: Merging, stays: Mark, goes: Mark) -> None:
    if (goes.touched_at or goes.at) > (stays.touched_at or stays.at):
        merging.change(stays, state=goes.state, at=goes.at, touched_at=goes.touched_at, key=goes.key)


JOINS = {"occasions.Mark": _mark}
