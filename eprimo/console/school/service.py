"""The console in the menu: one word for each role that has pages here."""

from eprimo.foundation.kernel.actor import HEADS, Role
from eprimo.foundation.kernel.services import Service, register

register(Service("school", "École", "school", "school:home", HEADS, order=20))
register(
    Service(
        "school-classes", "Ma classe", "users-round", "school:classes", frozenset({Role.TEACHER}), order=20
    )
)
register(
    Service("school-agents", "Agents", "users-round", "school:adults", frozenset({Role.MEMBER_REP}), order=20)
)
register(
    Service(
        "school-openings", "Écoles ouvertes", "building-2", "school:entitlements",
        frozenset({Role.ACADEMY, Role.COORDINATOR}), order=30,
    )
)  # fmt: skip
