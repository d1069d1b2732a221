"""What changed in a note since somebody read, signed or answered it; and what each of its versions announced."""

from collections.abc import Mapping
from typing import Any

from eprimo.services.liaison.changes import Facts, sentences
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.outcomes import is_asked_again
from eprimo.services.liaison.queries.families import ForChild

# Under what name a query puts beside a note what its versions announced, where it was corrected after families saw it:
# [{"number": int, "title": str, "facts": {…}, "body": {…}}, …]. As columns of a statement on a resource `r`: `SAID`.
BESIDE = "said_in"
SAID = """(SELECT json_agg(json_build_object('number', e.number, 'title', e.title, 'facts', e.facts,
   'body', e.body) ORDER BY e.number)
   FROM content_version e WHERE e.resource_id = r.id AND r.version > 1)"""


def editions_of(note: Note) -> Mapping[int, Facts]:
    """What each version announced; empty for a note that was never corrected after families saw it."""
    rows: list[dict[str, Any]] = getattr(note, BESIDE, None) or []
    return {
        row["number"]: Facts.from_json(row["title"], row["facts"], row["body"])
        for row in rows
        if row["facts"]
    }


def known_version(line: ForChild) -> int:
    """The version that the guardian acted on, when that has to be done again; else the last one read; else the first
    one that reached the family."""
    owed = line.owed
    if owed is not None and is_asked_again(line.note, owed):
        return owed.answered_version or owed.signed_version or 1
    if owed is not None and owed.read_version is not None:
        return owed.read_version
    return line.recipient.first_version if line.recipient is not None else line.note.resource.version


def news_for(line: ForChild) -> list[str]:
    """What the guardian does not know yet, in words; empty when nothing changed, or nothing is known of it."""
    found = editions_of(line.note)
    old, new = found.get(known_version(line)), found.get(line.note.resource.version)
    if old is None or new is None or line.withdrawn:
        return []
    return sentences(old, new, hides_place=line.hides_place)


def changes_in(note: Note, *, hides_place: bool = False) -> dict[int, list[str]]:
    """What each corrected version changed in the one before it, by number."""
    found = editions_of(note)
    return {
        number: sentences(found[number - 1], facts, hides_place=hides_place)
        for number, facts in found.items()
        if number - 1 in found
    }
