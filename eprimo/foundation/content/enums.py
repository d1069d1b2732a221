from django.db import models
from django.utils.translation import gettext_noop as _


class What(models.TextChoices):
    """The subject of a thing, chosen by its author from a list: each reader finds it in their own language. The labels
    are French; `particulars.what_words` says them."""

    OUTING = "outing", _("Sortie scolaire")
    SWIMMING = "swimming", _("Séances de piscine")
    SPORT = "sport", _("Sport")
    MEETING = "meeting", _("Réunion de parents")
    APPOINTMENT = "appointment", _("Rendez-vous")
    FEAST = "feast", _("Fête de l’école")
    SHOW = "show", _("Spectacle")
    PHOTO = "photo", _("Photo de classe")
    HEALTH = "health", _("Santé")
    LICE = "lice", _("Des poux à l’école")
    LIBRARY = "library", _("Livres à rendre")
    ACTIVITY = "activity", _("À apporter pour une activité")
    PAPERS = "papers", _("Papiers à rendre")
    MONEY = "money", _("Argent à donner")
    MEALS = "meals", _("Cantine et garderie")
    WORK = "work", _("Travail de la classe")
    ABSENCE = "absence", _("Enseignant absent")
    STRIKE = "strike", _("Mouvement de grève")
    CLOSED = "closed", _("École fermée")


class Did(models.TextChoices):
    """The act that a guardian did with a thing, in the word that stands over it afterwards. The labels are French."""

    READ = "read", _("Lu")
    SIGNED = "signed", _("Signé")
    ANSWERED = "answered", _("Répondu")
    REFUSED = "refused", _("Refusé")


class ResourceState(models.TextChoices):
    DRAFT = "draft", "Brouillon"
    PUBLISHED = "published", "Publié"
    WITHDRAWN = "withdrawn", "Retiré"
    ARCHIVED = "archived", "Archivé"
    TRASHED = "trashed", "À la corbeille"


class ShareLevel(models.IntegerChoices):
    """The level of a share: what it lets do; each level holds those before it."""

    READ = 1, "Lire"
    COMMENT = 2, "Commenter"
    CONTRIBUTE = 3, "Participer"
    MANAGE = 4, "Gérer"
