"""What a file is, by its first bytes; and what is shown of it, drawn by children of the sandbox. A voice is
measured before and after it is encoded anew."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.conf import settings

from eprimo.foundation.files.enums import OFFICE, BlobKind
from eprimo.foundation.files.host_programs import print_office, recognize_letters
from eprimo.foundation.files.letters import read_aloud
from eprimo.foundation.files.refusals import MOST_BYTES, MOST_PAGES, FileRefused
from eprimo.foundation.files.sheets import SIGN, packed, unpacked
from eprimo.foundation.files.sizes import (
    ALL,
    BYTES_OF_SECOND,
    MOST_LETTERS,
    MOST_SECONDS,
    OF_FIRST_PAGE,
    OF_IMAGE,
    OF_PAGE,
    PAGE,
    PAPER,
    SOUND,
    SPARE_SECONDS,
    Drawn,
    Page,
    Size,
    Sound,
)
from eprimo.foundation.printing.pdf_files import check_kept, written_anew
from eprimo.foundation.printing.reading.image_header import PictureRefused, head_of
from eprimo.foundation.sandbox.antivirus import Away, check_clean
from eprimo.foundation.sandbox.budget import WHOLE_FILE, whole_file
from eprimo.foundation.sandbox.errors import Busy, NotRead, Spent, Unreadable
from eprimo.foundation.sandbox.isolation import Limits
from eprimo.foundation.sandbox.parser import Parser
from eprimo.foundation.sandbox.refusal import Refused

# MPEG 2, layer III, by the number that its frames carry: thousands of bits a second, and samples a second.
_BIT_RATES = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_SAMPLE_RATES = (22_050, 24_000, 16_000)
# Eleven bits that are set, then MPEG 2 and layer III; the last bit is a checksum, which we write none of.
_HEAD, _FRAME = b"\xff\xf3", 4
_MEMORY = 512 * 1024 * 1024
# A page that is not drawn by then is made to harm: the first such one refuses the file.
_PICTURE = Parser(
    "picture", "eprimo.foundation.files.confined.pictures:sizes_of", tuple[Drawn, ...],
    limits=Limits(seconds=4, memory=_MEMORY),
)  # fmt: skip
_PAGE = Parser(
    "page", "eprimo.foundation.files.confined.pages:page_of", Page, limits=Limits(seconds=1.8, memory=_MEMORY)
)
_SHEET = Parser(
    "photographed-sheet", "eprimo.foundation.files.confined.sheets:page_of", tuple[Drawn, ...],
    limits=Limits(seconds=4, memory=_MEMORY),
)  # fmt: skip
_BOUND = Parser(
    "bound-sheets",
    "eprimo.foundation.files.confined.sheets:bound",
    bytes,
    limits=Limits(seconds=4, memory=_MEMORY),
)
_OFFICE = Parser(
    "office",
    "eprimo.foundation.files.confined.offices:kind_of",
    str,
    limits=Limits(seconds=4, memory=_MEMORY),
)
_VOICE = Parser(
    "voice",
    "eprimo.foundation.files.confined.voices:sound_of",
    Sound,
    limits=Limits(seconds=4, memory=_MEMORY),
)
_ARCHIVE, _FORMER = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
# A logo is a picture too.
_LEAST_SIDE = 16


def is_wave(content: bytes) -> bool:
    return content[:4] == b"RIFF" and content[8:12] == b"WAVE"


def is_ours(said: Sound) -> bool:
    """Tell whether these are frames of MP3 from the first byte to the last, and no more than its seconds weigh."""
    if not 0 < said.seconds <= MOST_SECONDS + SPARE_SECONDS:
        return False
    content = said.content
    if not content or len(content) > (said.seconds + 1) * BYTES_OF_SECOND:
        return False
    at = 0
    while at < len(content):
        length = _frame_length(content[at : at + _FRAME])
        if not length:
            return False
        at += length
    return at == len(content)


def _frame_length(head: bytes) -> int:
    """Bytes of the frame that begins so; 0: it is none of ours."""
    if len(head) < _FRAME or not head.startswith(_HEAD):
        return 0
    bits, samples, padded = head[2] >> 4, (head[2] >> 2) & 3, (head[2] >> 1) & 1
    if bits >= len(_BIT_RATES) or samples >= len(_SAMPLE_RATES):
        return 0
    return 72_000 * _BIT_RATES[bits] // _SAMPLE_RATES[samples] + padded if bits else 0


def what_is(content: bytes) -> BlobKind | None:
    """Return the kind of a file, by its first bytes, in a bounded number of steps; None: an archive, which a child
    opens. Raises FileRefused."""
    if content.startswith(_FORMER):
        raise FileRefused("former")
    if content.startswith(_ARCHIVE):
        if len(content) > MOST_BYTES:
            raise FileRefused("big")
        return None
    if content.startswith(b"%PDF-"):
        if len(content) > MOST_BYTES:
            raise FileRefused("big")
        return BlobKind.PDF
    if is_wave(content):
        if len(content) > MOST_BYTES:
            raise FileRefused("big")
        return BlobKind.VOICE
    if content.startswith(SIGN):
        for one in _photographs(content):
            _require_picture(one)
        return BlobKind.SHEET
    _require_picture(content)
    return BlobKind.IMAGE


def _require_picture(content: bytes) -> None:
    try:
        head_of(content, least=_LEAST_SIDE)
    except PictureRefused as refused:
        raise FileRefused("kind" if refused.code == "small" else refused.code) from refused


def _photographs(content: bytes) -> list[bytes]:
    try:
        return unpacked(content)
    except Refused as refused:
        raise FileRefused(refused.code) from refused


def looked_at(content: bytes) -> tuple[BlobKind, list[tuple[int, Drawn]]]:
    """Return what a file is, and the pictures of each of its pages. Raises FileRefused, and NotRead for what the
    sandbox or the antivirus says of it: Busy and Away are no fault of the file. All of it together works `WHOLE_FILE`
    at most."""
    kind = what_is(content)
    try:
        with whole_file(WHOLE_FILE * settings.SANDBOX_PATIENCE):
            return _drawn(content, kind)
    except Spent as error:
        raise FileRefused("unfolds") from error
    except Refused as refused:
        raise FileRefused(refused.code) from refused


def _drawn(content: bytes, kind: BlobKind | None) -> tuple[BlobKind, list[tuple[int, Drawn]]]:
    if kind is None:
        return _office(content)
    if kind == BlobKind.IMAGE:
        check_clean(content)
        return kind, _with_letters(_ours(1, _PICTURE.run(content), OF_IMAGE))
    if kind == BlobKind.SHEET:
        return kind, _sheets(_photographs(content))
    if kind == BlobKind.VOICE:
        check_clean(content)
        return kind, [(1, _sound(_VOICE.run(content)))]
    # What is shown is what is handed on.
    paper = written_anew(content)
    return kind, [*_pages(paper), (1, Drawn(PAPER, 0, 0, paper))]


def _pages(content: bytes) -> Iterator[tuple[int, Drawn]]:
    number, count = 1, 1
    while number <= count:
        page = _PAGE.run(content, number=number, most=MOST_PAGES)
        count = min(page.of, MOST_PAGES) if number == 1 else count
        yield from _ours(number, page.drawn, OF_FIRST_PAGE if number == 1 else OF_PAGE)
        number += 1


def _office(content: bytes) -> tuple[BlobKind, list[tuple[int, Drawn]]]:
    """Its pages where the host can print it; elsewhere it is there to be saved."""
    said = _OFFICE.run(content)
    if said not in OFFICE:
        raise Unreadable
    kind = BlobKind(said)
    check_clean(content)
    paper = print_office(content, kind)
    if paper is None:
        return kind, []
    try:
        check_kept(paper)
        return kind, list(_pages(paper))
    except (Away, Busy):
        raise
    except (Refused, NotRead):
        return kind, []


def _sheets(photographs: Sequence[bytes]) -> list[tuple[int, Drawn]]:
    """A page of each, and the document that they make together."""
    drawn: list[tuple[int, Drawn]] = []
    for number, one in enumerate(photographs, 1):
        check_clean(one)
        sizes = OF_FIRST_PAGE if number == 1 else OF_PAGE
        drawn += _with_letters(_ours(number, _SHEET.run(one, first=number == 1), sizes))
    paper = _BOUND.run(packed([one.content for _, one in drawn if one.size == PAGE.name]))
    # Of a child that a photograph took over, too: it is handed on as any PDF is.
    check_kept(paper)
    return [*drawn, (1, Drawn(PAPER, 0, 0, paper))]


def _with_letters(drawn: list[tuple[int, Drawn]]) -> list[tuple[int, Drawn]]:
    """With what the host recognises on the page: a photograph has no letters of its own."""
    return [
        (
            number,
            replace(one, text=read_aloud(recognize_letters(one.content))) if one.size == PAGE.name else one,
        )
        for number, one in drawn
    ]


def _sound(said: Sound) -> Drawn:
    """A child that a file took over may answer anything: what is kept is an MP3 of as many seconds. They stand where a
    picture has its width."""
    if not is_ours(said):
        raise Unreadable
    return Drawn(SOUND, said.seconds, 0, said.content)


def _ours(number: int, drawn: Sequence[Drawn], sizes: Sequence[Size]) -> list[tuple[int, Drawn]]:
    """A child that a file took over may answer anything: what is kept is a WebP of the size that was asked for."""
    if [one.size for one in drawn] != [size.name for size in sizes]:
        raise Unreadable
    for one in drawn:
        try:
            head = head_of(one.content, least=1)
        except PictureRefused as error:
            raise Unreadable from error
        size = ALL[one.size]
        too_much = len(one.content) > size.most or max(head.width, head.height) > size.longest
        if head.kind != "webp" or (head.width, head.height) != (one.width, one.height) or too_much:
            raise Unreadable
    return [(number, replace(one, text=read_aloud(one.text[:MOST_LETTERS]))) for one in drawn]
