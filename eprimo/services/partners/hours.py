"""When an intervention runs, as its reader has it before the eyes. No database here."""

from zoneinfo import ZoneInfo

from eprimo.foundation.content.things.upcoming import UpcomingDate
from eprimo.foundation.kernel.actor import Actor


def runs_now(actor: Actor, one: UpcomingDate) -> bool:
    """Tell whether an intervention runs now, « for those hours »: from its first minute to its last, on its days, where
    the school did not shut."""
    if one.cancelled or one.starts_at is None or one.ends_at is None:
        return False
    here = actor.now.astimezone(ZoneInfo(actor.time_zone))
    return one.on <= here.date() <= one.until and one.starts_at <= here.time() < one.ends_at
