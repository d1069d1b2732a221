from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "eprimo.foundation.directory"
    label = "directory"
