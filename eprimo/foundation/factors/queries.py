"""Own factors, as their page shows them."""

from dataclasses import dataclass

from eprimo.foundation.factors.models import Factor, FactorCode, TrustedDevice
from eprimo.foundation.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class OwnFactors:
    factors: list[Factor]
    # Codes of the printed sheet that still open.
    codes: int
    devices: list[TrustedDevice]

    @property
    def ways(self) -> int:
        return len(self.factors) + (1 if self.codes else 0)


def own_factors(actor: Actor) -> OwnFactors:
    own = {"account": actor.account_id}
    return OwnFactors(
        list(Factor.objects.filter(**own).defer("secret", "credential").order_by("made_at", "pk")),
        FactorCode.objects.filter(**own, used_at=None, expires_at=None).count(),
        list(TrustedDevice.objects.filter(**own, expires_at__gt=actor.now).order_by("made_at", "pk")),
    )
