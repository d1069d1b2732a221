from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "eprimo.services.home"
    label = "home"
    verbose_name = "Accueil"

    def ready(self) -> None:
        from eprimo.foundation.kernel.services import discover

        discover()
