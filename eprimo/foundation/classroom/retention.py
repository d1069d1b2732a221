"""How long what opens the door of a class is kept, and why."""

from eprimo.foundation.kernel.retention_rules import (
    GOES,
    After,
    ByAct,
    LastRight,
    Processing,
    Retention,
    Whose,
    With,
    nameless,
)

CLASSROOM = Processing(
    key="classroom",
    name="Entrée des petits sur les appareils de la classe",
    purpose="Laisser entrer un enfant qui ne lit pas encore, sur un appareil prêté pour la journée.",
    people=(Whose.PUPILS, Whose.TEAM),
    recipients=("Les enseignants de la classe", "La direction de l’école"),
    measures=(
        "Images chiffrées avec une clé gardée hors de la base, badge gardé sous forme d’empreinte.",
        "La session finit cinq minutes après le dernier geste.",
    ),
    order=25,
)

RETENTION = [
    Retention(
        "classroom.ClassDevice",
        ("label", "paired_by"),
        "le jour même",
        "Savoir quels appareils la classe utilise.",
        of=CLASSROOM,
        ends=(ByAct("eprimo.foundation.classroom.actions.devices.devices_purge"),),
        persons={"paired_by": GOES},
    ),
    Retention(
        "classroom.ClassSession",
        ("session",),
        "jusqu’à la fin de la session",
        "Rester dans son espace.",
        of=CLASSROOM,
        ends=(With("session"),),
    ),
    Retention(
        "classroom.PicturePassword",
        ("pictures", "tries", "tried_at"),
        "3 mois après le dernier droit",
        "Laisser entrer un enfant qui ne lit pas encore.",
        of=CLASSROOM,
        ends=(LastRight(),),
        persons={"person": GOES},
        people=(Whose.PUPILS,),
    ),
    Retention(
        "classroom.PictureTry",
        ("wrong", "waits_until"),
        "le jour même",
        "Faire attendre un appareil où l’on cherche les images d’un enfant.",
        of=CLASSROOM,
        ends=(With("device"),),
        persons={"person": GOES},
        people=(Whose.PUPILS,),
    ),
    Retention(
        "classroom.Badge",
        ("hash", "used_at"),
        "la fin de l’année scolaire",
        "Laisser entrer un enfant qui ne lit pas encore.",
        of=CLASSROOM,
        ends=(After("expires_at"),),
        persons={"person": GOES, "made_by": nameless()},
        people=(Whose.PUPILS,),
    ),
]
