"""The versions of a note: what each one announced, and what changed between two, in words to families."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, time
from typing import Any, get_type_hints

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from eprimo.foundation.content import richtext
from eprimo.foundation.content.things.changes import particulars_changed, text_changed, title_changed
from eprimo.foundation.kernel.statements import sql_beside
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.particulars import NoteParticulars, particulars_of
from eprimo.services.liaison.queries.families import NoteForChild
from eprimo.services.liaison.questions import from_stored, to_stored
from eprimo.services.liaison.state import is_asked_again
from eprimo.ui.french import tied, weekday_day_month

_TYPES = get_type_hints(NoteParticulars)
_DAYS = tuple(name for name, kept_as in _TYPES.items() if kept_as == date | None)
_HOURS = tuple(name for name, kept_as in _TYPES.items() if kept_as == time | None)
# Under what name a query puts beside a note what its versions announced, where it was corrected after families saw it:
# [{"number": int, "title": str, "facts": {…}, "body": {…}}, …]. As columns of a statement on a resource `r`: `SAID`.
VERSIONS_ATTRIBUTE = "said_in"
VERSIONS_TOLD = sql_beside(__file__, "versions_told")


@dataclass(frozen=True, kw_only=True)
class VersionFacts(NoteParticulars):
    """The particulars and words of one version of a note. `text` is a mark of its body: enough to see whether it
    differs."""

    title: str
    text: str
    # The text itself, where it was read too: its mark alone is kept.
    body: richtext.Node | None = field(default=None, compare=False)

    def to_json(self) -> dict[str, Any]:
        """Return what a version keeps beside its title."""
        stored = asdict(self) | {"bring": list(self.bring), "questions": to_stored(self.questions)}
        del stored["title"], stored["body"]
        return {
            name: value.isoformat() if isinstance(value, date | time) else value
            for name, value in stored.items()
        }

    @classmethod
    def from_json(
        cls, title: str, stored: Mapping[str, Any], body: richtext.Node | None = None
    ) -> "VersionFacts":
        """Read what `to_json` made."""
        read: dict[str, Any] = dict(stored)
        read |= {name: date.fromisoformat(stored[name]) for name in _DAYS if stored[name]}
        read |= {name: time.fromisoformat(stored[name]) for name in _HOURS if stored[name]}
        return cls(
            title=title,
            body=body,
            **read | {"bring": tuple(stored["bring"]), "questions": from_stored(stored["questions"])},
        )


def version_facts(note: Note, title: str, body: richtext.Node) -> VersionFacts:
    """Return what a note announces as it stands, with the title and body of one of its versions."""
    return VersionFacts(
        title=title,
        text=hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:16],
        body=body,
        **particulars_of(note),
    )


def changed_names(before: VersionFacts, after: VersionFacts) -> tuple[str, ...]:
    """Return the names of what differs between two versions, for the audit trail, which holds no words."""
    then, now = asdict(before), asdict(after)
    return tuple(name for name, value in then.items() if name != "body" and value != now[name])


def asks_again(before: VersionFacts, after: VersionFacts) -> bool:
    """Return whether what was signed or answered no longer holds: when or where the child goes, or what is asked, is
    another."""
    bound = {"event_on", "event_until_on", "starts_at", "ends_at", "place", "questions"}
    return bool(bound & set(changed_names(before, after)))


def change_sentences(before: VersionFacts, after: VersionFacts, *, hides_place: bool = False) -> list[str]:
    """Return what changed between two versions in sentences to families, what matters most first: « Le jour a changé
    : jeudi 3 décembre au lieu de mardi 1er décembre. » `hides_place`: for a guardian under a protected contact, to
    whom hours and places are not told."""
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


def _due(before: VersionFacts, after: VersionFacts) -> str:
    old, new = before.answer_by, after.answer_by
    if old == new:
        return ""
    if new is None:
        return _("Il n’y a plus de date limite pour répondre.")
    day = weekday_day_month(new)
    if old is None:
        return _("À rendre avant le %(new)s.") % {"new": day}
    return _("À rendre avant le %(new)s, au lieu du %(old)s.") % {"new": day, "old": weekday_day_month(old)}


def _asked(before: VersionFacts, after: VersionFacts) -> str:
    added = [one.text for one in after.questions if one not in before.questions]
    if not added:
        return ""
    said = ngettext(
        "Une question est ajoutée\u00a0: %(words)s",
        "Des questions sont ajoutées\u00a0: %(words)s",
        len(added),
    )
    return said % {"words": " · ".join(added)}


def facts_by_version(note: Note) -> Mapping[int, VersionFacts]:
    """Return what each version of a note announced, by number; empty for a note that was never corrected after
    families saw it."""
    rows: list[dict[str, Any]] = getattr(note, VERSIONS_ATTRIBUTE, None) or []
    return {
        row["number"]: VersionFacts.from_json(row["title"], row["facts"], row["body"])
        for row in rows
        if row["facts"]
    }


def known_version(line: NoteForChild) -> int:
    """Return the version that a guardian knows: the one acted on, when that has to be done again; else the last one
    read; else the first that reached the family."""
    owed = line.owed
    if owed is not None and is_asked_again(line.note, owed):
        return owed.answered_version or owed.signed_version or 1
    if owed is not None and owed.read_version is not None:
        return owed.read_version
    return line.recipient.first_version if line.recipient is not None else line.note.resource.version


def unread_changes(line: NoteForChild) -> list[str]:
    """Return what changed since the version that the guardian knows, in sentences; empty when nothing did, or
    nothing is known of it."""
    found = facts_by_version(line.note)
    old, new = found.get(known_version(line)), found.get(line.note.resource.version)
    if old is None or new is None or line.withdrawn:
        return []
    return change_sentences(old, new, hides_place=line.hides_place)


def changes_by_version(note: Note, *, hides_place: bool = False) -> dict[int, list[str]]:
    """Return what each corrected version changed in the one before it, in sentences, by number."""
    found = facts_by_version(note)
    return {
        number: change_sentences(found[number - 1], facts, hides_place=hides_place)
        for number, facts in found.items()
        if number - 1 in found
    }
