"""Does the audit trail hold?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from eprimo.foundation.kernel.models import AuditSeal
from eprimo.foundation.kernel.seal_keys import NoSealKey, seal_keys
from eprimo.foundation.kernel.seals import Broken, broken_links, late_lines


class Command(BaseCommand):
    help = (
        "Check the chains of the audit trail. Exit status 1, the ids and the first broken hour, when a line was "
        "changed, removed or moved; 1 too when lines wait for their seal."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--chain", help="one chain (« 12/2026-11 », « platform/2026-11 »); default: all of them"
        )

    def handle(self, *args: Any, chain: str | None, **options: Any) -> None:
        try:
            keys = seal_keys()
        except NoSealKey as error:
            raise CommandError(error.sentence) from None
        chains = (
            [chain]
            if chain
            else list(AuditSeal.objects.order_by("chain").values_list("chain", flat=True).distinct())
        )
        broken = {name: found for name in chains if (found := list(broken_links(name, keys)))}
        for name, found in broken.items():
            self.stderr.write(
                f"{name}\u00a0: {len(found)} ligne(s) rompue(s), à partir de la ligne {found[0].audit_id}"
            )
        if broken:
            self.stderr.write(_since([links[0] for links in broken.values()]))
        if late := late_lines():
            self.stderr.write(f"{late} ligne(s) attendent leur sceau depuis plus d’une minute.")
        if unknown := self._unknown({key.name for key in keys}):
            self.stderr.write(f"Clés qui ne sont pas dans le fichier\u00a0: {', '.join(unknown)}")
        if broken or late:
            raise SystemExit(1)
        self.stdout.write(f"{len(chains)} chaîne(s) vérifiée(s), rien n’a été changé.")

    def _unknown(self, names: set[str]) -> list[str]:
        held = AuditSeal.objects.exclude(key="").order_by("key").values_list("key", flat=True).distinct()
        return [name for name in held if name not in names]


def _since(first: list[Broken]) -> str:
    """The first hour of what is broken: what was written before it holds."""
    known = [link.since for link in first if link.since is not None]
    if len(known) < len(first):
        return "Rompue depuis\u00a0: on ne sait pas, une chaîne n’a plus aucune ligne."
    return f"Rompue depuis\u00a0: le {timezone.localtime(min(known)):%d/%m/%Y, %H} h."
