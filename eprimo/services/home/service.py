"""The first entry of everybody's menu; the ties that wait for an adult's answer, on the home of every role."""

from typing import Any

from eprimo.foundation.content.things.upcoming import reads_dates, upcoming_dates
from eprimo.foundation.directory.queries.ties import own_ties_query
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.services import Service, register
from eprimo.foundation.notifications.sections import Section, SectionPlace, register_section
from eprimo.services.home.days import for_family, for_pupil, for_work
from eprimo.services.home.recent_reads import read_lines, read_this_week

register(
    Service(
        key="home",
        name="Accueil",
        icon="house",
        url_name="home:home",
        roles=frozenset(Role),
        order=0,
        badge="todo",
        kept=frozenset({"home:home"}),
    )
)


def _ties(_actor: Actor, count: int) -> dict[str, Any] | None:
    return {"count": count} if count else None


register_section(
    Section(
        key="ties", template="home/_ties.html", roles=frozenset(Role) - {Role.PUPIL}, query=own_ties_query,
        when=lambda actor: actor.is_whole, composed=True, from_value=_ties, order=1, place=SectionPlace.DAY,
    )
)  # fmt: skip
register_section(
    Section(
        key="read", template="home/_read.html", roles=frozenset({Role.GUARDIAN}), query=read_this_week,
        when=lambda actor: bool(actor.children), composed=True, from_value=read_lines, by_address=True, order=30,
        place=SectionPlace.FOLD,
    )
)  # fmt: skip
# The dates to come, whatever kind of thing tells them.
for key, roles, show, template, beside in (
    ("family", {Role.GUARDIAN}, for_family, "home/_ahead.html", ""),
    ("pupil", {Role.PUPIL}, for_pupil, "home/_pupil_day.html", "home/_pupil_days.html"),
    ("work", frozenset(Role) - {Role.GUARDIAN, Role.PUPIL}, for_work, "home/_week.html", ""),
):
    register_section(
        Section(
            key=f"ahead.{key}", template=template, beside=beside, roles=frozenset(roles), query=upcoming_dates,
            when=reads_dates, composed=True, from_value=show, by_address=True, order=15,
            place=SectionPlace.DAY if key == "pupil" else SectionPlace.WEEK,
        )
    )  # fmt: skip
