"""« Open streams included » (design): whoever is somebody here, pupils left aside; counts of what one sees anyway."""

from tests.matrix.line import Variant, line, names
from tests.matrix.who import (
    AGENTS,
    CONSORTIUM,
    GUARDIANS,
    HEADS,
    PARTNERS,
    STAFF,
    TEACHERS,
    TERRITORY,
)

ADULTS = names(
    GUARDIANS, TEACHERS, HEADS, STAFF, AGENTS, PARTNERS, TERRITORY, CONSORTIUM,
    "director_verne teacher_verne staff_verne guardian_verne agent_verne platform platform_two",
)  # fmt: skip

LINES = (
    line("live:ticket", "POST", Variant(ok=ADULTS, writes=False), signed_out=401),
    line("live:state", "GET", Variant(ok=ADULTS), signed_out=401),
)
