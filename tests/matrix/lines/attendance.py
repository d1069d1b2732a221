"""« Roll call »: declaring is of who exercises authority, has the child in charge, or is under a protected contact;
what was told is read by who told it, and by who calls the roll."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from eprimo.foundation.directory.models import ClassGroup
from eprimo.foundation.files.actions import Given
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.presence.actions.absences import AbsenceNotice, absence_declare, absences_open
from eprimo.foundation.presence.actions.calls import call_take
from eprimo.foundation.presence.actions.half_days import CallEntry
from eprimo.foundation.presence.actions.papers import papers_give
from eprimo.foundation.presence.enums import Half, Reason, State, Step
from eprimo.foundation.presence.hours import HalfOf
from eprimo.foundation.presence.models import Absence, AbsencePaper, FollowStep, HalfDay, Register
from eprimo.foundation.presence.queries.registers import month_of
from tests.conftest import NOW
from tests.matrix.line import Variant, line, names
from tests.matrix.own_children import boxes
from tests.matrix.scene import Scene
from tests.matrix.who import HEADS, TEACHERS

_TOLD, _THERE = (UUID(f"018f0000-0000-7000-8000-00000000002{last}") for last in "67")
_PAPERS = {one: UUID(f"018f0000-0000-7000-8000-00000000005{last}") for one, last in ((_TOLD, 1), (_THERE, 2))}
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
            told=AbsenceNotice(_AFTERNOON, _AFTERNOON, Reason.ILL),
        )  # fmt: skip
        Absence.objects.filter(id=made.id).update(public_id=number)


def _with_papers(scene: Scene) -> None:
    """Each of the two mothers gave a paper."""
    _told(scene)
    for number, who in ((_TOLD, "samira"), (_THERE, "guardian_verne")):
        absence = Absence.objects.select_related("child", "school").get(public_id=number)
        (made,) = papers_give(
            actor=scene.cast.actor(who), absence=absence, given=[Given("Certificat.pdf", b"%PDF-1.7 un")]
        )
        AbsencePaper.objects.filter(blob=made.blob).update(public_id=_PAPERS[number])


def _asked(scene: Scene) -> None:
    """The roll was called, and nobody knows where the two are."""
    cast = scene.cast
    for number, who, child, class_group in (
        (_TOLD, "teacher", "lea", cast.ce1),
        (_THERE, "teacher_verne", "lea_verne", cast.ce1_verne),
    ):
        call_take(
            actor=cast.actor(who), class_group=class_group, one=_MORNING,
            said={cast.people[child].pk: CallEntry(State.ABSENT)},
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


_REGISTERS = {
    "tilleuls": UUID("018f0000-0000-7000-8000-000000000031"),
    "verne": UUID("018f0000-0000-7000-8000-000000000032"),
}


def _signed(scene: Scene) -> None:
    """A register of each of two schools."""
    cast = scene.cast
    for name, school, group in (
        ("tilleuls", cast.tilleuls, cast.ce1),
        ("verne", cast.verne, cast.ce1_verne),
    ):
        Register.objects.create(
            public_id=_REGISTERS[name], school=school, class_group=group, month=NOW.date().replace(day=1), version=1,
            pdf=b"%PDF-1.7", hash="0" * 64, expected=1, absent=0,
        )  # fmt: skip


def _called(scene: Scene) -> None:
    """A roll of October, in each of two schools: there is something to sign."""
    cast = scene.cast
    for who, group in (("teacher", cast.ce1), ("teacher_verne", cast.ce1_verne)):
        call_take(
            actor=cast.actor(who), class_group=group, one=HalfOf(date(2026, 10, 1), Half.MORNING), said={}
        )  # fmt: skip


def _uncalled(group: ClassGroup, actor: Actor) -> dict[str, str]:
    return {"sans-appel": str(len(month_of(group, date(2026, 10, 1), actor).missing))}


def _month(
    denied: str = "", denied_there: str = "", *, heads: bool = False, signs: bool = False
) -> tuple[Variant, Variant]:
    """The month of a class of each of two schools; `signs`: with the half-days that nobody called."""
    return (
        Variant(
            args=lambda s: (s.cast.ce1.public_id, "2026-10"), before=_called,
            data=lambda s, w: _uncalled(s.cast.ce1, s.cast.actor("director")) if signs else {},
            ok="director deputy" if heads else "teacher substitute director deputy", forbidden=denied,
        ),
        Variant(
            name="of the other school", args=lambda s: (s.cast.ce1_verne.public_id, "2026-10"), before=_called,
            data=lambda s, w: _uncalled(s.cast.ce1_verne, s.cast.actor("director_verne")) if signs else {},
            ok="director_verne" if heads else "teacher_verne director_verne", forbidden=denied_there,
        ),
    )  # fmt: skip


_STEPS = {
    "tilleuls": UUID("018f0000-0000-7000-8000-000000000041"),
    "verne": UUID("018f0000-0000-7000-8000-000000000042"),
}
_NOTE = {
    "key": "018f0000-0000-4000-8000-000000000043", "step": "warned", "day": NOW.date().isoformat(), "way": "phone",
    "words": "",
}  # fmt: skip


def _missed(scene: Scene) -> None:
    """A child of each of two schools missed four half-days, and its family was told that it will be reported."""
    cast = scene.cast
    for name, school, group, child in (
        ("tilleuls", cast.tilleuls, cast.ce1, cast.lea),
        ("verne", cast.verne, cast.ce1_verne, cast.people["lea_verne"]),
    ):
        of_child: dict[str, Any] = {"school_year": group.year_id, "school": school, "child": child}
        HalfDay.objects.bulk_create(
            HalfDay(
                **of_child,
                class_group=group,
                day=day,
                half=half,
                state=State.ABSENT,
                said_at=NOW,
                source="call",
            )
            for day in (date(2026, 11, 19), date(2026, 11, 20))
            for half in Half
        )
        FollowStep.objects.create(
            **of_child, public_id=_STEPS[name], step=Step.WARNED, day=date(2026, 11, 20), key=_STEPS[name],
            at=NOW - timedelta(days=1),
        )  # fmt: skip


def _reported(scene: Scene) -> None:
    """The same as a report, with a paper."""
    _missed(scene)
    FollowStep.objects.update(step=Step.REPORT, pdf=b"%PDF-1.7", hash="0" * 64)


def _followed(before: Any, data: Any = None, **more: Any) -> tuple[Variant, Variant]:
    """A child of each of two schools: who directs it."""
    asked = {"data": data} if data else {}
    return (
        Variant(args=lambda s: (s.id("lea"),), before=before, ok="director deputy", **asked, **more),
        Variant(
            name="of the other school", args=lambda s: (s.id("lea_verne"),), before=before, ok="director_verne",
            **asked, **more,
        ),
    )  # fmt: skip


def _of_step(before: Any, **more: Any) -> tuple[Variant, Variant]:
    return (
        Variant(args=lambda s: (_STEPS["tilleuls"],), before=before, ok="director deputy", **more),
        Variant(
            name="of the other school", args=lambda s: (_STEPS["verne"],), before=before, ok="director_verne", **more
        ),
    )  # fmt: skip


def _told_in(scene: Scene, who: str) -> dict[str, Any]:
    """Who of the family was told, at the school of who notes it."""
    return _NOTE | {"adults": [str(scene.id("guardian_verne" if who == "director_verne" else "samira"))]}


LINES = (
    line("attendance:follow", "GET", Variant(ok="director deputy director_verne")),
    line("attendance:follow_list", "GET", Variant(ok="director deputy director_verne")),
    line("attendance:follow_child", "GET", *_followed(_missed)),
    line("attendance:follow_note", "POST", *_followed(_missed, _told_in)),
    line(
        "attendance:follow_letter", "GET",
        Variant(
            args=lambda s: (s.id("lea"), "dialogue", s.id("samira")), before=_missed, ok="director deputy",
        ),
        Variant(
            name="of the other school", args=lambda s: (s.id("lea_verne"), "team", s.id("guardian_verne")),
            before=_missed, ok="director_verne",
        ),
    ),
    line("attendance:follow_paper", "GET", *_followed(_missed)),
    line(
        "attendance:follow_report", "GET POST", *_followed(_missed, lambda s, w: {"key": _NOTE["key"]}),
        second_factor=True,
    ),
    line("attendance:follow_remove", "POST", *_of_step(_missed)),
    line("attendance:follow_sealed", "POST", *_of_step(_reported), second_factor=True),
    line(
        "attendance:registers", "GET",
        Variant(ok="teacher teacher_cm2 teacher_parent substitute director deputy teacher_verne director_verne"),
    ),
    line("attendance:register", "GET", *_month()),
    line("attendance:register_sign", "POST", *_month("teacher substitute", "teacher_verne", heads=True, signs=True)),
    line("attendance:register_draft", "GET", *_month()),
    line(
        "attendance:register_sealed", "GET POST",
        Variant(args=lambda s: (_REGISTERS["tilleuls"],), before=_signed, writes=False, ok="director deputy"),
        Variant(
            name="of the other school", args=lambda s: (_REGISTERS["verne"],), before=_signed, writes=False,
            ok="director_verne",
        ),
    ),
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
    line(
        "attendance:sheets", "GET", Variant(ok="teacher teacher_cm2 teacher_parent substitute teacher_verne"),
    ),
    line("attendance:tell", "GET POST", Variant(data=lambda s, w: _FORM | {"children": boxes(s, w)}, ok=_TELLING)),
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
        "attendance:paper", "GET POST",
        *_both(
            _told, "guardian_verne teacher_verne director_verne", ok="samira teacher substitute director deputy",
            data=lambda s, w: {"file": SimpleUploadedFile(f"{w}.pdf", b"%PDF-1.7 " + w.encode())},
        ),
    ),
    line(
        "attendance:paper_remove", "POST",
        Variant(
            args=lambda s: (_TOLD, _PAPERS[_TOLD]), before=_with_papers, ok="samira teacher substitute director deputy"
        ),
        Variant(
            name="of the other school", args=lambda s: (_THERE, _PAPERS[_THERE]), before=_with_papers,
            ok="guardian_verne teacher_verne director_verne",
        ),
    ),
    line(
        "attendance:comes", "POST",
        *_both(
            _told, "guardian_verne", "teacher_verne director_verne", ok="samira",
            forbidden="teacher substitute director deputy",
        ),
    ),
)  # fmt: skip
