"""« Set aside, end sessions »: director, own school; academy, own territory; platform, all, by hash, unread."""

from tests.matrix.line import Variant, line
from tests.matrix.who import HEADS

_HERE, _ABOVE = f"{HEADS} academy", "platform platform_two"
_THERE = "director_verne academy"
_SAID = {"reason": "Un parent s’inquiète"}

LINES = (
    line(
        "alarms:index", "GET",
        Variant(ok=f"{HEADS} director_verne academy academy_out {_ABOVE}"), second_factor=True,
    ),
    line(
        "alarms:one", "GET POST",
        Variant(name="of the school", args=lambda s: (s["alarm"].public_id,), ok=f"{_HERE} {_ABOVE}", methods="GET"),
        Variant(
            name="named", args=lambda s: (s["alarm"].public_id,), ok=_HERE, forbidden=_ABOVE, methods="POST",
            data=lambda s, w: _SAID, ok_status=200,
        ),
        Variant(
            name="of the other school", args=lambda s: (s["alarm_verne"].public_id,), ok=_THERE, forbidden=_ABOVE,
            methods="POST", data=lambda s, w: _SAID, ok_status=200,
        ),
        second_factor=True,
    ),
    line(
        "alarms:close", "POST",
        Variant(name="of the school", args=lambda s: (s["alarm"].public_id,), ok=_HERE, forbidden=_ABOVE),
        Variant(
            name="of the other school", args=lambda s: (s["alarm_verne"].public_id,), ok=_THERE, forbidden=_ABOVE
        ),
        second_factor=True,
    ),
)  # fmt: skip
