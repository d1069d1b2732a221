"""Does the audit trail hold?"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from eprimo.foundation.kernel.audit_checkpoints import broken_heads, unknown_heads
from eprimo.foundation.kernel.models import AuditHead, AuditSeal
from eprimo.foundation.kernel.seal_keys import NoSealKey, SealKey, seal_keys
from eprimo.foundation.kernel.seals import Broken, broken_links, late_lines


class Command(BaseCommand):
    help = (
        "Check the chains of the audit trail. Exit status 1, the ids and the first broken hour, when a line was "
        "changed, removed or moved, or a head of an hour does not hold; 1 too when lines wait for their seal."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--chain", help="one chain (« 12/2026-11 », « platform/2026-11 »); default: all of them"
        )
        parser.add_argument(
            "--heads", type=Path, help="a file of heads as they were published: is each of them here?"
        )

    def handle(self, *args: Any, chain: str | None, heads: Path | None, **options: Any) -> None:
        try:
            keys = seal_keys()
            published = heads.read_text(encoding="utf-8") if heads else ""
        except NoSealKey as error:
            raise CommandError(error.sentence) from None
        except (OSError, UnicodeDecodeError):
            raise CommandError(f"{heads} ne se lit pas.") from None
        chains = [chain] if chain else _chains()
        broken = {name: found for name in chains if (found := list(broken_links(name, keys)))}
        for name, found in broken.items():
            self.stderr.write(
                f"{name}\u00a0: {len(found)} ligne(s) rompue(s), à partir de la ligne {found[0].audit_id}"
            )
        if broken:
            self.stderr.write(_since([links[0] for links in broken.values()]))
        wrong = [*self._heads(keys, published)] if not chain else []
        for line in wrong:
            self.stderr.write(line)
        if late := late_lines():
            self.stderr.write(f"{late} ligne(s) attendent leur sceau depuis plus d’une minute.")
        if unknown := self._unknown({key.name for key in keys}):
            self.stderr.write(f"Clés qui ne sont pas dans le fichier\u00a0: {', '.join(unknown)}")
        if broken or late or wrong:
            raise SystemExit(1)
        counted = "" if chain else f", {AuditHead.objects.count()} tête(s) d’heure"
        self.stdout.write(f"{len(chains)} chaîne(s){counted} vérifiée(s), rien n’a été changé.")

    def _heads(self, keys: Sequence[SealKey], published: str) -> Iterator[str]:
        broken = list(broken_heads(keys))
        if broken:
            yield f"{len(broken)} tête(s) d’heure ne tiennent pas, à partir de celle du {_hour(broken[0].at)}."
        if unknown := unknown_heads(published):
            yield f"{len(unknown)} tête(s) publiée(s) ne sont pas dans la base, à partir de {unknown[0]}."

    def _unknown(self, names: set[str]) -> list[str]:
        held = AuditSeal.objects.exclude(key="").order_by("key").values_list("key", flat=True).distinct()
        return [name for name in held if name not in names]


def _chains() -> list[str]:
    return list(AuditSeal.objects.order_by("chain").values_list("chain", flat=True).distinct())


def _hour(at: datetime) -> str:
    return f"{timezone.localtime(at):%d/%m/%Y, %H} h"


def _since(first: list[Broken]) -> str:
    """The first hour of what is broken: what was written before it holds."""
    known = [link.since for link in first if link.since is not None]
    if len(known) < len(first):
        return "Rompue depuis\u00a0: on ne sait pas, une chaîne n’a plus aucune ligne."
    return f"Rompue depuis\u00a0: le {_hour(min(known))}."
