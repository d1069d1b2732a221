"""In a child of the sandbox: a delivery that a page received, as one archive. Its files are checked as those of a
folder are, and each object that they hold is written anew as a line of JSON, which the import reads in their place."""

import io
import json
import tarfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO, Any, cast
from zipfile import BadZipFile, ZipFile, ZipInfo

from eprimo.foundation.intake.aaf.files import AafFile, AafRefused, find_set
from eprimo.foundation.intake.aaf.objects import read_objects
from eprimo.foundation.intake.aaf.requests import AafObject
from eprimo.foundation.intake.aaf.transcript import Transcript, Written

_MOST_ENTRIES = 2_000
# Bytes that all files may unpack to: five times the largest academy.
_MOST_UNPACKED = 4 * 1024 * 1024 * 1024
_ENCRYPTED = 0x1
# Characters of one message to who asked.
_AT_ONCE = 1 << 20
_ZIP, _GZIP = b"PK\x03\x04", b"\x1f\x8b"
_BROKEN = (
    BadZipFile,
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
    tarfile.TarError,
    zlib.error,
)
_CUT = "L’archive est coupée ou abîmée : rien n’est pris. Envoyez-la de nouveau."

type Ask = Callable[[object], Any]


class _Member:
    """A file of the archive, as much of a path as the import asks for."""

    def __init__(self, name: str, opened: Callable[[], IO[bytes]]) -> None:
        self.name = name
        self.suffix = name[name.rfind(".") :] if "." in name else ""
        self._opened = opened

    def __lt__(self, other: "_Member") -> bool:
        return self.name < other.name

    def is_file(self) -> bool:
        return True

    def open(self, _mode: str = "rb") -> IO[bytes]:
        return self._opened()


class _Folder:
    def __init__(self, members: list[_Member]) -> None:
        self._members = members

    def is_dir(self) -> bool:
        return True

    def iterdir(self) -> Iterator[_Member]:
        return iter(self._members)


def transcribed(content: bytes, ask: Ask, academy: str) -> Transcript:
    """What the delivery is; `ask` is given the lines of its files, one message after the other."""
    try:
        delivery = find_set(cast("Any", _Folder(_members(content))), academy)
        written = []
        for number, file in enumerate(delivery.files):
            _write(number, file, ask)
            written.append(Written(file.name, file.kind, file.part))
        return Transcript(
            tuple(written), delivery.full, delivery.stamp, delivery.fingerprint, delivery.ignored
        )
    except AafRefused as refused:
        return Transcript(code=refused.code, sentence=refused.sentence[:400], file=refused.file[:200])
    except _BROKEN:
        return Transcript(code="archive_cut", sentence=_CUT)


def _write(number: int, file: AafFile, ask: Ask) -> None:
    lines: list[str] = []
    size = 0
    for found in read_objects(file):
        lines.append(_line(found))
        size += len(lines[-1])
        if size > _AT_ONCE:
            ask([number, "".join(lines)])
            lines, size = [], 0
    # A file without an object is a file all the same.
    ask([number, "".join(lines)])


def _line(found: AafObject) -> str:
    said = [found.op, found.kind, found.key, found.values, found.has_long, found.odd]
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")) + "\n"


def _members(content: bytes) -> list[_Member]:
    """Raises AafRefused for what is neither of the two archives, what is locked, or far too much."""
    if content.startswith(_ZIP):
        return _of_zip(content)
    if content.startswith(_GZIP):
        return _of_tar(content)
    raise AafRefused(
        "not_archive", "Ce fichier n’est pas une archive ZIP ou TAR.GZ de l’annuaire académique."
    )


def _of_zip(content: bytes) -> list[_Member]:
    archive = ZipFile(io.BytesIO(content))
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise AafRefused("locked", "L’archive demande un mot de passe : envoyez-la sans.")
    _bounded(len(entries), sum(entry.file_size for entry in entries))

    def opened(entry: ZipInfo) -> Callable[[], IO[bytes]]:
        # Never more than what is declared.
        return lambda: archive.open(entry)

    return _named([(entry.filename, opened(entry)) for entry in entries])


def _of_tar(content: bytes) -> list[_Member]:
    """Read once from its beginning to its end, each file packed again: such an archive opens none by its name."""
    found: list[tuple[str, Callable[[], IO[bytes]]]] = []
    size = 0
    with tarfile.open(fileobj=io.BytesIO(content), mode="r|gz") as archive:
        for entry in archive:
            if not entry.isfile():
                continue
            size += entry.size
            _bounded(len(found), size)
            stream = archive.extractfile(entry)
            packed = zlib.compress(stream.read() if stream else b"", 1)
            found.append((entry.name, lambda packed=packed: io.BytesIO(zlib.decompress(packed))))  # type: ignore[misc]
    return _named(found)


def _bounded(entries: int, size: int) -> None:
    if entries > _MOST_ENTRIES or size > _MOST_UNPACKED:
        raise AafRefused(
            "huge", "L’archive est démesurée : ce n’est pas une livraison de l’annuaire académique."
        )


def _named(found: list[tuple[str, Callable[[], IO[bytes]]]]) -> list[_Member]:
    """By their own names, in whatever folder of the archive they are."""
    members = [_Member(name.replace("\\", "/").rpartition("/")[2], opened) for name, opened in found]
    return [one for one in members if one.name]
