"""« Links: curated by head » (services.md, 32), and « Content »: the owner and the head manage."""

from tests.reference.contents import Object, Rows

_CE1 = "teacher substitute samira paul no_exercise in_charge teacher_parent"
_SCHOOL = f"{_CE1} teacher_cm2 staff delegate restricted_1"
_HEADS = "director deputy"
_WORK = f"{_HEADS} teacher staff"
# « Owner: manage », whatever the role in that school; but who may not write the kind manages none.
_OWNERS = f"{_WORK} partner commune_agent"

ROWS = {
    "links": Rows(
        writes=_HEADS,
        writes_elsewhere="director_verne",
        lists=f"{_HEADS} {_SCHOOL} lea noe yanis zoe director_verne teacher_verne guardian_verne lea_verne",
        objects=(
            Object("school", "school", "director", _SCHOOL, _HEADS),
            Object("school, pupils", "school", "deputy", f"{_SCHOOL} lea noe yanis zoe", _HEADS, pupils=True),
            Object("class", "class", "director", _CE1, _HEADS),
            Object(
                "team",
                "team",
                "director",
                "teacher substitute teacher_cm2 teacher_parent staff delegate",
                _HEADS,
            ),
        ),
    ),
}

# One cell an (act, relation), as `tests/reference/kind_rows.py` says them.
CELLS = {
    "links": {
        # Links: no row of their own; « What is content keeps Content ». Curated by the head.
        ("write", "school class"): _HEADS,
        ("write", "school"): _HEADS,
        ("write", "team"): _HEADS,
        ("draft", "own"): _OWNERS,
        ("see", "own"): _OWNERS,
        ("manage", "own"): _HEADS,
        ("manage", "head"): _HEADS,
        ("see", "class"): "guardian teacher staff pupil",
        ("see", "school"): f"guardian {_WORK} pupil",
        ("see", "team"): _WORK,
    }
}
