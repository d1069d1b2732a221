"""How long those who are invited to the meetings of the group are kept, and why."""

from datetime import timedelta

from eprimo.foundation.kernel.retention_rules import After, How, Processing, Retention, Whose

_YEAR = timedelta(days=365)

MEETINGS = Processing(
    key="meetings",
    name="Réunions du groupement",
    purpose="Inviter des personnes aux réunions du groupement, et savoir si elles viennent.",
    people=(Whose.TERRITORY,),
    recipients=("La coordination du groupement", "La personne invitée"),
    measures=(
        "Le compte rendu dit une fonction, jamais un nom.",
        "Une lettre n’ouvre rien\u00a0: elle ne porte ni code ni lien personnel.",
    ),
    order=97,
)

RETENTION = [
    Retention(
        "governance.Guest",
        ("name", "email", "address"),
        "1 an après la réunion",
        "Écrire à la personne invitée, et corriger le compte rendu. La fonction et la participation restent.",
        of=MEETINGS,
        ends=(After("meeting__ends_at", _YEAR, How.BLANK),),
    )
]
