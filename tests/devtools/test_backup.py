"""A backup put back gives the same database and files; what is damaged, foreign or in the way changes nothing."""

import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from eprimo.devtools.backup import backup
from eprimo.devtools.backup import main as backup_main
from eprimo.devtools.postgres import ensure_server, stop_server
from eprimo.devtools.postgres.place import private_folder
from eprimo.devtools.restore import main as restore_main
from eprimo.devtools.restore import restore
from eprimo.devtools.saved import DUMP, BackupError, Source, find_source

SCHEMA = """
    CREATE SCHEMA staging;
    CREATE TABLE school (id bigint PRIMARY KEY, name text NOT NULL);
    CREATE TABLE pupil (id bigint PRIMARY KEY, school bigint NOT NULL REFERENCES school, name text,
                        period daterange, EXCLUDE USING gist (school WITH =, name WITH =, period WITH &&));
    CREATE TABLE notice (school_year int, id bigint, PRIMARY KEY (school_year, id)) PARTITION BY RANGE (school_year);
    CREATE TABLE notice_2026 PARTITION OF notice FOR VALUES FROM (2026) TO (2027);
    CREATE INDEX pupil_name ON pupil USING gin (name gin_trgm_ops);
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
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
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


def _spoil(source: Source) -> None:
    with psycopg.connect(source.url) as connection:
        connection.execute("DELETE FROM pupil; DROP TABLE notice; CREATE TABLE stray (id int)")
    (source.files / "é.txt").unlink()
    (source.files / "stray").write_text("new")


def test_dump_spoil_restore_gives_the_same(source: Source) -> None:
    before = _content(source)
    archive = backup(source, source.var / "backups")
    assert archive.stat().st_mode & 0o777 == 0o600
    _spoil(source)
    manifest = restore(source, archive, replace=True)
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
        elsewhere = find_source()
        restore(elsewhere, archive)
        assert _content(elsewhere) == before
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


def test_two_databases_ask_which(source: Source, capsys: pytest.CaptureFixture[str]) -> None:
    (source.var / "pg" / "demo").mkdir()
    (source.var / "pg" / "demo" / "state.json").write_text("{}")
    assert backup_main([]) == 1
    assert "PURPOSE=demo" in capsys.readouterr().err
    assert backup_main(["--purpose", "dev"]) == 0
    printed = Path(capsys.readouterr().out.strip())
    with tarfile.open(printed) as archive:
        assert archive.getnames()[0] == DUMP
