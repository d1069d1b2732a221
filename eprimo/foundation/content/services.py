"""Declaring a kind in the `service.py` of a folder: its rights, its tab, its search and its cards come with it."""

from eprimo.foundation.content.capabilities import is_searched, only_a_date
from eprimo.foundation.content.kinds import Kind, register_kind
from eprimo.foundation.content.things.access import opens
from eprimo.foundation.content.things.addressing import readers_of
from eprimo.foundation.content.things.rights import begins, declare_acts, writes
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.services import Add, NoticeCard, OfflineReading, Service, register

# The card of a notice of a kind: none is drawn, the home shows things by its sections.
PUBLISHED = "published"


def declare(kind: Kind, *, offline: OfflineReading | None = None) -> Kind:
    """Declare the whole of a service that is a kind. `offline`: what families read of it without network."""
    register_kind(kind)
    words = kind.words
    declare_acts(kind)

    def searched_at(actor: Actor) -> str:
        # A child looks among the few titles of the list itself.
        asks = is_searched(kind) and not actor.closed and not actor.is_pupil
        return f"{kind.key}:list" if asks and opens(actor, kind) else ""

    register(
        Service(
            key=kind.key, name=words.name, icon=words.icon, url_name=f"{kind.key}:list", roles=readers_of(kind),
            order=kind.tab.order, place=kind.tab.place, shown_to=lambda actor: opens(actor, kind),
            searched_at=searched_at,
            # Families have an agenda, which shows them all that is only a date.
            has_tab=lambda actor: not only_a_date(kind) or actor.role not in {Role.GUARDIAN, Role.PUPIL},
            cards={card_of(kind): NoticeCard()}, offline=offline,
            adds=(Add(words.one, words.icon, f"{kind.key}:new", lambda actor: begins(actor, kind),
                      lambda actor: writes(actor, kind)),),
        )
    )  # fmt: skip
    return kind


def card_of(kind: Kind) -> str:
    return f"{kind.key}.{PUBLISHED}"
