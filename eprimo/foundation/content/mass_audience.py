"""How many children a thing is for: an act on one class is nobody's second thought, one on many asks for a second
factor (rights page, « Second factor »)."""

from eprimo.foundation.content.kinds import To
from eprimo.foundation.content.models import Resource, Target
from eprimo.foundation.directory.models import ClassMembership, GroupMembership
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.factors import MANY, Strength

_CHILDREN = (To.CHILD, To.FAMILY)


def of_resource(resource: Resource) -> Strength:
    """STRONG for more than one class, or more than thirty children. What is for the team alone is about none."""
    chosen = list(Target.objects.filter(resource=resource).only("kind", "target", "families", "pupils"))
    to = [one for one in chosen if one.families or one.pupils]
    classes = sum(one.kind == To.CLASS for one in to)
    if classes > 1 or any(one.kind == To.SCHOOL for one in to):
        return Strength.STRONG
    groups = [one.target for one in to if one.kind == To.GROUP]
    children = sum(one.kind in _CHILDREN for one in to)
    if classes and len(to) > 1:
        # One class is never many; one class and others may be.
        one_class = [one.target for one in to if one.kind == To.CLASS]
        children += ClassMembership.objects.in_force(clock.now()).filter(class_group__in=one_class).count()
    if groups:
        members = GroupMembership.objects.in_force(clock.now()).filter(group__in=groups)
        children += members.values("person").distinct().count()
    return Strength.STRONG if children > MANY else Strength.NONE
