"""A backup put back gives the same database and files; what is damaged, foreign or in the way changes nothing."""

import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from eprimo.devtools.backup import _verify, backup
from eprimo.devtools.backup import main as backup_main
from eprimo.devtools.backup_archive import DUMP, BackupError, Source, find_source
from eprimo.devtools.encryption import main as new_key
from eprimo.devtools.postgres import ensure_server, stop_server
from eprimo.devtools.postgres.place import private_folder
from eprimo.devtools.restore import main as restore_main
from eprimo.devtools.restore import restore

pytestmark = pytest.mark.when_changed(
    "eprimo/devtools/backup.py",
    "eprimo/devtools/restore.py",
    "eprimo/devtools/backup_archive.py",
    "eprimo/devtools/encryption.py",
    "eprimo/devtools/postgres",
    "requirements",
)

ROOT = Path(__file__).resolve().parents[3]
# A backup in a process that stops at the first thing that it writes in the folder of the program.
_WATCHED = """
import os, sys
from eprimo.devtools.backup import main
root = os.getcwd()
def watch(event, given):
    writes = event == "open" and isinstance(given[2], int) and given[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    if (writes or event in {"os.mkdir", "os.rename"}) and str(given[0]).startswith(root):
        raise RuntimeError(f"{event} {given[0]}")
sys.addaudithook(watch)
sys.exit(main([]))
"""
SCHEMA = """
    CREATE SCHEMA staging;
    CREATE TABLE school (id bigint PRIMARY KEY, name text NOT NULL);
    CREATE TABLE pupil (id bigint PRIMARY KEY, school bigint NOT NULL REFERENCES school, name text,
                        period daterange, EXCLUDE USING gist (school WITH =, name WITH =, period WITH &&));
    CREATE TABLE notice (school_year int, id bigint, PRIMARY KEY (school_year, id)) PARTITION BY RANGE (school_year);
    CREATE TABLE notice_2026 PARTITION OF notice FOR VALUES FROM (2026) TO (2027);
    CREATE INDEX pupil_name ON pupil USING gin (name gin_trgm_ops);
    CREATE SCHEMA wall;
    CREATE FUNCTION wall.schools() RETURNS bigint[] LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
      AS $$ SELECT '{1}'::bigint[] $$;
    REVOKE ALL ON FUNCTION wall.schools() FROM PUBLIC;
    GRANT USAGE ON SCHEMA wall TO eprimo_app;
    GRANT EXECUTE ON FUNCTION wall.schools() TO eprimo_app;
    CREATE POLICY reach ON pupil TO eprimo_app USING (school = ANY ((SELECT wall.schools())::bigint[]));
    CREATE POLICY worker ON pupil TO eprimo_worker USING (true);
    ALTER TABLE pupil ENABLE ROW LEVEL SECURITY;
    GRANT USAGE ON SCHEMA public TO eprimo_app;
    GRANT SELECT, INSERT ON school, pupil, notice TO eprimo_app;
    INSERT INTO school VALUES (1, 'Jules-Ferry'), (2, 'L’Île');
    INSERT INTO pupil VALUES (1, 1, 'Léa', '[2026-09-01,)'), (2, 2, NULL, NULL);
    INSERT INTO notice VALUES (2026, 7);
"""


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> Iterator[Source]:
    """A small database with what ours has (partitions, extensions, a schema, grants), and two files."""
    folder = Path(tempfile.mkdtemp(prefix="eprimo-test-"))
    folder.chmod(0o755)
    var = folder / "var"
    for name in ("DATABASE_URL", "DATABASE_WORKER_URL", "DATABASE_DOOR_URL", "DATABASE_OWNER_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("EPRIMO_VAR", str(var))
    ensure_server(var, "dev", fast=True)
    found = find_source()
    with psycopg.connect(found.url) as connection:
        connection.execute(SCHEMA)
    (found.files / "a" / "b").mkdir(parents=True)
    (found.files / "a" / "b" / "photo.jpg").write_bytes(bytes(range(256)) * 9000)
    (found.files / "é.txt").write_text("bonjour")
    yield found
    stop_server(var, "dev")
    shutil.rmtree(private_folder(var.resolve() / "pg" / "dev"), ignore_errors=True)
    shutil.rmtree(folder)


def _content(source: Source) -> tuple[list[object], dict[str, bytes]]:
    with psycopg.connect(source.url) as connection:
        rows = [
            connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()
            for table in ("school", "pupil", "notice_2026")
        ]
        rights = connection.execute(
            "SELECT table_name, privilege_type FROM information_schema.role_table_grants"
            " WHERE grantee = 'eprimo_app' ORDER BY 1, 2"
        ).fetchall()
        objects = connection.execute(
            "SELECT relname, relkind, pg_get_userbyid(relowner) FROM pg_class"
            " WHERE relnamespace IN ('public'::regnamespace, 'staging'::regnamespace) ORDER BY 1"
        ).fetchall()
    files = {
        path.relative_to(source.files).as_posix(): path.read_bytes()
        for path in source.files.rglob("*")
        if path.is_file()
    }
    return [*rows, rights, objects], files


def _reached(source: Source) -> list[object]:
    """The rows that the application reaches: the second wall came back with what it guards."""
    with psycopg.connect(source.url) as connection:
        connection.execute("SET ROLE eprimo_app")
        return list(connection.execute("SELECT id FROM pupil ORDER BY 1").fetchall())


def _spoil(source: Source) -> None:
    with psycopg.connect(source.url) as connection:
        connection.execute("DELETE FROM pupil; DROP TABLE notice; CREATE TABLE stray (id int)")
    (source.files / "é.txt").unlink()
    (source.files / "stray").write_text("new")


def test_dump_spoil_restore_gives_the_same(source: Source, capsys: pytest.CaptureFixture[str]) -> None:
    """Closed to two keys, each of which opens it; the server's own disk shows nothing of it."""
    before = _content(source)
    keys = [source.var.parent / name for name in ("one.txt", "two.txt", "other.txt")]
    assert [new_key([str(one)]) for one in keys] == [0, 0, 0]
    one, two, _ = capsys.readouterr().out.split()
    archive = backup(source, source.var / "backups", [one, two])
    assert archive.stat().st_mode & 0o777 == 0o600
    assert archive.name.endswith(".tar.age")
    assert [path.name for path in archive.parent.iterdir()] == [archive.name]
    held = archive.read_bytes()
    assert b"bonjour" not in held
    assert DUMP.encode() not in held
    _spoil(source)
    with pytest.raises(BackupError, match="chiffrée"):
        restore(source, archive, replace=True)
    for wrong in (keys[2], archive, source.var / "absent"):
        with pytest.raises(BackupError, match="clé"):
            restore(source, archive, replace=True, key=wrong)
    archive.write_bytes(held[:-20])
    with pytest.raises(BackupError, match="abîmée"):
        restore(source, archive, replace=True, key=keys[0])
    archive.write_bytes(held)
    with pytest.raises(BackupError, match="illisible"):
        backup(source, source.var / "backups", ["age1zz"])
    manifest = restore(source, archive, replace=True, key=keys[1])
    assert _content(source) == before
    assert len(manifest.entries) == 3
    with psycopg.connect(source.url) as connection:
        assert connection.execute("SELECT to_regclass('stray')").fetchone() == (None,)
    assert sorted(path.name for path in source.var.iterdir()) == ["backups", "files", "pg"]


def test_another_machine_gets_the_same(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    before = _content(source)
    archive = backup(source, source.var / "backups")
    other = source.var.parent / "other"
    monkeypatch.setenv("EPRIMO_VAR", str(other))
    try:
        with pytest.raises(BackupError, match="Quelle base"):
            find_source(empty=True)
        elsewhere = find_source("dev", empty=True)
        restore(elsewhere, archive)
        assert _content(elsewhere) == before
        assert _reached(source) == _reached(elsewhere) == [(1,)]
    finally:
        stop_server(other, "dev")


def test_a_database_that_is_not_empty_is_kept(source: Source, capsys: pytest.CaptureFixture[str]) -> None:
    before = _content(source)
    archive = backup(source, source.var / "backups")
    assert restore_main([str(archive)]) == 1
    assert "n’est pas vide" in capsys.readouterr().err
    assert _content(source) == before


def test_a_damaged_archive_changes_nothing(source: Source) -> None:
    archive = backup(source, source.var / "backups")
    before = _content(source)
    whole = archive.read_bytes()
    place = whole.index(bytes(range(256)))
    archive.write_bytes(whole[:place] + b"\xff" + whole[place + 1 :])
    with pytest.raises(BackupError, match=r"abîmée.*photo\.jpg"):
        restore(source, archive, replace=True)
    archive.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BackupError, match=r"lisible|entière"):
        restore(source, archive, replace=True)
    archive.write_text("not an archive")
    with pytest.raises(BackupError, match="lisible"):
        restore(source, archive, replace=True)
    assert _content(source) == before


def test_an_archive_cannot_write_elsewhere(source: Source) -> None:
    stray = source.var.parent / "stray"
    stray.write_text("x")
    archive = source.var / "bad.tar"
    with tarfile.open(archive, "w") as made:
        made.add(stray, arcname="files/../../../stray-out")
    with pytest.raises(BackupError, match="pas sa place"):
        restore(source, archive, replace=True)
    assert not (source.var.parent / "stray-out").exists()


def test_a_failing_script_leaves_the_database_as_it_was(source: Source) -> None:
    archive = backup(source, source.var / "backups")
    before = _content(source)
    with psycopg.connect(source.url, autocommit=True) as reader:
        # Someone reads a table in a transaction left open: the restore gives up instead of waiting for ever.
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM pupil")
        with pytest.raises(BackupError, match="lock timeout"):
            restore(source, archive, replace=True)
    assert _content(source) == before


def test_without_an_address_there_is_no_archive(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DATABASE_URL", "DATABASE_WORKER_URL", "DATABASE_DOOR_URL", "DATABASE_OWNER_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("EPRIMO_VAR", str(tmp_path))
    for asked in ([], ["--purpose", "demo"]):
        assert backup_main(asked) == 1
        said = capsys.readouterr()
        assert said.out == ""
        assert "Pas de sauvegarde." in said.err
    monkeypatch.setenv("DATABASE_URL", "postgresql://eprimo_app:x@127.0.0.1:1/eprimo")
    assert backup_main([]) == 1
    assert "DATABASE_OWNER_URL manque" in capsys.readouterr().err
    assert restore_main([str(tmp_path / "any.tar")]) == 1
    assert "DATABASE_OWNER_URL manque" in capsys.readouterr().err
    monkeypatch.setenv("DATABASE_OWNER_URL_FILE", str(tmp_path / "absent"))
    assert backup_main([]) == 1
    assert "cannot be read" in capsys.readouterr().err
    # Nothing was made meanwhile, neither a server nor an archive.
    assert list(tmp_path.iterdir()) == []


def test_a_database_without_tables_is_none_of_ours(source: Source) -> None:
    with psycopg.connect(source.url) as connection:
        connection.execute("DROP SCHEMA staging CASCADE; DROP TABLE pupil, notice, school")
    with pytest.raises(BackupError, match="aucune table"):
        backup(source, source.var / "backups")
    assert not (source.var / "backups").exists()


def test_a_dump_that_lacks_a_table_is_refused(source: Source) -> None:
    dump = source.var / "half.dump"
    source.run("pg_dump", ["--format=custom", f"--file={dump}", "--exclude-table-data=pupil"])
    with pytest.raises(BackupError, match="2 tables sur 3"):
        _verify(source, dump, source.tables)


def test_it_asks_for_no_set_up_and_writes_nothing_beside_the_program(source: Source) -> None:
    for target in ("backup", "restore"):
        told = subprocess.run(
            ["make", "-n", target, "FILE=x"], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout
        assert "bootstrap" not in told
    done = subprocess.run(
        [sys.executable, "-c", _WATCHED], cwd=ROOT, capture_output=True, text=True, check=False,
        env=os.environ | {"EPRIMO_VAR": str(source.var), "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert Path(done.stdout.strip()).is_file()


def test_two_databases_ask_which(source: Source, capsys: pytest.CaptureFixture[str]) -> None:
    (source.var / "pg" / "demo").mkdir()
    (source.var / "pg" / "demo" / "state.json").write_text("{}")
    assert backup_main([]) == 1
    assert "PURPOSE=demo" in capsys.readouterr().err
    assert backup_main(["--purpose", "dev"]) == 0
    printed = Path(capsys.readouterr().out.strip())
    with tarfile.open(printed) as archive:
        assert archive.getnames()[0] == DUMP
