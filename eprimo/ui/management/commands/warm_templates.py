"""Compiles every template beforehand."""

from typing import Any

from django.core.management.base import BaseCommand

from eprimo.ui.screens import engine


class Command(BaseCommand):
    help = "Compiles the templates into their folder (EPRIMO_VAR/templates), so that no start pays for it."

    def handle(self, *args: Any, **options: Any) -> None:
        env = engine().env
        names = env.list_templates(extensions=["html", "txt"])
        for name in names:
            env.get_template(name)
        if options["verbosity"]:
            self.stdout.write(f"Modèles de page compilés\u00a0: {len(names)}.")
