"""Starting and stopping the demo: prepares what misses, then keeps three child processes until it is told to stop.

When another date is asked for (`scenes`), it stops them, leaves a page that waits on its port and starts again there.
"""

import contextlib
import ctypes
import os
import signal
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

from eprimo.config import launch
from eprimo.devtools.demo.academy.accounts import PASSWORD
from eprimo.devtools.demo.academy.load import is_loaded, load_demo
from eprimo.devtools.demo.clock import VARIABLE, ShiftedClock, start_instant
from eprimo.devtools.demo.faces import shown_faces
from eprimo.devtools.demo.ports import WAITING
from eprimo.devtools.demo.scenes import chosen, shown
from eprimo.devtools.postgres import stop_server
from eprimo.foundation.accounts.models import Session
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.models import AuditLine
from eprimo.ui.french import clock_time, weekday_day_month

type Tell = Callable[[str], object]

# Seconds.
_SLOW_START = 30
_WAIT_FOR_STOP = 10
# A process that ends so often in a minute will not do better.
_MOST_STARTS, _MINUTE = 3, 60
# Of each school.
_PUPILS, _PUPILS_ELSEWHERE = 130, 40
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG
_MOVED = -1
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def _setting(name: str) -> Any:
    """A setting that only the demo's settings have."""
    return getattr(settings, name)


def port() -> int:
    return int(_setting("PORT"))


def run(tell: Tell) -> int:
    """Prepare, serve, wait; 0 when stopped on request, 1 when something would not start."""
    waiting = int(os.environ.pop(WAITING, 0))
    with _stopping_the_database(), _stop_signals() as asked:
        try:
            _prepare(tell)
        finally:
            _end_waiting(waiting)
        children = [_Child(command) for command in _commands()]
        try:
            if not _pages_answer(children, asked, tell):
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
    environment = os.environ | {WAITING: str(waiting)}
    # What the settings chose for the date that is left.
    environment.pop(VARIABLE, None)
    os.execve(sys.executable, [sys.executable, str(settings.BASE_DIR / "manage.py"), "demo"], environment)  # noqa: S606


def _waiting_page() -> list[str]:
    return [sys.executable, "-m", "eprimo.devtools.demo.waiting_page", str(port())]


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
    call_command("warm_templates", verbosity=0)
    mark.write_text(stamp, encoding="utf-8")


def _commands() -> list[list[str]]:
    return [launch.pages(port()), launch.worker(), launch.files(), launch.streams(int(_setting("RT_PORT")))]


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


class _Child:
    """A process of the demo, started again when it ends by itself."""

    def __init__(self, command: list[str]) -> None:
        self._command = command
        self._started = [time.monotonic()]
        self.process = _start(command)

    def lives(self) -> bool:
        """Started again when it does not; False when that was in vain."""
        if self.process.poll() is None:
            return True
        now = time.monotonic()
        self._started = [at for at in self._started if now - at < _MINUTE]
        if len(self._started) >= _MOST_STARTS:
            return False
        self._started.append(now)
        _end_family(self.process)
        self.process = _start(self._command)
        return True


def _die_with_parent() -> None:
    """On Linux, a child is told to stop when this process is killed outright."""
    if _LIBC is not None:
        _LIBC.prctl(_DIE_WITH_PARENT, signal.SIGTERM)


def _pages_answer(children: list[_Child], asked: list[int], tell: Tell) -> bool:
    """Waits as long as the processes live: a machine that has other work takes its time."""
    began, told = time.monotonic(), False
    while not asked and all(child.process.poll() is None for child in children):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port()}/entrer/", timeout=10):
                return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            time.sleep(0.1)
        if not told and time.monotonic() - began > _SLOW_START:
            told = True
            tell("Cette machine a beaucoup à faire\u00a0: les pages se font attendre.")
    return bool(asked)


def _watch(children: list[_Child], asked: list[int], tell: Tell) -> int:
    while not asked:
        for child in children:
            if not child.lives():
                tell(
                    f"Un processus de la démonstration s’arrête sans cesse (code {child.process.returncode})."
                )
                return 1
        if chosen(settings.VAR) != shown():
            return _MOVED
        time.sleep(0.2)
    tell("La démonstration s’arrête.")
    return 0


def _stop(children: list[_Child]) -> None:
    processes = [child.process for child in children]
    for process in processes:
        if process.poll() is None:
            process.terminate()
    for process in processes:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_WAIT_FOR_STOP)
        _end_family(process)
        process.wait()


def _end_family(process: subprocess.Popen[bytes]) -> None:
    """Its children outlive a parent that was killed, and would keep its port."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


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


def _welcome(tell: Tell) -> None:
    tell("")
    for group, faces in shown_faces().items():
        tell(f"{group}")
        for one in faces:
            tell(f"  {one.name:<18} {one.face.what}")
    tell("")
    tell(f"Les adultes ont aussi le mot de passe «\u00a0{PASSWORD}\u00a0» (identifiant\u00a0: prénom.nom).")
    tell(f"Ici, nous sommes le {weekday_day_month(clock.now())}, {clock_time(clock.now())}.")
    tell(f"\ne-primo\u00a0: http://127.0.0.1:{port()}/demo/   (Ctrl-C pour arrêter)")
    sys.stdout.flush()
