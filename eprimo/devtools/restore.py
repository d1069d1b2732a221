"""Puts a backup back: `make restore FILE=…`. The database changes in one transaction, or not at all."""

import argparse
import shutil
import sys
import tarfile
import tempfile
from pathlib import Path

import psycopg

from eprimo.devtools.backup_archive import (
    BLOCK,
    DUMP,
    FILES,
    MANIFEST,
    BackupError,
    Entry,
    Hashing,
    Manifest,
    Source,
    find_source,
)
from eprimo.devtools.encryption import SUFFIX, open_sealed
from eprimo.devtools.postgres import ServerError

# Everything of the role that restores goes first; who still uses the tables makes it give up, not wait for ever.
_EMPTY = "SET lock_timeout = '10s';\nDROP OWNED BY CURRENT_USER;\n"
_TABLES = """
    SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
"""


def restore(source: Source, archive: Path, *, replace: bool = False, key: Path | None = None) -> Manifest:
    """Put database and files back as they were; with `replace` also over what is there. `key`: file of the key of an
    archive that is closed.

    Every checksum is verified before anything changes. Raises `BackupError`.
    """
    _refuse_unsafe(source, replace=replace)
    source.var.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=source.var) as temporary:
        work = Path(temporary)
        manifest = unpack(_opened(archive, work, key), work)
        script = work / "script.sql"
        _write_script(source, work, script)
        source.run("psql", ["-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-o", work / "out", "-f", script])
        fresh = work / "files"
        fresh.mkdir(exist_ok=True)
        if source.files.exists():
            source.files.rename(work / "replaced")
        fresh.rename(source.files)
    return manifest


def _opened(archive: Path, work: Path, key: Path | None) -> Path:
    """The archive itself, or what it holds when it is closed."""
    if archive.suffix != SUFFIX:
        return archive
    target = work / "opened"
    open_sealed(archive, target, key)
    return target


def unpack(archive: Path, work: Path) -> Manifest:
    """Write the members under `work`, each checked against the list. Raises `BackupError` when one differs."""
    found: dict[str, Entry] = {}
    manifest = None
    try:
        with tarfile.open(archive, "r:") as members:
            for member in members:
                file = members.extractfile(member)
                if file is None or manifest is not None:
                    raise BackupError(f"Le contenu de {archive} n’est pas celui d’une sauvegarde.")
                if member.name == MANIFEST:
                    manifest = Manifest.from_json(file.read())
                else:
                    found[member.name] = _write(Hashing(file), member.name, work)
    except (tarfile.TarError, EOFError, OSError) as error:
        raise BackupError(f"{archive} n’est pas lisible\u00a0: {error}.") from error
    if manifest is None:
        raise BackupError(f"{archive} n’est pas entière\u00a0: la liste de ses fichiers manque.")
    wanted = {entry.name: entry for entry in manifest.entries}
    wrong = sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))
    if wrong or DUMP not in wanted:
        raise BackupError(f"{archive} est abîmée\u00a0: {', '.join(wrong[:3]) or DUMP}.")
    return manifest


def _write(read: Hashing, name: str, work: Path) -> Entry:
    target = (work / name).resolve()
    known = name == DUMP or name.startswith(FILES)
    if not known or not target.is_relative_to(work.resolve()):
        raise BackupError(f"Le fichier {name} n’a pas sa place dans une sauvegarde.")
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as file:
        while block := read.read(BLOCK):
            file.write(block)
    if name != DUMP:
        target.chmod(0o600)
    return read.entry(name)


def _write_script(source: Source, work: Path, script: Path) -> None:
    # The comment of an extension can be set by its owner only, who is not the owner of the tables.
    listed = source.run("pg_restore", ["--list", work / DUMP]).splitlines(keepends=True)
    chosen = work / "list"
    chosen.write_text(
        "".join(line for line in listed if " COMMENT - EXTENSION " not in line), encoding="utf-8"
    )
    body = work / "body.sql"
    source.run("pg_restore", ["--no-owner", f"--use-list={chosen}", f"--file={body}", work / DUMP])
    with script.open("wb") as out, body.open("rb") as text:
        out.write(_EMPTY.encode())
        shutil.copyfileobj(text, out)
    body.unlink()


def _refuse_unsafe(source: Source, *, replace: bool) -> None:
    try:
        with psycopg.connect(source.url) as connection:
            tables = connection.execute(_TABLES).fetchone()
            superuser = connection.execute("SELECT current_setting('is_superuser')").fetchone()
    except psycopg.Error as error:
        raise BackupError(f"La base ne répond pas\u00a0: {str(error).strip()}") from error
    if superuser == ("on",):
        raise BackupError(
            "DATABASE_OWNER_URL est un superutilisateur\u00a0: donnez le rôle propriétaire des tables."
        )
    filled = tables != (0,) or (source.files.exists() and any(source.files.iterdir()))
    if filled and not replace:
        raise BackupError(
            "La base ou le dossier des fichiers n’est pas vide\u00a0: YES=1 pour les remplacer."
        )


def main(arguments: list[str] | None = None) -> int:
    """Restore an archive; 1 with a sentence when it was refused."""
    parser = argparse.ArgumentParser(prog="make restore", description=__doc__)
    parser.add_argument("archive", type=Path, help="a file made by `make backup`")
    parser.add_argument("--yes", action="store_true", help="replace a database or files that are not empty")
    parser.add_argument(
        "--purpose", default="", help="which embedded database, when there are several: dev, demo"
    )
    parser.add_argument("--key", type=Path, help="the file of the key, of an archive that is closed (.age)")
    options = parser.parse_args(arguments)
    try:
        source = find_source(options.purpose, empty=True)
        manifest = restore(source, options.archive, replace=options.yes, key=options.key)
    except (BackupError, ServerError, OSError) as error:
        print(f"Rien n’a été restauré. {error}", file=sys.stderr)
        return 1
    print(f"Restauré\u00a0: l’état du {manifest.created}, {len(manifest.entries) - 1} fichiers.")
    print("Si le programme est plus récent que la sauvegarde, lancez ensuite python manage.py migrate.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
