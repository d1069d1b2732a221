"""Who is at school: the roll of each class, and what families tell of it."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.utils.translation import gettext_noop as _

from eprimo.foundation.directory.policies.scope import Rule
from eprimo.foundation.kernel.actor import HEADS, Actor, Role
from eprimo.foundation.kernel.services import SCHOOL, ChildAct, NoticeCard, SealedPage, Service, register
from eprimo.foundation.kernel.switches import switchable
from eprimo.foundation.notifications.sections import Section, SectionPlace, Wait, register_section
from eprimo.foundation.presence.enums import Half, Sort
from eprimo.services.attendance.actions.absence_questions import CARD
from eprimo.services.attendance.head_waits import follow_asks, follow_waits, unsigned, visa_waits
from eprimo.services.attendance.queries import TELEPHONING, told_ahead, waiting_count
from eprimo.services.attendance.strip import asks, show, show_day
from eprimo.services.attendance.words import when_words
from eprimo.ui.addresses import reverse

_CALLERS = HEADS | {Role.TEACHER, Role.STAFF}


def _tells(actor: Actor) -> bool:
    """A guardian who may tell of some child."""
    return any(one.may_sign and one.school_ids for one in actor.children)


def _calls(actor: Actor) -> bool:
    """Whose role in use calls the roll of some class."""
    if actor.closed:
        return False
    if actor.role == Role.STAFF:
        return bool(actor.delegated_class_ids)
    return actor.role in HEADS or (actor.role == Role.TEACHER and bool(actor.class_ids))


def _calls_own_classes(actor: Actor) -> bool:
    """Teaches a class whose roll the role in use calls: whose sheets an own device may keep."""
    return actor.role in HEADS | {Role.TEACHER} and bool(actor.class_ids) and not actor.closed


def _notes(actor: Actor, rules: Collection[str]) -> bool:
    """Who writes down for a family that a child does not come."""
    return (Rule.PUPIL_OF_DIRECTED if actor.role in HEADS else Rule.OWN_CLASS) in rules and (
        actor.role in TELEPHONING and not actor.closed
    )


def _arranges(actor: Actor, rules: Collection[str]) -> bool:
    """Who records the afternoons that the inspector arranged."""
    return actor.role in HEADS and _notes(actor, rules)


def _has_classes(actor: Actor) -> bool:
    return actor.role == Role.TEACHER and _calls(actor)


def _show(actor: Actor, told: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The button, and under it what the school knows already."""
    lines = [
        {
            "id": one["id"], "name": one["name"],
            "when": when_words(
                date.fromisoformat(one["first"]), Half(one["first_half"]), date.fromisoformat(one["last"]),
                Half(one["last_half"]), sort=Sort(one["sort"]), hour=one["hour"], today=actor.today,
            ),
        }
        for one in told or ()
        if actor.child(one["child"]) is not None and date.fromisoformat(one["last"]) >= actor.today
    ]  # fmt: skip
    return {"known": lines}


def _waits(_actor: Actor, count: int | None) -> dict[str, Any] | None:
    """A line of « À traiter »: children of whom nobody knows anything."""
    if not count:
        return None
    title = f"{count} enfant{'s' if count > 1 else ''} sans nouvelles"
    words = "Sa famille est interrogée." if count == 1 else "Leurs familles sont interrogées."
    return {"waits": [Wait("circle-help", title, words, reverse("attendance:calling"))]}


register(
    Service(
        key="attendance",
        name=_("Appel et absences"),
        icon="list-checks",
        url_name="",
        roles=frozenset({Role.GUARDIAN}),
        order=22,
        address="appel",
        kept=frozenset({"attendance:tell"}),
        kept_ahead=lambda actor: ("attendance:tell",) if _tells(actor) else (),
        sealed=(
            SealedPage("attendance:evacuation", lambda actor: actor.role in HEADS | {Role.TEACHER}),
            SealedPage("attendance:sheets", _calls_own_classes, own=True),
        ),
        cards={
            CARD: NoticeCard("attendance/_card.html", icon="circle-help", word=_("L’école demande pourquoi")),
        },
    )
)
switchable("presence", _("Dire une absence, faire l’appel"), _CALLERS | {Role.GUARDIAN})
register_section(
    Section(
        key="attendance.waiting",
        template="",
        roles=TELEPHONING,
        query=waiting_count,
        when=lambda actor: not actor.closed,
        composed=True,
        from_value=_waits,
        order=2,
    )
)
register_section(
    Section(
        key="attendance.follow",
        template="",
        roles=HEADS,
        query=follow_asks,
        when=lambda actor: not actor.closed,
        composed=True,
        from_value=follow_waits,
        order=3,
    )
)
register_section(
    Section(
        key="attendance.visa",
        template="",
        roles=HEADS,
        query=unsigned,
        when=lambda actor: not actor.closed,
        composed=True,
        from_value=visa_waits,
        order=7,
    )
)
register_section(
    Section(
        key="attendance.family",
        template="attendance/_home_family.html",
        roles=frozenset({Role.GUARDIAN}),
        query=told_ahead,
        when=_tells,
        composed=True,
        from_value=_show,
        order=5,
        place=SectionPlace.TOP,
    )
)
register(
    Service(
        key="attendance-call",
        name="Appel",
        icon="user-round-check",
        url_name="attendance:calls",
        roles=_CALLERS,
        order=19,
        place=SCHOOL,
        shown_to=_calls,
        of_child=(
            ChildAct("Noter une absence", "calendar-x", "attendance:record", _notes),
            ChildAct("Après-midi aménagées", "sunrise", "attendance:afternoons", _arranges),
        ),
    )
)
register_section(
    Section(
        key="attendance.day",
        template="attendance/_day.html",
        first="attendance/_morning.html",
        roles=HEADS,
        query=asks,
        when=_calls,
        composed=True,
        from_value=show_day,
        order=1,
        place=SectionPlace.TOP,
    )
)
register_section(
    Section(
        key="attendance.call",
        template="attendance/_strip.html",
        roles=frozenset({Role.TEACHER}),
        query=asks,
        when=_has_classes,
        composed=True,
        from_value=show,
        order=1,
        place=SectionPlace.TOP,
    )
)
register_section(
    Section(
        key="attendance.evacuation",
        template="attendance/_home_evacuation.html",
        roles=HEADS | {Role.TEACHER, Role.STAFF},
        load=lambda actor, _asked: (
            None
            if actor.closed
            else {
                "registers": actor.role != Role.STAFF,
                "follows": actor.heads,
            }
        ),
        order=8,
        place=SectionPlace.TOP,
    )
)
