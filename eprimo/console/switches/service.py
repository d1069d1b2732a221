"""Acts that are taken away for a time: a tab of the territory for who acts above the schools; a head finds them among
the sheets. As long as one is, the home of who may give it back says so."""

from typing import Any

from eprimo.console.switches.actions import seen_by
from eprimo.console.switches.policies import WHO
from eprimo.foundation.kernel.actor import HEADS, Actor
from eprimo.foundation.kernel.services import SCHOOL, Service, register
from eprimo.foundation.kernel.switches import SWITCHABLE, may_lift
from eprimo.foundation.notifications.sections import HomeQuery, Section, Wait, register_section
from eprimo.ui.addresses import reverse
from eprimo.ui.plurals import counted

register(Service("switches", "Suspendre", "lock", "switches:index", WHO - HEADS, order=48, place=SCHOOL))


def _held(actor: Actor, _asked: HomeQuery) -> dict[str, Any] | None:
    """No statement: a process keeps what is in force."""
    held = [one.switch.act for one in seen_by(actor) if may_lift(actor, one)]
    if not held:
        return None
    words = " · ".join(dict.fromkeys(SWITCHABLE[act].words for act in held if act in SWITCHABLE))
    title = counted(len(held), "acte est suspendu", "actes sont suspendus")
    return {"waits": [Wait("lock", title, words, reverse("switches:index"))]}


register_section(Section(key="switches.held", template="", roles=WHO, load=_held, order=7))
