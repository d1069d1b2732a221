from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "eprimo.services.home"
    label = "home"
    verbose_name = "Accueil"

    def ready(self) -> None:
        from eprimo.foundation.kernel.services import discover  # noqa: PLC0415 - the apps are loaded
        from eprimo.foundation.notifications.sections import register_piece  # noqa: PLC0415
        from eprimo.services.home.views import family_piece  # noqa: PLC0415

        discover()
        register_piece(family_piece)
