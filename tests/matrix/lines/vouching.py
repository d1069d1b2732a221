"""« Enrol or remove a factor; lost: one other person with a fresh factor », and who is ready."""

from tests.matrix.line import Variant, line
from tests.matrix.who import HEADS

_VOUCHERS = (
    f"{HEADS} director_verne academy academy_out inspector inspector_out coordinator coordinator_manager platform "
    "platform_two"
)

LINES = (
    line("vouching:index", "GET", Variant(ok=_VOUCHERS), second_factor=True),
    line(
        "vouching:invite", "POST",
        Variant(ok="platform platform_two", data=lambda s, w: {"role": "teacher"}),
        second_factor=True,
    ),
    line(
        "vouching:give", "POST",
        Variant(name="teacher", args=lambda s: (s.id("teacher"),), ok=HEADS),
        Variant(name="deputy", args=lambda s: (s.id("deputy"),), ok="director academy"),
        Variant(name="teacher_verne", args=lambda s: (s.id("teacher_verne"),), ok="director_verne"),
        Variant(name="inspector", args=lambda s: (s.id("inspector"),), ok="academy platform platform_two"),
        Variant(name="family", args=lambda s: (s.id("samira"),)),
        second_factor=True,
    ),
)  # fmt: skip
