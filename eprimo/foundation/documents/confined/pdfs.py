"""A PDF that is kept and handed on, looked through: does it do something by itself, or hold other files?"""

import io
import re
from collections.abc import Iterator, Sequence, Set
from typing import Any

import pypdf
from pypdf import PdfReader, apply_configuration
from pypdf.errors import PdfReadError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, StreamObject

from eprimo.foundation.documents.confined.attached import LIMITS
from eprimo.foundation.sandbox.loading import load_whole
from eprimo.foundation.sandbox.refused import Refused

load_whole(pypdf)
_MOST_OBJECTS = 60_000
# Of one object: what stands in one another, and how many values.
_DEEPEST, _MOST_VALUES = 60, 200_000
# ISO 32000-1: actions that run, open or send (12.6.4), and annotations that play (12.5.6).
_ACTIONS = {
    "/GoTo3DView", "/GoToE", "/GoToR", "/Hide", "/ImportData", "/JavaScript", "/Launch", "/Movie", "/Rendition",
    "/ResetForm", "/RichMediaExecute", "/Sound", "/SubmitForm",
}  # fmt: skip
_SHOWS = {"/RichMedia", "/3D", "/Screen", "/Movie", "/Sound", "/FileAttachment"}
_SCRIPTS, _FILES, _FORM = ("/JS", "/AA"), ("/EF", "/EmbeddedFiles"), "/XFA"
# Said in an object that the file's own table does not name: a reader that mends files may find it.
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_HIDDEN = (b"/JavaScript", b"/Launch", b"/RichMedia", b"/EmbeddedFiles")


def looked_through(content: bytes, files: Sequence[str] = ()) -> int:
    """How many objects it has. `files`: names of the files that it may hold. Raises Refused: « broken », « locked »,
    « active », « files », « huge »."""
    allowed = {name.lower() for name in files}
    for mark in _HIDDEN:
        if mark in content and not (allowed and mark == b"/EmbeddedFiles"):
            raise Refused("files" if mark == b"/EmbeddedFiles" else "active")
    try:
        with apply_configuration(**LIMITS):
            return _objects(PdfReader(io.BytesIO(content)), allowed)
    except Refused:
        raise
    except Exception as error:  # a broken file breaks its reader in any way
        raise Refused("broken") from error


def _objects(reader: PdfReader, allowed: Set[str]) -> int:
    if reader.is_encrypted and not reader.decrypt(""):
        raise Refused("locked")
    if not len(reader.pages):
        raise Refused("broken")
    seen = 0
    for seen, one in enumerate(_all(reader), 1):
        if seen > _MOST_OBJECTS:
            raise Refused("huge")
        _look_at(one, allowed)
        if isinstance(one, StreamObject) and _name(one, "/Type") == "/ObjStm":
            _look_into(one.get_data(), allowed)
    return seen


def _look_into(packed: bytes, allowed: Set[str]) -> None:
    """Objects that are packed together, whether the file's table names them or not."""
    plain = _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), packed)
    for mark in (*_HIDDEN, b"/JS", b"/XFA"):
        if mark in plain and not (allowed and mark == b"/EmbeddedFiles"):
            raise Refused("files" if mark == b"/EmbeddedFiles" else "active")


def _all(reader: PdfReader) -> Iterator[Any]:
    """Every object that the file names, used by a page or not."""
    yield reader.trailer
    numbers = {(number, generation) for generation, one in reader.xref.items() for number in one}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    for number, generation in sorted(numbers):
        try:
            yield IndirectObject(number, generation, reader).get_object()
        except (PdfReadError, ValueError, KeyError):
            # An object that cannot be read is shown by nobody.
            continue


def _look_at(top: Any, allowed: Set[str]) -> None:
    waiting: list[tuple[Any, int]] = [(top, 0)]
    for _ in range(_MOST_VALUES):
        if not waiting:
            return
        value, depth = waiting.pop()
        if depth > _DEEPEST:
            raise Refused("huge")
        if isinstance(value, DictionaryObject):
            _judge(value, allowed)
            waiting += [(one, depth + 1) for one in value.values()]
        elif isinstance(value, ArrayObject):
            waiting += [(one, depth + 1) for one in value]
    raise Refused("huge")


def _judge(value: DictionaryObject, allowed: Set[str]) -> None:
    """One dictionary. Nothing that it points to is followed: that is looked at in its own turn."""
    keys = {str(key) for key in value}
    if keys & set(_SCRIPTS) or _FORM in keys or _name(value, "/S") in _ACTIONS:
        raise Refused("active")
    if _name(value, "/Subtype") in _SHOWS:
        raise Refused("active")
    if "/EF" in keys and not _allowed(value, allowed):
        raise Refused("files")
    if "/EmbeddedFiles" in keys and not allowed:
        raise Refused("files")


def _name(value: DictionaryObject, key: str) -> str:
    found = value.raw_get(key) if key in value else None
    if isinstance(found, IndirectObject):
        found = found.get_object()
    return str(found) if isinstance(found, NameObject) else ""


def _allowed(value: DictionaryObject, allowed: Set[str]) -> bool:
    names = {str(value[key]).lower() for key in ("/F", "/UF") if key in value}
    return bool(names) and names <= allowed
