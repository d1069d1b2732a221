"""The week of each class of the teachers of the demo, by the actions."""

from collections.abc import Mapping
from datetime import datetime, time

from eprimo.foundation.access.actors import for_person
from eprimo.foundation.content.samples import Stop, View
from eprimo.foundation.directory.models import Person, School
from eprimo.foundation.kernel.actor import Role
from eprimo.services.timetable.actions import slots_add
from eprimo.services.timetable.policies import classes_for, may_write

STOPS = (
    Stop(
        title="La semaine de la classe, notée une fois",
        words=(
            "Un moment, ses jours, une image\N{NO-BREAK SPACE}: une seule ligne le note pour toute la semaine. Les "
            "petits y reconnaissent leur journée, et ce qui tombe un jour férié y est barré."
        ),
        at=time(16, 30), face="teacher", page="timetable:index",
        beside=View(
            face="little", page="home:home", words="chez une élève de grande section, le ruban du jour."
        ),
    ),
)  # fmt: skip
# Monday is 0; on Wednesdays there is no class.
_EACH, _TWO, _OTHERS = (0, 1, 3, 4), (0, 3), (1, 4)
_WEEK = (
    (_EACH, time(8, 30), time(8, 45), "waving-hand", ""),
    (_EACH, time(8, 45), time(10), "open-book", ""),
    (_EACH, time(10), time(10, 20), "kite", ""),
    (_TWO, time(10, 20), time(11, 30), "game-die", ""),
    (_OTHERS, time(10, 20), time(11, 30), "crayon", ""),
    (_EACH, time(11, 30), time(13, 30), "fork-and-knife-with-plate", ""),
    (_TWO, time(13, 30), time(14, 45), "soccer-ball", "Sport"),
    (_OTHERS, time(13, 30), time(14, 45), "artist-palette", ""),
    (_EACH, time(14, 45), time(15, 5), "kite", ""),
    (_EACH, time(15, 5), time(16, 15), "musical-notes", ""),
    (_EACH, time(16, 15), time(16, 30), "backpack", ""),
)


def _note(school: School, people: Mapping[str, Person], _since: datetime) -> None:
    """For the class of the teacher, and for that of the little ones."""
    for key in ("teacher", "teacher_little"):
        actor = for_person(people[key].pk, role=Role.TEACHER, school_id=school.pk)
        for one in classes_for(actor):
            if may_write(actor, one):
                for days, starts, ends, picture, title in _WEEK:
                    slots_add(
                        actor=actor, class_group=one, weekdays=days, starts_at=starts, ends_at=ends,
                        picture=picture, title=title,
                    )  # fmt: skip


DEEDS = (_note,)
