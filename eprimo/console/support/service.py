"""Assistance in the menu of who asks, on the homes of both sides, and at the top of every page while it runs."""

from typing import Any

from django.urls import reverse

from eprimo.console.support.session_rows import glimpsed
from eprimo.console.support.tasks import ANSWERED, ASKED
from eprimo.console.support.wording import left_words
from eprimo.foundation.directory.policies.support import ASKERS
from eprimo.foundation.directory.queries.support import read_supports, supports_query
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.banners import Banner, register_banners
from eprimo.foundation.kernel.services import NoticeCard, Service, register
from eprimo.foundation.notifications.sections import Section, SectionPlace, register_section
from eprimo.ui.french import clock_time

register(
    Service(
        "support", "Assistance", "circle-help", "support:index", frozenset(ASKERS), order=22,
        # Drawn by the sections of both homes, with what can be answered there.
        cards={ASKED: NoticeCard(), ANSWERED: NoticeCard()},
    )
)  # fmt: skip


def _own(actor: Actor, rows: list[dict[str, Any]]) -> dict[str, Any] | None:
    """What the actor asked and what runs; the way to ask, when nothing does."""
    return {"live": [glimpsed(row, actor) for row in read_supports(rows)]}


register_section(
    Section(
        key="support.own", template="support/_home_own.html", roles=frozenset(ASKERS), query=supports_query,
        from_value=_own, order=4, place=SectionPlace.DAY,
    )
)  # fmt: skip


def _banners(actor: Actor) -> list[Banner]:
    return [
        Banner(
            title=f"Assistance, {one.school_name}",
            words=f"{left_words(one.ends, actor.now)}, jusqu’à {clock_time(one.ends)}",
            url=reverse("support:access", args=[one.public_id]),
            action=reverse("support:end", args=[one.public_id]),
            verb="Terminer",
        )
        for one in actor.supports
    ]


register_banners(_banners)
