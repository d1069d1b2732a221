"""The notes of a home of the school's side, written by hand: a row by templates took as long as a statement.

Every word of people goes through `escaped`.
"""

from collections.abc import Iterator
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from eprimo.services.liaison.models import Note
from eprimo.services.liaison.team_day import TeamDay
from eprimo.services.liaison.words import KIND_ICONS
from eprimo.ui import french
from eprimo.ui.addresses import reverse
from eprimo.ui.markup import escaped, icon, post_button


def team_rows(day: TeamDay, token: object) -> SafeString:
    """What waits for families, then what leaves, what is unfinished, what is read. `token`: of the page's forms."""
    return SafeString("".join(_rows(day, token)))


def _rows(day: TeamDay, token: object) -> Iterator[str]:
    for note in day.waiting:
        yield _own(day, note, token)
    for note in day.others:
        yield _other(day, note)
    for note in day.leaving:
        yield _line("clock", "note", note, _leaves(note))
    for note in day.drafts:
        yield _line("pencil", "edit", note, _("Brouillon, à finir quand vous voulez"))
    for note in day.read:
        yield _line(KIND_ICONS[note.kind], "note", note, _read(note))


def _line(icon_name: str, route: str, note: Note, said: str) -> str:
    """A note that nobody waits for; `said` is markup."""
    href, title = _address(route, note), escaped(note.resource.title or _("Sans titre"))
    return (
        f'<li class="ligne">{icon(icon_name, "l")}<span class="txt"><a href="{href}"><b>{title}</b></a>'
        f"<span>{said}</span></span></li>"
    )


def _leaves(note: Any) -> str:
    when = french.day_and_time(note.visible_from) if note.visible_from else ""
    return f"{_('Partira %(when)s') % {'when': when}} · {escaped(note.to_words)}"


def _read(note: Any) -> str:
    said = _("toutes les réponses sont là")
    if not note.asks_act:
        of = french.counted(note.reached, "enfant")
        said = _("lu pour %(n)s sur %(of)s") % {"n": note.settled, "of": of}
    return f"{escaped(note.to_words)} · {said}"


# --- notes that wait for families ---


def _own(day: TeamDay, note: Any, token: object) -> str:
    """A note of the reader's, whose families may be reminded."""
    changed = ""
    if note.changes:
        said = ngettext("Une réponse a changé.", "%(n)s réponses ont changé.", note.changes)
        changed = f"<span>{said % {'n': note.changes}}</span>"
    return _follow(day, note, note.to_words, changed, _reminder(day, note, token) if day.reminds else "")


def _other(day: TeamDay, note: Any) -> str:
    """A note of somebody else, which is followed, not reminded."""
    owner = note.resource.owner
    return _follow(day, note, note.to_words if owner is None else owner.formal_name)


def _follow(day: TeamDay, note: Any, who: object, changed: str = "", reminder: str = "") -> str:
    href = _address("follow_up" if day.reminds else "note", note)
    return (
        f'<li class="attend"><div class="ligne">{icon(KIND_ICONS[note.kind], "l")}<span class="txt"><a href="{href}">'
        f'<b>{escaped(note.resource.title)}</b></a><span class="du"><span>{escaped(who)}</span>{_due(note)}</span>'
        f'{changed}</span></div><div class="etat">{_progress(note)}{reminder}</div></li>'
    )


def _due(note: Note) -> str:
    if note.answer_by is None:
        return ""
    said = _("avant %(day)s") % {"day": french.weekday_day_month(note.answer_by)}
    return f'<time datetime="{note.answer_by.isoformat()}">{said}</time>'


def _progress(note: Any) -> str:
    said = _("%(n)s sur %(of)s")
    short = said % {"n": note.settled, "of": note.reached}
    label = said % {"n": note.settled, "of": french.counted(note.reached, "enfant")}
    children = french.plural(note.reached, "enfant")
    return (
        f'<div class="avance"><p class="s">{short}<span class="mot-l"> {children}</span></p><progress class="prog" '
        f'max="{note.reached}" value="{note.settled}" aria-label="{label}"></progress></div>'
    )


def _reminder(day: TeamDay, note: Note, token: object) -> str:
    if note.pk in day.reminded:
        return f'<p class="s mut rang rang-s">{icon("bell")}{_("Relancé aujourd’hui")}</p>'
    title = note.resource.title
    return post_button(_address("remind", note), _("Relancer"), token, icon_name="bell", hidden_text=title)


def _address(route: str, note: Note) -> str:
    return reverse(f"liaison:{route}", args=[note.resource.public_id])
