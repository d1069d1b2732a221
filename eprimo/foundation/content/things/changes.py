"""What changed from one version of a thing to the next, in words to those who read it. No database here."""

from collections.abc import Iterator, Mapping
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from django.forms import DateField, Field
from django.utils.translation import gettext as _

from eprimo.foundation.content import richtext
from eprimo.foundation.content.kinds import Kind
from eprimo.foundation.content.models import Version
from eprimo.foundation.content.particulars import Particulars, day_words, what_words
from eprimo.foundation.content.things.drafts import own_columns
from eprimo.ui.french import tied, weekday_day_month

# Pieces of a text that are told; beyond, that it changed.
_MOST = 4
_LONGEST = 120


def sentences(kind: Kind, before: Version, after: Version) -> list[str]:
    """« 8 h 30 » is now « 8 h 45 »: one a change, what matters most first."""
    found = [
        *_until(before, after),
        *_particulars(kind, before, after),
        *_facts(kind, before, after),
        *title_changed(before.title, after.title),
        *_text(before, after),
    ]
    return [tied(one) for one in found]


def title_changed(old: str, new: str) -> Iterator[str]:
    if old != new:
        yield _("Le titre a changé\u00a0: «\u00a0%(new)s\u00a0» au lieu de «\u00a0%(old)s\u00a0».") % {
            "new": new, "old": old,
        }  # fmt: skip


def _until(before: Version, after: Version) -> Iterator[str]:
    old, new = before.facts.get("until", ""), after.facts.get("until", "")
    if old == new:
        return
    if not new:
        yield _("Il n’y a plus de dernier jour.")
    else:
        yield _("Dernier jour\u00a0: %(day)s.") % {"day": weekday_day_month(date.fromisoformat(new))}


def _facts(kind: Kind, before: Version, after: Version) -> Iterator[str]:
    own = kind.form.base_fields if kind.form is not None else {}
    for name, field in own.items():
        old, new = before.facts.get(name), after.facts.get(name)
        if old == new:
            continue
        if isinstance(new, bool):
            yield _("%(what)s a changé.") % {"what": field.label}
        else:
            yield _("%(what)s\u00a0: «\u00a0%(new)s\u00a0» au lieu de «\u00a0%(old)s\u00a0».") % {
                "what": field.label, "new": _told(field, new), "old": _told(field, old),
            }  # fmt: skip


def _particulars(kind: Kind, before: Version, after: Version) -> Iterator[str]:
    """What it is about, and its days. Hours and places are told by a kind that hides them from whom it must."""
    columns = own_columns(kind)
    for name, label in (("what", _("De quoi il s’agit")), ("event_on", _("Jour"))):
        if name in columns:
            old, new = (_as_line(name, one.facts) for one in (before, after))
            if old != new:
                yield _("%(what)s\u00a0: «\u00a0%(new)s\u00a0» au lieu de «\u00a0%(old)s\u00a0».") % {
                    "what": label, "new": new, "old": old,
                }  # fmt: skip


def _as_line(name: str, facts: Mapping[str, Any]) -> str:
    """What a version said there, « – » for nothing."""
    first, last = (
        facts.get(day) and date.fromisoformat(facts[day]) for day in ("event_on", "event_until_on")
    )
    said = Particulars(what=facts.get("what", ""), event_on=first or None, event_until_on=last or None)
    return (what_words(said) if name == "what" else day_words(said)) or "–"


def _told(field: Field, value: Any) -> str:
    """What a column holds, as people read it."""
    if value and isinstance(field, DateField):
        return weekday_day_month(date.fromisoformat(value))
    return str(value or "–")


def _text(before: Version, after: Version) -> Iterator[str]:
    if before.body == after.body:
        return
    old, new = richtext.to_text(before.body).split(), richtext.to_text(after.body).split()
    pieces = [
        (" ".join(old[i:j]), " ".join(new[k:m]))
        for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        if tag != "equal"
    ]
    if not pieces or len(pieces) > _MOST or any(len(one) > _LONGEST for piece in pieces for one in piece):
        yield _("Le texte a changé.")
        return
    for gone, come in pieces:
        if gone and come:
            yield _("«\u00a0%(new)s\u00a0» au lieu de «\u00a0%(old)s\u00a0».") % {"new": come, "old": gone}
        elif come:
            yield _("Ajouté\u00a0: «\u00a0%(new)s\u00a0».") % {"new": come}
        else:
            yield _("Enlevé\u00a0: «\u00a0%(old)s\u00a0».") % {"old": gone}
