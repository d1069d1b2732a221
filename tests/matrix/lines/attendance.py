"""« Roll call »: declaring is of who exercises authority, has the child in charge, or is under a protected contact;
what was told is read by who told it, and by who calls the roll."""

from typing import Any
from uuid import UUID

from eprimo.foundation.presence.actions.absences import Told, absence_declare, absences_open
from eprimo.foundation.presence.actions.calls import Said, call_take
from eprimo.foundation.presence.enums import Half, Reason, State
from eprimo.foundation.presence.hours import HalfOf
from eprimo.foundation.presence.models import Absence
from tests.conftest import NOW
from tests.matrix.line import Variant, line, names
from tests.matrix.scene import Scene
from tests.matrix.who import HEADS, TEACHERS

_TOLD, _THERE = (UUID(f"018f0000-0000-7000-8000-00000000002{last}") for last in "67")
_MORNING, _AFTERNOON = (HalfOf(NOW.date(), half) for half in Half)
_TELLING = "samira paul in_charge guardian_tom restricted_1 teacher_parent guardian_verne"
_FORM = {"when": "second", "reason": "ill"}
_RECORD = _FORM | {"said_by": "", "means": "phone"}
_AT_WORK = f"{names(TEACHERS, HEADS)} teacher_verne director_verne"


def _told(scene: Scene) -> None:
    """Samira told of Léa; in the other school a mother of her own daughter."""
    cast = scene.cast
    for number, who, child, school in (
        (_TOLD, "samira", "lea", cast.tilleuls),
        (_THERE, "guardian_verne", "lea_verne", cast.verne),
    ):
        made = absence_declare(
            actor=cast.actor(who), child=cast.people[child], school=school,
            told=Told(_AFTERNOON, _AFTERNOON, Reason.ILL),
        )  # fmt: skip
        Absence.objects.filter(id=made.id).update(public_id=number)


def _asked(scene: Scene) -> None:
    """The roll was called, and nobody knows where the two are."""
    cast = scene.cast
    for number, who, child, class_group in (
        (_TOLD, "teacher", "lea", cast.ce1),
        (_THERE, "teacher_verne", "lea_verne", cast.ce1_verne),
    ):
        call_take(
            actor=cast.actor(who), class_group=class_group, one=_MORNING,
            said={cast.people[child].pk: Said(State.ABSENT)},
        )  # fmt: skip
        (made,) = absences_open(
            school_year=class_group.year_id,
            school_id=class_group.school_id,
            class_id=class_group.pk,
            one=_MORNING,
        )
        Absence.objects.filter(id=made.id).update(public_id=number)


def _both(before: Any, there: str, denied: str = "", **here: Any) -> tuple[Variant, Variant]:
    """Of an absence of each of two schools: who is named here, and there."""
    data = {"data": here.pop("data")} if "data" in here else {}
    return (
        Variant(args=lambda s: (_TOLD,), before=before, **here, **data),
        Variant(
            name="of the other school",
            args=lambda s: (_THERE,),
            before=before,
            ok=there,
            forbidden=denied,
            **data,
        ),
    )


LINES = (
    line("attendance:day", "GET", Variant(ok=_AT_WORK)),
    line("attendance:calling", "GET", Variant(ok=_AT_WORK)),
    line(
        "attendance:record", "GET POST",
        Variant(args=lambda s: (s.id("lea"),), data=lambda s, w: _RECORD, ok="teacher substitute director deputy"),
        Variant(
            name="of the other school", args=lambda s: (s.id("lea_verne"),), data=lambda s, w: _RECORD,
            ok="teacher_verne director_verne",
        ),
    ),
    line(
        "attendance:attempt", "POST",
        Variant(
            args=lambda s: (_TOLD,), before=_asked, data=lambda s, w: {"adult": str(s.id("samira")), "result": "none"},
            ok="teacher substitute director deputy", forbidden="samira paul",
        ),
        Variant(
            name="of the other school", args=lambda s: (_THERE,), before=_asked, ok="teacher_verne director_verne",
            data=lambda s, w: {"adult": str(s.id("guardian_verne")), "result": "none"}, forbidden="guardian_verne",
        ),
    ),
    line(
        "attendance:judge", "POST",
        Variant(
            args=lambda s: (_TOLD,), before=_told, data=lambda s, w: {"judged": "no"}, ok="director deputy",
            forbidden="teacher substitute samira",
        ),
        Variant(
            name="of the other school", args=lambda s: (_THERE,), before=_told, data=lambda s, w: {"judged": "no"},
            ok="director_verne", forbidden="teacher_verne guardian_verne",
        ),
    ),
    line(
        "attendance:evacuation", "GET",
        Variant(
            ok="teacher teacher_cm2 teacher_parent substitute director deputy staff staff_other delegate teacher_verne"
            " director_verne staff_verne"
        ),
    ),
    line("attendance:tell", "GET POST", Variant(data=lambda s, w: _FORM, ok=_TELLING)),
    line("attendance:own", "GET", Variant(ok=f"{_TELLING} no_exercise")),
    line(
        "attendance:why", "GET POST",
        *_both(_asked, "guardian_verne", data=lambda s, w: {"reason": "ill"}, ok="samira paul",
               forbidden="teacher substitute director deputy"),
    ),
    line(
        "attendance:told", "GET",
        *_both(_told, "guardian_verne teacher_verne director_verne", ok="samira teacher substitute director deputy"),
    ),
    line(
        "attendance:comes", "POST",
        *_both(
            _told, "guardian_verne", "teacher_verne director_verne", ok="samira",
            forbidden="teacher substitute director deputy",
        ),
    ),
)  # fmt: skip
