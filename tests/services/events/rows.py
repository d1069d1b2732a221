"""« Write an event (act): teacher: own classes, groups; director: own school; commune_agent: own service »; pupils,
guardians and staff: no. « Inspector, academy, own territory: … events … to staff only ».

« See an occasion: as source »: what is content keeps « Content »; « Teachers of a class: manage on resources of the
class's space ».
"""

from tests.reference.contents import Object, Rows

_CE1_FAMILIES = "samira paul no_exercise in_charge teacher_parent"
_CE1_TEACHERS = "teacher substitute"
_TEACHERS = f"{_CE1_TEACHERS} teacher_cm2 teacher_parent"
_SCHOOL = f"{_TEACHERS} staff delegate {_CE1_FAMILIES} restricted_1"
_HEADS = "director deputy"
_WORK = f"{_HEADS} teacher staff"
# « Owner: manage », whatever the role in that school; but who may not write the kind manages none.
_OWNERS = f"{_WORK} partner commune_agent inspector academy"
_TEAM = f"{_TEACHERS} staff delegate"

ROWS = {
    "events": Rows(
        writes=f"{_HEADS} {_TEACHERS} agent",
        writes_elsewhere="director_verne teacher_verne inspector academy",
        lists=f"{_HEADS} {_SCHOOL} agent partner inspector academy lea noe yanis zoe director_verne teacher_verne "
        "guardian_verne lea_verne",
        objects=(
            Object("class", "class", "teacher", _CE1_FAMILIES, f"{_CE1_TEACHERS} {_HEADS}"),
            Object(
                "class, pupils", "class", "director", f"{_CE1_FAMILIES} lea yanis", f"{_CE1_TEACHERS} {_HEADS}",
                pupils=True,
            ),
            Object("group", "group", "director", "samira paul lea partner", _HEADS, pupils=True),
            Object("school", "school", "director", _SCHOOL, _HEADS),
            Object("commune", "school", "agent", _SCHOOL, f"{_HEADS} agent"),
            Object("district", "circonscription", "inspector", f"{_TEAM} {_HEADS}", "inspector", readers="staff"),
            Object(
                "academy", "academy", "academy", f"{_TEAM} {_HEADS} teacher_verne director_verne", "academy",
                readers="staff",
            ),
        ),
    ),
}  # fmt: skip

# One cell an (act, relation), as `tests/reference/kind_rows.py` says them.
CELLS = {
    "events": {
        ("write", "class"): "teacher",
        ("write", "group"): "teacher",
        ("write", "school class"): _HEADS,
        ("write", "school group"): _HEADS,
        ("write", "school"): _HEADS,
        ("write", "service school"): "commune_agent",
        ("write", "territory"): "inspector academy",
        ("draft", "own"): _OWNERS,
        ("see", "own"): _OWNERS,
        ("manage", "own"): f"{_HEADS} teacher commune_agent inspector academy",
        ("manage", "mandate"): "inspector academy",
        ("manage", "head"): _HEADS,
        ("manage", "class"): "teacher",
        ("manage", "group"): "teacher",
        # « See an occasion: as source ».
        ("see", "class"): "guardian teacher staff pupil",
        ("see", "group"): "guardian teacher staff pupil partner",
        ("see", "school"): f"guardian {_WORK} pupil",
        ("see", "territory"): _WORK,
    }
}
