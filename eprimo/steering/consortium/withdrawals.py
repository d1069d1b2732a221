"""Reading who leaves: one member's page, the coordinator's list, what a home says of the days that run."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.pagination import Page, paginate
from eprimo.steering.consortium.enums import FileState, Outcome
from eprimo.steering.consortium.market_periods import (
    Verdict,
    Window,
    leaves_on,
    may_withdraw,
    withdrawal_window,
)
from eprimo.steering.consortium.models import Exclusion, Market, Member, Substitution, Withdrawal
from eprimo.steering.consortium.policies import (
    can_declare_withdrawal,
    can_record_withdrawal,
    current_market,
    files_visible_to,
)
from eprimo.steering.consortium.states import ZONE, in_states, state_of
from eprimo.steering.consortium.withdrawal_reminders import stage_on

_MOST = 60


@dataclass(frozen=True, slots=True)
class MemberWithdrawal:
    """Where a member and its withdrawal stand today. `phase`: before, open, arbiter or over; `days`: until the window
    opens, or until its last day."""

    window: Window
    effect: date
    verdict: Verdict
    phase: str
    days: int
    state: FileState
    letters: list[Withdrawal]
    prepared: Withdrawal | None
    accepted: Withdrawal | None
    declares: bool
    records: bool


def member_withdrawal(actor: Actor, member: Member) -> MemberWithdrawal:
    """Two statements besides the rights."""
    market, today = member.market, clock.today(ZONE)
    window, verdict = withdrawal_window(market), may_withdraw(market, today)
    phases = {Outcome.TOO_EARLY: "before", Outcome.ACCEPTED: "open", Outcome.UNDECIDED: "arbiter"}
    rows = list(member.withdrawals.select_related("piece").order_by("-pk"))
    prepared = next((row for row in rows if not row.outcome and row.given_up_at is None), None)
    accepted = next((row for row in rows if row.outcome == Outcome.ACCEPTED), None)
    state = state_of(member)
    stays = state in {FileState.SIGNED, FileState.IN_FORCE} and accepted is None
    return MemberWithdrawal(
        window=window, effect=leaves_on(market), verdict=verdict,
        phase=phases.get(Outcome(verdict.outcome), "over"),
        days=((window.first if today < window.first else window.last) - today).days, state=state,
        letters=[row for row in rows if row.outcome], prepared=prepared, accepted=accepted,
        declares=stays and verdict.outcome != Outcome.REFUSED and can_declare_withdrawal(actor, member),
        records=(stays or (state == FileState.RENEWED and accepted is None)) and can_record_withdrawal(actor),
    )  # fmt: skip


def withdrawals_page(actor: Actor, market: Market, *, after: str, before: str) -> Page[Withdrawal]:
    """Every one that is prepared or was answered, the newest first; for the coordinator."""
    return paginate(_listed(actor, market), ("-pk",), after=after, before=before)


def _listed(actor: Actor, market: Market) -> QuerySet[Withdrawal]:
    if actor.role != Role.COORDINATOR:
        raise NotVisible
    rows = Withdrawal.objects.filter(member__market=market, given_up_at=None)
    return rows.select_related("member__department").order_by("-pk")


def withdrawals_count(actor: Actor, market: Market) -> dict[str, int]:
    """How many of each outcome; `""`: prepared."""
    found = dict.fromkeys([*Outcome.values, ""], 0)
    for outcome in _listed(actor, market).order_by().values_list("outcome", flat=True):
        found[outcome] += 1
    return found


def withdrawing(member: Member) -> date | None:
    """The day from which the member is no longer there, once its letter was accepted."""
    row = Withdrawal.objects.filter(member=member, outcome=Outcome.ACCEPTED).first()
    return row.effect_on if row else None


def window_query(actor: Actor) -> ArraySubquery:
    """Members for whom the actor acts and who may leave in these weeks: a column. Said of those who stay so far."""
    last = Market.objects.order_by("-starts_on", "-pk").values("pk")[:1]
    leaving = Withdrawal.objects.filter(member=OuterRef("pk"), outcome=Outcome.ACCEPTED)
    rows = in_states(
        Member.objects.filter(files_visible_to(actor), market=Subquery(last)), {FileState.SIGNED, FileState.IN_FORCE}
    )  # fmt: skip
    rows = rows.exclude(Exists(leaving)).order_by("key", "pk")
    market = {
        name: F(f"market__{name}") for name in ("starts_on", "period_months", "end_reading", "ended_early_on")
    }
    return ArraySubquery(rows.values(row=JSONObject(id="public_id", name="name", **market))[:_MOST])


def window_shown(rows: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The rows as the home shows them; None outside of these weeks."""
    if not rows:
        return None
    one = rows[0]
    ended = one["ended_early_on"]
    market = Market(
        starts_on=date.fromisoformat(one["starts_on"]), period_months=one["period_months"],
        end_reading=one["end_reading"], ended_early_on=date.fromisoformat(ended) if ended else None,
    )  # fmt: skip
    stage = stage_on(market, clock.today(ZONE))
    if stage is None:
        return None
    return {
        "members": rows,
        "stage": stage.key,
        "window": withdrawal_window(market),
        "effect": leaves_on(market),
    }


@dataclass(frozen=True, slots=True)
class Succession:
    """Who is in the place of a member, whose place it has; the decision that puts it out."""

    by: Substitution | None
    of: list[Substitution]
    out: Exclusion | None


def succession_of(member: Member) -> Succession:
    """Two statements."""
    rows = Substitution.objects.filter(Q(member=member) | Q(successor=member)).select_related(
        "member", "successor"
    )
    found = list(rows.order_by("effective_on", "pk"))
    return Succession(
        next((one for one in found if one.member_id == member.pk), None),
        [one for one in found if one.successor_id == member.pk],
        Exclusion.objects.filter(member=member).select_related("piece").first(),
    )


def market_of_lists() -> Market:
    """The market whose life is read; raises NotVisible before it was opened."""
    market = current_market()
    if market is None:
        raise NotVisible
    return market
