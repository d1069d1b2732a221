"""The console in the menu: one word for each role that has pages here."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import BigIntegerField, Subquery

from eprimo.console.school.queries import Desk, desk_query, read_desk
from eprimo.foundation.content.things.closed_days import shut_ahead
from eprimo.foundation.directory.queries.served_schools import schools_served
from eprimo.foundation.files.quotas import Room, taken_by
from eprimo.foundation.intake.models import DeliveryState
from eprimo.foundation.kernel.actor import HEADS, Actor, Role
from eprimo.foundation.kernel.services import SCHOOL, Service, register
from eprimo.foundation.notifications.sections import HomeQuery, Section, SectionPlace, Wait, register_section
from eprimo.ui import french
from eprimo.ui.addresses import reverse
from eprimo.ui.plurals import counted

register(
    Service(
        "school", "Bureau", "school", "school:home", HEADS, order=18, place=SCHOOL,
        also=("requests:index", "support:index"),
    )
)  # fmt: skip
register(
    Service(
        "school-classes",
        "Ma classe",
        "users-round",
        "school:classes",
        frozenset({Role.TEACHER}),
        order=18,
        place=SCHOOL,
    )
)
register(
    Service(
        "school-agents",
        "Agents",
        "users-round",
        "school:adults",
        frozenset({Role.MEMBER_REP}),
        order=20,
        shown_to=lambda actor: actor.of_place,
    )
)
register(
    Service(
        "school-openings", "Écoles ouvertes", "building-2", "school:entitlements",
        frozenset({Role.ACADEMY, Role.COORDINATOR}), order=30, place=SCHOOL,
    )
)  # fmt: skip


def _desk(_actor: Actor, row: list[Any] | None) -> dict[str, Any] | None:
    if row is None:
        return None
    desk = read_desk(row)
    # Nothing can be done in an empty school before the import: it comes first.
    place = SectionPlace.DAY if desk.empty else SectionPlace.WEEK
    return {
        "desk": desk,
        "place": place,
        "first": bool(desk.supports),
        "waits": [*_alarm(desk), *_waits(desk)],
    }


def _alarm(desk: Desk) -> list[Wait]:
    """An import that many left by, which may have left nobody: its page undoes it, or says that it was meant."""
    alarm = desk.alarm
    if alarm is None:
        return []
    of = f" sur {alarm.pupils}" if alarm.pupils else ""
    left = (
        counted(alarm.left, f"élève{of} a quitté l’école", f"élèves{of} ont quitté l’école")
        + " par un import"
    )
    more = "depuis l’annuaire de l’académie" if alarm.by_academy else "à annuler si c’est une erreur"
    when = f"{french.day_and_time(alarm.at)} · {more}"
    return [Wait("shield-alert", left, when, reverse("imports:delivery", args=[alarm.public_id]))]


def _waits(desk: Desk) -> list[Wait]:
    """What the files of the school ask of who directs it; nothing before the first import, which is asked for whole."""
    if desk.empty:
        return []
    lines = []
    if desk.import_waits and desk.import_id is not None:
        refused = desk.import_state == DeliveryState.REFUSED
        title = "Un import n’a pas pu se faire" if refused else "Un import attend votre accord"
        when = french.day_and_time(desk.import_made_at) if desk.import_made_at else ""
        lines.append(Wait("file-check", title, when, reverse("imports:delivery", args=[desk.import_id])))
    if count := desk.restrictions_ending:
        title = counted(count, "restriction arrive à sa fin", "restrictions arrivent à leur fin")
        lines.append(Wait("shield-alert", title, "À confirmer ou à lever", reverse("school:restrictions")))
    if count := desk.pupils_without_class:
        url = f"{reverse('school:people')}?sans_classe=on"
        lines.append(Wait("user-round", counted(count, "élève sans classe", "élèves sans classe"), "", url))
    if count := desk.classes_without_teacher:
        title = counted(count, "classe sans enseignant", "classes sans enseignant")
        lines.append(Wait("users-round", title, "", reverse("school:classes")))
    return lines


register_section(
    Section(
        key="school.desk",
        template="school/_home_desk.html",
        first="school/_home_first.html",
        roles=HEADS,
        query=desk_query,
        when=lambda actor: actor.heads,
        composed=True,
        from_value=_desk,
        order=10,
        place=SectionPlace.WEEK,
    )
)


def _closed(actor: Actor, found: dict[str, list[dict[str, Any]]] | None) -> dict[str, Any] | None:
    """A day on which the school is shut held something of which nothing was decided yet."""
    rows = {
        one["first"]: one["dates"]
        for key in ("told", "own")
        for one in (found or {}).get(key, ())
        if date.fromisoformat(one["last"]) >= actor.today
    }
    return {
        "waits": [
            Wait(
                "calendar-x", f"École fermée {french.weekday_day_month(date.fromisoformat(first))}",
                f"{counted(dates, 'date', 'dates')} ce jour-là\N{NO-BREAK SPACE}: barrer, reporter, "
                "garder\N{NO-BREAK SPACE}?",
                reverse("school:closed", args=[first]),
            )
            for first, dates in sorted(rows.items())
        ]
    }  # fmt: skip


register_section(
    Section(
        key="school.closed", template="", roles=HEADS, query=shut_ahead, when=lambda actor: actor.heads, composed=True,
        from_value=_closed, order=12,
    )
)  # fmt: skip


def _room_asks(actor: Actor) -> Any:
    return Subquery(taken_by(actor.school_id or 0), output_field=BigIntegerField())


def _room(_actor: Actor, taken: int | None) -> dict[str, Any] | None:
    room = Room(taken or 0, settings.FILES_MOST_OF_SCHOOL)
    if not room.is_told:
        return None
    title = f"Les fichiers de l’école tiennent {room.percent}\u00a0% de leur place"
    return {"waits": [Wait("paperclip", title, room.words, reverse("school:home"))]}


register_section(
    Section(
        key="school.room",
        template="",
        roles=HEADS,
        query=_room_asks,
        when=lambda actor: actor.heads,
        composed=True,
        from_value=_room,
        order=60,
    )
)


def _served(actor: Actor, _asked: HomeQuery) -> dict[str, Any] | None:
    if actor.closed:
        return None
    served = schools_served(actor)
    return {"served": served} if served.count else None


register_section(
    Section(
        key="school.served",
        template="school/_home_served.html",
        roles=frozenset({Role.COMMUNE_AGENT}),
        load=_served,
        order=40,
        # An agent's day comes first: the schools stand beside it.
        place=SectionPlace.WEEK,
    )
)
