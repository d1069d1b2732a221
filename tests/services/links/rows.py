"""« Links: curated by head » (services.md, 32), and « Content »: the owner and the head manage."""

from tests.reference.contents import Object, Rows

_CE1 = "teacher substitute samira paul no_exercise in_charge teacher_parent"
_SCHOOL = f"{_CE1} teacher_cm2 staff delegate restricted_1"
_HEADS = "director deputy"

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
