"""« Homework »: see: own class and level, own child, own classes and groups, own school shown to its teachers,
attached. Write, correct, remove: teachers of own classes. Tick: own; own child."""

from datetime import date
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from eprimo.foundation.content.models import Resource
from eprimo.foundation.directory.models import SchoolDayOff
from eprimo.services.homework.models import Homework, HomeworkFile
from tests.conftest import NOW
from tests.foundation.files.ready import webp
from tests.matrix.line import Variant, line, names
from tests.matrix.scene import Scene
from tests.matrix.who import (
    CE1_FAMILIES,
    CE1_PUPILS,
    CE1_TEACHERS,
    GUARDIANS,
    HEADS,
    LEA_FAMILY,
    PUPILS,
    TEACHERS,
    TOM_FAMILY,
)
from tests.services.homework.giving import give, voice_on

_HERE, _THERE = (UUID(f"018f0000-0000-7000-8000-00000000004{last}") for last in "67")
_DAY = date(2026, 11, 26)
_CE1_READERS = f"{CE1_PUPILS} {CE1_FAMILIES} {TOM_FAMILY}"
_LINE = {"verb": "review", "subject": "fr", "text": "la page 12", "due_on": str(_DAY)}


def _given(scene: Scene) -> None:
    """A line of each of two schools."""
    cast = scene.cast
    for number, who, place in ((_HERE, "teacher", cast.ce1), (_THERE, "teacher_verne", cast.ce1_verne)):
        made = give(cast, who=who, place=place)
        Homework.objects.filter(pk=made.pk).update(public_id=number)
        Resource.objects.filter(pk=made.resource_id).update(public_id=number, updated_at=NOW)


def _with_voice(scene: Scene) -> None:
    """The same lines, each with a voice that is under the number of its line."""
    _given(scene)
    for number in (_HERE, _THERE):
        HomeworkFile.objects.filter(pk=voice_on(Homework.objects.get(public_id=number)).pk).update(
            public_id=number
        )


def _joined(scene: Scene, who: str) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("a.webp", webp(), "image/webp")}


def _closed(scene: Scene) -> None:
    """The same, and both schools shut that day."""
    _given(scene)
    for school in (scene.cast.tilleuls, scene.cast.verne):
        SchoolDayOff.objects.create(school=school, label="Grève", first=_DAY, last=_DAY)


def _class(
    ok: str, there: str, forbidden: str = "", forbidden_there: str = "", **more: Any
) -> tuple[Variant, Variant]:
    """Of a class of each of two schools."""
    more = {"before": _given} | more
    return (
        Variant(args=lambda s: (s.cast.ce1.public_id,), ok=ok, forbidden=forbidden, **more),
        Variant(
            name="of the other school", args=lambda s: (s.cast.ce1_verne.public_id,), ok=there,
            forbidden=forbidden_there, **more,
        ),
    )  # fmt: skip


def _line(ok: str, there: str, forbidden: str, forbidden_there: str, **more: Any) -> tuple[Variant, Variant]:
    """Of a line of each."""
    return (
        Variant(args=lambda s: (_HERE,), before=_given, ok=ok, forbidden=forbidden, **more),
        Variant(
            name="of the other school", args=lambda s: (_THERE,), before=_given, ok=there,
            forbidden=forbidden_there, **more,
        ),
    )  # fmt: skip


_WRITES = (CE1_TEACHERS, "teacher_verne")
_SEES = (f"{HEADS} staff", "director_verne")
_READS = (f"{HEADS} staff {_CE1_READERS}", "director_verne lea_verne guardian_verne")
_WEEK = {"semaine": "2026-11-23"}
LINES = (
    line(
        "homework:list", "GET",
        Variant(
            ok=f"{names(HEADS, TEACHERS, PUPILS, GUARDIANS)} staff delegate staff_other "
            "director_verne teacher_verne staff_verne lea_verne guardian_verne",
        ),
    ),
    # What a family reads without network: own children, whatever the role in use.
    line("pwa:readings", "GET", Variant(ok=f"{GUARDIANS} guardian_verne")),
    line("homework:family", "GET", Variant(ok=f"{GUARDIANS} guardian_verne")),
    line("homework:family_print", "GET", Variant(ok=f"{GUARDIANS} {PUPILS} lea_verne guardian_verne")),
    line("homework:new", "GET", Variant(ok=f"{TEACHERS} teacher_verne")),
    line(
        "homework:thing", "GET",
        *(
            Variant(
                name=name, before=_given, ok=f"{writes} {reads}",
                args=lambda s, at=at: (at,),
            )
            for name, at, writes, reads in (
                ("-", _HERE, CE1_TEACHERS, f"{HEADS} {_CE1_READERS}"),
                ("of the other school", _THERE, "teacher_verne", _READS[1]),
            )
        ),
    ),
    line("homework:week", "GET", *_class(f"{CE1_TEACHERS} {_SEES[0]}", f"teacher_verne {_SEES[1]}")),
    line("homework:print", "GET", *_class(f"{CE1_TEACHERS} {_SEES[0]}", f"teacher_verne {_SEES[1]}")),
    line("homework:add", "POST", *_class(*_WRITES, *_SEES, data=lambda s, w: _LINE)),
    line("homework:paste", "GET", *_class(*_WRITES, *_SEES)),
    line("homework:copy", "GET", *_class(*_WRITES, *_SEES)),
    line(
        "homework:put_off", "POST",
        *_class(*_WRITES, *_SEES, data=lambda s, w: {"jour": str(_DAY)}, before=_closed),
    ),
    line(
        "homework:consult", "POST",
        *_class(HEADS, "director_verne", f"{CE1_TEACHERS} staff", "teacher_verne", data=lambda s, w: _WEEK),
    ),
    line("homework:edit", "GET", *_line(*_WRITES, *_READS)),
    line("homework:files", "GET POST", *_line(*_WRITES, *_READS, data=_joined)),
    line(
        "homework:file_remove", "POST",
        *(
            Variant(name=name, before=_with_voice, ok=ok, forbidden=forbidden, args=lambda s, at=at: (at, at))
            for name, at, ok, forbidden in (
                ("-", _HERE, _WRITES[0], _READS[0]), ("of the other school", _THERE, _WRITES[1], _READS[1]),
            )
        ),
    ),
    line(
        "homework:voice_keep", "POST",
        *(
            Variant(name=name, before=_with_voice, ok=ok, forbidden=forbidden, args=lambda s, at=at: (at, at))
            for name, at, ok, forbidden in (
                ("-", _HERE, _WRITES[0], _READS[0]), ("of the other school", _THERE, _WRITES[1], _READS[1]),
            )
        ),
    ),
    line("homework:line", "GET", *_line(f"{CE1_TEACHERS} {_READS[0]}", f"teacher_verne {_READS[1]}", "", "")),
    # A head who consulted nothing reads no file: a test of the service has the one who did.
    line(
        "files:sound", "GET",
        *(
            Variant(name=name, before=_with_voice, ok=ok, args=lambda s, at=at: (at,))
            for name, at, ok in (
                ("-", _HERE, f"{CE1_TEACHERS} staff {_CE1_READERS}"),
                ("of the other school", _THERE, "teacher_verne lea_verne guardian_verne"),
            )
        ),
        signed_out=401,
    ),
    line("homework:remove", "POST", *_line(*_WRITES, *_READS)),
    line("homework:restore", "POST", *_line(*_WRITES, *_READS, writes=True)),
    line(
        "homework:tick", "POST",
        Variant(
            name="lea", args=lambda s: (_HERE, s.id("lea")), before=_given, ok=f"lea {LEA_FAMILY}",
            data=lambda s, w: {"fait": "oui"},
        ),
        Variant(
            name="another class", args=lambda s: (_HERE, s.id("zoe")), before=_given,
            data=lambda s, w: {"fait": "oui"},
        ),
    ),
)  # fmt: skip
