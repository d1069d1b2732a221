"""What a zip holds, within bounds: what it says of itself is not believed."""

import io
import zlib
from collections.abc import Callable
from zipfile import ZIP_STORED, BadZipFile, ZipFile

from eprimo.foundation.sandbox.refused import Refused

_MOST_ENTRIES = 2_000
_MOST_UNPACKED = 40 * 1024 * 1024
_ENCRYPTED = 0x1


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


def repacked(parts: dict[str, bytes]) -> bytes:
    """The same parts in an archive of ours, which says the truth of them."""
    made = io.BytesIO()
    with ZipFile(made, "w", ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return made.getvalue()
