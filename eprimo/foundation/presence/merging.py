"""Half-days of two children who are one: what was said last; and where it was hosted then, last. Their absences move
with them."""

from eprimo.foundation.kernel.merging import Merging
from eprimo.foundation.presence.models import HalfDay, HereTouch, Hosting

_SAID = (
    "class_group_id", "state", "arrived_at", "left_at", "left_with", "absence_id", "said_at", "source", "by_id",
)  # fmt: skip


def _half_day(merging: Merging, stays: HalfDay, goes: HalfDay) -> None:
    if goes.said_at > stays.said_at:
        merging.change(stays, **{name: getattr(goes, name) for name in _SAID})


def _hosting(merging: Merging, stays: Hosting, goes: Hosting) -> None:
    if goes.made_at > stays.made_at:
        names = ("class_group_id", "host_id", "made_at", "by_id")
        merging.change(stays, **{name: getattr(goes, name) for name in names})


def _here(merging: Merging, stays: HereTouch, goes: HereTouch) -> None:
    if goes.touched_at > stays.touched_at:
        names = ("class_group_id", "here", "touched_at", "taken_back")
        merging.change(stays, **{name: getattr(goes, name) for name in names})


JOINS = {"presence.HereTouch": _here, "presence.HalfDay": _half_day, "presence.Hosting": _hosting}
