"""The sheets in the menu of who makes them."""

from eprimo.foundation.kernel.actor import HEADS, Role
from eprimo.foundation.kernel.services import SCHOOL, Service, register

register(
    Service(
        "sheets", "Fiches", "key-round", "sheets:index", HEADS | {Role.TEACHER, Role.ACADEMY}, order=40,
        place=SCHOOL,
    )
)  # fmt: skip
