"""Reply slips: one a child, cut, ticked, signed and brought back, that photographs can be read from.

The words of a slip are those of its family's language; what the school wrote stays as it was written, with the same
in that language under it as far as it is known.
"""

import functools
import io
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import segno
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from eprimo.foundation.printing.prose import breakable, fact, long_date, sentence
from eprimo.foundation.printing.reading.layout import (
    BOX,
    CORNERS,
    FORMATS,
    INSET,
    MARKER,
    QR,
    QR_BORDER,
    Format,
    Layout,
    layout_from,
    mark_svg,
)
from eprimo.foundation.printing.twins import RTL, PaperTwin, beside, twin_data, twin_labels
from eprimo.foundation.printing.typesetting import TypesettingError, pictures_of, spots_of, typeset
from eprimo.ui.french import of

# The versions of the text that are tried, longest first, in letters; the square leads to the whole.
_LENGTHS = (4000, 2400, 1500, 1000, 700, 480, 330, 220, 140, 80)
_SPACES = re.compile(r"\s+")
# Any of the eight masks is read alike; choosing the prettiest takes five times as long.
_MASK = 3
# A letter of a name, in widths of its size.
_WIDE = 0.56
# Letters of a code that are typed by hand when the square cannot be aimed at.
SHORT = 8


@dataclass(frozen=True, kw_only=True)
class Ask:
    """A question and its boxes. `text` is empty when the boxes speak for themselves.

    What the school wrote stays as it is; a lazy translation of ours is said in the family's language.
    """

    text: "str | Promise"
    choices: Sequence["str | Promise"]


@dataclass(frozen=True, kw_only=True)
class PrintedSlip:
    """One slip. `code` is what the square holds after the address; it opens nothing by itself."""

    code: str
    child: str
    place: str = ""
    lang: str = "fr"
    # Who may sign, by name: a box each from two on. Nobody: a name is asked for.
    signers: Sequence[str] = ()
    # Hours and places are not told on it: it goes home to an adult who may not know them.
    bare: bool = False


@dataclass(frozen=True, kw_only=True)
class SlipsPrint:
    """What the slips of one print have in common. `address` is put before each code: « https://host/c/ »."""

    school_name: str
    title: str
    address: str
    asks: Sequence[Ask]
    author: str = ""
    # Paragraphs of what the school wrote, without marks.
    text: Sequence[str] = ()
    reply_by: date | None = None
    # A line for a word to the school.
    comment: bool = True
    # Day, place, what to bring: lines that are always printed, in the language in use. `bare` as for the slip; `both`:
    # with what is known of them in that language.
    told: Callable[[bool, bool], Sequence[tuple[str, str]]] = lambda _bare, _both: ()
    # What is known in the language in use, nothing in French: of the text, and of a few words.
    twin: Callable[[], PaperTwin] = PaperTwin
    said: Callable[[str], str] = lambda _words: ""


@dataclass(frozen=True)
class SlipSheets:
    """The file, how many slips the first pages hold, and where the boxes of each are, in the order given."""

    pdf: bytes
    each: int
    layouts: tuple[Layout, ...]


class SlipsTooLong(TypesettingError):
    """The questions do not fit a page."""


def slips_pdf(what: SlipsPrint, slips: Sequence[PrintedSlip], *, each: int = 4) -> SlipSheets:
    """A4 sheets of slips to cut, in the order given, `each` of them a page; fewer when the questions need the room.

    A slip whose twin finds no room there is larger, and comes after the others; one for which a whole page is too small
    goes without its twin. Raises ValueError when there is nobody, SlipsTooLong.
    """
    laid = _laid(what, slips, each)
    pdf = typeset("slips", _data(what, laid), title=what.title)
    return SlipSheets(pdf, max(one.form.each for one in laid), tuple(one.settled.layout for one in laid))


def slips_png(what: SlipsPrint, slips: Sequence[PrintedSlip], *, each: int, ppi: float) -> list[bytes]:
    """The same sheets as pictures, for previews and for tests of the reader."""
    return pictures_of("slips", _data(what, _laid(what, slips, each)), title=what.title, ppi=ppi)


type _Sort = tuple[str, int, bool, bool]


@dataclass(frozen=True)
class _Settled:
    """How slips of a sort are set, and where their boxes are: a sort has its boxes at one place."""

    chosen: Mapping[str, Any]
    layout: Layout


@dataclass(frozen=True)
class _Laid:
    slip: PrintedSlip
    form: Format
    settled: _Settled
    # With what is known in the family's language.
    both: bool = False


def _laid(what: SlipsPrint, slips: Sequence[PrintedSlip], each: int) -> list[_Laid]:
    """Each slip in the size that was asked for, or the larger one that all of them need; one with a twin in the first
    size that holds it, without it when there is none."""
    if not slips:
        raise ValueError("No slip to print.")
    paper = _Paper(what, slips)
    for form in _forms(each):
        plain = paper.settled(form, slips)
        if all(paper.sort(slip) in plain for slip in slips):
            break
    else:
        raise SlipsTooLong("The questions do not fit a page.")
    laid = [_Laid(slip, form, plain[paper.sort(slip)]) for slip in slips]
    waiting = [at for at, slip in enumerate(slips) if paper.twinned(slip.lang)]
    for larger in _forms(form.each):
        found = paper.settled(larger, [slips[at] for at in waiting], both=True) if waiting else {}
        for at in waiting:
            if one := found.get(paper.sort(slips[at], both=True)):
                laid[at] = _Laid(slips[at], larger, one, both=True)
        waiting = [at for at in waiting if not laid[at].both]
    return laid


def _forms(most: int) -> list[Format]:
    return [FORMATS[number] for number in sorted(FORMATS, reverse=True) if number <= most]


def _data(what: SlipsPrint, laid: Sequence[_Laid]) -> dict[str, Any]:
    """A part for each size, the smallest slips first, each in the order given."""
    paper = _Paper(what, [one.slip for one in laid])
    parts = []
    for form in sorted({one.form for one in laid}, key=lambda one: -one.each):
        own = [one for one in laid if one.form == form]
        sorts = list({id(one.settled): one for one in own}.values())
        places = {id(one.settled): place for place, one in enumerate(sorts)}
        made = [
            paper.slip(one.slip, form, index, places[id(one.settled)], both=one.both)
            for index, one in enumerate(own)
        ]
        parts.append({"form": _form(form), "slips": made, "chosen": [one.settled.chosen for one in sorts]})
    return paper.common() | {"plan": False, "parts": parts}


class _Paper:
    """The data of a print. Slips of a sort (language, number of signers, bare, with a twin) are set alike."""

    def __init__(self, what: SlipsPrint, slips: Sequence[PrintedSlip]) -> None:
        self.what = what
        self.words = functools.cache(lambda lang, bare, both: _words(what, lang, bare=bare, both=both))
        self.place = max((one.place for one in slips), key=len)

    @staticmethod
    def sort(slip: PrintedSlip, *, both: bool = False) -> _Sort:
        return (slip.lang, len(slip.signers) if len(slip.signers) > 1 else 0, slip.bare, both)

    def twinned(self, lang: str) -> bool:
        """Something of what the school wrote is known in this language."""
        return self.words(lang, False, True) != self.words(lang, False, False)

    def settled(
        self, form: Format, slips: Sequence[PrintedSlip], *, both: bool = False
    ) -> dict[_Sort, _Settled]:
        """Of each sort that fits this size. One slip of each is planned, with the name that is the highest there."""
        samples: dict[_Sort, PrintedSlip] = {}
        for slip in sorted(slips, key=lambda one: _name_height(one.child, form)):
            samples[self.sort(slip, both=both)] = replace(slip, place=self.place)
        made = [self.slip(one, form, index, index, both=both) for index, one in enumerate(samples.values())]
        data = self.common() | {"plan": True, "form": _form(form), "slips": made}
        spots = spots_of("slips", data, title=self.what.title)
        chosen = next(spot["chosen"] for spot in spots if spot["part"] == "plan")
        of: list[list[dict[str, Any]]] = [[] for _ in samples]
        for spot in spots:
            if "slip" in spot:
                of[spot["slip"]].append(spot)
        return {
            sort: _Settled(chosen[at], layout_from(of[at], form.each, at))
            for at, sort in enumerate(samples)
            if chosen[at] is not None
        }

    def common(self) -> dict[str, Any]:
        return {
            "school": breakable(self.what.school_name),
            "author": breakable(self.what.author),
            "versions": _versions(self.what.text),
            "comment": self.what.comment,
        }

    def slip(self, slip: PrintedSlip, form: Format, index: int, sort: int, *, both: bool) -> dict[str, Any]:
        return self.words(slip.lang, slip.bare, both) | {
            "index": index,
            "sort": sort,
            "child": breakable(slip.child),
            "child_size": _name_size(slip.child, form),
            "place": breakable(slip.place),
            "qr": _square(f"{self.what.address}{slip.code}".upper()),
            "short": short_code(slip.code),
            "signers": [breakable(name) for name in slip.signers],
            "sign": _sign(slip),
        }


def _name_size(name: str, form: Format) -> float:
    """The largest letters in which a name keeps to two lines of its room, letters being half as wide as high."""
    sizes = (17, 14, 12, 10, 8) if form.each == 4 else (20, 17, 14, 11)  # noqa: PLR2004 - the size that stands on end
    fits = (size for size in sizes if len(name) * size * _WIDE <= 1.7 * _name_room(form))
    return next(fits, sizes[-1])


def _name_height(name: str, form: Format) -> tuple[float, int]:
    """Of its lines, to compare: a shorter name in larger letters may be higher."""
    size = _name_size(name, form)
    return size * math.ceil(len(name) * size * _WIDE / _name_room(form)), len(name)


def _name_room(form: Format) -> float:
    return (form.width - 2 * INSET - QR - 5) / 25.4 * 72


def short_code(code: str) -> str:
    """« K7M2-QXPA »: what is typed in place of aiming."""
    return f"{code[: SHORT // 2]}-{code[SHORT // 2 : SHORT]}"


def _form(form: Format) -> dict[str, Any]:
    narrow = form.each == 4  # noqa: PLR2004 - the size that stands on end
    return {
        "each": form.each,
        "width": form.width,
        "height": form.height,
        "columns": form.columns,
        "inset": INSET,
        "marker": MARKER,
        "markers": form.markers,
        "svg": [mark_svg(form.first_mark + corner) for corner in range(CORNERS)],
        "box": BOX,
        "qr": QR,
        "qr_at": form.qr_at,
        # The text stands beside the square, or under it.
        "beside": not narrow,
        "signature": form.signature,
        "signers": 2 if narrow else 3,
        "signer": 9.5 if narrow else 10.5,
        "title": 12 if narrow else 14,
        "school": 9 if narrow else 10,
        "texts": (10, 9) if narrow else (11.5, 10.5),
        # Rather than a larger slip, when the same is said twice.
        "closer": (8.5,) if narrow else (9.5, 9),
        "answers": (11, 10, 9) if narrow else (11.5, 10.5, 9.5),
        "cuts_x": [form.width] if form.columns > 1 else [],
        "cuts_y": [form.height] if form.each > 1 else [],
    }


def _words(what: SlipsPrint, lang: str, *, bare: bool, both: bool) -> dict[str, Any]:
    """What a slip says in the language of its family; `both`: with what is known there of the school's own words."""
    with translation.override(lang):
        if what.reply_by:
            due = sentence(_("À rendre avant le **{day}**."), day=long_date(what.reply_by))
        else:
            due = sentence(_("À rendre à l’école."))
        return {
            "lang": lang,
            "rtl": lang in RTL,
            "due": due,
            "facts": [fact(label, value) for label, value in what.told(bare, both)],
            "twin": twin_data(what.twin()) if both else None,
            "asks": [_ask(ask, what.said if both else lambda _words: "") for ask in what.asks],
            "labels": twin_labels()
            | {
                "who": _("Qui signe\u00a0?"),
                "comment": _("Un mot pour l’école\u00a0:"),
                "back": _(
                    "Cochez au stylo, signez, rendez ce coupon à l’école. Gardez les quatre coins entiers."
                ),
                "qr": _("Carré à viser avec l’appareil photo\u00a0: il mène au mot entier."),
                "aim": _("Visez ce carré pour lire le mot entier et répondre en ligne."),
            },
        }


def _ask(ask: Ask, said: Callable[[str], str]) -> dict[str, Any]:
    """Words of the school with the same in the family's language; those of ours are in it already."""
    ours = isinstance(ask.choices[0], Promise)
    say = (lambda _words: "") if ours else said
    return {
        **beside(str(ask.text), say),
        "choices": [beside(str(choice), say) for choice in ask.choices],
        "ours": ours,
    }


def _sign(slip: PrintedSlip) -> str:
    with translation.override(slip.lang):
        if len(slip.signers) == 1:
            return _("Signature {of_name}\u00a0:").format(of_name=breakable(of(slip.signers[0])))
        return _("Signature\u00a0:") if slip.signers else _("Nom et signature\u00a0:")


def _square(payload: str) -> str:
    """The code as a drawing. Capitals, digits and signs of addresses make the smallest one (level M bears a fold)."""
    out = io.BytesIO()
    segno.make_qr(payload, error="m", boost_error=False, mask=_MASK).save(
        out, kind="svg", xmldecl=False, border=QR_BORDER, omitsize=True, svgclass=None, lineclass=None
    )
    return out.getvalue().decode()


def _versions(paragraphs: Sequence[str]) -> list[list[str]]:
    """The text whole, then shorter and shorter, cut after a word."""
    whole = [_SPACES.sub(" ", one).strip() for one in paragraphs]
    whole = [breakable(one) for one in whole if one]
    made = [cut for length in _LENGTHS if (cut := _cut(whole, length))]
    return [whole, *(one for one in made if one != whole), []]


def _cut(paragraphs: Sequence[str], length: int) -> list[str]:
    kept: list[str] = []
    for paragraph in paragraphs:
        if len(paragraph) <= length:
            kept.append(paragraph)
            length -= len(paragraph)
            continue
        start = paragraph[:length].rsplit(" ", 1)[0].rstrip(" ,;:.!?")
        if start and length > SHORT:
            kept.append(f"{start} […]")
        elif kept:
            kept[-1] += " […]"
        break
    return kept
