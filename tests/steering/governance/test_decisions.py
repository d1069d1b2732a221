"""What a meeting decided is followed to its end, and nothing of it is lost."""

from datetime import date, timedelta

import pytest

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import Forbidden, NotVisible
from eprimo.steering.consortium.todo import ToDo
from eprimo.steering.governance.actions.decisions import (
    decision_end,
    decision_put_off,
    decision_reopen,
)
from eprimo.steering.governance.actions.minutes import minutes_publish, minutes_write
from eprimo.steering.governance.enums import Progress
from eprimo.steering.governance.errors import WrongDecision
from eprimo.steering.governance.models import Meeting, MeetingDecision
from eprimo.steering.governance.queries import decision_read, decisions_followed
from eprimo.steering.governance.todo import DECISIONS, open_decisions
from tests.steering.consortium.group import Made, manager
from tests.steering.governance.test_invitations import text_of
from tests.steering.governance.test_meetings import AFTER, convened
from tests.steering.written import like

pytestmark = pytest.mark.django_db

OPEN = MeetingDecision(text="Ouvrir en mai", who="Titulaire", until=date(2027, 5, 3))
TRAIN = MeetingDecision(text="Former les directions", who="DRANE", until=date(2027, 1, 15))


def held(group: Made) -> Meeting:
    return convened(group)


def test_a_decision_says_what_who_and_until_when_and_is_read_once_published(group: Made) -> None:
    by, meeting = manager(group.cast), held(group)
    with clock.frozen(AFTER):
        for wrong in (
            like(OPEN, who=""),
            like(OPEN, until=None),
            like(OPEN, until=date(2026, 12, 7)),
        ):
            with pytest.raises(WrongDecision):
                minutes_write(actor=by, meeting=meeting, text="Dit.", decisions=[wrong])
        minutes_write(actor=by, meeting=meeting, text="Dit.", decisions=[OPEN, TRAIN])
        # The draft is written again: nothing is twice.
        minutes_write(actor=by, meeting=meeting, text="Dit.", decisions=[TRAIN, OPEN])
        draft = meeting.decisions.get(text=OPEN.text)
        with pytest.raises(NotVisible):
            decision_read(group.cast.actor("member_rep"), draft.public_id)
        with pytest.raises(WrongDecision, match="Publiez d’abord"):
            decision_end(actor=by, decision=draft, state=Progress.DONE, on=clock.today("Europe/Paris"))
        minutes_publish(actor=by, meeting=meeting)
        reader = group.cast.actor("member_rep")
        followed = list(decisions_followed(reader, group.market))
        assert [one.text for one in followed] == ["Former les directions", "Ouvrir en mai"]
        for who in ("academy", "contractor", "inspector"):
            with pytest.raises(NotVisible):
                decisions_followed(group.cast.actor(who), group.market)
        # Another version adds to them, and says what became of the first.
        decision_end(actor=by, decision=followed[0], state=Progress.DONE, on=clock.today("Europe/Paris"))
        more = MeetingDecision(text="Écrire aux écoles", who="Rectorat", until=date(2027, 2, 1))
        minutes_write(actor=by, meeting=meeting, text="Dit.", decisions=[more], reason="Un oubli")
        words = text_of(bytes(minutes_publish(actor=by, meeting=meeting).content or b""))
        assert "Former les directions (DRANE, fait le 8 décembre 2026)" in words
        assert "Écrire aux écoles (Rectorat, jusqu’au 1er février 2027)" in words
        assert [one.number for one in meeting.decisions.order_by("number")] == [1, 2, 3]


def test_a_decision_is_put_off_dropped_taken_up_again_and_each_step_is_kept(group: Made) -> None:
    by, meeting = manager(group.cast), held(group)
    with clock.frozen(AFTER):
        minutes_write(actor=by, meeting=meeting, text="Dit.", decisions=[OPEN])
        minutes_publish(actor=by, meeting=meeting)
        one, today = meeting.decisions.get(), clock.today("Europe/Paris")
        for wrong, words in (
            ({"state": Progress.DONE, "on": today + timedelta(days=1)}, "à venir"),
            ({"state": Progress.DONE, "on": date(2026, 12, 1)}, "avant la réunion"),
            ({"state": Progress.DROPPED, "on": today, "reason": " "}, "pourquoi"),
        ):
            with pytest.raises(WrongDecision, match=words):
                decision_end(actor=by, decision=one, **wrong)  # type: ignore[arg-type]
        with pytest.raises(WrongDecision, match="encore à faire"):
            decision_reopen(actor=by, decision=one, reason="Pour rien")
        one = decision_put_off(
            actor=by, decision=one, who="Titulaire", until=date(2027, 6, 1), reason="Livraison tardive"
        )
        one = decision_end(actor=by, decision=one, state=Progress.DROPPED, on=today, reason="Sans objet")
        assert not open_decisions().exists()
        with pytest.raises(WrongDecision, match="déjà terminée"):
            decision_put_off(actor=by, decision=one, who="X", until=date(2027, 7, 1), reason="Non")
        one = decision_reopen(actor=by, decision=one, reason="Le titulaire revient")
        assert [(step.state, step.until.month, step.reason) for step in one.steps.order_by("pk")] == [
            ("todo", 5, ""), ("todo", 6, "Livraison tardive"), ("dropped", 6, "Sans objet"),
            ("todo", 6, "Le titulaire revient"),
        ]  # fmt: skip
        for who in ("member_rep", "managing_body", "commission", "academy"):
            with pytest.raises(Forbidden):
                decision_end(actor=group.cast.actor(who), decision=one, state=Progress.DONE, on=today)
        row = {
            "id": str(one.public_id),
            "text": one.text,
            "who": one.who,
            "until": "2027-06-01",
            "subject": "Un",
        }
        (left,) = DECISIONS.read(by, [row])
        assert isinstance(left, ToDo)
        assert left.due == date(2027, 6, 1)
