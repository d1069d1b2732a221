"""The same note for two children of one guardian: one card, one tap where nothing differs, one fact a child."""

import re
from typing import Any

import pytest
from django.urls import reverse

from eprimo.foundation.directory.models import Guardianship, Person
from eprimo.foundation.notifications.models import Notice, NoticeState
from eprimo.services.liaison.actions.families import note_sign
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.models import Note, Owed
from tests import factories as make
from tests.cast import Cast
from tests.services.liaison.notes import owed, sent, to_answer, to_sign
from tests.services.liaison.test_counts import _statements
from tests.services.liaison.test_journey import address


def for_both(cast: Cast, make_one: Any = to_sign, **fields: Any) -> Note:
    return make_one(cast, by="director", classes=(cast.ce1, cast.cm2), **fields)  # type: ignore[no-any-return]


def home(client: Any, child: Person | None = None) -> str:
    return str(client.get(reverse("home:home") + (f"?enfant={child.public_id}" if child else "")).text)


def cards(page: str, note: Note) -> int:
    """Cards of that note (days to come are lines, not cards)."""
    return len(re.findall(rf"<article[^>]*>(?:(?!</article>).)*{note.resource.public_id}", page, re.DOTALL))


def test_one_card_names_both_and_counts_both(cast: Cast, sign_in: Any) -> None:
    note = for_both(cast)
    client = sign_in(cast.samira)
    page = home(client)
    assert cards(page, note) == 1
    head = page[page.index('<p class="type">') :][:900]
    assert "Léa" in head
    assert "Noé" in head
    # Two signatures are waited for: the lane and the badge say two.
    assert re.search(r'class="cpt[^"]*"[^>]*>\s*2', page)
    assert "Je signe pour Léa et Noé" in page


@pytest.mark.parametrize("who", ["lea", "noe"])
def test_a_chip_shows_the_child_that_was_chosen(cast: Cast, sign_in: Any, who: str) -> None:
    note = for_both(cast)
    page = home(sign_in(cast.samira), cast.people[who])
    assert cards(page, note) == 1
    assert "Je signe pour" not in page
    assert address("sign", note, cast.people[who].public_id) in page
    other = cast.noe if who == "lea" else cast.lea
    assert address("sign", note, other.public_id) not in page


def test_one_tap_signs_for_both_and_keeps_two_facts(cast: Cast, sign_in: Any) -> None:
    note = for_both(cast)
    client = sign_in(cast.samira)
    data = {"version": "1", "avec": [str(cast.noe.public_id)], "retour": "accueil"}
    client.post(address("sign", note, cast.lea.public_id), data)
    for child in (cast.lea, cast.noe):
        assert owed(note, cast.samira, child).signed_version == 1
    assert Notice.objects.filter(recipient=cast.samira, state=NoticeState.OPEN).count() == 0
    assert cards(home(client), note) == 0


def test_one_tap_answers_and_reads_for_both(cast: Cast, sign_in: Any) -> None:
    asked, read = for_both(cast, to_answer), for_both(cast, sent, kind=NoteKind.INFORMATION)
    client = sign_in(cast.samira)
    page = home(client)
    assert "Répondre pour Léa et Noé" in page
    # What is read alone stands in one line, for both, and is read on its page.
    assert page.count(str(read.resource.public_id)) == 1
    assert "J’ai lu, pour Léa et Noé" in client.get(address("child", read, cast.lea.public_id)).text
    with_noe = {"version": "1", "avec": [str(cast.noe.public_id)]}
    client.post(
        address("answer", asked, cast.lea.public_id), with_noe | {"answer_1": "Oui", "comment": "Merci"}
    )
    client.post(address("open", read, cast.lea.public_id), with_noe)
    for child in (cast.lea, cast.noe):
        row = owed(asked, cast.samira, child)
        assert (row.answers, row.comment) == (["Oui"], "Merci")
        assert owed(read, cast.samira, child).read_version == 1


def test_what_was_done_for_one_leaves_a_card_for_the_other(cast: Cast, sign_in: Any) -> None:
    note = for_both(cast)
    note_sign(actor=cast.actor("samira"), note=note, child=cast.lea)
    client = sign_in(cast.samira)
    page = home(client)
    assert cards(page, note) == 1
    assert "Je signe pour" not in page
    assert address("sign", note, cast.noe.public_id) in page
    listed = client.get(reverse("liaison:family")).text
    assert cards(listed, note) == 1
    # The list says where each stands.
    assert "Signé" in listed
    assert "avant vendredi" in listed
    assert listed.count(address("child", note, cast.noe.public_id)) >= 1


def test_children_for_whom_it_differs_are_opened_apart(cast: Cast, sign_in: Any) -> None:
    note = for_both(cast, place="Château")
    make.restrict(Guardianship.objects.get(adult=cast.samira, child=cast.noe), cast.tilleuls, 1)
    client = sign_in(cast.samira)
    page = home(client)
    assert cards(page, note) == 1
    assert "Ce n’est pas pareil pour chaque enfant" in page
    assert "Je signe pour" not in page
    for child in (cast.lea, cast.noe):
        assert "J’ai lu et je signe" in client.get(address("child", note, child.public_id)).text


def test_the_page_of_a_child_offers_both_or_one(cast: Cast, sign_in: Any) -> None:
    note = for_both(cast)
    client = sign_in(cast.samira)
    page = address("child", note, cast.noe.public_id)
    assert "Je signe pour Noé et Léa" in client.get(page).text
    alone = client.get(f"{page}?seul=1").text
    assert "J’ai lu et je signe" in alone
    assert 'name="avec"' not in alone


def test_a_child_of_another_family_is_not_reached(cast: Cast, sign_in: Any) -> None:
    """Nothing is done for anybody when one of the children is not hers."""
    note = for_both(cast)
    client = sign_in(cast.samira)
    for other in (cast.yanis.public_id, cast.samira.public_id):
        data = {"version": "1", "avec": [str(cast.noe.public_id), str(other)]}
        assert client.post(address("sign", note, cast.lea.public_id), data).status_code == 404
    assert not Owed.objects.filter(signed_at__isnull=False).exists()
    client.post(address("sign", note, cast.lea.public_id), {"version": "1", "avec": ["n’importe quoi"]})
    assert Owed.objects.filter(signed_at__isnull=False).count() == 1


def test_statements_are_as_many_for_many_siblings(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.samira)
    counts = []
    for _ in range(2):
        for_both(cast)
        counts.append([_statements(client, reverse(name)) for name in ("home:home", "liaison:family")])
        for number in range(6):
            make.guardianship(cast.samira, make.pupil(cast.tilleuls, cast.ce1, f"Enfant{number}"))
    assert counts[0] == counts[1]
