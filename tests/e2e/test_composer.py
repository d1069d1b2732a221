"""The composer's states that no crawl of links meets: each kind, both texts of a draft, undo, departure."""

from datetime import time
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Route, expect

from eprimo.foundation.content.things.addressing import addresses
from eprimo.services.liaison.actions.drafts import Draft, note_save_draft
from eprimo.services.liaison.actions.templates import template_adopt
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.questions import Question
from tests.cast import Cast
from tests.e2e.accessible import BIG_TEXT, faults_of
from tests.e2e.conftest import Chapter, Visit
from tests.e2e.visitor import PHONE, Visitor
from tests.foundation.files import corpus
from tests.services.liaison import notes
from tests.services.liaison.notes import DUE

# The whole matrix of themes and widths with EPRIMO_DRILL=full (accessible.py).
pytestmark = [pytest.mark.browser, pytest.mark.drill]

OUTING = (Question("Votre enfant vient-il ?"), Question("Accompagnez-vous ?", ("Toute la journée", "Non")))


def test_each_kind_is_clean_and_begins_on_the_first_screen(
    cast: Cast, visit: Visit, chapter: Chapter
) -> None:
    teacher = visit(cast.teacher)
    teacher.open(reverse("liaison:new"))
    # Who directs the school alone writes that it is closed.
    for kind in (one for one in NoteKind.values if one != NoteKind.CLOSED):
        with chapter(kind):
            teacher.page.locator(f"[name=kind][value={kind}]").check(force=True)
            assert faults_of(teacher) == []
            shown = teacher.page.locator("#id_question_1").is_visible()
            assert shown == (kind == NoteKind.TO_ANSWER)
            assert teacher.page.locator("#id_answer_by").is_visible() == (kind in {"sign", "answer"})
            assert teacher.page.locator("#id_event_on").is_visible() == (kind in {"event", "bring"})
    for size in (PHONE, BIG_TEXT):
        with chapter(f"the type and the title stand on the first screen of {size['width']}"):
            teacher.page.set_viewport_size(size)  # type: ignore[arg-type]
            teacher.open(reverse("liaison:new"))
            _type_and_title_are_seen(teacher)


def _type_and_title_are_seen(teacher: Visitor) -> None:
    # A teacher writes one thing alone, but for the kind of the tests: nothing to choose stands before.
    teacher.page.evaluate("document.querySelector('.compose .chips').closest('fieldset').remove()")
    bar = teacher.page.locator("nav.bar").bounding_box()
    assert bar is not None
    for shown in (teacher.page.locator("label:has([name=kind]:checked)"), teacher.page.locator("#id_title")):
        box = shown.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= bar["y"], (box, bar)


def test_the_states_before_and_after_sending_are_clean(
    cast: Cast, visit: Visit, settings: Any, chapter: Chapter
) -> None:
    note = notes.draft(
        cast, kind=NoteKind.TO_ANSWER, questions=OUTING, answer_by=DUE, event_on=DUE, starts_at=time(8, 45),
        place="Château de Valmarais", bring=("Un pique-nique",),
    )  # fmt: skip
    template_adopt(actor=cast.actor("director"), school=cast.tilleuls, key="piscine")
    teacher, key = visit(cast.teacher), note.resource.public_id
    with chapter("the preview"):
        teacher.open(reverse("liaison:preview", args=[key]))
        sends, waits = (
            teacher.page.get_by_role("button", name=name, exact=True)
            for name in ("Envoyer", "Programmer l’envoi")
        )
        expect(sends).to_be_visible()
        teacher.page.get_by_label("Un autre jour").check()
        expect(waits).to_be_visible()
        teacher.page.get_by_label("C’est urgent").check()
        expect(sends).to_be_visible()
        assert faults_of(teacher) == []
    with chapter("the templates"):
        teacher.open(reverse("liaison:templates"))
        assert faults_of(teacher) == []
    with chapter("sent, and taken back"):
        settings.NOTE_UNDO_SECONDS = 50
        teacher.open(reverse("liaison:preview", args=[key]))
        teacher.press("Envoyer", exact=True)
        teacher.reads("Ce mot part dans quelques secondes")
        teacher.page.locator("details.plus summary").click()
        assert faults_of(teacher) == []
        teacher.press("Annuler l’envoi")
        teacher.reads("de nouveau un brouillon")
    with chapter("a photograph goes on after a cut"):
        _a_photograph_goes_on_after_a_cut(teacher, note.resource)
    with chapter("both texts of a draft"):
        _both_texts(teacher, cast)


def _both_texts(teacher: Visitor, cast: Cast) -> None:
    note = notes.draft(cast)
    teacher.open(reverse("liaison:edit", args=[note.resource.public_id]))
    words = Draft(title="Ailleurs", body={"type": "doc", "content": []}, to=addresses(cast.ce1))
    note_save_draft(actor=cast.actor("teacher"), note=note, draft=words)
    teacher.page.locator("#id_text").fill("Texte d’ici.")
    teacher.page.get_by_label("L’autre texte").wait_for()
    assert faults_of(teacher) == []


def _a_photograph_goes_on_after_a_cut(teacher: Visitor, resource: Any) -> None:
    """600 kB in three pieces. The line is cut at the second one, which is sent again from where it stood; the session
    ends before the third one, which goes on once its owner came in again."""
    offsets: list[int] = []
    cookies = teacher.context.cookies()
    part = 256 * 1024

    def passes(route: Route) -> None:
        offsets.append(int(route.request.headers.get("upload-offset", -1)))
        first = offsets.count(offsets[-1]) == 1
        if first and offsets[-1] == part:
            route.abort("internetdisconnected")
            return
        gone = {"cookie": "", "x-csrftoken": ""} if first and offsets[-1] == 2 * part else {}
        route.continue_(headers=route.request.headers | gone)

    teacher.open(reverse("liaison:files", args=[resource.public_id]))
    teacher.page.route("**/fichiers/envois/*/", passes)
    photograph = {"name": "Affiche.jpg", "mimeType": "image/jpeg", "buffer": corpus.photograph()}
    teacher.page.set_input_files("[name=file]", [photograph])  # type: ignore[list-item]
    expect(teacher.page.get_by_text("Votre session est terminée")).to_be_visible()
    assert faults_of(teacher) == []
    # In another tab: with another cookie of her own, and another token than this page has.
    teacher.context.clear_cookies()
    teacher.context.add_cookies([one for one in cookies if one["name"] == settings.SESSION_COOKIE_NAME])
    teacher.press("Reprendre")
    expect(teacher.page.get_by_text("Envoyé. Il reste à toucher")).to_be_visible()
    teacher.press("Joindre", exact=True)
    teacher.reads("Vérification en cours")
    # -1: asked where it stands.
    assert [one for one in offsets if one > 0] == [part, part, 2 * part, 2 * part]
    joined = resource.attachments.select_related("blob").get()
    assert (joined.label, joined.blob.weight) == ("Affiche", len(photograph["buffer"]))


def test_who_will_see_it_is_told_under_the_hand(cast: Cast, visit: Visit) -> None:
    director = visit(cast.director)
    director.open(reverse("liaison:new"))
    told = director.page.locator("#verront")
    expect(told).to_contain_text("Personne encore")
    director.page.get_by_label("CE1-A").check(force=True)
    expect(told).to_contain_text("l’équipe de CE1-A")
    director.page.get_by_text("Choisir des enfants un par un").click()
    director.page.get_by_label("Zoé LE GOFF").check(force=True)
    director.page.get_by_label("CE1-A").uncheck(force=True)
    expect(told).to_contain_text("responsable de 1 enfant")
    assert faults_of(director) == []
    director.page.get_by_role("button", name="Une actualité").click()
    director.heading("Écrire une actualité")
    assert faults_of(director) == []
