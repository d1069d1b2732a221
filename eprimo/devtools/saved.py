"""What a backup is made of: which database, which files, and the archive's list of checksums."""

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from psycopg.conninfo import conninfo_to_dict

from eprimo.config.settings.env import env_secret
from eprimo.devtools.postgres import binaries, ensure_server

ROOT = Path(__file__).resolve().parents[2]
DUMP = "database.dump"
MANIFEST = "manifest.json"
FILES = "files/"
FORMAT = 1
BLOCK = 1 << 20

_VARIABLES = {
    "host": "PGHOST",
    "hostaddr": "PGHOSTADDR",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "options": "PGOPTIONS",
    "connect_timeout": "PGCONNECT_TIMEOUT",
}


class BackupError(Exception):
    """A backup or a restore was refused or failed; the message is one sentence, nothing was changed."""


@dataclass(frozen=True)
class Entry:
    """One file of the archive: its name there, its size in bytes, its SHA-256."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """The last member of an archive; an archive without it is not whole."""

    format: int
    created: str
    entries: list[Entry]

    def to_json(self) -> bytes:
        """One readable JSON text."""
        return json.dumps(asdict(self), indent=1, ensure_ascii=False).encode()

    @classmethod
    def from_json(cls, text: bytes) -> "Manifest":
        """Read it back. Raises `BackupError` for another format."""
        try:
            found = json.loads(text)
            entries = [Entry(**entry) for entry in found["entries"]]
            made = cls(format=found["format"], created=found["created"], entries=entries)
        except (ValueError, KeyError, TypeError) as error:
            raise BackupError("La liste des fichiers de cette sauvegarde est illisible.") from error
        if made.format != FORMAT:
            raise BackupError(f"Cette sauvegarde a le format {made.format}, celui-ci lit le format {FORMAT}.")
        return made


class Hashing:
    """A file read through: its size and SHA-256 are known at the end."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.size = 0
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """As the file's own."""
        block = self.file.read(size)
        self.size += len(block)
        self.digest.update(block)
        return block

    def entry(self, name: str) -> Entry:
        """What was read so far, under its name in the archive."""
        return Entry(name, self.size, self.digest.hexdigest())


@dataclass(frozen=True)
class Source:
    """A database reached as its owner, the programs that dump and restore it, and the folder of files."""

    var: Path
    url: str
    programs: Path | None

    @property
    def files(self) -> Path:
        """Files given by users."""
        return self.var / "files"

    def run(self, program: str, arguments: Sequence[str | Path]) -> str:
        """Run a PostgreSQL program on the database; its output, or `BackupError` with its complaint."""
        found = self.programs / program if self.programs else shutil.which(program)
        # In variables: a password on a command line is seen by every account of the machine.
        given = conninfo_to_dict(self.url)
        environment = os.environ | {
            _VARIABLES[key]: str(value) for key, value in given.items() if key in _VARIABLES
        }
        done = subprocess.run(
            [str(found), *map(str, arguments)],
            env=environment | {"LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        if done.returncode != 0:
            complaint = [line for line in done.stderr.splitlines() if "ERROR" in line or "error:" in line]
            raise BackupError(f"{program} a échoué\u00a0: {(complaint or [done.stderr.strip()])[0]}")
        return done.stdout


def find_source(purpose: str = "") -> Source:
    """The database of DATABASE_OWNER_URL (else DATABASE_URL), else the embedded one of `purpose`.

    Without a purpose, the only embedded database there is, tests left out. Raises `BackupError` when one must choose.
    """
    var = Path(os.environ.get("EPRIMO_VAR") or ROOT / "var").resolve()
    given = env_secret("DATABASE_OWNER_URL") or env_secret("DATABASE_URL")
    if given and not purpose:
        machine = shutil.which("pg_dump") and shutil.which("pg_restore") and shutil.which("psql")
        return Source(var, given, None if machine else binaries(var, "tools")[0])
    known = [state.parent.name for state in sorted((var / "pg").glob("*/state.json"))]
    known = [name for name in known if name != "test"]
    if not purpose and len(known) > 1:
        raise BackupError(f"Plusieurs bases ici\u00a0: dites laquelle, PURPOSE={' ou PURPOSE='.join(known)}.")
    chosen = purpose or (known[0] if known else "dev")
    return Source(var, ensure_server(var, chosen).owner, binaries(var, chosen)[0])
