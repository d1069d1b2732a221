from django.apps import AppConfig


class MyDataConfig(AppConfig):
    name = "eprimo.services.my_data"
    label = "my_data"
