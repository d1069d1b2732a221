"""The liaison book, as the menu, the home and the retention page know it."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.things.closed_days import register_put_off
from eprimo.foundation.content.things.closure_notes import register_closure_kind
from eprimo.foundation.conversations.subjects import Subject, register_subject
from eprimo.foundation.kernel.actor import HEADS, Actor, Role
from eprimo.foundation.kernel.services import (
    WORDS,
    Add,
    ClassPart,
    FamilyPages,
    NoticeCard,
    OfflineReading,
    Service,
    register,
)
from eprimo.foundation.kernel.switches import switchable
from eprimo.foundation.notifications.live.badges import TODO, register_badge
from eprimo.foundation.notifications.live.topics import register_topic
from eprimo.foundation.notifications.sections import (
    HomeQuery,
    Section,
    Wait,
    register_board,
    register_section,
)
from eprimo.services.liaison import kind
from eprimo.services.liaison.actions.corrections import note_put_off
from eprimo.services.liaison.cards import family_board
from eprimo.services.liaison.closures import CLOSURES
from eprimo.services.liaison.kind import TEAM
from eprimo.services.liaison.offline import notes_to_keep
from eprimo.services.liaison.policies.acts import may_print_week
from eprimo.services.liaison.policies.threads import under_notes
from eprimo.services.liaison.pupils import pupil_home
from eprimo.services.liaison.queries.positions import has_other_schools
from eprimo.services.liaison.queries.team import team_list
from eprimo.services.liaison.queries.team_home import MOST_WAITING, team_home
from eprimo.services.liaison.queries.threads import WaitingThread, count_waiting
from eprimo.services.liaison.team_day import team_day
from eprimo.services.liaison.topics import TOPIC, may_watch_note
from eprimo.ui import french
from eprimo.ui.addresses import reverse

_MOST_OF_CLASS = 5
_ROLES = TEAM | {Role.PUPIL, Role.GUARDIAN}


def _team(actor: Actor, _asked: HomeQuery) -> dict[str, Any] | None:
    """Return the section of the school's side: the day, and the families who wrote last, who come first."""
    if actor.closed:
        return None
    found = team_home(actor, actor.today)
    waiting = found.threads[:MOST_WAITING]
    return {
        "day": team_day(actor, found.notes, found.others),
        "more": found.more,
        "writes": found.writes,
        "heads": actor.heads,
        # Whose notes these are is said to who works in several schools.
        "school": actor.school_name if has_other_schools(actor) else "",
        "waits": [_thread(actor, one) for one in waiting] + _more(found.threads),
    }


def _thread(actor: Actor, one: WaitingThread) -> Wait:
    """Return the line of a family that wrote under a note and is not answered; of today, the hour says enough."""
    today = french.local_day(one.since) == actor.today
    when = french.clock_time(one.since) if today else french.day_and_time(one.since)
    words = gettext("pour %(name)s · %(title)s · %(when)s") % {
        "name": one.first_name, "title": one.title, "when": when,
    }  # fmt: skip
    url = reverse("liaison:team_thread", args=[one.note_id, one.child_id, one.guardian_id])
    title = gettext("%(name)s attend une réponse") % {"name": one.guardian_name}
    return Wait("message-circle", title, words, url)


def _more(threads: Sequence[WaitingThread]) -> list[Wait]:
    if len(threads) <= MOST_WAITING:
        return []
    words = gettext("Répondez d’abord à celles-ci.")
    return [Wait("message-circle", gettext("D’autres familles attendent"), words, reverse("liaison:list"))]


def _pupil(actor: Actor, _asked: HomeQuery) -> dict[str, Any] | None:
    return None if actor.closed else pupil_home(actor)


def _searched_at(actor: Actor) -> str:
    if actor.role in TEAM:
        return "" if actor.closed else "liaison:list"
    return "liaison:family" if actor.children else ""


def _of_class(actor: Actor, class_id: int, key: UUID) -> dict[str, Any]:
    """Return the notes of a class that are open, a few of them, and whether the way to its week is shown."""
    notes = team_list(actor, in_class=key).items
    return {
        "notes": notes[:_MOST_OF_CLASS], "more": len(notes) > _MOST_OF_CLASS, "key": key,
        "week": may_print_week(actor, class_id),
    }  # fmt: skip


def _adds(actor: Actor) -> bool:
    """Return whether the actor writes whatever the school settled, or is of the commune, whom a school lets write
    unless it says otherwise."""
    return actor.role in HEADS | {Role.TEACHER, Role.COMMUNE_AGENT} and not actor.closed


def _opens(actor: Actor) -> str:
    return "" if actor.role in TEAM | {Role.PUPIL} or not actor.children else "liaison:family"


register(
    Service(
        key="liaison",
        name="Mots",
        icon="notebook-pen",
        url_name="liaison:list",
        roles=_ROLES,
        opens=_opens,
        order=20,
        place=WORDS,
        searched_at=_searched_at,
        cards={
            card: NoticeCard("liaison/_card.html", icon=icon, word=word, before=before, dated=dated)
            for card, icon, word, before, dated in (
                ("liaison.sign", "signature", _("À signer"), _("signer avant"), False),
                ("liaison.answer", "list-checks", _("À répondre"), _("répondre avant"), False),
                ("liaison.read", "info", _("À lire"), "", True),
                ("liaison.event", "calendar-days", _("À lire"), "", True),
                ("liaison.bring", "backpack", _("À lire"), "", True),
                ("liaison.closed", "school", _("À lire"), "", True),
                ("liaison.corrected", "pencil", _("Mot corrigé"), "", True),
                ("liaison.replied", "message-circle", _("L’école a répondu"), "", False),
            )
        },
        shortcut=_("Les mots de l’école"),
        family=FamilyPages(
            _("Les mots de mes enfants"),
            "liaison:family",
            "voir=a-faire",
            (("notebook-pen", _("Mots signés"), "voir=signes"),),
        ),
        adds=(Add("un mot aux familles", "notebook-pen", "liaison:new", _adds, tells_date=True),),
        kept=frozenset({"liaison:family", "liaison:child"}),
        offline=OfflineReading(_("Les mots"), "notebook-pen", "liaison/_offline.html", notes_to_keep),
        of_class=(ClassPart("liaison/_class.html", _of_class),),
        first_acts=frozenset({"liaison:open", "liaison:sign", "liaison:answer", "liaison:refuse"}),
    )
)
switchable("liaison.note", _("Écrire des mots aux familles"), TEAM)
switchable("liaison.thread", _("Écrire sous les mots"), TEAM | {Role.GUARDIAN})
register_topic(TOPIC, may_watch_note)
register_subject(Subject(kind.NOTE, under_notes, "liaison:thread", "liaison:team_thread"))
register_badge(TODO, count_waiting)
register_section(
    Section(
        key="liaison.team",
        template="liaison/_home_team.html",
        roles=TEAM,
        load=_team,
        order=20,
    )
)
register_section(
    Section(
        key="liaison.pupil",
        template="liaison/_home_pupil.html",
        roles=frozenset({Role.PUPIL}),
        load=_pupil,
        order=20,
    )
)
register_board("liaison", family_board)
register_closure_kind(CLOSURES)


def _put_off(actor: Actor, resource: Resource, n: int, on: date) -> None:
    note_put_off(actor=actor, note=resource.note, n=n, on=on)


register_put_off(kind.NOTE.key, _put_off)
