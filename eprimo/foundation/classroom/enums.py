"""What a class may decide about its door."""

from django.db import models


class Secret(models.TextChoices):
    """The secret that a child shows after the own name, on a device of the class."""

    PICTURES = "pictures", "Trois images"
    NOTHING = "nothing", "Rien : le nom suffit"
