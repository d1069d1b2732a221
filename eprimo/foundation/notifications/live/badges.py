"""Badges of the menu: counts, computed with the policy at each reading. A right that is gone takes its part away."""

from collections.abc import Callable

from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.notifications.models import Lane, Notice, NoticeState
from eprimo.foundation.notifications.policies import late, visible_to

TODO = "todo"
type Count = Callable[[Actor], int]
_counts: dict[str, list[Count]] = {TODO: []}


def register_badge(badge: str, count: Count) -> None:
    """Something more that a badge counts. `count` makes at most one statement, none for who has nothing there."""
    _counts.setdefault(badge, []).append(count)


def open_to_do(actor: Actor) -> int:
    """Open notices of the lane « to do » that the actor still sees, without those whose day is over (one statement)."""
    if not (actor.children or actor.audience_ids or actor.above_schools):
        return 0
    found = Notice.objects.filter(visible_to(actor), lane=Lane.TO_DO, state=NoticeState.OPEN)
    return found.exclude(late(actor)).count()


register_badge(TODO, open_to_do)


def badges_of(actor: Actor) -> dict[str, int]:
    """The count of each badge."""
    return {badge: sum(count(actor) for count in counts) for badge, counts in _counts.items()}
