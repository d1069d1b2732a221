from django.apps import AppConfig


class ContentConfig(AppConfig):
    name = "eprimo.foundation.content"
    label = "content"
