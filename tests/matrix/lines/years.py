"""« year change: prepare, switch, undo: director; academy for many schools », and the archives it leaves."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from eprimo.foundation.directory.actions.year_switch import year_switch
from eprimo.foundation.directory.actions.years import plan_fill, year_after
from eprimo.foundation.directory.enums import YearState
from eprimo.foundation.directory.models import PlannedClass, PlannedPupil, SchoolYear, YearChange
from tests.conftest import NOW
from tests.matrix.line import Line, Variant, line, names
from tests.matrix.scene import Scene
from tests.matrix.who import (
    CE1_FAMILIES,
    CE1_PUPILS,
    CE1_TEACHERS,
    CM2_FAMILIES,
    GUARDIANS,
    HEADS,
    PUPILS,
    TEACHERS,
    TOM_FAMILY,
    VERNE_ALL,
    VERNE_HEADS,
)

_ALL_HEADS = f"{HEADS} {VERNE_HEADS}"
_PLANNED = UUID("00000000-0000-7000-8000-000000000001")
_PLANNED_VERNE = UUID("00000000-0000-7000-8000-000000000002")


def _summer(scene: Scene) -> None:
    """The running year is about to end."""
    SchoolYear.objects.filter(year=2026).update(ends=date(2026, 12, 31))


def _prepared(scene: Scene) -> None:
    """Next year is prepared in both schools."""
    _summer(scene)
    for name, public_id in (("tilleuls", _PLANNED), ("verne", _PLANNED_VERNE)):
        school = scene[name]
        school.refresh_from_db()
        change = YearChange.objects.create(
            school=school, from_year=school.running_year, to_year=year_after(school.running_year),
            state=YearState.ASKED,
        )  # fmt: skip
        plan_fill(change)
        PlannedClass.objects.filter(change=change, label="CE1-A").update(public_id=public_id)
    # Léa repeats the CE1; the others of her class are to place.
    lea = PlannedPupil.objects.filter(person=scene.cast.lea)
    lea.update(outcome="class", planned_class=PlannedClass.objects.get(public_id=_PLANNED))


def _switched(scene: Scene) -> None:
    _prepared(scene)
    for change in YearChange.objects.all():
        year_switch(actor=None, change=change, unplaced_agreed=True)


def _heads(route: str, methods: str, before: Any = _prepared, **body: str) -> Line:
    """A screen of those who direct, once something is prepared; nothing is there before."""
    return line(
        route, methods,
        Variant(name="prepared", ok=_ALL_HEADS, before=before, data=lambda s, w: body),
        Variant(name="nothing is prepared"),
        second_factor=True,
    )  # fmt: skip


def _of_class(route: str, methods: str, **body: Any) -> Line:
    def data(scene: Scene, who: str) -> dict[str, Any]:
        return {key: value(scene, who) if callable(value) else value for key, value in body.items()}

    return line(
        route, methods,
        Variant(name="CE1-A of next year", args=lambda s: (_PLANNED,), ok=HEADS, before=_prepared, data=data),
        Variant(
            name="of Jules-Verne", args=lambda s: (_PLANNED_VERNE,), ok=VERNE_HEADS, before=_prepared, methods="GET"
        ),
        second_factor=True,
    )  # fmt: skip


def _pupil_to_place(scene: Scene, who: str) -> list[str]:
    return [str(scene.id("lea_verne" if who in VERNE_HEADS.split() else "yanis"))]


# « An archive of a class opens to its pupils and their guardians who were present on the closing day, and to teachers
# while still affiliated to that school. »
_CE1_THEN = names(CE1_PUPILS, CE1_FAMILIES, TOM_FAMILY, CE1_TEACHERS)
_READERS = names(
    PUPILS, GUARDIANS, CM2_FAMILIES, TEACHERS, HEADS, VERNE_ALL, "guardian_verne", but="staff_verne"
)


def _archive(route: str, *content: str) -> Line:
    def args(scene: Scene) -> tuple[Any, ...]:
        return (scene.id("ce1"), *(scene.note(name) for name in content))

    def other(scene: Scene) -> tuple[Any, ...]:
        return (scene.id("ce1"), *(scene.note("withdrawn") for _ in content))

    variants = [Variant(name="CE1 of last year", args=args, ok=_CE1_THEN, before=_switched)]
    if content:
        variants.append(Variant(name="a note that was withdrawn", args=other, before=_switched))
    return line(route, "GET", *variants, Variant(name="the year runs", args=args))


LINES = (
    # Whoever may have an archive one day opens the page, empty or not.
    line("archives:home", "GET", Variant(ok=_READERS)),
    _archive("archives:class"),
    _archive("archives:content", "sent"),
    line("years:home", "GET", Variant(ok=_ALL_HEADS), second_factor=True),
    line("years:prepare", "POST", Variant(ok=_ALL_HEADS, before=_summer), second_factor=True),
    _heads("years:again", "GET POST"),
    _heads("years:abandon", "GET POST"),
    line(
        "years:outcome", "GET POST",
        Variant(
            name="to place", args=lambda s: ("a-placer",), ok=_ALL_HEADS, before=_prepared,
            data=lambda s, w: {"eleves": _pupil_to_place(s, w), "vers": "autre-ecole"},
        ),
        Variant(name="no such place", args=lambda s: ("ailleurs",), before=_prepared),
        second_factor=True,
    ),
    _heads("years:class_create", "GET POST", label="CP-B", levels="CP"),
    _of_class("years:class", "GET POST", eleves=lambda s, w: [str(s.id("lea"))], vers="autre-ecole"),
    _of_class("years:class_edit", "GET POST", label="CE1 bleu", levels="CE1"),
    _of_class("years:class_split", "GET POST", label="CE1-B"),
    _of_class("years:class_drop", "GET POST"),
    _of_class("years:class_adults", "GET POST", adults=lambda s, w: [str(s.id("teacher_cm2"))]),
    _heads("years:switch", "GET POST", quand="jour", on=(NOW + timedelta(days=3)).date().isoformat(), agreed="on"),
    _heads("years:wait", "POST"),
    _heads("years:undo", "GET POST", before=_switched),
    line("years_many:home", "GET", Variant(ok="academy academy_out"), second_factor=True),
    # « academy for many schools »: the other academy has none.
    line(
        "years_many:prepare", "POST", Variant(ok="academy", forbidden="academy_out", before=_summer),
        second_factor=True,
    ),
    line(
        "years_many:switch", "POST",
        Variant(
            ok="academy", forbidden="academy_out", before=_prepared,
            data=lambda s, w: {"on": (NOW + timedelta(days=3)).date().isoformat(), "agreed": "on"},
        ),
        second_factor=True,
    ),
)  # fmt: skip
