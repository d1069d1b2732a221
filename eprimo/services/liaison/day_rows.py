"""The notes of a home of the school's side, written by hand: a row by templates took as long as a statement.

Every word of people goes through `escaped`. The school's pages are in French.
"""

from collections.abc import Iterable
from typing import Any

from django.utils.safestring import SafeString

from eprimo.services.liaison.models import Note
from eprimo.services.liaison.team_day import TeamDay
from eprimo.services.liaison.words import KIND_ICONS
from eprimo.ui import french
from eprimo.ui.addresses import reverse
from eprimo.ui.markup import escaped, icon


def follow_rows(day: TeamDay, token: object) -> SafeString:
    """Notes that wait for families: own ones, which may be reminded, then those of others. `token`: of the forms,
    against forgery."""
    guard = f'<input type="hidden" name="csrfmiddlewaretoken" value="{escaped(token)}">'
    own = "".join(_follow(day, note, guard) for note in day.waiting)
    return SafeString(own + "".join(_follow(day, note) for note in day.others))


def read_rows(notes: Iterable[Note]) -> SafeString:
    """Notes that are read rather than waited for."""
    return SafeString("".join(map(_read, notes)))


def _follow(day: TeamDay, note: Any, guard: str = "") -> str:
    """`guard` is empty for a note of somebody else, which is followed, not reminded."""
    title = escaped(note.resource.title)
    href = _address("follow_up" if day.reminds else "note", note)
    owner = note.resource.owner
    who = note.to_words if guard or owner is None else owner.formal_name
    did = _changes(note) if guard else ""
    reminder = _reminder(day, note, title, guard) if guard and day.reminds else ""
    return (
        f'<li class="attend"><div class="ligne">{icon(KIND_ICONS[note.kind], "l")}<span class="txt">'
        f'<a href="{href}"><b>{title}</b></a><span class="du"><span>{escaped(who)}</span>{_due(note)}</span>{did}'
        f'</span></div><div class="etat">{_progress(note)}{reminder}</div></li>\n'
    )


def _due(note: Note) -> str:
    if note.answer_by is None:
        return ""
    day = french.weekday_day_month(note.answer_by)
    return f'<time datetime="{note.answer_by.isoformat()}">avant {day}</time>'


def _changes(note: Any) -> str:
    if not note.changes:
        return ""
    several = f"{note.changes} réponses ont changé."
    return f"<span>{french.plural(note.changes, 'Une réponse a changé.', several)}</span>"


def _progress(note: Any) -> str:
    of = french.counted(note.reached, "famille")
    families = french.plural(note.reached, "famille")
    return (
        f'<div class="avance"><p class="s">{note.settled} sur {note.reached}<span class="mot-l"> {families}</span></p>'
        f'<progress class="prog" max="{note.reached}" value="{note.settled}" aria-label="{note.settled} sur {of}">'
        "</progress></div>"
    )


def _reminder(day: TeamDay, note: Note, title: str, guard: str) -> str:
    if note.pk in day.reminded:
        return f'<p class="s mut rang rang-s">{icon("bell")}Relancé aujourd’hui</p>'
    return (
        f'<form method="post" action="{_address("remind", note)}" class="geste">{guard}'
        f'<button class="btn btn-2">{icon("bell")}Relancer<span class="vh"> {title}</span></button></form>'
    )


def _read(note: Any) -> str:
    if note.asks_act:
        said = "toutes les réponses sont là"
    else:
        said = f"lu par {note.settled} sur {french.counted(note.reached, 'famille')}"
    return (
        f'<li class="ligne">{icon(KIND_ICONS[note.kind], "l")}<span class="txt"><a href="{_address("note", note)}">'
        f"<b>{escaped(note.resource.title)}</b></a><span>{escaped(note.to_words)} · {said}</span></span></li>"
    )


def _address(route: str, note: Note) -> str:
    return reverse(f"liaison:{route}", args=[note.resource.public_id])
