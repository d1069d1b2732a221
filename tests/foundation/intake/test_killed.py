"""Imports that are killed: once everything of them is written and not yet committed, in this process; in the drill at
any moment, and two at once, in databases of their own: real processes, real commits."""

import json
import random
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import transaction

from eprimo.devtools.generators.evolution import evolve
from eprimo.devtools.generators.onde_writer import write_onde_folder
from eprimo.devtools.generators.school_people import invent_school
from eprimo.foundation.intake.actions.undo import delivery_undo
from eprimo.foundation.intake.models import OndeDelivery
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.models import AuditLine
from tests.conftest import NOW
from tests.databases import Databases, address_of, databases_of
from tests.faults import killed_at
from tests.foundation.intake.importing import UAI, dump, empty_school, import_school
from tests.foundation.intake.in_force import in_force
from tests.foundation.intake.inventing import invented
from tests.warm import Running

# How often each of the two imports, and the undo, is killed.
KILLS = 50
LINKS = ("affiliations", "memberships", "attachments", "guardianships", "classes")
NEW_SCHOOL = ("--create-school", "--name", "École des Essais", "--commune", "44109")


def _people(databases: Databases, name: str) -> list[tuple[int, ...]]:
    """How many people, links that hold, links that are over, accounts, lines of audit of imports."""
    with psycopg.connect(address_of(databases.owner, name)) as reader:
        return reader.execute(
            "SELECT (SELECT count(*) FROM directory_person), (SELECT count(*) FROM accounts_account),"
            " (SELECT count(*) FROM directory_affiliation WHERE ends IS NULL),"
            " (SELECT count(*) FROM directory_affiliation WHERE ends IS NOT NULL),"
            " (SELECT count(*) FROM directory_classmembership WHERE ends IS NULL),"
            " (SELECT count(*) FROM directory_guardianship WHERE ends IS NULL),"
            " (SELECT count(*) FROM directory_consent), (SELECT count(*) FROM directory_externalkey),"
            " (SELECT count(*) FROM kernel_auditline WHERE act IN ('intake.onde.applied', 'intake.onde.undone'))"
        ).fetchall()


@pytest.fixture(scope="module")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    with databases_of("kills", tmp_path_factory.mktemp("var")) as made:
        yield made


def _folders(root: Path) -> tuple[Path, Path]:
    """A school of a hundred pupils, and its next delivery."""
    school = invent_school(11, 104, first_year=2026)
    later = evolve(school, 3, class_changes=4, arrivals=3, departures=3, address_changes=4, namesakes=2)
    return write_onde_folder(root / "first", school), write_onde_folder(root / "second", later.school)


def _wait_for_work(databases: Databases, name: str, process: Running) -> None:
    """Until the import has a transaction open, or is over."""
    with psycopg.connect(databases.owner, autocommit=True) as admin:
        while process.poll() is None:
            row = admin.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND xact_start IS NOT NULL", [name]
            ).fetchone()
            if row is not None and row[0]:
                return
            time.sleep(0.002)


@pytest.mark.django_db
def test_an_import_killed_before_its_end_leaves_nothing_and_run_again_is_the_same(tmp_path: Path) -> None:
    """The first import of a school, then its next delivery."""
    empty_school()
    school = invented()
    later = evolve(school, 3, class_changes=2, arrivals=2, departures=2).school
    for folder, made in ((tmp_path / "first", school), (tmp_path / "second", later)):
        before = in_force(UAI), AuditLine.objects.count()
        with killed_at("intake.onde.written"):
            import_school(folder, made, "--yes")
        assert (in_force(UAI), AuditLine.objects.count()) == before
        with transaction.atomic():
            import_school(folder, made, "--yes")
            wanted = dump("--stable")
            transaction.set_rollback(True)
        import_school(folder, made, "--yes")
        assert dump("--stable") == wanted
        assert in_force(UAI) != before[0]


@pytest.mark.django_db
def test_an_undo_killed_before_its_end_leaves_the_import_and_run_again_gives_back(tmp_path: Path) -> None:
    empty_school()
    import_school(tmp_path / "first", invented())
    with clock.frozen(NOW + timedelta(hours=1)):
        before = in_force(UAI)
        import_school(tmp_path / "wrong", invented(2), "--yes", "--other-school", "Par erreur")
        wrong = in_force(UAI)
    delivery = OndeDelivery.objects.latest("pk")
    with clock.frozen(NOW + timedelta(hours=2)):
        with killed_at("intake.onde.undone"):
            delivery_undo(actor=None, delivery=delivery)
        assert in_force(UAI) == wrong
        delivery_undo(actor=None, delivery=delivery)
        kept = in_force(UAI)
        assert {name: kept[name] for name in LINKS} == {name: before[name] for name in LINKS}


@pytest.mark.whole
@pytest.mark.parametrize("which", ["first", "second"])
def test_r20_killed_at_any_moment_and_run_again_is_the_same(
    databases: Databases, tmp_path: Path, which: str
) -> None:
    first, second = _folders(tmp_path)
    once, killed = databases.template + "_once", databases.template + "_killed"
    base = databases.template
    command = ("import_onde", str(first), "--school", UAI, "--json", *NEW_SCHOOL)
    if which == "second":
        base = databases.template + "_base"
        databases.make(base)
        databases.run(base, *command)
        command = ("import_onde", str(second), "--school", UAI, "--json")
    databases.make(once, base)
    begun = time.monotonic()
    databases.run(once, *command)
    lasts = time.monotonic() - begun
    wanted, before, after = databases.dump(once), _people(databases, base), _people(databases, once)
    draw = random.Random(20)
    for number in range(KILLS):
        databases.make(killed, base)
        process = databases.start(killed, *command)
        if (number + len(which)) % 2:
            time.sleep(draw.random() * lasts)
        else:
            _wait_for_work(databases, killed, process)
            time.sleep(draw.random() * lasts / 4)
        process.kill()
        process.communicate()
        # Old or new, never half of it.
        assert _people(databases, killed) in (before, after)
        databases.run(killed, *command)
        assert databases.dump(killed) == wanted, f"kill {number}"


@pytest.mark.whole
def test_an_undo_killed_at_any_moment_and_run_again_is_the_same(databases: Databases, tmp_path: Path) -> None:
    """The files of another school were applied by mistake; the process that undoes them is killed."""
    first, _ = _folders(tmp_path)
    wrong = write_onde_folder(tmp_path / "wrong", invent_school(12, 104, first_year=2026))
    base, killed = databases.template + "_base", databases.template + "_undone"
    databases.make(base)
    databases.run(base, "import_onde", str(first), "--school", UAI, "--json", *NEW_SCHOOL)
    wanted = _links(databases, base)
    options = ("--yes", "--other-school", "Par erreur", "--json")
    databases.run(base, "import_onde", str(wrong), "--school", UAI, *options)
    before = _people(databases, base)
    assert _links(databases, base) != wanted
    command = ("undo_onde", "--school", UAI)
    databases.make(killed, base)
    begun = time.monotonic()
    databases.run(killed, *command)
    lasts, after = time.monotonic() - begun, _people(databases, killed)
    draw = random.Random(22)
    for number in range(KILLS):
        databases.make(killed, base)
        process = databases.start(killed, *command)
        _wait_for_work(databases, killed, process)
        time.sleep(draw.random() * lasts / 8)
        process.kill()
        process.communicate()
        held = _people(databases, killed)
        assert held in (before, after)
        if held == before:
            databases.run(killed, *command)
        assert _links(databases, killed) == wanted, f"kill {number}"


def _links(databases: Databases, name: str) -> list[tuple[Any, ...]]:
    """What is in force: who is what in the school, in which class, whose child."""
    with psycopg.connect(address_of(databases.owner, name)) as reader:
        return reader.execute(
            "SELECT 'a', person_id, profile FROM directory_affiliation WHERE ends IS NULL UNION ALL"
            " SELECT 'm', person_id, class_group_id::text FROM directory_classmembership WHERE ends IS NULL UNION ALL"
            " SELECT 't', person_id, class_group_id::text FROM directory_attachment WHERE ends IS NULL UNION ALL"
            " SELECT 'g', adult_id, child_id::text FROM directory_guardianship WHERE ends IS NULL UNION ALL"
            " SELECT 'c', id, label FROM directory_classgroup WHERE closed_at IS NULL ORDER BY 1, 2, 3"
        ).fetchall()


def test_r22_two_imports_at_once_make_everybody_once(databases: Databases, tmp_path: Path) -> None:
    first, _ = _folders(tmp_path)
    once, both = databases.template + "_once", databases.template + "_both"
    command = ("import_onde", str(first), "--school", UAI, "--json")
    databases.make(both)
    _make_school(databases, both)
    databases.make(once, both)
    databases.run(once, *command)
    outs = _at_once(lambda: databases.start(both, *command), 2)
    made = sorted(json.loads(out)["pupils"]["created"] for out in outs)
    assert made == [0, 104]
    assert databases.dump(both) == databases.dump(once)


def _make_school(databases: Databases, name: str) -> None:
    file = databases.var / "ecoles.csv"
    file.write_text(
        f"uai;nom;niveau;secteur;ville;code_insee\n{UAI};École des Essais;primaire;Public;Nantes;44109\n",
        encoding="utf-8",
    )
    databases.run(name, "import_schools", str(file), "--json")


def _at_once(start: Callable[[], Running], times: int) -> list[str]:
    running = [start() for _ in range(times)]
    outs: list[Any] = [process.communicate(timeout=120) for process in running]
    assert [process.returncode for process in running] == [0] * times, outs
    return [out for out, _ in outs]
