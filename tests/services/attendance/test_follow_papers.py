"""« Assiduité »: the letters, the report that is sealed, and what is in the copy of one's own data."""

import hashlib
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from eprimo.foundation.accounts.models import Session
from eprimo.foundation.directory.enums import Level
from eprimo.foundation.directory.models import ClassGroup, Guardianship, Person
from eprimo.foundation.kernel.copy_chapters import Code, CopyRequest, Viewpoint
from eprimo.foundation.kernel.errors import DomainError, NotVisible
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.presence.actions.absences import AbsenceNotice, absence_record
from eprimo.foundation.presence.actions.follow import report_open
from eprimo.foundation.presence.enums import Half, Means, Reason, Step
from eprimo.foundation.presence.exports import CHAPTERS
from eprimo.foundation.presence.follow_paper import letter_pdf
from eprimo.foundation.presence.hours import HalfOf
from eprimo.foundation.presence.models import Absence, FollowStep, LittleOne
from eprimo.foundation.presence.queries.follow import (
    addressees_of,
    children_waiting,
)
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.services.attendance.following import (
    DAYS,
    LINE,
    client_note,
    home,
    missed,
    note,
    of,
    page,
    report,
    words_of,
)

pytestmark = pytest.mark.django_db


# --- letters ----------------------------------------------------------------------------------------------------------


def letter(cast: Cast, who: str, step: Step = Step.DIALOGUE, lang: str = "fr") -> str:
    to = next(one for one in addressees_of(cast.lea.pk, NOW) if one.adult == cast.people[who])
    pdf = letter_pdf(step, of(cast), cast.tilleuls, to, cast.director, today=NOW.date(), lang=lang)
    return words_of(pdf)


@pytest.mark.parametrize("step", [Step.DIALOGUE, Step.TEAM, Step.MEASURES, Step.WARNED])
def test_a_letter_is_for_one_and_names_no_other(cast: Cast, step: Step) -> None:
    missed(cast, "lea")
    note(cast, Step.MEASURES, "samira", words="Un accueil à 8 h 20.")
    said = letter(cast, "paul", step)
    assert "Paul MARTIN" in said
    assert "Samira" not in said
    assert "jeudi 12 novembre, matin" in said
    assert ("Un accueil à 8 h 20." in said) is (step == Step.MEASURES)


@pytest.mark.parametrize("step", [Step.DIALOGUE, Step.TEAM, Step.MEASURES, Step.WARNED])
def test_to_a_protected_contact_it_says_no_place_no_day_and_no_words(cast: Cast, step: Step) -> None:
    missed(cast, "lea")
    note(cast, Step.MEASURES, "paul", words="Un accueil à la grille, à 8 h 20.")
    link = Guardianship.objects.get(adult=cast.samira, child=cast.lea)
    make.restrict(link, cast.tilleuls, 1)
    said = letter(cast, "samira", step)
    assert "Samira MARTIN" in said
    for word in ("Tilleuls", "12 novembre, matin", "grille", "CE1-A", "Paul", cast.tilleuls.commune.name):
        assert word not in said, word


def test_who_may_know_nothing_of_the_child_has_no_letter_and_is_no_choice(cast: Cast, sign_in: Any) -> None:
    missed(cast, "lea")
    make.restrict(Guardianship.objects.get(adult=cast.samira, child=cast.lea), cast.tilleuls, 2)
    assert cast.samira.pk not in {one.adult.pk for one in addressees_of(cast.lea.pk, NOW)}
    client = sign_in(cast.director)
    address = reverse(
        "attendance:follow_letter", args=[cast.lea.public_id, "dialogue", cast.samira.public_id]
    )
    assert address not in client.get(page(cast)).text
    assert client.get(address).status_code == 404
    with pytest.raises(NotVisible):
        note(cast, Step.DIALOGUE, "samira")
    assert client_note(cast, sign_in).status_code == 422


@pytest.mark.parametrize(("lang", "word"), [("en", "half-days"), ("ar", "Samira")])
def test_a_letter_is_printed_in_the_language_of_its_reader_too(cast: Cast, lang: str, word: str) -> None:
    missed(cast, "lea")
    assert word in letter(cast, "samira", lang=lang)
    assert "La loi" not in letter(cast, "samira", lang=lang)


def test_a_child_without_guardian_is_followed_with_words(cast: Cast, sign_in: Any) -> None:
    missed(cast, "lea")
    Guardianship.objects.filter(child=cast.lea).delete()
    assert "Aucun responsable à qui écrire" in sign_in(cast.director).get(page(cast)).text
    data = {"adults": [], "way": "", "words": ""}
    assert "dites ce que vous avez fait" in client_note(cast, sign_in, **data).text
    assert client_note(cast, sign_in, **data | {"words": "Le foyer est prévenu."}).status_code == 302
    assert FollowStep.objects.get().adult is None


# --- the report -------------------------------------------------------------------------------------------------------


def test_a_report_is_refused_until_the_family_was_told_then_it_is_sealed(cast: Cast, sign_in: Any) -> None:
    missed(cast, "lea")
    for step in (Step.DIALOGUE, Step.TEAM, Step.MEASURES):
        note(cast, step)
    with pytest.raises(DomainError, match="prévenue avant"):
        report(cast)
    client = sign_in(cast.director)
    assert "pas encore prévenue" in client.get(page(cast, view="follow_report")).text
    note(cast, Step.WARNED, day=date(2026, 11, 23))
    assert "prévenue depuis le" in sign_in(cast.director).get(page(cast)).text
    asked = client.get(page(cast, view="follow_report")).text.replace("\u00a0", " ")
    assert "Paul MARTIN : pas encore noté" in asked
    assert "Samira MARTIN : pas encore" not in asked
    key = str(uuid4())
    for _ in range(2):
        assert client.post(page(cast, view="follow_report"), {"key": key}).status_code == 302
    made = FollowStep.objects.get(step=Step.REPORT)
    assert made.pdf is not None
    assert made.hash == hashlib.sha256(bytes(made.pdf)).hexdigest()
    line = AuditLine.objects.get(act="presence.step.reported")
    assert (line.subject_id, line.details["sha256"]) == (cast.lea.pk, made.hash)
    said = words_of(bytes(made.pdf))
    assert b"pdfaid" in bytes(made.pdf)
    for word in (
        "Léa MARTIN",
        "jeudi 12 novembre, matin",
        "Famille prévenue du signalement",
        "23 novembre 2026",
    ):
        assert word in said, word
    assert not made.by or made.by == cast.director
    # A second one asks that the family is told again.
    with pytest.raises(DomainError, match="prévenue avant"):
        report(cast)
    assert LINE not in home(cast, sign_in)


def test_the_report_and_its_paper_ask_for_a_second_factor(cast: Cast, sign_in: Any) -> None:
    missed(cast, "lea")
    note(cast, Step.WARNED)
    client = sign_in(cast.director)
    Session.objects.update(second_factor_at=None, trusted_until=None)
    assert client.post(page(cast, view="follow_report"), {"key": str(uuid4())}).status_code == 403
    assert not FollowStep.objects.filter(step=Step.REPORT).exists()
    # What comes before asks for none.
    assert client.get(page(cast)).status_code == 200
    made = report(cast)
    sealed = reverse("attendance:follow_sealed", args=[made.public_id])
    assert client.post(sealed).status_code == 403
    client = sign_in(cast.director)
    assert client.get(sealed).status_code == 405
    assert client.post(sealed).content == bytes(made.pdf or b"")
    assert AuditLine.objects.get(act="presence.step.opened").subject_id == cast.lea.pk
    step = FollowStep.objects.get(step=Step.WARNED)
    with pytest.raises(NotVisible):
        report_open(actor=cast.actor("director"), step=step)


def test_nothing_is_reported_when_every_reason_is_held_since(cast: Cast) -> None:
    missed(cast, "lea")
    note(cast, Step.WARNED)
    first, last = HalfOf(DAYS[0], Half.MORNING), HalfOf(DAYS[1], Half.AFTERNOON)
    absence_record(
        actor=cast.actor("director"), child=cast.lea, school=cast.tilleuls, told=AbsenceNotice(first, last, Reason.ILL),
        said_by=None, means=Means.PAPER,
    )  # fmt: skip
    assert Absence.objects.get().is_legitimate
    with pytest.raises(DomainError, match="rien à signaler"):
        report(cast)


def test_c10_the_file_of_last_year_is_404(cast: Cast, sign_in: Any) -> None:
    missed(cast, "lea")
    note(cast, Step.WARNED)
    made = report(cast)
    make.school_year(2027)
    cast.tilleuls.running_year_id = 2027
    cast.tilleuls.save()
    client = sign_in(cast.director)
    assert of(cast).steps == ()
    assert of(cast).count == 0
    assert client.post(reverse("attendance:follow_sealed", args=[made.public_id])).status_code == 404
    assert client.post(reverse("attendance:follow_remove", args=[made.public_id])).status_code == 404


def test_an_awkward_name_is_printed_as_it_is(cast: Cast) -> None:
    Person.objects.filter(pk=cast.lea.pk).update(first_name="#Anne-Sophie [[x]] {child}")
    missed(cast, "lea")
    cast.people["lea"] = Person.objects.get(pk=cast.lea.pk)
    assert "#Anne-Sophie [[x]] {child} a manqué" in letter(cast, "samira")


# --- the copy of one's own data ---------------------------------------------------------------------------------------


def chapter(cast: Cast, viewpoint: Viewpoint, subject: str, reader: str, level: int = 0) -> list[Any]:
    found = next(one for one in CHAPTERS if one.key == "follow_steps")
    assert viewpoint in found.viewpoints
    asked = CopyRequest(cast.people[subject].pk, cast.people[reader].pk, viewpoint, NOW, {cast.lea.pk: level})
    return [tuple(one.code if isinstance(one, Code) else one for one in row) for row in found.rows(asked)]


def test_each_guardian_has_what_that_guardian_was_told_and_the_child_that_its_family_was(cast: Cast) -> None:
    missed(cast, "lea")
    note(cast, Step.DIALOGUE, "samira", "paul", words="Un accueil à 8 h 20.")
    note(cast, Step.WARNED, "samira")
    report(cast)
    day = NOW.date()
    dialogue, warned = ("Léa", day, "dialogue", "phone"), ("Léa", day, "warned", "phone")
    samira = [(*dialogue, "Un accueil à 8 h 20."), (*warned, "")]
    assert chapter(cast, Viewpoint.GUARDIAN, "lea", "samira") == samira
    assert chapter(cast, Viewpoint.OWN, "samira", "samira") == samira
    assert chapter(cast, Viewpoint.GUARDIAN, "lea", "paul") == samira[:1]
    # Under a protected contact: not what the school wrote.
    assert chapter(cast, Viewpoint.GUARDIAN, "lea", "paul", level=1) == [(*dialogue, "")]
    assert chapter(cast, Viewpoint.PUPIL, "lea", "lea") == [
        ("Léa", day, "dialogue", None, ""), ("Léa", day, "warned", None, ""),
    ]  # fmt: skip
    # Which guardian the school spoke to is nothing that all of them share.
    assert Viewpoint.LEAVING not in next(one for one in CHAPTERS if one.key == "follow_steps").viewpoints


def test_toute_petite_section_counts_in_no_register_and_not_here(cast: Cast) -> None:
    missed(cast, "lea")
    ClassGroup.objects.filter(pk=cast.ce1.pk).update(levels=[Level.TPS, Level.PS])
    assert of(cast).count == 4
    LittleOne.objects.create(
        school_year=cast.ce1.year_id, school=cast.tilleuls, class_group=cast.ce1, child=cast.lea
    )
    assert of(cast).count == 0
    assert not children_waiting(cast.actor("director")).exists()
    LittleOne.objects.all().delete()
    ClassGroup.objects.filter(pk=cast.ce1.pk).update(levels=[Level.TPS])
    assert of(cast).count == 0
