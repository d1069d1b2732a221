"""What homes show: to a partner the day and the next times; to who manages interventions, what waits for an answer."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import JSONField, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, JSONObject

from eprimo.foundation.content.enums import ResourceState
from eprimo.foundation.content.policies import managed_by
from eprimo.foundation.content.things.upcoming import UpcomingDate, upcoming_for
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.notifications.date_lines import DateLine, line_of
from eprimo.foundation.notifications.sections import Wait
from eprimo.services.partners.hours import runs_now
from eprimo.services.partners.kind import INTERVENTIONS
from eprimo.services.partners.models import Invitation
from eprimo.services.partners.queries import own_of, waiting_words
from eprimo.ui.addresses import reverse

# After today's, so many.
NEXT = 6
_MOST = 5
_LIST = ArrayField(JSONField())


def show_day(actor: Actor, found: Any) -> dict[str, Any]:
    """Show the interventions of today, and the next ones."""
    rows = own_of(actor, upcoming_for(actor, found))
    today = [one for one in rows if one.on <= one.today]
    later = [one for one in rows if one.on > one.today and not one.cancelled]
    return {
        "today": [_shown(actor, one) for one in today],
        "next": [_shown(actor, one) for one in later[:NEXT]],
        "on": actor.today,
    }


def _shown(actor: Actor, one: UpcomingDate) -> tuple[DateLine, tuple[str, ...], UUID | None]:
    """The line, what is needed, and the thing while it runs."""
    return line_of(one), one.bring, UUID(one.thing) if runs_now(actor, one) else None


def asks_waiting(actor: Actor) -> Any:
    """Return words of partners for who manages the intervention; for who directs, whom teachers asked for, too."""
    words = waiting_words(actor).order_by("made_at", "pk")
    word = JSONObject(word="public_id", title="resource__title", thing="resource__public_id")
    shown = words.annotate(one=word).values("one")[:_MOST]
    if not actor.heads:
        return _listed(shown)
    asked = (
        Invitation.objects.standing(actor.now)
        .filter(
            managed_by(actor, INTERVENTIONS, of="resource__"),
            school=actor.school_id or 0,
            opened_at=None,
            resource__service=INTERVENTIONS.key,
            resource__state=ResourceState.PUBLISHED,
        )
        .order_by("asked_at", "pk")
    )
    guest = JSONObject(
        word=Value(None, output_field=JSONField()), title="resource__title", thing="resource__public_id"
    )
    return _listed(asked.annotate(one=guest).values("one")[:_MOST].union(shown, all=True))


def _listed(rows: QuerySet[Any, Any]) -> Any:
    return Coalesce(ArraySubquery(rows), Cast(Value([]), _LIST), output_field=_LIST)


def show_waiting(_actor: Actor, found: Iterable[dict[str, Any]] | None) -> dict[str, Any] | None:
    waits = [_wait(one) for one in found or ()]
    return {"waits": waits} if waits else None


def _wait(one: dict[str, Any]) -> Wait:
    if one["word"]:
        return Wait(
            "mail", "Un intervenant propose un mot aux familles", one["title"],
            reverse("partners:word", args=[UUID(one["word"])]),
        )  # fmt: skip
    return Wait(
        "users-round", "Ouvrir une intervention à quelqu’un", one["title"],
        reverse("partners:guests", args=[UUID(one["thing"])]),
    )  # fmt: skip
