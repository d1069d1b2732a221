"""« News: write: director: own school; commune_agent: schools that allow (yes) »; teachers, staff: no.

« What is content keeps Content »: owner and director manage; others by share.
"""

from tests.reference.contents import Object, Rows

_CE1 = "teacher substitute samira paul no_exercise in_charge teacher_parent"
_SCHOOL = f"{_CE1} teacher_cm2 staff delegate restricted_1"
_HEADS = "director deputy"
_WORK = f"{_HEADS} teacher staff"
# « Owner: manage », whatever the role in that school; but who may not write the kind manages none.
_OWNERS = f"{_WORK} partner commune_agent inspector academy"
_TEAM = "teacher substitute teacher_cm2 teacher_parent staff delegate"

ROWS = {
    "news": Rows(
        writes=f"{_HEADS} agent",
        writes_elsewhere="director_verne inspector academy",
        lists=f"{_HEADS} {_SCHOOL} agent inspector academy lea noe yanis zoe director_verne teacher_verne "
        "guardian_verne lea_verne",
        objects=(
            Object("class", "class", "director", _CE1, _HEADS),
            Object("class, pupils", "class", "deputy", f"{_CE1} lea yanis", _HEADS, pupils=True),
            Object("school", "school", "director", _SCHOOL, _HEADS),
            Object(
                "team",
                "team",
                "director",
                "teacher substitute teacher_cm2 teacher_parent staff delegate",
                _HEADS,
            ),
            Object("commune", "school", "agent", _SCHOOL, f"{_HEADS} agent"),
            # « Inspector, academy, own territory: … news … to staff only ».
            Object(
                "district", "circonscription", "inspector", f"{_TEAM} {_HEADS}", "inspector", readers="staff"
            ),
            Object(
                "academy",
                "academy",
                "academy",
                f"{_TEAM} {_HEADS} teacher_verne director_verne",
                "academy",
                readers="staff",
            ),
        ),
    ),
}

# One cell an (act, relation), as `tests/reference/kind_rows.py` says them.
CELLS = {
    "news": {
        # « News: write (act): director: own school; hides the commune's; commune_agent: schools that allow (yes) ».
        ("write", "school class"): _HEADS,
        ("write", "school"): _HEADS,
        ("write", "team"): _HEADS,
        ("write", "service school"): "commune_agent",
        ("write", "territory"): "inspector academy",
        ("draft", "own"): _OWNERS,
        ("see", "own"): _OWNERS,
        ("manage", "own"): f"{_HEADS} commune_agent inspector academy",
        ("manage", "mandate"): "inspector academy",
        # « Director: manage on resources of the school's and classes' spaces ».
        ("manage", "head"): _HEADS,
        # « By share »: whom it is addressed to.
        ("see", "class"): "guardian teacher staff pupil",
        ("see", "school"): f"guardian {_WORK} pupil",
        ("see", "team"): _WORK,
        ("see", "territory"): _WORK,
        # « director hides commune's news ▸ families ▸ none »: no stub.
    }
}
