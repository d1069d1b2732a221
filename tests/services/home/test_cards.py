"""What is done on the cards of a guardian's home, and what leaves it."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.urls import reverse

from eprimo.services.liaison.actions.lifecycle import note_archive
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.questions import Question
from tests import factories as make
from tests.cast import Cast
from tests.services.liaison.notes import draft, owed, sent, to_answer, to_sign

HOME = reverse("home:home")
SCRIPTED = {"HX-Request": "true"}


def act(note: Note, name: str, cast: Cast, child: str = "lea") -> str:
    return reverse(f"liaison:{name}", args=[note.resource.public_id, cast.people[child].public_id])


def test_a_card_opens_with_the_text_the_button_and_the_lawful_words(cast: Cast, sign_in: Any) -> None:
    to_sign(cast, title="Sortie au château", both_guardians=True)
    page = sign_in(cast.samira).get(HOME).text
    assert "<strong>au château</strong>" in page or "<b>au château</b>" in page
    assert "J’ai lu et je signe" in page
    assert "Vous signez en votre nom, Samira MARTIN." in page
    assert "L’école attend les deux responsables" in page


def test_signing_on_the_card_comes_back_to_the_home_without_it(cast: Cast, sign_in: Any) -> None:
    note, other = to_sign(cast, title="Premier"), to_sign(cast, title="Second")
    client = sign_in(cast.samira)
    answer = client.post(act(note, "sign", cast), {"version": "1", "retour": "accueil"})
    assert answer.headers["Location"] == f"{HOME}#a-faire"
    page = client.get(HOME).text
    assert page.count("C’est signé, merci\u00a0!") == 1
    # The quotes hold to what they are around.
    assert "«\u00a0Premier\u00a0»." in page
    assert "changer d’avis" in page
    assert f'action="{act(other, "sign", cast)}"' in page
    assert f'action="{act(note, "sign", cast)}"' not in page
    assert owed(note, cast.samira, cast.lea).signed_at is not None


def test_with_scripts_the_lanes_come_back_alone(cast: Cast, sign_in: Any) -> None:
    note, _ = to_sign(cast, title="Premier"), to_sign(cast, title="Second")
    client = sign_in(cast.samira)
    answer = client.post(act(note, "sign", cast), {"version": "1", "retour": "accueil"}, headers=SCRIPTED)
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert answer.text.count("C’est signé, merci\u00a0!") == 1
    assert "data-ep-focus" in answer.text
    assert "Second" in answer.text


def test_the_child_in_view_stays_in_view(cast: Cast, sign_in: Any) -> None:
    note = to_sign(cast)
    chosen = str(cast.lea.public_id)
    fields = {"version": "1", "retour": "accueil", "enfant": chosen}
    answer = sign_in(cast.samira).post(act(note, "sign", cast), fields)
    assert answer.headers["Location"] == f"{HOME}?enfant={chosen}#a-faire"
    fields["enfant"] = "//ailleurs.example"
    assert sign_in(cast.paul).post(act(note, "sign", cast), fields).headers["Location"] == f"{HOME}#a-faire"


def test_a_card_says_that_the_note_was_corrected_meanwhile(cast: Cast, sign_in: Any) -> None:
    note = to_sign(cast)
    client = sign_in(cast.samira)
    client.post(act(note, "sign", cast), {"version": "7", "retour": "accueil"})
    assert "Ce mot vient d’être corrigé" in client.get(HOME).text
    assert owed(note, cast.samira, cast.lea).signed_at is None


def test_every_question_is_answered_on_the_card(cast: Cast, sign_in: Any) -> None:
    asked = (Question("Vient-elle ?"), Question("Accompagnez-vous ?", ("Oui", "Pas cette fois")))
    note = to_answer(cast, questions=asked)
    client = sign_in(cast.samira)
    page = client.get(HOME).text
    assert "Vient-elle ?" in page
    assert "Accompagnez-vous ?" in page
    fields = {"version": "1", "retour": "accueil", "answer_1": "Oui", "answer_2": "Pas cette fois"}
    assert client.post(act(note, "answer", cast), fields).status_code == 302
    assert owed(note, cast.samira, cast.lea).answers == ["Oui", "Pas cette fois"]
    assert "Votre réponse est gardée" in client.get(HOME).text


def test_an_answer_that_misses_is_explained_by_the_page_of_the_note(cast: Cast, sign_in: Any) -> None:
    note = to_answer(cast, questions=(Question("Vient-elle ?"),))
    client = sign_in(cast.samira)
    fields = {"version": "1", "retour": "accueil"}
    # Scripts ask again in the ordinary way, which shows the whole page.
    assert client.post(act(note, "answer", cast), fields, headers=SCRIPTED).status_code == 409
    page = client.post(act(note, "answer", cast), fields)
    assert page.status_code == 422
    assert "Vient-elle ?" in page.text


def test_what_is_to_be_brought_is_read_with_its_day_and_stays_to_be_packed(cast: Cast, sign_in: Any) -> None:
    note = sent(cast, kind=NoteKind.TO_BRING, event_on=date(2026, 11, 26), bring=("bottes", "gourde"))
    client = sign_in(cast.samira)
    page = client.get(HOME).text
    # It stands in the bag, says there that it is not read and leads to its page; and nowhere else.
    bag, _, ahead = page.partition('id="sac"')[2].partition("</section>")
    assert "À lire" in bag
    assert reverse("liaison:child", args=[note.resource.public_id, cast.lea.public_id]) in bag
    assert "Rien d’autre à retenir" in ahead
    assert 'id="pour-enfant"' not in page
    client.post(act(note, "open", cast), {"version": "1"})
    assert owed(note, cast.samira, cast.lea).read_at is not None
    page = client.get(HOME).text
    assert "À lire" not in page
    assert "bottes" in page.partition('id="sac"')[2]


def test_a_day_stays_in_view_when_its_note_was_read(cast: Cast, sign_in: Any) -> None:
    event = {"event_on": date(2026, 12, 3), "starts_at": time(8, 45), "place": "Valmarais"}
    note = sent(cast, kind=NoteKind.EVENT, title="Sortie au château", **event)
    client = sign_in(cast.samira)
    client.post(act(note, "open", cast), {"version": "1"})
    page = client.get(HOME).text
    assert 'datetime="2026-12-03"' in page
    assert "8\xa0h\xa045, Valmarais" in page
    assert 'datetime="2026-12-03"' not in client.get(HOME, {"enfant": str(cast.noe.public_id)}).text


def test_a_closed_card_tells_the_day_from_the_last_day_to_sign(cast: Cast, sign_in: Any) -> None:
    """Each date with its verb: the margin alone led a child to the castle on the last day to sign."""
    event = {"event_on": date(2026, 12, 3), "starts_at": time(8, 45)}
    to_sign(cast, title="Sortie au château", **event)
    card = sign_in(cast.samira).get(HOME).text.replace("\xa0", " ")
    closed = card[card.index("Sortie au château") :].partition("<details")[0]
    assert "C’est le jeudi 3 décembre" in closed
    # The verb stands over the day of the margin; the day is not told once more among those to come.
    margin = card[: card.index("C’est le jeudi")].rpartition('class="mrg"')[2]
    assert "signer avant" in margin
    assert "<b>27</b>" in margin
    assert 'datetime="2026-12-03"' not in card


def test_a_day_that_stands_in_the_margin_is_not_said_twice(cast: Cast, sign_in: Any) -> None:
    to_sign(cast, title="Assurance")
    sent(cast, kind=NoteKind.EVENT, title="Sortie", event_on=date(2026, 12, 3))
    page = sign_in(cast.samira).get(HOME).text
    assert "C’est le" not in page
    assert page.count('datetime="2026-12-03"') == 1


def test_a_protected_contact_reads_neither_hours_nor_places(cast: Cast, sign_in: Any) -> None:
    event = {"event_on": date(2026, 12, 3), "starts_at": time(8, 45), "place": "Valmarais"}
    sent(cast, by="teacher_cm2", classes=(cast.cm2,), kind=NoteKind.EVENT, title="Sortie", **event)
    page = sign_in(cast.restricted_1).get(HOME).text
    assert 'datetime="2026-12-03"' in page
    assert "Valmarais" not in page
    assert "8\xa0h\xa045" not in page


def test_a_note_put_away_asks_nothing_more(cast: Cast, sign_in: Any) -> None:
    note = to_sign(cast, title="Livres de la bibliothèque")
    client = sign_in(cast.samira)
    assert "Livres de la bibliothèque" in client.get(HOME).text
    note_archive(actor=cast.actor("teacher"), note=note)
    assert "Livres de la bibliothèque" not in client.get(HOME).text
    assert "Livres" not in client.get(reverse("liaison:family"), {"voir": "a-faire"}).text
    # Still found, and another guardian's late signature does not bring it back.
    assert "Livres" in client.get(reverse("liaison:family")).text
    sign_in(cast.paul).post(act(note, "sign", cast), {"version": "1"})
    assert "Livres de la bibliothèque" not in sign_in(cast.samira).get(HOME).text


@pytest.mark.parametrize("who", ["no_exercise", "restricted_2", "guardian_verne", "teacher", "lea"])
def test_only_who_may_sign_signs_on_a_card(cast: Cast, sign_in: Any, who: str) -> None:
    note = to_sign(cast)
    child = "yanis" if who == "no_exercise" else "lea"
    fields = {"version": "1", "retour": "accueil"}
    answer = sign_in(cast.people[who]).post(act(note, "sign", cast, child), fields)
    assert answer.status_code in {403, 404}
    assert "J’ai lu et je signe" not in sign_in(cast.people[who]).get(HOME).text


def test_more_than_a_lane_shows_is_one_tap_away(cast: Cast, sign_in: Any) -> None:
    for number in range(14):
        to_sign(cast, title=f"Mot numéro {number:02}")
    page = sign_in(cast.samira).get(HOME).text
    assert page.count("<article") == 1
    lines = page.partition('class="card lignes"')[2].partition("</ul>")[0]
    assert lines.count("<li") == 4
    assert "Encore 9 mots" in page
    assert 'aria-label="14\xa0éléments"' in page


def test_the_list_is_sorted_by_what_is_done(cast: Cast, sign_in: Any) -> None:
    signed, waiting = to_sign(cast, title="Piscine"), to_sign(cast, title="Théâtre")
    sent(cast, title="Photo de classe")
    client = sign_in(cast.samira)
    client.post(act(signed, "sign", cast), {"version": "1"})
    family = reverse("liaison:family")
    found = {what: client.get(family, {"voir": what}).text for what in ("a-faire", "signes", "tous", "rien")}
    for what, titles in (
        ("a-faire", {"Théâtre"}),
        ("signes", {"Piscine"}),
        ("tous", {"Piscine", "Théâtre", "Photo de classe"}),
        ("rien", {"Piscine", "Théâtre", "Photo de classe"}),
    ):
        assert {t for t in ("Piscine", "Théâtre", "Photo de classe") if t in found[what]} == titles
    assert waiting.pk


@pytest.mark.parametrize(
    ("words", "found"),
    [("theatre", True), ("THÉÂT", True), ("chateau", True), ("%", False), ("piscine", False)],
)
def test_words_are_looked_for_without_accents(cast: Cast, sign_in: Any, words: str, found: bool) -> None:
    to_sign(cast, title="Théâtre", text="Jeudi, au château.")
    page = sign_in(cast.samira).post(reverse("liaison:family"), {"mots": words}).text
    assert ("Aucun mot ne parle" not in page) == found
    assert ("Jeudi, au château." in page) == found


@pytest.mark.parametrize(
    ("words", "found"),
    [("theatre", True), ("chateau", True), ("brouillon", True), ("%", False), ("piscine", False)],
)
def test_a_teacher_looks_for_words_in_every_note(cast: Cast, sign_in: Any, words: str, found: bool) -> None:
    note_archive(actor=cast.actor("teacher"), note=sent(cast, title="Théâtre", text="Jeudi, au château."))
    draft(cast, title="Un brouillon")
    page = sign_in(cast.teacher).post(reverse("liaison:list"), {"mots": words}).text
    assert ("Aucun mot ne parle" not in page) == found
    assert ("Théâtre" in page) == (found and words != "brouillon")


def test_who_follows_a_class_has_its_notes_at_home(cast: Cast, sign_in: Any) -> None:
    to_sign(cast, title="Sortie au château")
    page = sign_in(cast.delegate).get(HOME).text
    assert "Sortie au château" in page
    assert "Relancer" not in page
    nothing = sign_in(cast.staff).get(HOME).text
    assert "Sortie au château" not in nothing
    assert "que vous enverrez" not in nothing, "who may not write is not told of notes to send"


def test_the_home_follows_the_class_of_today(cast: Cast, sign_in: Any) -> None:
    """A right that is gone takes the days and the cards with it."""
    sent(cast, kind=NoteKind.EVENT, title="Sortie", event_on=date(2026, 12, 3))
    client = sign_in(cast.guardian_verne)
    assert "Sortie" not in client.get(HOME).text
    make.guardianship(cast.guardian_verne, cast.lea)
    assert "Sortie" in client.get(HOME).text
    cast.guardian_verne.guardianships.filter(child=cast.lea).update(
        ends=make.SINCE + timedelta(days=1), end_reason="left"
    )
    assert "Sortie" not in client.get(HOME).text
