"""The life of a member's file, by everybody's acts in any order: it never leaves the table of its passages."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import DomainError
from eprimo.steering.consortium.actions.amendments import amendment_sign
from eprimo.steering.consortium.actions.dossier import deliberation_record, deliberation_undo, letter_record
from eprimo.steering.consortium.actions.files import file_deposit
from eprimo.steering.consortium.actions.needs import needs_return, needs_stand, needs_write
from eprimo.steering.consortium.actions.passages import pass_file
from eprimo.steering.consortium.actions.representation import GivenFile, signatory_name
from eprimo.steering.consortium.actions.schools import school_claim, school_release
from eprimo.steering.consortium.actions.signatures import file_sign, member_sign
from eprimo.steering.consortium.dossier import facts_of
from eprimo.steering.consortium.enums import FileState, PassageReason, Side, Undoing
from eprimo.steering.consortium.models import Member, Passage
from eprimo.steering.consortium.states import BOUND, OPEN, PASSAGES, history_of, state_of, states_of
from tests.cast import build_cast
from tests.conftest import NOW
from tests.sizes import sized
from tests.steering.consortium.group import PDF, group_of, signer

FILE = GivenFile("délibération.pdf", PDF)
LAST = date(2026, 1, 24)


class FileLife(RuleBasedStateMachine):
    """Two files, by everybody's acts in any order, days passing; each act is done whole or refused whole."""

    def __init__(self) -> None:
        super().__init__()
        self.point = transaction.atomic()
        self.point.__enter__()
        self.at = NOW
        clock.use(lambda: self.at)
        self.group = group_of(build_cast())
        self.by = {"valmarais": "member_rep", "brive": "managing_body"}
        self.own = {"valmarais": self.group.cast.tilleuls, "brive": self.group.schools["brive"]}
        self.needs: dict[str, int] = {}
        signer(self.group.cast)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.point.__exit__(None, None, None)
        clock.use(lambda: NOW)

    def _try(self, act: Callable[..., Any], key: str, *, by: str = "", **fields: Any) -> None:
        before = self._kept()
        try:
            with transaction.atomic():
                act(actor=self.group.cast.actor(by or self.by[key]), **fields)
        except DomainError:
            assert self._kept() == before
        # What was written is still there, as it was.
        assert self._kept()[: len(before)] == before

    def _kept(self) -> list[Any]:
        return list(
            Passage.objects.order_by("pk").values_list("pk", "member", "number", "state", "effective_on")
        )

    KEYS = st.sampled_from(["valmarais", "brive"])

    @rule(key=KEYS)
    def claim(self, key: str) -> None:
        self._try(school_claim, key, member=self.group[key], school=self.own[key])

    @rule(key=KEYS)
    def release(self, key: str) -> None:
        for claim in self.group[key].claims.in_force(self.at):
            self._try(school_release, key, claim=claim)

    @rule(key=KEYS, accounts=st.integers(0, 300))
    def write(self, key: str, accounts: int) -> None:
        self._try(needs_write, key, member=self.group[key], accounts={self.own[key].pk: accounts})

    @rule(key=KEYS, ahead=st.integers(-20, 20))
    def name(self, key: str, ahead: int) -> None:
        more = {"first_name": "J", "last_name": "M", "function": "Maire"}
        day = self.at.date() + timedelta(days=ahead)
        self._try(signatory_name, key, member=self.group[key], starts=day, **more)

    @rule(key=KEYS, received=st.booleans())
    def decide(self, key: str, received: bool) -> None:
        adopted = date(2026, 1, 12)
        self._try(
            deliberation_record, key, member=self.group[key], number="1", assembly="Conseil", adopted_on=adopted,
            received_on=adopted if received else None, file=FILE,
        )  # fmt: skip

    @rule(key=KEYS, late=st.sampled_from([0, 0, 1]))
    def post(self, key: str, late: int) -> None:
        tracking, day = f"1A2345678{self.group[key].pk}", LAST + timedelta(days=late)
        self._try(
            letter_record, key, by="coordinator", member=self.group[key], tracking=tracking, posted_on=day
        )

    @rule(key=KEYS)
    def prepare(self, key: str) -> None:
        """Everything that a file must hold: what chance alone seldom gives."""
        self.claim(key)
        self.write(key, 90)
        self.name(key, 0)
        self.decide(key, received=True)
        self.member_signs(key, 0)
        self.post(key, 0)

    @rule(key=KEYS)
    def deposit(self, key: str) -> None:
        self._try(file_deposit, key, member=self.group[key])

    @rule(key=KEYS, after=st.integers(-3, 9))
    def member_signs(self, key: str, after: int) -> None:
        self._try(
            member_sign, key, member=self.group[key], signed_on=date(2026, 1, 12) + timedelta(days=after)
        )

    @rule(key=KEYS, how=st.sampled_from(list(Undoing)))
    def undo(self, key: str, how: Undoing) -> None:
        self._try(deliberation_undo, key, member=self.group[key], how=how, undone_on=self.at.date())

    @rule(key=KEYS, accounts=st.integers(0, 300))
    def amend(self, key: str, accounts: int) -> None:
        self._try(
            amendment_sign, key, member=self.group[key], accounts={self.own[key].pk: accounts}, reason="Rentrée",
            signed_on=self.at.date(),
        )  # fmt: skip

    @rule(key=KEYS)
    def sign(self, key: str) -> None:
        self._try(file_sign, key, by="coordinator", member=self.group[key])

    @rule(key=KEYS, answers=st.booleans())
    def send_back(self, key: str, answers: bool) -> None:
        self._try(needs_return, key, by="coordinator", member=self.group[key], reason="Revoir")
        if answers:
            self._try(needs_stand, key, member=self.group[key])

    @rule(key=KEYS, state=st.sampled_from(list(FileState)), reason=st.sampled_from(list(PassageReason)))
    def jump(self, key: str, state: FileState, reason: PassageReason) -> None:
        """Any passage at all, as a job would ask it; those that only facts or acts may make are left out."""
        if state in OPEN or state == FileState.SIGNED or reason == PassageReason.SUBSTITUTED:
            return
        self._try(pass_file, key, member=self.group[key], state=state, reason=reason)

    @rule(days=st.integers(1, 400))
    def wait(self, days: int) -> None:
        self.at += timedelta(days=days)

    @invariant()
    def the_history_is_one_path_of_the_table(self) -> None:
        for member in self.group.members.values():
            at, day = FileState.DRAFT, date.min
            for number, one in enumerate(reversed(history_of(member)), 1):
                assert (one.number, one.before) == (number, at)
                assert one.reason in PASSAGES[at][FileState(one.state)]
                assert day <= one.effective_on
                at, day = FileState(one.state), one.effective_on
            assert state_of(member) == at

    @invariant()
    def an_open_file_is_complete_when_it_lacks_nothing(self) -> None:
        facts = facts_of(Member.objects.all())
        for pk, state in states_of(Member.objects.all()).items():
            if state in OPEN:
                assert state == (FileState.INCOMPLETE if facts[pk].missing else FileState.COMPLETE)
            if state == FileState.SIGNED:
                assert not facts[pk].late

    @invariant()
    def what_is_signed_by_both_binds_and_its_need_never_goes_down(self) -> None:
        """R074, R091: in the first period; both signatures stand from « signé » on."""
        for key, member in self.group.members.items():
            state = state_of(member)
            sides = set(member.signatures.filter(voided_at=None).values_list("side", flat=True))
            assert (Side.COORDINATOR in sides) == (state not in {FileState.DRAFT, *OPEN})
            if state in BOUND:
                assert Side.MEMBER in sides
                need = sum(member.needs.filter(ends=None).values_list("accounts", flat=True))
                if self.at.date() < self.group.market.second_period_on:
                    assert need >= self.needs.get(key, 0)
                self.needs[key] = need


@pytest.mark.django_db
@pytest.mark.drill
def test_r019_no_order_of_acts_makes_a_passage_that_the_table_does_not_know() -> None:
    run_state_machine_as_test(
        FileLife,
        settings=settings(
            max_examples=sized(2, 40),
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
