"""Giving work in tests, as the teacher of the cast does; and the class of two levels."""

import hashlib
from datetime import date
from typing import Any

from eprimo.foundation.directory.models import ClassGroup, ClassMembership
from eprimo.foundation.files.models import Blob, Piece
from eprimo.foundation.files.storage import keep, place_of_piece
from eprimo.foundation.presence.hours import Hours, hours_of
from eprimo.services.homework.actions.lines import HomeworkInput, entries_add
from eprimo.services.homework.enums import Subject, Work
from eprimo.services.homework.models import Homework, HomeworkFile
from tests.cast import Cast

TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (date(2026, 11, day) for day in (24, 25, 26, 27))
MONDAY, NEXT_MONDAY = date(2026, 11, 23), date(2026, 11, 30)


def hours(cast: Cast) -> Hours:
    return hours_of(cast.tilleuls, date(2026, 9, 1))


def give(
    cast: Cast,
    text: str = "la page 12",
    day: date = THURSDAY,
    *,
    who: str = "teacher",
    place: Any = None,
    verb: Work = Work.REVIEW,
    subject: Subject = Subject.FRENCH,
    levels: tuple[str, ...] = (),
    **more: Any,
) -> Homework:
    place = place or cast.ce1
    said = HomeworkInput(subject, verb, text, day, levels)
    known = hours_of(place.school, date(2026, 9, 1))
    return entries_add(actor=cast.actor(who), place=place, hours=known, said=[said], **more)[0]


def voice_on(line: Homework) -> HomeworkFile:
    """A voice, as the worker leaves it, without a child of the sandbox."""
    content = b"RIFF" + str(line.pk).encode()
    digest = hashlib.sha256(content).hexdigest()
    blob = Blob.objects.create(
        school_id=line.school_id, sha256=digest, state="ready", kind="voice", weight=9, seconds=1
    )
    keep(place_of_piece(line.school_id, digest, 1, "sound"), b"\xff\xf3sound")
    Piece.objects.create(
        blob=blob,
        school_id=line.school_id,
        number=1,
        size="sound",
        sha256=digest,
        weight=9,
        width=1,
        height=0,
    )
    made: HomeworkFile = HomeworkFile.objects.create(
        line=line, school_id=line.school_id, blob=blob, number=1, label="Consigne à écouter"
    )
    return made


def two_levels(cast: Cast, **levels: str) -> None:
    """The class of the teacher is CP and CE1; whose level is not named is of none that is known."""
    ClassGroup.objects.filter(pk=cast.ce1.pk).update(levels=["CP", "CE1"], label="CP-CE1")
    cast.ce1.refresh_from_db()
    for name, level in levels.items():
        ClassMembership.objects.filter(person=cast.people[name], class_group=cast.ce1).update(level=level)
