"""How the pages of the group say where a file stands."""

from django.utils.safestring import SafeString
from jinja2 import pass_context
from jinja2.runtime import Context

from eprimo.console.consortium.tabs import Tab, lines_of
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


@pass_context
def group_tabs(context: Context) -> list[list[Tab]]:
    """The lines of tabs of this page, for its reader."""
    request = context["request"]
    return lines_of(request.actor, request.resolver_match.view_name)


FILTERS = {"side_of": side_of}
FUNCTIONS = {"file_badge": file_badge, "group_tabs": group_tabs}
