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

import psycopg
from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict

from eprimo.config.settings.env import env_secret
from eprimo.config.settings.postgres import plain
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

_TABLES = """
    SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
"""


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
    def tables(self) -> int:
        """How many tables with rows of their own the database has, those of extensions left out."""
        try:
            with psycopg.connect(self.url, connect_timeout=10) as connection:
                found = connection.execute(_TABLES).fetchone()
        except psycopg.Error as error:
            raise BackupError(f"La base ne répond pas\u00a0: {str(error).strip()}") from error
        return int(found[0]) if found else 0

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


def find_source(purpose: str = "", *, empty: bool = False) -> Source:
    """The database of DATABASE_OWNER_URL, else the embedded one of `purpose`.

    Without a purpose, the only embedded database there is, tests left out. `empty`: one that is not there yet is made.
    Raises `BackupError` when there is none, or when one must choose: an archive of nothing would pass for a backup.
    """
    var = Path(os.environ.get("EPRIMO_VAR") or ROOT / "var").resolve()
    try:
        owner, application = env_secret("DATABASE_OWNER_URL"), env_secret("DATABASE_URL")
        if owner and not purpose:
            machine = shutil.which("pg_dump") and shutil.which("pg_restore") and shutil.which("psql")
            return Source(var, plain(owner)[0], None if machine else binaries(var, "tools")[0])
    except ImproperlyConfigured as error:
        raise BackupError(str(error)) from None
    if application and not purpose:
        raise BackupError(
            "DATABASE_OWNER_URL manque\u00a0: DATABASE_URL est l’adresse d’un rôle qui ne voit pas tout."
        )
    return _embedded(var, purpose, empty=empty)


def _embedded(var: Path, purpose: str, *, empty: bool) -> Source:
    known = [state.parent.name for state in sorted((var / "pg").glob("*/state.json"))]
    known = [name for name in known if name != "test"]
    if purpose:
        if purpose not in known and not empty:
            raise BackupError(f"Il n’y a pas de base «\u00a0{purpose}\u00a0» dans {var / 'pg'}.")
        chosen = purpose
    elif not known:
        raise BackupError(
            f"Quelle base\u00a0? DATABASE_OWNER_URL manque, et il n’y en a aucune dans {var / 'pg'}."
            " Lisez d’abord /etc/eprimo.env, ou dites PURPOSE=dev."
        )
    elif len(known) > 1:
        raise BackupError(f"Plusieurs bases ici\u00a0: dites laquelle, PURPOSE={' ou PURPOSE='.join(known)}.")
    else:
        chosen = known[0]
    return Source(var, ensure_server(var, chosen).owner, binaries(var, chosen)[0])
