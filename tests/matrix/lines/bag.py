"""« Homework: tick: own; as own child »: what goes into the bag is ticked alike."""

from datetime import timedelta

from eprimo.foundation.occasions.actions import occasions_set
from eprimo.foundation.occasions.dates import Dated
from eprimo.foundation.occasions.enums import Sort
from tests.conftest import NOW
from tests.matrix.line import Variant, line
from tests.matrix.scene import Scene
from tests.matrix.who import LEA_FAMILY


def _asks(scene: Scene) -> object:
    """A note to the class, its pupils too, asks for something tomorrow."""
    dated = Dated(n=1, sort=Sort.EVENT, on=(NOW + timedelta(days=1)).date(), bring=("Une gourde",))
    return occasions_set(resource=scene.notes["sent"].resource, wanted=[dated])


LINES = (
    line("home:bag", "GET", Variant(ok="lea yanis tom zoe noe")),
    line(
        "home:pack", "POST",
        Variant(
            name="lea", args=lambda s: (s.note("sent"), s.id("lea")), before=_asks, ok=f"lea {LEA_FAMILY}",
            data=lambda s, w: {"sac": "oui", "date": "1"},
        ),
        Variant(
            name="another class", args=lambda s: (s.note("sent"), s.id("zoe")), before=_asks,
            data=lambda s, w: {"sac": "oui", "date": "1"},
        ),
        Variant(
            name="no such date", args=lambda s: (s.note("sent"), s.id("lea")), before=_asks,
            data=lambda s, w: {"sac": "oui", "date": "7"},
        ),
    ),
)  # fmt: skip
