"""A backup put back on another machine has every file that its rows name, and what it lacks is told."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from eprimo.devtools.backup import backup
from eprimo.devtools.backup_archive import Source, find_source
from eprimo.devtools.postgres import stop_server
from eprimo.devtools.postgres.place import private_folder
from eprimo.devtools.restore import restore
from eprimo.foundation.files.storage import place_of_given, place_of_piece
from tests.databases import Databases, address_of, databases_of

pytestmark = pytest.mark.drill
FILES = 12
_ROWS = """
INSERT INTO directory_academy (id, code, name) VALUES (1, '17', 'Nantes');
INSERT INTO directory_department (id, code, name, academy_id) VALUES (1, '44', 'Loire-Atlantique', 1);
INSERT INTO directory_commune (id, insee, name, department_id) VALUES (1, '44999', 'Valmarais', 1);
INSERT INTO directory_schoolyear (year, starts, ends) VALUES (2026, '2026-09-01', '2027-08-31');
INSERT INTO directory_school (id, public_id, uai, name, kind, sector, commune_id, academy_id, rpi, holiday_zone,
  time_zone, running_year_id, epoch)
VALUES (1, gen_random_uuid(), '0440001A', 'Les Tilleuls', 'primaire', 'public', 1, 1, '', 'B', 'Europe/Paris', 2026, 0);
"""
_BLOB = (
    "INSERT INTO files_blob (id, school_id, sha256, state, refusal, kind, weight, read_weight, pages, width, height,"
    " wanted_at) VALUES (%s, 1, %s, 'ready', '', 'docx', 1, 1, 1, 64, 90, now())"
)
_PIECE = (
    "INSERT INTO files_piece (blob_id, school_id, number, size, sha256, weight, width, height, text)"
    " VALUES (%s, 1, 1, 'page', %s, 1, 64, 90, '')"
)


@pytest.fixture(scope="module")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    with databases_of("restored", tmp_path_factory.mktemp("var")) as made:
        yield made


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[Source]:
    """Another machine: an empty server, and no file."""
    folder = Path(tempfile.mkdtemp(prefix="eprimo-test-"))
    folder.chmod(0o755)
    for name in ("DATABASE_URL", "DATABASE_WORKER_URL", "DATABASE_DOOR_URL", "DATABASE_OWNER_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("EPRIMO_VAR", str(folder))
    yield find_source("dev", empty=True)
    stop_server(folder, "dev")
    shutil.rmtree(private_folder(folder.resolve() / "pg" / "dev"), ignore_errors=True)
    shutil.rmtree(folder)


def _filled(databases: Databases) -> tuple[str, dict[str, bytes]]:
    """A school whose files lie under `files`, and where each lies."""
    url = address_of(databases.owner, databases.template)
    files: dict[str, bytes] = {}
    with psycopg.connect(url, autocommit=True) as writer:
        writer.execute(_ROWS)
        for number in range(1, FILES + 1):
            given, page = f"circulaire {number}".encode(), f"page {number}".encode()
            digest = hashlib.sha256(given).hexdigest()
            writer.execute(_BLOB, [number, digest])
            writer.execute(_PIECE, [number, hashlib.sha256(page).hexdigest()])
            files |= {place_of_given(1, digest): given, place_of_piece(1, digest, 1, "page"): page}
    for place, content in files.items():
        path = databases.var / "files" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return url, files


def _checked(source: Source) -> tuple[int, str]:
    """`manage.py check_files` there: how it ended, and its last line."""
    done = subprocess.run(
        [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), "check_files"],
        env=os.environ | {"EPRIMO_VAR": str(source.var), "DJANGO_SETTINGS_MODULE": "eprimo.config.settings.dev"},
        cwd=source.var, text=True, capture_output=True, check=False,
    )  # fmt: skip
    assert done.stdout, done.stderr
    return done.returncode, done.stdout.splitlines()[-1]


def test_each_file_that_a_row_names_is_there_after_a_restore(databases: Databases, elsewhere: Source) -> None:
    url, files = _filled(databases)
    archive = backup(Source(databases.var, url, elsewhere.programs), elsewhere.var / "backups")
    restore(elsewhere, archive)
    assert _checked(elsewhere) == (0, f"whole {2 * FILES}, missing 0, damaged 0")
    lost, spoilt, *_ = sorted(files)
    (elsewhere.files / lost).unlink()
    (elsewhere.files / spoilt).write_bytes(b"another")
    assert _checked(elsewhere) == (1, f"whole {2 * FILES - 2}, missing 1, damaged 1")
