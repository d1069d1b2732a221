"""One dated archive of the database and the files, with a list of checksums: `make backup`.

The keys (EPRIMO_SECRET_KEY, EPRIMO_CARD_KEY) are left out on purpose: kept apart, a stolen archive shows no card. With
EPRIMO_BACKUP_KEYS it shows nothing at all (`devtools.encryption`).
"""

import argparse
import io
import os
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from eprimo.devtools.backup_archive import (
    DUMP,
    FILES,
    FORMAT,
    MANIFEST,
    BackupError,
    Entry,
    Hashing,
    Manifest,
    Source,
    find_source,
)
from eprimo.devtools.encryption import SUFFIX, close, private, public_keys
from eprimo.devtools.postgres import ServerError


def backup(source: Source, folder: Path, keys: Sequence[str] = ()) -> Path:
    """Write the archive in `folder` and give its path; a failure leaves none. `keys`: whom it is closed to.

    The database is taken first: a file named in it is then in the archive too. One without tables, or a dump that
    lacks some, is refused with `BackupError`.
    """
    tables = source.tables
    if not tables:
        raise BackupError("Cette base n’a aucune table\u00a0: ce n’est pas celle d’e-primo.")
    folder.mkdir(parents=True, exist_ok=True)
    now = datetime.now(UTC)
    target = folder / f"eprimo-{now:%Y%m%d-%H%M%S}.tar"
    with tempfile.TemporaryDirectory(prefix=".eprimo-", dir=folder) as temporary:
        dump = Path(temporary) / DUMP
        source.run("pg_dump", ["--format=custom", "--no-password", f"--file={dump}"])
        _verify(source, dump, tables)
        part = Path(temporary) / "archive"
        with private(part) as file:
            with tarfile.open(fileobj=file, mode="w") as archive:
                entries = [_add(archive, dump, DUMP)]
                given = sorted(
                    path for path in source.files.rglob("*") if path.is_file() and not path.is_symlink()
                )
                names = [FILES + path.relative_to(source.files).as_posix() for path in given]
                entries += [_add(archive, path, name) for path, name in zip(given, names, strict=True)]
                _add_manifest(archive, Manifest(FORMAT, now.isoformat(timespec="seconds"), entries))
            file.flush()
            os.fsync(file.fileno())
        if keys:
            target = target.with_name(target.name + SUFFIX)
            part = _closed(part, keys)
        part.rename(target)
    return target


def _closed(part: Path, keys: Sequence[str]) -> Path:
    made = part.with_name("closed")
    with part.open("rb") as plain, private(made) as file:
        close(plain, file, list(keys))
        file.flush()
        os.fsync(file.fileno())
    return made


def _verify(source: Source, dump: Path, tables: int) -> None:
    """The rows of each table that was there before are in the dump, which can be read."""
    listed = source.run("pg_restore", ["--list", dump])
    kept = sum(" TABLE DATA " in line for line in listed.splitlines() if not line.startswith(";"))
    if kept < tables:
        raise BackupError(f"La copie a {kept} tables sur {tables}\u00a0: elle n’est pas entière.")


def _add(archive: tarfile.TarFile, path: Path, name: str) -> Entry:
    with path.open("rb") as file:
        member = archive.gettarinfo(arcname=name, fileobj=file)
        member.uid = member.gid = 0
        member.uname = member.gname = ""
        read = Hashing(file)
        archive.addfile(member, read)
        return read.entry(name)


def _add_manifest(archive: tarfile.TarFile, manifest: Manifest) -> None:
    text = manifest.to_json()
    member = tarfile.TarInfo(MANIFEST)
    member.size = len(text)
    member.mode = 0o600
    archive.addfile(member, io.BytesIO(text))


def main(arguments: list[str] | None = None) -> int:
    """Make a backup and print where it is; 1 with a sentence when it could not be made."""
    parser = argparse.ArgumentParser(prog="make backup", description=__doc__)
    parser.add_argument(
        "--purpose", default="", help="which embedded database, when there are several: dev, demo"
    )
    parser.add_argument(
        "--folder", type=Path, help="where the archive goes (default: backups under EPRIMO_VAR)"
    )
    options = parser.parse_args(arguments)
    try:
        source = find_source(options.purpose)
        print(backup(source, options.folder or source.var / "backups", public_keys()))
    except (BackupError, ServerError, OSError) as error:
        print(f"Pas de sauvegarde. {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
