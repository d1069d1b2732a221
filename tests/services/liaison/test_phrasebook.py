"""Sentences translated beforehand: what a family reads of a note in its own language, and how who writes takes them."""

import re
from datetime import date, time
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from eprimo.devtools.messages import catalogues
from eprimo.devtools.messages.scope import TRANSLATED
from eprimo.foundation.accounts.models import Account
from eprimo.foundation.content import richtext
from eprimo.foundation.content.phrasebook.sentences import (
    ANSWERS,
    NUMBERED,
    PLACES,
    QUESTIONS,
    THINGS,
    TITLES,
)
from eprimo.foundation.content.phrasebook.shelf import shelf, with_sentence
from eprimo.foundation.content.phrasebook.translation import coverage, translate_text, translate_words
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.questions import Question
from eprimo.services.liaison.starters import STARTERS
from eprimo.ui import french
from eprimo.ui.languages import speaking
from tests.cast import Cast
from tests.services.liaison.notes import DUE, draft, to_answer

TEXT = "Chers parents,\n\nLe départ est à 8 h 30. Nous verrons Michel.\n\n- les sorties\n- le goûter de Zoé"
KNOWN = "La sortie est annulée."


def read(text: str, language: str) -> str:
    """The twin of a text on one line, what stays French between « »."""
    with speaking(language):
        pieces = [
            piece
            for block in translate_text(richtext.parse(text)).blocks
            for line in block.lines
            for piece in line
        ]
    return " ".join(one.text if one.known else f"«{one.text}»" for one in pieces)


# --- the phrasebook itself -----------------------------------------------------------------------------


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_is_said_with_all_its_slots(language: str) -> None:
    said_in = {message.id: message.string for message in catalogues.everything(language)}
    for one in (*NUMBERED.values(), *TITLES, *THINGS, *PLACES, *QUESTIONS, *ANSWERS):
        assert said_in.get(one), one
        assert sorted(re.findall(r"%\(\w+\)s", said_in[one])) == sorted(re.findall(r"%\(\w+\)s", one))


@pytest.mark.parametrize("key", STARTERS)
def test_a_note_that_comes_with_the_program_is_read_whole(key: str) -> None:
    one = STARTERS[key]
    asked = [words for each in one.questions for words in (each.text, *each.choices)]
    found = coverage(richtext.parse(one.text), [one.title, one.place, *one.bring, *asked])
    assert found.others == ()
    assert found.whole


# --- reading -------------------------------------------------------------------------------------------


def test_what_is_not_known_stays_french_at_its_place() -> None:
    assert (
        read(TEXT, "en")
        == "Dear parents, We leave at 8:30. «Nous verrons Michel.» the outings «le goûter de Zoé»"
    )
    assert "8:30" in read(TEXT, "ar")
    with speaking("fr"):
        assert not translate_text(richtext.parse(TEXT))


def test_courtesies_alone_are_no_translation() -> None:
    with speaking("en"):
        assert not translate_text(richtext.parse("Chers parents,\n\nMichel viendra.\n\nMerci de votre aide."))


@pytest.mark.parametrize(
    "typed",
    [
        "La sortie est annulée",
        "**La sortie est annulée.**",
        "la sortie est annulée !",
        "La\u00a0sortie  est annulée.",
    ],
)
def test_signs_and_spaces_change_nothing(typed: str) -> None:
    assert read(typed, "en") == "The outing is cancelled."


@pytest.mark.parametrize(
    "typed",
    [
        "La sortie n’est pas annulée.", "La sortie est annulée lundi.", "La sortie est annulée ou reportée.",
        "Est-ce que la sortie est annulée ?", "La sortie est annulée ?",
    ],
)  # fmt: skip
def test_one_word_more_is_another_sentence(typed: str) -> None:
    with speaking("en"):
        assert not translate_text(richtext.parse(typed))


@given(st.dates(date(2026, 11, 1), date(2027, 9, 1)), st.times())
def test_days_and_hours_are_said_as_they_were_meant(day: date, hour: time) -> None:
    typed = (
        f"Nous vous invitons à une réunion le {french.weekday_day_month(day)} à {french.clock_time(hour)}."
    )
    with speaking("en"):
        expected = (
            f"You are invited to a meeting on {french.weekday_day_month(day)} at {french.clock_time(hour)}."
        )
    assert read(typed, "en") == expected


@pytest.mark.parametrize(
    "typed",
    [
        "L’école sera fermée le vendredi 3 décembre.",  # a Thursday
        "L’école sera fermée le lundi 31 février.",
        "L’école sera fermée le jeudi 7 janvier 2028.",  # a Friday
        "L’école sera fermée le 3 décembre.",
        "Le départ est à 25 h.",
        "Le prix est de … € par enfant.",
        "Le prix est de 12,5 € par enfant.",
    ],
)
def test_a_slot_that_says_nothing_sure_is_not_said(typed: str) -> None:
    with speaking("en"):
        assert not translate_text(richtext.parse(typed))
        assert translate_words(typed) == ""


def test_prices_are_said() -> None:
    assert read("Le prix est de 12,50 € par enfant.", "en") == "The price is €12.50 per child."


@given(st.text(max_size=80), st.text(max_size=80))
def test_whatever_surrounds_a_known_sentence_is_kept(before: str, after: str) -> None:
    body = richtext.parse(f"{before}\n\n{KNOWN}\n\n{after}")
    with speaking("en"):
        found = translate_text(body)
        pieces = [piece for block in found.blocks for line in block.lines for piece in line]
    assert "The outing is cancelled." in [one.text for one in pieces if one.known]
    french_words = "".join("".join(one.text.split()) for one in pieces if not one.known)
    kept = "".join(richtext.to_text(body).replace("• ", "").split())
    assert all(sign in kept for sign in french_words)


# --- pages ---------------------------------------------------------------------------------------------


def test_a_family_reads_it_under_the_french(cast: Cast, sign_in: Any) -> None:
    note = to_answer(
        cast, title="Sortie scolaire", text=f"{KNOWN} Nous irons <ailleurs>.", event_on=DUE,
        place="À l’école", bring=("Un goûter", "Un <tambour>"), questions=(Question("Viendrez-vous ?"),),
    )  # fmt: skip
    client = sign_in(cast.samira)
    address = reverse("liaison:child", args=[note.resource.public_id, cast.lea.public_id])
    assert "outing" not in client.get(address).text
    Account.objects.filter(person=cast.samira).update(language="en")
    page = client.get(address).text
    for words in (
        "The outing is cancelled.", "<b>School outing</b>", 'dir="auto">Nous irons &lt;ailleurs&gt;.</p>',
        'Un goûter</bdi> <span class="traduit-c">An afternoon snack</span>',
        'À l’école</bdi> <span class="traduit-c">At school',
        'Viendrez-vous ?</bdi> <span class="traduit-c">Will you come?</span>',
        'Oui</bdi> <span class="traduit-c">Yes</span>',
        "Un &lt;tambour&gt;</bdi></span>",
    ):  # fmt: skip
        assert words in page.replace("\u00a0", " "), words
    home = client.get("/").text
    assert "The outing is cancelled." in home
    # A closed card too says what is known of the place and of the bag.
    assert "<span>School outing · It is on" in home
    # Each language in its own paragraph: what is not known stays French, apart.
    ours, theirs = re.search(r"(School outing · [^<]*)</span></p>(<p [^>]*>.*?</p>)", home).groups()  # type: ignore[union-attr]
    assert ours.endswith(" · At school · An afternoon snack")
    assert 'lang="fr"' in theirs
    assert "Un &lt;tambour&gt;" in theirs


def test_who_writes_is_told_what_stays_french(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.teacher)
    note = draft(
        cast, text=f"{KNOWN} Nous irons ailleurs.", kind=NoteKind.TO_BRING, bring=("Un goûter", "Un tambour")
    )
    page = client.get(reverse("liaison:preview", args=[note.resource.public_id]), {"langue": "ar"}).text
    assert "2 phrases sur 4 sont traduites d’avance" in page.replace("\u00a0", " ")
    assert "<li>Nous irons ailleurs.</li><li>Un tambour</li>" in page
    assert '<div class="tel" lang="ar" dir="rtl">' in page
    assert "أُلغيت الرحلة." in page
    # The page itself, and what is not asked for, stay French.
    page = client.get(reverse("liaison:preview", args=[note.resource.public_id]), {"langue": "xx"}).text
    assert "أُلغيت" not in page
    whole = draft(cast, text=KNOWN)
    page = client.get(reverse("liaison:preview", args=[whole.resource.public_id])).text
    assert "Tout est traduit d’avance" in page


def test_a_button_adds_a_sentence_without_scripts(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.teacher)
    numbers = {one.text: one.number for topic in shelf().topics for one in topic.sentences}
    typed = {"kind": "information", "title": "Samedi", "text": "Bonjour."}
    page = client.post(reverse("liaison:new"), typed | {"do": f"phrase-{numbers[KNOWN]}"})
    assert page.status_code == 200
    assert f"Bonjour. {KNOWN}</textarea>" in page.text
    assert 'value="Samedi"' in page.text
    assert '<details class="depli phrases" id="phrases" open>' in page.text
    assert page.text.count('class="card rayon" open') == 1
    for nothing in ("phrase-0", "phrase-9999", "phrase-x", "phrase-"):
        assert ">\nBonjour.</textarea>" in client.post(reverse("liaison:new"), typed | {"do": nothing}).text


def test_each_sentence_takes_its_place() -> None:
    numbers = {one.text: one.number for topic in shelf().topics for one in topic.sentences}
    text = ""
    for one in ("Chers parents,", "Le départ est à …", KNOWN):
        text = with_sentence(text, f"phrase-{numbers[one]}")
    assert text == f"Chers parents,\n\nLe départ est à … {KNOWN}"
