"""The launcher of the embedded database: first start, join, crash, stop, and what it says when it cannot run."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from eprimo.devtools.postgres import ServerError, ensure_server, server_runs, stop_server
from eprimo.devtools.postgres.__main__ import main
from eprimo.devtools.postgres.errors import sentence_for
from eprimo.devtools.postgres.place import find_binaries, find_place, private_folder
from tests.at_once import done

pytestmark = pytest.mark.when_changed("eprimo/devtools/postgres", "requirements")

ROOT = Path(__file__).resolve().parents[3]
AS_ROOT = os.geteuid() == 0
only_root = pytest.mark.skipif(not AS_ROOT, reason="root alone hands the server over to another account")


@pytest.fixture
def var() -> Iterator[Path]:
    """A folder that every account may enter, removed with its servers (pytest's own is closed to others)."""
    folder = Path(tempfile.mkdtemp(prefix="eprimo-test-"))
    folder.chmod(0o755)
    yield folder / "var"
    _clean(folder, folder / "var")


def _clean(folder: Path, var: Path) -> None:
    for home in (var / "pg").glob("*"):
        stop_server(var, home.name)
        shutil.rmtree(private_folder(home.resolve()), ignore_errors=True)
    shutil.rmtree(folder)


def _start(var: Path, *, fast: bool = True) -> psycopg.Connection:
    return psycopg.connect(ensure_server(var, fast=fast).owner, autocommit=True)


def _postmaster(var: Path, purpose: str = "dev") -> int:
    return int((find_place(var, purpose).data / "postmaster.pid").read_text().split("\n", 1)[0])


def test_first_start_makes_both_roles_and_the_database(var: Path) -> None:
    urls = ensure_server(var, "dev", fast=True)
    with (
        psycopg.connect(urls.application) as application,
        psycopg.connect(urls.owner, autocommit=True) as owner,
    ):
        assert application.execute("SELECT current_user, current_database()").fetchone() == (
            "eprimo_app",
            "eprimo",
        )
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            application.execute("CREATE TABLE mine (id int)")
        owner.execute("SET ROLE eprimo_app")
        assert owner.execute("SELECT current_user").fetchone() == ("eprimo_app",)
        owner.execute("RESET ROLE")
        owner.execute("CREATE DATABASE test_eprimo")
    with psycopg.connect(urls.owner, dbname="test_eprimo") as test:
        found = {row[0] for row in test.execute("SELECT extname FROM pg_extension")}
        assert {"pg_trgm", "btree_gist", "unaccent"} <= found
        assert test.execute("SELECT lower('ÉCOLE'), show FROM current_setting('fsync') show").fetchone() == (
            "école",
            "off",
        )


def test_no_connection_of_the_application_sees_what_another_one_writes(var: Path) -> None:
    """All pages have one role, and statements bear the words that people write."""
    urls = ensure_server(var, "dev")
    other = "SELECT query FROM pg_stat_activity WHERE pid = %s"
    with psycopg.connect(urls.application) as writer, psycopg.connect(urls.application) as reader:
        writer.execute("SELECT 'Léa a été malade'")
        assert reader.execute(other, [writer.info.backend_pid]).fetchone() == ("",)


def test_tcp_on_loopback_reaches_the_same_server(var: Path) -> None:
    url = ensure_server(var, fast=True).application.split("?", 1)[0]
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT inet_server_addr()::text").fetchone() == ("127.0.0.1/32",)


def test_second_call_joins_and_a_restart_keeps_the_data(var: Path) -> None:
    with _start(var) as connection:
        connection.execute("CREATE TABLE kept (id int)")
    pid, urls = _postmaster(var), ensure_server(var)
    assert _postmaster(var) == pid
    assert stop_server(var)
    assert not server_runs(var)
    assert not stop_server(var)
    again = ensure_server(var)
    assert again.application.split("@")[0] == urls.application.split("@")[0]
    with psycopg.connect(again.owner) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def test_started_by_two_processes_at_once(var: Path) -> None:
    command = [sys.executable, "-m", "eprimo.devtools.postgres", "url", "--purpose", "test"]
    environment = os.environ | {"EPRIMO_VAR": str(var)}
    started = [
        subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    answers = {process.communicate(timeout=90) for process in started}
    assert len(answers) == 1
    assert next(iter(answers))[0].startswith("postgresql://eprimo_app:")


def test_killed_server_starts_again_with_its_data(var: Path) -> None:
    with _start(var, fast=False) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    os.kill(_postmaster(var), signal.SIGKILL)
    while server_runs(var):
        time.sleep(0.01)
    with _start(var) as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (7,)


def test_a_left_over_pid_of_another_program_is_no_server(var: Path) -> None:
    _start(var).close()
    stop_server(var)
    place = find_place(var, "dev")
    sleeper = subprocess.Popen(
        ["sleep", "60"], **({"user": place.identity.uid, "extra_groups": []} if place.identity.other else {})
    )
    try:
        pid_file = place.data / "postmaster.pid"
        pid_file.write_text(f"{sleeper.pid}\n{place.data}\n1\n5432\n{place.run}\n127.0.0.1\n\nready   \n")
        if place.identity.other:
            os.chown(pid_file, place.identity.uid, place.identity.gid)
        with _start(var) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        sleeper.kill()
        sleeper.wait(10)


def test_a_port_taken_since_is_replaced(var: Path) -> None:
    before = psycopg.conninfo.conninfo_to_dict(ensure_server(var, fast=True).owner)["port"]
    stop_server(var)
    with socket.socket() as other:
        other.bind(("127.0.0.1", int(before)))
        other.listen()
        after = psycopg.conninfo.conninfo_to_dict(ensure_server(var, fast=True).owner)["port"]
    assert after != before


def test_a_killed_first_start_is_made_again(var: Path) -> None:
    place = find_place(var, "dev")
    (place.root / "data.new").mkdir()
    (place.root / "data.new" / "half").touch()
    with _start(var) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_passwords_are_kept_from_other_accounts(var: Path) -> None:
    ensure_server(var, fast=True)
    home = var / "pg" / "dev"
    assert (home / "state.json").stat().st_mode & 0o777 == 0o600
    assert home.stat().st_mode & 0o066 == 0
    for folder in (find_place(var, "dev").data, find_place(var, "dev").run):
        assert folder.stat().st_mode & 0o077 == 0


def test_wrong_password_is_refused(var: Path) -> None:
    url = ensure_server(var, fast=True).owner
    secret = psycopg.conninfo.conninfo_to_dict(url)["password"]
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(url.replace(str(secret), "wrong"))


def test_a_path_too_long_for_a_socket_gets_a_short_one(var: Path) -> None:
    deep = var / ("d" * 60) / ("e" * 60)
    with _start(deep) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    place = find_place(deep, "dev")
    assert not place.run.is_relative_to(var.resolve())
    assert place.data.is_relative_to(var.resolve())
    _clean(deep, deep)


@only_root
def test_root_runs_it_as_another_account(var: Path) -> None:
    ensure_server(var, fast=True)
    assert Path(f"/proc/{_postmaster(var)}").stat().st_uid != 0


@only_root
def test_a_folder_of_mode_700_moves_the_data_and_says_where(
    var: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    var.parent.chmod(0o700)
    with _start(var) as connection:
        connection.execute("CREATE TABLE kept (id int)")
    place = find_place(var, "dev")
    assert not place.data.is_relative_to(var.resolve())
    assert str(place.root) in capsys.readouterr().err
    # The folder is deleted and made again, as by a fresh clone: nothing of the old one is joined.
    shutil.rmtree(var / "pg")
    with _start(var) as connection:
        assert connection.execute("SELECT to_regclass('kept')").fetchone() == (None,)


@only_root
def test_binaries_of_a_closed_environment_are_copied(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = find_place(var, "dev")
    monkeypatch.setattr("eprimo.devtools.postgres.place.Identity.can_enter", lambda *_: False)
    copied = find_binaries(place)
    assert copied.is_relative_to(private_folder(place.home))
    done = place.identity.run([copied / "postgres", "--version"])
    assert (done.returncode, "PostgreSQL" in done.stdout) == (0, True)
    assert find_binaries(place) == copied


def test_a_private_folder_of_someone_else_is_refused(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    var.mkdir()
    monkeypatch.setenv("TMPDIR", str(var))
    folder = private_folder(Path("/some/home"))
    folder.rmdir()
    folder.symlink_to(var)
    with pytest.raises(ServerError, match="n’est pas à nous"):
        private_folder(Path("/some/home"))


def test_missing_binaries_say_what_to_do(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(ServerError, match="make setup"):
        ensure_server(var)


def test_a_file_in_place_of_the_folder_is_one_sentence(var: Path) -> None:
    var.parent.joinpath("var").write_text("not a folder")
    with pytest.raises(ServerError, match="La base ne démarre pas"):
        ensure_server(var)
    var.unlink()


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        (
            'LOG:  could not bind IPv4 address "127.0.0.1": Address already in use',
            "port de la base est déjà pris",
        ),
        ("FATAL:  could not write lock file: No space left on device", "disque est plein"),
        (
            'FATAL:  Unix-domain socket path "/x" is too long (maximum 107 bytes)',
            "chemin du dossier est trop long",
        ),
        ("initdb: error: could not access directory: Permission denied", "fermé à l’utilisateur de la base"),
        ("FATAL:  could not map anonymous shared memory: Cannot allocate memory", "assez de mémoire"),
        ("DETAIL: The data directory was initialized by PostgreSQL version 17", "autre version"),
        ("LOG:  a\nFATAL:  lock file exists\nLOG:  shut down", "FATAL:  lock file exists"),
        ("first\nsomething never seen\n", "something never seen"),
        ("", "aucun message"),
    ],
)
def test_causes_in_one_sentence(output: str, sentence: str) -> None:
    assert sentence in sentence_for(output)


def test_command_line(var: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("EPRIMO_VAR", str(var))
    assert main(["status"]) == 1
    assert main(["start"]) == 0
    assert main(["status"]) == 0
    assert main(["url", "--owner"]) == 0
    assert main(["stop"]) == 0
    assert capsys.readouterr().out.splitlines()[1:3] == ["tourne", ensure_server(var).owner]


def test_threads_of_one_process_start_one_server(var: Path) -> None:
    found = done(*[lambda: ensure_server(var, fast=True).owner] * 3, within=90)
    assert len(set(found)) == 1
