"""What comes after a line in its series."""

from eprimo.foundation.kernel.actor import Actor
from eprimo.services.homework.models import Homework


def following(actor: Actor, line: Homework) -> list[Homework]:
    """Those of its series that come after it and are not over, held until the transaction ends."""
    if line.series is None:
        return []
    rows = Homework.objects.select_related("resource__school").filter(
        series=line.series, school=line.school_id, due_on__gt=max(line.due_on, actor.today), removed_at=None
    )
    return list(rows.order_by("due_on").select_for_update(of=("self",), no_key=True))
