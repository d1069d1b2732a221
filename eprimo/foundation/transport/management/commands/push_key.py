"""Make the key that signs notifications."""

from typing import Any

from django.core.management.base import BaseCommand

from eprimo.foundation.transport.vapid import new_private_key


class Command(BaseCommand):
    help = "Fabrique la clé qui signe les notifications. À garder : la changer oblige chacun à redemander les siennes."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"EPRIMO_VAPID_PRIVATE_KEY={new_private_key()}")
