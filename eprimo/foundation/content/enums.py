from django.db import models


class ResourceState(models.TextChoices):
    DRAFT = "draft", "Brouillon"
    PUBLISHED = "published", "Publié"
    WITHDRAWN = "withdrawn", "Retiré"
    ARCHIVED = "archived", "Archivé"
    TRASHED = "trashed", "À la corbeille"


class ShareLevel(models.IntegerChoices):
    """What a share lets do; each level holds those before it."""

    READ = 1, "Lire"
    COMMENT = 2, "Commenter"
    CONTRIBUTE = 3, "Participer"
    MANAGE = 4, "Gérer"
