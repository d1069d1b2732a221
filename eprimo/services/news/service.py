"""News of the school and of its classes: written by its heads and the commune, read on the home and under a tab."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_noop as _

from eprimo.foundation.content.capabilities import Body, Days, Details, Files, LastDay, Pages, Territory
from eprimo.foundation.content.commune import may_write_for_commune
from eprimo.foundation.content.kinds import (
    Audience,
    KeepingTime,
    Kind,
    Lane,
    Manage,
    Readers,
    To,
    Withdrawn,
    Words,
    Writing,
    kind_of,
)
from eprimo.foundation.content.particulars import dates_of
from eprimo.foundation.content.services import declare
from eprimo.foundation.content.things.queries import newest, read_lines
from eprimo.foundation.kernel.actor import HEADS, Actor, Role
from eprimo.foundation.kernel.services import OfflineReading
from eprimo.foundation.notifications.sections import Section, SectionPlace, register_section
from eprimo.services.news.forms import NewsForm
from eprimo.services.news.models import News
from eprimo.services.news.offline import news_to_keep

AUTHORS = HEADS | {Role.COMMUNE_AGENT}


_READERS = AUTHORS | {Role.GUARDIAN, Role.TEACHER, Role.STAFF}

NEWS = declare(
    Kind(
        key="news",
        address="nouvelles",
        words=Words(
            name=_("Actualités"), one="une actualité", this="cette actualité", icon="megaphone", feminine=True
        ),
        writing=Writing(authors=AUTHORS, allowed=may_write_for_commune),
        audience=Audience(targets=frozenset({To.SCHOOL, To.TEAM, To.CLASS}), pupils=True),
        manage=Manage.AUTHOR_AND_HEAD,
        withdrawn=Withdrawn.GONE,
        lane=Lane.LIFE,
        kept=KeepingTime(
            words=_("un an après son dernier jour, et pas plus que l’année scolaire et la suivante"),
            after=timedelta(days=365),
        ),
        has=(
            Body(),
            Details(model=News, form=NewsForm),
            Days(of=dates_of),
            LastDay(),
            Files(),
            # « Inspector, academy, own territory: news … to staff only ».
            Territory(dict.fromkeys((Role.INSPECTOR, Role.ACADEMY), frozenset({Readers.STAFF}))),
            Pages({"row": "news/_row.html", "publish": "news/_duty.html"}),
        ),
    ),
    offline=OfflineReading(
        _("Actualités"), "megaphone", "news/_offline.html", lambda actor: news_to_keep(actor, kind_of("news"))
    ),
)


def _asks(actor: Actor) -> Any:
    return newest(actor, NEWS, "headline")


def _show(actor: Actor, found: Any) -> dict[str, Any] | None:
    shown = read_lines(actor, found)
    if not shown:
        return None
    if actor.role == Role.GUARDIAN:
        # One headline of each school of one's children; the others are one tap away.
        first = {line.place: line for line in reversed(shown)}
        return {"lines": [line for line in shown if first[line.place] is line], "place": SectionPlace.CLASS}
    return {"lines": shown, "place": SectionPlace.WEEK, "at_work": True}


register_section(
    Section(
        key="news", template="news/_home.html", roles=_READERS, query=_asks, composed=True, from_value=_show, order=60,
        when=lambda actor: not actor.closed or bool(actor.children),
    )
)  # fmt: skip
