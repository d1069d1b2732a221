"""Who asks of an object, in the two sizes of the matrix.

Full (EPRIMO_DRILL=full): everybody, by HTTP. Small (`make test`): everybody whom the line names, by whatever answer;
one who is signed out; at one object in four, whose school is closed (one gate stops them everywhere); and of those it
answers 404 the likeliest to be let through by mistake: for each kind of people that is let through, one of that kind
who is not; then one of the same school, one of another school, one who is in none. Which of them takes turns from one
object to the next, the same in each run. Of these strangers the first asks by HTTP, the others from the doors inward
(`inside.py`).
"""

from collections.abc import Iterable
from zlib import crc32

from tests.matrix.line import CLOSED, EVERYBODY, SIGNED_OUT, Line, Variant
from tests.matrix.who import AGENTS, CE1_PUPILS, FAMILIES, HEADS, PARTNERS, STAFF, TEACHERS
from tests.sizes import FULL

# Each person of the scene by kind, whatever the school. Who may not sign in stands in none.
KINDS: dict[str, tuple[str, ...]] = {
    "heads": (*HEADS.split(), "director_verne", CLOSED),
    "teachers": (*TEACHERS.split(), "teacher_verne", "former_teacher"),
    "staff": (*STAFF.split(), "staff_verne"),
    "agents": (*AGENTS.split(), "agent_verne"),
    "pupils": (*CE1_PUPILS.split(), "noe", "zoe", "lea_verne", "former_pupil"),
    "guardians": (*FAMILIES.split(), "contact", "restricted_2", "guardian_verne", "former_guardian"),
    "partners": tuple(PARTNERS.split()),
    "territory": ("inspector", "inspector_out", "academy", "academy_out"),
    "group": (
        "coordinator",
        "coordinator_manager",
        "member_rep",
        "managing_body",
        "commission",
        "contractor",
    ),
    "platform": ("platform", "platform_two"),
}
# Where they are: beside the object or not, for most objects.
PLACES: dict[str, tuple[str, ...]] = {
    "elsewhere": (
        "director_verne", "teacher_verne", "staff_verne", "agent_verne", "lea_verne", "guardian_verne",
    ),
    "beyond": (*KINDS["territory"], *KINDS["group"], *KINDS["platform"]),
}  # fmt: skip
PLACES["school"] = tuple(
    one for people in KINDS.values() for one in people if one not in {*PLACES["elsewhere"], *PLACES["beyond"], CLOSED}
)  # fmt: skip


def _one(people: Iterable[str], but: set[str], turn: int) -> set[str]:
    left = [one for one in people if one not in but]
    return {left[turn % len(left)]} if left else set()


def askers(everybody: list[str], line: Line, variant: Variant, *, full: bool = FULL) -> list[str]:
    """In the order of `everybody`."""
    if full:
        return everybody
    turn = crc32(f"{line.route} {variant.name}".encode())
    let = set(variant.ok.split())
    kept = {*variant.named, SIGNED_OUT[turn % 2]} - {EVERYBODY}
    if turn % 4 == 0:
        kept.add(CLOSED)
    for kind in KINDS.values():
        if let & {*kind, EVERYBODY}:
            kept |= _one(kind, variant.named, turn)
    for place in PLACES.values():
        kept |= _one(place, kept, turn)
    return [who for who in everybody if who in kept]


def strangers(people: list[str], line: Line, variant: Variant, method: str) -> list[str]:
    """Those of them who are answered 404 and named by nobody, but for the first."""
    return [
        who for who in people
        if who not in variant.named and who != CLOSED and variant.expected(who, line, method) == {404}
    ][1:]  # fmt: skip
