"""Half-days that are neither counted nor asked about: arranged afternoons, and those of « toute petite section »."""

from dataclasses import dataclass
from uuid import UUID

from eprimo.foundation.directory.enums import Level
from eprimo.foundation.directory.models import ClassGroup, ClassMembership, Person, School
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.statements import Statement
from eprimo.foundation.presence.enums import Half
from eprimo.foundation.presence.hours import HalfOf
from eprimo.foundation.presence.models import Arrangement, LittleOne
from eprimo.foundation.presence.policies import arrangements_visible_to

_ARRANGED = Statement.beside(__file__, "arranged")


def arranged_on(class_group: ClassGroup, one: HalfOf) -> frozenset[int]:
    """Return the children of the class's school who do not come on a half-day by an arrangement (one statement; none of
    a morning, which cannot be arranged)."""
    if one.half != Half.AFTERNOON:
        return frozenset()
    rows = _ARRANGED.rows(
        year=class_group.year_id, school=class_group.school_id, day=one.day, weekday=one.day.weekday()
    )
    return frozenset(child for (child,) in rows)


def arrangements_of(actor: Actor, child: Person, school: School) -> list[Arrangement]:
    """Return the arrangements of a child in the year that runs, the latest first."""
    rows = Arrangement.objects.filter(arrangements_visible_to(actor), child=child, school=school)
    return list(rows.select_related("by").order_by("-first", "-id"))


def arrangement_visible(actor: Actor, child: Person, public_id: UUID) -> Arrangement:
    """Return the arrangement of an address. Raises NotVisible."""
    rows = Arrangement.objects.filter(arrangements_visible_to(actor), child=child, public_id=public_id)
    found = rows.select_related("child", "school").first()
    if found is None:
        raise NotVisible
    return found


def of_nursery(actor: Actor, child: Person, school: School) -> bool:
    """Tell whether the child is in a class with the first years of nursery school, whose afternoons may be arranged."""
    classes = ClassMembership.objects.in_force(actor.now).filter(person=child, school=school)
    return classes.filter(class_group__levels__overlap=[Level.TPS, Level.PS]).exists()


# --- toute petite section ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Little:
    """The pupils of a class whom no register counts. `all_of_them`: the class has no other level."""

    all_of_them: bool
    marked: frozenset[int]

    def has(self, child_id: int) -> bool:
        return self.all_of_them or child_id in self.marked


def little_of(class_group: ClassGroup) -> Little:
    """Return who of a class is in « toute petite section »: one statement; none of a class without that level, which
    has nobody to mark."""
    if Level.TPS not in class_group.levels:
        return Little(all_of_them=False, marked=frozenset())
    if set(class_group.levels) == {Level.TPS}:
        return Little(all_of_them=True, marked=frozenset())
    rows = LittleOne.objects.filter(school_year=class_group.year_id, class_group=class_group)
    return Little(all_of_them=False, marked=frozenset(rows.values_list("child", flat=True)))
