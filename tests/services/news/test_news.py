"""News of the school: what is its own, beside what every kind has (tests/contract)."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eprimo.foundation.content import richtext
from eprimo.foundation.content.kinds import EVERYBODY, Readers, To
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.things.drafts import DraftInput, draft_save
from eprimo.foundation.content.things.life import thing_correct, thing_publish, thing_withdraw
from eprimo.foundation.directory.models import SchoolSettings, Territory
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.outbox import run_due
from eprimo.foundation.notifications.models import Notice
from eprimo.services.news.service import NEWS
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW


def _published(
    cast: Cast, title: str, *, by: str = "director", headline: bool = False, **more: Any
) -> Resource:
    actor = cast.actor(by)
    given: dict[str, Any] = {"targets": ((To.SCHOOL, cast.tilleuls.pk),), "facts": {"headline": headline}}
    said = DraftInput(title=title, body=richtext.parse("Le texte."), **given | more)
    made = draft_save(actor=actor, kind=NEWS, said=said)
    return thing_publish(actor=actor, kind=NEWS, resource=made)


def _home(client: Any) -> str:
    page: str = client.get("/").content.decode()
    return page


@pytest.mark.parametrize("who", ["samira", "teacher", "director", "staff", "agent"])
def test_homes_show_the_newest_and_ask_no_statement_more(cast: Cast, sign_in: Any, who: str) -> None:
    client = sign_in(cast.people[who])
    client.get("/")
    with CaptureQueriesContext(connection) as before:
        assert 'id="actualites"' not in _home(client)
    by = "agent" if who == "agent" else "director"
    for number in range(4):
        with clock.frozen(NOW - timedelta(hours=9 - number)):
            _published(cast, f"Nouvelle {number}", by=by)
    client.get("/")
    with CaptureQueriesContext(connection) as after:
        page = _home(client)
    assert len(after) <= len(before)
    assert "Nouvelle 3" in page
    # A home of a family shows one, the others three.
    assert ("Nouvelle 2" in page) == ("Nouvelle 1" in page) == (who != "samira")
    assert "Nouvelle 0" not in page


def test_a_family_of_two_schools_reads_which_one_each_is_of(cast: Cast, sign_in: Any) -> None:
    """Both may have a Christmas market; who has one school only is not told its name each time."""
    make.guardianship(cast.samira, cast.lea_verne)
    made = _published(cast, "Marché de Noël")
    _published(cast, "Marché de Noël", by="director_verne", targets=((To.SCHOOL, cast.verne.pk),))
    opened = reverse("news:thing", args=[made.public_id])
    client = sign_in(cast.samira)
    assert "· Les Tilleuls" in _home(client)
    assert "· Jules-Verne" in _home(client)
    page = client.get(reverse("news:list")).content.decode()
    assert "· École Les Tilleuls" in page
    assert "· École Jules-Verne" in page
    assert "École Les Tilleuls ·" in client.get(opened).content.decode()
    client = sign_in(cast.paul)
    assert "· Les Tilleuls" not in _home(client)
    assert "École Les Tilleuls ·" not in client.get(opened).content.decode()


def test_the_headline_stands_first_and_the_newest_of_two_is_it(cast: Cast, sign_in: Any) -> None:
    for number, headline in enumerate((True, True, False)):
        with clock.frozen(NOW - timedelta(hours=9 - number)):
            _published(cast, f"Nouvelle {number}", headline=headline)
    page = _home(sign_in(cast.teacher))
    assert page.index("Nouvelle 1") < page.index("Nouvelle 2") < page.index("Nouvelle 0")
    assert page.count("À la une") == 1


def test_a_home_shows_nothing_that_is_over_taken_back_or_to_come(cast: Cast, sign_in: Any) -> None:
    over = _published(cast, "Finie", until=NOW.date())
    thing_withdraw(actor=cast.actor("director"), kind=NEWS, resource=_published(cast, "Reprise"))
    client = sign_in(cast.samira)
    assert over.title in _home(client)
    with clock.frozen(NOW + timedelta(days=1)):
        page = _home(client)
    assert "Finie" not in page
    assert "Reprise" not in page


def test_a_child_finds_them_under_the_tab_and_not_on_the_home(cast: Cast, sign_in: Any) -> None:
    """Only those that were addressed to pupils."""
    _published(cast, "Pour les élèves", readers=EVERYBODY)
    _published(cast, "Pour les familles")
    client = sign_in(cast.lea)
    assert "Pour les élèves" not in _home(client)
    page = client.get(reverse("news:list")).content.decode()
    assert "Pour les élèves" in page
    assert "Pour les familles" not in page


def test_the_commune_writes_where_the_school_allows_it(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.agent)
    assert client.get(reverse("news:new")).status_code == 200
    SchoolSettings.objects.update_or_create(school=cast.tilleuls, defaults={"commune_writes_notes": False})
    assert client.get(reverse("news:new")).status_code == 403


def test_the_head_hides_what_the_commune_wrote(cast: Cast, sign_in: Any) -> None:
    made = _published(cast, "Les menus", by="agent")
    thing_withdraw(actor=cast.actor("director"), kind=NEWS, resource=made)
    assert sign_in(cast.samira).get(reverse("news:thing", args=[made.public_id])).status_code == 404
    assert sign_in(cast.agent).get(reverse("news:thing", args=[made.public_id])).status_code == 200


def test_news_are_a_tab_and_no_entry_of_their_own(cast: Cast, sign_in: Any) -> None:
    page = _home(sign_in(cast.samira))
    assert "<span>Classe</span>" in page
    assert "<span>Actualités</span>" not in page


def test_the_digest_of_the_week_counts_them_and_nothing_rings(cast: Cast) -> None:
    """Two children in the school: one piece of news all the same."""
    _published(cast, "Le marché de Noël")
    run_due()
    rows = Notice.objects.filter(recipient=cast.samira)
    assert [(one.lane, one.ring_at) for one in rows] == [("life", None)]


def test_a_duty_in_a_piece_of_news_is_said_to_be_a_note(cast: Cast, sign_in: Any) -> None:
    """Traps of flows.md, J."""
    client = sign_in(cast.director)
    for title, warned in (("Le coupon à signer pour jeudi", True), ("Le marché de Noël", False)):
        said = DraftInput(title=title, body=richtext.parse("Le texte."), facts={"headline": False})
        made = draft_save(actor=cast.actor("director"), kind=NEWS, said=said)
        page = client.get(reverse("news:publish", args=[made.public_id])).content.decode()
        assert ("Faites-en un mot" in page) is warned


def test_the_day_of_a_piece_of_news_is_ahead_for_whom_it_is(cast: Cast, sign_in: Any) -> None:
    """Of a school, and of a territory; who wrote it has it too."""
    day = (NOW + timedelta(days=5)).date()
    dated = {"headline": False, "event_on": day}
    _published(cast, "Marché de Noël", facts=dated)
    territory = Territory.objects.get(circonscription__isnull=False)
    to_staff = {"targets": ((To.TERRITORY, territory.pk),), "readers": frozenset({Readers.STAFF})}
    made = _published(cast, "Animation de maths", by="inspector", facts=dated, **to_staff)
    for who, seen in (
        ("samira", {"Marché de Noël"}), ("teacher", {"Marché de Noël", "Animation de maths"}),
        ("inspector", {"Animation de maths"}), ("academy", set()), ("platform", set()),
    ):  # fmt: skip
        week = _home(sign_in(cast.people[who])).partition('id="a-venir"')[2].partition("</section>")[0]
        assert {title for title in ("Marché de Noël", "Animation de maths") if title in week} == seen, who
        assert (f'datetime="{day.isoformat()}"' in week) == bool(seen), who
    opened = sign_in(cast.teacher).get(reverse("news:thing", args=[made.public_id])).content.decode()
    assert "Dimanche 29\xa0novembre" in opened


def test_a_day_that_moves_is_told_in_words(cast: Cast, sign_in: Any) -> None:
    made = _published(cast, "Fête", facts={"headline": False, "event_on": date(2026, 12, 3)})
    thing_correct(
        actor=cast.actor("director"), kind=NEWS, resource=made, title="Fête", body=richtext.parse("Le texte."),
        facts={"headline": False, "event_on": date(2026, 12, 4)},
    )  # fmt: skip
    page = sign_in(cast.samira).get(reverse("news:thing", args=[made.public_id])).content.decode()
    assert "Vendredi 4\xa0décembre" in page
    assert "au lieu de jeudi 3\xa0décembre" in page
    assert 'datetime="2026-12-04"' in _home(sign_in(cast.samira))


def test_hours_and_place_are_told_but_not_to_a_family_under_a_protected_contact(
    cast: Cast, sign_in: Any
) -> None:
    """On the home, in the list, on the page and in what changed."""
    day = (NOW + timedelta(days=5)).date()
    facts = {"event_on": day, "starts_at": time(16, 30), "ends_at": time(18), "place": "Salle des fêtes"}
    made = _published(cast, "Marché de Noël", facts={"headline": False, **facts, "place": "Cour de l’école"})
    thing_correct(
        actor=cast.actor("director"), kind=NEWS, resource=made, title=made.title, body=richtext.parse("Le texte."),
        facts=facts,
    )  # fmt: skip
    pages = ("/", reverse("news:list"), reverse("news:thing", args=[made.public_id]))
    older = reverse("news:version", args=[made.public_id, 2])
    told = {
        who: [client.get(page).text.replace("\xa0", " ") for page in (*pages, older)]
        for who in ("samira", "restricted_1")
        for client in [sign_in(cast.people[who])]
    }
    for page in told["samira"]:
        assert "Salle des fêtes" in page
    assert "16 h 30 – 18 h, Salle des fêtes" in told["samira"][0]
    assert "De 16 h 30 à 18 h" in told["samira"][1]
    assert "« Salle des fêtes » au lieu de « Cour de l’école »" in told["samira"][2]
    for page in told["restricted_1"]:
        assert "Marché de Noël" in page
        assert not [words for words in ("Salle des fêtes", "Cour de", "16 h 30", "18 h") if words in page]


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        ({"starts_at": "16:30"}, "Choisissez le jour de cette heure."),
        ({"event_on": "2026-12-11", "starts_at": "16:30", "ends_at": "16:00"}, "La fin est avant le début."),
    ],
)
def test_hours_are_those_of_a_day_and_in_order(
    cast: Cast, sign_in: Any, hours: dict[str, str], said: str
) -> None:
    """What is kept for later is kept as it is, and does not leave so."""
    client = sign_in(cast.director)
    typed = {"title": "Marché", "text": "Le texte.", "to": "school", "families": "on"} | hours
    answer = client.post(reverse("news:new"), typed | {"do": "preview"})
    assert answer.status_code == 422
    assert said in answer.text
    assert client.post(reverse("news:new"), typed | {"do": "keep"}).status_code == 302
    draft = Resource.objects.get()
    answer = client.post(reverse("news:publish", args=[draft.public_id]), {"when": "now"})
    assert answer.status_code == 422
    assert said in answer.text


def test_an_hour_in_the_words_is_to_be_put_into_its_case(cast: Cast, sign_in: Any) -> None:
    said = DraftInput(
        title="Marché", body=richtext.parse("Rendez-vous à 16 h 30."), targets=((To.SCHOOL, cast.tilleuls.pk),),
        facts={"headline": False},
    )  # fmt: skip
    made = draft_save(actor=cast.actor("director"), kind=NEWS, said=said)
    page = sign_in(cast.director).get(reverse("news:publish", args=[made.public_id])).text
    assert "à 16 h 30" in page.replace("\xa0", " ")
    assert "Mettez-les dans leurs cases" in page
