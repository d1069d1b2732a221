"""« Fermer l'école » is one act: which half-days, why, who is told; everybody there reads it; it is undone in one."""

from datetime import time, timedelta
from typing import Any

import pytest
from django.urls import reverse

from eprimo.console.closing.tasks import CLASS_SHUT, OPEN, SHUT
from eprimo.foundation.content import richtext
from eprimo.foundation.content.kinds import EVERYBODY, To
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.things.life import thing_readdress
from eprimo.foundation.directory.models import SchoolDayOff, ZoneHoliday
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.kernel.outbox import run_due
from eprimo.foundation.notifications.models import Notice, NoticeState
from eprimo.foundation.occasions.enums import Sort
from eprimo.foundation.occasions.models import Occasion
from eprimo.foundation.presence.actions.absences import AbsenceNotice, absence_declare
from eprimo.foundation.presence.enums import Half, Reason
from eprimo.foundation.presence.hours import HalfOf, hours_of_class
from eprimo.foundation.presence.models import Absence, HalfDay
from eprimo.services.events.service import EVENTS
from eprimo.services.liaison.actions.corrections import note_correct
from eprimo.services.liaison.actions.lifecycle import note_withdraw
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.particulars import NoteParticulars
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.services.events.test_events import event
from tests.services.homework.giving import give
from tests.services.liaison.notes import sent

CLOSE = reverse("closing:close")
THURSDAY, FRIDAY = NOW.date() + timedelta(days=2), NOW.date() + timedelta(days=3)
KEY = "0193a3b0-0000-7000-8000-000000000001"
# Long enough for whoever wrote to change their mind.
LATER = NOW + timedelta(minutes=5)


def typed(**more: Any) -> dict[str, Any]:
    return {
        "key": KEY, "scope": "school", "why": "strike", "first": THURSDAY.isoformat(), "first_half": Half.MORNING.value,
        "last": "", "last_half": Half.AFTERNOON.value,
    } | more  # fmt: skip


def close(cast: Cast, sign_in: Any, **more: Any) -> Any:
    answer = sign_in(cast.director).post(CLOSE, typed(do="close", **more))
    assert answer.status_code == 302, answer.content.decode()
    return answer


def carried(at: Any = LATER) -> None:
    """What left, and who is told of it."""
    with clock.frozen(at):
        run_due()


def told(card: str) -> set[int]:
    return set(
        Notice.objects.filter(card=card, state=NoticeState.OPEN).values_list("recipient_id", flat=True)
    )


def test_the_home_and_the_menu_lead_to_it(cast: Cast, sign_in: Any) -> None:
    home = sign_in(cast.director).get("/").text
    assert home.count(f'href="{CLOSE}"') >= 1
    assert CLOSE in sign_in(cast.director).get(reverse("home:add")).text
    for who in ("teacher", "samira", "agent", "partner", "lea"):
        assert sign_in(cast.people[who]).get(CLOSE).status_code == 404, who


def test_nothing_is_chosen_and_what_misses_is_said(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.director)
    assert " checked" not in client.get(CLOSE).text
    answer = client.post(CLOSE, {"key": KEY, "words": "Bon courage"})
    assert answer.status_code == 422
    assert "Dites ce que vous fermez." in answer.text
    assert "Dites pourquoi." in answer.text
    assert "Bon courage" in answer.text
    some = client.post(CLOSE, typed(scope="classes", do="close"))
    assert "Choisissez au moins une classe." in some.text
    assert client.post(CLOSE, typed(first_half="pm", last_half="am")).status_code == 422
    assert not Note.objects.exists()


def test_it_is_looked_over_before_it_is_done(cast: Cast, sign_in: Any) -> None:
    event(cast, event_on=THURSDAY, starts_at=time(9))
    page = sign_in(cast.director).post(CLOSE, typed(do="look")).text
    for words in ("Toute l’école", "Mouvement de grève", "Piscine", "Fermer et prévenir"):
        assert words in page, words
    assert not Note.objects.exists()
    assert not SchoolDayOff.objects.exists()
    again = sign_in(cast.director).post(CLOSE, typed(do="edit", words="Merci")).text
    assert "Merci" in again


def test_one_act_and_families_team_agents_and_partners_are_told(cast: Cast, sign_in: Any) -> None:
    close(cast, sign_in)
    # Twice is once.
    close(cast, sign_in)
    carried()
    note = Note.objects.get()
    assert (note.kind, note.event_on, note.resource.title) == (
        NoteKind.CLOSED,
        THURSDAY,
        "Mouvement de grève",
    )
    row = SchoolDayOff.objects.get()
    assert (row.told_by, row.class_group, row.label) == (note.resource.public_id, None, "Mouvement de grève")
    people = {
        cast.people[who].pk for who in ("director", "teacher", "teacher_cm2", "staff", "agent", "partner")
    }
    assert people <= told(SHUT)
    assert cast.samira.pk not in told(SHUT)
    assert Notice.objects.filter(recipient=cast.samira, card="liaison.closed").exists()
    assert AuditLine.objects.filter(act="closing.school.shut").count() == 1
    with clock.frozen(LATER):
        assert "École fermée" in sign_in(cast.people["partner"]).get("/").text
        assert "Mouvement de grève" in sign_in(cast.director).get("/").text


@pytest.fixture
def struck(cast: Cast, sign_in: Any) -> Cast:
    """Thursday is shut by a strike; before it was, there was a pool, work, and a family with a child elsewhere."""
    make.guardianship(cast.samira, cast.lea_verne)
    event(cast, event_on=THURSDAY, starts_at=time(9))
    give(cast, "la page 12", THURSDAY)
    close(cast, sign_in)
    carried()
    return cast


def test_a_closed_day_is_one_truth_for_everybody(struck: Cast, sign_in: Any) -> None:
    """Pupil, family, teacher: agenda, homework, absence, roll and follow-up."""
    cast = struck
    with clock.frozen(LATER):
        for who in ("lea", "paul", "teacher", "director"):
            items = sign_in(cast.people[who]).get("/agenda/").context["agenda"]
            lines = {one.line.title: one.line.cancelled for one in items.items if one.line is not None}
            assert lines["Piscine"], who
            # The closure itself is a date of everybody there.
            assert not lines["Mouvement de grève"], who
            squares = {day.on: day.closed for week in items.weeks for day in week}
            assert squares[THURSDAY], who
        for who in ("teacher_cm2", "staff", "agent", "partner"):
            items = sign_in(cast.people[who]).get("/agenda/").context["agenda"].items
            assert "Mouvement de grève" in {one.line.title for one in items if one.line}, who
        # The pupil, to whom the note was not sent, reads that there is no school, and no title of it.
        pupil = sign_in(cast.lea).get("/").text
        assert "École fermée" in pupil or "Mouvement de grève" in pupil
        # The family of two schools reads the closure of one, with whose it is.
        family = sign_in(cast.samira).get(reverse("homework:family")).text.replace("\N{NO-BREAK SPACE}", " ")
        assert "pas d’école" in family
        # The teacher's form offers Friday, and refuses Thursday with why.
        client = sign_in(cast.teacher)
        page = client.get(reverse("homework:week", args=[cast.ce1.public_id])).text
        assert "Pas classe : Mouvement de grève" in page.replace("\N{NO-BREAK SPACE}", " ")
        absence = sign_in(cast.paul).post(
            reverse("attendance:tell"),
            {
                "when": "days", "first": THURSDAY.isoformat(), "first_half": "am", "last": THURSDAY.isoformat(),
                "last_half": "pm", "reason": "ill",
            },
        )  # fmt: skip
        assert absence.status_code == 422
        assert "Mouvement de grève" in absence.text
        assert not Absence.objects.exists()
    thursday = NOW + timedelta(days=2)
    with clock.frozen(thursday):
        assert (
            "Pas classe"
            in sign_in(cast.teacher).get(reverse("attendance:call", args=[cast.ce1.public_id])).text
        )
        assert "Il n’y a pas classe" in sign_in(cast.director).get(reverse("attendance:day")).text


def test_homework_on_homes_is_of_a_day_with_class(struck: Cast, sign_in: Any) -> None:
    cast = struck
    give(cast, "le poème", FRIDAY)
    with clock.frozen(LATER):
        for who in ("paul", "lea"):
            home = sign_in(cast.people[who]).get("/").text
            assert "le poème" in home, who
            assert "la page 12" not in home, who
        assert "Mouvement de grève\N{NO-BREAK SPACE}: reporter" in sign_in(cast.teacher).get("/").text


def test_homework_for_a_day_of_the_holidays_waits_at_work_and_on_no_home(cast: Cast, sign_in: Any) -> None:
    """The calendar answers it, whatever leaves no class: holidays that were loaded since the work was given."""
    give(cast, "le poème", THURSDAY)
    zone = cast.tilleuls.holiday_zone
    ZoneHoliday.objects.create(zone=zone, year=2026, name="Pont", first=THURSDAY, resumes=FRIDAY)
    for who in ("paul", "lea"):
        assert "le poème" not in sign_in(cast.people[who]).get("/").text, who
    assert "Pont\N{NO-BREAK SPACE}: reporter" in sign_in(cast.teacher).get("/").text


def test_one_class_is_shut_alone(cast: Cast, sign_in: Any) -> None:
    close(cast, sign_in, scope="classes", classes=[str(cast.ce1.public_id)], why="other")
    carried()
    row = SchoolDayOff.objects.get()
    assert (row.class_group, row.label) == (cast.ce1, "Classe fermée")
    with clock.frozen(LATER):
        ce1, cm2 = (hours_of_class(one, THURSDAY) for one in (cast.ce1, cast.cm2))
    morning = HalfOf(THURSDAY, Half.MORNING)
    assert (ce1.is_open(morning), cm2.is_open(morning)) == (False, True)
    assert told(CLASS_SHUT)
    assert not told(SHUT)
    assert not Notice.objects.filter(card="liaison.closed", child=cast.zoe).exists()


def test_of_what_one_class_held_each_date_is_kept_or_put_off(cast: Cast, sign_in: Any) -> None:
    """« Garder » and « Reporter », by who directs, of what a closure of one class strikes out; a date that other
    classes have as well is struck out for the families of this one alone, and is kept, not moved."""
    pool = event(cast, event_on=THURSDAY, starts_at=time(9))
    music = event(cast, title="Chorale", event_on=THURSDAY)
    both = [(To.CLASS, cast.ce1.pk), (To.CLASS, cast.cm2.pk)]
    show = event(cast, title="Spectacle", event_on=THURSDAY)
    thing_readdress(actor=cast.actor("director"), kind=EVENTS, resource=show, targets=both, readers=EVERYBODY)
    close(cast, sign_in, scope="classes", classes=[str(cast.ce1.public_id)], why="other")
    carried()
    where = reverse("closing:one", args=[Note.objects.get().resource.public_id])

    def struck() -> dict[str, bool]:
        items = sign_in(cast.paul).get("/agenda/").context["agenda"].items
        return {
            one.line.title: one.line.cancelled for one in items if one.line and one.line.sort == Sort.EVENT
        }

    def press(do: str, made: Resource) -> str:
        typed = {"do": do, "thing": str(made.public_id), "n": "1"}
        return str(sign_in(cast.director).post(where, typed, follow=True).text)

    with clock.frozen(LATER):
        page = sign_in(cast.director).get(where).text
        assert page.count("Garder") == 3
        assert page.count("Reporter au vendredi") == 2
        assert "n’a pas lieu pour la classe fermée" in page
        assert struck() == {"Piscine": True, "Chorale": True, "Spectacle": True}
        assert "C’est reporté au vendredi 27" in press("move", pool)
        assert "a lieu quand même" in press("keep", music)
        press("keep", show)
        assert (
            sign_in(cast.director)
            .post(where, {"do": "move", "thing": str(show.public_id), "n": "1"})
            .status_code
            == 404
        )
        assert struck() == {"Piscine": False, "Chorale": False, "Spectacle": False}
        assert Occasion.objects.get(resource=pool).on == FRIDAY
        sign_in(cast.director).post(reverse("closing:reopen", args=[Note.objects.get().resource.public_id]))
        assert struck() == {"Piscine": False, "Chorale": False, "Spectacle": False}


def test_half_a_day_strikes_what_it_holds_alone(cast: Cast, sign_in: Any) -> None:
    event(cast, title="Piscine", event_on=THURSDAY, starts_at=time(9), ends_at=time(10))
    event(cast, title="Chorale", event_on=THURSDAY, starts_at=time(14))
    event(cast, title="Sortie", event_on=THURSDAY)
    close(cast, sign_in, last_half=Half.MORNING.value)
    carried()
    with clock.frozen(LATER):
        items = sign_in(cast.paul).get("/agenda/").context["agenda"].items
        note = sign_in(cast.director).get(
            reverse("liaison:note", args=[Note.objects.get().resource.public_id])
        )
    lines = {one.line.title: one.line.cancelled for one in items if one.line is not None}
    assert (lines["Piscine"], lines["Chorale"], lines["Sortie"]) == (True, False, False)
    assert "le matin" in note.text


def test_it_is_undone_in_one_act_and_dates_come_back(struck: Cast, sign_in: Any) -> None:
    cast = struck
    note = Note.objects.get()
    with clock.frozen(LATER):
        page = sign_in(cast.director).get(reverse("closing:one", args=[note.resource.public_id])).text
        assert "Piscine" in page
        answer = sign_in(cast.director).post(
            reverse("closing:reopen", args=[note.resource.public_id]), follow=True
        )
        assert "C’est rouvert" in answer.text
        sign_in(cast.director).post(reverse("closing:reopen", args=[note.resource.public_id]))
    carried(LATER + timedelta(minutes=5))
    assert not SchoolDayOff.objects.exists()
    assert not told(SHUT)
    assert {cast.people[who].pk for who in ("teacher", "agent", "partner")} <= told(OPEN)
    open_again = Note.objects.exclude(pk=note.pk).get()
    assert (open_again.kind, open_again.resource.title) == (NoteKind.INFORMATION, "L’école est ouverte")
    with clock.frozen(LATER + timedelta(minutes=10)):
        items = sign_in(cast.paul).get("/agenda/").context["agenda"].items
        assert [one.line.cancelled for one in items if one.line and one.line.title == "Piscine"] == [False]
        assert "la page 12" in sign_in(cast.paul).get("/").text
    assert AuditLine.objects.filter(act="closing.school.reopened").count() == 1


def test_undone_before_anybody_read_it_nothing_is_left(cast: Cast, sign_in: Any, settings: Any) -> None:
    settings.NOTE_UNDO_SECONDS = 10
    close(cast, sign_in)
    note = Note.objects.get()
    sign_in(cast.director).post(reverse("closing:reopen", args=[note.resource.public_id]))
    carried()
    assert not Note.objects.exists()
    assert not SchoolDayOff.objects.exists()
    assert not Notice.objects.filter(card__startswith="closing.").exists()


def test_a_closure_undone_after_an_absence_was_told(cast: Cast, sign_in: Any) -> None:
    """Told of Thursday and Friday while Thursday was shut: open again, the child is absent on Thursday too."""
    close(cast, sign_in)
    carried()
    with clock.frozen(LATER):
        first, last = HalfOf(THURSDAY, Half.MORNING), HalfOf(FRIDAY, Half.AFTERNOON)
        absence_declare(
            actor=cast.actor("paul"),
            child=cast.lea,
            school=cast.tilleuls,
            told=AbsenceNotice(first, last, Reason.ILL),
        )
        assert set(HalfDay.objects.values_list("day", flat=True)) == {FRIDAY}
        note_withdraw(actor=cast.actor("director"), note=Note.objects.get())
    assert set(HalfDay.objects.values_list("day", "half")) == {
        (day, half.value) for day in (THURSDAY, FRIDAY) for half in Half
    }


def test_a_correction_moves_it_and_days_that_are_over_stay_shut(cast: Cast) -> None:
    note = sent(
        cast, by="director", title="Grève", kind=NoteKind.CLOSED, event_on=THURSDAY, event_until_on=FRIDAY,
        classes=(cast.ce1, cast.cm2),
    )  # fmt: skip
    assert SchoolDayOff.objects.get().class_group is None
    with clock.frozen(LATER):
        run_due()
        note_correct(
            actor=cast.actor("director"), note=note, title="Grève", body=richtext.parse("Bonjour."),
            particulars=NoteParticulars(event_on=THURSDAY, event_until_on=THURSDAY + timedelta(days=4)),
        )  # fmt: skip
    assert SchoolDayOff.objects.get().last == THURSDAY + timedelta(days=4)
    with clock.frozen(NOW + timedelta(days=3)):
        note_withdraw(actor=cast.actor("director"), note=Note.objects.get())
        row = SchoolDayOff.objects.get()
        # No register asks for the roll of Thursday, when nobody came.
        assert (row.first, row.last) == (THURSDAY, THURSDAY)
        run_due()


def test_who_may_not_close_a_day_writes_no_closing_note(cast: Cast, sign_in: Any) -> None:
    kind = 'name="kind" value="closed"'
    assert kind not in sign_in(cast.teacher).get(reverse("liaison:new")).text
    assert kind in sign_in(cast.director).get(reverse("liaison:new")).text


def test_a_day_without_class_is_not_closed_again(cast: Cast, sign_in: Any) -> None:
    SchoolDayOff.objects.create(school=cast.tilleuls, label="Pont", first=THURSDAY, last=THURSDAY)
    answer = sign_in(cast.director).post(CLOSE, typed(do="close"))
    assert answer.status_code == 422
    assert "Pont" in answer.text
    assert not Note.objects.exists()


def test_the_homes_take_no_statement_more(
    cast: Cast, sign_in: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(6):
        day = THURSDAY + timedelta(days=7 * number)
        sent(
            cast,
            by="director",
            title="Grève",
            kind=NoteKind.CLOSED,
            event_on=day,
            classes=(cast.ce1, cast.cm2),
        )
    carried()
    with clock.frozen(LATER):
        for who in ("lea", "paul", "director", "partner"):
            client = sign_in(cast.people[who])
            client.get("/")
            with django_assert_max_num_queries(6):
                client.get("/")
