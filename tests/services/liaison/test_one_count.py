"""One count for all: what a home, a list, the follow-up, its sheet, the slips and a reminder say of a note agree."""

import random
import re
from datetime import timedelta
from typing import Any

import pytest

from eprimo.foundation.access.actors import for_person
from eprimo.foundation.directory.models import Affiliation, ClassMembership, Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.notifications.models import Notice
from eprimo.services.liaison.actions.families import note_answer, note_open, note_refuse, note_sign
from eprimo.services.liaison.actions.reminders import RemindedFamilies, note_remind
from eprimo.services.liaison.enums import NoteKind, Outcome, QuestionKind
from eprimo.services.liaison.follow_up import Tally, totals_of
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.queries.follow_up import follow_up_rows, reminder_for
from eprimo.services.liaison.queries.papers import slip_choice
from eprimo.services.liaison.queries.team import team_list
from eprimo.services.liaison.queries.team_home import team_home
from eprimo.services.liaison.questions import Question
from eprimo.services.liaison.wording import follow_up_summary
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.services.liaison.notes import answer, draft, sent, to_answer, to_sign
from tests.services.liaison.test_journey import address
from tests.sizes import sized

GOES = Question("Votre enfant peut-il partir ?")
HELPS = Question("Pouvez-vous accompagner ?", ("Oui", "Le matin", "Non"), QuestionKind.OFFER)
MEAL = Question("Mange-t-il avec nous ?", kind=QuestionKind.ANSWER)
READERS = ("teacher", "teacher_cm2", "substitute", "director", "delegate")


class World:
    """A note to two classes, whose families did all that families do; then some children left."""

    def __init__(self, cast: Cast, seed: int) -> None:
        self.cast, self.rng = cast, random.Random(seed)
        self.adults: list[Person] = []
        for number in range(9):
            self._family(cast.ce1 if number % 3 else cast.cm2, number)
        kind = self.rng.choice(
            [NoteKind.TO_ANSWER, NoteKind.TO_ANSWER, NoteKind.TO_SIGN, NoteKind.INFORMATION]
        )
        asked = {"questions": (GOES, HELPS, MEAL)} if kind == NoteKind.TO_ANSWER else {}
        self.note = sent(cast, by="director", classes=(cast.ce1, cast.cm2), kind=kind, **asked)
        for child, adult in self.links:
            self._act(child, adult)
        for child in self.rng.sample(sorted({child for child, _ in self.links}, key=lambda one: one.pk), 3):
            self._leave(child)

    def _family(self, group: Any, number: int) -> None:
        child = make.pupil(self.cast.tilleuls, group, f"Enfant{number}")
        if self.adults and self.rng.random() < 0.4:
            make.guardianship(self.rng.choice(self.adults), child)
        for _ in range(self.rng.choice([0, 1, 2, 2])):
            kind = self.rng.choice(["exercises", "exercises", "no_exercise", "in_charge"])
            adult = make.guardian(child, kind=kind)
            make.account(adult, active=self.rng.random() < 0.7)
            self.adults.append(adult)

    @property
    def links(self) -> list[tuple[Person, Person]]:
        found = [(link.child, one) for one in self.adults for link in one.guardianships.order_by("pk")]
        return [pair for pair in found if pair[0].first_name.startswith("Enfant")]

    def _act(self, child: Person, adult: Person) -> None:
        rng = self.rng
        if rng.random() < 0.35 or not adult.account.activated_at:
            return
        actor = for_person(adult.pk)
        given: dict[str, Any] = {"actor": actor, "note": self.note, "child": child}
        link = actor.child(child.pk)
        assert link is not None
        if self.note.kind == NoteKind.TO_ANSWER and link.may_consent:
            note_answer(**given, answers=[rng.choice(one.choices) for one in self.note.asked])
        elif self.note.kind == NoteKind.TO_SIGN and link.may_sign:
            rng.choice([note_sign, note_sign, note_refuse])(**given)
        else:
            note_open(**given)

    def _leave(self, child: Person) -> None:
        """The class, the school, or to the other class of the note."""
        now = clock.now()
        way = self.rng.randrange(3)
        if way == 0:
            Affiliation.objects.filter(person=child).update(ends=now, end_reason="left")
            return
        ClassMembership.objects.filter(person=child).update(ends=now)
        if way == 1:
            ClassMembership.objects.create(
                person=child, class_group=self.cast.cm2, school=self.cast.tilleuls, starts=now
            )


@pytest.mark.drill
@pytest.mark.parametrize("seed", range(sized(3, 24)))
def test_home_list_follow_up_sheet_and_slips_count_the_same(cast: Cast, seed: int) -> None:
    note = World(cast, seed).note
    for who in READERS:
        actor = cast.actor(who)
        rows = follow_up_rows(actor, note)
        totals = totals_of(note, rows)
        assert totals.children == sum(row.present for row in rows), who
        listed = next(one for one in team_list(actor).items if one.pk == note.pk)
        assert (listed.reached, listed.settled) == (totals.children, totals.settled), who  # type: ignore[attr-defined]
        home = team_home(actor, actor.now.date())
        for found in (*home.notes, *home.others):
            if found.pk == note.pk:
                assert (found.reached, found.settled) == (totals.children, totals.settled), who  # type: ignore[attr-defined]
        assert (
            slip_choice(actor, note).counts()["attente"] == totals.waiting == totals.children - totals.settled
        )
        assert f"{totals.settled}\xa0enfant" in follow_up_summary(note, totals)
        for tally in totals.tallies:
            _holds(tally, totals.children, len({owed.guardian_id for row in rows for owed in row.owed}))


def _holds(tally: Tally, children: int, adults: int) -> None:
    said = sum(count for _, count in tally.answers)
    if tally.of_adults:
        assert said <= adults
        assert not tally.apart
    else:
        assert said + len(tally.apart) <= children


@pytest.mark.drill
@pytest.mark.parametrize("seed", range(sized(3, 24)))
def test_the_button_its_notices_and_the_rows_that_wait_are_one_number(
    cast: Cast, sign_in: Any, seed: int
) -> None:
    note = World(cast, seed).note
    for who in ("director", "delegate"):
        actor = cast.actor(who)
        with clock.frozen(NOW + timedelta(days=1 if who == "director" else 2)):
            rows = follow_up_rows(actor, note)
            page = sign_in(cast.people[who]).get(address("follow_up", note)).text
            reminder = reminder_for(actor, note, rows)
            assert reminder is not None
            waiting = sum(row.waits for row in rows)
            if waiting:
                assert waiting == reminder.children + reminder.today + reminder.paper
            before = dict(Notice.objects.values_list("id", "reminded"))
            done = note_remind(actor=actor, note=note)
            bumped = [
                one
                for one in Notice.objects.filter(resource=note.resource)
                if one.reminded > before[one.pk[1]]
            ]
            assert len({one.recipient_id for one in bumped}) == done.adults == reminder.adults
            if reminder.of_waiting:
                assert len({one.child_id for one in bumped}) == done.children == reminder.children
                assert page.count(">Relancer</span></button>") == done.children
                assert _on_button(page) == done.children


def _on_button(page: str) -> int:
    several = re.search(r"Relancer les familles de (\d+) enfants", page)
    return int(several[1]) if several else int("Relancer la famille attendue" in page)


# --- each rule by itself -------------------------------------------------------------------------------------


def _totals(cast: Cast, note: Note) -> Any:
    return totals_of(note, follow_up_rows(cast.actor("teacher"), note))


def test_a_coach_is_ordered_for_children_and_helpers_are_adults(cast: Cast) -> None:
    """Both parents of Léa answer, one of them has a sister of hers in the class as well."""
    sister = make.pupil(cast.tilleuls, cast.ce1, "Lina", "MARTIN")
    make.guardianship(cast.samira, sister)
    note = to_answer(cast, questions=(GOES, HELPS))
    answer(cast, note, "samira", cast.lea, "Oui", "Oui")
    answer(cast, note, "paul", cast.lea, "Oui", "Non")
    answer(cast, note, "samira", sister, "Oui", "Le matin")
    goes, helps = _totals(cast, note).tallies
    assert goes.answers == (("Oui", 2), ("Non", 0))
    # Samira once, by what she said last.
    assert helps.answers == (("Oui", 0), ("Le matin", 1), ("Non", 1))


def test_two_guardians_who_disagree_are_shown_apart_with_who(cast: Cast, sign_in: Any) -> None:
    note = to_answer(cast, questions=(GOES, MEAL))
    answer(cast, note, "samira", cast.lea, "Oui", "Oui")
    answer(cast, note, "paul", cast.lea, "Non", "Oui")
    answer(cast, note, "teacher_parent", cast.yanis, "Oui", "Non")
    totals = _totals(cast, note)
    assert (totals.settled, totals.apart, totals.refused) == (2, 1, 0)
    goes, meal = totals.tallies
    assert (goes.answers, len(goes.apart)) == ((("Oui", 1), ("Non", 0)), 1)
    assert set(goes.apart[0].said) == {("Samira MARTIN", "Oui"), ("Paul MARTIN", "Non")}
    assert (meal.answers, meal.apart) == ((("Oui", 1), ("Non", 1)), ())
    page = sign_in(cast.teacher).get(address("follow_up", note)).text
    assert "Une famille ne dit pas la même chose" in page
    assert "Paul MARTIN\xa0: Non" in page
    assert "Un oui, un non" in page
    # Who disagrees stands first: the school speaks to both.
    assert page.index("Léa MARTIN") < page.index("Yanis BELKACEM")


def test_of_a_signature_too(cast: Cast) -> None:
    note = to_sign(cast)
    note_sign(actor=cast.actor("samira"), note=note, child=cast.lea)
    note_refuse(actor=cast.actor("paul"), note=note, child=cast.lea)
    totals = _totals(cast, note)
    assert (totals.apart, totals.refused) == (1, 0)
    row = next(one for one in follow_up_rows(cast.actor("teacher"), note) if one.child_id == cast.lea.pk)
    assert (row.outcome, row.disagrees) == (Outcome.REFUSED, True)


def test_who_left_takes_no_seat(cast: Cast) -> None:
    note = to_answer(cast, questions=(GOES,))
    answer(cast, note, "samira", cast.lea, "Oui")
    ClassMembership.objects.filter(person=cast.lea).update(ends=clock.now())
    totals = _totals(cast, note)
    assert (totals.children, totals.settled, totals.left) == (1, 0, 1)
    assert totals.tallies[0].answers == (("Oui", 0), ("Non", 0))


def test_a_reminder_of_one_family_does_not_say_that_all_were(cast: Cast, sign_in: Any) -> None:
    note = to_sign(cast)
    assert note_remind(actor=cast.actor("teacher"), note=note, child=cast.lea) == RemindedFamilies(1, 2, NOW)
    assert "Relancé aujourd’hui" not in sign_in(cast.teacher).get("/").text
    page = sign_in(cast.teacher).get(address("follow_up", note)).text
    assert "Relancer la famille attendue" in page
    assert "Pour l’un, la relance est déjà faite aujourd’hui." in page


def test_who_never_came_is_served_by_paper_and_not_counted_by_the_button(cast: Cast, sign_in: Any) -> None:
    child = make.pupil(cast.tilleuls, cast.ce1, "Can", "CHEVALIER")
    make.account(make.guardian(child), active=False)
    note = to_sign(cast)
    page = sign_in(cast.teacher).get(address("follow_up", note)).text
    assert "3 enfants sont attendus." in page.replace("\xa0", " ")
    assert "Relancer les familles de 2 enfants" in page
    assert "Pour l’un, aucun responsable n’est jamais venu" in page
    assert note_remind(actor=cast.actor("teacher"), note=note).children == 2


def test_a_draft_has_no_figure(cast: Cast) -> None:
    note = draft(cast)
    assert totals_of(note, follow_up_rows(cast.actor("teacher"), note)).children == 0
