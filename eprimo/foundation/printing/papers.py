"""Other printed pages: a list as a table, and a note with its reply slips for who prefers paper."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _

from eprimo.foundation.printing.prose import (
    Block,
    Run,
    breakable,
    fact,
    long_date,
    printable_blocks,
    sentence,
)
from eprimo.foundation.printing.twins import NO_TWIN, PaperTwin, beside, twin_data, twin_labels
from eprimo.foundation.printing.typesetting import typeset

# More columns than this and the page lies on its side.
PORTRAIT_COLUMNS = 5


@dataclass(frozen=True, kw_only=True)
class PrintedNote:
    """A note as it goes into a schoolbag."""

    school_name: str
    # « Sortie », « Réunion »: the French name of the kind.
    kind: str
    title: str
    author: str
    sent_on: date
    blocks: Sequence[Block]
    class_label: str = ""
    # Day, hours, place, what to bring: label and words, in the language in use.
    told: Sequence[tuple[str, str]] = ()
    reply_by: date | None = None
    # Each question with its boxes to tick; none for a note that asks no answer.
    questions: Sequence[tuple[str, Sequence[str]]] = ()
    asks_signature: bool = False
    # One slip each, « Léa Belkacem, CE1-A »; one blank slip when empty.
    children: Sequence[str] = ()
    # What is known in the language in use, nothing in French: of the text, and of a few words.
    twin: PaperTwin = NO_TWIN
    said: Callable[[str], str] = lambda _words: ""

    @property
    def asks_reply(self) -> bool:
        return bool(self.questions) or self.asks_signature


def list_pdf(
    *,
    title: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    made_on: date,
    school_name: str = "",
    subtitle: str = "",
    lang: str = "fr",
) -> bytes:
    """A table whose head comes back on each page; an empty list says so. ValueError when a row is too short or long."""
    if any(len(row) != len(columns) for row in rows):
        raise ValueError(f"Each row has {len(columns)} cells.")
    with translation.override(lang):
        data = {
            "school": breakable(school_name),
            "subtitle": breakable(subtitle),
            "columns": list(columns),
            "rows": [[breakable(cell) for cell in row] for row in rows],
            "landscape": len(columns) > PORTRAIT_COLUMNS,
            "labels": {
                "empty": _("Personne dans cette liste."),
                "made": _("Liste faite le {day}").format(day=long_date(made_on)),
                "page": _("page"),
                "of": _("sur"),
            },
        }
        return typeset("list", data, title=title, lang=lang)


def note_pdf(note: PrintedNote, *, lang: str = "fr") -> bytes:
    """The note, then one slip a child to cut, tick, sign and bring back when it asks for something."""
    with translation.override(lang):
        data = {
            "school": breakable(note.school_name),
            "place": breakable(note.class_label),
            "kind": note.kind,
            "date": _capital(long_date(note.sent_on)),
            "author": breakable(note.author),
            "facts": [fact(label, value) for label, value in note.told],
            "due": _due(note),
            "blocks": printable_blocks(note.blocks),
            "twin": twin_data(note.twin),
            "questions": [
                {**beside(text, note.said), "choices": [beside(choice, note.said) for choice in choices]}
                for text, choices in note.questions
            ],
            "signature": note.asks_signature,
            "slips": _slips(note) if note.asks_reply else [],
            "labels": twin_labels()
            | {
                "child": _("Nom de l’enfant\u00a0:"),
                "answer": _("Un mot pour l’école\u00a0:"),
                "sign": _("Nom et signature\u00a0:"),
                "page": _("page"),
                "of": _("sur"),
            },
        }
        return typeset("note", data, title=note.title, lang=lang)


def _capital(words: str) -> str:
    """The first letter alone: « Friday 20 November »."""
    return words[:1].upper() + words[1:]


def _due(note: PrintedNote) -> list[Run]:
    """The last day, on the note itself: the slip is cut off."""
    if note.reply_by is None:
        return []
    return sentence(_("À rendre avant le **{day}**."), day=long_date(note.reply_by))


def _slips(note: PrintedNote) -> list[object]:
    title = breakable(note.title)
    if note.reply_by:
        what = sentence(
            _("**{title}**. À rendre avant le **{day}**."), title=title, day=long_date(note.reply_by)
        )
    else:
        what = sentence(_("**{title}**. À rendre à l’école."), title=title)
    return [{"child": breakable(child), "what": what} for child in note.children or ("",)]
