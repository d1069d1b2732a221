"""What is printed, what is mailed, and the page of the components."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils.html import escape

from eprimo.foundation.accounts.actions.sheets import sheets_make
from eprimo.foundation.accounts.sheets import sheets_pdf
from eprimo.foundation.content import richtext
from eprimo.foundation.content.phrasebook.translation import translate_words
from eprimo.foundation.directory.models import ClassGroup, ClassMembership, Guardianship, Person, School
from eprimo.foundation.notifications.letters import LetterKind, Text, write
from eprimo.foundation.notifications.models import Rhythm
from eprimo.foundation.printing.slips import Ask, PrintedSlip, SlipsPrint, slips_pdf
from eprimo.services.liaison.papers import paper_twin
from eprimo.services.liaison.starters import STARTERS
from tests.e2e.pictures.camera import BOTH, LIGHT, PHONE, THEMES, paper, shot, shown
from tests.e2e.pictures.finding import of_child, of_note, titled
from tests.e2e.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_sheets(people: Callable[[str], Person], site: str) -> None:
    lea = people("pupil")
    group = ClassGroup.objects.get(pk=ClassMembership.objects.filter(person=lea).values("class_group")[:1])
    school = School.objects.get(pk=group.school_id)
    pupils = list(ClassMembership.objects.filter(class_group=group).values_list("person", flat=True)[:8])
    made = sheets_make(actor=None, person_ids=pupils, school=school)
    paper(sheets_pdf(made.cards, []), "papier-cartes-des-eleves")
    for language, name in (("fr", ""), ("ar", "-arabe"), ("en", "-anglais")):
        adult = Guardianship.objects.filter(child__in=pupils).values_list("adult", flat=True)[:1]
        made = sheets_make(actor=None, person_ids=list(adult), school=school)
        letters = [replace(letter, lang=language) for letter in made.letters]
        paper(sheets_pdf([], letters), f"papier-lettre{name}")


def test_slips_of_other_languages() -> None:
    """Under the French what the phrasebook knows of it, beside the boxes too."""
    one = STARTERS["reunion"]
    body = richtext.parse(one.text + " Nous ferons connaissance autour d’un thé.")
    what = SlipsPrint(
        school_name="École élémentaire Jacques-Prévert", title=one.title, author="Mme Claire Le Gall",
        address="https://e-primo.example/c/", reply_by=date(2026, 11, 26),
        asks=[Ask(text=asked.text, choices=asked.choices) for asked in one.questions],
        text=richtext.to_text(body).splitlines(), twin=lambda: paper_twin(body, one.title), said=translate_words,
    )  # fmt: skip
    slips = [
        PrintedSlip(code=f"{letter * 26}", child=child, place="CE1-A", lang=lang)
        for letter, child, lang in (
            ("A", "Léa Martin", "fr"), ("B", "Yanis Haddad", "ar"), ("C", "Anouk Brossard", "en"),
        )
    ]  # fmt: skip
    paper(slips_pdf(what, slips, each=2).pdf, "papier-coupons-langues", 3)


def test_note_on_paper(enter: Callable[..., Visitor]) -> None:
    visitor = enter("teacher")
    for note, end, name in (
        ("Sortie", "mot.pdf", "papier-mot"), ("Sortie", "suivi.pdf", "papier-suivi"),
        ("Classe découverte", "suivi.pdf", "papier-suivi-reponses"),
    ):  # fmt: skip
        answer = visitor.context.request.get(visitor.base + of_note(titled(note), end))
        assert answer.ok, end
        paper(answer.body(), name, 1)


def test_printed_from_the_browser(enter: Callable[..., Visitor], people: Callable[[str], Person]) -> None:
    visitor = enter("teacher", of_note(titled("Sortie"), "suivi/"))
    paper(visitor.page.pdf(format="A4"), "papier-navigateur-suivi", 2)
    visitor.open(of_note(titled("Sortie")))
    paper(visitor.page.pdf(format="A4"), "papier-navigateur-mot")
    parent = enter("parent", of_child(titled("Sortie"), people("pupil")))
    paper(parent.page.pdf(format="A4"), "papier-navigateur-mot-du-parent")
    parent.open("/")
    paper(parent.page.pdf(format="A4"), "papier-navigateur-accueil")
    director = enter("director", "/ecole/personnes/")
    paper(director.page.pdf(format="A4"), "papier-navigateur-personnes")


MAILS = {
    "maintenant": LetterKind("fr", Rhythm.NOW, 1, date(2026, 11, 26), 0, 0, True),
    "jour": LetterKind("fr", Rhythm.DAILY, 2, date(2026, 11, 26), 3, 0, True),
    "semaine": LetterKind("fr", Rhythm.WEEKLY, 0, None, 2, 5, True),
    "jour-arabe": LetterKind("ar", Rhythm.DAILY, 2, date(2026, 11, 26), 3, 0, True),
    "jour-anglais": LetterKind("en", Rhythm.DAILY, 2, date(2026, 11, 26), 3, 0, True),
}  # fmt: skip


@pytest.mark.parametrize("name", MAILS)
def test_mail(enter: Callable[..., Visitor], name: str) -> None:
    visitor, said = enter(""), write(MAILS[name])
    shown(visitor, said.html, "/courriel")
    themes = THEMES[:2] if name == "jour" else LIGHT
    shot(visitor, f"courriel-{name}", BOTH if name == "jour" else PHONE, themes)
    if name == "jour":
        _text(visitor, said, "courriel-jour-texte")


def _text(visitor: Visitor, said: Text, name: str) -> None:
    page = (
        "<meta name=viewport content='width=device-width'><style>pre{font:16px/1.5 monospace;white-space:pre-wrap;"
        f"overflow-wrap:anywhere;padding:16px}}</style><pre><b>{escape(said.subject)}</b>\n\n{escape(said.text)}</pre>"
    )
    shown(visitor, page, f"/{name}")
    shot(visitor, name, PHONE)


def test_letters_of_accounts(enter: Callable[..., Visitor]) -> None:
    visitor = enter("")
    for name in ("recovery", "confirm", "changed", "moved"):
        context = {"code": "K7QF-2MXD", "name": "Samira Martin", "url": "https://e-primo.example/compte/oublie/code",
                   "address": "s•••@exemple.fr", "minutes": 30}  # fmt: skip
        said = Text("Votre compte e-primo", render_to_string(f"accounts/mail/{name}.txt", context), "")
        _text(visitor, said, f"courriel-compte-{name}")


@pytest.mark.parametrize("skin", ["standard", "petits"])
def test_components(enter: Callable[..., Visitor], settings: Any, skin: str) -> None:
    settings.ROOT_URLCONF = "eprimo.devtools.look.urls"
    visitor = enter("", f"/apercu/?habillage={skin}&theme=clair")
    shot(visitor, f"tous-composants-{skin}", (1440,), THEMES)
