from django.apps import AppConfig


class SwitchesConfig(AppConfig):
    name = "eprimo.console.switches"
    label = "switches"

    def ready(self) -> None:
        from eprimo.console.switches import banners  # noqa: F401, PLC0415 - registers them
