"""Attributes that nobody here knows: their values are kept, can be read again, and go with whom they are of."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from eprimo.foundation.directory.models import Person
from eprimo.foundation.intake.models import AafValue
from tests.foundation.intake.aaf.writing import (
    SCHOOL,
    Delivery,
    delta,
    empty_schools,
    family,
    import_aaf,
    messages,
    person,
)

pytestmark = pytest.mark.django_db
NEW = "ENTEleveDemain"


def kept() -> dict[tuple[str, str], list[str]]:
    return {(row.key, row.attribute): row.said for row in AafValue.objects.all()}


def told(tmp_path: Path) -> dict[str, object]:
    empty_schools()
    said = (
        family()
        .pupil("7003", first="Max", **{NEW: ["un", "d\\eux$3"]})
        .guardian("8002", "DUPONT", "Jean", ["7003"])
    )
    said.school(SCHOOL, ENTEcoleDemain="bleue")
    return import_aaf(said.write(tmp_path / "full"))


def test_values_are_kept_and_reported(tmp_path: Path) -> None:
    said = told(tmp_path)
    assert (
        f"{NEW}\N{NO-BREAK SPACE}» (Eleve), 1 fois\N{NO-BREAK SPACE}: ses valeurs sont gardées"
        in messages(said)
    )
    assert kept()["7003", NEW] == ["un", "d\\eux$3"]
    assert AafValue.objects.get(attribute=NEW).person == person("7003")


def test_values_can_be_read_again(tmp_path: Path) -> None:
    told(tmp_path)
    for options, words in (([], f"Eleve;{NEW};1;"), (["--attribute", NEW], "Eleve;7003;")):
        out = StringIO()
        call_command("aaf_values", "--academy", "17", *options, stdout=out)
        assert words in out.getvalue()
    assert "un" in out.getvalue()


def test_the_next_full_delivery_replaces_them(tmp_path: Path) -> None:
    told(tmp_path)
    import_aaf(family().pupil("7003", first="Max", **{NEW: "trois"}).write(tmp_path / "two"))
    assert kept() == {("7003", NEW): ["trois"]}
    import_aaf(family().pupil("7003", first="Max").write(tmp_path / "three"))
    assert kept() == {}


def test_a_change_touches_what_it_says_only(tmp_path: Path) -> None:
    told(tmp_path)
    delta(tmp_path / "one", Delivery().modify("Eleve", "7003", ENTEleveAutre="A"))
    assert set(kept()) >= {("7003", NEW), ("7003", "ENTEleveAutre")}
    delta(tmp_path / "two", Delivery().modify("Eleve", "7003", **{NEW: ""}))
    assert ("7003", NEW) not in kept()
    delta(tmp_path / "three", Delivery().delete("Eleve", "7003"))
    assert not AafValue.objects.filter(key="7003").exists()


def test_they_go_with_the_person(tmp_path: Path) -> None:
    told(tmp_path)
    Person.objects.filter(pk=person("7003").pk).delete()
    assert not AafValue.objects.filter(key="7003").exists()


def test_nothing_is_kept_of_who_is_nobody_here(tmp_path: Path) -> None:
    empty_schools()
    import_aaf(family().guardian("8009", "SEUL", "Jean", children=["7999"], ENTDemain="x").write(tmp_path))
    assert kept() == {}
