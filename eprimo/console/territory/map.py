"""The schools of a territory as points of a drawing, on the ground of its departments, circonscriptions or communes,
with a scale: no map is asked of anybody, an academy costs a few kilobytes."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from eprimo.console.territory.outlines import Outline, outlines_of
from eprimo.steering.statistics.queries import SchoolRow
from eprimo.ui.plurals import NBSP

# The drawing's own units; the page scales it.
WIDTH = 1000
# Room for what lies around the outermost schools.
_MARGIN = 64
_LEAST, _MOST = 0.45, 1.0
# Names of places that orient the eye; more would lie on one another.
_MOST_NAMES = 7
# As large as on a telephone, where the drawing is small and its letters are not.
_NAME_HEIGHT, _LETTER_WIDTH = 48, 22
# Up to that many points are drawn large.
_FEW = 60
# More communes than that are no ground that an eye tells apart.
_MOST_COMMUNES = 40
# Room under the drawing for its scale, the longest scale, and kilometres in a degree of latitude.
_BAND, _LONGEST = 72, 240
_DEGREE = 111.32
_KILOMETRES = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200)
# A town of fewer schools is named above them, a larger one in their middle.
_NAMED_ABOVE = 9

type Where = Callable[[SchoolRow], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Named:
    """The name of a place, where its schools are."""

    x: int
    y: int
    words: str

    @property
    def reach(self) -> int:
        """Half of its length."""
        return _LETTER_WIDTH * len(self.words) // 2


@dataclass(frozen=True, slots=True)
class Scale:
    """A length of the drawing, and what it is on the ground (« 10 km », « 500 m »)."""

    length: int
    words: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """`fine`, `watched`, `closed`: the path of each kind of point (`M12 34h0…`), drawn as dots by its line's end."""

    width: int
    height: int
    fine: str
    watched: str
    closed: str
    scale: Scale
    # Drawn around the schools themselves: no border of anybody.
    grounds: tuple[Outline, ...]
    names: tuple[Named, ...]
    # Schools that no file has placed.
    unplaced: int
    large: bool


def drawing_of(rows: Iterable[SchoolRow]) -> Drawing | None:
    """The points of these schools, north up, lengths true at the middle of the drawing; None when none is placed."""
    rows = list(rows)
    placed = [row for row in rows if row.latitude is not None and row.longitude is not None]
    if not placed:
        return None
    where, height, scale = _projection(placed)
    paths: dict[str, list[str]] = {"fine": [], "watched": [], "closed": []}
    for row in placed:
        kind = "closed" if not row.is_open else "watched" if row.concerns else "fine"
        paths[kind].append("M{} {}h0".format(*where(row)))
    level = _level(placed)
    grounds = outlines_of(tuple((*where(row), getattr(row, level)) for row in placed), WIDTH, height)
    return Drawing(
        WIDTH,
        height + _BAND,
        **{kind: "".join(parts) for kind, parts in paths.items()},
        scale=scale,
        grounds=grounds,
        names=_departments(placed, grounds)
        if level == "department" and len(grounds) > 1
        else _names(placed, where),
        unplaced=len(rows) - len(placed),
        large=len(placed) <= _FEW,
    )


def _level(placed: list[SchoolRow]) -> str:
    """By which field of a row the ground is parted: departments where there are several and many schools, else communes
    as long as these are few, else circonscriptions; the one department where nothing else is known."""
    if len(placed) > _FEW and len({row.department for row in placed}) > 1:
        return "department"
    if len({row.commune for row in placed}) <= _MOST_COMMUNES:
        return "commune"
    return "circonscription" if len({row.circonscription for row in placed}) > 1 else "department"


def _projection(placed: list[SchoolRow]) -> tuple[Where, int, Scale]:
    """Row → (x, y), the height of the drawing, and its scale."""
    souths, wests = [row.latitude or 0.0 for row in placed], [row.longitude or 0.0 for row in placed]
    north, south, west, east = max(souths), min(souths), min(wests), max(wests)
    squeeze = math.cos(math.radians((north + south) / 2))
    # One school, or one street: still a drawing, of about ten kilometres.
    wide, high = max((east - west) * squeeze, 0.1), max(north - south, 0.1)
    ratio = min(max(high / wide, _LEAST), _MOST)
    inner, height = WIDTH - 2 * _MARGIN, round((WIDTH - 2 * _MARGIN) * ratio) + 2 * _MARGIN
    scale = min(inner / wide, (height - 2 * _MARGIN) / high)
    middle_x, middle_y = (east + west) / 2, (north + south) / 2

    def where(row: SchoolRow) -> tuple[int, int]:
        x = WIDTH / 2 + ((row.longitude or 0.0) - middle_x) * squeeze * scale
        y = height / 2 - ((row.latitude or 0.0) - middle_y) * scale
        return round(x), round(y)

    return where, height, _scale(scale / _DEGREE)


def _scale(kilometre: float) -> Scale:
    """The longest round length that has room; `kilometre`: how long one is on the drawing."""
    found = max(one for one in _KILOMETRES if one * kilometre <= _LONGEST)
    words = f"{found:g}{NBSP}km" if found >= 1 else f"{found * 1000:g}{NBSP}m"
    return Scale(round(found * kilometre), words)


def _departments(placed: list[SchoolRow], grounds: Iterable[Outline]) -> tuple[Named, ...]:
    """Each in the middle of its ground."""
    names = {row.department: row.department_name for row in placed}
    return tuple(_inside(one.x, one.y, names[one.key]) for one in grounds)


def _names(placed: list[SchoolRow], where: Where) -> tuple[Named, ...]:
    """The communes with the most schools, where there is room for their name."""
    communes: dict[str, list[SchoolRow]] = {}
    for row in placed:
        communes.setdefault(row.commune, []).append(row)
    found: list[Named] = []
    for rows in sorted(communes.values(), key=lambda some: (-len(some), some[0].commune_name)):
        if len(found) == _MOST_NAMES:
            break
        one = _named(rows[0].commune_name, [where(row) for row in rows])
        if not any(_touch(one, other) for other in found):
            found.append(one)
    return tuple(found)


def _named(words: str, points: list[tuple[int, int]]) -> Named:
    """Above the middle of the points, all of it inside the drawing."""
    x = sum(point[0] for point in points) // len(points)
    top = (
        min(point[1] for point in points)
        if len(points) < _NAMED_ABOVE
        else sum(p[1] for p in points) // len(points)
    )
    return _inside(x, max(top - _NAME_HEIGHT // 2, _NAME_HEIGHT), words)


def _inside(x: int, y: int, words: str) -> Named:
    reach = min(Named(0, 0, words).reach, WIDTH // 2)
    return Named(min(max(x, reach), WIDTH - reach), y, words)


def _touch(one: Named, other: Named) -> bool:
    near = abs(one.x - other.x) < one.reach + other.reach + _LETTER_WIDTH
    return near and abs(one.y - other.y) < _NAME_HEIGHT
