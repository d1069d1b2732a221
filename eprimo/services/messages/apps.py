from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "eprimo.services.messages"
    # Django's own messages, of the next page, have the other name.
    label = "messaging"
