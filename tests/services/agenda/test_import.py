"""A calendar of elsewhere: what is taken, what is refused with a sentence, and that twice is once."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from eprimo.foundation.content.kinds import kind_of
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.things.life import thing_withdraw
from eprimo.services.agenda.calendars import calendar_of
from tests.cast import Cast
from tests.services.agenda.hostile_calendars import HOSTILE, file_of
from tests.services.agenda.test_agenda import TODAY

PAGE = "/agenda/importer/"
SOON = TODAY + timedelta(days=9)


def give(client: Client, content: bytes, *, to: str = "", **more: str) -> Any:
    """The preview of a file for one class."""
    file = SimpleUploadedFile("agenda.ics", content, content_type="text/calendar")
    return client.post(PAGE, {"to": [to], "file": file, **more})


def add(client: Client, page: Any, but: tuple[int, ...] = ()) -> Any:
    """All that the preview ticks, save some."""
    ticked = [n for n, one in enumerate(page.context["rows"]) if one.standing != "same" and n not in but]
    return client.post(
        f"{PAGE}ajouter/", {"to": page.context["to"], "told": page.context["told"], "garder": ticked}
    )


def titles(**of: Any) -> list[str]:
    return sorted(Resource.objects.filter(service="events", **of).values_list("title", flat=True))


POOL = f"""BEGIN:VEVENT
UID:piscine@ailleurs
SUMMARY:Piscine
LOCATION:Piscine\\, Le Mans
DTSTART;TZID=Europe/Paris:{SOON:%Y%m%d}T083000
DTEND;TZID=Europe/Paris:{SOON:%Y%m%d}T093000
END:VEVENT"""


def test_a_file_is_looked_over_then_added_and_twice_is_once(cast: Cast, sign_in: Any) -> None:
    client, to = sign_in(cast.teacher), f"class:{cast.ce1.public_id}"
    page = give(client, file_of(POOL), to=to)
    assert page.status_code == 200
    assert titles() == []
    assert add(client, page).status_code == 302
    [made] = Resource.objects.filter(service="events").select_related("event")
    facts = made.event
    assert (facts.event_on, str(facts.starts_at), str(facts.ends_at), facts.place) == (
        SOON, "08:30:00", "09:30:00", "Piscine, Le Mans",
    )  # fmt: skip
    assert "Piscine" in sign_in(cast.paul).get("/agenda/").content.decode()
    client = sign_in(cast.teacher)
    again = give(client, file_of(POOL), to=to)
    assert [one.standing for one in again.context["rows"]] == ["same"]
    assert "Déjà là" in again.content.decode()
    # Another edition of it corrects, by whoever manages it, and adds none.
    moved = POOL.replace("T083000", "T090000").replace("T093000", "T100000")
    head = sign_in(cast.director)
    other = give(head, file_of(moved), to=to)
    assert [one.standing for one in other.context["rows"]] == ["changed"]
    assert add(head, other).status_code == 302
    made.refresh_from_db()
    assert (str(made.event.starts_at), made.version, titles()) == ("09:00:00", 2, ["Piscine"])
    thing_withdraw(actor=cast.actor("teacher"), kind=kind_of("events"), resource=made)
    client = sign_in(cast.teacher)
    assert add(client, give(client, file_of(moved), to=to)).status_code == 302
    assert titles(state="published") == ["Piscine"]


def test_many_dates_that_are_not_taken_ask_for_a_yes(cast: Cast, sign_in: Any) -> None:
    """One in two has no title: the page asks, and adds nothing before the box is ticked."""
    client, to = sign_in(cast.teacher), f"class:{cast.ce1.public_id}"
    bare = POOL.replace("SUMMARY:Piscine\n", "").replace("piscine@", "autre@")
    page = give(client, file_of(POOL, bare), to=to)
    assert "Sur 2\N{NO-BREAK SPACE}dates du fichier, 1 est refusée" in page.content.decode()
    again = add(client, page)
    assert (again.status_code, titles()) == (422, [])
    assert "Cochez cette case" in again.content.decode()
    form = {"to": again.context["to"], "told": again.context["told"], "garder": ["0"], "yes": "on"}
    assert client.post(f"{PAGE}ajouter/", form).status_code == 302
    assert titles() == ["Piscine"]
    # Cancelled ones are left out without a question.
    cancelled = give(client, file_of(POOL, bare.replace("DTSTART", "STATUS:CANCELLED\nDTSTART")), to=to)
    assert cancelled.context["asks"] == ""


def test_what_this_program_writes_it_reads(cast: Cast, sign_in: Any) -> None:
    """Round trip: the feed of one person is a file for another."""
    client, to = sign_in(cast.teacher), f"class:{cast.ce1.public_id}"
    add(client, give(client, file_of(POOL), to=to))
    address = client.post("/agenda/telephone/adresse/").context["address"]
    content = Client().get("/agenda/ics/" + address.rpartition("/")[2]).content
    page = give(sign_in(cast.people["teacher_cm2"]), content, to=f"class:{cast.cm2.public_id}")
    row = next(one.row for one in page.context["rows"] if "Piscine" in one.row.title)
    assert (row.first, row.starts, row.ends, row.place) == (SOON, "08:30", "09:30", "Piscine, Le Mans")


@pytest.mark.parametrize("name", list(HOSTILE))
def test_hostile_files(cast: Cast, sign_in: Any, name: str) -> None:
    """Each is answered with a page: its dates and what is not taken, or a sentence at the field."""
    content, said = HOSTILE[name]
    page = give(sign_in(cast.teacher), content, to=f"class:{cast.ce1.public_id}")
    text = page.content.decode()
    assert page.status_code in {200, 422}
    assert not set("\u202e\u200f\u2066\x07").intersection(text), "before it is kept, as after"
    assert said in text, text[text.find("<main") :][:3000]
    assert titles() == []


def test_a_title_that_tells_an_hour_stays_out_where_a_family_is_protected(cast: Cast, sign_in: Any) -> None:
    """Bruno's child is of CM2: the others are added, this one is told."""
    on = f"DTSTART;VALUE=DATE:{SOON:%Y%m%d}"
    content = file_of(
        f"BEGIN:VEVENT\nUID:1\nSUMMARY:Sortie à 8 h 45 au château\n{on}\nEND:VEVENT",
        f"BEGIN:VEVENT\nUID:2\nSUMMARY:Théâtre\n{on}\nEND:VEVENT",
    )
    client = sign_in(cast.people["teacher_cm2"])
    answer = add(client, give(client, content, to=f"class:{cast.cm2.public_id}"))
    assert answer.status_code == 422
    assert "dit une heure ou un lieu" in answer.content.decode()
    assert titles(state="published") == ["Théâtre"]
    assert titles(state="draft") == []


def test_what_was_looked_over_is_of_who_looked_and_of_today(cast: Cast, sign_in: Any) -> None:
    page = give(sign_in(cast.teacher), file_of(POOL), to=f"class:{cast.ce1.public_id}")
    head = sign_in(cast.director)
    for told in (page.context["told"], "forgé", ""):
        answer = head.post(f"{PAGE}ajouter/", {"to": page.context["to"], "told": told, "garder": ["0"]})
        assert answer.status_code == 302
    assert titles() == []
    teacher = sign_in(cast.teacher)
    # To a class of somebody else nothing is written, whatever the form says.
    other = {"to": [f"class:{cast.cm2.public_id}"], "told": page.context["told"], "garder": ["0"]}
    assert teacher.post(f"{PAGE}ajouter/", other).status_code == 302
    assert add(teacher, page, but=(0,)).status_code == 302
    assert titles() == []


@pytest.mark.parametrize(
    ("who", "status"),
    [("paul", 404), ("lea", 404), ("agent", 404), ("inspector", 404), ("partner", 404), ("deputy", 200)],
)
def test_who_imports(cast: Cast, sign_in: Any, who: str, status: int) -> None:
    assert sign_in(cast.people[who]).get(PAGE).status_code == status


def test_a_series_is_its_days_of_the_clock(cast: Cast, sign_in: Any) -> None:
    """8:30 in both weeks of the change of hour; a day left out, one moved."""
    content = file_of(
        "BEGIN:VEVENT\nUID:s\nSUMMARY:Chorale\nDTSTART;TZID=Europe/Paris:20270318T083000\nDURATION:PT1H\n"
        "RRULE:FREQ=WEEKLY;UNTIL=20270423T000000Z\nEXDATE;TZID=Europe/Paris:20270408T083000\nEND:VEVENT",
        "BEGIN:VEVENT\nUID:s\nRECURRENCE-ID;TZID=Europe/Paris:20270415T083000\nSUMMARY:Chorale (moved)\n"
        "DTSTART;TZID=Europe/Paris:20270416T100000\nEND:VEVENT",
    )
    page = give(sign_in(cast.teacher), content, to=f"class:{cast.ce1.public_id}")
    assert [(one.row.first, one.row.starts) for one in page.context["rows"]] == [
        (date(2027, 3, 18), "08:30"), (date(2027, 3, 25), "08:30"), (date(2027, 4, 1), "08:30"),
        (date(2027, 4, 16), "10:00"), (date(2027, 4, 22), "08:30"),
    ]  # fmt: skip


def test_the_empty_feed_has_no_date() -> None:
    assert b"BEGIN:VEVENT" not in calendar_of("e‑primo", [])
