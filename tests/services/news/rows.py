"""« News: write: director: own school; commune_agent: schools that allow (yes) »; teachers, staff: no.

« What is content keeps Content »: owner and director manage; others by share.
"""

from tests.reference.contents import Object, Rows

_CE1 = "teacher substitute samira paul no_exercise in_charge teacher_parent"
_SCHOOL = f"{_CE1} teacher_cm2 staff delegate restricted_1"
_HEADS = "director deputy"

ROWS = {
    "news": Rows(
        writes=f"{_HEADS} agent",
        writes_elsewhere="director_verne",
        lists=f"{_HEADS} {_SCHOOL} agent lea noe yanis zoe director_verne teacher_verne guardian_verne lea_verne",
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
        ),
    ),
}
