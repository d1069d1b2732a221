from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "eprimo.foundation.access"
    label = "access"

    def ready(self) -> None:
        from eprimo.foundation.access import checks  # noqa: F401, PLC0415 - registers them
        from eprimo.foundation.access.wall import install  # noqa: PLC0415 - the apps are being made
        from eprimo.foundation.kernel.wall import INSTALLERS  # noqa: PLC0415

        INSTALLERS.append(install)
        from eprimo.foundation.access.entry import session_let_in  # noqa: PLC0415
        from eprimo.foundation.accounts.sessions import LETTING_IN  # noqa: PLC0415

        LETTING_IN.append(session_let_in)
