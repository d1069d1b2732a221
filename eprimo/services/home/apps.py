from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "eprimo.services.home"
    label = "home"
    verbose_name = "Accueil"

    def ready(self) -> None:
        from eprimo.foundation.kernel.services import discover  # noqa: PLC0415 - the apps are loaded

        discover()
