"""From bytes to text, refusing at the door what is not a text file of ONDE."""

import codecs
import io
import struct
import zipfile

from eprimo.foundation.intake.onde.text import french

MAX_BYTES = 20 * 1024 * 1024

_EXPORT_AGAIN = "Exportez-le de nouveau depuis ONDE, sans l’ouvrir dans un tableur."
_ZIP_NAMES = {
    "xl/": "un classeur Excel",
    "content.xml": "un classeur LibreOffice",
    "word/": "un document Word",
}
_MAGIC = {
    b"\xd0\xcf\x11\xe0": "un classeur Excel",
    b"%PDF": "un document PDF",
    b"{\\rtf": "un document de traitement de texte",
    b"\x1f\x8b": "une archive compressée",
    b"7z\xbc\xaf": "une archive compressée",
    b"\x89PNG": "une image",
    b"\xff\xd8\xff": "une image",
}


class FileRefused(Exception):
    """The file cannot be read at all; the sentence says why, the code is stable."""

    def __init__(self, code: str, sentence: str, *, line: int = 0, column: str = "") -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = french(sentence)
        self.line = line
        self.column = column


def decode(data: bytes) -> tuple[str, str]:
    """Return the text and the name of its encoding.

    UTF-16 when its mark or its null bytes say so, UTF-8 when the bytes are valid UTF-8, else the Windows superset of
    ISO-8859-1 (typographic apostrophes and the œ of a file saved on Windows), byte by byte.

    Raises:
        FileRefused: not a text, empty, too large, or cut inside a letter.
    """
    if len(data) > MAX_BYTES:
        raise FileRefused("too_large", "Le fichier dépasse 20 Mo : ce n’est pas un export ONDE d’une école.")
    _refuse_other_formats(data)
    text, encoding = _decode_text(data)
    if not text.strip(_SAYS_NOTHING):
        raise FileRefused("empty", "Le fichier est vide.")
    if "\0" in text:
        raise FileRefused("binary", f"Le fichier n’est pas un texte lisible (octets nuls). {_EXPORT_AGAIN}")
    return text, encoding


def cut_at(line: int, column: str = "") -> FileRefused:
    """The refusal of a file that ends in the middle of a line."""
    where = f", dans « {column} »" if column else ""
    return FileRefused(
        "truncated",
        f"Le fichier est coupé au milieu de la ligne {line}{where}. Exportez-le de nouveau.",
        line=line,
        column=column,
    )


def _decode_text(data: bytes) -> tuple[str, str]:
    if wide := _wide_encoding(data):
        return _decode_wide(data, wide), wide
    marked = data.startswith(codecs.BOM_UTF8)
    try:
        return data.decode("utf-8-sig"), "utf-8-sig" if marked else "utf-8"
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and not data[: error.start].isascii():
            raise cut_at(_lines_in(data[: error.start].decode("utf-8"))) from error
        if marked:
            raise FileRefused(
                "mixed_encoding", f"Le fichier mélange deux codages de caractères. {_EXPORT_AGAIN}"
            ) from error
    if _has_undefined(data):
        return "".join(_WINDOWS[byte] for byte in data), "cp1252"
    return data.decode("cp1252"), "cp1252"


def _wide_encoding(data: bytes) -> str:
    """Two bytes a letter: by the mark, or by a first line of ASCII letters with a null beside each."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    start = data[:64]
    if len(start) >= _ENOUGH:
        if not any(start[1::2]) and all(start[::2]):
            return "utf-16-le"
        if not any(start[::2]) and all(start[1::2]):
            return "utf-16-be"
    return ""


def _decode_wide(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if error.reason in {"truncated data", "unexpected end of data"}:
            raise cut_at(_lines_in(data[: error.start].decode(encoding))) from error
        raise FileRefused("binary", f"Le fichier n’est pas un texte lisible. {_EXPORT_AGAIN}") from error


def _lines_in(text: str) -> int:
    return len(text.splitlines()) or 1


# Letters of a first line that tell an encoding of two bytes.
_ENOUGH = 8
_SAYS_NOTHING = "\ufeff \t\r\n;,\N{NO-BREAK SPACE}\0"
_UNDEFINED = bytes([0x81, 0x8D, 0x8F, 0x90, 0x9D])
_WINDOWS = [chr(b) if b in _UNDEFINED else bytes([b]).decode("cp1252") for b in range(256)]


def _has_undefined(data: bytes) -> bool:
    return any(byte in data for byte in _UNDEFINED)


def _refuse_other_formats(data: bytes) -> None:
    if data.startswith(b"PK\x03\x04"):
        raise FileRefused(
            "not_csv", f"Le fichier est {_inside_zip(data)}, pas un export CSV d’ONDE. {_EXPORT_AGAIN}"
        )
    for magic, what in _MAGIC.items():
        if data.startswith(magic):
            raise FileRefused("not_csv", f"Le fichier est {what}, pas un export CSV d’ONDE. {_EXPORT_AGAIN}")
    start = data[:512].removeprefix(codecs.BOM_UTF8).lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html")):
        raise FileRefused(
            "not_csv", f"Le fichier est une page web, pas un export CSV d’ONDE. {_EXPORT_AGAIN}"
        )
    if start.startswith(b"<"):
        raise FileRefused("not_csv", f"Le fichier est du XML, pas un export CSV d’ONDE. {_EXPORT_AGAIN}")


def _inside_zip(data: bytes) -> str:
    """Say what a zip is; only its list of names is read, nothing is unpacked."""
    try:
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    except (
        zipfile.BadZipFile,
        ValueError,
        OSError,
        EOFError,
        NotImplementedError,
        OverflowError,
        struct.error,
    ):
        return "une archive compressée"
    for mark, what in _ZIP_NAMES.items():
        if any(name.startswith(mark) for name in names):
            return what
    return "une archive compressée (envoyez les fichiers qu’elle contient)"


def is_mojibake(text: str) -> bool:
    """Tell UTF-8 that was once read as Latin-1 (``Ã©`` for ``é``)."""
    if text.isascii():
        return False
    for codec in ("cp1252", "latin-1"):
        try:
            return text.encode(codec).decode("utf-8") != text
        except UnicodeError:
            continue
    return False
