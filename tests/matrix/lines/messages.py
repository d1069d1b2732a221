"""« Conversations »: the lists hold what one reads; their pages open to whoever may have some."""

from tests.matrix.line import Variant, line, names
from tests.matrix.who import AGENTS, GUARDIANS, HEADS, STAFF, TEACHERS

LINES = (
    line(
        "messages:list", "GET",
        Variant(
            ok=names(GUARDIANS, TEACHERS, HEADS, STAFF, AGENTS)
            + " guardian_verne teacher_verne director_verne staff_verne agent_verne"
        ),
    ),
)  # fmt: skip
