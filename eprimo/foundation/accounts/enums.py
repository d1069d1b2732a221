"""States of an account and its codes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AccountState(models.TextChoices):
    EXPECTED = "expected", "Jamais activé"
    ACTIVE = "active", "Activé"
    SUSPENDED = "suspended", "Suspendu"
    LEAVING = "leaving", "En partance"


class CodePurpose(models.TextChoices):
    ACTIVATION = "activation", "Première entrée"
    RENEWAL = "renewal", "Nouveau mot de passe"
    RECOVERY = "recovery", "Mot de passe oublié"
    EMAIL = "email", "Adresse de secours"


# The codes of sheets: one open at a time. The others are sent by e-mail.
PRINTED = (CodePurpose.ACTIVATION, CodePurpose.RENEWAL)


class News(models.TextChoices):
    """An event of an account, as its owner reads it: of pupils too, so that no word says « vous » but of what they have
    not."""

    PRINTED = "printed", _("Une fiche a été imprimée à ce nom.")
    USED = "used", _("Une fiche a servi à entrer.")
    SESSIONS = "sessions", _("Un appareil de plus s’est connecté : le plus ancien a été déconnecté.")
    COPIED = "copied", _("Une session a servi à deux endroits\u00a0: elle a été fermée.")
    MOVED = "moved", _("Une session a changé d’appareil et de réseau\u00a0: elle a été fermée.")
    DEVICE = "device", _("Un appareil nouveau s’est connecté.")
    TRIED = "tried", _("Plusieurs mots de passe faux ont été essayés sur ce compte.")
    EXPORTED = "exported", _("Une liste ou une copie de données a été faite depuis ce compte.")
    ENROLLED = "enrolled", _("Une école a inscrit un enfant de ce compte, par son fichier d’élèves.")
    FACTOR_ADDED = "factor_added", _("Une façon de confirmer que c’est vous a été ajoutée.")
    FACTOR_GONE = "factor_gone", _("Une façon de confirmer que c’est vous a été retirée.")
    FACTOR_SHEET = (
        "factor_sheet",
        _("Une nouvelle feuille de codes a été faite\u00a0: l’ancienne ne sert plus."),
    )
    FACTOR_CODE = "factor_code", _("Un code de votre feuille imprimée a servi.")
    KEY_COPIED = (
        "key_copied",
        _("Une clé d’accès a servi sur deux appareils : cette fois elle n’a rien ouvert."),
    )
    FACTOR_WRONG = "factor_wrong", _("Plusieurs codes de confirmation faux ont été tapés sur votre compte.")
    VOUCHED = "vouched", _("Une autre personne vous a rendu l’accès avec un code.")
    DECISION = (
        "decision",
        _(
            "Une décision a été notée sur le lien avec un enfant\u00a0: ce qui se voit ou se signe a pu changer. La "
            "direction de l’école répond aux questions."
        ),
    )


# Sent each time, even when the one before was not read: what a thief does second matters as much.
EACH_TIME = frozenset(
    {
        News.COPIED,
        News.MOVED,
        News.DEVICE,
        News.FACTOR_ADDED,
        News.FACTOR_GONE,
        News.FACTOR_SHEET,
        News.FACTOR_CODE,
        News.VOUCHED,
    }
)


class Language(models.TextChoices):
    """Each in its own name, so that who reads no French finds it."""

    DEVICE = "", _("La langue de l’appareil")
    FRENCH = "fr", "Français"
    ENGLISH = "en", "English"
    ARABIC = "ar", "العربية"


class Theme(models.TextChoices):
    """Values are those of `data-ep-theme`."""

    DEVICE = "", _("Comme l’appareil")
    LIGHT = "clair", _("Clair")
    DARK = "sombre", _("Sombre")
    CONTRAST = "contraste", _("Contraste élevé")


class Reading(models.TextChoices):
    """Values are those of `data-ep-lecture`."""

    NORMAL = "normal", _("Habituel")
    SPACED = "aere", _("Aéré")


class Font(models.TextChoices):
    """Values are those of `data-ep-police`."""

    DEFAULT = "defaut", "Atkinson"
    ANDIKA = "andika", "Andika"
    OPENDYSLEXIC = "opendyslexic", "OpenDyslexic"


class TextSize(models.TextChoices):
    """Values are those of `data-ep-taille`."""

    NORMAL = "normal", _("Habituelle")
    LARGE = "grand", _("Grande")


class Animations(models.TextChoices):
    """Values are those of `data-ep-animations`."""

    DEVICE = "", _("Comme l’appareil")
    OFF = "non", _("Aucun mouvement")
