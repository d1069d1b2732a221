"""The cases of the agenda, one test each, in their order (« given ▸ when ▸ then »)."""

from datetime import time, timedelta
from typing import Any

from eprimo.foundation.content import richtext
from eprimo.foundation.content.kinds import To, kind_of
from eprimo.foundation.content.things.drafts import DraftInput, draft_save
from eprimo.foundation.content.things.life import thing_publish
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.outbox import run_due
from eprimo.foundation.occasions.models import Occasion
from eprimo.services.liaison.enums import NoteKind
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.services.agenda.test_agenda import HOME, MONDAY, TODAY, event, shown
from tests.services.liaison.notes import sent

# A Thursday of next week.
THURSDAY = MONDAY + timedelta(days=10)


def _lines(client: Any, **asked: str) -> dict[str, Any]:
    """What the list tells, by title."""
    items = client.get(HOME, asked).context["agenda"].items
    return {one.line.title: one.line for one in items if one.line is not None}


def test_case_1_a_note_of_an_outing_is_one_row_everywhere(cast: Cast, sign_in: Any) -> None:
    """Note « sortie le 3 » ▸ sent ▸ one row in « À venir », in the month."""
    sent(cast, kind=NoteKind.EVENT, event_on=THURSDAY)
    run_due()
    assert Occasion.objects.count() == 1
    client = sign_in(cast.paul)
    assert client.get("/").content.decode().count(f'<time datetime="{THURSDAY.isoformat()}"') == 1
    agenda = client.get(HOME).context["agenda"]
    squares = [day for week in agenda.weeks for day in week if day.lines]
    assert [(day.on, [one.title for one in day.lines]) for day in squares] == [
        (THURSDAY, ["Sortie au château"])
    ]


def test_case_2_a_closed_day_strikes_out_the_pool(cast: Cast, sign_in: Any) -> None:
    """Anne closes Thursday ▸ home ▸ pool crossed out for parent and pupil."""
    event(cast, "Piscine", THURSDAY)
    sent(cast, by="director", title="Grève", kind=NoteKind.CLOSED, event_on=THURSDAY, to_pupils=True)
    run_due()
    for who in ("paul", "lea", "teacher"):
        line = _lines(sign_in(cast.people[who]))["Piscine"]
        assert line.cancelled, who
    page = shown(sign_in(cast.paul))
    assert "n’a pas lieu" in page
    assert "<s>" in page


def test_case_4_a_protected_family_reads_the_day_alone(cast: Cast, sign_in: Any) -> None:
    """Outing at 8:45 ▸ Bruno's agenda ▸ the day only."""
    event(cast, "Sortie", THURSDAY, target=cast.cm2.pk, starts_at=time(8, 45), place="Château de Valmarais")
    page = shown(sign_in(cast.people["restricted_1"]))
    assert "Sortie" in page
    for hidden in ("8 h 45", "8\N{NO-BREAK SPACE}h", "Valmarais"):
        assert hidden not in page
    paper = sign_in(cast.people["restricted_1"]).get("/agenda/papier/").content.decode()
    assert "Valmarais" not in paper


def test_case_5_a_restricted_family_has_nothing_of_the_child_at_the_next_request(
    cast: Cast, sign_in: Any
) -> None:
    """R2 set at 10:00 ▸ agenda at 10:01 ▸ child absent."""
    event(cast, "Sortie", THURSDAY)
    client = sign_in(cast.paul)
    assert "Sortie" in shown(client)
    link = cast.paul.guardianships.get(child=cast.lea)
    with clock.frozen(NOW + timedelta(minutes=1)):
        make.restrict(link, cast.tilleuls, 2)
        page = client.get(HOME)
        assert "Sortie" not in page.content.decode()
        assert "Léa" not in page.content.decode()


def test_case_6_each_school_has_its_own_holidays(cast: Cast, sign_in: Any) -> None:
    """Schools in two zones ▸ month ▸ each its holidays."""
    cast.tilleuls.holiday_zone, cast.verne.holiday_zone = "A", "B"
    cast.tilleuls.save(update_fields=["holiday_zone"])
    cast.verne.save(update_fields=["holiday_zone"])
    make.guardianship(cast.paul, cast.lea_verne)
    client = sign_in(cast.paul)
    found = client.get(HOME, {"du": "2027-02-01", "vue": "liste"}).context["agenda"]
    offs = [one.off for one in found.items if one.off is not None]
    assert len({(one.first, one.resumes) for one in offs}) == len(offs) >= 2
    assert all(len(one.about) == 1 for one in offs)
    one = client.get(HOME, {"du": "2027-02-01", "vue": "liste", "enfant": str(cast.lea.public_id)}).context[
        "agenda"
    ]
    assert {item.off.about for item in one.items if item.off is not None} == {()}


def test_case_9_an_agent_reads_the_dates_of_the_school_and_no_child(cast: Cast, sign_in: Any) -> None:
    """Nora ▸ Anne's year ▸ dates, no child."""
    event(cast, "Fête de l’école", THURSDAY, to=To.SCHOOL, target=cast.tilleuls.pk)
    event(cast, "Piscine", THURSDAY)
    sent(
        cast,
        by="director",
        title="Sans Mme Martin",
        kind=NoteKind.CLOSED,
        event_on=THURSDAY,
        classes=(cast.ce1,),
    )
    client = sign_in(cast.people["agent"])
    lines = _lines(client)
    assert set(lines) == {"Fête de l’école"}
    assert lines["Fête de l’école"].url == ""
    page = shown(client)
    for hidden in ("Piscine", "Martin", "Léa"):
        assert hidden not in page


def test_a_draft_and_a_date_to_come_are_not_dates_of_the_school(cast: Cast, sign_in: Any) -> None:
    kind, author = kind_of("events"), cast.actor("director")
    said = DraftInput(
        title="Plus tard",
        body=richtext.EMPTY,
        targets=((To.SCHOOL, cast.tilleuls.pk),),
        facts={"event_on": THURSDAY},
    )
    made = draft_save(actor=author, kind=kind, said=said)
    client = sign_in(cast.people["agent"])
    assert _lines(client) == {}
    thing_publish(actor=author, kind=kind, resource=made, at=NOW + timedelta(days=2))
    assert _lines(client) == {}


def test_what_is_moved_is_there_on_its_new_day_alone(cast: Cast, sign_in: Any) -> None:
    made = event(cast, "Sortie", THURSDAY)
    client = sign_in(cast.paul)
    made.occasions.update(on=TODAY + timedelta(days=1), until=TODAY + timedelta(days=1))
    assert _lines(client)["Sortie"].on == TODAY + timedelta(days=1)
