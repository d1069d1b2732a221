"""« Switch »: director, own school; academy, own territory; platform, all."""

from tests.matrix.line import Variant, line
from tests.matrix.who import HEADS

_WHO = f"{HEADS} director_verne academy academy_out platform platform_two"
_SAID = {"act": "liaison.thread", "roles": ["guardian"], "reason": "Le temps d’une enquête"}

LINES = (
    line(
        "switches:index", "GET POST",
        Variant(ok=_WHO, methods="GET"),
        Variant(name="no act", ok=_WHO, methods="POST", ok_status=422, writes=False),
        Variant(name="set", ok=f"{HEADS} director_verne platform platform_two", methods="POST",
                data=lambda s, w: _SAID),
        second_factor=True,
    ),
    line(
        "switches:lift", "POST",
        Variant(
            name="of the school", args=lambda s: (s["switch"].public_id,),
            ok=f"{HEADS} academy platform platform_two",
        ),
        Variant(
            name="of the other school", args=lambda s: (s["switch_verne"].public_id,),
            ok="director_verne academy platform platform_two",
        ),
        second_factor=True,
    ),
)  # fmt: skip
