"""Notes that were sent before there was a table of dates: the migration gives them those that the kernel would."""

from datetime import date, time, timedelta
from importlib import import_module
from typing import Any

from django.db import connection

from eprimo.foundation.kernel import clock
from eprimo.foundation.occasions.models import Occasion
from eprimo.services.liaison.actions import note_withdraw
from eprimo.services.liaison.enums import NoteKind
from tests.cast import Cast
from tests.conftest import NOW
from tests.services.liaison.notes import draft, sent, to_answer, to_sign

DAYS: str = import_module("eprimo.services.liaison.migrations.0015_days_of_notes").DAYS
DAY = date(2026, 12, 3)


def _rows() -> list[dict[str, Any]]:
    """All but the picture, which the migration takes from the kind, and the keys."""
    rows = Occasion.objects.order_by("resource", "n").values()
    return [{name: value for name, value in row.items() if name not in {"id", "picture"}} for row in rows]


def test_the_migration_gives_notes_their_dates(cast: Cast) -> None:
    cast.verne.time_zone = "Indian/Reunion"
    cast.verne.save(update_fields=["time_zone"])
    hours = {"starts_at": time(8, 45), "ends_at": time(16, 15), "place": "Château"}
    to_sign(cast, event_on=DAY, bring=("Une gourde", "Un « bonnet »"), **hours)
    to_answer(cast)
    sent(cast, kind=NoteKind.EVENT, event_on=DAY, event_until_on=DAY + timedelta(days=2))
    sent(cast, kind=NoteKind.TO_BRING, event_on=DAY, bring=("Une gourde",), place="Gymnase")
    sent(cast, kind=NoteKind.CLOSED, event_on=DAY)
    sent(cast, by="teacher_verne", classes=(cast.ce1_verne,), kind=NoteKind.EVENT, event_on=DAY)
    # What was taken back, what is not sent, and what has no day.
    note_withdraw(actor=cast.actor("teacher"), note=sent(cast, kind=NoteKind.EVENT, event_on=DAY))
    draft(cast, kind=NoteKind.EVENT, event_on=DAY)
    sent(cast)
    with clock.frozen(NOW - timedelta(days=30)):
        sent(cast, kind=NoteKind.EVENT, event_on=NOW.date() - timedelta(days=20))
    known = _rows()
    assert len(known) == 8
    assert {row["sort"] for row in known} == {"event", "deadline", "closure"}
    Occasion.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(DAYS)
        assert _rows() == known
        # Run again where some are there already, it changes nothing.
        cursor.execute(DAYS)
    assert _rows() == known
    assert "" not in set(Occasion.objects.exclude(sort="deadline").values_list("picture", flat=True))
