"""« 4 demi-journées sans motif légitime en 30 jours »: under « À traiter » of who directs, until a step is noted."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F
from django.db.models.functions import JSONObject

from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.notifications.sections import Wait
from eprimo.foundation.presence.queries.follow import REACHED, children_waiting
from eprimo.ui.addresses import reverse
from eprimo.ui.plurals import counted


def follow_asks(actor: Actor) -> Any:
    """Who waits, as one array of JSON."""
    one = JSONObject(
        key=F("person__public_id"), first=F("person__first_name"), last=F("person__last_name"),
        usual=F("person__usual_name"), n=F("n"),
    )  # fmt: skip
    return ArraySubquery(children_waiting(actor).values(one=one))


def follow_waits(_actor: Actor, found: list[dict[str, Any]] | None) -> dict[str, Any] | None:
    """One line: the child, or how many there are."""
    if not found:
        return None
    days = f"sans motif légitime en {counted(settings.ABSENCE_DAYS, 'jour')}"
    if len(found) == 1:
        one = found[0]
        title = f"{counted(one['n'], 'demi-journée')} {days}"
        words = f"{one['first']} {one['usual'] or one['last']}. L’étape suivante est prête, rien ne part tout seul."
        url = reverse("attendance:follow_child", args=[one["key"]])
    else:
        title = f"{counted(len(found), 'enfant')}\u00a0: {REACHED} demi-journées ou plus {days}"
        words = "L’étape suivante est prête pour chacun, rien ne part tout seul."
        url = reverse("attendance:follow")
    return {"waits": [Wait("calendar-x", title, words, url)]}
