"""The states of a member's file: no act takes it where the table does not, and its history says where it stands."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import DomainError, Forbidden
from eprimo.foundation.kernel.models import AuditLine
from eprimo.steering.consortium.actions import (
    GivenFile,
    amendment_sign,
    deliberation_record,
    deliberation_undo,
    file_deposit,
    file_sign,
    letter_record,
    member_sign,
    needs_return,
    needs_stand,
    needs_write,
    pass_file,
    school_claim,
    school_release,
    signatory_name,
)
from eprimo.steering.consortium.dossier import facts_of
from eprimo.steering.consortium.enums import FileState, PassageReason, Side, Undoing
from eprimo.steering.consortium.errors import Closed, IllegalPassage, NotToBeSigned, SignedAlready, WrongOrder
from eprimo.steering.consortium.models import Market, Member, Passage
from eprimo.steering.consortium.states import BOUND, OPEN, PASSAGES, history_of, last_of, state_of, states_of
from tests.cast import build_cast
from tests.conftest import NOW
from tests.steering.consortium.group import PDF, Made, complete, group_of, signed, signer

FILE = GivenFile("délibération.pdf", PDF)
LAST = date(2026, 1, 24)


def told(group: Made, key: str = "valmarais") -> list[tuple[str, str]]:
    return [(one.state, one.reason) for one in reversed(history_of(group[key]))]


# --- By hand --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_r019_a_file_goes_from_draft_to_signed_and_every_step_is_kept(group: Made) -> None:
    """R019: brouillon, déposé, incomplet, complet, signé; by whom, when, from which day, why."""
    assert state_of(group["valmarais"]) == FileState.DRAFT
    signed(group)
    assert told(group) == [
        ("filed", "by_member"),
        ("incomplete", "lacks"),
        ("complete", "lacks_nothing"),
        ("signed", "both_signed"),
    ]
    first = history_of(group["valmarais"])[-1]
    assert (first.role, first.effective_on) == ("member_rep", NOW.date())
    acts = ("consortium.file.deposited", "consortium.file.signed")
    assert AuditLine.objects.filter(act__in=acts, object_id=group["valmarais"].pk).count() == 2


@pytest.mark.django_db
def test_r014_r019_the_managing_body_files_on_behalf_of_its_member_and_the_coordinator_for_nobody(
    group: Made,
) -> None:
    for name in ("coordinator", "academy", "managing_body", "contractor"):
        with pytest.raises(Forbidden):
            file_deposit(actor=group.cast.actor(name), member=group["valmarais"])
    file_deposit(actor=group.cast.actor("managing_body"), member=group["brive"])
    assert AuditLine.objects.get(act="consortium.file.deposited").details == {"on_behalf": True}
    with pytest.raises(IllegalPassage) as refused:
        file_deposit(actor=group.cast.actor("managing_body"), member=group["brive"])
    assert "déjà déposé" in refused.value.sentence


@pytest.mark.django_db
def test_r015_the_registered_letter_files_a_file_that_nobody_filed(group: Made) -> None:
    """R015: the letter alone is the deposit of the convention; filed on the day it was posted, not twice."""
    by = group.cast.actor("coordinator")
    for received in (None, LAST + timedelta(days=4)):
        letter_record(
            actor=by, member=group["brive"], tracking="1A23456789", posted_on=LAST, received_on=received
        )
    assert told(group, "brive") == [("filed", "by_letter"), ("incomplete", "lacks")]
    assert group["brive"].passages.get(number=1).effective_on == LAST


@pytest.mark.django_db
def test_r016_a_late_file_is_never_signed_however_complete(group: Made) -> None:
    complete(group)
    by = signer(group.cast)
    letter_record(
        actor=by, member=group["valmarais"], tracking="1A23456789", posted_on=LAST + timedelta(days=1)
    )
    with pytest.raises(NotToBeSigned) as refused:
        file_sign(actor=by, member=group["valmarais"])
    assert "article 2" in refused.value.sentence
    assert state_of(group["valmarais"]) == FileState.COMPLETE


@pytest.mark.django_db
def test_r019_the_letter_of_a_signed_file_stays_and_its_reception_may_still_be_noted(group: Made) -> None:
    member, by = signed(group), group.cast.actor("coordinator")
    known = {"actor": by, "member": member, "tracking": member.letter.tracking}
    with pytest.raises(SignedAlready):
        letter_record(posted_on=LAST + timedelta(days=1), **known)
    assert (
        letter_record(posted_on=LAST, received_on=LAST + timedelta(days=3), **known).received_on is not None
    )


@pytest.mark.django_db
def test_r016_nothing_is_filed_nor_signed_once_the_market_is_published(group: Made) -> None:
    complete(group)
    Market.objects.update(published_on=NOW.date())
    with pytest.raises(Closed):
        file_sign(actor=signer(group.cast), member=group["valmarais"])
    with pytest.raises(Closed):
        file_deposit(actor=group.cast.actor("managing_body"), member=group["brive"])


@pytest.mark.django_db
def test_gap_7_a_body_that_is_admitted_late_files_posts_and_is_signed_after_the_publication(
    group: Made,
) -> None:
    """The reading « admits late » opens the whole way, not the list alone; a letter between the two days stays late."""
    Market.objects.update(published_on=NOW.date(), admits_late=True)
    member, by = complete(group), signer(group.cast)
    known = {"actor": by, "member": member, "tracking": member.letter.tracking}
    letter_record(posted_on=LAST + timedelta(days=1), **known)
    with pytest.raises(NotToBeSigned):
        file_sign(actor=by, member=member)
    letter_record(posted_on=NOW.date(), **known)
    file_sign(actor=by, member=member)
    assert state_of(member) == FileState.SIGNED


@pytest.mark.django_db
def test_r091_only_the_level_that_signs_signs_and_only_what_is_complete(group: Made) -> None:
    complete(group)
    with pytest.raises(Forbidden):
        file_sign(actor=group.cast.actor("coordinator"), member=group["valmarais"])
    needs_return(actor=group.cast.actor("coordinator"), member=group["valmarais"], reason="Tant que cela ?")
    assert state_of(group["valmarais"]) == FileState.INCOMPLETE
    with pytest.raises(NotToBeSigned) as refused:
        file_sign(actor=signer(group.cast), member=group["valmarais"])
    assert "besoins renvoyés" in refused.value.sentence


@pytest.mark.django_db
def test_r019_a_passage_is_never_written_over(group: Made) -> None:
    signed(group)
    with transaction.atomic(), pytest.raises(DatabaseError):
        Passage.objects.filter(state="signed").update(effective_on=LAST)
    first = {"member": group["brive"], "number": 1, "effective_on": LAST, "reason": "both_signed"}
    with transaction.atomic(), pytest.raises(IntegrityError):
        Passage.objects.create(before="draft", state="signed", **first)


@pytest.mark.django_db
def test_r019_a_passage_to_come_holds_from_its_day(group: Made) -> None:
    """A withdrawal noted in June takes effect in July: until then the file is in force; nothing slips in before."""
    member = signed(group)
    pass_file(member, FileState.IN_FORCE, PassageReason.MARKET_STARTS, actor=None)
    leaves = NOW.date() + timedelta(days=40)
    pass_file(member, FileState.WITHDRAWN, PassageReason.LETTER_IN_TIME, actor=None, effective_on=leaves)
    assert state_of(member) == FileState.IN_FORCE
    assert state_of(member, leaves) == FileState.WITHDRAWN
    with pytest.raises(WrongOrder):
        pass_file(member, FileState.ENDED, PassageReason.LEFT, actor=None)
    with pytest.raises(IllegalPassage):
        pass_file(member, FileState.RENEWED, PassageReason.TACIT, actor=None, effective_on=leaves)


def test_r018_r019_every_state_is_reached_and_no_second_renewal_exists() -> None:
    """R018: renewed once; from « reconduit » no passage leads back to « reconduit », by any path."""
    seen: set[FileState] = set()
    front = {FileState.DRAFT}
    while front:
        seen |= front
        front = {to for one in front for to in PASSAGES[one]} - seen
    assert seen == set(FileState)
    after, front = set(), set(PASSAGES[FileState.RENEWED])
    while front:
        after |= front
        front = {to for one in front for to in PASSAGES[one]} - after
    assert FileState.RENEWED not in after


# --- In any order ---------------------------------------------------------------------------------------------------


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
def test_r019_no_order_of_acts_makes_a_passage_that_the_table_does_not_know() -> None:
    run_state_machine_as_test(
        FileLife,
        settings=settings(
            max_examples=8, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


# --- On screen ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_states_of_all_files_are_read_in_one_statement(group: Made) -> None:
    signed(group)
    with CaptureQueriesContext(connection) as asked:
        found = states_of(Member.objects.all())
    assert len(asked) == 1
    assert {found[group[key].pk] for key in group.members} == {FileState.SIGNED, FileState.DRAFT}


@pytest.mark.django_db
def test_the_member_files_and_the_coordinator_signs_on_their_pages(group: Made, sign_in: Any) -> None:
    member = complete(group)
    own = sign_in(group.cast.member_rep)
    page, url = "consortium:member", [member.public_id]
    text = own.get(reverse(page, args=url)).content.decode()
    assert "Déposé en ligne" in text
    assert reverse("consortium:deposit", args=url) not in text
    assert reverse("consortium:sign", args=url) not in text
    Passage.objects.all().delete()
    assert (
        "c’est elle qui vaut"
        in own.post(reverse("consortium:deposit", args=url), follow=True).content.decode()
    )
    assert "déjà déposé" in own.post(reverse("consortium:deposit", args=url), follow=True).content.decode()
    signer(group.cast)
    by = sign_in(group.cast.coordinator)
    assert "ne se défait pas" in by.get(reverse("consortium:sign", args=url)).content.decode()
    assert by.post(reverse("consortium:sign", args=url)).status_code == 302
    assert by.post(reverse("consortium:sign", args=url)).status_code == 422
    assert "par la coordination" in own.get(reverse(page, args=url)).content.decode()
    assert last_of(member).state == "signed"  # type: ignore[union-attr]
    listed = by.get(reverse("consortium:members"), {"dossier": "signed"}).content.decode()
    assert "Commune de Valmarais" in listed
    assert "Commune de Brive" not in listed
    assert "Signé" in by.post(reverse("consortium:members_file"), {"format": "csv"}).content.decode()
