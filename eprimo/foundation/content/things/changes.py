"""What changed from one version of a thing to the next, in words to those who read it. No database here."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, time
from difflib import SequenceMatcher
from typing import Any

from django.forms import ChoiceField, DateField, Field
from django.utils.translation import gettext as _

from eprimo.foundation.content import richtext
from eprimo.foundation.content.capabilities import form_fields
from eprimo.foundation.content.kinds import Kind
from eprimo.foundation.content.models import Version
from eprimo.foundation.content.particulars import Particulars, day_words, hours_words, what_words
from eprimo.foundation.content.whereabouts import told_in
from eprimo.ui.french import tied, weekday_day_month
from eprimo.ui.languages import listed

# Pieces of a text that are told; beyond, that it changed.
_MOST = 4
_LONGEST = 120
_GAP = r"[ \u00a0\u202f]?"
_DAYS, _MONTHS = (
    "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche",
    ("janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"),
)
# What is read as one word: an hour, a day, an amount; then words, and each sign by itself.
_WORD = re.compile(
    rf"\d{{1,2}}{_GAP}h(?:{_GAP}\d{{2}})?\b|\d{{1,2}}:\d{{2}}\b"
    rf"|(?:(?:{_DAYS}){_GAP})?(?:1er|\d{{1,2}}){_GAP}(?:{_MONTHS})(?:{_GAP}\d{{4}})?\b"
    rf"|\d{{1,9}}(?:[.,]\d{{1,4}})?{_GAP}(?:€|euros?|%|km|kg)"
    r"|\w{1,60}(?:[’'-]\w{1,60}){0,9}|\S",
    re.IGNORECASE,
)


def sentences(kind: Kind, before: Version, after: Version, *, hides_place: bool) -> list[str]:
    """Say what changed, « 8 h 30 » is now « 8 h 45 »: one sentence a change, what matters most first.

    `hides_place`: for a guardian under a protected contact, to whom hours and places are not told.
    """
    found = [
        *_until(before, after),
        *particulars_changed(_told_then(before), _told_then(after), hides_place=hides_place),
        *_facts(kind, before, after),
        *title_changed(before.title, after.title, hides_place=hides_place),
        *text_changed(before.body, after.body, hides_place=hides_place),
    ]
    return [tied(one) for one in found]


def title_changed(old: str, new: str, *, hides_place: bool = False) -> Iterator[str]:
    if old == new:
        return
    if hides_place and (told_in(old) or told_in(new)):
        yield _("Le titre a changé.")
    else:
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
    for name, field in form_fields(kind).items():
        old, new = before.facts.get(name), after.facts.get(name)
        if old == new:
            continue
        if isinstance(new, bool):
            yield _("%(what)s a changé.") % {"what": field.label}
        else:
            yield _("%(what)s\u00a0: «\u00a0%(new)s\u00a0» au lieu de «\u00a0%(old)s\u00a0».") % {
                "what": field.label, "new": _told(field, new), "old": _told(field, old),
            }  # fmt: skip


def _told_then(version: Version) -> Particulars:
    """What a version said it was about, when, where and what to bring; nothing of what its kind has no column for."""
    facts = version.facts
    return Particulars(
        what=facts.get("what") or "",
        event_on=_day_in(facts, "event_on"),
        event_until_on=_day_in(facts, "event_until_on"),
        starts_at=_hour_in(facts, "starts_at"),
        ends_at=_hour_in(facts, "ends_at"),
        place=facts.get("place") or "",
        bring=tuple(facts.get("bring") or ()),
    )


def _day_in(facts: Mapping[str, Any], name: str) -> date | None:
    return date.fromisoformat(facts[name]) if facts.get(name) else None


def _hour_in(facts: Mapping[str, Any], name: str) -> time | None:
    return time.fromisoformat(facts[name]) if facts.get(name) else None


def particulars_changed(
    before: Particulars, after: Particulars, *, hides_place: bool = False
) -> Iterator[str]:
    """Say « Le jour a changé : jeudi 3 décembre au lieu de mardi 1er décembre. »"""
    found = [_what(before, after), _day(before, after)]
    if not hides_place:
        found += [_hours(before, after), _place(before, after)]
    return filter(None, [*found, _things(before, after)])


def _what(before: Particulars, after: Particulars) -> str:
    new = what_words(after)
    return (
        _("Il s’agit de\u00a0: %(new)s.") % {"new": _inside(new)} if new and new != what_words(before) else ""
    )


def _day(before: Particulars, after: Particulars) -> str:
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


def _hours(before: Particulars, after: Particulars) -> str:
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


def _place(before: Particulars, after: Particulars) -> str:
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


def _things(before: Particulars, after: Particulars) -> str:
    more = listed(thing for thing in after.bring if thing not in before.bring)
    less = listed(thing for thing in before.bring if thing not in after.bring)
    said = []
    if more:
        said.append(_("À apporter en plus\u00a0: %(things)s.") % {"things": more})
    if less:
        said.append(_("Il ne faut plus apporter\u00a0: %(things)s.") % {"things": less})
    return " ".join(said)


def _inside(words: str) -> str:
    """Words that began a line, inside a sentence."""
    return words[:1].lower() + words[1:]


def _told(field: Field, value: Any) -> str:
    """What a column holds, as people read it."""
    if value and isinstance(field, DateField):
        return weekday_day_month(date.fromisoformat(value))
    if isinstance(field, ChoiceField):
        labels = {str(key): label for key, label in field.widget.choices}
        return str(labels.get(str(value), value or "–"))
    return str(value or "–")


def text_changed(before: richtext.Node, after: richtext.Node, *, hides_place: bool = False) -> Iterator[str]:
    """Say « 12 h 30 » in the place of « 12 h », when few words are others; else that the text changed. `hides_place`:
    no hour and no place is told that one of the texts may still name."""
    if before == after:
        return
    old, new = richtext.to_text(before), richtext.to_text(after)
    pieces = list(_pieces(old, new))
    known = pieces and len(pieces) <= _MOST and all(len(one) <= _LONGEST for piece in pieces for one in piece)
    if not known or (hides_place and any(told_in(one) for piece in pieces for one in piece)):
        yield _("Le texte a changé.")
        return
    for gone, come in pieces:
        if gone and come:
            yield _("«\u00a0%(new)s\u00a0» au lieu de «\u00a0%(old)s\u00a0».") % {"new": come, "old": gone}
        elif come:
            yield _("Ajouté\u00a0: «\u00a0%(new)s\u00a0».") % {"new": come}
        else:
            yield _("Enlevé\u00a0: «\u00a0%(old)s\u00a0».") % {"old": gone}


def _pieces(old: str, new: str) -> Iterator[tuple[str, str]]:
    """What stood there, and what stands there now."""
    was, now = _words(old), _words(new)
    found = SequenceMatcher(None, [one for one, _, _ in was], [one for one, _, _ in now], autojunk=False)
    for tag, i, j, k, m in found.get_opcodes():
        if tag != "equal":
            yield _stretch(old, was[i:j]), _stretch(new, now[k:m])


def _words(text: str) -> list[tuple[str, int, int]]:
    """The words of a text, each with where it stands; an hour, a day or an amount is one word."""
    return [
        (" ".join(found[0].split()), found.start(), found.end())
        for found in _WORD.finditer(text)
        if not found[0].isspace()
    ]


def _stretch(text: str, words: list[tuple[str, int, int]]) -> str:
    return " ".join(text[words[0][1] : words[-1][2]].split()) if words else ""
