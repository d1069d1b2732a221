"""The figures of a department are joined to a meeting of its group, and stay what they were that day."""

from datetime import date, timedelta
from typing import Any

import pytest

from eprimo.foundation.directory.models import School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import Forbidden
from eprimo.steering.governance.actions.figures import figures_take
from eprimo.steering.governance.actions.meetings import (
    attendance_note,
    meeting_convene,
    meeting_plan,
    members_invite,
)
from eprimo.steering.governance.actions.minutes import minutes_publish, minutes_write
from eprimo.steering.governance.errors import NoFigures, WrongMeeting
from eprimo.steering.governance.figures import figure_rows
from eprimo.steering.governance.letters import letters_pdf
from eprimo.steering.governance.models import Meeting
from eprimo.steering.governance.queries import figures_shown
from eprimo.steering.statistics.models import SchoolFigures
from tests import factories as make
from tests.conftest import NOW
from tests.steering.consortium.group import Made, manager
from tests.steering.governance.test_invitations import planned, text_of
from tests.steering.governance.test_meetings import AFTER, SAID
from tests.steering.written import like

pytestmark = pytest.mark.django_db

TODAY = NOW.date()


def counted(school: School, day: date = TODAY, **counts: int) -> SchoolFigures:
    values = {"pupils": 100, "families": 90, "families_came": 60, "adults": 10, "adults_came": 8} | counts
    return SchoolFigures.objects.create(school=school, day=day, computed_at=NOW, open_until=NOW, **values)


def group_meeting(group: Made, **more: Any) -> Meeting:
    meeting = planned(group, department=make.department(), **more)
    members_invite(actor=manager(group.cast), meeting=meeting, members=[group["valmarais"]])
    return meeting


def test_figures_are_those_of_the_day_of_the_invitation_and_of_the_day_of_the_meeting(group: Made) -> None:
    by, tilleuls, verne = manager(group.cast), group.cast.tilleuls, group.cast.verne
    counted(tilleuls)
    # Three families that did not come would be told by what is left: the cell is hidden.
    counted(verne, families=20, families_came=0, adults=3, adults_came=3)
    # To come, by a clock that was set back since.
    counted(tilleuls, TODAY + timedelta(days=30), families_came=90)
    meeting = meeting_convene(actor=by, meeting=group_meeting(group))
    (first,) = figures_shown(group.cast.actor("member_rep"), meeting)
    assert (first.day, first.schools, first.families_came, first.families) == (TODAY, 2, 60, 110)
    rows = {what: here for what, here, _ in figure_rows(first)}
    assert rows["Familles jointes"] == "54\u00a0%"
    # Eleven adults of thirteen: the two that are left are not told.
    assert rows["Adultes des écoles qui ont activé leur compte"] == "la quasi-totalité"
    # Frozen: counts that change since change nothing of what was joined.
    SchoolFigures.objects.filter(day=TODAY).update(families_came=1)
    assert figures_take(actor=by, meeting=meeting).families_came == 60
    assert "54" in text_of(letters_pdf(meeting, list(meeting.attendances.all()), []))
    with clock.frozen(AFTER):
        counted(tilleuls, AFTER.date(), families_came=70)
        figures_take(actor=by, meeting=meeting)
        assert [one.families_came for one in figures_shown(by, meeting)] == [70, 60]
        attendance_note(actor=by, meeting=meeting, said={group["valmarais"].pk: ("present", "")})
        minutes_write(actor=by, meeting=meeting, text="Vu.")
        words = text_of(bytes(minutes_publish(actor=by, meeting=meeting).content or b""))
        assert "Chiffres du département" in words
        assert "comptés le 8 décembre 2026" in words
        with pytest.raises(WrongMeeting, match="ne changent plus"):
            figures_take(actor=by, meeting=meeting)
    for who, sets in (
        ("commission", 2),
        ("managing_body", 2),
        ("academy", 2),
        ("inspector", 0),
        ("contractor", 0),
    ):
        assert len(figures_shown(group.cast.actor(who), meeting)) == sets
    with pytest.raises(Forbidden):
        figures_take(actor=group.cast.actor("academy"), meeting=meeting)


def test_a_department_without_figures_is_convened_without_and_the_committee_has_none(group: Made) -> None:
    by = manager(group.cast)
    meeting = meeting_convene(actor=by, meeting=group_meeting(group))
    assert figures_shown(by, meeting) == []
    with pytest.raises(NoFigures, match="Aucune école de ce département"):
        figures_take(actor=by, meeting=meeting)
    # Of another department, what was counted here is nothing.
    counted(group.cast.tilleuls)
    elsewhere = meeting_plan(
        actor=by, market=group.market, said=like(SAID, department=make.department("49", "Maine-et-Loire"))
    )
    with pytest.raises(NoFigures):
        figures_take(actor=by, meeting=elsewhere)
    committee = planned(group)
    members_invite(actor=by, meeting=committee, members=[group["valmarais"]])
    committee = meeting_convene(actor=by, meeting=committee)
    assert figures_shown(by, committee) == []
    with pytest.raises(WrongMeeting, match="son groupe"):
        figures_take(actor=by, meeting=committee)
