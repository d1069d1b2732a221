"""The trail of a school: what it says, filtered, and to whom."""

from typing import Any

import pytest

from eprimo.foundation.directory import actions as act
from eprimo.foundation.directory.models import (
    Affiliation,
    ClassMembership,
    Person,
)
from eprimo.foundation.kernel.audit import audit
from eprimo.services.liaison.actions import note_sign
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.services.liaison.notes import to_sign


def test_trail_in_french(cast: Cast, get: Any) -> None:
    act.pupil_move(actor=cast.actor("director"), pupil=cast.lea, to=cast.cm2)
    text = get("director", "history").content.decode()
    assert "a mis Léa MARTIN dans la classe CM2" in text
    assert "Anne GUILBAUD" in text
    assert "a mis" not in get("teacher", "history").content.decode()
    assert "a mis" not in get("director_verne", "history").content.decode()


def test_trail_filters(cast: Cast, get: Any) -> None:
    act.class_create(actor=cast.actor("director"), school_id=cast.tilleuls.pk, label="CP", levels=[])
    act.deputy_end(actor=cast.actor("director"), link=Affiliation.objects.get(profile="deputy"))
    only = get("director", "history", acte="directory.class").content.decode()
    assert "a créé la classe CP" in only
    assert "a arrêté l’intérim" not in only
    about = get("director", "history", personne=str(cast.teacher.public_id)).content.decode()
    assert "a créé la classe" not in about
    assert get("director", "history", personne=str(cast.lea_verne.public_id)).status_code == 404
    assert "a créé" not in get("director", "history", jusque="2026-11-23").content.decode()
    assert "a créé" in get("director", "history", depuis="2026-11-24").content.decode()


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


def test_erased_and_unresolved(cast: Cast, get: Any) -> None:
    gone = make.person("Ancien", "PARTI")
    audit(None, "directory.adult.ended", None, school_id=cast.tilleuls.pk, subject_id=gone.pk)
    Person.objects.filter(pk=gone.pk).delete()
    assert "personne effacée" in get("director", "history").content.decode()
    audit(cast.actor("platform"), "directory.adult.ended", None, subject_id=cast.samira.pk)
    text = get("platform", "history").content.decode()
    assert f"personne n° {cast.samira.pk}" in text
    assert "Samira" not in text
