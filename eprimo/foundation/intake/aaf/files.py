"""The files of one delivery of the academic directory: is the set whole, what do their heads say?"""

import codecs
import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from eprimo.foundation.intake.onde.text import french

CHUNK = 1 << 18
_TAIL = re.compile(r"_(EtabEducNat|Eleve|PersRelEleve|PersEducNat)_(\d{4})\.xml", re.IGNORECASE)
_STAMP = re.compile(r"_(Complet|Delta)_(\d{8})_", re.IGNORECASE)
# How much may stand before the root: declaration, document type, comments.
_HEAD = 1 << 16
_ROOT = re.compile(rb"<ficAlimMENESR[\s>/]")
_DECLARATION = re.compile(
    rb"<\?xml\s[^>]{0,200}?encoding\s{0,20}=\s{0,20}[\"']([A-Za-z0-9._-]{1,40})[\"'][^>]{0,200}\?>"
)
_DOCTYPE = re.compile(rb"<!DOCTYPE\s+ficAlimMENESR\s+SYSTEM\s+[\"']ficAlimMENESR\.dtd[\"']\s*>")
_ACADEMY = re.compile(rb"codeAcademieExport\s{0,20}[:=]?\s{0,20}[\"']?([0-9AB]{1,3})")
_ENCODINGS = {"utf-8", "us-ascii", "iso-8859-1", "iso-8859-15", "windows-1252"}
# An entity of HTML that XML does not know and nobody declared.
NAMED_ENTITY = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)(?=[A-Za-z][A-Za-z0-9]{1,30};)")
LONGEST_ENTITY = 33
_MARK = b"\xef\xbb\xbf"


class Kind(StrEnum):
    """The four object kinds, in the order they are read."""

    SCHOOL = "EtabEducNat"
    PUPIL = "Eleve"
    GUARDIAN = "PersRelEleve"
    STAFF = "PersEducNat"


class AafRefused(Exception):
    """The delivery cannot be taken at all: nothing was changed. `sentence` says where and why."""

    def __init__(self, code: str, sentence: str, file: str = "") -> None:
        self.code, self.sentence, self.file = code, french(sentence), file
        super().__init__(self.sentence)

    def __reduce__(self) -> tuple[type["AafRefused"], tuple[str, str, str]]:
        return AafRefused, (self.code, self.sentence, self.file)


@dataclass(frozen=True, slots=True)
class AafFile:
    """One part of one kind."""

    path: Path
    kind: Kind
    part: int
    # What the parser is told to read it in; none: what the file declares.
    encoding: str | None = None
    # It holds entities of HTML (`&eacute;`), which are read as such.
    html: bool = False
    # Its name in the delivery, where `path` is called otherwise.
    title: str = ""

    @property
    def name(self) -> str:
        return self.title or self.path.name


@dataclass(frozen=True, slots=True)
class AafSet:
    """A whole delivery."""

    files: tuple[AafFile, ...]
    full: bool
    # The day it was made, AAAAMMJJ; empty when the names do not tell.
    stamp: str
    # The same for the same bytes.
    fingerprint: str
    # Other files of the folder.
    ignored: tuple[str, ...] = ()


def find_set(folder: Path, academy: str) -> AafSet:
    """The delivery in that folder, every head looked at. Raises AafRefused."""
    if not folder.is_dir():
        raise AafRefused("no_folder", "Ce dossier n’existe pas.")
    named, ignored = _named(folder)
    if not named:
        raise AafRefused(
            "no_file", "Aucun fichier de l’annuaire académique (…_Eleve_0000.xml) dans ce dossier."
        )
    full, stamp = _form(named)
    _whole(named, full=full)
    digest = hashlib.blake2b(academy.encode(), digest_size=16)
    files = tuple(_looked_at(file, academy, digest) for file in sorted(named, key=_order))
    return AafSet(files, full, stamp, digest.hexdigest(), tuple(ignored))


def _order(file: AafFile) -> tuple[int, int]:
    return list(Kind).index(file.kind), file.part


def _named(folder: Path) -> tuple[list[AafFile], list[str]]:
    kinds = {kind.value.lower(): kind for kind in Kind}
    named: list[AafFile] = []
    ignored: list[str] = []
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or not path.is_file() or path.suffix.lower() == ".dtd":
            continue
        match = _TAIL.search(path.name)
        if match is None or match.end() != len(path.name):
            ignored.append(path.name)
            continue
        named.append(AafFile(path, kinds[match.group(1).lower()], int(match.group(2))))
    return named, ignored


def _form(named: list[AafFile]) -> tuple[bool, str]:
    """Full or delta, and of which day: the same for all."""
    told = {(m.group(1).lower(), m.group(2)) for file in named if (m := _STAMP.search(file.name))}
    if len(told) > 1:
        raise AafRefused(
            "two_deliveries",
            "Ce dossier contient deux livraisons (dates ou formes différentes) : une seule à la fois.",
        )
    form, stamp = next(iter(told), ("complet", ""))
    return form == "complet", stamp


def _whole(named: list[AafFile], *, full: bool) -> None:
    """Refuse a set with a hole, a part given twice, or a full without one of its kinds."""
    for kind in Kind:
        parts = sorted(file.part for file in named if file.kind is kind)
        if not parts:
            if full:
                raise AafRefused(
                    "kind_missing",
                    f"Livraison incomplète : aucun fichier {kind.value}. Rien n’est pris.",
                )
            continue
        for wanted, part in enumerate(parts, start=min(parts[0], 1)):
            if part != wanted:
                name = f"{kind.value}_{wanted:04d}.xml"
                if part < wanted:
                    raise AafRefused(
                        "two_deliveries", f"Deux fichiers portent le numéro …_{kind.value}_{part:04d}.xml."
                    )
                raise AafRefused("part_missing", f"Livraison incomplète : il manque le fichier …_{name}.")


def _looked_at(file: AafFile, academy: str, digest: hashlib.blake2b) -> AafFile:
    """The file with its encoding, once its head is right; its bytes go to the fingerprint."""
    strict = codecs.getincrementaldecoder("utf-8")()
    is_utf8, declared, first, html, tail = True, "", True, False, b""
    digest.update(f"{file.kind}{file.part}".encode())
    try:
        with file.path.open("rb") as stream:
            while chunk := stream.read(CHUNK):
                if first:
                    declared = _head(file, chunk[:_HEAD], academy)
                    first = False
                digest.update(chunk)
                html = html or NAMED_ENTITY.search(tail + chunk) is not None
                tail = chunk[-LONGEST_ENTITY:]
                if not declared and is_utf8:
                    is_utf8 = _decodes(strict, chunk)
    except OSError as error:
        raise AafRefused("unreadable", "Ce fichier ne peut pas être lu.", file.name) from error
    if first:
        raise AafRefused("empty_file", "Ce fichier est vide.", file.name)
    # Nothing declared and not UTF-8: what such files are written in.
    encoding = None if declared or is_utf8 else "ISO-8859-15"
    return AafFile(file.path, file.kind, file.part, encoding, html)


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes) -> bool:
    try:
        decoder.decode(chunk)
    except UnicodeDecodeError:
        return False
    return True


def _head(file: AafFile, data: bytes, academy: str) -> str:
    """The declared encoding, or empty. Refuses another document type, entities, another academy, another root."""
    root = _ROOT.search(data)
    head = data[: root.start()] if root else data
    if root is None or data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raise AafRefused(
            "not_aaf", "Ce n’est pas un fichier de l’annuaire académique (ficAlimMENESR).", file.name
        )
    other = _ACADEMY.search(head)
    if other is not None and other.group(1).decode().lstrip("0") != academy.lstrip("0"):
        raise AafRefused(
            "other_academy",
            f"Ce fichier est celui de l’académie {other.group(1).decode()}, pas de l’académie {academy}.",
            file.name,
        )
    bare = _without(_without(head.removeprefix(_MARK), b"<!--", b"-->"), b"<?", b"?>")
    if _DOCTYPE.sub(b"", bare, count=1).strip():
        raise AafRefused(
            "wrong_dtd",
            "Le type de document n’est pas ficAlimMENESR.dtd, ou il définit des entités : rien n’est lu.",
            file.name,
        )
    declared = declared_encoding(head)
    if declared and declared not in _ENCODINGS:
        raise AafRefused("encoding", f"Codage « {declared} » non attendu (UTF-8 ou ISO-8859-15).", file.name)
    return declared


def _without(data: bytes, begins: bytes, ends: bytes) -> bytes:
    """Without what stands between these two; one that is not ended stays. Read once, whatever is in it."""
    kept: list[bytes] = []
    at = 0
    while (start := data.find(begins, at)) >= 0 and (end := data.find(ends, start + len(begins))) >= 0:
        kept.append(data[at:start])
        at = end + len(ends)
    return b"".join([*kept, data[at:]])


def declared_encoding(head: bytes) -> str:
    """What the first bytes of a file say that it is written in; empty when they do not."""
    declaration = _DECLARATION.match(head.removeprefix(_MARK))
    return declaration.group(1).decode().lower() if declaration else ""
