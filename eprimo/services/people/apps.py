from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "eprimo.services.people"
    label = "people"
