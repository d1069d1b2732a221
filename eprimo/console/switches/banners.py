"""At the top of every page of who cannot do it: what is taken away, and why."""

from django.utils.translation import gettext as _

from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.banners import Banner, register_banners
from eprimo.foundation.kernel.switches import SWITCHABLE, StandingSwitch, reason_of, switches_against


def _suspended(actor: Actor) -> list[Banner]:
    return [_banner(one) for one in switches_against(actor) if _does(actor, one)]


def _does(actor: Actor, one: StandingSwitch) -> bool:
    known = SWITCHABLE.get(one.switch.act)
    return known is not None and actor.role in known.roles


def _banner(one: StandingSwitch) -> Banner:
    title = _("Suspendu\u00a0: %(what)s") % {"what": _(SWITCHABLE[one.switch.act].words)}
    return Banner(title, reason_of(one), "", "", "", icon="lock")


register_banners(_suspended)
