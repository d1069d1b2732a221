"""How long notices are kept, and why."""

from eprimo.foundation.kernel.retention_rules import (
    GOES,
    After,
    LastRight,
    Processing,
    Retention,
    Whose,
    With,
    YearOver,
)

NOTICES = Processing(
    key="notices",
    name="Avis et façon d’être prévenu",
    purpose="Dire à chacun ce qui est à faire ou à lire, comme il l’a choisi.",
    people=(Whose.GUARDIANS, Whose.PUPILS, Whose.TEAM),
    recipients=("La personne elle-même",),
    measures=(
        "E-mails et notifications disent des nombres et un lien, jamais un nom ni un contenu.",
        "Un avis dont le droit est parti n’est plus montré.",
    ),
    order=50,
)

RETENTION = [
    Retention(
        "notifications.Notice",
        ("recipient", "child", "state"),
        "l’année scolaire",
        "Dire à chacun ce qui est à faire ou à lire.",
        of=NOTICES,
        ends=(YearOver("school_year"),),
        persons={"recipient": GOES, "child": GOES},
    ),
    Retention(
        "notifications.Preference",
        ("child", "rhythm"),
        "tant que le compte existe",
        "Prévenir chacun comme il l’a choisi.",
        of=NOTICES,
        ends=(LastRight(),),
        persons={"person": GOES, "child": GOES},
    ),
    Retention(
        "notifications.Pause",
        ("until",),
        "jusqu’à sa fin",
        "Ne rien envoyer pendant ce temps.",
        of=NOTICES,
        ends=(After("until"),),
        persons={"person": GOES},
    ),
    Retention(
        "notifications.PushDevice",
        ("address", "key", "secret", "label"),
        "jusqu’à la sortie, au retrait de l’appareil ou au refus de son service",
        "Prévenir sur l’appareil choisi\u00a0: le service du navigateur (Google, Apple, Mozilla ou Microsoft) ne "
        "lit rien.",
        of=NOTICES,
        ends=(With("account"),),
        recipients=("Le service de notification du navigateur choisi\u00a0: un nombre, chiffré",),
    ),
    Retention(
        "notifications.Round",
        ("person", "since", "until"),
        "le dernier envoi seulement",
        "Ne pas dire deux fois la même chose.",
        of=NOTICES,
        ends=(LastRight(),),
        persons={"person": GOES},
    ),
]
