"""Doubles of notices: the one that stays is as new, and rang as late, as either. Sendings stay with who got them."""

from eprimo.foundation.kernel.merging import Merging
from eprimo.foundation.notifications.models import Notice

STAYS = ("notifications.Round",)


def _notice(merging: Merging, stays: Notice, goes: Notice) -> None:
    rang = [at for at in (stays.rang_at, goes.rang_at) if at is not None]
    merging.change(stays, bumped_at=max(stays.bumped_at, goes.bumped_at), rang_at=max(rang) if rang else None)


JOINS = {"notifications.Notice": _notice}
