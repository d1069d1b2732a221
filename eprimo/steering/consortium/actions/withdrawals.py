"""A member leaves [C 3]: prepared by itself or on its behalf, decided by the day of the letter that the coordinator
records. What was answered stays; too early or refused, another letter may follow."""

from datetime import date, timedelta

from django.db import transaction

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.rights import require
from eprimo.steering.consortium.actions.due_passages import claims_end
from eprimo.steering.consortium.actions.passages import on_behalf, pass_file
from eprimo.steering.consortium.actions.representation import GivenFile, piece_keep
from eprimo.steering.consortium.enums import FileState, LetterDay, Outcome, PassageReason
from eprimo.steering.consortium.errors import AlreadyLeft, NotEligible, NoWithdrawal, WrongOrder
from eprimo.steering.consortium.market_periods import Verdict, leaves_on, may_withdraw
from eprimo.steering.consortium.models import Market, Member, Withdrawal
from eprimo.steering.consortium.numbers import check_tracking, tracking_of
from eprimo.steering.consortium.policies import can_declare_withdrawal, can_record_withdrawal
from eprimo.steering.consortium.states import ZONE, last_of
from eprimo.ui.french import day_month_year
from eprimo.ui.plurals import NBSP

_STAYS = {FileState.SIGNED, FileState.IN_FORCE}
_PLAIN = (
    f"La coordination a décidé que la demande de retrait est une lettre recommandée{NBSP}: une lettre simple est sans "
    "effet (article 3)."
)


@transaction.atomic
def withdrawal_declare(*, actor: Actor, member: Member, reason: str = "") -> Withdrawal:
    """The member says that it will leave: nothing happens before its letter is recorded. Raises NoWithdrawal with the
    sentence of the article once the days are over or for who is no member, AlreadyLeft when it stands already."""
    require(can_declare_withdrawal, actor, member)
    member = _locked(member)
    _is_member(member)
    verdict = may_withdraw(member.market, clock.today(ZONE))
    if verdict.outcome == Outcome.REFUSED:
        raise NoWithdrawal(verdict.words)
    if Withdrawal.objects.filter(member=member, outcome="", given_up_at=None).exists():
        raise AlreadyLeft(f"Le retrait est déjà préparé{NBSP}: il reste à poster la lettre.")
    made = Withdrawal.objects.create(
        member=member, declared_at=clock.now(), declared_role=actor.role.value, reason=reason.strip()
    )
    audit(actor, "consortium.withdrawal.declared", member, on_behalf=on_behalf(actor))
    return made


@transaction.atomic
def withdrawal_give_up(*, actor: Actor, member: Member) -> None:
    """The member stays after all; only before its letter was recorded. Nothing when nothing was prepared."""
    require(can_declare_withdrawal, actor, member)
    member = _locked(member)
    prepared = Withdrawal.objects.filter(member=member, outcome="", given_up_at=None)
    if prepared.update(given_up_at=clock.now()):
        audit(actor, "consortium.withdrawal.given_up", member, on_behalf=on_behalf(actor))


@transaction.atomic
def withdrawal_record(
    *,
    actor: Actor,
    member: Member,
    posted_on: date,
    received_on: date | None = None,
    registered: bool = False,
    tracking: str = "",
    file: GivenFile | None = None,
) -> Withdrawal:
    """The letter, with both its days; which of them decides is a setting. An accepted one whose day has come takes
    effect at once. Raises WrongOrder, NotEligible, NoWithdrawal, AlreadyLeft, WrongFile."""
    require(can_record_withdrawal, actor)
    member = _locked(member)
    _is_member(member, late=True)
    _days(posted_on, received_on)
    number = tracking_of(tracking)
    if registered:
        check_tracking(number)
    verdict = _judge(member.market, posted_on, received_on, registered=registered)
    piece = piece_keep(member, file, field="file") if file is not None else None
    made = Withdrawal.objects.filter(member=member, outcome="", given_up_at=None).first()
    made = made or Withdrawal(member=member)
    made.posted_on, made.received_on, made.registered, made.tracking = (
        posted_on,
        received_on,
        registered,
        number,
    )
    made.piece, made.piece_sha256 = piece, piece.sha256 if piece else ""
    made.recorded_at = clock.now()
    _answer(made, verdict, member.market)
    audit(actor, "consortium.withdrawal.recorded", member, posted=posted_on.isoformat(), outcome=made.outcome)
    _take_effect(made)
    return made


def withdrawals_judge_again(*, actor: Actor, market: Market) -> None:
    """What was « à arbitrer » has an answer once the last day of a period was decided. Called by that decision."""
    rows = Withdrawal.objects.filter(member__market=market, outcome=Outcome.UNDECIDED).select_related(
        "member"
    )
    for row in rows.order_by("pk"):
        if row.posted_on is None:
            continue
        verdict = _judge(market, row.posted_on, row.received_on, registered=row.registered)
        if verdict.outcome == Outcome.UNDECIDED:
            continue
        row.member.market = market
        _answer(row, verdict, market)
        audit(actor, "consortium.withdrawal.judged", row.member, outcome=row.outcome)
        _take_effect(row)


def _judge(market: Market, posted_on: date, received_on: date | None, *, registered: bool) -> Verdict:
    """What the letter is worth. Raises NotEligible when the day that decides is not known."""
    if market.letter_decides == LetterDay.RECEIVED and received_on is None:
        words = f"La coordination a décidé que le jour de réception compte{NBSP}: notez-le."
        raise NotEligible(words, field="received_on")
    day = received_on if market.letter_decides == LetterDay.RECEIVED and received_on else posted_on
    verdict = may_withdraw(market, day)
    if (
        verdict.outcome in {Outcome.ACCEPTED, Outcome.UNDECIDED}
        and market.letter_registered
        and not registered
    ):
        return Verdict(Outcome.REFUSED, _PLAIN)
    return verdict


def _answer(row: Withdrawal, verdict: Verdict, market: Market) -> None:
    row.outcome, row.answer = verdict.outcome, verdict.words
    row.effect_on = leaves_on(market) if verdict.outcome == Outcome.ACCEPTED else None
    row.save()


def _take_effect(row: Withdrawal) -> None:
    """A letter posted in time may be recorded, or decided, once silence had renewed the member: it is gone since the
    same day. Before that day nothing moves: the job does."""
    member = row.member
    last = last_of(member)
    if row.effect_on is None or last is None or last.state != FileState.RENEWED:
        return
    day = max(row.effect_on, last.effective_on)
    pass_file(member, FileState.WITHDRAWN, PassageReason.LETTER_IN_TIME, actor=None, effective_on=day)
    audit(None, "consortium.member.left", member, on=day.isoformat())
    claims_end(member, row.effect_on)


def _locked(member: Member) -> Member:
    return Member.objects.select_for_update(of=("self",)).select_related("market").get(pk=member.pk)


def _is_member(member: Member, *, late: bool = False) -> None:
    """Raise NoWithdrawal for who is not bound, AlreadyLeft for who said so already. `late`: renewed since."""
    if Withdrawal.objects.filter(member=member, outcome=Outcome.ACCEPTED).exists():
        raise AlreadyLeft
    last = last_of(member)
    if last is not None and (last.state in _STAYS or (late and last.state == FileState.RENEWED)):
        return
    if last is not None and last.state == FileState.RENEWED:
        # The day after the last one on which it could.
        raise NoWithdrawal(may_withdraw(member.market, leaves_on(member.market) + timedelta(days=1)).words)
    raise NoWithdrawal(
        f"Seul un membre qui a signé la convention se retire{NBSP}: celui-ci ne l’est pas, ou plus."
    )


def _days(posted_on: date, received_on: date | None) -> None:
    today = clock.today(ZONE)
    for field, day in (("posted_on", posted_on), ("received_on", received_on)):
        if day is not None and day > today:
            raise WrongOrder("Cette date est à venir.", field=field)
    if received_on is not None and received_on < posted_on:
        words = f"Une lettre postée le {day_month_year(posted_on)} n’est pas reçue avant."
        raise WrongOrder(words, field="received_on")
