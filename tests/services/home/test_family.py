"""The home of a family in few screens: what is late stands apart, what is not read stands once."""

import gzip
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eprimo.foundation.directory.models import Guardianship
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.outbox import run_due
from eprimo.foundation.notifications.live.badges import TODO, badges_of
from eprimo.foundation.privacy.models import RequestKind
from eprimo.foundation.privacy.requests.actions import request_make
from eprimo.services.liaison.actions.families import note_open
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.models import Note
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.services.liaison.notes import sent, to_sign

HOME = reverse("home:home")
LATE = datetime(2026, 11, 28, 10, tzinfo=UTC)


def _part(page: str, name: str) -> str:
    return page.partition(f'id="{name}"')[2].partition("</section>")[0]


def test_what_is_late_is_folded_apart_and_counted_nowhere(cast: Cast, sign_in: Any) -> None:
    """Its day is over and the school still takes it: one line says so; the lane and the badge count what is due."""
    sent(cast, title="Assurance", kind=NoteKind.TO_SIGN, answer_by=date(2026, 11, 27))
    sent(cast, title="Kermesse", kind=NoteKind.TO_SIGN, answer_by=date(2026, 12, 4))
    with clock.frozen(LATE):
        page = sign_in(cast.samira).get(HOME).text
        assert badges_of(cast.actor("samira"))[TODO] == 1
    lane, _, folded = _part(page, "a-faire").partition('id="passes"')
    assert 'aria-label="1\xa0élément"' in lane
    assert "Kermesse" in lane
    assert "Assurance" not in lane
    assert "1 mot dont la date est passée" in folded
    assert "Assurance" in folded
    assert "L’école accepte encore votre réponse." in folded
    assert reverse("liaison:child", args=[_note("Assurance"), cast.lea.public_id]) in folded


def _note(title: str) -> Any:
    return Note.objects.get(resource__title=title).resource.public_id


def test_what_waits_for_who_works_there_is_never_late(cast: Cast) -> None:
    """A day that is over does not take a request away from who is to decide it."""
    request_make(actor=cast.actor("samira"), kind=RequestKind.RECTIFY, subject=cast.samira, what="name")
    while run_due():
        pass
    with clock.frozen(datetime(2027, 3, 1, 10, tzinfo=UTC)):
        assert badges_of(cast.actor("director"))[TODO] == 1


def test_what_is_not_read_and_has_a_day_stands_with_the_days_alone(cast: Cast, sign_in: Any) -> None:
    note = sent(cast, title="Piscine", kind=NoteKind.EVENT, event_on=date(2026, 11, 26))
    sent(cast, title="Cantine")
    client = sign_in(cast.samira)
    page = client.get(HOME).text
    assert "Cantine" in _part(page, "pour-enfant")
    assert "Piscine" not in _part(page, "pour-enfant")
    assert "À lire" in _part(page, "a-venir")
    note_open(actor=cast.actor("samira"), note=note, child=cast.lea)
    page = client.get(HOME).text
    assert "Piscine" in _part(page, "a-venir")
    assert "À lire" not in _part(page, "a-venir")


def test_a_day_that_is_folded_away_does_not_hide_that_it_is_not_read(cast: Cast, sign_in: Any) -> None:
    for day in range(1, 6):
        sent(cast, title=f"Sortie {day}", kind=NoteKind.EVENT, event_on=date(2026, 12, day))
    page = sign_in(cast.samira).get(HOME).text
    near, _, later = _part(page, "a-venir").partition('id="plus-tard"')
    assert near.count("À lire") == 3
    assert "2 dates plus loin" in later
    assert "Sortie 5" in later
    assert "Sortie 5" in _part(page, "pour-enfant")
    assert "Sortie 1" not in _part(page, "pour-enfant")


def test_what_is_not_read_for_one_child_leads_to_the_page_of_that_child(cast: Cast, sign_in: Any) -> None:
    day = {"kind": NoteKind.EVENT, "event_on": date(2026, 11, 26)}
    note = sent(cast, by="director", classes=(cast.ce1, cast.cm2), title="Piscine", **day)
    note_open(actor=cast.actor("samira"), note=note, child=cast.lea)
    days = _part(sign_in(cast.samira).get(HOME).text, "a-venir")
    assert reverse("liaison:child", args=[note.resource.public_id, cast.noe.public_id]) in days
    assert days.count("À lire") == 1


def test_of_more_than_two_that_are_to_be_done_the_first_alone_is_drawn_whole(
    cast: Cast, sign_in: Any
) -> None:
    for day in (1, 2, 3):
        sent(cast, title=f"Mot {day}", kind=NoteKind.TO_SIGN, answer_by=date(2026, 12, day))
    client = sign_in(cast.samira)
    lane = _part(client.get(HOME).text, "a-faire")
    assert lane.count("<article") == 1
    line = lane.partition('class="card lignes"')[2]
    assert "Mot 2" in line
    assert "Mot 3" in line
    assert "signer avant jeu. 3 déc." in line.replace("\xa0", " ")


def test_many_notes_cost_no_statement_more(cast: Cast, sign_in: Any, django_assert_num_queries: Any) -> None:
    """Late, in lines or with the days: nothing is asked for beside."""
    client = sign_in(cast.samira)
    to_sign(cast)
    client.get(HOME)
    with CaptureQueriesContext(connection) as few:
        client.get(HOME)
    most = len(few)
    # Forty in a week.
    for day in range(1, 21):
        sent(cast, title=f"Mot {day}", kind=NoteKind.TO_SIGN, answer_by=date(2026, 12, day))
        sent(cast, title=f"Sortie {day}", kind=NoteKind.EVENT, event_on=date(2026, 12, day))
    client.get(HOME)
    with django_assert_num_queries(most):
        client.get(HOME)
    assert 0 < most <= 5
    _forty_notes_are_readable(client, cast)


def _forty_notes_are_readable(client: Any, cast: Cast) -> None:
    """One whole, four in lines, the number of the others and the way to them; each once in the list, by pages."""
    home = client.get(HOME).text
    lane = _part(home, "a-faire")
    assert lane.count("<article") == 1
    assert lane.count('class="ligne"') <= 6
    assert "Encore 16 mots" in lane.replace("\u00a0", " ")
    assert len(gzip.compress(home.encode())) < 30_000
    page = client.get(reverse("liaison:family")).text
    assert page.count('<article class="note') == 30
    assert 'rel="next"' in page


def test_what_was_read_this_week_is_found_again_in_a_fold(cast: Cast, sign_in: Any) -> None:
    note = sent(cast, title="Le livre de la semaine", kind=NoteKind.INFORMATION)
    client = sign_in(cast.samira)
    assert "Déjà lu cette semaine" not in client.get("/").text
    note_open(actor=cast.actor("samira"), note=note, child=cast.lea)
    home = client.get("/").text
    assert "Déjà lu cette semaine\u00a0: 1 mot" in home
    assert home.count("Le livre de la semaine") == 1
    # A child who left the class takes what came by it along; and a week later it is history.
    with clock.frozen(NOW + timedelta(days=8)):
        assert "Déjà lu cette semaine" not in client.get("/").text
    make.restrict(Guardianship.objects.get(adult=cast.samira, child=cast.lea), cast.tilleuls, 2)
    assert "Le livre de la semaine" not in client.get("/").text
