"""A Chromium for the browser tests: the one of the npm package `@sparticuz/chromium`, or the machine's own.

The package is made for machines that have nothing: a compressed program, its own system libraries and fonts. It comes
first because it is a browser without windows. The machine's own draws the frame of each window by a page of its own,
seen by nobody: a visitor with one page costs 0.65 core-seconds there, and 0.14 here. What the package cannot do (wake a
worker when the network is back, show a notice) is asked of the machine's own: `whole`.
"""

import contextlib
import http.client
import json
import os
import shutil
import signal
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from pathlib import Path

import brotli

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "frontend" / "node_modules" / "@sparticuz" / "chromium"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# No sandbox: the tests run as root too, and open only the pages of this program, on loopback.
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
START_SECONDS = 60
TITLE = "prêt"
PAGE = f"data:text/html;charset=utf-8,<title>{TITLE}</title>"


class ChromiumError(Exception):
    """No Chromium starts on this machine; the message is one sentence."""


@dataclass(frozen=True)
class ChromiumPaths:
    """The program, and the variables it is to be started with (added to the environment)."""

    executable: Path
    env: dict[str, str] = field(default_factory=dict)


def find_chromium(*, whole: bool = False) -> ChromiumPaths:
    """A Chromium that was just seen to load a page; `whole`: the machine's own alone. Raises `ChromiumError`."""
    reasons: list[str] = []
    installed: list[Callable[[], ChromiumPaths]] = [partial(_installed, name) for name in NAMES]
    for tried in installed if whole else [_packaged, *installed]:
        try:
            return tried()
        except ChromiumError as error:
            reasons += [str(error)] if str(error) else []
    if whole:
        raise ChromiumError(
            "Aucun Chromium de la machine, que demandent notifications et synchronisation\u00a0: "
            "installez-le (Debian\u00a0: apt-get install chromium)."
            + "".join(f" ({reason})" for reason in reasons)
        )
    raise ChromiumError(
        "Aucun Chromium pour les tests dans un navigateur\u00a0: lancez « make setup », installez Chromium, "
        "ou lancez « make test BROWSER=no »." + "".join(f" ({reason})" for reason in reasons)
    )


def _installed(name: str) -> ChromiumPaths:
    """The machine's own of this name; an empty error where there is none."""
    found = shutil.which(name)
    if found is None:
        raise ChromiumError
    paths = ChromiumPaths(Path(found))
    if reason := refusal(paths):
        raise ChromiumError(f"{found}\u00a0: {reason}")
    return paths


def refusal(paths: ChromiumPaths) -> str:
    """Why this Chromium does not start; empty when it was seen to load a page.

    Asked over its own debugging port, as the tests do: the packaged one has no `--dump-dom`.
    """
    with tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True) as profile:
        command = [
            str(paths.executable),
            *FLAGS,
            f"--user-data-dir={profile}",
            "--remote-debugging-port=0",
            PAGE,
        ]
        errors = Path(profile) / "errors"
        try:
            with errors.open("w") as file:
                started = subprocess.Popen(
                    command,
                    env=os.environ | paths.env,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=file,
                    start_new_session=True,
                )
        except OSError as error:
            return str(error)
        try:
            return "" if _loads_page(started, Path(profile) / "DevToolsActivePort") else _last_line(errors)
        finally:
            # Its renderers are in the same session: all of them end.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(started.pid, signal.SIGKILL)
            started.wait()


def _loads_page(started: subprocess.Popen[bytes], port_file: Path) -> bool:
    limit = time.monotonic() + START_SECONDS
    while time.monotonic() < limit and started.poll() is None:
        try:
            port = int(port_file.read_text(encoding="utf-8").split("\n", 1)[0])
            if TITLE in _titles(port):
                return True
        except (OSError, ValueError, http.client.HTTPException):
            pass  # not there yet
        time.sleep(0.05)
    return False


def _titles(port: int) -> list[str]:
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as asked:
        asked.request("GET", "/json/list")
        return [str(page.get("title")) for page in json.loads(asked.getresponse().read())]


def _last_line(errors: Path) -> str:
    lines = [
        line for line in errors.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()
    ]
    return lines[-1] if lines else "aucun message"


def _packaged() -> ChromiumPaths:
    """The one of the packages; an empty error where they are not installed."""
    if not (PACKAGE / "bin" / "chromium.br").exists():
        raise ChromiumError
    var = Path(os.environ.get("EPRIMO_VAR") or ROOT / "var").resolve()
    stamp = int((PACKAGE / "bin" / "chromium.br").stat().st_mtime)
    folder = var / f"chromium-{stamp}"
    paths = ChromiumPaths(folder / "chromium", _variables(folder))
    if not paths.executable.exists():
        var.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix="chromium-new-", dir=var))
        try:
            unpack(PACKAGE / "bin", fresh)
            _write_font_list(fresh, folder)
            _settle(fresh, folder)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    reason = refusal(paths)
    if reason:
        raise ChromiumError(f"Le Chromium des paquets ne démarre pas sur cette machine\u00a0: {reason}")
    return paths


def _write_font_list(fresh: Path, folder: Path) -> None:
    # The package's own list names folders of one cloud; without a font, a page has no text to read.
    fresh.joinpath("fonts", "fonts.conf").write_text(
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>\n'
        f"  <dir>{folder / 'fonts'}</dir>\n  <dir>/usr/share/fonts</dir>\n"
        f"  <cachedir>{folder / 'fonts-cache'}</cachedir>\n</fontconfig>\n",
        encoding="utf-8",
    )


def _settle(fresh: Path, folder: Path) -> None:
    # Two test processes may unpack at once: the first one's folder holds.
    try:
        fresh.rename(folder)
    except OSError:
        if not (folder / "chromium").exists():
            raise


def unpack(source: Path, target: Path) -> None:
    """Write the program, its libraries, its software renderer and its fonts under `target`."""
    program = target / "chromium"
    program.write_bytes(brotli.decompress((source / "chromium.br").read_bytes()))
    program.chmod(0o755)
    for name in ("al2023", "swiftshader", "fonts"):
        packed = source / f"{name}.tar.br"
        if packed.exists():
            with tarfile.open(fileobj=BytesIO(brotli.decompress(packed.read_bytes()))) as archive:
                # The renderer is looked for beside the program; the libraries in a folder of their own.
                archive.extractall(target if name == "swiftshader" else target / name, filter="data")


def _variables(folder: Path) -> dict[str, str]:
    known = os.environ.get("LD_LIBRARY_PATH")
    libraries = [str(folder / "al2023" / "lib"), str(folder), *([known] if known else [])]
    return {"LD_LIBRARY_PATH": os.pathsep.join(libraries), "FONTCONFIG_PATH": str(folder / "fonts")}
