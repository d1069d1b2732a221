"""Dates: what is their own, beside what every kind has (tests/contract)."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.urls import reverse

from eprimo.foundation.content import richtext
from eprimo.foundation.content.enums import What
from eprimo.foundation.content.kinds import EVERYBODY, To
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.things.drafts import DraftInput, draft_save
from eprimo.foundation.content.things.life import thing_publish
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.outbox import run_due
from eprimo.foundation.notifications.models import Notice
from eprimo.foundation.occasions.models import Occasion
from eprimo.services.events.service import EVENTS
from tests.cast import Cast
from tests.conftest import NOW

THURSDAY = (NOW + timedelta(days=9)).date()


def event(
    cast: Cast, title: str = "Piscine", *, by: str = "teacher", publish: bool = True, **facts: Any
) -> Resource:
    """A date for the class of Léa and for its pupils, published."""
    said = DraftInput(
        title=title, body=richtext.EMPTY, targets=((To.CLASS, cast.ce1.pk),), readers=EVERYBODY,
        facts={"event_on": THURSDAY, **facts},
    )  # fmt: skip
    made = draft_save(actor=cast.actor(by), kind=EVENTS, said=said)
    return thing_publish(actor=cast.actor(by), kind=EVENTS, resource=made) if publish else made


def _typed(cast: Cast, **more: Any) -> dict[str, Any]:
    to = f"class:{cast.ce1.public_id}"
    return {"title": "Piscine", "event_on": THURSDAY.isoformat(), "to": [to], "do": "preview", **more}


def test_who_teaches_adds_a_date_from_ajouter_in_a_page_and_a_look(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.teacher)
    assert reverse("events:new") in client.get(reverse("home:add")).content.decode()
    kept = client.post(reverse("events:new"), _typed(cast))
    made = Resource.objects.get(service="events")
    assert kept["Location"] == reverse("events:publish", args=[made.public_id])
    client.post(kept["Location"], {"when": "now"})
    row = Occasion.objects.get(resource=made)
    assert (row.on, row.sort, row.picture) == (THURSDAY, "event", "balloon")


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("event_on", "", "Choisissez le jour."),
        ("event_until_on", (THURSDAY + timedelta(days=80 * 365)).isoformat(), "Un an au plus"),
        (
            "event_until_on",
            (THURSDAY - timedelta(days=1)).isoformat(),
            "Le dernier jour est avant le premier.",
        ),
        ("place", "x" * 5000, "120"),
        ("title", "  ", "id_title_error"),
    ],
)
def test_what_is_typed_wrong_is_told_at_its_field_and_stays(
    cast: Cast, sign_in: Any, field: str, value: str, sentence: str
) -> None:
    page = sign_in(cast.teacher).post(reverse("events:new"), _typed(cast, **{field: value}))
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert not Resource.objects.filter(service="events").exists()


@pytest.mark.parametrize("day", [date(2099, 9, 1), (NOW - timedelta(days=1)).date(), None])
def test_a_draft_without_a_day_or_of_another_time_is_not_published(cast: Cast, day: date | None) -> None:
    made = event(cast, publish=False, event_on=day)
    with pytest.raises(DomainError) as refused:
        thing_publish(actor=cast.actor("teacher"), kind=EVENTS, resource=made)
    assert refused.value.field == "event_on"


def test_nobody_is_told_and_home_has_it(cast: Cast, sign_in: Any) -> None:
    made = event(cast, what=What.SWIMMING, starts_at=time(9), bring=["Un maillot"])
    run_due()
    assert not Notice.objects.exists()
    for who in ("samira", "lea", "teacher", "director"):
        assert "Piscine" in sign_in(cast.people[who]).get("/").content.decode(), who
    assert Occasion.objects.get(resource=made).picture == "person-swimming"


def test_who_wants_families_told_writes_a_note_of_the_same_facts(cast: Cast, sign_in: Any) -> None:
    made = event(
        cast, publish=False, starts_at=time(9), place="Piscine du Mans", bring=["Un maillot", "Une serviette"]
    )
    client = sign_in(cast.teacher)
    asked = client.get(reverse("events:publish", args=[made.public_id])).content.decode()
    way = f"{reverse('liaison:new')}?date={made.public_id}"
    assert way in asked
    page = client.get(way).content.decode()
    for words in ("Piscine", THURSDAY.isoformat(), "09:00", "Piscine du Mans", "Une serviette"):
        assert words in page
    ticked = client.get(way).context["form"]["to"].value()
    assert ticked == [f"class:{cast.ce1.public_id}"]


def test_the_facts_of_a_date_that_one_does_not_manage_begin_no_note(cast: Cast, sign_in: Any) -> None:
    made = event(cast)
    page = sign_in(cast.people["teacher_cm2"]).get(reverse("liaison:new"), {"date": str(made.public_id)})
    assert page.status_code == 404
    assert sign_in(cast.teacher).get(reverse("liaison:new"), {"date": "x"}).status_code == 404


def test_an_agent_begins_a_note_of_information(cast: Cast, sign_in: Any) -> None:
    """« Agent: information to children of the service »: its form says no day."""
    said = DraftInput(
        title="Garderie fermée", body=richtext.EMPTY, targets=((To.SCHOOL, cast.tilleuls.pk),),
        facts={"event_on": THURSDAY},
    )  # fmt: skip
    made = draft_save(actor=cast.actor("agent"), kind=EVENTS, said=said)
    page = sign_in(cast.people["agent"]).get(reverse("liaison:new"), {"date": str(made.public_id)})
    assert "Garderie fermée" in page.content.decode()


def test_families_have_the_agenda_as_an_entry_and_who_works_as_a_tab(cast: Cast, sign_in: Any) -> None:
    found = {}
    for who in ("samira", "lea", "teacher", "director"):
        shell = sign_in(cast.people[who]).get(reverse("events:list")).context["shell"]
        found[who] = [one.label for one in (*shell.bar, *shell.rest) if one.current]
    assert found == {
        "samira": ["Agenda"], "lea": ["Agenda"], "teacher": ["Vie de l’école"], "director": ["Vie de l’école"],
    }  # fmt: skip
