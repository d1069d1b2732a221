"""Make a new key of the seals of the audit trail."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from eprimo.foundation.kernel.seal_keys import NoSealKey, seal_key_add


class Command(BaseCommand):
    help = (
        "Fabrique une nouvelle clé des sceaux de la piste d’audit\u00a0; la première fois, leur fichier. Il se copie "
        "dans l’heure sur chaque machine où tourne un travailleur, et se garde à part des sauvegardes de la base."
    )
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = seal_key_add()
        except NoSealKey as error:
            raise CommandError(error.sentence) from None
        self.stdout.write(
            f"Clé {made.name}\u00a0: elle scelle dès maintenant, et elle seule à partir du "
            f"{timezone.localtime(made.since):%d/%m/%Y à %H:%M}."
        )
