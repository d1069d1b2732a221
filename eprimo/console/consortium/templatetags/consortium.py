"""How the pages of the group say where a file stands."""

from django import template
from django.utils.safestring import SafeString

from eprimo.foundation.kernel.actor import Role
from eprimo.steering.consortium.enums import FileState
from eprimo.steering.consortium.states import TONES
from eprimo.ui.templatetags.ep import ep_badge

register = template.Library()
_SIDES = {
    Role.COORDINATOR: "par la coordination", Role.MEMBER_REP: "par le membre",
    Role.MANAGING_BODY: "par son prestataire de gestion", "": "à cette date, sans geste",
}  # fmt: skip


@register.simple_tag
def file_badge(state: str) -> SafeString:
    """The state of a member's file."""
    one = FileState(state)
    return ep_badge(TONES[one], one.label)


@register.filter
def side_of(role: str) -> str:
    """Whose act a passage was: the side, never the person."""
    return _SIDES.get(role, "")
