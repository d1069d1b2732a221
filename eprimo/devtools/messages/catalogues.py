"""Catalogues: one .po file for each language of the house and of each service, brought up to date, checked, and
compiled for Django, which reads them together."""

import os
import re
from collections.abc import Iterable, Iterator
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
from eprimo.devtools.messages.extract import own_texts, texts
from eprimo.devtools.messages.wording import wording
from eprimo.ui.french import NAME, tied_name

# Nothing of a catalogue depends on when it was written: two people who extract get the same file.
_EPOCH = datetime(2026, 9, 1, tzinfo=UTC)
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\[\w+\]|\{(\w*)\}|%[sd]")
# Subjects of mails, names that machines show, paper: no line of ours is broken there.
PLAIN = {
    "Votre entrée dans e-primo", "Ouvrez e-primo pour voir ce qui est à faire.",
    "Votre copie est prête sur e-primo",
    "%(count)d nouvelle sur e-primo", "%(count)d chose à faire sur e-primo",
}  # fmt: skip
_LETTER = re.compile(r"[^\W\d_]")


def po_file(language: str, part: scope.Part) -> Path:
    return part.locale / language / "LC_MESSAGES" / "django.po"


def read(language: str, part: scope.Part) -> Catalog:
    """The catalogue as it stands; an empty one when the file is not there yet."""
    path = po_file(language, part)
    if not path.exists():
        return Catalog(locale=language, project="e-primo", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def everything(language: str) -> Iterator[Message]:
    """Every text of a language, wherever its catalogue stands."""
    return (message for part in scope.parts() for message in read(language, part) if message.id)


def update(language: str, template: Catalog, known: Iterable[Catalog]) -> Catalog:
    """The catalogue with every text of the template and no other; translations that hold are kept, from the first
    catalogue that has one (a text moved with its screen to another folder), none guessed."""
    fresh = Catalog(locale=language, project="e-primo", version="", fuzzy=False, charset="utf-8")
    fresh.creation_date = fresh.revision_date = _EPOCH
    known = list(known)
    for wanted in template:
        if not wanted.id:
            continue
        same = (found.get(_key(wanted), wanted.context) for found in known)
        held = (one.string for one in same if one is not None and one.pluralizable == wanted.pluralizable)
        fresh.add(
            wanted.id,
            next((string for string in held if string), None),
            locations=wanted.locations,
            context=wanted.context,
        )
    return fresh


def write(language: str, part: scope.Part, found: Catalog) -> None:
    """A folder that says nothing of its own has no file."""
    path = po_file(language, part)
    if not len(found):
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    text = BytesIO()
    write_po(text, found, width=0, include_lineno=False, sort_by_file=True, omit_header=False)
    path.write_bytes(text.getvalue())


def tied(found: Catalog) -> Catalog:
    """The catalogue with the name of the product as it never breaks."""
    for message in found:
        if _key(message) not in PLAIN:
            given = message.string
            if isinstance(given, str):
                message.string = tied_name(given)
            elif given:
                message.string = tuple(map(tied_name, given))
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


def compile_stale(parts: Iterable[scope.Part] | None = None) -> None:
    """Each .mo that is older than its .po, or not there; several processes may do it at once."""
    for part in scope.parts() if parts is None else parts:
        for language in (scope.SOURCE, *scope.TRANSLATED):
            source = po_file(language, part)
            path = source.with_suffix(".mo")
            if not source.exists():
                # What was compiled of texts that moved would still be read.
                path.unlink(missing_ok=True)
            elif not path.exists() or path.stat().st_mtime_ns <= source.stat().st_mtime_ns:
                _compile(language, part, path)


def _compile(language: str, part: scope.Part, path: Path) -> None:
    partial = path.with_suffix(f".{os.getpid()}.part")
    with partial.open("wb") as file:
        write_mo(file, tied(read(language, part)))
    partial.replace(path)
    # A process that has already spoken forgets what it read.
    translation_file_changed(None, path)


def extract_all() -> None:
    """Bring every .po up to date with the code."""
    for language, part, found in extracted(texts()):
        write(language, part, found)


def extracted(wanted: dict[scope.Part, Catalog]) -> Iterator[tuple[str, scope.Part, Catalog]]:
    """Every catalogue as it is after an extraction of these texts: what French adds stands in the code alone."""
    for part, template in wanted.items():
        yield scope.SOURCE, part, french(template)
    for language in scope.TRANSLATED:
        kept = {part: read(language, part) for part in wanted}
        for part, template in wanted.items():
            others = (found for other, found in kept.items() if other != part)
            yield language, part, update(language, template, [kept[part], *others])


def extract_one(part: scope.Part) -> None:
    """Those of one folder, which may stand elsewhere than among the services."""
    template = own_texts(part, texts()[scope.parts()[0]])
    write(scope.SOURCE, part, french(template))
    for language in scope.TRANSLATED:
        write(language, part, update(language, template, [read(language, part)]))


def faults(language: str, wanted: dict[scope.Part, Catalog]) -> Iterator[str]:
    """What is wrong with the translated catalogues of these texts, one line each."""
    said: dict[tuple[str, str | None], tuple[str, ...]] = {}
    for part, template in wanted.items():
        found = read(language, part)
        yield from _faults_of(language, template, found)
        for message in found:
            first = said.setdefault((_key(message), message.context), _strings(message))
            if message.id and first != _strings(message):
                yield f"{language}: said in two ways in two catalogues: {_key(message)!r}"


def _faults_of(language: str, template: Catalog, found: Catalog) -> Iterator[str]:
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
