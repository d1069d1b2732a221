"""The days that notes and news announce, drawn at random: who sees which, and what a closed school strikes out."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from eprimo.foundation.content import richtext
from eprimo.foundation.content.kinds import EVERYBODY, To
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.things.drafts import DraftInput, draft_save
from eprimo.foundation.content.things.life import thing_publish, thing_readdress, thing_withdraw
from eprimo.foundation.content.things.upcoming import upcoming_dates, upcoming_for
from eprimo.foundation.directory.models import ClassMembership, Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.outbox import run_due
from eprimo.foundation.notifications.quiet_hours import delivery_plan
from eprimo.foundation.occasions.models import Occasion
from eprimo.services.liaison.actions.corrections import note_correct
from eprimo.services.liaison.actions.lifecycle import note_withdraw
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.particulars import NoteParticulars
from eprimo.services.news.service import NEWS
from tests import factories as make
from tests.cast import build_cast
from tests.conftest import NOW
from tests.services.liaison.notes import sent
from tests.sizes import sized

PARIS = ZoneInfo("Europe/Paris")
# The classes of two schools, and who writes to them.
CLASSES = {"ce1": "teacher", "cm2": "teacher_cm2", "ce1_verne": "teacher_verne"}
DIRECTORS = {"ce1": "director", "cm2": "director", "ce1_verne": "director_verne"}
# Own children of Samira's, each where the machine begins.
CHILDREN = {"lea": "ce1", "noe": "cm2", "lea_verne": "ce1_verne"}
DAYS = st.tuples(st.integers(0, 4), st.integers(0, 2))


class Days(RuleBasedStateMachine):
    """Notes and news of two schools, for three children of one guardian, and their model: a list of plain facts."""

    def __init__(self) -> None:
        super().__init__()
        self.point = transaction.atomic()
        self.point.__enter__()
        self.at = NOW
        clock.use(lambda: self.at)
        self.cast = build_cast()
        make.guardianship(self.cast.samira, self.cast.lea_verne)
        self.where = dict(CHILDREN)
        # Of each thing by its public id: classes, first and last day, whether it shuts, whether it is out.
        self.things: dict[str, dict[str, Any]] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.point.__exit__(None, None, None)
        clock.use(lambda: NOW)

    @initialize()
    def nothing(self) -> None:
        assert not Occasion.objects.exists()

    def _days(self, drawn: tuple[int, int]) -> tuple[date, date]:
        first = self.at.date() + timedelta(days=drawn[0])
        return first, first + timedelta(days=drawn[1])

    def _kept(
        self, made: Resource, classes: set[str], days: tuple[date, date], *, shuts: bool = False
    ) -> None:
        self.things[str(made.public_id)] = {
            "pk": made.pk, "service": made.service, "classes": classes, "days": days, "shuts": shuts, "out": True,
        }  # fmt: skip

    def _send(self, classes: set[str], days: tuple[date, date], *, by: str, **said: Any) -> None:
        """A note leaves, and is kept. What is sent in the evening leaves in the morning: its day must not be past."""
        first, last = days
        groups = tuple(getattr(self.cast, one) for one in sorted(classes))
        try:
            with transaction.atomic():
                note = sent(
                    self.cast, by=by, classes=groups, to_pupils=True, event_on=first, event_until_on=last,
                    text="Bonjour.", **said,
                )  # fmt: skip
        except DomainError as refused:
            school = getattr(self.cast, min(classes)).school
            leaves = delivery_plan(school, self.at).visible_from.astimezone(PARIS).date()
            if refused.field == "event_on" and last < leaves:
                return
            raise
        self._kept(note.resource, classes, days, shuts=said["kind"] == NoteKind.CLOSED)

    @rule(to=st.sampled_from(sorted(CLASSES)), drawn=DAYS, closed=st.booleans())
    def write(self, to: str, drawn: tuple[int, int], closed: bool) -> None:
        kind = NoteKind.CLOSED if closed else NoteKind.EVENT
        # « Close a day: director. »
        by = (DIRECTORS if closed else CLASSES)[to]
        self._send({to}, self._days(drawn), by=by, kind=kind, title="Ce jour")

    @rule(drawn=DAYS)
    def shut_the_school(self, drawn: tuple[int, int]) -> None:
        self._send({"ce1", "cm2"}, self._days(drawn), by="director", kind=NoteKind.CLOSED, title="Grève")

    @rule(to=st.sampled_from(["ce1", "cm2"]), drawn=DAYS)
    def announce(self, to: str, drawn: tuple[int, int]) -> None:
        day, _ = self._days(drawn)
        actor = self.cast.actor("director")
        targets = ((To.CLASS, getattr(self.cast, to).pk),)
        said = DraftInput(
            title="Fête", body=richtext.parse("Venez."), targets=targets, readers=EVERYBODY,
            facts={"headline": False, "event_on": day},
        )  # fmt: skip
        made = thing_publish(actor=actor, kind=NEWS, resource=draft_save(actor=actor, kind=NEWS, said=said))
        self._kept(made, {to}, (day, day))

    def _one(self, pick: int) -> tuple[dict[str, Any], Any] | None:
        """One of what is out, and its row."""
        out = [one for one in self.things.values() if one["out"]]
        if not out:
            return None
        one = out[pick % len(out)]
        rows: Any = (
            Note.objects.select_related("resource") if one["service"] == "liaison" else Resource.objects
        )
        return one, rows.get(pk=one["pk"])

    @rule(pick=st.integers(0, 20), drawn=DAYS)
    def move(self, pick: int, drawn: tuple[int, int]) -> None:
        found = self._one(pick)
        if found is None or found[0]["service"] != "liaison":
            return
        one, note = found
        first, last = self._days(drawn)
        said = NoteParticulars(event_on=first, event_until_on=last)
        try:
            with transaction.atomic():
                note_correct(
                    actor=self.cast.actor("director" if "ce1_verne" not in one["classes"] else "director_verne"),
                    note=note, title="Ce jour", body=richtext.parse("Bonjour."), particulars=said,
                )  # fmt: skip
        except DomainError:
            return
        one["days"] = (first, last)

    @rule(pick=st.integers(0, 20))
    def take_back(self, pick: int) -> None:
        found = self._one(pick)
        if found is None:
            return
        one, row = found
        actor = self.cast.actor("director_verne" if "ce1_verne" in one["classes"] else "director")
        if one["service"] == "liaison":
            note_withdraw(actor=actor, note=row)
        else:
            thing_withdraw(actor=actor, kind=NEWS, resource=row)
        if one["shuts"] and self._begun(one["pk"]):
            # On days that are over nobody came.
            today = self.at.astimezone(PARIS).date()
            one["days_shut"] = one["days"][0], min(one["days"][1], today - timedelta(days=1))
        one["out"] = False

    @rule(pick=st.integers(0, 20), to=st.sampled_from(["ce1", "cm2"]))
    def give_to_others(self, pick: int, to: str) -> None:
        found = self._one(pick)
        if found is None or found[0]["service"] != "news":
            return
        one, row = found
        targets = [(To.CLASS, getattr(self.cast, to).pk)]
        thing_readdress(
            actor=self.cast.actor("director"), kind=NEWS, resource=row, targets=targets, readers=EVERYBODY
        )
        one["classes"] = {to}

    @rule(child=st.sampled_from(["lea", "noe"]))
    def change_class(self, child: str) -> None:
        there = "cm2" if self.where[child] == "ce1" else "ce1"
        # Links last a while: of two changes at one instant the second would be refused.
        self.at += timedelta(minutes=1)
        person = getattr(self.cast, child)
        ClassMembership.objects.in_force(self.at).filter(person=person).update(
            ends=self.at, end_reason="moved"
        )
        make.ClassMembership.objects.create(
            person=person, class_group=getattr(self.cast, there), school=self.cast.tilleuls, starts=self.at
        )
        self.where[child] = there

    @rule(hours=st.sampled_from([2, 11, 24, 50]))
    def pass_time(self, hours: int) -> None:
        self.at += timedelta(hours=hours)
        run_due()

    def _ahead(self, who: str, child: str) -> dict[str, bool]:
        """What the model says of a child: {thing: does it fall away}. A child of another school is another child."""
        seen = {
            public: one
            for public, one in self.things.items()
            if one["out"] and self.where[child] in one["classes"] and self._begun(one["pk"])
        }
        shut = [one["days"] for one in seen.values() if one["shuts"]]
        shut += [
            one["days_shut"]
            for one in self.things.values()
            if "days_shut" in one and self.where[child] in one["classes"]
        ]

        def away(one: dict[str, Any]) -> bool:
            first, last = one["days"]
            first = max(first, min(self.at.astimezone(PARIS).date(), last))
            every = [first + timedelta(days=number) for number in range((last - first).days + 1)]
            return not one["shuts"] and all(any(a <= day <= b for a, b in shut) for day in every)

        since = self.at - (timedelta(days=7) if who == child else timedelta())
        return {
            public: away(one)
            for public, one in seen.items()
            if datetime.combine(one["days"][1] + timedelta(days=1), time(), PARIS) > since
        }

    def _begun(self, pk: int) -> bool:
        begins = Resource.objects.get(pk=pk).visible_from
        return begins is not None and begins <= self.at

    def _shown(self, who: str) -> list[Any]:
        actor = self.cast.actor(who)
        rows = Person.objects.filter(pk=actor.person_id).annotate(found=upcoming_dates(actor))
        return upcoming_for(actor, rows.values_list("found", flat=True).get())

    @invariant()
    def a_guardian_has_the_days_of_each_own_child(self) -> None:
        shown = {
            (one.thing, child.person_id, one.cancelled)
            for one in self._shown("samira")
            for child in one.children
        }
        assert shown == {
            (public, self.cast.people[child].pk, away)
            for child in CHILDREN
            for public, away in self._ahead("samira", child).items()
        }

    @invariant()
    def a_pupil_has_the_own_days(self) -> None:
        assert {one.thing: one.cancelled for one in self._shown("lea")} == self._ahead("lea", "lea")

    @invariant()
    def each_thing_that_is_out_has_its_day(self) -> None:
        held = {
            str(one.resource.public_id): (one.on, one.until)
            for one in Occasion.objects.select_related("resource")
        }
        assert held == {public: one["days"] for public, one in self.things.items() if one["out"]}


@pytest.mark.django_db
@pytest.mark.drill
def test_the_days_of_children_of_two_schools() -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Days,
        settings=settings(
            max_examples=sized(2, 60), stateful_step_count=18, deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )  # fmt: skip
