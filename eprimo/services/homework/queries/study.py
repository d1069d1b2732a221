"""What the agents of an evening study read: the work of the children who are enrolled there, for the days to come."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from eprimo.foundation.content.kinds import To
from eprimo.foundation.content.things.files import ShownFile, shown_files
from eprimo.foundation.directory.models import ClassGroup, Group
from eprimo.foundation.files.file_lists import read_files
from eprimo.foundation.kernel.actor import Actor
from eprimo.services.homework.file_carrier import line_files
from eprimo.services.homework.models import Homework
from eprimo.services.homework.policies import enrolled_in_study, lines_of_study


@dataclass(frozen=True, slots=True)
class StudyLine:
    line: Homework

    @property
    def files(self) -> list[ShownFile]:
        return shown_files(read_files(getattr(self.line, "files", None)))


@dataclass(frozen=True, slots=True)
class PlaceWork:
    """The work that one class or group has for a day."""

    label: str
    lines: tuple[StudyLine, ...]


@dataclass(frozen=True, slots=True)
class StudyDay:
    on: date
    places: tuple[PlaceWork, ...]


def reads_for_study(actor: Actor) -> bool:
    """Some child is enrolled in an own study, and the school lets its agents read (one statement)."""
    return enrolled_in_study(actor).exists()


def study_lines(actor: Actor) -> list[Homework]:
    """Read the lines of the study in the order of days, then of classes (one statement)."""
    rows = Homework.objects.filter(lines_of_study(actor)).select_related("resource__homeworkweek")
    rows = rows.annotate(files=line_files())
    return list(
        rows.order_by("due_on", "resource__homeworkweek__to", "resource__homeworkweek__target", "n", "pk")
    )


def study_days(actor: Actor) -> tuple[StudyDay, ...]:
    """Return the days that hold something (three statements, however many lines)."""
    lines = study_lines(actor)
    labels = _labels(lines)
    days: dict[date, dict[tuple[str, int], list[Homework]]] = {}
    for line in lines:
        week = line.resource.homeworkweek
        days.setdefault(line.due_on, {}).setdefault((week.to, week.target), []).append(line)
    return tuple(
        StudyDay(
            day,
            tuple(PlaceWork(labels[place], tuple(map(StudyLine, rows))) for place, rows in places.items()),
        )
        for day, places in days.items()
    )


def _labels(lines: Iterable[Homework]) -> dict[tuple[str, int], str]:
    wanted: dict[str, set[int]] = {To.CLASS: set(), To.GROUP: set()}
    for line in lines:
        wanted[line.resource.homeworkweek.to].add(line.resource.homeworkweek.target)
    rows = {To.CLASS: ClassGroup.objects, To.GROUP: Group.objects}
    return {
        (to, pk): label
        for to, ids in wanted.items()
        for pk, label in rows[To(to)].filter(pk__in=ids).values_list("pk", "label")
    }
