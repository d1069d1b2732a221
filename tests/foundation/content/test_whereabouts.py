"""Hours and places in what schools write: found where they are, and nowhere else; in linear time."""

import time as steady

import pytest

from eprimo.foundation.content.whereabouts import told_in

TOLD = {
    "Le départ est à 8 h 45.": ["à 8 h 45"],
    "Nous irons au château de Valmarais jeudi.": ["au château de Valmarais"],
    "Rendez-vous devant la piscine à 9h.": ["devant la piscine", "à 9h"],
    "La réunion aura lieu de 18 h à 19 h 30 dans la salle des fêtes.": [
        "de 18 h à 19 h 30", "dans la salle des fêtes",
    ],
    "Merci de venir avant 8h30.": ["avant 8h30"], "Le car partira à 8:15.": ["à 8:15"],
    "Nous serons à midi à la cantine.": ["à midi"], "Nous partons à Nantes lundi.": ["à Nantes"],
    "L’école ferme à seize heures.": ["à seize heures"], "Horaires : 9h-11h30": ["9h", "11h30"],
    "Rendez-vous au 12 rue des Lilas.": ["au 12 rue des Lilas"], "Sortie au château": ["au château"],
    "Spectacle à la maison de quartier.": ["à la maison"],
    "Rendez-vous à la maison d’accueil.": ["à la maison"],
    "Départ 9 heures, retour 16 heures.": ["Départ 9 heures", "retour 16 heures"],
    "Inscrivez-vous avant mercredi midi.": ["mercredi midi"], "Accueil\u00a0: 8\u00a0h": ["Accueil\u00a0: 8\u00a0h"],
    "Visite du château de Valmarais": ["du château de Valmarais"], "Sortie cinéma": ["cinéma"],
    "Nous visiterons le phare.": ["le phare"], "Chaque vendredi, nous allons en forêt.": ["en forêt"],
    "Retrouvons-nous devant le portail.": ["devant le portail"], "Répétition sous le préau.": ["sous le préau"],
}  # fmt: skip
NOTHING = (
    "Prévoir un pique-nique et une gourde.", "Le trajet dure 1 h 30.", "Il faut 2 heures de lecture.",
    "Merci à Léa et à Paul.", "À Noël, nous partons en vacances.", "Le prix est de 145 € par enfant.",
    "La séance dure deux heures.", "Les enfants reviennent à pied.", "Il y a 25 élèves dans la classe.",
    "À finir à la maison.", "Un élève malade reste à la maison, prévenez l’école.",
    "C’est au tour de Léa.", "Une sortie de fin d’année.", "Du lundi 30 novembre au vendredi 4 décembre.",
    "Rangez les cahiers dans la salle de classe.",
)  # fmt: skip


@pytest.mark.parametrize("text", TOLD)
def test_what_is_told(text: str) -> None:
    assert [text[one.start : one.end] for one in told_in(text)] == TOLD[text]


@pytest.mark.parametrize("text", NOTHING)
def test_what_tells_neither(text: str) -> None:
    assert told_in(text) == []


@pytest.mark.parametrize("signs", ["à ", "8 h", "à la ", "rue ", "A", "à A ", "de 8 h à ", "à N"])
def test_reading_is_linear(signs: str) -> None:
    def took(length: int) -> float:
        begun = steady.process_time()
        told_in((signs * length)[:length])
        return steady.process_time() - begun

    few, many = min(took(20_000) for _ in range(3)), min(took(80_000) for _ in range(3))
    assert many < 12 * few + 0.01
