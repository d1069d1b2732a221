"""Catalogues: one .po file for each language, brought up to date, checked, and compiled for Django."""

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.plurals import PLURALS
from babel.messages.pofile import read_po, write_po
from django.utils.translation.reloader import translation_file_changed

from eprimo.devtools.messages import scope
from eprimo.devtools.messages.django_says import DJANGO
from eprimo.devtools.messages.extract import catalogue
from eprimo.devtools.messages.wording import wording

# Nothing of a catalogue depends on when it was written: two people who extract get the same file.
_EPOCH = datetime(2026, 9, 1, tzinfo=UTC)
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\[\w+\]|\{(\w*)\}|%[sd]")
# The name of the product, and the same with the hyphen at which no line breaks: compiled catalogues hold the second.
NAME, TIED_NAME = "e-primo", "e\N{NON-BREAKING HYPHEN}primo"
# Subjects of mails, names that machines show, what is only said aloud, paper: no line of ours is broken there.
PLAIN = {
    "e-primo, accueil", "Votre entrée dans e-primo", "Ouvrez e-primo pour voir ce qui est à faire.",
    "Votre copie est prête sur e-primo",
    "%(count)d nouvelle sur e-primo", "%(count)d chose à faire sur e-primo",
}  # fmt: skip
_LETTER = re.compile(r"[^\W\d_]")


def po_file(language: str) -> Path:
    return scope.LOCALE / language / "LC_MESSAGES" / "django.po"


def mo_file(language: str) -> Path:
    return po_file(language).with_suffix(".mo")


def read(language: str) -> Catalog:
    """The catalogue as it stands; an empty one when the file is not there yet."""
    path = po_file(language)
    if not path.exists():
        return Catalog(locale=language, project="e-primo", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update(language: str, template: Catalog) -> Catalog:
    """The catalogue with every text of the template and no other; translations that hold are kept, none guessed."""
    kept = read(language)
    fresh = Catalog(locale=language, project="e-primo", version="", fuzzy=False, charset="utf-8")
    fresh.creation_date = fresh.revision_date = _EPOCH
    for wanted in template:
        if not wanted.id:
            continue
        known = kept.get(_key(wanted), wanted.context)
        same_shape = known is not None and known.pluralizable == wanted.pluralizable
        fresh.add(
            wanted.id,
            known.string if known is not None and same_shape else None,
            locations=wanted.locations,
            context=wanted.context,
        )
    return fresh


def write(language: str, found: Catalog) -> None:
    path = po_file(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    text = BytesIO()
    write_po(text, found, width=0, include_lineno=False, sort_by_file=True, omit_header=False)
    path.write_bytes(text.getvalue())


def tied_name(found: Catalog) -> Catalog:
    """The catalogue with the name of the product as it never breaks."""
    for message in found:
        if _key(message) not in PLAIN:
            given = message.string
            if isinstance(given, str):
                message.string = given.replace(NAME, TIED_NAME)
            elif given:
                message.string = tuple(text.replace(NAME, TIED_NAME) for text in given)
    return found


def french(template: Catalog) -> Catalog:
    """French's own catalogue: what counts (French says « 0 famille » where Django would say « 0 familles »), what
    Django says in words that are not ours, and what names the product."""
    found = Catalog(locale=scope.SOURCE, project="e-primo", version="", fuzzy=False)
    found.creation_date = found.revision_date = _EPOCH
    for message in template:
        if message.id in DJANGO:
            found.add(message.id, DJANGO[message.id], locations=message.locations)
        elif message.id and message.pluralizable:
            found.add(message.id, tuple(message.id), context=message.context, locations=message.locations)
        elif NAME in str(message.id) and message.id not in PLAIN:
            found.add(message.id, message.id, context=message.context, locations=message.locations)
    return found


def compile_stale() -> None:
    """Each .mo that is older than its .po, or not there; several processes may do it at once."""
    for language in (scope.SOURCE, *scope.TRANSLATED):
        path = mo_file(language)
        if path.exists() and path.stat().st_mtime_ns > po_file(language).stat().st_mtime_ns:
            continue
        partial = path.with_suffix(f".{os.getpid()}.part")
        with partial.open("wb") as file:
            write_mo(file, tied_name(read(language)))
        partial.replace(path)
        # A process that has already spoken forgets what it read.
        translation_file_changed(None, path)


def extract_all() -> None:
    """Bring every .po up to date with the code."""
    template = catalogue()
    write(scope.SOURCE, french(template))
    for language in scope.TRANSLATED:
        write(language, update(language, template))


def faults(language: str) -> Iterator[str]:
    """What is wrong with a translated catalogue, one line each."""
    template = catalogue()
    found = read(language)
    forms = PLURALS[language][0]
    wanted = {(_key(message), message.context) for message in template if message.id}
    for message in template:
        if not message.id:
            continue
        own = found.get(_key(message), message.context)
        if own is None:
            yield f"{language}: not in the catalogue: {_key(message)!r}"
        else:
            yield from (f"{language}: {fault}: {_key(message)!r}" for fault in _faults(message, own, forms))
            yield from (
                f"{language}: {fault}: {_key(message)!r}" for fault in wording(language, _strings(own))
            )
    for message in found:
        if message.id and (_key(message), message.context) not in wanted:
            yield f"{language}: no longer in the code: {_key(message)!r}"


def _faults(wanted: Message, own: Message, forms: int) -> Iterator[str]:
    strings = _strings(own)
    if not all(strings):
        yield "not translated"
        return
    if own.pluralizable != wanted.pluralizable or len(strings) != (forms if wanted.pluralizable else 1):
        yield f"{len(strings)} forms instead of {forms if wanted.pluralizable else 1}"
        return
    asked = placeholders("".join(wanted.id) if wanted.pluralizable else str(wanted.id))
    for form, string in enumerate(strings):
        given = placeholders(string)
        # « One family », « two families » in one Arabic word: nought, one and two may leave the number unsaid.
        # What somebody chose may be a key that says nothing: Django's sentence names it, ours does not.
        unsaid = (wanted.pluralizable and form < min(forms - 1, FEW)) or wanted.id in DJANGO
        missing = set() if unsaid else asked - given
        if missing or given - asked:
            yield f"placeholders {sorted(given)} instead of {sorted(asked)}"
    if any(_LETTER.search(str(text)) for text in _ids(wanted)) and set(strings) & set(_ids(wanted)):
        yield from () if _same_in_both(wanted) else ("still French",)


def _strings(message: Message) -> tuple[str, ...]:
    return (
        tuple(message.string) if isinstance(message.string, (tuple, list)) else (str(message.string or ""),)
    )


def placeholders(text: str) -> set[str]:
    return {match.group(0) for match in _PLACEHOLDER.finditer(text)}


# Forms before this one are of a number that the words can say: nought, one, two.
FEW = 3
# Words that are the same in French and in English.
SAME = frozenset(
    {
        "Android",
        "Application",
        "Badge",
        "Code",
        "Date",
        "Inspection",
        "Menu",
        "Pause",
        "Questions",
        "Restriction",
        "Service",
        "Version",
        "Version %(n)s, %(when)s",
        "iPhone, iPad",
        "koala",
        "lion",
        "orange",
        "page",
        "panda",
        "turquoise",
    }
)


def _same_in_both(message: Message) -> bool:
    return all(text in SAME or not _LETTER.search(_PLACEHOLDER.sub("", text)) for text in _ids(message))


def _ids(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, (tuple, list)) else (str(message.id),)


def _key(message: Message) -> str:
    return _ids(message)[0]
