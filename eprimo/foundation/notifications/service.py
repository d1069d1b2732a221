"""What notifications put on homes by themselves: no entry of the menu."""

from eprimo.foundation.kernel.actor import HEADS, Role
from eprimo.foundation.kernel.services import NoticeCard, Service, register
from eprimo.foundation.notifications.author_notices import TAKEN, show_taken_back, taken_back_column
from eprimo.foundation.notifications.sections import Section, SectionPlace, register_section

register(
    Service(key="things", name="", icon="undo-2", url_name="", roles=frozenset(), cards={TAKEN: NoticeCard()})
)
register_section(
    Section(
        key="things.taken", template="notifications/_taken.html",
        roles=HEADS | {Role.TEACHER, Role.STAFF, Role.COMMUNE_AGENT}, query=taken_back_column,
        from_value=show_taken_back, composed=True, order=8, when=lambda actor: not actor.closed, place=SectionPlace.DAY,
    )
)  # fmt: skip
