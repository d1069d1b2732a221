"""Reading one's own notices."""

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.db.models import DateField, Value
from datetime import date

from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.notifications.models import Notice, NoticeState
from eprimo.foundation.notifications.policies import visible_to

SHOWN = 60
_LAST = Value(date(9999, 12, 31), output_field=DateField())


def open_notices(actor: Actor) -> QuerySet[Notice]:
    """The open notices of the actor, what is due first, then the newest; with what their cards need."""
    return (
        Notice.objects.filter(visible_to(actor), state=NoticeState.OPEN)
        .select_related("resource", "child", "school")
        .only(
            "school_year", "id", "recipient_id", "lane", "state", "card", "due_on", "bumped_at", "reminded",
            "resource__public_id", "resource__title", "child__public_id", "child__first_name", "school__name",
        )
        .order_by(Coalesce("due_on", _LAST), "-bumped_at", "-id")
    )  # fmt: skip
