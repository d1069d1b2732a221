"""The night's work at once: for an operator who does not want to wait, and after a worker was away."""

from typing import Any

from django.core.management.base import BaseCommand

from eprimo.foundation.privacy.retention_run import retention_run_whole
from eprimo.ui.plurals import counted


class Command(BaseCommand):
    help = (
        "Erase what is over (people, contents, traces), as the worker does each night; run again, it goes on."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        done = retention_run_whole()
        if done:
            self.stdout.write(
                f"C’est fait, en {counted(done, 'étape')}. Le journal de chaque école dit ce qui a été effacé."
            )
        else:
            self.stdout.write("Rien à faire\u00a0: le travail de ce jour est déjà terminé.")
