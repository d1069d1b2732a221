"""The trail of a school: what it says, filtered, and to whom."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from eprimo.console.school.trail import sentences
from eprimo.foundation.directory.actions import adults, classes
from eprimo.foundation.directory.models import (
    Affiliation,
    ClassGroup,
    ClassMembership,
    Person,
)
from eprimo.foundation.kernel.actor import Role
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.models import AuditLine, Outcome
from eprimo.foundation.kernel.pagination import PAGE_SIZE
from eprimo.services.liaison.actions.families import note_sign
from tests import factories as make
from tests import wall
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.access.walled import of_another_transaction
from tests.guardrails.trail import untranslated
from tests.services.liaison.notes import to_sign
from tests.test_translated_pages import _WORD, NAMES, Reader, words_of_people


def test_trail_in_french(cast: Cast, get: Any) -> None:
    classes.pupil_move(actor=cast.actor("director"), pupil=cast.lea, to=cast.cm2)
    text = get("director", "history").content.decode()
    assert "a mis Léa MARTIN dans la classe CM2" in text
    assert "Anne GUILBAUD" in text
    assert "a mis" not in get("teacher", "history").content.decode()
    assert "a mis" not in get("director_verne", "history").content.decode()


def test_trail_filters(cast: Cast, get: Any) -> None:
    classes.class_create(actor=cast.actor("director"), school_id=cast.tilleuls.pk, label="CP", levels=[])
    adults.deputy_end(actor=cast.actor("director"), link=Affiliation.objects.get(profile="deputy"))
    only = get("director", "history", acte="directory.class").content.decode()
    assert "a créé la classe CP" in only
    assert "a arrêté l’intérim" not in only
    about = get("director", "history", personne=str(cast.teacher.public_id)).content.decode()
    assert "a créé la classe" not in about
    assert get("director", "history", personne=str(cast.lea_verne.public_id)).status_code == 404
    assert "a créé" not in get("director", "history", jusque="2026-11-23").content.decode()
    assert "a créé" in get("director", "history", depuis="2026-11-24").content.decode()


def test_each_line_says_its_result_and_is_found_by_it(cast: Cast, get: Any) -> None:
    for person in (cast.director, cast.teacher):
        audit(cast.actor("director"), "directory.settings.changed", None, subject_id=person.pk)
    for _ in range(PAGE_SIZE + 1):
        audit(cast.actor("teacher"), "factors.act.refused", None, Outcome.REFUSED, wanted="x.y.z")
    text = get("director", "history").content.decode()
    assert ">Refusé</span>" in text
    assert "s’est vu refuser un acte protégé" in text
    only = get("director", "history", resultat="refused", personne=str(cast.teacher.public_id))
    text = only.content.decode()
    assert f'<option value="{cast.teacher.public_id}" selected>' in text
    assert text.count('<th scope="row">') == PAGE_SIZE
    [after] = re.findall(r'rel="next" href="([^"]*)"', text)
    text = only.client.get(reverse("school:history") + unescape(after)).content.decode()
    assert text.count('<th scope="row">') == 1
    assert "changé" not in text
    done = get("director", "history", resultat="done").content.decode()
    assert ">Fait</td>" in done
    assert "acte protégé" not in done


def test_who_left_is_found_among_the_team_and_no_name_is_in_an_address(cast: Cast, get: Any) -> None:
    audit(cast.actor("teacher"), "directory.settings.changed", None)
    Affiliation.objects.filter(person=cast.teacher, school=cast.tilleuls).update(ends=NOW)
    asked = get("director", "history", personne=str(cast.teacher.public_id))
    assert asked.status_code == 200
    assert asked.content.decode().count('<th scope="row">') == 1
    assert '<select name="personne"' not in get("teacher_cm2", "history").content.decode()


def test_a_filter_that_finds_nothing_or_cannot_be_read_says_so(cast: Cast, get: Any) -> None:
    audit(cast.actor("teacher"), "directory.settings.changed", None)
    assert "Rien ne correspond" in get("director", "history", acte="switches").content.decode()
    wrong = get("director", "history", depuis="2026-11-25", jusque="2026-11-24").content.decode()
    assert "Ce jour vient avant le premier." in wrong


@pytest.mark.attack
def test_own_acts_name_only_who_is_still_seen(cast: Cast, get: Any) -> None:
    audit(
        cast.actor("teacher"),
        "directory.adult.ended",
        None,
        school_id=cast.tilleuls.pk,
        subject_id=cast.samira.pk,
    )
    assert "Samira MARTIN" in get("teacher", "history").content.decode()
    ClassMembership.objects.filter(person=cast.lea).update(ends=NOW)
    text = get("teacher", "history").content.decode()
    assert "Samira" not in text
    assert "une personne" in text


def test_own_acts_say_which_note_while_it_is_read(cast: Cast, get: Any) -> None:
    note = to_sign(cast, title="Sortie au château")
    note_sign(actor=cast.actor("samira"), note=note, child=cast.lea, version=1)
    text = get("samira", "history").content.decode()
    assert "A signé le mot «\N{NO-BREAK SPACE}Sortie au château\N{NO-BREAK SPACE}» pour Léa MARTIN" in text
    assert "Import" not in text, "the acts of an office are not offered to who has none"
    ClassMembership.objects.filter(person=cast.lea).update(ends=NOW)
    assert "Sortie au château" not in get("samira", "history").content.decode()


def test_an_empty_trail_says_what_it_will_hold(cast: Cast, get: Any) -> None:
    text = get("samira", "history").content.decode()
    assert "s’inscrit ici" in text
    assert "Afficher" not in text


def test_the_page_reads_behind_the_wall_what_it_reads_without(cast: Cast, get: Any) -> None:
    note = to_sign(cast)
    note_sign(actor=cast.actor("samira"), note=note, child=cast.lea, version=1)
    classes.pupil_move(actor=cast.actor("director"), pupil=cast.lea, to=cast.cm2)
    audit(cast.actor("platform"), "directory.adult.ended", None, subject_id=cast.samira.pk)
    of_another_transaction()
    for who, least in (("director", 3), ("teacher", 1), ("samira", 1), ("platform", 1)):
        with wall.down():
            free = get(who, "history").content.decode().count('<th scope="row">')
        assert get(who, "history").content.decode().count('<th scope="row">') == free >= least, who


def test_erased_and_unresolved(cast: Cast, get: Any) -> None:
    gone = make.person("Ancien", "PARTI")
    audit(None, "directory.adult.ended", None, school_id=cast.tilleuls.pk, subject_id=gone.pk)
    Person.objects.filter(pk=gone.pk).delete()
    assert "personne effacée" in get("director", "history").content.decode()
    audit(cast.actor("platform"), "directory.adult.ended", None, subject_id=cast.samira.pk)
    text = get("platform", "history").content.decode()
    assert f"personne n° {cast.samira.pk}" in text
    assert "Samira" not in text


ERASED_AR = "بيانات <bdi>شخص تم محوه</bdi>"
# What a line of a family may hold that its sentence says.
DETAILS = {
    "sessions": 2, "devices": 1, "use": "image", "decision": "no", "stay": True, "asked": "child", "agrees": False,
}  # fmt: skip


def in_language(client: Client, language: str) -> str:
    return client.get(reverse("school:history"), headers={"Accept-Language": language}).content.decode()


def test_a_family_reads_every_act_of_its_own_in_its_language(
    cast: Cast, client: Client, sign_in: Any
) -> None:
    """No French stands in an Arabic page but names and titles; each keeps its own order."""
    note = to_sign(cast, title="Sortie au château")
    # The newest are read here: the page after holds the rest.
    read = ("directory.consent.given", "liaison.note.signed", "privacy.export.asked")
    acts = sorted((one for one in sentences() if not untranslated(one)), key=lambda one: (one in read, one))
    assert len(acts) > 20
    for one in acts:
        thing = note if one.startswith("liaison.") else cast.lea
        audit(cast.actor("samira"), one, thing, subject_id=cast.lea.pk, **DETAILS)
    sign_in(cast.samira)
    text = in_language(client, "ar")
    page = Reader()
    page.feed(text)
    assert page.language == "ar"
    assert text.count('<th scope="row">') == min(len(acts), PAGE_SIZE)
    known = {word.casefold() for word in words_of_people() | NAMES}
    assert not [text for text in page.texts if {word.casefold() for word in _WORD.findall(text)} - known]
    assert 'توقيع الرسالة <bdi lang="fr">«Sortie au château»</bdi> بخصوص <bdi>Léa MARTIN</bdi>' in text
    assert "طلب نسخة من بيانات <bdi>Léa MARTIN</bdi>" in text
    text = in_language(client, "en")
    assert 'Signed the note <bdi lang="fr">“Sortie au château”</bdi> for <bdi>Léa MARTIN</bdi>' in text
    assert "Asked for a copy of <bdi>Léa MARTIN</bdi>’s data" in text
    assert "Answered for <bdi>Léa MARTIN</bdi>: Refused (The child’s picture and voice)" in text
    assert "bdi" not in in_language(client, "fr")


def test_what_one_did_at_school_stands_as_french_in_the_page_of_a_family(
    cast: Cast, client: Client, sign_in: Any
) -> None:
    actor = cast.actor("teacher_parent", Role.TEACHER)
    ClassGroup.objects.filter(pk=cast.cm2.pk).update(label="<CM2>")
    audit(actor, "directory.class.created", cast.cm2)
    audit(actor, "directory.adult.ended", None, subject_id=cast.samira.pk)
    sign_in(cast.teacher_parent, "guardian")
    text = in_language(client, "ar")
    assert '<html lang="ar"' in text
    assert '<bdi lang="fr">A créé la classe &lt;CM2&gt;</bdi>' in text
    assert '<bdi lang="fr">A arrêté l’accès d’une personne à l’école</bdi>' in text


def test_who_is_not_seen_has_no_name_in_any_language(cast: Cast, client: Client, sign_in: Any) -> None:
    audit(cast.actor("samira"), "privacy.export.asked", None, subject_id=cast.zoe.pk)
    gone = make.person("Ancien", "PARTI")
    audit(cast.actor("samira"), "privacy.export.asked", None, subject_id=gone.pk)
    Person.objects.filter(pk=gone.pk).delete()
    sign_in(cast.samira)
    for language, *words in (
        ("fr", "d’une personne", "de personne effacée"),
        ("ar", "بيانات <bdi>شخص</bdi>", ERASED_AR),
    ):
        text = in_language(client, language)
        assert all(one in text for one in words), language
        assert "Zoé" not in text


def test_a_pupil_reads_what_it_did_and_nothing_else(cast: Cast, client: Any, sign_in: Any) -> None:
    for who, done in ((cast.lea, "directory.animal.chosen"), (cast.teacher, "directory.pupil.moved")):
        AuditLine.objects.create(
            at=NOW, act=done, person_id=who.pk, school_id=cast.tilleuls.pk, subject_id=cast.lea.pk
        )
    page = sign_in(cast.lea).get(reverse("school:history")).content.decode()
    assert "Tu as choisi ton animal." in page
    assert "a mis" not in page
    assert "Ce que tu fais" in sign_in(cast.noe).get(reverse("school:history")).content.decode()
