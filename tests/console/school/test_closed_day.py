"""What a day held that the school is shut on: it falls away for everybody, unless who directs says otherwise."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.urls import reverse

from eprimo.foundation.content import richtext
from eprimo.foundation.content.kinds import To
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.things.drafts import DraftInput, draft_save
from eprimo.foundation.content.things.life import thing_publish
from eprimo.foundation.directory.actions.calendar import day_off_remove
from eprimo.foundation.directory.models import SchoolDayOff
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.kernel.outbox import run_due
from eprimo.foundation.occasions.models import Occasion
from eprimo.services.events.service import EVENTS
from eprimo.services.liaison.actions.families import note_sign
from eprimo.services.liaison.actions.lifecycle import note_withdraw
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.models import Note
from tests.cast import Cast
from tests.conftest import NOW
from tests.services.events.series import days, series
from tests.services.events.test_events import event
from tests.services.homework.giving import give
from tests.services.liaison.notes import sent

THURSDAY = NOW.date() + timedelta(days=2)
PAGE = f"/ecole/reglages/jours/{THURSDAY.isoformat()}/"


def _close(cast: Cast, sign_in: Any, first: date = THURSDAY) -> Any:
    return sign_in(cast.director).post(
        reverse("school:days"), {"first": first.isoformat(), "last": "", "label": "Grève"}
    )


def _act(cast: Cast, sign_in: Any, do: str, made: Resource | None = None, n: int = 1) -> Any:
    about = {"thing": str(made.public_id), "n": str(n)} if made is not None else {}
    return sign_in(cast.director).post(
        reverse("school:closed", args=[THURSDAY.isoformat()]), {"do": do, **about}
    )


def _cancelled(cast: Cast, sign_in: Any, title: str = "Piscine") -> dict[str, list[bool]]:
    found = {}
    for who in ("paul", "lea", "teacher", "director"):
        items = sign_in(cast.people[who]).get("/agenda/").context["agenda"].items
        lines = [one.line for one in items if one.line is not None and one.line.title == title]
        found[who] = [one.cancelled for one in lines]
    return found


def _all(value: list[bool]) -> dict[str, list[bool]]:
    return dict.fromkeys(("paul", "lea", "teacher", "director"), value)


def test_closing_a_day_leads_to_what_it_held_and_everybody_sees_it_struck(cast: Cast, sign_in: Any) -> None:
    event(cast, event_on=THURSDAY, starts_at=time(9))
    give(cast, day=THURSDAY)
    answer = _close(cast, sign_in)
    where = reverse("school:closed", args=[THURSDAY.isoformat()])
    assert answer["Location"] == where
    page = sign_in(cast.director).get(where).content.decode()
    for words in ("Piscine", "1\N{NO-BREAK SPACE}travail pour CE1", "n’a pas lieu", "Reporter au vendredi"):
        assert words in page, words
    assert _cancelled(cast, sign_in) == _all([True])
    assert "École fermée jeudi" in sign_in(cast.director).get("/").content.decode()
    assert _act(cast, sign_in, "fall").status_code == 302
    assert "École fermée jeudi" not in sign_in(cast.director).get("/").content.decode()
    # Open again, it takes place again.
    day_off_remove(actor=cast.actor("director"), school_id=cast.tilleuls.pk, first=THURSDAY)
    assert _cancelled(cast, sign_in) == _all([False])


def test_what_is_kept_takes_place_and_may_fall_away_again(cast: Cast, sign_in: Any) -> None:
    made = event(cast, event_on=THURSDAY)
    _close(cast, sign_in)
    _act(cast, sign_in, "keep", made)
    assert _cancelled(cast, sign_in) == _all([False])
    assert (
        "a lieu quand même"
        in sign_in(cast.director).get(reverse("school:closed", args=[THURSDAY.isoformat()])).content.decode()
    )
    _act(cast, sign_in, "fall", made)
    assert _cancelled(cast, sign_in) == _all([True])
    acts = AuditLine.objects.filter(act__startswith="content.occasion.").order_by("pk")
    assert [one.act for one in acts] == ["content.occasion.stands", "content.occasion.falls"]


def test_what_is_put_off_is_on_the_next_day_of_class_alone(cast: Cast, sign_in: Any) -> None:
    made = event(cast, event_on=THURSDAY, starts_at=time(9), bring=["Un maillot"])
    weekly = series(cast, THURSDAY, THURSDAY + timedelta(days=14), starts_at=time(14))
    _close(cast, sign_in)
    for one in (made, weekly):
        _act(cast, sign_in, "move", one)
    friday = THURSDAY + timedelta(days=1)
    assert Occasion.objects.get(resource=made).on == friday
    assert days(weekly) == [friday, *(THURSDAY + timedelta(days=7 * n) for n in (1, 2))]
    assert Occasion.objects.get(resource=weekly, n=1).starts_at == time(14)
    assert _cancelled(cast, sign_in)["paul"] == [False] * 4


def test_a_note_is_put_off_as_a_correction_of_it(cast: Cast, sign_in: Any) -> None:
    """Its families read the new day, who signed is asked again, a last day that is over is the day before; the answer
    stays, with its version."""
    note = sent(
        cast, title="Piscine", kind=NoteKind.TO_SIGN, event_on=THURSDAY, event_until_on=THURSDAY, starts_at=time(9),
        place="Bassin", answer_by=NOW.date(), bring=("Un maillot",),
    )  # fmt: skip
    run_due()
    note_sign(actor=cast.actor("samira"), note=note, child=cast.lea)
    _close(cast, sign_in)
    friday = THURSDAY + timedelta(days=1)
    with clock.frozen(NOW + timedelta(days=1)):
        page = sign_in(cast.director).get(PAGE).text
        assert "Reporter au vendredi" in page
        answer = sign_in(cast.director).post(
            PAGE, {"do": "move", "thing": str(note.resource.public_id), "n": "1"}, follow=True
        )
        assert "Relisez son texte" in answer.text
        note.refresh_from_db()
        assert (note.event_on, note.event_until_on, note.answer_by) == (friday, friday, THURSDAY)
        assert (note.starts_at, note.place, note.bring) == (time(9), "Bassin", ["Un maillot"])
        assert note.resource.versions.count() == 2
        assert note.asked_version == 2
        said = AuditLine.objects.get(act="liaison.note.corrected")
        assert set(said.details["changed"]) == {"event_on", "event_until_on", "answer_by"}
        shown = sign_in(cast.samira).get(
            reverse("liaison:child", args=[note.resource.public_id, cast.lea.public_id])
        )
        assert "vendredi 27 novembre" in shown.text.replace("\N{NO-BREAK SPACE}", " ")
        # Twice is once: the day that the closure holds is empty.
        again = sign_in(cast.director).post(
            PAGE, {"do": "move", "thing": str(note.resource.public_id), "n": "1"}
        )
        assert again.status_code == 404


def test_a_note_that_closes_the_school_leads_there_too(cast: Cast, sign_in: Any) -> None:
    made = event(cast, event_on=THURSDAY)
    sent(
        cast,
        by="director",
        title="Grève",
        kind=NoteKind.CLOSED,
        event_on=THURSDAY,
        classes=(cast.ce1, cast.cm2),
    )
    run_due()
    home = sign_in(cast.director).get("/").content.decode()
    assert "École fermée jeudi" in home
    _act(cast, sign_in, "keep", made)
    assert _cancelled(cast, sign_in) == _all([False])


def _school_wide(cast: Cast, title: str, to: To, target: int) -> Resource:
    said = DraftInput(title=title, body=richtext.EMPTY, targets=((to, target),), facts={"event_on": THURSDAY})
    head = cast.actor("director")
    return thing_publish(actor=head, kind=EVENTS, resource=draft_save(actor=head, kind=EVENTS, said=said))


def _strike_note(cast: Cast) -> Note:
    note = sent(
        cast,
        by="director",
        title="Grève",
        kind=NoteKind.CLOSED,
        event_on=THURSDAY,
        classes=(cast.ce1, cast.cm2),
    )
    run_due()
    return note


def test_a_note_to_all_classes_strikes_what_is_for_the_school_or_a_group(cast: Cast, sign_in: Any) -> None:
    _school_wide(cast, "Kermesse", To.SCHOOL, cast.tilleuls.pk)
    _school_wide(cast, "Chorale", To.GROUP, cast.chorale.pk)
    _strike_note(cast)
    page = sign_in(cast.director).get(PAGE).content.decode()
    for title in ("Kermesse", "Chorale"):
        assert title in page
        assert _cancelled(cast, sign_in, title)["director"] == [True]
    assert "École fermée jeudi" in sign_in(cast.director).get("/").content.decode()
    assert _act(cast, sign_in, "fall").status_code == 302
    assert "École fermée jeudi" not in sign_in(cast.director).get("/").content.decode()


def test_what_was_decided_goes_with_the_closure_that_it_answers(cast: Cast, sign_in: Any) -> None:
    made = event(cast, event_on=THURSDAY)
    _close(cast, sign_in)
    _act(cast, sign_in, "keep", made)
    head = cast.actor("director")
    day_off_remove(actor=head, school_id=cast.tilleuls.pk, first=THURSDAY)
    # Another closure asks anew.
    note = _strike_note(cast)
    assert _cancelled(cast, sign_in)["paul"] == [True]
    assert "École fermée jeudi" in sign_in(cast.director).get("/").content.decode()
    _act(cast, sign_in, "keep", made)
    assert _cancelled(cast, sign_in)["paul"] == [False]
    note_withdraw(actor=head, note=note)
    _close(cast, sign_in)
    assert _cancelled(cast, sign_in)["paul"] == [True]
    assert "École fermée jeudi" in sign_in(cast.director).get("/").content.decode()


@pytest.mark.parametrize("who", ["teacher", "paul", "lea", "agent", "director_verne"])
def test_nobody_else_decides_of_it(cast: Cast, sign_in: Any, who: str) -> None:
    made = event(cast, event_on=THURSDAY)
    _close(cast, sign_in)
    client = sign_in(cast.people[who])
    where = reverse("school:closed", args=[THURSDAY.isoformat()])
    assert client.get(where).status_code == 404
    assert client.post(where, {"do": "keep", "thing": str(made.public_id), "n": "1"}).status_code == 404
    assert Occasion.objects.get(resource=made).when_shut == ""


def test_what_it_did_not_hold_is_not_found(cast: Cast, sign_in: Any) -> None:
    made, other = event(cast, event_on=THURSDAY), event(cast, event_on=THURSDAY + timedelta(days=1))
    assert _act(cast, sign_in, "keep", made).status_code == 404
    SchoolDayOff.objects.create(school=cast.tilleuls, label="Pont", first=THURSDAY, last=THURSDAY)
    for do in ("keep", "fall", "move"):
        assert _act(cast, sign_in, do, other).status_code == 404, do
        assert _act(cast, sign_in, do, made, n=7).status_code == 404, do
    client = sign_in(cast.director)
    for day in ("hier", "2026-02-30", "2026-11-27"):
        assert client.get(f"/ecole/reglages/jours/{day}/").status_code == 404
