"""The liaison book, as the menu, the home and the retention page know it."""

from typing import Any

from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.services import Retention, Service, register
from eprimo.foundation.notifications.live.badges import TODO, register_badge
from eprimo.foundation.notifications.live.topics import register_topic
from eprimo.foundation.notifications.sections import Asked, Section, register_board, register_section
from eprimo.services.liaison.home import family_board, team_days
from eprimo.services.liaison.live import TOPIC, may_watch_note
from eprimo.services.liaison.policies import TEAM
from eprimo.services.liaison.pupils import pupil_home
from eprimo.services.liaison.queries import team
from eprimo.services.liaison.queries.days import today_of
from eprimo.services.liaison.queries.threads import count_waiting, threads_waiting
from eprimo.services.liaison.team_day import team_day
from eprimo.services.liaison.words import KIND_ICONS

_ROLES = TEAM | {Role.PUPIL, Role.GUARDIAN}
# Families who wait that a home names; the rest is behind their notes.
MOST_WAITING = 6
_YEAR = "l’année scolaire et la suivante"
_FACTS = "aussi longtemps que leur mot"


def _team(actor: Actor, _asked: Asked) -> dict[str, Any] | None:
    if actor.closed:
        return None
    found = team.in_progress(actor, today_of(actor))
    return {
        "day": team_day(actor, found.notes),
        "days": team_days(found.ahead),
        "icons": KIND_ICONS,
        "writes": team.writes(actor),
        "heads": actor.heads,
    }


def _threads(actor: Actor, _asked: Asked) -> dict[str, Any] | None:
    """Families who wrote last; nothing at all when none waits."""
    waiting = threads_waiting(actor, MOST_WAITING + 1)
    if not waiting:
        return None
    shown = waiting[:MOST_WAITING]
    return {"threads": shown, "count": len(shown), "more": len(waiting) > MOST_WAITING}


def _pupil(actor: Actor, _asked: Asked) -> dict[str, Any] | None:
    return None if actor.closed else pupil_home(actor)


def _searched_at(actor: Actor) -> str:
    if actor.role in TEAM:
        return "" if actor.closed else "liaison:list"
    return "liaison:family" if actor.children else ""


register(
    Service(
        key="liaison",
        name="Mots",
        icon="notebook-pen",
        url_name="liaison:list",
        roles=_ROLES,
        order=20,
        searched_at=_searched_at,
        cards=dict.fromkeys(
            (
                "liaison.read",
                "liaison.sign",
                "liaison.answer",
                "liaison.event",
                "liaison.bring",
                "liaison.closed",
                "liaison.corrected",
                "liaison.replied",
            ),
            "liaison/_card.html",
        ),
        retention=(
            Retention(
                "liaison.Note",
                ("summary", "questions", "place", "bring", "urgent_reason"),
                _YEAR,
                "Les familles et l’école retrouvent ce qui a été écrit.",
            ),
            Retention(
                "liaison.NoteTemplate",
                ("title", "body", "questions", "place", "bring", "owner"),
                "jusqu’à ce que l’école, ou la personne, l’enlève",
                "Écrire plus vite les mots qui reviennent chaque année.",
            ),
            Retention("liaison.Edition", ("facts",), _FACTS, "Dire ce qu’une correction a changé."),
            Retention("liaison.NoteFollower", ("person",), _YEAR, "Savoir qui suit un mot."),
            Retention(
                "liaison.Recipient", ("child", "outcome"), _YEAR, "Savoir à quels enfants un mot est parti."
            ),
            Retention(
                "liaison.Thread",
                ("guardian", "child", "family_at", "school_at", "seen_at"),
                _FACTS,
                "Savoir qui attend une réponse sous un mot.",
            ),
            Retention(
                "liaison.Reply",
                ("author", "guardian", "child", "body"),
                _FACTS,
                "Retrouver ce que la famille et l’école se sont écrit sous un mot.",
            ),
            Retention(
                "liaison.Owed",
                ("read_at", "signed_at", "answers", "comment", "recorded_by"),
                _FACTS,
                "Garder la preuve de ce qui a été lu, signé et répondu.",
            ),
            Retention(
                "liaison.Slip",
                ("child", "signers", "printed_by"),
                _FACTS,
                "Reconnaître un coupon rendu, et mener au mot qui le vise.",
            ),
            Retention(
                "liaison.Pile",
                ("made_by",),
                "un jour au plus pour ce qu’elle montre",
                "Noter les coupons rendus\u00a0: les photos sont effacées dès qu’elles sont lues.",
            ),
            Retention(
                "liaison.PilePhoto",
                ("content", "thumbnail"),
                "jusqu’à la lecture\u00a0; une vignette, un jour au plus",
                "Lire les coupons et retrouver une photo à refaire.",
            ),
            Retention(
                "liaison.PileSlip",
                ("slip", "picture", "marks", "recorded_for"),
                "un jour au plus",
                "Vérifier d’un coup d’œil ce qui a été lu, et revenir en arrière.",
            ),
        ),
    )
)
register_topic(TOPIC, may_watch_note)
register_badge(TODO, count_waiting)
register_section(
    Section(
        key="liaison.threads",
        template="liaison/_home_threads.html",
        roles=TEAM,
        load=_threads,
        order=18,
    )
)
register_section(
    Section(
        key="liaison.team",
        template="liaison/_home_team.html",
        beside="liaison/_home_week.html",
        roles=TEAM,
        load=_team,
        order=20,
    )
)
register_section(
    Section(
        key="liaison.pupil",
        template="liaison/_home_pupil.html",
        beside="liaison/_home_pupil_days.html",
        roles=frozenset({Role.PUPIL}),
        load=_pupil,
        order=20,
    )
)
register_board("liaison", family_board)
