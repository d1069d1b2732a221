"""What homes still ask for although its day is over."""

from datetime import timedelta

from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Coalesce

from eprimo.foundation.kernel import clock
from eprimo.foundation.notifications.models import Lane, Notice, NoticeState
from eprimo.services.liaison.actions.sending import CARDS
from eprimo.services.liaison.enums import ACTED
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.over import is_closed


def still_asked() -> list[Note]:
    """Notes that ask for an act, whose day is over in the zone of their school, and of which a notice to do is open
    (one statement)."""
    asked = Notice.objects.filter(
        school_year=OuterRef("school_year"),
        resource=OuterRef("pk"),
        lane=Lane.TO_DO,
        card__in=[CARDS[kind] for kind in sorted(ACTED)],
        state=NoticeState.OPEN,
    )
    # In no zone it is later than that day.
    over = clock.now().date() + timedelta(days=1)
    notes = (
        Note.objects.filter(
            kind__in=sorted(ACTED), resource__published_at__isnull=False, resource__withdrawn_at=None
        )
        .annotate(last_day=Coalesce(F("event_until_on"), F("event_on")))
        .filter(Exists(asked), last_day__lt=over)
        .select_related("school", "resource")
        .order_by("pk")
    )
    return [note for note in notes if is_closed(note)]
