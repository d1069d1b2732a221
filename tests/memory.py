"""Files of a test: in memory, and replaced under their name as in production."""

from typing import Any

from django.core.files.storage import InMemoryStorage


class Memory(InMemoryStorage):
    def get_available_name(self, name: str, max_length: int | None = None) -> str:  # noqa: ARG002 - Django's
        return name

    def _save(self, name: str, content: Any) -> str:
        if self.exists(name):
            self.delete(name)
        return super()._save(name, content)
