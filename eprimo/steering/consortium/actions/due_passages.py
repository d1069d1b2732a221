"""What the days do to members by themselves: entry in force, renewal by silence, effect of a withdrawal, end.

Member by member, each in a transaction of its own: killed and run again, it goes on where it stopped, and a member
whose turn was done is left alone."""

from collections.abc import Iterator
from datetime import date

from django.db import transaction

from eprimo.foundation.directory.actions.dates import first_instant
from eprimo.foundation.directory.enums import EndReason
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.audit import audit
from eprimo.steering.consortium.actions.passages import pass_file
from eprimo.steering.consortium.enums import FileState, Outcome, PassageReason
from eprimo.steering.consortium.market_periods import leaves_on, over_on
from eprimo.steering.consortium.models import Exclusion, Market, Member, Passage, SchoolClaim, Withdrawal
from eprimo.steering.consortium.states import ZONE, last_of

_S, _R = FileState, PassageReason
# A withdrawn or excluded member stays in the list until the market ends.
_LIVING = (_S.SIGNED, _S.IN_FORCE, _S.RENEWED, _S.WITHDRAWN, _S.EXCLUDED)
# The act of each passage, as the audit trail names it.
ACT = {
    _S.IN_FORCE: "consortium.member.entered", _S.RENEWED: "consortium.member.renewed",
    _S.WITHDRAWN: "consortium.member.left", _S.EXCLUDED: "consortium.member.excluded",
    _S.ENDED: "consortium.member.ended",
}  # fmt: skip

type Turn = tuple[FileState, PassageReason, date]


def markets_turn() -> int:
    """Every member of every market whose day has come; how many passages were written."""
    return sum(member_turn(member) for market in Market.objects.all() for member in _due(market))


def _due(market: Market) -> list[Member]:
    """Members for whom a day has come since the last passage, one statement a day of the market."""
    today = clock.today(ZONE)
    last = (
        Passage.objects.filter(member__market=market).order_by("member", "-number").distinct("member")
        .values_list("member", "state")
    )  # fmt: skip
    wanted = {
        _S.SIGNED: market.starts_on, _S.IN_FORCE: leaves_on(market), _S.RENEWED: over_on(market),
        _S.WITHDRAWN: over_on(market), _S.EXCLUDED: over_on(market),
    }  # fmt: skip
    over = over_on(market)
    judged = Exclusion.objects.filter(member__market=market, effect_on__lte=today)
    out = set(judged.values_list("member", flat=True))
    found = [
        pk
        for pk, state in last
        if (state in wanted and min(wanted[FileState(state)], over) <= today)
        or (pk in out and state in {_S.IN_FORCE, _S.RENEWED})
    ]
    return list(Member.objects.filter(pk__in=found).select_related("market").order_by("pk"))


@transaction.atomic
def member_turn(member: Member) -> int:
    """Write what the days that have come make of a member; how many passages. Nothing the second time."""
    Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    done = 0
    for state, reason, day in _turns(member):
        pass_file(member, state, reason, actor=None, effective_on=day)
        audit(None, ACT[state], member, on=day.isoformat())
        if state in {_S.WITHDRAWN, _S.EXCLUDED, _S.ENDED}:
            claims_end(member, day)
        done += 1
    return done


def _turns(member: Member) -> Iterator[Turn]:
    """One after the other, each once the one before was written."""
    market, today = member.market, clock.today(ZONE)
    while (last := last_of(member)) is not None and last.state in _LIVING:
        turn = _next(market, member, FileState(last.state))
        if turn is None or turn[2] > today:
            return
        state, reason, day = turn
        yield state, reason, max(day, last.effective_on)


def _next(market: Market, member: Member, state: FileState) -> Turn | None:
    """What follows of itself, and from which day; an early end comes before all the rest [C 8]."""
    over = over_on(market)
    ends = (_S.ENDED, _R.TERMINATED if market.ended_early_on is not None else _R.MARKET_ENDS, over)
    turn: Turn = ends
    if state == _S.SIGNED:
        turn = (_S.IN_FORCE, _R.MARKET_STARTS, market.starts_on)
    elif state == _S.IN_FORCE:
        gone = Withdrawal.objects.filter(member=member, outcome=Outcome.ACCEPTED).exists()
        turn = (_S.WITHDRAWN, _R.LETTER_IN_TIME) if gone else (_S.RENEWED, _R.TACIT)  # type: ignore[assignment]
        turn = (turn[0], turn[1], leaves_on(market))
    if over <= turn[2]:
        turn = ends
    out = Exclusion.objects.filter(member=member).first() if state in {_S.IN_FORCE, _S.RENEWED} else None
    return (_S.EXCLUDED, _R.COURT, out.effect_on) if out is not None and out.effect_on < turn[2] else turn


def claims_end(member: Member, day: date) -> None:
    """From that day its schools are nobody's. What was ordered before stays owed, and its needs stay written."""
    instant = first_instant(day, ZONE)
    for claim in SchoolClaim.objects.filter(member=member, ends=None):
        claim.ends, claim.end_reason = max(instant, claim.starts), EndReason.TERM_REACHED
        claim.save(update_fields=["ends", "end_reason"])
