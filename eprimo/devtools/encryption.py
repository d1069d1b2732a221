"""Archives closed to keys that are kept elsewhere (the format of `age`): who takes a server, or the disk where its
backups lie, reads none of them.

    python -m eprimo.devtools.encryption FILE   # a new key, on the machine that will restore; prints its public part

The public parts stand on the server (`EPRIMO_BACKUP_KEYS`, by commas); the command `age` of Debian opens the archives
too.
"""

import os
import sys
from pathlib import Path
from typing import IO

import pyrage

from eprimo.config.settings.env import env_list
from eprimo.devtools.backup_archive import BackupError

NAME = "EPRIMO_BACKUP_KEYS"
SUFFIX = ".age"


def public_keys() -> list[str]:
    """Those that a backup is closed to, as the server says; none: it is left open."""
    return env_list(NAME)


def close(source: IO[bytes], target: IO[bytes], keys: list[str]) -> None:
    """Write `source` closed to each of these keys, piece by piece. BackupError: one of them is none."""
    try:
        recipients = [pyrage.x25519.Recipient.from_str(key) for key in keys]
    except pyrage.RecipientError as error:
        raise BackupError(f"{NAME} porte une clé publique illisible.") from error
    pyrage.encrypt_io(source, target, recipients)


def open_sealed(archive: Path, target: Path, key: Path | None) -> None:
    """Write what the archive holds in `target`. BackupError: no key, another one, or an archive that is damaged."""
    if key is None:
        raise BackupError(f"{archive} est chiffrée\u00a0: donnez le fichier de sa clé (KEY=…).")
    try:
        lines = key.read_text(encoding="ascii").splitlines()
        held = [pyrage.x25519.Identity.from_str(one) for one in lines if one and not one.startswith("#")]
    except (OSError, ValueError, pyrage.IdentityError) as error:
        raise BackupError(f"{key} n’est pas lisible, ou n’est pas une clé.") from error
    try:
        with archive.open("rb") as source, private(target) as out:
            pyrage.decrypt_io(source, out, held)
    except pyrage.DecryptError as error:
        raise BackupError(f"{archive} ne s’ouvre pas avec cette clé, ou n’est pas lisible.") from error
    except OSError as error:
        raise BackupError(f"{archive} est abîmée, ou n’est pas entière.") from error


def private(path: Path) -> IO[bytes]:
    """A new file that its owner alone reads."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def main(arguments: list[str] | None = None) -> int:
    """A new key; 1 with a sentence when there is such a file already."""
    given = sys.argv[1:] if arguments is None else arguments
    if len(given) != 1:
        print(__doc__, file=sys.stderr)
        return 1
    made = pyrage.x25519.Identity.generate()
    try:
        with private(Path(given[0])) as file:
            file.write(f"# {made.to_public()}\n{made}\n".encode())
    except OSError as error:
        print(f"Pas de clé\u00a0: {error}.", file=sys.stderr)
        return 1
    print(made.to_public())
    return 0


if __name__ == "__main__":
    sys.exit(main())
