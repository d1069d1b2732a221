from django.apps import AppConfig


class ArchivesConfig(AppConfig):
    name = "eprimo.services.archives"
    label = "archives"
