"""From a photograph to the slips it shows: whose they are, and each seen from the front."""

from dataclasses import dataclass

from eprimo.foundation.printing.reading.boxes import SCALE, SlipReading, read_boxes
from eprimo.foundation.printing.reading.layout import Layout
from eprimo.foundation.printing.reading.marks import Standing, standings, upright
from eprimo.foundation.printing.reading.picture import Grey, jpeg_of
from eprimo.foundation.printing.reading.square import square_of, squares_anywhere

# Three marks hold the plane of a slip; with two, a box might be taken for its neighbour.
_LEAST_MARKS = 3
# Millimetres that the marks may be off: the paper was not flat.
_MOST_RESIDUAL = 1.2
# Pixels a millimetre under which a tick is a smudge.
_LEAST_SCALE = 3.0
# Of the picture that is kept beside the proposal, in pixels.
_KEPT = 1100
# Millimetres that the picture shows above the first box and under the frame of the signature.
_ABOVE, _BELOW = 10.0, 3.0


@dataclass(frozen=True, slots=True)
class SeenSlip:
    """A slip in a photograph. No code: the square cannot be read. No picture: only the square was found."""

    code: str | None
    each: int
    front: Grey | None
    # Why its boxes are not to be read: `corners`, `bent`, `far`; empty when they are.
    trouble: str

    def read(self, layout: Layout) -> SlipReading | None:
        """What is ticked; None when the photograph does not allow to say, or shows another size of slip."""
        if self.front is None or self.trouble or layout.each != self.each:
            return None
        return read_boxes(self.front, layout)

    def jpeg(self, layout: Layout | None = None) -> bytes | None:
        """The slip seen from the front; of a known layout, its answers and the signature alone."""
        if self.front is None:
            return None
        if layout is None or layout.each != self.each or not layout.boxes:
            return jpeg_of(self.front, _KEPT)
        top = min(box.y for box in layout.boxes) - _ABOVE
        bottom = layout.sign[1] + layout.sign[3] + _BELOW
        rows = slice(max(round(top * SCALE), 0), round(bottom * SCALE))
        return jpeg_of(self.front[rows], _KEPT)


def slips_in(grey: Grey) -> list[SeenSlip]:
    """The slips that a photograph shows, from its top to its bottom."""
    found = sorted(standings(grey), key=lambda one: (one.plane[1, 2], one.plane[0, 2]))
    seen = [_seen(grey, standing) for standing in found]
    if any(one.code for one in seen):
        return seen
    return seen or [SeenSlip(code, 0, None, "corners") for code in squares_anywhere(grey)]


def _seen(grey: Grey, standing: Standing) -> SeenSlip:
    form = standing.format
    front = upright(grey, standing.plane, (0.0, 0.0, form.width, form.height), SCALE)
    return SeenSlip(square_of(grey, standing), form.each, front, _trouble(standing))


def _trouble(standing: Standing) -> str:
    if standing.scale < _LEAST_SCALE:
        return "far"
    if standing.marks < _LEAST_MARKS:
        return "corners"
    return "bent" if standing.residual > _MOST_RESIDUAL else ""
