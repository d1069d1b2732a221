"""Everything that a family and the school wrote to each other, in one place."""

from collections.abc import Collection
from typing import Any

from django.db.models import IntegerField, Subquery
from django.utils.translation import gettext_noop as _
from django.utils.translation import ngettext

from eprimo.foundation.conversations.enums import Matter
from eprimo.foundation.conversations.policies import TEAM
from eprimo.foundation.conversations.subjects import register_matters
from eprimo.foundation.directory.policies.scope import Rule
from eprimo.foundation.kernel.actor import HEADS, Actor, Role
from eprimo.foundation.kernel.services import WORDS, Add, ChildAct, NoticeCard, Service, register
from eprimo.foundation.kernel.switches import switchable
from eprimo.foundation.notifications.live.badges import TODO, register_badge
from eprimo.foundation.notifications.sections import Section, Wait, register_section
from eprimo.services.messages.actions import card_of
from eprimo.services.messages.queries import waiting, waiting_count
from eprimo.ui.addresses import reverse

# What a home says of what the school wrote: about what, and no word of it.
_WRITTEN = {
    Matter.HEALTH: _("L’école vous a écrit\u00a0: santé"),
    Matter.LEAVING: _("L’école vous a écrit\u00a0: sortie de l’école"),
    Matter.WORK: _("L’école vous a écrit\u00a0: travail"),
    Matter.OTHER: _("L’école vous a écrit\u00a0: autre sujet"),
}


def _shown_to(actor: Actor) -> bool:
    return bool(actor.children) or (actor.role in TEAM and not actor.closed)


def _writes(actor: Actor) -> bool:
    return actor.role in HEADS | {Role.TEACHER} and not actor.closed


def _writes_about(actor: Actor, rules: Collection[str]) -> bool:
    return (Rule.PUPIL_OF_DIRECTED if actor.role in HEADS else Rule.OWN_CLASS) in rules and _writes(actor)


def _works(actor: Actor) -> bool:
    return actor.role in TEAM and not actor.closed


def _asks(actor: Actor) -> Any:
    return Subquery(waiting_count(actor), output_field=IntegerField())


def _show(_actor: Actor, count: int | None) -> dict[str, Any] | None:
    """A line of « À traiter »: families who wrote on a matter and wait."""
    if not count:
        return None
    title = ngettext("%(n)s famille vous a écrit", "%(n)s familles vous ont écrit", count) % {"n": count}
    return {"waits": [Wait("message-circle", title, "", reverse("messages:list"))]}


def _count(actor: Actor) -> int:
    return waiting(actor).count() if _works(actor) else 0


register(
    Service(
        key="messages",
        name=_("Échanges"),
        icon="message-circle",
        url_name="messages:list",
        roles=TEAM | {Role.GUARDIAN},
        order=21,
        address="echanges",
        place=WORDS,
        shown_to=_shown_to,
        cards={
            card_of(matter): NoticeCard("messages/_card.html", icon="message-circle", word=word)
            for matter, word in _WRITTEN.items()
        },
        adds=(Add("un message à une famille", "message-circle", "messages:choose", _writes),),
        of_child=(ChildAct(_("Écrire à sa famille"), "pencil", "messages:to_family", _writes_about),),
    )
)
switchable("messages", _("Écrire dans les échanges, hors des mots"), TEAM | {Role.GUARDIAN})
register_matters("messages:one")
register_badge(TODO, _count)
register_section(
    Section(
        key="messages.waiting",
        template="",
        roles=TEAM,
        query=_asks,
        when=_works,
        composed=True,
        from_value=_show,
        order=21,
    )
)
