"""Who may do what with the things of each kind: one cell an (object, act, role, relation), typed from the rights pages
by somebody who had not read the kinds. What is not written is refused.

Relations, of the role in use at the school in use, or of a guardian:
`own`: made by this person, of that school (an agent: of a school of an own service; above schools: of the territory of
a mandate) · `head`: of the school that this person directs · `class`, `group`: addressed to one that is an own one (a
guardian: of an own child) · `school`, `team`: addressed to the own school (a guardian: of an own child) · `child`,
`family`: addressed to that child, while a pupil of that school · `mandate`: for the territory of a mandate of this
person · `territory`: addressed to one in which the own school (a guardian: of an own child) lies. For `write`, the
relation is what is addressed: an own class, a `school class` of a school that one directs, a `named child` to whom
staff is attached, `service school` of an agent where the school allows it.

Acts: `write` to this relation · `draft`, see one and go on with it · `manage`, see it in every state but a draft's, and
correct, withdraw, throw away, restore, readdress, copy, hand over · `see`, once it is out · `stub`, what is left of it
when it is withdrawn.
"""

from tests.reference.contents import row_modules

_HEADS = "director deputy"
_WORK = f"{_HEADS} teacher staff"
# « Owner: manage » (Content), whatever the role in that school; but who may not write the kind manages none: « act ».
_OWNERS = f"{_WORK} partner commune_agent inspector"

# Kind, act, relation: roles.
_TYPED: dict[tuple[str, str, str], str] = {
    # The kind of the tests: « Teachers of a class: manage on resources of the class's space »; all who work in the
    # school write it, to whom notes may be written (« own classes and groups », « attached children »).
    ("toy", "write", "class"): "teacher",
    ("toy", "write", "group"): "teacher",
    ("toy", "write", "child of own class"): "teacher",
    ("toy", "write", "named child"): "staff",
    ("toy", "write", "team"): _WORK,
    ("toy", "write", "school"): _HEADS,
    ("toy", "write", "school class"): _HEADS,
    ("toy", "write", "school group"): _HEADS,
    ("toy", "write", "school child"): _HEADS,
    # « Inspector, academy, own territory: … to staff only »; here an inspector alone, and to pupils too.
    ("toy", "write", "territory"): "inspector",
    ("toy", "draft", "own"): _OWNERS,
    ("toy", "see", "own"): _OWNERS,
    ("toy", "manage", "own"): f"{_WORK} inspector",
    ("toy", "manage", "mandate"): "inspector",
    ("toy", "manage", "head"): _HEADS,
    ("toy", "manage", "class"): "teacher",
    ("toy", "manage", "group"): "teacher",
    ("toy", "see", "class"): "guardian teacher staff pupil",
    ("toy", "see", "group"): "guardian teacher staff pupil partner",
    ("toy", "see", "school"): f"guardian {_WORK} pupil",
    ("toy", "see", "team"): _WORK,
    ("toy", "see", "territory"): f"{_WORK} pupil",
    ("toy", "see", "child"): "guardian pupil",
    ("toy", "see", "family"): "guardian",
    ("toy", "stub", "class"): "guardian teacher staff pupil",
    ("toy", "stub", "group"): "guardian teacher staff pupil partner",
    ("toy", "stub", "school"): f"guardian {_WORK} pupil",
    ("toy", "stub", "team"): _WORK,
    ("toy", "stub", "territory"): f"{_WORK} pupil",
    ("toy", "stub", "child"): "guardian pupil",
    ("toy", "stub", "family"): "guardian",
}

# Those of services are typed beside their tests, without the name of the kind.
_TYPED |= {
    (kind, *cell): roles
    for module in row_modules()
    for kind, cells in module.CELLS.items()
    for cell, roles in cells.items()
}

ROWS: frozenset[tuple[str, str, str, str]] = frozenset(
    (kind, act, role, relation) for (kind, act, relation), roles in _TYPED.items() for role in roles.split()
)
KINDS = tuple(sorted({kind for kind, *_ in ROWS}))
# Those whose authors choose among the team, the families and the pupils of what they address.
CHOSEN_READERS = frozenset(kind for module in row_modules() for kind in getattr(module, "CHOSEN_READERS", ()))


def readers_above(kind: str) -> tuple[str, ...]:
    """Whom such a thing may be for, in a territory."""
    roles = {role for k, act, role, relation in ROWS if (k, act, relation) == (kind, "see", "territory")}
    of_role = {"guardian": "families", "pupil": "pupils"}
    return tuple(sorted({of_role.get(role, "staff") for role in roles}))
