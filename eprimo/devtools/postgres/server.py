"""Start, join and stop the embedded server of one purpose (dev, demo, test…)."""

import contextlib
import fcntl
import json
import os
import secrets
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from eprimo.devtools.postgres.errors import ServerError, failure
from eprimo.devtools.postgres.place import Identity, Place, find_binaries, find_place

OWNER = "eprimo_owner"
APPLICATION = "eprimo_app"
WORKER = "eprimo_worker"
DOOR = "eprimo_door"
DATABASE = "eprimo"
EXTENSIONS = ("pg_trgm", "btree_gist", "unaccent")
START_SECONDS = 60
TRIES = 5
# Goes up when servers that were made before lack a role or an extension.
_PREPARED = 3

_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "password_encryption": "scram-sha-256",
    "lc_messages": "C",
}
# What `docs/operate/academy.md` asks of a server that holds an academy: figures are taken as there.
_OF_PURPOSE = {
    "bench": {
        "shared_buffers": "1GB",
        "max_wal_size": "8GB",
        "checkpoint_timeout": "15min",
        "wal_buffers": "16MB",
    }
}
# Tests may lose everything in a power cut: nothing waits for the disk. Their tables grow by what is rolled back, until
# they would be read by several processes, as no small school's are. A statement that waits for the lock of another
# connection of its own test would wait for ever, and is refused.
_FAST = {
    "lock_timeout": "120s",
    "max_parallel_workers_per_gather": "0",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


@dataclass(frozen=True)
class ServerUrls:
    """Addresses of the database `eprimo`: for the pages, for the worker and commands, for the door, for the owner of
    the tables."""

    application: str
    worker: str
    door: str
    owner: str


@dataclass
class _State:
    """What a server must remember between two starts; kept beside its data, readable by this account only."""

    cluster: str = field(default_factory=lambda: secrets.token_hex(8))
    superuser: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    owner: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    application: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    worker: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    door: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    port: int = 0
    run: str = ""
    # Which roles and extensions it has (`_PREPARED`).
    prepared: int = 0


def ensure_server(var: Path, purpose: str = "dev", *, fast: bool = False) -> ServerUrls:
    """Start the server of `purpose` under `var`, or join the one that runs, and give its addresses.

    The first start makes the cluster, the roles and the database. `fast` gives up surviving a power cut.
    Raises `ServerError` with one sentence when it cannot run.
    """
    joined = _joinable(var.resolve() / "pg" / purpose)
    if joined is not None:
        return joined
    try:
        place = find_place(var, purpose)
        with _locked(place.home):
            state = _read(place.home) or _State()
            if not _answers(Path(state.run), state.port):
                _start(place, state, fast=fast)
            if state.prepared < _PREPARED:
                _prepare(state)
                _write(place.home, state)
            if fast:
                _trust_owner(state)
            else:
                _hide_statements(state)
            return _urls(state)
    except OSError as error:
        raise failure("La base ne démarre pas", str(error)) from error


def stop_server(var: Path, purpose: str = "dev") -> bool:
    """Stop the server of `purpose` cleanly; False when none ran."""
    home = var.resolve() / "pg" / purpose
    if not home.exists():
        return False
    place = find_place(var, purpose)
    with _locked(place.home):
        if not (place.data / "postmaster.pid").exists():
            return False
        state = _read(place.home) or _State()
        ran = _answers(Path(state.run), state.port)
        done = _pg_ctl(place, "stop", "-m", "fast", "-w", "-t", str(START_SECONDS))
        if ran and done.returncode != 0:
            raise failure("La base ne s’arrête pas", done.stdout, place.log)
        return ran


def server_runs(var: Path, purpose: str = "dev") -> bool:
    """Whether the server of `purpose` answers."""
    return _joinable(var.resolve() / "pg" / purpose) is not None


def binaries(var: Path, purpose: str = "dev") -> tuple[Path, Identity]:
    """The folder of `pg_dump`, `psql`… and the account that can run them."""
    place = find_place(var, purpose)
    return find_binaries(place), place.identity


def _joinable(home: Path) -> ServerUrls | None:
    # The short way, taken by every command: one small file and one connection to a socket that only we can make.
    try:
        state = _read(home)
    except OSError:
        return None  # find_place says it in a sentence
    if state is None or state.prepared < _PREPARED or not _answers(Path(state.run), state.port):
        return None
    return _urls(state)


def _urls(state: _State) -> ServerUrls:
    # The socket is quicker than TCP; a reader that overlooks `host` still reaches the same server.
    where = f"127.0.0.1:{state.port}/{DATABASE}?host={quote(state.run, safe='/')}"
    return ServerUrls(
        application=f"postgresql://{APPLICATION}:{state.application}@{where}",
        worker=f"postgresql://{WORKER}:{state.worker}@{where}",
        door=f"postgresql://{DOOR}:{state.door}@{where}",
        owner=f"postgresql://{OWNER}:{state.owner}@{where}",
    )


def _answers(run: Path, port: int) -> bool:
    if not port:
        return False
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(2)
        try:
            probe.connect(str(run / f".s.PGSQL.{port}"))
        except OSError:
            return False
    return True


def _start(place: Place, state: _State, *, fast: bool) -> None:
    _forget_orphan(place, state)
    _write(place.home, state)
    if not (place.data / "PG_VERSION").exists():
        _initialise(place, state)
    state.run = str(place.run)
    for attempt in range(TRIES):
        if attempt or not state.port or _taken(state.port):
            state.port = _free_port()
        _configure(place, state, fast=fast)
        _clear_crash(place)
        config = place.root / "server.conf"
        place.log.unlink(missing_ok=True)
        option = f"-c {shlex.quote(f'config_file={config}')}"
        done = _pg_ctl(place, "start", "-w", "-t", str(START_SECONDS), "-l", place.log, "-o", option)
        if done.returncode == 0:
            _write(place.home, state)
            return
        written = _tail(place.log) or done.stdout
        if "shared memory block" in written:
            time.sleep(0.5)  # processes of a killed server are still leaving
        elif "could not bind" not in written and "already in use" not in written:
            break
    raise failure("La base ne démarre pas", written, place.log)


def _initialise(place: Place, state: _State) -> None:
    if place.moved:
        print(
            f"Base\u00a0: {place.home} est fermé aux autres comptes, données dans {place.root}",
            file=sys.stderr,
        )
    fresh = place.root / "data.new"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    password = place.run / "superuser"
    password.unlink(missing_ok=True)
    with os.fdopen(os.open(password, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        if place.identity.other:
            os.chown(fresh, place.identity.uid, place.identity.gid)
            os.fchown(file.fileno(), place.identity.uid, place.identity.gid)
        file.write(state.superuser)
    try:
        done = place.identity.run([
            find_binaries(place) / "initdb", "-D", fresh, "-U", "postgres", "-E", "UTF8",
            "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--no-sync",
            "--auth=scram-sha-256", f"--pwfile={password}",
        ])  # fmt: skip
    finally:
        password.unlink(missing_ok=True)
    if done.returncode != 0:
        shutil.rmtree(fresh, ignore_errors=True)
        raise failure("La base ne peut pas être créée", done.stdout)
    # Renamed when whole: killed before this line, the next start makes it again.
    fresh.rename(place.data)


def _configure(place: Place, state: _State, *, fast: bool) -> None:
    settings = (
        _SETTINGS
        | _OF_PURPOSE.get(place.home.name, {})
        | {"port": str(state.port), "unix_socket_directories": str(place.run)}
    )
    if fast:
        settings |= _FAST
    lines = [f"{name} = '{value.replace(chr(39), chr(39) * 2)}'\n" for name, value in settings.items()]
    config = place.root / "server.conf"
    config.write_text("".join(lines), encoding="utf-8")
    config.chmod(0o644)


def _prepare(state: _State) -> None:
    """Roles, database and extensions; each step may already be there."""
    with _superuser(state, "postgres") as base:
        for role, password, right in (
            (OWNER, state.owner, "CREATEDB"),
            (APPLICATION, state.application, "NOCREATEDB"),
            (WORKER, state.worker, "NOCREATEDB"),
            (DOOR, state.door, "NOCREATEDB"),
        ):
            if not base.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                base.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(role)))
            options = sql.SQL("ALTER ROLE {} LOGIN " + right + " PASSWORD {}")
            base.execute(options.format(sql.Identifier(role), sql.Literal(password)))
        for role in (APPLICATION, WORKER, DOOR):
            base.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(role), sql.Identifier(OWNER)))
    # In the template, so that the databases of tests have them too.
    with _superuser(state, "template1") as template:
        for extension in EXTENSIONS:
            template.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
    with _superuser(state, "postgres") as base:
        if not base.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            names = (sql.Identifier(DATABASE), sql.Identifier(OWNER))
            base.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(*names))
    state.prepared = _PREPARED


def _hide_statements(state: _State) -> None:
    """As in production (docs/operate/installation.md): no connection of the application shows another's statements,
    with the words that people are writing. Tests wait for each other's transactions, and see them."""
    with _superuser(state, "postgres") as base:
        for role in (APPLICATION, DOOR):
            base.execute(sql.SQL("ALTER ROLE {} SET track_activities = off").format(sql.Identifier(role)))


def _trust_owner(state: _State) -> None:
    """The owner may silence triggers: tests empty their tables row by row (tests/emptying.py)."""
    with _superuser(state, "postgres") as base:
        right = sql.SQL("GRANT SET ON PARAMETER session_replication_role TO {}")
        base.execute(right.format(sql.Identifier(OWNER)))


def _superuser(state: _State, database: str) -> psycopg.Connection:
    try:
        return psycopg.connect(
            host=state.run,
            port=state.port,
            user="postgres",
            password=state.superuser,
            dbname=database,
            autocommit=True,
            connect_timeout=20,
        )
    except psycopg.Error as error:
        raise failure("La base refuse la connexion", str(error)) from error


def _pg_ctl(place: Place, action: str, *options: str | Path) -> subprocess.CompletedProcess[str]:
    return place.identity.run([find_binaries(place) / "pg_ctl", action, "-D", place.data, *options])


def _forget_orphan(place: Place, state: _State) -> None:
    """Throw away data kept outside the tree for a `var` that was deleted since, and stop what still runs on it."""
    mark = place.root / "cluster"
    if place.data.exists():
        if mark.exists() and mark.read_text(encoding="utf-8") == state.cluster:
            return
        if (place.data / "postmaster.pid").exists():
            _pg_ctl(place, "stop", "-m", "immediate", "-w")
        shutil.rmtree(place.data)
    state.prepared = 0
    mark.write_text(state.cluster, encoding="utf-8")


def _clear_crash(place: Place) -> None:
    """Remove what a killed server left, once none of its processes works on the data any more.

    The server would do it alone, but for two cases: its number now belongs to another program of the same
    account, or is kept by a dead process that nobody reaps (a container without init).
    """
    left = [*place.run.glob(".s.PGSQL.*"), place.data / "postmaster.pid"]
    if not any(file.exists() for file in left) or not Path("/proc/self").exists():
        return
    limit = time.monotonic() + START_SECONDS
    while _working_in(place.data):
        if time.monotonic() > limit:
            raise ServerError(f"Des processus d’une base arrêtée travaillent encore dans {place.data}.")
        time.sleep(0.1)
    for file in left:
        file.unlink(missing_ok=True)


def _working_in(data: Path) -> bool:
    # Every process of a server has the data as its folder; a dead one that is not reaped has none.
    for process in Path("/proc").glob("[0-9]*/cwd"):
        with contextlib.suppress(OSError):
            if process.readlink() == data:
                return True
    return False


def _taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _tail(log: Path) -> str:
    try:
        return log.read_text(encoding="utf-8", errors="replace")[-4000:]
    except OSError:
        return ""


def _read(home: Path) -> _State | None:
    try:
        return _State(**json.loads((home / "state.json").read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None


def _write(home: Path, state: _State) -> None:
    fresh = home / "state.new"
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        if os.geteuid() == 0:
            # The file stays with whoever made the folder: root may join the server of a person.
            os.fchown(file.fileno(), home.stat().st_uid, home.stat().st_gid)
        json.dump(asdict(state), file)
    fresh.rename(home / "state.json")


@contextlib.contextmanager
def _locked(home: Path) -> Iterator[None]:
    # Two commands started at once: the second waits, then joins.
    with (home / "lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
