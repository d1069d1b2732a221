"""Slips filled in by a pen and photographed by a hand: printed by typst, then drawn and bent by numbers of a seed."""

import base64
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from eprimo.foundation.printing.reading.layout import BOX, Box, Layout
from eprimo.foundation.printing.slips import Ask, PrintedSlip, SlipsPrint, slips_pdf, slips_png
from eprimo.foundation.printing.twins import PaperTwin, TwinBlock, TwinPiece
from eprimo.ui.languages import spoken

type Page = NDArray[np.uint8]

PX = 8.0
PPI = PX * 25.4
INKS = {"blue": (150, 60, 30), "black": (45, 40, 40), "pencil": (125, 125, 125), "red": (50, 40, 190)}
# What leaves no doubt, what must be a doubt or right, and what a stain does.
CLEAR = ("tick", "cross", "scribble")
ODD = ("circle", "dash", "dot", "beside", "black", "word")


def code_of(rng: random.Random) -> str:
    return base64.b32encode(rng.randbytes(16)).decode().rstrip("=")


WHAT = SlipsPrint(
    school_name="École des Trois-Marronniers",
    title="Sortie au château de Valmarais",
    address="https://e-primo.ac-nantes.fr/c/",
    author="Claire Guilbaud",
    text=[
        "Chers parents, jeudi 3 décembre, nous irons visiter le château de Valmarais.",
        "Dans le sac : pique-nique, gourde, vêtement de pluie. La sortie est gratuite.",
    ],
    reply_by=date(2026, 11, 26),
    asks=[
        Ask(text="Votre enfant participe-t-il ?", choices=["Oui", "Non"]),
        Ask(text="Pouvez-vous accompagner ?", choices=["Oui", "Non", "Seulement le matin"]),
    ],
)

# The same in Arabic as far as it is known: under the text, and beside the answers.
ARABIC = {"Oui": "نعم", "Non": "لا", "Votre enfant participe-t-il ?": "هل يشارك طفلكم؟"}
TWIN = PaperTwin(
    "رحلة مدرسية",
    [
        TwinBlock(
            "p",
            [
                [
                    TwinPiece("الانطلاق على الساعة 8:30.", known=True),
                    TwinPiece("Nous verrons Michel.", known=False),
                ]
            ],
        ),
        TwinBlock("ul", [[TwinPiece("الرحلات", known=True)]]),
    ],
)


def in_arabic[T](words: T, none: T) -> T:
    return words if spoken() == "ar" else none


TWINNED = replace(
    WHAT,
    text=["Le départ est à 8 h 30. Nous verrons Michel."],
    asks=WHAT.asks[:1],
    twin=lambda: in_arabic(TWIN, PaperTwin()),
    said=lambda words: in_arabic(ARABIC.get(words, ""), ""),
)


@dataclass(frozen=True)
class Sheet:
    """One printed page: its pixels, and the code, the layout and the place (mm) of each slip on it."""

    page: Page
    slips: tuple[tuple[str, Layout, float, float], ...]


@cache
def sheets(seed: int, each: int, count: int, lang: str = "fr") -> tuple[Sheet, ...]:
    """`count` slips, printed `each` a page; every other child has two who may sign. In Arabic they bear a twin."""
    rng = random.Random(seed)
    what = WHAT if lang == "fr" else TWINNED
    names = ("Yanis Haddad", "Maximilien-Alexandre de La Rochebrune-Montfaucon", "Anouk Brossard", "Léa Kone")
    signers = (("Mme Samira Martin", "M. Paul Martin"), ("Mme Anne Brossard",))
    slips = [
        PrintedSlip(code=code_of(rng), child=names[at % 4], place="CE1-A", signers=signers[at % 2], lang=lang)
        for at in range(count)
    ]
    layouts = slips_pdf(what, slips, each=each).layouts
    pages = slips_png(what, slips, each=each, ppi=PPI)
    made = []
    for number, png in enumerate(pages):
        own = range(number * each, min((number + 1) * each, count))
        form = layouts[0].format
        placed = [
            (
                slips[at].code, layouts[at],
                (at % each % form.columns) * form.width, (at % each // form.columns) * form.height,
            )
            for at in own
        ]  # fmt: skip
        page = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR)
        made.append(Sheet(np.asarray(page, np.uint8), tuple(placed)))
    return tuple(made)


class Pen:
    """A hand with a pen of one ink, that never makes the same tick twice."""

    def __init__(self, page: Page, rng: random.Random, ink: str = "") -> None:
        self.page, self.rng = page, rng
        self.ink = INKS[ink or rng.choice(list(INKS))]
        self.width = rng.uniform(0.35, 0.8)

    def line(self, *points: tuple[float, float]) -> None:
        """Through these points, in millimetres of the page."""
        at = np.array([(x * PX * 16, y * PX * 16) for x, y in points]).round().astype(np.int32)
        width = max(2, round(self.width * PX))
        cv2.polylines(
            self.page, [at], isClosed=False, color=self.ink, thickness=width, lineType=cv2.LINE_AA, shift=4
        )

    def mark(self, kind: str, x: float, y: float) -> None:
        """A mark for the box whose top left corner is there."""
        r, near = self.rng.uniform, self.rng.gauss
        middle_x, middle_y = x + BOX / 2 + near(0, 0.3), y + BOX / 2 + near(0, 0.3)
        if kind == "tick":
            size = r(1.5, 2.8)
            self.line(
                (middle_x - size * 0.8, middle_y - r(0.0, 0.5)), (middle_x - size * 0.2, middle_y + size * 0.7),
                (middle_x + size * r(0.8, 1.1), middle_y - size * r(0.7, 1.1)),
            )  # fmt: skip
        elif kind == "cross":
            size = r(1.3, 2.4)
            self.line((middle_x - size, middle_y - size), (middle_x + size, middle_y + size))
            self.line((middle_x - size, middle_y + size * r(0.8, 1)), (middle_x + size, middle_y - size))
        elif kind == "scribble":
            points = [
                (middle_x + (1 if at % 2 else -1) * r(1.2, 1.9), middle_y - 1.7 + at * 1.1) for at in range(4)
            ]
            self.line(*points)
        else:
            self._odd(kind, x, y)

    def _odd(self, kind: str, x: float, y: float) -> None:
        r = self.rng.uniform
        middle_x, middle_y = x + BOX / 2, y + BOX / 2
        if kind == "circle":
            # Around the box, or around its word.
            away = self.rng.choice((0.0, 7.0))
            wide, high = (r(3.2, 4.5), r(3.0, 4.0)) if not away else (r(5, 8), r(2.8, 4))
            turn = np.linspace(0, 2 * np.pi * r(0.95, 1.05), 40)
            self.line(*((middle_x + away + wide * np.cos(a), middle_y + high * np.sin(a)) for a in turn))
        elif kind == "dash":
            self.line((middle_x - 1.6, middle_y), (middle_x + 1.6, middle_y + r(-0.3, 0.3)))
        elif kind == "dot":
            self.line((middle_x, middle_y), (middle_x + 0.2, middle_y + 0.1))
        elif kind == "beside":
            self.mark("tick", x - BOX * 0.95, y)
        elif kind == "black":
            for at in range(28):
                self.line((x + 0.3, y + 0.3 + at * 0.16), (x + BOX - 0.3, y + 0.3 + at * 0.16))
        elif kind == "struck":
            self.mark(self.rng.choice(CLEAR), x, y)
            if self.rng.random() < 0.5:
                for _ in range(self.rng.randint(2, 4)):
                    level = middle_y + r(-1.5, 1.5)
                    self.line((x - r(1, 4), level), (x + BOX + r(2, 20), level + r(-1, 1)))
            else:
                side = [middle_x + (1 if at % 2 else -1) * r(2.5, 5) for at in range(self.rng.randint(6, 11))]
                self.line(*((across, middle_y - 2.5 + at * r(0.4, 0.8)) for at, across in enumerate(side)))
        elif kind == "word":
            self.line(*((middle_x - 6 + at * 0.8, middle_y + r(-1.2, 1.2)) for at in range(24)))

    def sign(self, layout: Layout, left: float, top: float) -> None:
        x, y, width, height = layout.sign
        begin = left + x + self.rng.uniform(6, width / 3)
        points = [
            (begin + at * 1.1, top + y + height * 0.68 + self.rng.uniform(-0.25, 0.25) * height)
            for at in range(22)
        ]
        self.line(*points)


def place_of(box: Box, left: float, top: float) -> tuple[float, float]:
    return (left + box.x, top + box.y)


@dataclass(frozen=True)
class Weather:
    """How bad the photograph is, each from 0 (none) to 1 (as bad as people send them)."""

    slant: float = 0.5
    blur: float = 0.5
    noise: float = 0.5
    shadow: float = 0.5
    pale: float = 0.5
    bend: float = 0.3
    jpeg: int = 80
    turn: float | None = None
    size: tuple[int, int] = (2400, 1800)
    # The part of the photograph that the paper takes.
    close: float = 0.85


def photograph(pages: Sequence[Page], rng: random.Random, how: Weather | None = None) -> bytes:
    """A JPEG of these papers beside one another on a table."""
    how = how or Weather()
    width, height = how.size
    scene = _table(width, height, rng)
    across = len(pages)
    for at, page in enumerate(pages):
        middle = ((at + 0.5) * width / across, height / 2)
        _lay(scene, page, middle, (width / across, height), rng, how)
    return _shot(scene, rng, how)


def _table(width: int, height: int, rng: random.Random) -> Page:
    grain = (
        np.random.default_rng(rng.getrandbits(32)).normal(0, 12, (height // 8, width // 8)).astype(np.float32)
    )
    grain = cv2.resize(grain, (width, height), interpolation=cv2.INTER_CUBIC)
    base = rng.choice((60, 110, 165))
    return np.clip(base + grain, 0, 255).astype(np.uint8)[..., None].repeat(3, axis=2)


def _lay(
    scene: Page,
    page: Page,
    middle: tuple[float, float],
    room: tuple[float, float],
    rng: random.Random,
    how: Weather,
) -> None:
    page = _bent(page, rng, how.bend)
    high, wide = page.shape[:2]
    turn = np.radians(rng.uniform(0, 360) if how.turn is None else how.turn + rng.uniform(-4, 4))
    box_wide = abs(wide * np.cos(turn)) + abs(high * np.sin(turn))
    box_high = abs(wide * np.sin(turn)) + abs(high * np.cos(turn))
    scale = how.close * min(room[0] / box_wide, room[1] / box_high)
    corners = np.array([(-wide, -high), (wide, -high), (wide, high), (-wide, high)], float) / 2 * scale
    spin = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    slant = 0.07 * how.slant * scale * min(wide, high)
    moved = (
        corners @ spin.T + middle + np.array([[rng.uniform(-slant, slant) for _ in "xy"] for _ in corners])
    )
    source = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], np.float32)
    plane = cv2.getPerspectiveTransform(source, moved.astype(np.float32))
    size = (scene.shape[1], scene.shape[0])
    small = cv2.GaussianBlur(page, (0, 0), max(0.01, 0.42 / scale)) if scale < 0.8 else page
    seen = cv2.warpPerspective(small, plane, size, flags=cv2.INTER_LINEAR)
    mask = cv2.warpPerspective(np.full(page.shape[:2], 255, np.uint8), plane, size)
    scene[mask > 127] = seen[mask > 127]


def _bent(page: Page, rng: random.Random, bend: float) -> Page:
    """Paper that was folded in a pocket: up to 1.5 mm of wave."""
    if bend <= 0:
        return page
    high, wide = page.shape[:2]
    rows, columns = np.indices((high, wide), dtype=np.float32)
    phase, waves = rng.uniform(0, 6), rng.uniform(0.4, 1.1)
    push = np.float32(1.5 * bend * PX) * np.sin(waves * np.pi * columns / wide + phase, dtype=np.float32)
    return np.asarray(
        cv2.remap(page, columns, rows + push, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.uint8
    )


def _shot(scene: Page, rng: random.Random, how: Weather) -> bytes:
    high, wide = scene.shape[:2]
    picture = scene.astype(np.float32)
    rows, columns = np.mgrid[0 : 1 : high * 1j, 0 : 1 : wide * 1j].astype(np.float32)
    angle = rng.uniform(0, 6.28)
    slope = rows * np.sin(angle) + columns * np.cos(angle)
    light = 1 - 0.55 * how.shadow * (slope - slope.min()) / np.ptp(slope)
    if how.shadow > 0.4:
        # The hand and the telephone: an edge across the picture.
        edge = rows * np.cos(angle) - columns * np.sin(angle) - rng.uniform(-0.2, 0.5)
        light *= 1 - 0.4 * how.shadow / (1 + np.exp(-edge * 60))
    picture *= light[..., None]
    if how.blur > 0:
        picture = cv2.GaussianBlur(picture, (0, 0), max(0.3, 1.5 * how.blur))
    picture = 255 * (0.12 * how.pale) + picture * (1 - 0.35 * how.pale)
    dice = np.random.default_rng(rng.getrandbits(32))
    picture += dice.normal(0, 9 * how.noise + 0.5, (high, wide, 1)).astype(np.float32)
    return bytes(
        cv2.imencode(".jpg", np.clip(picture, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, how.jpeg])[
            1
        ]
    )
