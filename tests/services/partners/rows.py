"""« Write an event (act): teacher: own classes, groups; director: own school »; commune agents have events of their own
service alone, and have nobody come into a class. « See an occasion: as source ».

« A partner sees: own interventions as occasions »: of the group that invited; of a class, who was invited by name is
asked in this folder. « Teachers of a class: manage on resources of the class's space ».
"""

from tests.reference.contents import Object, Rows

_CE1_FAMILIES = "samira paul no_exercise in_charge teacher_parent"
_CE1_TEACHERS = "teacher substitute"
_TEACHERS = f"{_CE1_TEACHERS} teacher_cm2 teacher_parent"
_SCHOOL = f"{_TEACHERS} staff delegate {_CE1_FAMILIES} restricted_1"
_HEADS = "director deputy"
_WORK = f"{_HEADS} teacher staff"
# « Owner: manage », whatever the role in that school; but who may not write the kind manages none.
_OWNERS = f"{_WORK} partner commune_agent"

ROWS = {
    "interventions": Rows(
        writes=f"{_HEADS} {_TEACHERS}",
        writes_elsewhere="director_verne teacher_verne",
        lists=f"{_HEADS} {_SCHOOL} partner lea noe yanis zoe director_verne teacher_verne guardian_verne lea_verne",
        objects=(
            Object("class", "class", "teacher", _CE1_FAMILIES, f"{_CE1_TEACHERS} {_HEADS}"),
            Object(
                "class, pupils", "class", "director", f"{_CE1_FAMILIES} lea yanis", f"{_CE1_TEACHERS} {_HEADS}",
                pupils=True,
            ),
            Object("group", "group", "director", "samira paul lea partner", _HEADS, pupils=True),
        ),
    ),
}  # fmt: skip

# One cell an (act, relation), as `tests/reference/kind_rows.py` says them.
CELLS = {
    "interventions": {
        ("write", "class"): "teacher",
        ("write", "group"): "teacher",
        ("write", "school class"): _HEADS,
        ("write", "school group"): _HEADS,
        ("draft", "own"): _OWNERS,
        ("see", "own"): _OWNERS,
        ("manage", "own"): f"{_HEADS} teacher",
        ("manage", "head"): _HEADS,
        ("manage", "class"): "teacher",
        ("manage", "group"): "teacher",
        ("see", "class"): "guardian teacher staff pupil",
        ("see", "group"): "guardian teacher staff pupil partner",
    }
}
