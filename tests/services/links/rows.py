"""« Links: … profiles, curated by head and academy » (services.md, 32); « Content »: the owner and the head manage."""

from tests.reference.contents import Object, Rows

_CE1 = "teacher substitute samira paul no_exercise in_charge teacher_parent"
_SCHOOL = f"{_CE1} teacher_cm2 staff delegate restricted_1"
_TEAM = "teacher substitute teacher_cm2 teacher_parent staff delegate"
_FAMILIES = "samira paul no_exercise in_charge teacher_parent restricted_1"
_HEADS = "director deputy"
_WORK = f"{_HEADS} teacher staff"
# « Owner: manage », whatever the role in that school; but who may not write the kind manages none.
_OWNERS = f"{_WORK} partner commune_agent academy"
_VERNE = "teacher_verne director_verne"

ROWS = {
    "links": Rows(
        writes=_HEADS,
        writes_elsewhere="director_verne academy",
        lists=f"{_HEADS} {_SCHOOL} academy lea noe yanis zoe director_verne teacher_verne guardian_verne lea_verne",
        objects=(
            Object("school", "school", "director", _SCHOOL, _HEADS),
            Object("school, pupils", "school", "deputy", f"{_SCHOOL} lea noe yanis zoe", _HEADS, pupils=True),
            Object("class", "class", "director", _CE1, _HEADS),
            # « Name, picture, address, profiles »: whom it is for, in the school and in a class.
            Object("team", "school", "director", _TEAM, _HEADS, readers="staff"),
            Object("families", "school", "director", _FAMILIES, _HEADS, readers="families"),
            Object("pupils alone", "class", "director", "lea yanis", _HEADS, pupils=True, readers=""),
            # « Curated by head and academy »: decision 56 says of which schools, and who manages them.
            Object("academy", "academy", "academy", f"{_TEAM} {_HEADS} {_VERNE}", "academy", readers="staff"),
            Object(
                "academy, everybody",
                "academy",
                "academy",
                f"{_SCHOOL} {_HEADS} {_VERNE} guardian_verne lea noe yanis zoe lea_verne",
                "academy",
                pupils=True,
            ),
            Object(
                "academy, families",
                "academy",
                "academy",
                f"{_FAMILIES} guardian_verne",
                "academy",
                readers="families",
            ),
        ),
    ),
}

# « Profiles »: their author says for whom.
CHOSEN_READERS = ("links",)

# One cell an (act, relation), as `tests/reference/kind_rows.py` says them.
CELLS = {
    "links": {
        # Links: no row of their own; « What is content keeps Content ». Curated by the head.
        ("write", "school class"): _HEADS,
        ("write", "school"): _HEADS,
        ("write", "territory"): "academy",
        ("draft", "own"): _OWNERS,
        ("see", "own"): _OWNERS,
        ("manage", "own"): f"{_HEADS} academy",
        ("manage", "mandate"): "academy",
        ("manage", "head"): _HEADS,
        ("see", "class"): "guardian teacher staff pupil",
        ("see", "school"): f"guardian {_WORK} pupil",
        ("see", "territory"): f"guardian {_WORK} pupil",
    }
}
