from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "eprimo.foundation.documents"
    label = "documents"
