"""« Fermer l'école » on the home of who directs it and under « Ajouter »; whoever works there is told of a closure."""

from datetime import date
from typing import Any

from eprimo.console.closing.queries import closures_ahead
from eprimo.console.closing.tasks import CARDS
from eprimo.foundation.kernel.actor import HEADS, Actor
from eprimo.foundation.kernel.services import Add, NoticeCard, Service, register
from eprimo.foundation.notifications.sections import Section, SectionPlace, register_section

register(
    Service(
        key="closing", name="Fermetures", icon="calendar-x", url_name="", roles=HEADS, order=19,
        cards=dict.fromkeys(CARDS, NoticeCard("closing/_card.html", icon="calendar-x")),
        adds=(Add("une fermeture de l’école", "calendar-x", "closing:close", lambda actor: actor.heads),),
    )
)  # fmt: skip


def _shown(actor: Actor, found: list[dict[str, Any]] | None) -> dict[str, Any]:
    """A line for each closure, with the classes that it shuts."""
    lines: dict[str, dict[str, Any]] = {}
    for one in found or ():
        if date.fromisoformat(one["last"]) >= actor.today:
            line = lines.setdefault(
                one["thing"],
                {
                    "thing": one["thing"], "label": one["label"], "first": date.fromisoformat(one["first"]),
                    "last": date.fromisoformat(one["last"]), "classes": [],
                },
            )  # fmt: skip
            line["classes"] += [one["of_class"]] if one["of_class"] else []
    return {"closures": list(lines.values())}


register_section(
    Section(
        key="closing.act", template="closing/_home.html", roles=HEADS, query=closures_ahead,
        when=lambda actor: actor.heads, composed=True, from_value=_shown, order=14, place=SectionPlace.WEEK,
    )
)  # fmt: skip
