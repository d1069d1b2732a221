"""How long notices are kept, and why."""

from eprimo.foundation.kernel.services import Retention

RETENTION = [
    Retention(
        "notifications.Notice",
        ("recipient", "child", "state"),
        "l’année scolaire",
        "Dire à chacun ce qui est à faire ou à lire.",
    ),
    Retention(
        "notifications.Preference",
        ("child", "rhythm"),
        "tant que le compte existe",
        "Prévenir chacun comme il l’a choisi.",
    ),
    Retention("notifications.Pause", ("until",), "jusqu’à sa fin", "Ne rien envoyer pendant ce temps."),
    Retention(
        "notifications.PushDevice",
        ("address", "key", "secret", "label"),
        "jusqu’à la sortie, au retrait de l’appareil ou au refus de son service",
        "Prévenir sur l’appareil choisi\u00a0: le service du navigateur (Google, Apple, Mozilla ou Microsoft) ne "
        "lit rien.",
    ),
    Retention(
        "notifications.Round",
        ("person", "since", "until"),
        "le dernier envoi seulement",
        "Ne pas dire deux fois la même chose.",
    ),
]
