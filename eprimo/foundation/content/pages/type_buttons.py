"""What a form may begin instead: what somebody may make, as « Ajouter » lists it, whatever service it is of."""

from django.urls import reverse

from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.services import adds_of

# What the button of a form says before the route of what it begins.
AS = "as"


def other_type(actor: Actor, act: str) -> str:
    """Return where the button « as-news:new » of a form leads: what was typed is kept as it is, and another thing
    begins; empty for any other button."""
    head, _dash, route = act.partition("-")
    if head != AS:
        return ""
    return next((reverse(one.url_name) for one in adds_of(actor) if one.url_name == route), "")
