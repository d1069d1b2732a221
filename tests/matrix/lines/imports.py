"""« Import: director, deputy of the school »."""

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.matrix.line import Variant, line
from tests.matrix.who import HEADS, VERNE_HEADS


def _both(name: str = "delivery") -> tuple[Variant, Variant]:
    """The delivery of one's own school, and of the other one."""
    return (
        Variant(name="tilleuls", args=lambda s: (s.id(name),), ok=HEADS),
        Variant(name="verne", args=lambda s: (s.id(f"{name}_verne"),), ok=VERNE_HEADS),
    )


LINES = (
    line(
        "imports:index", "GET POST",
        Variant(
            ok=f"{HEADS} {VERNE_HEADS}",
            data=lambda s, w: {"extracts": SimpleUploadedFile("eleves.csv", b"INE;Nom\n1;X\n")},
        ),
        second_factor=True,
    ),
    line("imports:delivery", "GET", *_both(), second_factor=True),
    line("imports:approve", "POST", *_both(), second_factor=True),
    line("imports:abandon", "POST", *_both(), second_factor=True),
    # « import … director, deputy of the school »: so is taking it back.
    line("imports:undo", "GET POST", *_both("delivery_left"), second_factor=True),
    line("imports:meant", "POST", *_both("delivery_left"), second_factor=True),
    line(
        "imports:remarks", "POST",
        Variant(
            name="tilleuls", args=lambda s: (s.id("delivery_told"),), ok=HEADS, data=lambda s, w: {"format": "csv"}
        ),
        Variant(
            name="no such format", args=lambda s: (s.id("delivery_told"),), data=lambda s, w: {"format": "exe"}
        ),
        second_factor=True,
    ),
)  # fmt: skip
