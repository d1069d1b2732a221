"""What a voice may record, and what is recorded."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation

from eprimo.ui.phrases import PHRASES, missing, path_of


class Command(BaseCommand):
    help = "Lists the words of the pages that a recorded voice may say, and whether each has its file."

    def handle(self, *args: Any, **options: Any) -> None:
        for language, name in settings.LANGUAGES:
            wanted = missing(language)
            self.stdout.write(f"{name}: {len(PHRASES) - len(wanted)} / {len(PHRASES)}")
            with translation.override(language):
                for key, words in PHRASES.items():
                    state = "  " if key in wanted else "✓ "
                    self.stdout.write(f"  {state}{path_of(key, language)}  « {words} »")
