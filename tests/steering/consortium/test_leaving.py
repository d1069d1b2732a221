"""Members that leave, members that stay by silence; each test quotes the rule it holds."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import Forbidden
from eprimo.foundation.kernel.models import AuditLine
from eprimo.steering.consortium.actions import due_passages
from eprimo.steering.consortium.actions.due_passages import markets_turn, member_turn
from eprimo.steering.consortium.actions.gaps import gap_decide
from eprimo.steering.consortium.actions.representation import GivenFile
from eprimo.steering.consortium.actions.withdrawals import (
    withdrawal_declare,
    withdrawal_give_up,
    withdrawal_record,
)
from eprimo.steering.consortium.enums import FileState, Outcome
from eprimo.steering.consortium.errors import AlreadyLeft, NotEligible, NoWithdrawal, WrongFile, WrongOrder
from eprimo.steering.consortium.gaps import BY_KEY
from eprimo.steering.consortium.models import Market, Member, Need, SchoolClaim, WindowReminder, Withdrawal
from eprimo.steering.consortium.states import history_of, state_of
from eprimo.steering.consortium.withdrawal_reminders import reminders_send
from eprimo.steering.consortium.withdrawals import member_withdrawal, withdrawing
from tests.ground import lent
from tests.steering.consortium.group import PDF, Made, signed

pytestmark = pytest.mark.django_db

NBSP = "\N{NO-BREAK SPACE}"
EFFECT = date(2028, 7, 19)


def at(year: int, month: int, day: int) -> Any:
    """That day at noon, in Paris."""
    return clock.frozen(datetime(year, month, day, 10, tzinfo=UTC))


@lent
def bound(group: Made) -> Made:
    """Valmarais and Brive signed; the market has begun."""
    for key in ("valmarais", "brive"):
        signed(group, key)
        member_turn(Member.objects.get(pk=group[key].pk))
    return group


def by(made: Made, name: str = "coordinator") -> Any:
    return made.cast.actor(name)


def recorded(made: Made, key: str = "valmarais", **letter: Any) -> Withdrawal:
    return withdrawal_record(actor=by(made), member=made[key], **letter)


# --- Entry in force -------------------------------------------------------------------------------------------------


def test_r019_a_signed_member_is_in_force_when_the_market_has_begun_and_only_once(group: Made) -> None:
    member = signed(group, "valmarais")
    Market.objects.update(starts_on=date(2026, 11, 26))
    assert markets_turn() == 0
    with at(2026, 11, 26):
        assert markets_turn() == 1
        assert state_of(member) == FileState.IN_FORCE
        assert markets_turn() == 0
    # Who only began a file is no member.
    assert state_of(group["cc"], EFFECT) == FileState.DRAFT


# --- The letter -----------------------------------------------------------------------------------------------------


def test_r031_bad_input_a_letter_of_18_may_2028_is_kept_without_effect_and_another_is_asked_for(
    bound: Made,
) -> None:
    with at(2028, 5, 22):
        first = recorded(bound, posted_on=date(2028, 5, 18), received_on=date(2028, 5, 20))
        assert (first.outcome, first.effect_on) == (Outcome.TOO_EARLY, None)
        assert f"renvoyez-la à partir du 19{NBSP}mai{NBSP}2028 (article 3)" in first.answer
        again = recorded(bound, posted_on=date(2028, 5, 19))
    assert (again.outcome, again.effect_on) == (Outcome.ACCEPTED, EFFECT)
    assert [row.outcome for row in bound["valmarais"].withdrawals.order_by("pk")] == ["early", "accepted"]
    with at(2028, 6, 1), pytest.raises(AlreadyLeft):
        recorded(bound, posted_on=date(2028, 5, 30))


def test_r031_bad_input_a_letter_of_19_july_2028_waits_for_the_rectorat_which_decides_it(bound: Made) -> None:
    """Gap 3: « named » accepts it, although silence had renewed the member meanwhile; « before » refuses it."""
    with at(2028, 7, 21):
        rows = [recorded(bound, key, posted_on=EFFECT) for key in ("valmarais", "brive")]
        assert {row.outcome for row in rows} == {Outcome.UNDECIDED}
        assert "le rectorat tranche (article 3)" in rows[0].answer
        markets_turn()
        assert state_of(bound["valmarais"]) == FileState.RENEWED
        gap_decide(
            actor=by(bound), market=bound.market, gap=BY_KEY["dernier-jour"], values={"end_reading": "named"},
            decided_by="Rectrice", decided_on=date(2028, 7, 21),
        )  # fmt: skip
        assert state_of(bound["valmarais"]) == state_of(bound["brive"]) == FileState.WITHDRAWN
    assert withdrawing(bound["valmarais"]) == date(2028, 7, 20)
    assert not SchoolClaim.objects.in_force(datetime(2028, 7, 22, tzinfo=UTC)).exists()


def test_r031_the_19th_decided_the_other_way_is_refused_with_its_sentence(bound: Made) -> None:
    with at(2028, 7, 21):
        row = recorded(bound, posted_on=EFFECT)
        gap_decide(
            actor=by(bound), market=bound.market, gap=BY_KEY["dernier-jour"], values={"end_reading": "before"},
            decided_by="Rectrice", decided_on=date(2028, 7, 21),
        )  # fmt: skip
        row.refresh_from_db()
        assert row.outcome == Outcome.REFUSED
        assert f"ont pris fin le 18{NBSP}juillet{NBSP}2028" in row.answer
        markets_turn()
        assert state_of(bound["valmarais"]) == FileState.RENEWED


def test_r034_in_the_second_period_nobody_leaves_and_the_refusal_quotes_article_3(bound: Made) -> None:
    with at(2029, 6, 1):
        markets_turn()
        row = recorded(bound, posted_on=date(2029, 5, 25))
        assert row.outcome == Outcome.REFUSED
        assert "reste engagé pour les 24 derniers mois du marché (article 3)" in row.answer
        with pytest.raises(NoWithdrawal) as refused:
            withdrawal_declare(actor=by(bound, "member_rep"), member=bound["valmarais"])
        assert "article 3" in refused.value.sentence
        assert state_of(bound["valmarais"]) == FileState.RENEWED


def test_r031_gap_4_posting_or_reception_registered_or_plain(bound: Made) -> None:
    letter = {"posted_on": date(2028, 7, 17), "received_on": date(2028, 7, 20)}
    with at(2028, 7, 21):
        assert recorded(bound, **letter).outcome == Outcome.ACCEPTED
        Market.objects.update(letter_decides="received")
        assert recorded(bound, "brive", **letter).outcome == Outcome.REFUSED
        with pytest.raises(NotEligible) as refused:
            recorded(bound, "brive", posted_on=date(2028, 7, 17))
        assert refused.value.field == "received_on"
        Market.objects.update(letter_decides="posted", letter_registered=True)
        plain = recorded(bound, "brive", **letter)
        assert plain.outcome == Outcome.REFUSED
        assert "lettre recommandée" in plain.answer
        assert (
            recorded(bound, "brive", registered=True, tracking="1A 234 567 890 1", **letter).outcome
            == "accepted"
        )


@pytest.mark.parametrize(
    ("letter", "error"),
    [
        ({"posted_on": date(2028, 6, 2)}, WrongOrder),
        ({"posted_on": date(2028, 5, 25), "received_on": date(2028, 5, 24)}, WrongOrder),
        ({"posted_on": date(2028, 5, 25), "registered": True, "tracking": "1A"}, NotEligible),
        ({"posted_on": date(2028, 5, 25), "file": GivenFile("lettre.pdf", b"mot")}, WrongFile),
    ],
)  # fmt: skip
def test_a_letter_that_cannot_be_is_refused(
    bound: Made, letter: dict[str, Any], error: type[Exception]
) -> None:
    with at(2028, 6, 1), pytest.raises(error):
        recorded(bound, **letter)


def test_who_never_signed_does_not_leave(bound: Made) -> None:
    with at(2028, 6, 1), pytest.raises(NoWithdrawal):
        recorded(bound, "cc", posted_on=date(2028, 5, 25))


# --- Prepared by the member -----------------------------------------------------------------------------------------


def test_r014_the_member_or_who_acts_for_it_prepares_and_the_coordinator_does_not(bound: Made) -> None:
    with at(2028, 5, 2):
        withdrawal_declare(actor=by(bound, "member_rep"), member=bound["valmarais"], reason="Un autre outil")
        withdrawal_declare(actor=by(bound, "managing_body"), member=bound["brive"])
        lines = AuditLine.objects.filter(act="consortium.withdrawal.declared").order_by("id")
        assert [line.details["on_behalf"] for line in lines] == [False, True]
        for name, key in (("coordinator", "valmarais"), ("member_rep", "brive")):
            with pytest.raises(Forbidden):
                withdrawal_declare(actor=by(bound, name), member=bound[key])
        with pytest.raises(AlreadyLeft):
            withdrawal_declare(actor=by(bound, "member_rep"), member=bound["valmarais"])
        with pytest.raises(Forbidden):
            withdrawal_record(
                actor=by(bound, "member_rep"), member=bound["valmarais"], posted_on=date(2028, 5, 1)
            )
        withdrawal_give_up(actor=by(bound, "member_rep"), member=bound["valmarais"])
        withdrawal_declare(actor=by(bound, "member_rep"), member=bound["valmarais"])
    with at(2028, 5, 25):
        made = recorded(bound, posted_on=date(2028, 5, 23), file=GivenFile("lettre.pdf", PDF))
    # The letter answers what was prepared: no second row.
    assert made.declared_at is not None
    assert made.piece_sha256
    assert Withdrawal.objects.filter(member=bound["valmarais"], outcome="").count() == 1


def test_r033_what_is_only_prepared_does_not_make_a_member_leave(bound: Made) -> None:
    with at(2028, 6, 1):
        withdrawal_declare(actor=by(bound, "member_rep"), member=bound["valmarais"])
    with at(2028, 7, 19):
        markets_turn()
        assert state_of(bound["valmarais"]) == FileState.RENEWED


# --- Effect, silence, end -------------------------------------------------------------------------------------------


def test_r032_the_whole_member_leaves_on_the_19th_of_july_and_what_it_needed_stays_written(
    bound: Made,
) -> None:
    with at(2028, 6, 1):
        recorded(bound, posted_on=date(2028, 5, 25))
    with at(2028, 7, 18):
        assert markets_turn() == 0
        assert SchoolClaim.objects.in_force().filter(member=bound["valmarais"]).exists()
    with at(2028, 7, 19):
        assert markets_turn() == 2
        assert state_of(bound["valmarais"]) == FileState.WITHDRAWN
        assert not SchoolClaim.objects.in_force().filter(member=bound["valmarais"]).exists()
    assert Need.objects.filter(member=bound["valmarais"], ends=None).exists()
    last = history_of(bound["valmarais"])[0]
    assert (last.effective_on, last.reason) == (EFFECT, "letter_in_time")


def test_r033_silence_renews_each_member_once_with_a_line_whatever_stops_the_job(
    bound: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The job is killed after the first member, then run again, and again."""
    turn, seen = due_passages.member_turn, []

    def killed(member: Member) -> int:
        if seen:
            raise KeyboardInterrupt
        seen.append(member)
        return turn(member)

    with at(2028, 7, 19):
        monkeypatch.setattr(due_passages, "member_turn", killed)
        with pytest.raises(KeyboardInterrupt):
            markets_turn()
        monkeypatch.setattr(due_passages, "member_turn", turn)
        assert markets_turn() == 1
        assert markets_turn() == 0
        assert {state_of(bound[key]) for key in ("valmarais", "brive")} == {FileState.RENEWED}
    lines = AuditLine.objects.filter(act="consortium.member.renewed")
    assert sorted(lines.values_list("object_id", flat=True)) == sorted(
        bound[k].pk for k in ("valmarais", "brive")
    )
    assert all(line.person_id is None and line.details["on"] == "2028-07-19" for line in lines)


def test_r031_a_letter_in_time_that_is_known_late_undoes_the_renewal_of_the_same_day(bound: Made) -> None:
    with at(2028, 7, 24):
        markets_turn()
        row = recorded(bound, posted_on=date(2028, 7, 18), received_on=date(2028, 7, 24))
        assert row.effect_on == EFFECT
        assert state_of(bound["valmarais"]) == FileState.WITHDRAWN
        assert state_of(bound["brive"]) == FileState.RENEWED
    claim = SchoolClaim.objects.get(member=bound["valmarais"])
    assert claim.ends == datetime(2028, 7, 18, 22, tzinfo=UTC)


def test_r018_r060_all_ends_with_the_market_and_nothing_renews_it_again(bound: Made) -> None:
    """From in force to ended in one run, when the clock had stood still; each passage bears its own day."""
    with at(2028, 6, 1):
        recorded(bound, posted_on=date(2028, 5, 25))
    with at(2030, 7, 19):
        assert markets_turn() == 4
        assert markets_turn() == 0
        assert {state_of(bound[key]) for key in ("valmarais", "brive")} == {FileState.ENDED}
        days = [one.effective_on for one in history_of(bound["brive"])[:2]]
        assert days == [date(2030, 7, 19), EFFECT]
        assert not SchoolClaim.objects.in_force().exists()
    assert state_of(bound["brive"], date(2030, 7, 18)) == FileState.RENEWED


# --- Told -----------------------------------------------------------------------------------------------------------


def test_r036_members_are_written_to_three_times_and_not_twice_each(bound: Made) -> None:
    """2028-04-19, 05-19, 07-05; only bodies that have an address and did not leave yet."""
    Member.objects.filter(pk=bound["brive"].pk).update(email="mairie@brive.exemple")
    told: dict[date, int] = {}
    day = date(2028, 4, 17)
    while day < date(2028, 7, 20):
        with clock.frozen(datetime(day.year, day.month, day.day, 10, tzinfo=UTC)):
            if many := reminders_send() + reminders_send():
                told[day] = many
            if day == date(2028, 6, 1):
                recorded(bound, "brive", posted_on=date(2028, 5, 25))
        day += timedelta(days=1)
    assert told == {date(2028, 4, 19): 2, date(2028, 5, 19): 2, date(2028, 7, 5): 1}
    assert [letter.to for letter in mail.outbox[-1:]] == [["mairie@valmarais.exemple"]]
    assert f"jusqu’au 18{NBSP}juillet{NBSP}2028" in mail.outbox[0].body
    assert "vous n’avez rien à faire" in mail.outbox[0].body
    assert WindowReminder.objects.count() == 5


def test_the_countdown_follows_the_day(bound: Made) -> None:
    member = Member.objects.select_related("market").get(pk=bound["valmarais"].pk)
    seen = []
    for day in ((2028, 5, 18), (2028, 5, 19), (2028, 7, 18), (2028, 7, 19), (2028, 7, 20)):
        with at(*day):
            found = member_withdrawal(by(bound, "member_rep"), member)
            seen.append((found.phase, found.days))
    assert seen == [("before", 1), ("open", 60), ("open", 0), ("arbiter", -1), ("over", -2)]
