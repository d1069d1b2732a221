"""What a zip holds, within bounds: what it says of itself is not believed."""

import io
import zlib
from collections.abc import Callable
from zipfile import ZIP_STORED, BadZipFile, ZipFile

from eprimo.foundation.sandbox.refusal import Refused

_MOST_ENTRIES = 2_000
_MOST_UNPACKED = 40 * 1024 * 1024
_ENCRYPTED = 0x1
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
# Macros, controls that run, objects of other programs.
_ACTIVE = ("vbaproject", "xl/activex/", "xl/embeddings/", "xl/macrosheets/", "basic/", "scripts/")
_BROKEN = (
    BadZipFile,
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
    zlib.error,
)


def unpacked(content: bytes, wanted: Callable[[str], bool], most: int = _MOST_UNPACKED) -> dict[str, bytes]:
    """The parts whose name is wanted. Raises Refused: « zip » (broken, locked, a part named twice) or « huge »."""
    found: dict[str, bytes] = {}
    left = most
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) > _MOST_ENTRIES:
                raise Refused("huge")
            for entry in entries:
                if not wanted(entry.filename):
                    continue
                if entry.filename in found or entry.flag_bits & _ENCRYPTED:
                    raise Refused("zip")
                if entry.file_size > left:
                    raise Refused("huge")
                # Never more than what is declared; what unpacks to something else fails its checksum.
                found[entry.filename] = archive.read(entry)
                left -= len(found[entry.filename])
    except (
        BadZipFile,
        EOFError,
        NotImplementedError,
        OSError,
        OverflowError,
        ValueError,
        zlib.error,
    ) as error:
        raise Refused("zip") from error
    return found


def workbook_kind(content: bytes) -> str:
    """« xlsx », « ods », or nothing: nothing but the list of its parts, and what it says of itself, is read. Raises
    Refused: « active » when it holds macros or objects of other programs."""
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) > _MOST_ENTRIES:
                return ""
            names = {entry.filename for entry in entries}
            kind = "xlsx" if "xl/workbook.xml" in names else _opendocument(archive, names)
    except _BROKEN:
        return ""
    if kind and any(mark in name.lower() for name in names for mark in _ACTIVE):
        raise Refused("active")
    return kind


def _opendocument(archive: ZipFile, names: set[str]) -> str:
    info = archive.getinfo("mimetype") if "mimetype" in names else None
    is_ods = info is not None and info.file_size == len(_ODS) and archive.read(info) == _ODS
    return "ods" if is_ods else ""


def repacked(parts: dict[str, bytes]) -> bytes:
    """The same parts in an archive of ours, which says the truth of them."""
    made = io.BytesIO()
    with ZipFile(made, "w", ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return made.getvalue()
