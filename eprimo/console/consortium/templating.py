"""How the pages of the group say where a file stands."""

from django.utils.safestring import SafeString

from eprimo.foundation.kernel.actor import Role
from eprimo.steering.consortium.enums import FileState
from eprimo.steering.consortium.states import TONES
from eprimo.ui.screens import component

_SIDES = {
    Role.COORDINATOR: "par la coordination", Role.MEMBER_REP: "par le membre",
    Role.MANAGING_BODY: "par son prestataire de gestion", "": "à cette date, sans geste",
}  # fmt: skip


def file_badge(state: str) -> SafeString:
    """The state of a member's file."""
    one = FileState(state)
    return component("badge")(one.label, TONES[one])


def side_of(role: str) -> str:
    """Whose act a passage was: the side, never the person."""
    return _SIDES.get(role, "")


FILTERS = {"side_of": side_of}
FUNCTIONS = {"file_badge": file_badge}
