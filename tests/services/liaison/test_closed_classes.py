"""The day after a change of year, for each role: nothing of last year's classes asks for an act any more. Undone, all
of it is there again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from eprimo.foundation.directory.actions import year_switch
from eprimo.foundation.directory.enums import AttachmentKind
from eprimo.foundation.directory.models import Guardianship
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.notifications.queries import open_notices
from eprimo.services.liaison.actions.follow_up import note_add_recipients
from eprimo.services.liaison.actions.reminders import note_remind
from eprimo.services.liaison.actions.threads import reply_answer, reply_write
from eprimo.services.liaison.enums import OwedState
from eprimo.services.liaison.models import Note, Owed
from eprimo.services.liaison.queries import lists, team
from eprimo.services.liaison.queries.team_home import team_home
from eprimo.services.liaison.queries.threads import count_waiting
from tests import factories as make
from tests.cast import Cast
from tests.foundation.directory.school_year import JULY, summer
from tests.ground import lent
from tests.services.liaison import notes as notes_of

HOME = reverse("home:home")
TEAM = ("teacher", "director", "atsem", "agent")


@dataclass
class Year:
    """The cast the day after the switch. `kept`: to a child by name, and of the canteen: they go on."""

    cast: Cast
    change: Any
    over: Note
    sung: Note
    kept: Note
    canteen: Note

    def undo(self) -> None:
        year_switch.year_undo(actor=self.cast.actor("director"), change=self.change)


@lent
def switched(cast: Cast) -> Year:
    atsem = cast.people["atsem"] = make.person("Rose", "ATSEM")
    make.account(atsem)
    make.affiliation(atsem, cast.tilleuls, "staff", function="atsem")
    make.attach(atsem, cast.ce1, AttachmentKind.DELEGATE)
    over = notes_of.to_sign(cast, to_pupils=True, title="Sortie au château")
    sung = notes_of.to_sign(cast, by="director", groups=(cast.chorale,), title="Concert de la chorale")
    kept = notes_of.to_sign(cast, children=(cast.lea,), title="Pour vous seuls")
    canteen = notes_of.sent(cast, by="agent", service=cast.canteen, title="Menus de la cantine")
    reply_write(actor=cast.actor("paul"), note=over, child=cast.lea, body="Qui garde le sac ?")
    new = cast.people["new"] = make.pupil(cast.tilleuls, cast.ce1, "Zélie", "NOUVELLE")
    make.guardianship(cast.guardian_verne, new)
    note_add_recipients(actor=cast.actor("teacher"), note=over, children=[new])
    with summer(cast) as school:
        change = school.switched(unplaced_agreed=True)
    return Year(cast, change, over, sung, kept, canteen)


@pytest.fixture
def year(switched: Year) -> Iterator[Year]:
    with clock.frozen(JULY + timedelta(days=1)):
        yield switched


def titles(notes: Any) -> set[str]:
    return {note.resource.title for note in notes}


@pytest.mark.parametrize("who", TEAM)
def test_the_school_is_asked_nothing_about_them(year: Year, sign_in: Any, who: str) -> None:
    actor = year.cast.actor(who)
    on = {"agent": {"Menus de la cantine"}, "atsem": set()}.get(who, {"Pour vous seuls"})
    seen = on | ({"Menus de la cantine"} if who == "director" else set())
    assert titles(team.team_list(actor).items) == seen
    assert titles(team_home(actor, actor.now.date()).notes) == seen
    assert (team_home(actor, actor.now.date()).threads, count_waiting(actor)) == ([], 0)
    page = sign_in(year.cast.people[who]).get(HOME).text
    for note in (year.over, year.sung):
        assert reverse("liaison:remind", args=[note.resource.public_id]) not in page
        assert note.resource.title not in page


@pytest.mark.parametrize("who", TEAM)
def test_before_and_once_undone_they_are_asked(year: Year, who: str) -> None:
    year.undo()
    actor = year.cast.actor(who)
    expected = {
        "teacher": {"Sortie au château", "Pour vous seuls"},
        "atsem": {"Sortie au château"},
        "agent": {"Menus de la cantine"},
    }.get(who, {"Sortie au château", "Pour vous seuls", "Concert de la chorale", "Menus de la cantine"})
    assert titles(team_home(actor, actor.now.date()).notes) == expected
    assert count_waiting(actor) == (1 if who in {"teacher", "director"} else 0)


def test_its_author_finds_it_put_away_and_reminds_nobody(year: Year, sign_in: Any) -> None:
    client = sign_in(year.cast.teacher)
    page = client.get(reverse("liaison:list"), {"voir": team.ARCHIVED}).text
    assert "Sortie au château" in page
    assert "classe fermée" in page
    address = reverse("liaison:note", args=[year.over.resource.public_id])
    assert "Ce mot est d’une année passée" in client.get(address).text
    followed = client.get(reverse("liaison:follow_up", args=[year.over.resource.public_id])).text
    assert (
        reverse("liaison:remind", args=[year.over.resource.public_id]) + '"'
        not in followed.split("<aside")[-1]
    )
    assert 'id="ecrits"' not in followed
    before = set(Owed.objects.filter(note=year.over).values_list("pk", "state"))
    assert note_remind(actor=year.cast.actor("teacher"), note=year.over).adults == 0
    assert set(Owed.objects.filter(note=year.over).values_list("pk", "state")) == before
    assert Owed.objects.filter(note=year.over, state=OwedState.EXPECTED).exists()
    with pytest.raises(DomainError):
        reply_answer(
            actor=year.cast.actor("teacher"),
            note=year.over,
            child=year.cast.lea,
            guardian=year.cast.paul,
            body="Moi.",
        )
    year.undo()
    assert note_remind(actor=year.cast.actor("teacher"), note=year.over).adults > 0


@pytest.mark.parametrize("who", ["paul", "samira", "guardian_verne", "in_charge", "teacher_parent"])
def test_families_keep_what_is_to_their_child_by_name(year: Year, sign_in: Any, who: str) -> None:
    """Who came late and was added is asked as long as the others."""
    person = year.cast.people[who]
    actor = year.cast.actor(who)
    mine = {n.resource.title for n in open_notices(actor) if n.resource is not None}
    waits = {"paul": {"Pour vous seuls"}, "samira": {"Pour vous seuls"}}.get(who, set())
    assert mine - {"Menus de la cantine"} == waits
    if actor.children:
        assert titles(lists.family_list(actor, what=lists.TO_DO)[1].items) == waits
    page = sign_in(person).get(HOME).text
    assert "Sortie au château" not in page
    assert "Concert de la chorale" not in page


def test_a_pupil_finds_only_the_words_of_the_new_class(year: Year, sign_in: Any) -> None:
    client = sign_in(year.cast.lea)
    assert "Sortie au château" not in client.get(HOME).text
    assert "Sortie au château" not in client.get(reverse("liaison:list")).text
    assert client.get(reverse("liaison:note", args=[year.over.resource.public_id])).status_code == 404
    assert "CE1-A" in client.get("/annees/").text


def test_who_left_the_school_is_waited_for_no_more(cast: Cast) -> None:
    """A note to a child by name asks as long as the child is a pupil of the school."""
    notes_of.to_sign(cast, by="teacher_cm2", children=(cast.noe,), title="Livret de Noé")
    assert titles(team.team_list(cast.actor("teacher_cm2")).items) == {"Livret de Noé"}
    with summer(cast) as school:
        school.switched(unplaced_agreed=True)
        assert titles(team.team_list(cast.actor("teacher_cm2")).items) == set()
        assert titles(team_home(cast.actor("director"), JULY.date()).notes) == set()


def test_a_restriction_still_counts(year: Year) -> None:
    make.restrict(Guardianship.objects.get(adult=year.cast.paul, child=year.cast.lea), year.cast.tilleuls, 2)
    assert list(open_notices(year.cast.actor("paul"))) == []
