"""Reply slips: one a child, cut, ticked, signed and brought back, that photographs can be read from.

The words of a slip are those of its family's language; what the school wrote stays as it was written.
"""

import functools
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import segno
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from eprimo.foundation.documents.prose import breakable, fact, long_date, sentence
from eprimo.foundation.documents.reading.layout import (
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
from eprimo.foundation.documents.typeset import TypesettingError, pictures_of, spots_of, typeset
from eprimo.ui.french import of

# Right to left.
_RTL = {"ar", "he", "fa", "ur"}
# The versions of the text that are tried, longest first, in letters; the square leads to the whole.
_LENGTHS = (4000, 2400, 1500, 1000, 700, 480, 330, 220, 140, 80)
_SPACES = re.compile(r"\s+")
# Any of the eight masks is read alike; choosing the prettiest takes five times as long.
_MASK = 3
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
    # Day, place, what to bring: lines that are always printed, in the language in use; `bare` as for the slip.
    told: Callable[[bool], Sequence[tuple[str, str]]] = lambda _bare: ()


@dataclass(frozen=True)
class SlipSheets:
    """The file, how many slips a page it holds, and where the boxes of each are, in the order given."""

    pdf: bytes
    each: int
    layouts: tuple[Layout, ...]


def slips_pdf(what: SlipsPrint, slips: Sequence[PrintedSlip], *, each: int = 4) -> SlipSheets:
    """A4 sheets of slips to cut, in the order given, `each` of them a page; fewer when the questions need the room.

    Raises ValueError when there is nobody, TypesettingError when even a whole page is too small.
    """
    made, number, layouts = _made(what, slips, each, None)
    return SlipSheets(made[0], number, layouts)


def slips_png(what: SlipsPrint, slips: Sequence[PrintedSlip], *, each: int, ppi: float) -> list[bytes]:
    """The same sheets as pictures, for previews and for tests of the reader."""
    return _made(what, slips, each, ppi)[0]


def _made(
    what: SlipsPrint, slips: Sequence[PrintedSlip], each: int, ppi: float | None
) -> tuple[list[bytes], int, tuple[Layout, ...]]:
    if not slips:
        raise ValueError("No slip to print.")
    for number in sorted((one for one in FORMATS if one <= each), reverse=True):
        paper = _Paper(what, FORMATS[number], slips)
        spots = spots_of("slips", paper.plan(), title=what.title)
        if any(spot["part"] == "over" for spot in spots):
            continue
        chosen = next(spot for spot in spots if spot["part"] == "plan")
        data = paper.all(chosen)
        if ppi is None:
            pages = [typeset("slips", data, title=what.title)]
        else:
            pages = pictures_of("slips", data, title=what.title, ppi=ppi)
        return pages, number, paper.layouts(spots)
    raise TypesettingError("The questions do not fit a page.")


type _Sort = tuple[str, int, bool]


class _Paper:
    """The data of a print in one size. Slips of a sort (language, number of signers, bare) have their boxes at one
    place."""

    def __init__(self, what: SlipsPrint, form: Format, slips: Sequence[PrintedSlip]) -> None:
        self.what, self.form, self.slips = what, form, slips
        self.words = functools.cache(lambda lang, bare: _words(what, lang, bare=bare))
        self.names = (17, 14, 12, 10, 8) if form.each == 4 else (20, 17, 14, 11)  # noqa: PLR2004
        self.sorts: dict[_Sort, int] = {}
        for slip in slips:
            self.sorts.setdefault(self._sort(slip), len(self.sorts))

    @staticmethod
    def _sort(slip: PrintedSlip) -> _Sort:
        return (slip.lang, len(slip.signers) if len(slip.signers) > 1 else 0, slip.bare)

    def plan(self) -> dict[str, Any]:
        """One slip of each sort, with the longest name of all."""
        longest = max(self.slips, key=lambda one: len(one.child))
        place = max((one.place for one in self.slips), key=len)
        samples = {self._sort(slip): slip for slip in self.slips}
        made = [
            self._slip(replace(samples[sort], child=longest.child, place=place), index)
            for sort, index in self.sorts.items()
        ]
        return self._common() | {"plan": True, "slips": made}

    def all(self, chosen: dict[str, Any]) -> dict[str, Any]:
        made = [self._slip(slip, index) for index, slip in enumerate(self.slips)]
        return self._common() | {"plan": False, "slips": made, "chosen": chosen}

    def layouts(self, spots: Sequence[dict[str, Any]]) -> tuple[Layout, ...]:
        """The layout of each slip, from where the parts of its sort landed in the plan."""
        of: list[list[dict[str, Any]]] = [[] for _ in self.sorts]
        for spot in spots:
            if "slip" in spot:
                of[spot["slip"]].append(spot)
        made = [layout_from(found, self.form.each, place) for place, found in enumerate(of)]
        return tuple(made[self.sorts[self._sort(slip)]] for slip in self.slips)

    def _common(self) -> dict[str, Any]:
        return {
            "form": _form(self.form),
            "school": breakable(self.what.school_name),
            "author": breakable(self.what.author),
            "versions": _versions(self.what.text),
            "comment": self.what.comment,
        }

    def _slip(self, slip: PrintedSlip, index: int) -> dict[str, Any]:
        return self.words(slip.lang, slip.bare) | {
            "index": index,
            "sort": self.sorts[self._sort(slip)],
            "child": breakable(slip.child),
            "child_size": self._name_size(slip.child),
            "place": breakable(slip.place),
            "qr": _square(f"{self.what.address}{slip.code}".upper()),
            "short": short_code(slip.code),
            "signers": [breakable(name) for name in slip.signers],
            "sign": _sign(slip),
        }

    def _name_size(self, name: str) -> float:
        """The largest letters in which a name keeps to two lines of its room, letters being half as wide as high."""
        room = (self.form.width - 2 * INSET - QR - 5) / 25.4 * 72
        fits = [size for size in self.names if len(name) * size * 0.56 <= 1.7 * room]
        return fits[0] if fits else self.names[-1]


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
        "answers": (11, 10, 9) if narrow else (11.5, 10.5, 9.5),
        "cuts_x": [form.width] if form.columns > 1 else [],
        "cuts_y": [form.height] if form.each > 1 else [],
    }


def _words(what: SlipsPrint, lang: str, *, bare: bool) -> dict[str, Any]:
    """What a slip says in the language of its family."""
    with translation.override(lang):
        if what.reply_by:
            due = sentence(_("À rendre avant le **{day}**."), day=long_date(what.reply_by))
        else:
            due = sentence(_("À rendre à l’école."))
        return {
            "lang": lang,
            "rtl": lang in _RTL,
            "due": due,
            "facts": [fact(label, value) for label, value in what.told(bare)],
            "asks": [
                {
                    "text": breakable(str(ask.text)),
                    "choices": [breakable(str(choice)) for choice in ask.choices],
                    "ours": isinstance(ask.choices[0], Promise),
                }
                for ask in what.asks
            ],
            "labels": {
                "who": _("Qui signe\u00a0?"),
                "comment": _("Un mot pour l’école\u00a0:"),
                "back": _(
                    "Cochez au stylo, signez, rendez ce coupon à l’école. Gardez les quatre coins entiers."
                ),
                "qr": _("Carré à viser avec l’appareil photo\u00a0: il mène au mot entier."),
                "aim": _("Visez ce carré pour lire le mot entier et répondre en ligne."),
            },
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
