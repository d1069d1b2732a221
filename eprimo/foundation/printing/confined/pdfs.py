"""A PDF that is kept and handed on, looked through: does it do something by itself, or hold other files? The same
written anew, from the objects that were looked at alone; and PDFs of several origins put together, one after the
other."""

import io
import re
from collections.abc import Iterator, Sequence, Set
from typing import Any

import pypdf
from pypdf import PdfReader, PdfWriter, apply_configuration
from pypdf.errors import PdfReadError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, StreamObject

from eprimo.foundation.printing.confined.attachments import LIMITS
from eprimo.foundation.sandbox.preload import load_whole
from eprimo.foundation.sandbox.refusal import Refused

load_whole(pypdf)
_MOST_OBJECTS = 60_000
# Of one object: what stands in one another, and how many values.
_DEEPEST, _MOST_VALUES = 60, 200_000
# ISO 32000-1: actions that run, open or send (12.6.4), and annotations that play (12.5.6).
_ACTIONS = {
    "/GoTo3DView", "/GoToE", "/GoToR", "/Hide", "/ImportData", "/JavaScript", "/Launch", "/Movie", "/Rendition",
    "/ResetForm", "/RichMediaExecute", "/Sound", "/SubmitForm", "/Thread",
}  # fmt: skip
# Where an act stands, and those that somebody presses: a place of the document, a page of the web, « next page ».
_ACTS, _PRESSED = ("/A", "/PA", "/Next", "/OpenAction"), {"/GoTo", "/Named", "/SetOCGState", "/URI"}
_WEB = re.compile(r"^(?:https?:|mailto:|tel:|#|[^:]*$)", re.IGNORECASE)
_SHOWS = {"/RichMedia", "/3D", "/Screen", "/Movie", "/Sound", "/FileAttachment"}
_RUNS = {"/JS", "/AA", "/XFA"}
# What is drawn from elsewhere: a page of another document, the picture of a printer, pages fetched from the web.
_ELSEWHERE = {"/Ref", "/OPI", "/SpiderInfo"}
# Said in an object that the file's own table does not name: a reader that mends files may find it.
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_HIDDEN = (b"/JavaScript", b"/Launch", b"/RichMedia", b"/EmbeddedFiles")


def looked_through(content: bytes, files: Sequence[str] = ()) -> int:
    """How many objects it has. `files`: names of the files that it may hold. Raises Refused: « broken », « locked »,
    « active », « files », « huge »."""
    allowed = {name.lower() for name in files}
    plain = _ESCAPED.sub(_letter, content)
    for mark in _HIDDEN:
        if mark in plain and not (allowed and mark == b"/EmbeddedFiles"):
            raise Refused("files" if mark == b"/EmbeddedFiles" else "active")
    try:
        with apply_configuration(**LIMITS):
            return _objects(PdfReader(io.BytesIO(content)), allowed)
    except Refused:
        raise
    except Exception as error:  # a broken file breaks its reader in any way
        raise Refused("broken") from error


def written_anew(content: bytes) -> bytes:
    """Returns the same pages in a file of ours: what stood between its objects, behind its end, or in objects that no
    page reaches is gone, and so are its author, its history and its signatures, which would not be those of this file.
    Raises Refused « broken ». `looked_through` is asked before and after it."""
    try:
        with apply_configuration(**LIMITS):
            reader = PdfReader(io.BytesIO(content))
            if reader.is_encrypted:
                reader.decrypt("")
            for one in _all(reader):
                if isinstance(one, DictionaryObject):
                    _forget(one)
            # What the catalogue reaches, and nothing else.
            writer = PdfWriter(clone_from=reader)
            writer.metadata, writer.pdf_header = None, "%PDF-1.7"
            made = io.BytesIO()
            writer.write(made)
    except Exception as error:  # a broken file breaks its reader in any way
        raise Refused("broken") from error
    return made.getvalue()


def _forget(value: DictionaryObject) -> None:
    """Takes out what says who made it, with what, and when; and a signature, of which the picture stays."""
    for key in ("/Metadata", "/PieceInfo", "/LastModified", "/Perms"):
        value.pop(NameObject(key), None)
    if _name(value, "/FT") == "/Sig":
        value.pop(NameObject("/V"), None)


def _letter(found: re.Match[bytes]) -> bytes:
    return bytes([int(found[1], 16)])


def _objects(reader: PdfReader, allowed: Set[str]) -> int:
    if reader.is_encrypted and not reader.decrypt(""):
        raise Refused("locked")
    if not len(reader.pages):
        raise Refused("broken")
    seen, inside = 0, _Inside(allowed)
    for seen, one in enumerate(_all(reader), 1):
        if seen > _MOST_OBJECTS:
            raise Refused("huge")
        _look_at(one, inside)
        if isinstance(one, StreamObject) and _name(one, "/Type") == "/ObjStm":
            _look_into(one.get_data(), allowed)
    return seen


class _Inside:
    """The files that a document may hold: each name once, however often it is named."""

    def __init__(self, allowed: Set[str]) -> None:
        self.allowed = allowed
        self._held: dict[str, str] = {}

    def judge(self, value: DictionaryObject) -> None:
        """A dictionary with « /EF ». Raises Refused « files »: another name, or one that two files bear."""
        names = {_text(value, key).lower() for key in ("/F", "/UF") if key in value}
        if not names or not names <= self.allowed:
            raise Refused("files")
        within = value["/EF"]
        streams = (
            {repr(within.raw_get(key)) for key in within} if isinstance(within, DictionaryObject) else set()
        )
        for name in names:
            if len(streams) != 1 or self._held.setdefault(name, *streams) not in streams:
                raise Refused("files")


def _look_into(packed: bytes, allowed: Set[str]) -> None:
    """Objects that are packed together, whether the file's table names them or not."""
    plain = _ESCAPED.sub(_letter, packed)
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


def _look_at(top: Any, inside: _Inside) -> None:
    waiting: list[tuple[Any, int]] = [(top, 0)]
    for _ in range(_MOST_VALUES):
        if not waiting:
            return
        value, depth = waiting.pop()
        if depth > _DEEPEST:
            raise Refused("huge")
        if isinstance(value, DictionaryObject):
            _judge(value, inside)
            waiting += [(one, depth + 1) for one in value.values()]
        elif isinstance(value, ArrayObject):
            waiting += [(one, depth + 1) for one in value]
    raise Refused("huge")


def _judge(value: DictionaryObject, inside: _Inside) -> None:
    """One dictionary. Of what it points to, only the name of an act is read: the rest is looked at in its own turn."""
    keys = {str(key) for key in value}
    if keys & _RUNS or _name(value, "/S") in _ACTIONS or _name(value, "/Subtype") in _SHOWS:
        raise Refused("active")
    if (
        keys & _ELSEWHERE
        or _name(value, "/FS") == "/URL"
        or (isinstance(value, StreamObject) and "/F" in keys)
    ):
        raise Refused("active")
    for key in _ACTS:
        act = _reached(value, key)
        if isinstance(act, DictionaryObject) and "/S" in act:
            _judge_act(act, {"/GoTo"} if key == "/OpenAction" else _PRESSED)
    address = _reached(value, "/URI")
    if address is not None and (
        isinstance(address, DictionaryObject) or not _WEB.match(_text(value, "/URI").lstrip())
    ):
        raise Refused("active")
    if "/EF" in keys:
        inside.judge(value)
    if "/EmbeddedFiles" in keys and not inside.allowed:
        raise Refused("files")


def _judge_act(act: DictionaryObject, allowed: Set[str]) -> None:
    if _name(act, "/S") not in allowed:
        raise Refused("active")


def _reached(value: DictionaryObject, key: str) -> Any:
    """Returns what stands under a key, behind a reference or not; None."""
    found = value.raw_get(key) if key in value else None
    return found.get_object() if isinstance(found, IndirectObject) else found


def _name(value: DictionaryObject, key: str) -> str:
    found = _reached(value, key)
    return str(found) if isinstance(found, NameObject) else ""


def _text(value: DictionaryObject, key: str) -> str:
    """Returns the letters of a string: « /URI » is one of bytes."""
    found = _reached(value, key)
    return found.decode("latin-1") if isinstance(found, bytes) else str(found or "")


load_whole(pypdf)


def joined(content: bytes, sizes: Sequence[int]) -> bytes:
    """The files that `content` holds one after another, of these sizes, as one. Raises Refused by the place, from 0, of
    the first that cannot be read."""
    whole, at = PdfWriter(), 0
    for place, size in enumerate(sizes):
        try:
            with apply_configuration(**LIMITS):
                for page in PdfReader(io.BytesIO(content[at : at + size])).pages:
                    whole.add_page(page)
        except Exception as error:  # a broken file breaks its reader in any way
            raise Refused("broken", str(place)) from error
        at += size
    out = io.BytesIO()
    whole.write(out)
    return out.getvalue()
