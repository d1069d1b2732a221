"""The change of year: of many schools in the menu of the academy; of one, on the homes of those who work there."""

from datetime import date
from typing import Any

from eprimo.console.years.tasks import CARDS
from eprimo.foundation.directory.enums import YearState
from eprimo.foundation.directory.queries.years import news_for
from eprimo.foundation.kernel.actor import HEADS, Actor, Role
from eprimo.foundation.kernel.services import SCHOOL, NoticeCard, Service, register
from eprimo.foundation.notifications.sections import Section, SectionPlace, Wait, register_section
from eprimo.ui import french
from eprimo.ui.addresses import reverse
from eprimo.ui.plurals import counted

# From when a day may be chosen to the end of the last undoing: the rest of the year nothing is asked.
_SEASON = range(3, 12)

register(
    Service(
        "years-many",
        "Changement d’année",
        "calendar-days",
        "years_many:home",
        frozenset({Role.ACADEMY}),
        order=40,
        place=SCHOOL,
        cards=dict.fromkeys(CARDS, NoticeCard("years/_card.html", icon="calendar-days")),
    )
)


def _tells(actor: Actor) -> bool:
    """Who has children has the card of the notice: a home reads one or the other."""
    return not actor.children and not actor.closed and actor.now.month in _SEASON


def _news(actor: Actor, found: dict[str, Any] | None) -> dict[str, Any] | None:
    if found is None:
        return None
    on = date.fromisoformat(found["on"]) if found["on"] else None
    waits = bool(found["to_place"]) and found["state"] == YearState.PREPARED and not found["agreed"]
    lines = []
    if waits:
        title = counted(found["to_place"], "élève est à placer", "élèves sont à placer")
        before = f"Avant le passage en {french.school_year(found['year'])}"
        lines = [Wait("calendar-days", title, before, reverse("years:outcome", args=["a-placer"]))]
    return {
        "waits": lines,
        "state": found["state"],
        "on": on,
        "before": french.school_year(found["before"]),
        "year": french.school_year(found["year"]),
        "heads": actor.heads,
        "stopped": bool(found["trouble"]),
    }


register_section(
    Section(
        key="years.news", template="years/_home.html", roles=HEADS | {Role.TEACHER, Role.STAFF}, query=news_for,
        when=_tells, composed=True, from_value=_news, order=8, place=SectionPlace.DAY,
    )
)  # fmt: skip
