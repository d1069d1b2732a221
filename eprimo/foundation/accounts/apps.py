from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "eprimo.foundation.accounts"
    label = "accounts"

    def ready(self) -> None:
        from eprimo.foundation.accounts import banners, logins, tasks  # noqa: F401, PLC0415 - registers what listens
