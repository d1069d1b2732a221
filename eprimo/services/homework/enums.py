"""Subjects and verbs, in the words of pupils and families. Written work at home is no verb: it cannot be asked."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Subject(models.TextChoices):
    """The subjects, by the covers on a class shelf: each is a colour and a gesture (docs/ui.md)."""

    FRENCH = "fr", _("Français")
    MATHS = "ma", _("Maths")
    SCIENCE = "sc", _("Sciences")
    WORLD = "hg", _("Histoire et géographie")
    LANGUAGE = "la", _("Langue vivante")
    ARTS = "ar", _("Arts et musique")
    SPORT = "ep", _("Sport")
    TOGETHER = "ve", _("Vivre ensemble")


class Work(models.TextChoices):
    """The work that a line asks. `CLASS`: what was done in class that day, which asks nothing."""

    READ = "read", _("À lire")
    REVIEW = "review", _("À revoir")
    BRING = "bring", _("À apporter")
    CLASS = "class", _("Fait en classe")
