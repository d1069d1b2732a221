"""« Agenda: see an occasion: as source; director: own school; commune_agent: own service, school dates »; « Inspector,
academy, own territory: … school dates »."""

from tests.matrix.line import Variant, line
from tests.matrix.who import AGENTS, GUARDIANS, HEADS, PARTNERS, PUPILS, STAFF, TEACHERS, TERRITORY, VERNE_ALL

_READERS = (
    f"{HEADS} {TEACHERS} {STAFF} {AGENTS} {PARTNERS} {PUPILS} {GUARDIANS} {VERNE_ALL} guardian_verne agent_verne "
    f"{TERRITORY}"
)

LINES = (
    line("agenda:home", "GET", Variant(ok=_READERS)),
    line("agenda:paper", "GET", Variant(ok=_READERS)),
)
