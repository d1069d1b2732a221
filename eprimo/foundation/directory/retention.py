"""How long the directory keeps what it knows of people, and why."""

from eprimo.foundation.kernel.services import Retention

_LAW = "Arrêté du 30 novembre 2006, article 6\u00a0: au plus tard trois mois après le dernier droit."

RETENTION = [
    Retention(
        "directory.Person",
        ("last_name", "usual_name", "first_name", "civility", "sex", "birth_date"),
        "3 mois après le dernier droit",
        _LAW,
    ),
    Retention(
        "directory.ContactDetails",
        ("email", "phone_home", "phone_work", "phone_mobile", "address"),
        "3 mois après le dernier droit",
        _LAW,
    ),
    Retention("directory.NationalNumber", ("ine",), "3 mois après le dernier droit", _LAW),
    Retention(
        "directory.ExternalKey",
        ("key",),
        "3 mois après le dernier droit",
        "Reconnaître la même personne d’un fichier à l’autre.",
    ),
    Retention(
        "directory.Affiliation",
        ("reason",),
        "l’année scolaire et la suivante",
        "Expliquer qui a eu accès à quoi.",
    ),
    Retention(
        "directory.ClassMembership", ("person",), "la scolarité dans l’école", "Archives de la classe."
    ),
    Retention(
        "directory.GroupMembership", ("person",), "l’année scolaire et la suivante", "Archives du groupe."
    ),
    Retention(
        "directory.Attachment",
        ("person", "child"),
        "l’année scolaire et la suivante",
        "Expliquer qui a eu accès à quoi.",
    ),
    Retention(
        "directory.Guardianship", ("adult", "child"), "la scolarité de l’enfant", "Autorité parentale."
    ),
    Retention(
        "directory.GuardianRestriction",
        ("reason", "lift_reason"),
        "la durée de la décision et un an",
        "Décision de justice.",
    ),
    Retention(
        "directory.Consent", ("child", "given_by"), "la durée de l’accord et un an", "Preuve du consentement."
    ),
    Retention(
        "directory.ServiceEnrolment",
        ("child",),
        "l’année scolaire",
        "Inscription à un service de la commune.",
    ),
    Retention(
        "directory.Mandate",
        ("person", "reason"),
        "un an après la fin du mandat",
        "Expliquer qui a eu accès à quoi.",
    ),
]
