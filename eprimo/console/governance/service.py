"""The next meetings on the home of those who are invited."""

from datetime import datetime
from typing import Any

from eprimo.console.consortium.tabs import GroupPage, register_page
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.notifications.sections import Section, SectionPlace, register_section
from eprimo.steering.consortium.models import Market
from eprimo.steering.consortium.policies import READERS
from eprimo.steering.consortium.todo import ACTING, register_source
from eprimo.steering.governance.chapters import register_chapter
from eprimo.steering.governance.group_chapters import CHAPTERS as GROUP
from eprimo.steering.governance.policies import MINUTES_READERS
from eprimo.steering.governance.queries import coming_query, last_news_query
from eprimo.steering.governance.todo import COORDINATION, DECISIONS, MEETINGS
from eprimo.steering.orders.report_chapters import CHAPTERS as ORDERS


def _coming(_actor: Actor, rows: list[dict[str, Any]] | None) -> dict[str, Any] | None:
    """Nothing to come draws nothing."""
    if not rows:
        return None
    return {"meetings": [row | {"starts": datetime.fromisoformat(row["starts"])} for row in rows]}


_INVITED = frozenset({Role.COORDINATOR, Role.MEMBER_REP, Role.MANAGING_BODY, Role.ACADEMY, Role.INSPECTOR})
register_section(
    Section(
        key="governance.coming", template="governance/_home.html",
        roles=_INVITED, query=coming_query,
        from_value=_coming, order=20, place=SectionPlace.DAY,
    )
)  # fmt: skip


def _news(_actor: Actor, rows: list[dict[str, Any]] | None) -> dict[str, Any] | None:
    """What the rectorat told of the project [C 7.2], for who acts for a member."""
    if not rows:
        return None
    return {"news": [row | {"published": datetime.fromisoformat(row["published"])} for row in rows]}


register_section(
    Section(
        key="governance.news", template="governance/_home_news.html", roles=ACTING, query=last_news_query,
        from_value=_news, order=30, place=SectionPlace.DAY,
    )
)  # fmt: skip


def _reads(actor: Actor, _market: Market | None) -> bool:
    return actor.role in READERS


def _coordinates(actor: Actor, _market: Market | None) -> bool:
    return actor.role == Role.COORDINATOR


register_page(
    GroupPage("meetings", "Réunions", "governance:meetings", _reads, 10),
    GroupPage(
        "meetings", "Décisions", "governance:decisions",
        lambda actor, market: market is not None and actor.role in MINUTES_READERS, 15, ("governance:decision",),
    ),
    GroupPage(
        "meetings", "Rapports d’activité", "governance:reports",
        lambda actor, market: market is not None and actor.role in MINUTES_READERS, 17, ("governance:report",),
    ),
    GroupPage(
        "meetings", "Participation", "governance:participation",
        lambda actor, market: market is not None and _coordinates(actor, market), 20,
    ),
    GroupPage("meetings", "Actualités", "group_news:page", _reads, 30),
    GroupPage("meetings", "Écrire les actualités", "group_news:kept", _coordinates, 40),
)  # fmt: skip
register_source(MEETINGS)
register_source(COORDINATION)
register_source(DECISIONS)
register_chapter(*GROUP, *ORDERS)
