"""The meetings to which the members that one acts for are invited."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from eprimo.foundation.kernel.actor import Actor
from eprimo.steering.consortium.todo import Found, Source, ToDo
from eprimo.steering.governance.queries import coming_query
from eprimo.ui.french import clock_time, local_day


def _read(_actor: Actor, rows: list[dict[str, Any]] | None) -> Found:
    for row in rows or ():
        starts = datetime.fromisoformat(row["starts"])
        words = f"{clock_time(starts)}, {row['place']}."
        url = reverse("governance:meeting", args=[row["id"]])
        yield ToDo(
            "",
            f"Réunion\N{NO-BREAK SPACE}: {row['subject']}",
            words,
            "Voir la réunion",
            url,
            local_day(starts),
            happens=True,
            matter="answers",
        )


# Homes show the next ones by a section of their own.
MEETINGS = Source("meetings", coming_query, _read, on_home=False)
