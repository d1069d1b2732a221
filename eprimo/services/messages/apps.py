from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "eprimo.services.messages"
    # Django's own messages, of the next page, have the other name.
    label = "messaging"

    def ready(self) -> None:
        from eprimo.services.messages import tasks  # noqa: F401, PLC0415 - its handlers register themselves
