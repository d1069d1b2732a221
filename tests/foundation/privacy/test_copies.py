"""What is in a copy of one's own data, and what never is: planted words, looked for in every file of the ZIP."""

import csv
import io
import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from eprimo.foundation.directory.enums import Source
from eprimo.foundation.directory.models import (
    ContactDetails,
    ExternalKey,
    NationalNumber,
)
from eprimo.foundation.kernel.copy_chapters import CopyRequest, Viewpoint, chapters
from eprimo.foundation.privacy.exports.actions import pupil_export
from eprimo.foundation.privacy.exports.copy_jobs import exports_make
from eprimo.foundation.privacy.models import Export, RequestKind
from eprimo.foundation.privacy.requests.actions import request_make, request_speak
from eprimo.services.liaison.actions.families import note_sign
from eprimo.services.liaison.actions.threads import reply_answer, reply_write
from tests import factories as make
from tests.cast import Cast
from tests.foundation.privacy import copies
from tests.ground import lent
from tests.services.liaison import notes

pytestmark = pytest.mark.django_db


@lent
def planted(cast: Cast) -> Cast:
    """Words that only one person may find again, on every side of Léa's family."""
    for name in ("samira", "paul", "in_charge", "teacher"):
        told = {"email": f"{name}@canari.fr", "phone_mobile": "06 12 34 56 78", "address": f"rue-{name}"}
        ContactDetails.objects.update_or_create(person=cast.people[name], defaults=told)
    NationalNumber.objects.create(person=cast.lea, ine="123456789CA")
    for who in ("lea", "samira"):
        ExternalKey.objects.create(person=cast.people[who], source=Source.AAF, academy="17", key=f"CLE-{who}")
    note = notes.to_answer(
        cast,
        title="Titre-canari",
        text="Texte-canari",
        event_on=notes.DUE,
        place="Lieu-canari",
        to_pupils=True,
    )
    notes.answer(cast, note, "samira", cast.lea, "Oui", comment="Commentaire-samira")
    notes.answer(cast, note, "paul", cast.lea, "Non", comment="Commentaire-paul")
    notes.answer(cast, note, "teacher_parent", cast.yanis, "Oui", comment="Commentaire-autre-famille")
    for who in ("samira", "paul"):
        reply_write(actor=cast.actor(who), note=note, child=cast.lea, body=f"Discussion-{who}")
        reply_answer(
            actor=cast.actor("teacher"), note=note, child=cast.lea, guardian=cast.people[who],
            body=f"Réponse-à-{who}",
        )  # fmt: skip
    notes.draft(cast, title="Brouillon-canari")
    asked = request_make(
        actor=cast.actor("samira"), kind=RequestKind.ERASE_CHILD, subject=cast.lea, words="Demande-samira"
    )
    request_speak(actor=cast.actor("paul"), request=asked, agrees=False, words="Avis-paul")
    return cast


NEVER = (
    "123456789CA", "CLE-lea", "CLE-samira", "Décision de justice", "Commentaire-autre-famille", "in_charge@canari.fr",
    "Yanis", "BELKACEM",
)  # fmt: skip
OF_SAMIRA = (
    "samira@canari.fr",
    "rue-samira",
    "Commentaire-samira",
    "Discussion-samira",
    "Réponse-à-samira",
    "Demande-samira",
)
OF_PAUL = (
    "paul@canari.fr",
    "rue-paul",
    "Commentaire-paul",
    "Discussion-paul",
    "Réponse-à-paul",
    "Avis-paul",
    "Paul",
)


def holds(text: str, *words: str) -> list[str]:
    return [word for word in words if word in text]


def test_a_guardian_has_own_data_and_nothing_of_anybody_else(planted: Cast) -> None:
    text = copies.whole(copies.own(planted, "samira"))
    assert holds(text, *OF_SAMIRA, "Léa", "Noé", "samira") == [*OF_SAMIRA, "Léa", "Noé", "samira"]
    assert holds(text, *OF_PAUL, *NEVER) == []


def test_a_guardian_has_the_child_without_the_other_guardian(planted: Cast) -> None:
    text = copies.whole(copies.of_child(planted, "samira", planted.lea))
    wanted = (
        "MARTIN",
        "Titre-canari",
        "Texte-canari",
        "Lieu-canari",
        "Commentaire-samira",
        "Discussion-samira",
    )
    assert holds(text, *wanted) == list(wanted)
    assert holds(text, *OF_PAUL, *NEVER, "samira@canari.fr", "Noé") == []


def test_each_guardian_learns_only_that_the_school_has_what_it_needs(planted: Cast) -> None:
    rows = copies.data(copies.of_child(planted, "paul", planted.lea))["notes_received"]
    assert [row["enough"] for row in rows] == [True]
    assert holds(json.dumps(rows), "Samira", "Oui", "Non") == []


def test_a_child_has_own_data_in_a_childs_words(planted: Cast) -> None:
    export = copies.own(planted, "lea")
    text, page = copies.whole(export), copies.files(export)["index.html"]
    assert holds(text, "Léa", "Texte-canari", "Tes groupes") == ["Léa", "Texte-canari", "Tes groupes"]
    assert holds(text, *OF_SAMIRA, *OF_PAUL, *NEVER, "Samira") == []
    assert "Ce que e\u2011primo sait de toi" in page
    assert not re.search(r"\bvous\b|\bvotre\b", re.sub(r"<style>.*?</style>", "", page), re.IGNORECASE)


def test_the_copy_of_who_leaves_is_fit_for_every_guardian(planted: Cast) -> None:
    pupil_export(actor=None, school_id=planted.tilleuls.pk, child_ids=[planted.lea.pk])
    exports_make()
    text = copies.whole(Export.objects.get(kind="leaving"))
    assert holds(text, "Léa", "Texte-canari") == ["Léa", "Texte-canari"]
    assert holds(text, *OF_SAMIRA, *OF_PAUL, *NEVER, "Samira", "Lieu-canari") == []


def test_a_teacher_has_own_work_and_no_pupil(planted: Cast) -> None:
    text = copies.whole(copies.own(planted, "teacher"))
    wanted = ("Titre-canari", "Texte-canari", "Brouillon-canari", "Réponse-à-samira", "rue-teacher")
    assert holds(text, *wanted) == list(wanted)
    assert holds(text, *OF_SAMIRA[:4], *OF_PAUL[:4], *NEVER, "Léa", "Samira", "Commentaire-samira") == []


def test_a_child_under_no_information_is_nowhere_in_the_own_copy(cast: Cast) -> None:
    link = make.guardianship(cast.restricted_2, cast.lea)
    make.enrol(cast.zoe, cast.canteen, cast.tilleuls)
    text = copies.whole(copies.own(cast, "restricted_2"))
    assert holds(text, "Léa") == ["Léa"]
    assert holds(text, "Zoé", "LE GOFF", *_reasons()) == []
    assert "Une décision enregistrée par l’école" in text
    assert link.pk


def test_a_protected_contact_is_told_no_hour_nor_place(cast: Cast) -> None:
    notes.sent(
        cast,
        by="teacher_cm2",
        classes=(cast.cm2,),
        title="Piscine",
        kind="event",
        event_on=notes.DUE,
        place="Lieu-canari",
    )
    rows = copies.data(copies.of_child(cast, "restricted_1", cast.zoe))["notes_received"]
    assert [(row["title"], row["place"], row["starts_at"]) for row in rows] == [("Piscine", "", None)]
    seen = copies.data(copies.of_child(cast, "samira", cast.noe))["notes_received"]
    assert [row["place"] for row in seen] == ["Lieu-canari"]


def test_a_withdrawn_note_keeps_its_words_to_itself(cast: Cast) -> None:
    from eprimo.services.liaison.actions.lifecycle import note_withdraw

    note = notes.to_sign(cast, title="Titre-canari", text="Texte-canari")
    note_sign(actor=cast.actor("samira"), note=note, child=cast.lea)
    note_withdraw(actor=cast.actor("teacher"), note=note)
    text = copies.whole(copies.of_child(cast, "samira", cast.lea)) + copies.whole(copies.own(cast, "samira"))
    assert holds(text, "Titre-canari", "Texte-canari") == []
    assert "Mot retiré" in text


@pytest.mark.parametrize(
    "who", ["former_guardian", "former_teacher", "former_pupil", "director_ferme", "platform"]
)
def test_who_left_and_whose_school_is_closed_has_a_copy(cast: Cast, who: str) -> None:
    assert cast.people[who].last_name in copies.whole(copies.own(cast, who))


def test_the_data_is_what_its_schema_says(planted: Cast) -> None:
    export = copies.own(planted, "samira")
    found = copies.files(export)
    read, schema = json.loads(found["donnees.json"]), json.loads(found["schema.json"])
    assert set(read) == set(schema["required"]) == set(schema["properties"])
    told = schema["properties"]["data"]["properties"]
    assert set(read["data"]) == set(told)
    for key, rows in read["data"].items():
        for row in rows:
            assert set(row) == set(told[key]["items"]["required"]), key


def test_tables_open_in_a_spreadsheet_and_run_nothing(cast: Cast) -> None:
    note = notes.to_answer(cast, title="=HYPERLINK(1)")
    notes.answer(cast, note, "samira", cast.lea, "Oui", comment="+cmd|' /C calc'!A0")
    table = copies.files(copies.own(cast, "samira"))["tableaux/acts_on_notes.csv"]
    rows = list(csv.DictReader(io.StringIO(table), delimiter=";"))
    assert rows[0]["Mot"] == "'=HYPERLINK(1)"
    assert rows[0]["Commentaire"].startswith("'+cmd")


def test_the_page_stands_alone(planted: Cast) -> None:
    page = copies.files(copies.own(planted, "samira"))["index.html"]
    assert not re.search(r"<script|<link|<img|https?://|@import|\son\w+=", page)
    assert "<style>:root" in page
    assert 'lang="fr" dir="ltr"' in page


def test_markup_that_somebody_typed_is_shown_as_typed(cast: Cast) -> None:
    notes.sent(cast, title="<script>alert(1)</script>", text="<img src=x>")
    page = copies.files(copies.own(cast, "teacher"))["index.html"]
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_copy_is_asked_for_in_ones_own_language(cast: Cast, client: Any, sign_in: Any) -> None:
    cast.samira.account.language = "ar"
    cast.samira.account.save(update_fields=["language"])
    sign_in(cast.samira)
    client.post("/mes-donnees/copie")
    exports_make()
    page = copies.files(Export.objects.get())["index.html"]
    assert '<html lang="ar" dir="rtl">' in page
    assert "بياناتي" in page


@pytest.mark.parametrize("viewpoint", list(Viewpoint))
def test_a_chapter_costs_the_same_whatever_it_holds(cast: Cast, viewpoint: Viewpoint) -> None:
    """Statements of every chapter, for 1 note and for 6."""
    counted = []
    for count in (1, 5):
        for number in range(count):
            note = notes.to_sign(cast, title=f"Mot {count} {number}", to_pupils=True)
            note_sign(actor=cast.actor("samira"), note=note, child=cast.lea)
        subject = cast.lea if viewpoint != Viewpoint.OWN else cast.samira
        children = {cast.lea.pk: 0} if viewpoint != Viewpoint.PUPIL else {}
        asked = CopyRequest(subject.pk, cast.samira.pk, viewpoint, cast.actor("samira").now, children)
        with CaptureQueriesContext(connection) as queries:
            for chapter in chapters():
                if viewpoint in chapter.viewpoints:
                    list(chapter.rows(asked))
        counted.append(len(queries))
    assert counted[0] == counted[1]


def _reasons() -> list[str]:
    """Why courts restrict: no page reads it, and the owner's function tells a test."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT told.reason FROM directory_guardianrestriction r, wall.restriction_reasons(r.id) told"
        )
        return [reason for (reason,) in cursor.fetchall()]
