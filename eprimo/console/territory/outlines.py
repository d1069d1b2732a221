"""Outlines around the schools of each place, for a drawing without borders of anybody: the ground that is nearest to
one of its schools, as far as schools reach. No database here."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

# A cell of the ground, in the units of the drawing.
STEP = 10
# How far a school reaches, at the least and at the most; between, by how far apart schools lie.
_LEAST, _MOST = 30, 400
# A line may leave the edge of its cells by that much.
_LOOSE = STEP * 1.1
# Smaller pieces are no ground of their own.
_FEWEST_CELLS = 12
# What encloses something; and how many grounds meet where a line begins.
_LEAST_CORNERS = _MEETING = 3

type Point = tuple[int, int]
type Cells = Mapping[Point, str]


@dataclass(frozen=True, slots=True)
class Outline:
    """The path of one place, and the middle of its ground."""

    key: str
    path: str
    x: int
    y: int


@lru_cache(maxsize=16)
def outlines_of(points: tuple[tuple[int, int, str], ...], width: int, height: int) -> tuple[Outline, ...]:
    """Of points (x, y, key), inside a drawing of that size. They change once an hour at the most, and are drawn for
    many: kept."""
    cells = {
        (i, j): key
        for (i, j), key in _ground(points).items()
        if 0 < i < width // STEP - 1 and 0 < j < height // STEP - 1
    }
    keys = sorted(set(cells.values()))
    return tuple(one for key in keys if (one := _outline(key, cells)) is not None)


def _ground(points: tuple[tuple[int, int, str], ...]) -> Cells:
    """Whose each cell is: of the nearest school that reaches it."""
    reach = _reach([(x, y) for x, y, _ in points])
    near: dict[Point, tuple[int, str]] = {}
    span = math.ceil(reach / STEP)
    for x, y, key in points:
        column, row = x // STEP, y // STEP
        for i in range(column - span, column + span + 1):
            across = (i * STEP + STEP // 2 - x) ** 2
            for j in range(row - span, row + span + 1):
                far = across + (j * STEP + STEP // 2 - y) ** 2
                if far <= reach * reach and far < near.get((i, j), (far + 1, ""))[0]:
                    near[i, j] = (far, key)
    return {cell: key for cell, (_, key) in near.items()}


def _reach(points: list[Point]) -> float:
    """Twice as far as schools lie from one another, if they lay evenly."""
    wide = max(x for x, _ in points) - min(x for x, _ in points) + 1
    high = max(y for _, y in points) - min(y for _, y in points) + 1
    return min(max(2 * math.sqrt(wide * high / len(points)), _LEAST), _MOST)


def _outline(key: str, cells: Cells) -> Outline | None:
    own = [cell for cell, of in cells.items() if of == key]
    if len(own) < _FEWEST_CELLS:
        return None
    path = "".join(f"M{' '.join(f'{x} {y}' for x, y in line)}z" for line in _lines(key, cells))
    x = sum(i for i, _ in own) * STEP // len(own)
    y = sum(j for _, j in own) * STEP // len(own)
    return Outline(key, path, x, y)


def _lines(key: str, cells: Cells) -> Iterator[list[Point]]:
    """The closed lines around the cells of one key, made plain: two neighbours make the same of what they share."""
    for found in _rings(key, cells):
        if _enclosed(found) < _FEWEST_CELLS:
            continue
        turns = _turns(found, cells)
        start = turns[0] if turns else found.index(min(found))
        ring = [*found[start:], *found[:start], found[start]]
        line: list[Point] = []
        for first, last in pairwise(_turns(ring, cells) or [0, len(ring) - 1]):
            line += _plain(ring[first : last + 1])[:-1]
        if len(line) >= _LEAST_CORNERS:
            yield [(x * STEP, y * STEP) for x, y in line]


def _turns(ring: list[Point], cells: Cells) -> list[int]:
    """Where three grounds meet, or two and what is nobody's: no line is drawn across."""
    return [n for n, corner in enumerate(ring) if len(_around(corner, cells)) >= _MEETING]


def _around(corner: Point, cells: Cells) -> set[str]:
    x, y = corner
    return {cells.get(cell, "") for cell in ((x, y), (x - 1, y), (x, y - 1), (x - 1, y - 1))}


def _rings(key: str, cells: Cells) -> Iterator[list[Point]]:
    """The edges of the cells of one key, end to end, its ground at the right hand."""
    after: dict[Point, list[Point]] = {}
    for (i, j), of in cells.items():
        if of != key:
            continue
        for near, begin, end in (
            ((i, j - 1), (i, j), (i + 1, j)), ((i + 1, j), (i + 1, j), (i + 1, j + 1)),
            ((i, j + 1), (i + 1, j + 1), (i, j + 1)), ((i - 1, j), (i, j + 1), (i, j)),
        ):  # fmt: skip
            if cells.get(near) != key:
                after.setdefault(begin, []).append(end)
    while after:
        ring = [min(after)]
        while True:
            ends = after[ring[-1]]
            ring.append(ends.pop())
            if not ends:
                del after[ring[-2]]
            if ring[-1] == ring[0]:
                break
        yield ring[:-1]


def _enclosed(ring: list[Point]) -> int:
    """How many cells lie inside."""
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) // 2


def _plain(line: list[Point]) -> list[Point]:
    """From its first to its last point through as few as stay near it, whichever way it is walked."""
    turned = line[::-1]
    if turned < line:
        return _fewer(turned)[::-1]
    return _fewer(line)


def _fewer(line: list[Point]) -> list[Point]:
    """The algorithm of Douglas and Peucker, without recursion."""
    keep, todo = {0, len(line) - 1}, [(0, len(line) - 1)]
    while todo:
        first, last = todo.pop()
        far = [(_distance(line[n], line[first], line[last]), n) for n in range(first + 1, last)]
        if far and (most := max(far))[0] * STEP > _LOOSE:
            keep.add(most[1])
            todo += [(first, most[1]), (most[1], last)]
    return [line[n] for n in sorted(keep)]


def _distance(point: Point, begin: Point, end: Point) -> float:
    """From the segment; from its beginning when it closes on itself."""
    (x, y), (a, b), (c, d) = point, begin, end
    length = math.hypot(c - a, d - b)
    if not length:
        return math.hypot(x - a, y - b)
    return abs((c - a) * (b - y) - (a - x) * (d - b)) / length
