"""What the first bytes of a file say of a picture, before anything opens it: kind and size. No OpenCV here."""

import struct
from dataclasses import dataclass

MOST_BYTES = 10 * 1024 * 1024
# A telephone's largest mode is 50 million; more is no photograph of a slip.
MOST_PIXELS = 60_000_000
MOST_SIDE = 12_000
LEAST_SIDE = 200
# Of a JPEG: what begins a segment, the headers of a frame, and the segments without a length.
_SEGMENT = 0xFF
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
# Steps from one segment to the next, beyond which a file is none that a camera made.
_MOST_SEGMENTS = 1_000
_BARE = frozenset({0x01, *range(0xD0, 0xD9)})


class PictureRefused(Exception):
    """`code`: `empty`, `big`, `heic`, `kind`, `huge`, `small`, `broken`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Head:
    """What the first bytes say."""

    kind: str
    width: int
    height: int


def head_of(content: bytes, least: int = LEAST_SIDE) -> Head:
    """Kind and size, read from the bytes and never from a name; `least`: of its shorter side. Raises PictureRefused."""
    if not content:
        raise PictureRefused("empty")
    if len(content) > MOST_BYTES:
        raise PictureRefused("big")
    for signs, size in ((b"\x89PNG\r\n\x1a\n", _png), (b"\xff\xd8\xff", _jpeg), (b"RIFF", _webp)):
        if content.startswith(signs):
            head = size(content)
            _measure(head, least)
            return head
    if content[4:8] == b"ftyp":
        raise PictureRefused("heic")
    raise PictureRefused("kind")


def _measure(head: Head, least: int) -> None:
    if head.width * head.height > MOST_PIXELS or max(head.width, head.height) > MOST_SIDE:
        raise PictureRefused("huge")
    if min(head.width, head.height) < least:
        raise PictureRefused("small")


def _png(content: bytes) -> Head:
    if len(content) < 24 or content[12:16] != b"IHDR":  # noqa: PLR2004 - as far as the size goes
        raise PictureRefused("broken")
    width, height = struct.unpack(">II", content[16:24])
    return Head("png", width, height)


def _jpeg(content: bytes) -> Head:
    """Walk the segments to the frame's header."""
    at = 2
    for _ in range(_MOST_SEGMENTS):
        if at + 9 >= len(content) or content[at] != _SEGMENT:
            break
        kind = content[at + 1]
        if kind in _FRAMES:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return Head("jpeg", width, height)
        if kind == _SEGMENT:
            at += 1
        else:
            at += 2 if kind in _BARE else 2 + int.from_bytes(content[at + 2 : at + 4])
    raise PictureRefused("broken")


def _webp(content: bytes) -> Head:
    if content[8:12] != b"WEBP" or len(content) < 30:  # noqa: PLR2004 - as far as the size goes
        raise PictureRefused("kind")
    kind = content[12:16]
    if kind == b"VP8X":
        return Head(
            "webp", 1 + int.from_bytes(content[24:27], "little"), 1 + int.from_bytes(content[27:30], "little")
        )
    if kind == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        return Head("webp", 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", content[26:30])
        return Head("webp", width & 0x3FFF, height & 0x3FFF)
    raise PictureRefused("broken")
