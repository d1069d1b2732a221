"""A point that the text leaves open is decided: the market reads it so from now on, and what it read before stays."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.rights import require
from eprimo.steering.consortium.actions.withdrawals import withdrawals_judge_again
from eprimo.steering.consortium.errors import NotEligible, WrongOrder
from eprimo.steering.consortium.gaps import Gap, column
from eprimo.steering.consortium.models import Decision, Market
from eprimo.steering.consortium.policies import can_keep_market

# Texts are told on the page, not in the trail.
_TEXTS = {"commission"}


@transaction.atomic
def gap_decide(
    *, actor: Actor, market: Market, gap: Gap, values: Mapping[str, Any], decided_by: str, decided_on: date
) -> Decision:
    """Read the gap so from now on; the same value again is a decision too. Raises NotEligible for a value that its
    column does not take, WrongOrder for a day to come."""
    require(can_keep_market, actor)
    market = Market.objects.select_for_update(of=("self",)).get(pk=market.pk)
    if decided_on > clock.today(actor.time_zone):
        raise WrongOrder("Cette date est à venir.", field="decided_on")
    names = [setting.name for setting in gap.settings]
    after = {name: _clean(name, values.get(name)) for name in names}
    before = {name: getattr(market, name) for name in names}
    for name in names:
        setattr(market, name, after[name])
    market.save(update_fields=names)
    made = Decision.objects.create(
        market=market, gap=gap.number, before=before, after=after, decided_by=_by(decided_by), decided_on=decided_on
    )  # fmt: skip
    if gap.key == "dernier-jour":
        withdrawals_judge_again(actor=actor, market=market)
    audit(
        actor, "consortium.gap.decided", market, gap=gap.number,
        before=_codes(before), after=_codes(after), on=decided_on.isoformat(),
    )  # fmt: skip
    return made


def _clean(name: str, value: Any) -> Any:
    try:
        return column(name).clean(value, None)
    except ValidationError as error:
        raise NotEligible("Cette valeur n’est pas possible.", field=name) from error


def _by(text: str) -> str:
    words = " ".join(text.split())
    if not words:
        raise NotEligible("Dites qui a décidé.", field="decided_by")
    return words


def _codes(values: Mapping[str, Any]) -> list[str]:
    return [name if name in _TEXTS else f"{name} {value}" for name, value in values.items()]
