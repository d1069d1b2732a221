"""What a note says in one version, and what changed between two, in words to families. No database here."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, time
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from eprimo.foundation.content import richtext
from eprimo.foundation.content.particulars import day_words, hours_words, what_words
from eprimo.foundation.content.things.changes import title_changed
from eprimo.services.liaison.announced import NoteParticulars
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.questions import from_stored, to_stored
from eprimo.ui.french import tied, weekday_day_month
from eprimo.ui.languages import listed

DAYS, HOURS = ("event_on", "event_until_on", "answer_by"), ("starts_at", "ends_at")


@dataclass(frozen=True, kw_only=True)
class Facts(NoteParticulars):
    """What one version of a note tells and asks. `text` is a mark of the body: enough to see whether it differs."""

    title: str
    text: str

    def to_json(self) -> dict[str, Any]:
        """What its version keeps beside its title."""
        stored = asdict(self) | {"bring": list(self.bring), "questions": to_stored(self.questions)}
        del stored["title"]
        return {
            name: value.isoformat() if isinstance(value, date | time) else value
            for name, value in stored.items()
        }

    @classmethod
    def from_json(cls, title: str, stored: Mapping[str, Any]) -> "Facts":
        read: dict[str, Any] = dict(stored)
        read |= {name: date.fromisoformat(stored[name]) for name in DAYS if stored[name]}
        read |= {name: time.fromisoformat(stored[name]) for name in HOURS if stored[name]}
        return cls(
            title=title,
            **read | {"bring": tuple(stored["bring"]), "questions": from_stored(stored["questions"])},
        )


def facts_of(note: Note, title: str, body: richtext.Node) -> Facts:
    """The note as it stands, with the words of one of its versions."""
    return Facts(
        title=title,
        text=hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:16],
        bring=tuple(note.bring),
        questions=note.asked,
        **{name: getattr(note, name) for name in (*DAYS, *HOURS, "what", "place")},
    )


def touched(before: Facts, after: Facts) -> tuple[str, ...]:
    """The names of what differs, for the audit trail: it holds no words."""
    return tuple(name for name, value in asdict(before).items() if value != asdict(after)[name])


def asks_again(before: Facts, after: Facts) -> bool:
    """Does what was signed or answered no longer hold? When and where the child goes, or what is asked, is another."""
    bound = {"event_on", "event_until_on", "starts_at", "ends_at", "place", "questions"}
    return bool(bound & set(touched(before, after)))


def sentences(before: Facts, after: Facts, *, hides_place: bool = False) -> list[str]:
    """« Le jour a changé : jeudi 3 décembre au lieu de mardi 1er décembre. », one a change, what matters most first.

    `hides_place`: for a guardian under a protected contact, to whom hours and places are not told.
    """
    found = [_what(before, after), _day(before, after)]
    if not hides_place:
        found += [_hours(before, after), _place(before, after)]
    found += [_things(before, after), _due(before, after), _asked(before, after)]
    found += title_changed(before.title, after.title)
    if before.text != after.text:
        found.append(_("Le texte a changé."))
    return [tied(one) for one in found if one]


def _what(before: Facts, after: Facts) -> str:
    new = what_words(after)
    return (
        _("Il s’agit de\u00a0: %(new)s.") % {"new": _inside(new)} if new and new != what_words(before) else ""
    )


def _day(before: Facts, after: Facts) -> str:
    old, new = day_words(before), day_words(after)
    if old == new:
        return ""
    if not new:
        return _("Le jour n’est plus fixé (avant\u00a0: %(old)s).") % {"old": _inside(old)}
    if not old:
        return _("Le jour est fixé\u00a0: %(new)s.") % {"new": _inside(new)}
    words = {"new": _inside(new), "old": _inside(old)}
    if before.event_until_on or after.event_until_on:
        return _("Les jours ont changé\u00a0: %(new)s (avant\u00a0: %(old)s).") % words
    return _("Le jour a changé\u00a0: %(new)s au lieu de %(old)s.") % words


def _hours(before: Facts, after: Facts) -> str:
    old, new = hours_words(before), hours_words(after)
    if old == new:
        return ""
    if not new:
        return _("L’heure n’est plus fixée (avant\u00a0: %(old)s).") % {"old": _inside(old)}
    if not old:
        return _("L’heure est fixée\u00a0: %(new)s.") % {"new": _inside(new)}
    return _("L’heure a changé\u00a0: %(new)s (avant\u00a0: %(old)s).") % {
        "new": _inside(new),
        "old": _inside(old),
    }


def _place(before: Facts, after: Facts) -> str:
    old, new = before.place, after.place
    if old == new:
        return ""
    if not new:
        return _("Le lieu n’est plus fixé (avant\u00a0: «\u00a0%(old)s\u00a0»).") % {"old": old}
    if not old:
        return _("Le lieu est fixé\u00a0: «\u00a0%(new)s\u00a0».") % {"new": new}
    return _("Le lieu a changé\u00a0: «\u00a0%(new)s\u00a0» au lieu de «\u00a0%(old)s\u00a0».") % {
        "new": new,
        "old": old,
    }


def _things(before: Facts, after: Facts) -> str:
    more = listed(thing for thing in after.bring if thing not in before.bring)
    less = listed(thing for thing in before.bring if thing not in after.bring)
    said = []
    if more:
        said.append(_("À apporter en plus\u00a0: %(things)s.") % {"things": more})
    if less:
        said.append(_("Il ne faut plus apporter\u00a0: %(things)s.") % {"things": less})
    return " ".join(said)


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


def _inside(words: str) -> str:
    """Words that began a line, inside a sentence."""
    return words[:1].lower() + words[1:]
