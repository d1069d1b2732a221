from django.apps import AppConfig


class HomeworkConfig(AppConfig):
    name = "eprimo.services.homework"
    label = "homework"
    verbose_name = "Devoirs"
