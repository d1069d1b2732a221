"""The life of a note, drawn at random: facts are never lost, a signature keeps its version, states stay true."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from eprimo.foundation.content import richtext
from eprimo.foundation.content.models import Version
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.outbox import run_due
from eprimo.foundation.notifications.models import Notice, NoticeState
from eprimo.services.liaison.actions.corrections import note_correct
from eprimo.services.liaison.actions.delivery import note_send
from eprimo.services.liaison.actions.families import note_answer, note_open, note_refuse, note_sign
from eprimo.services.liaison.actions.lifecycle import note_withdraw
from eprimo.services.liaison.actions.paper import note_record_paper
from eprimo.services.liaison.actions.reminders import note_remind
from eprimo.services.liaison.enums import NoteKind, Outcome, OwedState
from eprimo.services.liaison.models import Note, Owed, Recipient
from eprimo.services.liaison.state import outcome_of
from tests.cast import build_cast
from tests.conftest import NOW
from tests.services.liaison.notes import DUE, draft
from tests.sizes import sized

FAMILY = ("samira", "paul", "no_exercise", "in_charge", "teacher_parent")
OF_LEA = ("samira", "paul")


class NoteLife(RuleBasedStateMachine):
    """One note to one class, and its five guardians; hours pass, nights included."""

    def __init__(self) -> None:
        super().__init__()
        self.point = transaction.atomic()
        self.point.__enter__()
        self.at = NOW
        clock.use(lambda: self.at)
        self.cast = build_cast()
        self.signed: dict[int, int] = {}
        self.texts: dict[int, Any] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.point.__exit__(None, None, None)
        clock.use(lambda: NOW)

    @initialize(kind=st.sampled_from(NoteKind.values), both=st.booleans())
    def write(self, kind: str, both: bool) -> None:
        self.note = draft(
            self.cast, kind=NoteKind(kind), both_guardians=both, event_on=DUE, bring=("Une gourde",)
        )

    def _now(self) -> Note:
        self.note = Note.objects.select_related("resource", "school").get(pk=self.note.pk)
        return self.note

    def _try(self, act: Any, *, by: str, **fields: Any) -> Any:
        """An act that the state or the kind of the note may refuse: refused whole, or done whole."""
        before = self._facts()
        try:
            with transaction.atomic():
                return act(actor=self.cast.actor(by), note=self._now(), **fields)
        except DomainError:
            assert self._facts() == before
            return None

    def _facts(self) -> list[Any]:
        return list(
            Owed.objects.order_by("id").values_list(
                "id", "signed_version", "read_version", "answers", "state"
            )
        )

    def _child(self, who: str) -> Any:
        return self.cast.lea if who in OF_LEA else self.cast.yanis

    @rule()
    def send(self) -> None:
        self._try(note_send, by="teacher")

    @rule(hours=st.sampled_from([1, 5, 11, 24]))
    def pass_time(self, hours: int) -> None:
        self.at += timedelta(hours=hours)
        run_due()

    @rule(who=st.sampled_from(FAMILY))
    def read(self, who: str) -> None:
        self._try(note_open, by=who, child=self._child(who))

    @rule(who=st.sampled_from(FAMILY), old=st.booleans())
    def sign(self, who: str, old: bool) -> None:
        version = max(1, self._now().resource.version - (1 if old else 0))
        row = self._try(note_sign, by=who, child=self._child(who), version=version)
        if row is not None and row.signed_at == self.at:
            self.signed[row.id] = row.signed_version

    @rule(who=st.sampled_from(FAMILY))
    def refuse(self, who: str) -> None:
        self._try(note_refuse, by=who, child=self._child(who))

    @rule(who=st.sampled_from(FAMILY), choice=st.sampled_from(["Oui", "Non", "?"]))
    def answer(self, who: str, choice: str) -> None:
        self._try(note_answer, by=who, child=self._child(who), answers=[choice])

    @rule(who=st.sampled_from(FAMILY), choice=st.sampled_from(["Oui", "Non"]))
    def slip(self, who: str, choice: str) -> None:
        row = self._try(
            note_record_paper,
            by="teacher",
            child=self._child(who),
            guardian=self.cast.people[who],
            answers=[choice],
        )
        if row is not None and row.signed_at == self.at:
            self.signed[row.id] = row.signed_version

    @rule(words=st.text("abc é", min_size=1, max_size=8))
    def correct(self, words: str) -> None:
        self._try(note_correct, by="director", title="Titre", body=richtext.parse(words))

    @precondition(lambda self: self.note.resource.published_at is not None)
    @rule()
    def remind(self) -> None:
        self._try(note_remind, by="delegate")

    @rule(really=st.integers(0, 3))
    def withdraw(self, really: int) -> None:
        if really == 0:
            self._try(note_withdraw, by="teacher")

    @invariant()
    def versions_are_never_rewritten_once_seen(self) -> None:
        note = self._now()
        versions = {v.number: v.body for v in Version.objects.filter(resource=note.resource)}
        assert sorted(versions) == list(range(1, note.resource.version + 1))
        if note.delivered_at is not None:
            for number, body in self.texts.items():
                assert versions[number] == body
            self.texts = versions

    @invariant()
    def a_signature_keeps_its_version(self) -> None:
        for pk, version in self.signed.items():
            row = Owed.objects.get(id=pk)
            assert row.signed_at is not None
            assert row.signed_version == version
            assert row.read_version is not None

    @invariant()
    def nothing_is_owed_before_it_is_seen(self) -> None:
        note = self._now()
        if note.resource.visible_from is None or note.resource.visible_from > self.at:
            assert not Owed.objects.exists()
            assert not Notice.objects.exists()
        elif note.delivered_at is not None:
            assert Owed.objects.count() == len(FAMILY)
            assert Notice.objects.count() == len(FAMILY)

    @invariant()
    def outcomes_and_notices_are_true(self) -> None:
        note = self._now()
        for recipient in Recipient.objects.order_by("id"):
            rows = list(Owed.objects.filter(child=recipient.child_id).order_by("id"))
            assert recipient.outcome == outcome_of(note, rows)
            for row in rows:
                notice = Notice.objects.get(recipient=row.guardian_id, child=row.child_id)
                if note.resource.withdrawn_at is not None:
                    assert notice.state == NoticeState.WITHDRAWN
                    assert row.state != OwedState.EXPECTED
                elif row.state == OwedState.EXPECTED:
                    assert notice.state == NoticeState.OPEN
                    assert recipient.outcome == Outcome.WAITING or not row.may_sign


@pytest.mark.django_db
@pytest.mark.drill
def test_the_life_of_a_note() -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        NoteLife,
        settings=settings(
            max_examples=sized(2, 50), stateful_step_count=20, deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )  # fmt: skip
