from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from eprimo.foundation.kernel.audit import broken_links
from eprimo.foundation.kernel.models import AuditSeal


class Command(BaseCommand):
    help = (
        "Check the chains of the audit trail: code 1, and the ids, when a line was changed, removed or moved."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--chain", help="one chain (« 12/2026-11 », « platform/2026-11 »); default: all of them"
        )

    def handle(self, *args: Any, chain: str | None, **options: Any) -> None:
        chains = (
            [chain]
            if chain
            else list(AuditSeal.objects.order_by("chain").values_list("chain", flat=True).distinct())
        )
        broken = {name: found for name in chains if (found := list(broken_links(name)))}
        for name, found in broken.items():
            self.stderr.write(f"{name} : {len(found)} ligne(s) rompue(s), à partir de la ligne {found[0]}")
        if broken:
            raise SystemExit(1)
        self.stdout.write(f"{len(chains)} chaîne(s) vérifiée(s), rien n’a été changé.")
