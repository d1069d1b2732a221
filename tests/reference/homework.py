"""The rows "Homework" of the next oracle: who gives work to a class, whose reading its teachers are told of."""

from __future__ import annotations

from tests.reference.links import Viewer, running
from tests.reference.notes import by
from tests.reference.world import ClassGroup


def _teaches(v: Viewer, group: ClassGroup) -> bool:
    """ "Own classes"; "director: attached to classes, also the teacher cells there"."""
    works = v.role == "teacher" or v.directs
    return works and group.school == v.school and group.id in v.classes and running(v.world, group.id)


def write(v: Viewer, group: ClassGroup) -> frozenset[str]:
    """ "write, correct, remove (act) | – | – | own classes, groups | – | – | –"."""
    return by(v.role, _teaches(v, group))


def consult(v: Viewer, group: ClassGroup) -> frozenset[str]:
    """ "see an entry: director: own school, shown to its teachers": of a class that is not an own one."""
    here = group.school == v.school and running(v.world, group.id)
    return by(v.role, v.directs and here and not _teaches(v, group))
