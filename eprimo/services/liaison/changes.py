"""What a note says in one version, and what changed between two, in words to families. No database here."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, time
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from eprimo.foundation.content import richtext
from eprimo.foundation.content.things.changes import particulars_changed, text_changed, title_changed
from eprimo.services.liaison.announced import NoteParticulars
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.questions import from_stored, to_stored
from eprimo.ui.french import tied, weekday_day_month

DAYS, HOURS = ("event_on", "event_until_on", "answer_by"), ("starts_at", "ends_at")


@dataclass(frozen=True, kw_only=True)
class Facts(NoteParticulars):
    """What one version of a note tells and asks. `text` is a mark of the body: enough to see whether it differs."""

    title: str
    text: str
    # The text itself, where it was read too: its mark alone is kept.
    body: richtext.Node | None = field(default=None, compare=False)

    def to_json(self) -> dict[str, Any]:
        """What its version keeps beside its title."""
        stored = asdict(self) | {"bring": list(self.bring), "questions": to_stored(self.questions)}
        del stored["title"], stored["body"]
        return {
            name: value.isoformat() if isinstance(value, date | time) else value
            for name, value in stored.items()
        }

    @classmethod
    def from_json(cls, title: str, stored: Mapping[str, Any], body: richtext.Node | None = None) -> "Facts":
        read: dict[str, Any] = dict(stored)
        read |= {name: date.fromisoformat(stored[name]) for name in DAYS if stored[name]}
        read |= {name: time.fromisoformat(stored[name]) for name in HOURS if stored[name]}
        return cls(
            title=title,
            body=body,
            **read | {"bring": tuple(stored["bring"]), "questions": from_stored(stored["questions"])},
        )


def facts_of(note: Note, title: str, body: richtext.Node) -> Facts:
    """The note as it stands, with the words of one of its versions."""
    return Facts(
        title=title,
        text=hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:16],
        body=body,
        bring=tuple(note.bring),
        questions=note.asked,
        **{name: getattr(note, name) for name in (*DAYS, *HOURS, "what", "place", "from_noon", "until_noon")},
    )


def touched(before: Facts, after: Facts) -> tuple[str, ...]:
    """The names of what differs, for the audit trail: it holds no words."""
    then, now = asdict(before), asdict(after)
    return tuple(name for name, value in then.items() if name != "body" and value != now[name])


def asks_again(before: Facts, after: Facts) -> bool:
    """Does what was signed or answered no longer hold? When and where the child goes, or what is asked, is another."""
    bound = {"event_on", "event_until_on", "starts_at", "ends_at", "place", "questions"}
    return bool(bound & set(touched(before, after)))


def sentences(before: Facts, after: Facts, *, hides_place: bool = False) -> list[str]:
    """« Le jour a changé : jeudi 3 décembre au lieu de mardi 1er décembre. », one a change, what matters most first.

    `hides_place`: for a guardian under a protected contact, to whom hours and places are not told.
    """
    found = [*particulars_changed(before, after, hides_place=hides_place)]
    found += [_due(before, after), _asked(before, after)]
    found += title_changed(before.title, after.title, hides_place=hides_place)
    if before.text != after.text:
        found += (
            [_("Le texte a changé.")]
            if before.body is None or after.body is None
            else text_changed(before.body, after.body, hides_place=hides_place)
        )
    return [tied(one) for one in found if one]


def _due(before: Facts, after: Facts) -> str:
    old, new = before.answer_by, after.answer_by
    if old == new:
        return ""
    if new is None:
        return _("Il n’y a plus de date limite pour répondre.")
    day = weekday_day_month(new)
    if old is None:
        return _("À rendre avant le %(new)s.") % {"new": day}
    return _("À rendre avant le %(new)s, au lieu du %(old)s.") % {"new": day, "old": weekday_day_month(old)}


def _asked(before: Facts, after: Facts) -> str:
    added = [one.text for one in after.questions if one not in before.questions]
    if not added:
        return ""
    said = ngettext(
        "Une question est ajoutée\u00a0: %(words)s",
        "Des questions sont ajoutées\u00a0: %(words)s",
        len(added),
    )
    return said % {"words": " · ".join(added)}
