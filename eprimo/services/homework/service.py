"""Homework: what for when, one list per child across teachers and schools. Nothing rings."""

from eprimo.foundation.content.things.closed_days import register_teller
from eprimo.foundation.kernel.actor import HEADS, Actor, Role
from eprimo.foundation.kernel.services import CLASS, Add, Service, register
from eprimo.foundation.kernel.switches import switchable
from eprimo.foundation.notifications.sections import Section, SectionPlace, register_section
from eprimo.services.homework.closed_days import told_closed
from eprimo.services.homework.home import (
    asks,
    asks_at_work,
    asks_for_study,
    for_family,
    for_pupil,
    show_at_work,
    show_for_study,
)
from eprimo.services.homework.kind import HOMEWORK

_WRITERS = HEADS | {Role.TEACHER}
_AT_WORK = _WRITERS | {Role.STAFF}


def _writes(actor: Actor) -> bool:
    """Teaches some class or group (no statement)."""
    return not actor.closed and actor.role in _WRITERS and bool(actor.class_ids or actor.group_ids)


def _shown(actor: Actor) -> bool:
    if actor.children:
        return True
    return not actor.closed and actor.role in _AT_WORK | {Role.PUPIL}


switchable("homework.entry", "Donner du travail", _WRITERS)
register(
    Service(
        key="homework",
        name=HOMEWORK.words.name,
        icon=HOMEWORK.words.icon,
        url_name="homework:list",
        roles=_AT_WORK | {Role.PUPIL, Role.GUARDIAN},
        order=HOMEWORK.tab.order,
        address=HOMEWORK.address,
        place=CLASS,
        shown_to=_shown,
        kept=frozenset({"homework:list"}),
        kept_ahead=lambda actor: ("homework:list",) if actor.children else (),
        adds=(Add(HOMEWORK.words.one, HOMEWORK.words.icon, "homework:new", _writes),),
    )
)
register_teller(HOMEWORK.key, told_closed)
register_section(
    Section(
        key="homework.family", template="", roles=frozenset({Role.GUARDIAN}), query=asks, composed=True,
        when=lambda actor: bool(actor.children), from_value=for_family, by_address=True, order=16,
    )
)  # fmt: skip
register_section(
    Section(
        key="homework.pupil", template="", roles=frozenset({Role.PUPIL}), query=asks,
        composed=True, when=lambda actor: not actor.closed, from_value=for_pupil, order=16, place=SectionPlace.DAY,
    )
)  # fmt: skip
register_section(
    Section(
        key="homework.work", template="homework/_work.html", roles=_WRITERS, query=asks_at_work, composed=True,
        when=_writes, from_value=show_at_work, order=16, place=SectionPlace.WEEK,
    )
)  # fmt: skip
register_section(
    Section(
        key="homework.study", template="homework/_study.html", roles=frozenset({Role.COMMUNE_AGENT}),
        query=asks_for_study, composed=True, when=lambda actor: bool(actor.service_ids), from_value=show_for_study,
        order=16, place=SectionPlace.DAY,
    )
)  # fmt: skip
