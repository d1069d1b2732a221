from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    name = "eprimo.steering.statistics"
    label = "statistics"

    def ready(self) -> None:
        from eprimo.steering.statistics import tasks  # noqa: F401, PLC0415 - registers what the worker repeats
