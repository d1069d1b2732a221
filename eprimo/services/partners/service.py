"""Interventions of partners: written by who teaches or directs, read by families, the class, and who comes. A partner
has the day's sheet, who is there meanwhile, and a way to families through the teacher."""

from eprimo.foundation.content.proposals import register_proposals
from eprimo.foundation.content.things.upcoming import upcoming_dates
from eprimo.foundation.kernel.actor import HEADS, Role
from eprimo.foundation.kernel.services import Service, register
from eprimo.foundation.kernel.switches import switchable
from eprimo.foundation.notifications.sections import Section, SectionPlace, register_section
from eprimo.services.partners.home import asks_waiting, show_day, show_waiting
from eprimo.services.partners.kind import INTERVENTIONS
from eprimo.services.partners.queries import note_proposal
from eprimo.services.partners.reach import is_partner

__all__ = ["INTERVENTIONS"]

_MANAGERS = HEADS | {Role.TEACHER}

switchable("partners.word", "Proposer un mot aux familles", frozenset({Role.PARTNER}))
register_proposals(note_proposal)
register(
    Service(
        key="partners", name="Partenaires", icon="users-round", url_name="", roles=frozenset(Role), order=62,
        address="partenaires",
    )
)  # fmt: skip
register_section(
    Section(
        key="partners.day", template="partners/_day.html", roles=frozenset({Role.PARTNER}), query=upcoming_dates,
        composed=True, when=is_partner, from_value=show_day, order=5, place=SectionPlace.DAY,
    )
)  # fmt: skip
register_section(
    Section(
        key="partners.waits", template="", roles=_MANAGERS, query=asks_waiting, composed=True,
        when=lambda actor: not actor.closed, from_value=show_waiting, order=20,
    )
)  # fmt: skip
