"""The same full delivery again: compared while anything may differ, left alone when nothing moved."""

import os
import re
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from eprimo.devtools.generators.school_people import invent_school
from eprimo.foundation.directory.models import (
    Affiliation,
    ClassGroup,
    ContactDetails,
    ExternalKey,
    Guardianship,
    NationalNumber,
    Person,
    School,
    SchoolYear,
)
from eprimo.foundation.intake.aaf import (
    plan,
    plan_changes,
    plan_links,
    plan_people,
    stored_attributes,
    unchanged_delivery,
)
from eprimo.foundation.intake.models import AafRun, AafRunSchool
from eprimo.foundation.kernel import clock
from tests import factories as make
from tests.faults import killed_at
from tests.foundation.intake.aaf.writing import (
    Delivery,
    delta,
    empty_schools,
    family,
    import_aaf,
    messages,
    person,
)
from tests.foundation.intake.importing import counts, dump, import_school
from tests.ground import lent

pytestmark = pytest.mark.django_db


def _again(folder: Path) -> tuple[bool, dict[str, Any]]:
    """Was the delivery compared, and what was said."""
    with CaptureQueriesContext(connection) as queries:
        said = import_aaf(folder)
    compared = any("staging.aaf_object" in one["sql"] for one in queries.captured_queries)
    assert compared != ("n’a pas changé depuis" in messages(said))
    return compared, said


@lent
def folder() -> Path:
    """A delivery that was imported, then compared once and found the same."""
    empty_schools()
    folder = family().write(Path(tempfile.mkdtemp(dir=os.environ["EPRIMO_TEST_RUN"])))
    import_aaf(folder)
    assert _again(folder)[0]
    return folder


def test_a_delivery_that_changed_nothing_is_not_compared_again(folder: Path) -> None:
    before = dump()
    _, first = _again(folder)
    compared, said = _again(folder)
    assert not compared
    assert counts(said, "pupils") == (0, 0, 2, 0)
    assert said["schools"] == first["schools"]
    assert dump() == before
    assert set(AafRun.objects.values_list("state", flat=True)) == {"applied"}
    assert AafRunSchool.objects.count() == AafRun.objects.count()


def test_a_delivery_that_changed_something_is_compared_again(tmp_path: Path) -> None:
    empty_schools()
    folder = family().write(tmp_path)
    import_aaf(folder)
    assert AafRun.objects.get().compared_with == ""
    assert _again(folder)[0]


def _name() -> None:
    Person.objects.filter(pk=person("7001").pk).update(last_name="AUTRE")


def _address() -> None:
    ContactDetails.objects.filter(person=person("8001")).update(city="Ailleurs")


def _number() -> None:
    NationalNumber.objects.create(person=person("7001"), ine="123456789AA")


def _link_ended() -> None:
    Affiliation.objects.filter(person=person("7001")).update(ends=clock.now(), end_reason="by_hand")


def _guardian_added() -> None:
    make.guardian(person("7002"), first_name="Tante", last_name="MARTIN")


def _guardian_ended() -> None:
    Guardianship.objects.filter(child=person("7001")).update(ends=clock.now(), end_reason="by_hand")


def _class_renamed() -> None:
    ClassGroup.objects.update(label="Les grands")


def _key_lost() -> None:
    ExternalKey.objects.filter(key="7002").delete()


def _next_year() -> None:
    school = School.objects.get(uai="0449001V")
    year, _ = SchoolYear.objects.get_or_create(
        year=school.running_year_id + 1, defaults={"starts": "2027-09-01", "ends": "2028-08-31"}
    )
    School.objects.filter(pk=school.pk).update(running_year=year)


def _school_opened() -> None:
    make.school("0449003X", "École neuve")


@pytest.mark.parametrize(
    "hand",
    [
        _name, _address, _number, _link_ended, _guardian_added, _guardian_ended, _class_renamed, _key_lost, _next_year,
        _school_opened,
    ],
)  # fmt: skip
def test_what_moved_meanwhile_is_compared(folder: Path, hand: Callable[[], None]) -> None:
    hand()
    assert _again(folder)[0]


def test_what_a_hand_did_survives_and_is_then_left_alone(folder: Path) -> None:
    _link_ended()
    # Compared, with classes to leave; compared, with nothing to do; left alone.
    assert [_again(folder)[0] for _ in range(3)] == [True, True, False]
    assert not Affiliation.objects.in_force(clock.now()).filter(person=person("7001")).exists()


def test_an_end_that_comes_with_the_clock_is_seen(folder: Path) -> None:
    later = clock.now() + timedelta(days=3)
    Affiliation.objects.filter(person=person("7001")).update(ends=later)
    _again(folder)
    assert not _again(folder)[0]
    with clock.frozen(later + timedelta(hours=1)):
        assert _again(folder)[0]
        assert Affiliation.objects.in_force(clock.now()).filter(person=person("7001")).exists()


def test_a_delta_between_is_seen(folder: Path, tmp_path: Path) -> None:
    delta(tmp_path / "delta", Delivery().delete("Eleve", "7002"))
    compared, said = _again_older(folder)
    assert compared
    assert counts(said, "pupils")[0] + counts(said, "pupils")[1] == 1


def _again_older(folder: Path) -> tuple[bool, dict[str, Any]]:
    with CaptureQueriesContext(connection) as queries:
        said = import_aaf(folder, "--yes")
    return any("staging.aaf_object" in one["sql"] for one in queries.captured_queries), said


def test_a_half_import_between_is_gone_on_with(folder: Path, tmp_path: Path) -> None:
    other = family().pupil("7003", first="Max").write(tmp_path / "other", stamp="20261125")
    with killed_at("intake.aaf.batch"):
        import_aaf(other)
    assert AafRun.objects.filter(state="running").exists()
    assert _again_older(folder)[0]
    assert _again_older(folder)[0]


def test_an_import_of_onde_between_is_seen(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Its pupils are others than those of the delivery: elsewhere a reason to refuse.
    monkeypatch.setattr("eprimo.foundation.intake.merge.guards.KNOWN_SHARE", 0)
    import_school(tmp_path / "onde", invent_school(5, 26, first_year=2026), "--yes")
    compared, said = _again_older(folder)
    assert compared
    assert counts(said, "pupils")[3] == 0


def test_another_release_compares_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unchanged_delivery, "_code", lambda: b"other")
    assert _again(folder)[0]


def test_every_table_that_a_comparison_reads_is_in_the_digest() -> None:
    written = (plan_changes, plan_links, plan_people, plan, stored_attributes)
    said = "\n".join(Path(one.__file__ or "").read_text(encoding="utf-8") for one in written)
    read = set(re.findall(r"(?:FROM|JOIN) ((?:directory|intake)_\w+)", said))
    assert len(read) > 10
    # What was said changes with a delivery, and with people whose rows change too.
    assert read - {"intake_aafsaid"} <= unchanged_delivery.READ.keys()
