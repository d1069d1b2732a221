"""Two ends that nobody chooses: a judge puts a member out, the market stops before its time."""

from datetime import date

from django.db import transaction

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.rights import require
from eprimo.steering.consortium.actions.due_passages import member_turn
from eprimo.steering.consortium.actions.representation import GivenFile, piece_keep
from eprimo.steering.consortium.enums import FileState
from eprimo.steering.consortium.errors import AlreadyLeft, NotEligible, WrongOrder
from eprimo.steering.consortium.models import Exclusion, Market, Member
from eprimo.steering.consortium.policies import can_keep_market, can_record_exclusion
from eprimo.steering.consortium.states import ZONE, last_of
from eprimo.ui.french import day_month_year
from eprimo.ui.plurals import NBSP


@transaction.atomic
def exclusion_record(
    *,
    actor: Actor,
    member: Member,
    court: str,
    case_number: str,
    decided_on: date,
    effect_on: date,
    file: GivenFile,
) -> Exclusion:
    """What the judge decided [C 3], carried out on the day that the decision says. Raises NotEligible without the court
    and the number of the case or for who is not in force, WrongOrder, WrongFile, AlreadyLeft."""
    require(can_record_exclusion, actor)
    member = Member.objects.select_for_update(of=("self",)).select_related("market").get(pk=member.pk)
    if Exclusion.objects.filter(member=member).exists():
        raise AlreadyLeft("L’exclusion de ce membre est déjà notée.")
    last = last_of(member)
    if last is None or last.state not in {FileState.IN_FORCE, FileState.RENEWED}:
        words = "Un membre est exclu pour ce qu’il n’exécute pas (article 3)"
        raise NotEligible(f"{words}{NBSP}: celui-ci n’est pas en vigueur.")
    for field, said in (("court", court), ("case_number", case_number)):
        if not said.strip():
            words = "Une exclusion suit une procédure judiciaire et la décision du juge (article 3)"
            raise NotEligible(f"{words}{NBSP}: dites laquelle.", field=field)
    if decided_on > clock.today(ZONE):
        raise WrongOrder("Cette date est à venir.", field="decided_on")
    if effect_on < decided_on:
        raise WrongOrder("L’exclusion ne précède pas la décision qui la prononce.", field="effect_on")
    piece = piece_keep(member, file, field="file")
    made = Exclusion.objects.create(
        member=member, court=court.strip(), case_number=case_number.strip(), decided_on=decided_on,
        effect_on=effect_on, piece=piece, piece_sha256=piece.sha256,
    )  # fmt: skip
    audit(actor, "consortium.exclusion.recorded", member, effect=effect_on.isoformat())
    member_turn(member)
    return made


@transaction.atomic
def market_end_early(*, actor: Actor, market: Market, ended_on: date | None, why: str = "") -> Market:
    """The market ends on that day, and the convention with it [C 8, R062]; without a day it goes to its term, as long
    as the day has not come. Members follow by themselves. Raises WrongOrder, NotEligible."""
    require(can_keep_market, actor)
    market = Market.objects.select_for_update(of=("self",)).get(pk=market.pk)
    before = market.ended_early_on
    if before is not None and before <= clock.today(ZONE):
        raise WrongOrder(f"Le marché a pris fin le {day_month_year(before)}.", field="ended_on")
    if ended_on is not None and not market.launches_from <= ended_on < market.ends_on:
        words = (
            f"Entre le {day_month_year(market.launches_from)} et le {day_month_year(market.ends_on)}, exclu."
        )
        raise WrongOrder(words, field="ended_on")
    if ended_on is not None and not why.strip():
        raise NotEligible("Dites pourquoi le marché prend fin.", field="why")
    market.ended_early_on, market.ended_early_why = ended_on, why.strip() if ended_on else ""
    market.save(update_fields=["ended_early_on", "ended_early_why"])
    audit(
        actor, "consortium.market.ended_early", market,
        before=before.isoformat() if before else None, on=ended_on.isoformat() if ended_on else None,
    )  # fmt: skip
    return market
