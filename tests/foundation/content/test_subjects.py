"""The picture of what a note speaks of: right, or the one of its kind."""

import re
import time
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from eprimo.devtools.demo.academy import texts
from eprimo.devtools.demo.academy.texts import Text, fr
from eprimo.foundation.content import richtext, subjects
from eprimo.foundation.content.phrasebook.sentences import THINGS, TITLES, TOPICS
from eprimo.foundation.content.subjects import DENIED, picture_of
from eprimo.services.liaison.enums import NoteKind
from tests.cast import Cast
from tests.services.liaison import notes

ROOT = Path(__file__).parents[3]
NONE, NO = "", "no"
SWIM, BOOKS, BUS, LETTER = "person-swimming", "books", "minibus", "love-letter"


def named(title: str, text: str = "", bring: tuple[str, ...] = ()) -> str:
    found = picture_of(title, text, bring)
    return NO if found is DENIED else found.name if found else NONE


TOLD = {
    # Titles as they are written: capitals without accents, several things, what they are about first or last.
    "Piscine le jeudi matin": SWIM,
    "LA BIBLIOTHEQUE": BOOKS,
    "Qui vient à la piscine ?": SWIM,
    "Savoir rouler à vélo": "bicycle",
    "Photo de la sortie à la ferme": "camera",
    "Chorale : répétition au théâtre": "musical-notes",
    "Bottes pour la forêt": "hiking-boot",
    "Goûter d’anniversaire": "birthday-cake",
    "Spectacle de Noël": "performing-arts",
    "Fête de Noël": "christmas-tree",
    "Sortie au château": "castle",
    "Sortie à pied au marché": "person-walking",
    "Sortie scolaire": BUS,
    "Visite du médecin": "stethoscope",
    "Menus de la semaine": "fork-and-knife-with-plate",
    "Journée sport": "running-shoe",
    "N’oubliez pas vos livres": BOOKS,
    "Les doudous": "teddy-bear",
    "Élection des délégués": "ballot-box-with-ballot",
    # What takes back.
    "Pas de piscine jeudi": NO,
    "Piscine annulée": NO,
    "Plus de cantine vendredi": NO,
    "Sans vélo": NO,
    "La piscine est fermée": NO,
    "Bibliothèque au lieu de la piscine": NO,
    "Gymnastique à la place de la piscine": NO,
    "La sortie n’aura pas lieu": NO,
    "Interdit de venir à vélo": NO,
    "Spectacle reporté": NO,
    "Jeudi, jamais de doudou": NO,
    "Fin des séances de piscine": NO,
    # No picture is laid on these.
    "Décès du médecin scolaire": NO,
    "Accident de vélo d’un élève": NO,
    "Alerte pompiers : incendie": NO,
    "Minute de silence au musée": NO,
    # Two things, none, or words that only look like one.
    "Piscine et bibliothèque": NONE,
    "Piscine ou bibliothèque": NONE,
    "Rendez-vous": NONE,
    "Salle des fêtes": NONE,
    "Photos d’identité": NONE,
    "Sortie par la rue des Genêts": NONE,
    "Sortie à 16 h 30": NONE,
    "Sortie au portail vert": NONE,
    "Autorisation de sortie du territoire": NONE,
    "Bonnes fêtes à tous": NONE,
    "Rendez-vous devant la piscine": NONE,
    "À rendre avant Noël": NONE,
    "Nous sommes en train d’apprendre": NONE,
    "Un camarade à La Réunion": NONE,
    "Transport scolaire": NONE,
    "Ma mère et la maire": NONE,
    "L’histoire nous livre un secret": NONE,
}


@pytest.mark.parametrize(("title", "picture"), TOLD.items())
def test_a_title_tells_its_picture_or_none(title: str, picture: str) -> None:
    assert named(title) == picture


@pytest.mark.parametrize(
    ("title", "text", "picture"),
    [
        ("Piscine", "Il n’y aura pas de piscine jeudi.", NO),
        ("Piscine", "Nous n’irons plus à la piscine.", NO),
        ("Piscine", "La séance est annulée.", NO),
        ("Sortie au château", "En raison de la neige, la sortie est reportée à jeudi.", NO),
        ("Jeudi", "Nous irons à la bibliothèque au lieu de la piscine.", NO),
        ("Piscine", "Jeudi, il n’y aura pas :\n- de bonnets", NO),
        ("Piscine", "Après l’accident de mardi, le car prend une autre route.", NONE),
        # Said of something else.
        ("Piscine", "Un enfant qui ne peut pas nager reste à l’école. Un maillot de bain (pas de short).", SWIM),
        ("Photo de classe", "Rien n’est à payer ce jour-là.", "camera"),
        ("Livres à rendre", "N’oubliez pas de rapporter les livres.", BOOKS),
        # A text is read when its title says nothing: one subject, with which something happens.
        ("Jeudi matin", "Nous irons à la piscine.", SWIM),
        ("Jeudi matin", "Nous irons à la piscine puis à la bibliothèque.", NONE),
        ("Jeudi matin", "L’entrée se fait par la bibliothèque.", NONE),
        ("Une journée à Paris", "Nous partons en car. Prévoir un pique-nique et une casquette.", BUS),
        ("À savoir", "La cantine est ouverte.", NONE),
        ("À rapporter", "Merci de rendre le papier avant Noël.", NONE),
    ],
)  # fmt: skip
def test_a_text_speaks_with_its_title(title: str, text: str, picture: str) -> None:
    assert named(title, text) == picture


@pytest.mark.attack
@pytest.mark.parametrize(
    "part", ["sortie a la x ", "(sortie a la ", "Sortie ( ", "(", "devant la ", "ne la oubli "]
)
def test_no_text_keeps_a_page_busy(part: str) -> None:
    longest = (part * subjects._LONGEST)[: subjects._LONGEST]
    spent = []
    for _ in range(3):
        begun = time.process_time()
        picture_of("Jeudi", longest)
        spent.append(time.process_time() - begun)
    # The least: the first one loads what it needs, and the machine has other work.
    assert min(spent) < 0.05
    assert picture_of("Piscine", longest + "…") is None


def test_what_is_to_be_brought_tells_when_it_is_one_thing() -> None:
    assert named("À apporter", bring=("Un maillot de bain (pas de short)", "Un bonnet de bain")) == SWIM
    assert named("À apporter", bring=("Une boîte à chaussures", "Un vieux tee-shirt")) == NONE
    assert named("À apporter", bring=("Un pique-nique", "Une casquette")) == NONE


# The demo's notes and the phrasebook, read one by one. What is not here has the picture of its kind.
DEMO = {
    "REUNION": "busts-in-silhouette", "PISCINE": SWIM, "MUSEE": "castle", "PHOTO": "camera",
    "GREVE": NO, "CANTINE": "fork-and-knife-with-plate", "CHORALE": "musical-notes",
    "CANTINE_MENU": "fork-and-knife-with-plate", "LUNETTES": "glasses", "VENTE": "shortcake",
    "SPECTACLE": "performing-arts", "DROIT_IMAGE": "camera", "BOTTES": "hiking-boot", "CARTE": "person-walking",
    "BIBLIOTHEQUE": BOOKS, "COLLATION": "birthday-cake", "VELO": "bicycle", "CROSS": "running-shoe",
}  # fmt: skip
SENTENCES = {
    "La classe part en sortie.": BUS, "La classe part en sortie le %(day)s.": BUS, "Nous partons en car.": BUS,
    "Nous partons à pied.": "person-walking",
    "Nous partons en car et serons de retour avant la fin de la classe.": BUS,
    "La sortie est reportée au %(day)s.": NO, "La sortie est annulée.": NO,
    "La classe n’aura pas lieu ce jour-là.": NO,
    "L’infirmière scolaire verra les enfants le %(day)s.": "stethoscope",
    "Les séances de piscine commencent.": SWIM, "Les séances de piscine commencent le %(day)s.": SWIM,
    "Nous vous invitons à une réunion\u00a0:": "busts-in-silhouette",
    "Nous vous invitons à une réunion le %(day)s à %(hour)s.": "busts-in-silhouette",
    "Le photographe vient pour la photo de classe et les portraits.": "camera",
    "Vous êtes invités à la fête de l’école le %(day)s.": "party-popper",
    "Vous êtes invités au spectacle le %(day)s à %(hour)s.": "performing-arts",
    "L’école sera fermée ce jour-là.": NO, "L’école sera fermée le %(day)s.": NO,
    "En raison d’un mouvement de grève, la classe n’aura pas lieu.": NO,
    "Rapportez les livres de la bibliothèque.": BOOKS, "Nous fêterons les anniversaires du mois.": "birthday-cake",
}  # fmt: skip
HEADINGS = {
    "Sortie scolaire": BUS, "Séances de piscine": SWIM, "Photo de classe": "camera",
    "Réunion de parents": "busts-in-silhouette", "École fermée": NO, "Fête de l’école": "party-popper",
    "Livres à rendre": BOOKS, "Sport": "running-shoe", "Spectacle": "performing-arts",
    "Cantine et garderie": "fork-and-knife-with-plate",
}  # fmt: skip


def test_the_notes_of_the_demo_and_the_phrasebook_have_the_right_picture() -> None:
    demo = {key: one for key, one in vars(texts).items() if isinstance(one, Text)}
    found = {
        key: named(fr(one.title), richtext.to_text(richtext.parse(fr(one.body)))) for key, one in demo.items()
    }
    assert {key: picture for key, picture in found.items() if picture} == DEMO
    sentences = {one: named("Un mot", one) for topic in TOPICS for one in topic.sentences}
    assert {one: picture for one, picture in sentences.items() if picture} == SENTENCES
    titles = {one: named(one) for one in TITLES}
    assert {one: picture for one, picture in titles.items() if picture} == HEADINGS
    things = {one for one in THINGS if named("À apporter", bring=(one,))}
    assert len(things) == 20
    assert not things & {
        "Une boîte à chaussures",
        "Un sac à dos",
        "Une photo d’identité",
        "Un vêtement de pluie",
    }


def test_every_picture_is_drawn_and_has_a_colour() -> None:
    sheet = (ROOT / "frontend" / "src" / "styles" / "subjects.css").read_text(encoding="utf-8")
    for rank in subjects._RANKS:
        for name, lesson, _ in rank:
            assert (ROOT / "frontend" / "public" / "emoji" / f"{name}.svg").is_file(), name
            assert f".m-{lesson}" in sheet, lesson


def test_a_tile_and_the_page_of_a_note_have_one_picture(cast: Cast, sign_in: Any) -> None:
    cast.ce1.skin = "petits"
    cast.ce1.save()
    made = {
        SWIM: notes.sent(cast, title="Piscine", to_pupils=True),
        "bicycle": notes.sent(cast, title="Savoir rouler à vélo", to_pupils=True),
        # Neither the pool nor a bus: a word to listen to.
        LETTER: notes.sent(
            cast, title="Jeudi", text="Il n’y aura pas de piscine.\n\nLa sortie est annulée.", to_pupils=True,
            kind=NoteKind.EVENT, event_on=notes.DUE,
        ),
    }  # fmt: skip
    client = sign_in(cast.lea)
    for page in (reverse("home:home"), reverse("liaison:list")):
        text = client.get(page).text
        for picture, note in made.items():
            tile = text.split(str(note.resource.public_id))[1].split("</a>")[0]
            assert f"emoji/{picture}" in tile, (page, picture)
    for picture, note in made.items():
        page = client.get(reverse("liaison:note", args=[note.resource.public_id])).text
        assert re.findall(r'class="mot-i" src="[^"]*emoji/([a-z-]+)\.', page) == [picture]
