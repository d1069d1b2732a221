"""Who may do what with visits, typed as the author of a service types it."""

from tests.reference.contents import Object, Rows

_HEADS = "director deputy"
_CE1 = "samira paul no_exercise in_charge teacher_parent"
_TEAM = "teacher substitute teacher_cm2 teacher_parent staff delegate"

ROWS = {
    "visits": Rows(
        writes=f"{_HEADS} teacher substitute teacher_cm2 teacher_parent",
        writes_elsewhere="director_verne teacher_verne",
        lists=f"{_HEADS} {_TEAM} {_CE1} restricted_1 lea noe yanis zoe director_verne teacher_verne guardian_verne "
        "lea_verne",
        objects=(
            Object("school", "school", "director", f"{_TEAM} {_CE1} restricted_1", _HEADS),
            Object("class", "class", "teacher", _CE1, f"teacher substitute {_HEADS}"),
        ),
    )
}

_OWNERS = f"{_HEADS} teacher staff partner commune_agent"
CELLS = {
    "visits": {
        ("write", "class"): "teacher",
        ("write", "school class"): _HEADS,
        ("write", "school"): _HEADS,
        ("draft", "own"): _OWNERS,
        ("see", "own"): _OWNERS,
        ("manage", "own"): f"{_HEADS} teacher",
        ("manage", "head"): _HEADS,
        ("manage", "class"): "teacher",
        ("see", "class"): "guardian teacher staff pupil",
        ("see", "school"): f"guardian {_HEADS} teacher staff pupil",
    }
}
