from django.apps import AppConfig


class ContentConfig(AppConfig):
    name = "eprimo.foundation.content"
    label = "content"

    def ready(self) -> None:
        from eprimo.foundation.content.things.files import THINGS  # noqa: PLC0415 - models are there now
        from eprimo.foundation.files.carriers import carries  # noqa: PLC0415

        carries(THINGS)
