"""Starting and stopping the demo: prepares what misses, then keeps three child processes until it is told to stop.

When another date is asked for (`scenes`), it stops them, leaves a page that waits on its port and starts again there.
"""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.backends.postgresql.base import DatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from eprimo.devtools.demo.academy.accounts import PASSWORD
from eprimo.devtools.demo.academy.load import is_loaded, load_demo
from eprimo.devtools.demo.clock import VARIABLE, ShiftedClock, start_instant
from eprimo.devtools.demo.faces import shown_faces
from eprimo.devtools.demo.scenes import chosen, shown
from eprimo.devtools.postgres import stop_server
from eprimo.foundation.accounts.models import Session
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.models import AuditLine
from eprimo.ui.french import clock_time, weekday_day_month

type Tell = Callable[[str], object]

_WAIT_FOR_PAGES = 30  # seconds
_WAIT_FOR_STOP = 10
# Of each school.
_PUPILS, _PUPILS_ELSEWHERE = 130, 40
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG
# The process that serves the page that waits, from one start to the next.
_WAITING = "EPRIMO_DEMO_WAITING"
_MOVED = -1
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def _setting(name: str) -> Any:
    """A setting that only the demo's settings have."""
    return getattr(settings, name)


def port() -> int:
    return int(_setting("PORT"))


def run(tell: Tell) -> int:
    """Prepare, serve, wait; 0 when stopped on request, 1 when something would not start."""
    waiting = int(os.environ.pop(_WAITING, 0))
    taken = [one for one in (port(), int(_setting("RT_PORT"))) if _taken(one)]
    if taken and not waiting:
        tell(f"Le port {taken[0]} est déjà pris. Arrêtez ce qui l’utilise, ou prenez-en un autre\u00a0:")
        tell("PORT=8010 make demo")
        return 1
    with _stopping_the_database(), _stop_signals() as asked:
        try:
            _prepare(tell)
        finally:
            _end_waiting(waiting)
        children = [_start(command) for command in _commands()]
        try:
            if not _pages_answer(children, asked):
                tell("Les pages ne répondent pas.")
                return 1
            _welcome(tell)
            code = _watch(children, asked, tell)
        finally:
            _stop(children)
        # Before the database stops: nobody finds the port empty for long.
        page = _start(_waiting_page()) if code == _MOVED else None
    if page is not None:
        _start_again(page.pid)
    return code


def _start_again(waiting: int) -> None:
    """The same command at the other date, in this very process: its settings are read anew."""
    environment = os.environ | {_WAITING: str(waiting)}
    # What the settings chose for the date that is left.
    environment.pop(VARIABLE, None)
    os.execve(sys.executable, [sys.executable, str(settings.BASE_DIR / "manage.py"), "demo"], environment)  # noqa: S606


def _waiting_page() -> list[str]:
    return [sys.executable, "-m", "eprimo.devtools.demo.waiting", str(port())]


def _end_waiting(pid: int) -> None:
    if pid:
        os.kill(pid, signal.SIGTERM)
        os.waitpid(pid, 0)


def _prepare(tell: Tell) -> None:
    prepare_database()
    _collect_static()
    if not is_loaded():
        tell("Chargement de l’académie de la démonstration…")
        # Another date is there to show the group: its schools are small, and soon loaded.
        pupils = _PUPILS if shown().at is None else _PUPILS_ELSEWHERE
        load_demo(pupils=pupils, tell=lambda line: _indented(tell, line))
    # No thread of the pool may be there when the children are made.
    connection.close()
    cast("DatabaseWrapper", connection).close_pool()


def _indented(tell: Tell, line: str) -> None:
    tell(f"  {line}")


def prepare_database() -> None:
    """Migrate what is not yet, and set the time that everything is loaded at."""
    _migrate()
    _set_clock()


def _migrate() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0)
    else:
        call_command("ensure_partitions", stdout=open(os.devnull, "w"))  # noqa: SIM115, PTH123


def _set_clock() -> None:
    """Start at the hour that suits a demo; never before what its people already did."""
    source: ShiftedClock = apps.get_app_config("demo").clock  # type: ignore[attr-defined]
    wall, scene = clock.wall(), shown()
    source.set(start_instant(wall, _last_act(), scene.at) - wall)
    os.environ[VARIABLE] = str(source.offset.total_seconds())


def _last_act() -> datetime | None:
    acts = AuditLine.objects.order_by("-at").values_list("at", flat=True)[:1]
    seen = Session.objects.order_by("-seen_at").values_list("seen_at", flat=True)[:1]
    return max([*acts, *seen], default=None)


def _collect_static() -> None:
    """Hash and compress the front's files, when one of them changed since the last time."""
    found = [(path, storage.path(path)) for finder in get_finders() for path, storage in finder.list([])]
    stamp = "\n".join(sorted(f"{path} {os.stat(real).st_mtime_ns}" for path, real in found))  # noqa: PTH116
    mark = Path(settings.STATIC_ROOT) / ".stamp"
    if mark.exists() and mark.read_text(encoding="utf-8") == stamp:
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    mark.write_text(stamp, encoding="utf-8")


def _commands() -> list[list[str]]:
    granian = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "2", "--blocking-threads", "4",
        "--host", "127.0.0.1", "--port", str(port()), "--no-ws", "--log-level", "warning",
        "eprimo.config.wsgi:application",
    ]  # fmt: skip
    streams = [
        sys.executable, "-m", "granian", "--interface", "asgi", "--workers", "1", "--backpressure", "4096",
        "--host", "127.0.0.1", "--port", str(_setting("RT_PORT")), "--no-ws", "--log-level", "warning",
        "eprimo.config.asgi_rt:application",
    ]  # fmt: skip
    return [granian, [sys.executable, str(settings.BASE_DIR / "manage.py"), "worker"], streams]


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    # In a group of its own: Ctrl-C reaches this process only, which then stops its children in order.
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "eprimo.config.settings.demo"}
    return subprocess.Popen(
        command,
        cwd=settings.BASE_DIR,
        env=environment,
        start_new_session=True,
        preexec_fn=_die_with_parent,  # noqa: PLW1509 - this process has one thread
    )


def _die_with_parent() -> None:
    """On Linux, a child is told to stop when this process is killed outright."""
    if _LIBC is not None:
        _LIBC.prctl(_DIE_WITH_PARENT, signal.SIGTERM)


def _pages_answer(children: list[subprocess.Popen[bytes]], asked: list[int]) -> bool:
    limit = time.monotonic() + _WAIT_FOR_PAGES
    while time.monotonic() < limit and not asked and all(child.poll() is None for child in children):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port()}/entrer/", timeout=5):
                return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            time.sleep(0.1)
    return bool(asked)


def _watch(children: list[subprocess.Popen[bytes]], asked: list[int], tell: Tell) -> int:
    while not asked:
        for child in children:
            if child.poll() is not None:
                tell(f"Un processus de la démonstration s’est arrêté (code {child.returncode}).")
                return 1
        if chosen(settings.VAR) != shown():
            return _MOVED
        time.sleep(0.2)
    tell("La démonstration s’arrête.")
    return 0


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(_WAIT_FOR_STOP)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()


@contextlib.contextmanager
def _stop_signals() -> Iterator[list[int]]:
    """The list gets the number of each signal that asks to stop."""
    asked: list[int] = []
    names = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {name: signal.signal(name, lambda number, _: asked.append(number)) for name in names}
    try:
        yield asked
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


@contextlib.contextmanager
def _stopping_the_database() -> Iterator[None]:
    """A server that these settings started stops with the demo; one that ran already goes on."""
    try:
        yield
    finally:
        connection.close()
        if _setting("STARTED_SERVER"):
            stop_server(settings.VAR, shown().purpose)


def _taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def _welcome(tell: Tell) -> None:
    tell("")
    for group, faces in shown_faces().items():
        tell(f"{group}")
        for one in faces:
            tell(f"  {one.name:<18} {one.face.what}")
    tell("")
    tell(f"Les adultes ont aussi le mot de passe «\u00a0{PASSWORD}\u00a0» (identifiant\u00a0: prénom.nom).")
    tell(f"Ici, nous sommes le {weekday_day_month(clock.now())}, {clock_time(clock.now())}.")
    tell(f"\ne-primo\u00a0: http://127.0.0.1:{port()}/entrer/   (Ctrl-C pour arrêter)")
    sys.stdout.flush()
