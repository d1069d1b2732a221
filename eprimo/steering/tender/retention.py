"""How long what people did on the consultation is kept, and why."""

from datetime import timedelta

from eprimo.foundation.kernel.keeping import After, Processing, Retention, Whose, nameless

_TEN_YEARS = timedelta(days=3653)
_PROOF = "Prouver comment le marché a été passé, aussi longtemps qu’il se conteste et se contrôle."

TENDER = Processing(
    key="tender",
    name="Passation du marché du groupement",
    purpose="Prouver chaque mission du coordonnateur\u00a0: sa date, ses documents et qui l’a faite.",
    people=(Whose.TERRITORY,),
    recipients=("La coordination du groupement", "Les membres, pour les documents définitifs du marché"),
    measures=("Les documents portent leur empreinte, et une version n’en efface pas une autre.",),
    order=96,
)

RETENTION = [
    Retention(
        "tender.Task",
        ("done_on", "by"),
        "10 ans après qu’elle est notée",
        _PROOF,
        of=TENDER,
        ends=(After("recorded_at", _TEN_YEARS),),
        persons={"by": nameless()},
    ),
    Retention(
        "tender.Document",
        ("name", "content", "by"),
        "10 ans après son dépôt",
        _PROOF,
        of=TENDER,
        ends=(After("kept_at", _TEN_YEARS),),
        persons={"by": nameless()},
    ),
    Retention(
        "tender.Delivery",
        ("opened_at", "opened_by"),
        "10 ans après l’envoi",
        "Prouver que chaque membre a reçu de quoi exécuter le marché.",
        of=TENDER,
        ends=(After("sent_at", _TEN_YEARS),),
        persons={"opened_by": nameless()},
    ),
]
