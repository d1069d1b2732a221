"""The lines of the lists of notes, written by hand: thirty of them by templates took most of the page's time.

Every word of people goes through `escaped`, `author` or `badge`.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.queries.families import ForChild
from eprimo.services.liaison.together import NoteLine
from eprimo.services.liaison.words import KIND_ICONS, got
from eprimo.ui import french
from eprimo.ui.addresses import reverse
from eprimo.ui.markup import author, badge, escaped, icon, note_top
from eprimo.ui.templatetags.ep import margin


def family_lines(lines: Iterable[NoteLine], today: date | None) -> SafeString:
    """A family's list: each note once, with where each child stands."""
    return SafeString("\n".join(_family_line(one, today) for one in lines))


def _family_line(one: NoteLine, today: date | None) -> str:
    line = one.line
    top: dict[str, Any] = {
        "lane": "af" if line.to_do else "en", "long": "", "attrs": {}, "icon": KIND_ICONS[line.note.kind],
        "kind": _("Mot retiré") if line.withdrawn else str(NoteKind(line.note.kind).label), "child": line.first_name,
        "seed": line.child_seed, "also": one.also, "about": "", "title": line.title, "level": 2,
        "href": _child_page(line),
    }  # fmt: skip
    opening = note_top(top, margin(line.note.visible_from, "", today))
    return f"{opening}{_family_text(one, line)}</div></article>"


def _family_text(one: NoteLine, line: ForChild) -> str:
    if line.withdrawn:
        return f'<p class="s mut">{_("L’école a retiré ce mot.")}</p>'
    text = f'<p class="s">{author(line.note.summary)}</p>'
    if not one.apart:
        return f'{text}<p class="rang rang-s">{_standing(line)}</p>'
    children = "".join(map(_child_line, one.lines))
    return f'{text}<ul class="rang rang-s">{children}</ul>'


def _child_line(line: ForChild) -> str:
    link = f'<a href="{_child_page(line)}">{escaped(line.first_name)}</a>'
    return f'<li class="rang rang-s">{link}{_standing(line)}</li>'


def _child_page(line: ForChild) -> str:
    return reverse("liaison:child", args=[line.note.resource.public_id, line.child_public_id])


def _standing(line: ForChild) -> str:
    """What this guardian did, or is waited for."""
    if done := line.done:
        return badge("ok", done, "check")
    if line.enough:
        return badge("ok", _("L’école a ce qu’il lui faut"), "check")
    if line.to_do and line.note.answer_by:
        due = _("avant %(day)s") % {"day": french.weekday_day_month(line.note.answer_by)}
        return badge("at", due, "circle")
    return badge("in", _("À lire"), "eye") if line.unread else ""


def team_lines(notes: Iterable[Note], *, put_away: bool = False) -> SafeString:
    """A list of the school's side, whose pages are in French: whom a note is for, where it stands, its figures.

    `put_away`: of the shelf, where what nobody put away is of a class that closed."""
    return SafeString("".join(_team_line(note, put_away=put_away) for note in notes))


def _team_line(note: Any, *, put_away: bool) -> str:
    href = reverse(f"liaison:{'note' if note.sent_at else 'edit'}", args=[note.resource.public_id])
    title = escaped(note.resource.title or "Sans titre")
    closed = " · classe fermée" if put_away and note.archived_at is None and note.withdrawn_at is None else ""
    return (
        f'<li class="attend"><div class="ligne">{icon(KIND_ICONS[note.kind], "l")}<span class="txt">'
        f'<a href="{href}"><b>{title}</b></a><span>{escaped(note.to_words)}{closed or _where(note)}</span></span></div>'
        f"{_progress(note)}</li>"
    )


def _where(note: Note) -> str:
    if note.withdrawn_at:
        return " · retiré"
    if note.sent_at is None:
        return " · brouillon"
    if not note.delivered_at:
        return f" · partira {french.day_and_time(note.visible_from)}" if note.visible_from else ""
    due = f" · à rendre avant {french.weekday_day_month(note.answer_by)}" if note.answer_by else ""
    return f" · {french.day_month(note.sent_at)}{_corrected(note)}{due}"


def _corrected(note: Note) -> str:
    """Why a note of some days ago stands among those of today."""
    changed = note.resource.updated_at
    if note.sent_at is None or french.local_day(changed) <= french.local_day(note.sent_at):
        return ""
    return f", corrigé le {french.day_month(changed)}"


def _progress(note: Any) -> str:
    """A bar, and the numbers in words beside it: as `c-progress`."""
    if not note.delivered_at or not note.reached or note.withdrawn_at:
        return ""
    of = french.counted(note.reached, "enfant")
    label = f"{got(note)} pour {note.settled} sur {of}"
    return (
        f'<div class="etat"><div class="avance"><p class="s">{label}</p><progress class="prog" '
        f'max="{note.reached}" value="{note.settled}" aria-label="{label}"></progress></div></div>'
    )
