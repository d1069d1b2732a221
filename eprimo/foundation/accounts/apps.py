from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "eprimo.foundation.accounts"
    label = "accounts"
