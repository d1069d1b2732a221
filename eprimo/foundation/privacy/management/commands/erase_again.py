"""After a restore, before e-primo opens: those whom the journal says erased are erased again."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from eprimo.foundation.privacy.journal import journal_path
from eprimo.foundation.privacy.replay import replay_journal


class Command(BaseCommand):
    help = "Erase again whom a restored backup brought back (journal: EPRIMO_VAR/erased.jsonl)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--journal", type=Path, help="a copy of the journal, kept with the backups")

    def handle(self, *args: Any, journal: Path | None, **options: Any) -> None:
        path = journal or journal_path()
        if not path.exists():
            raise CommandError(f"Le journal {path} n’existe pas\u00a0: donnez sa copie avec --journal.")
        count = replay_journal(path)
        self.stdout.write(
            f"{count} personne{'s' if count > 1 else ''} effacée{'s' if count > 1 else ''} de nouveau."
        )
