"""How long what people did on the consultation is kept, and why."""

from datetime import timedelta

from eprimo.foundation.kernel.retention_rules import After, Processing, Retention, Whose, nameless

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
    Retention(
        "tender.CommissionSeat",
        ("person", "kind", "body"),
        "10 ans après la fin du siège",
        _PROOF,
        of=TENDER,
        ends=(After("ends", _TEN_YEARS),),
        persons={"person": nameless()},
    ),
    Retention(
        "tender.Declaration",
        ("person", "has_interest", "words"),
        "10 ans après sa signature",
        "Prouver que qui analyse les offres n’y a pas d’intérêt.",
        of=TENDER,
        ends=(After("signed_at", _TEN_YEARS),),
        persons={"person": nameless()},
    ),
    Retention(
        "tender.Offer",
        ("bidder", "siret", "recorded_by"),
        "10 ans après son dépôt",
        _PROOF,
        of=TENDER,
        ends=(After("recorded_at", _TEN_YEARS),),
        persons={"recorded_by": nameless()},
    ),
    Retention(
        "tender.Opening",
        ("person", "at"),
        "10 ans après l’ouverture",
        "Prouver que les offres ont été ouvertes par deux personnes.",
        of=TENDER,
        ends=(After("at", _TEN_YEARS),),
        persons={"person": nameless()},
    ),
    Retention(
        "tender.Mark",
        ("value", "comment", "marker"),
        "10 ans après la note",
        _PROOF,
        of=TENDER,
        ends=(After("marked_at", _TEN_YEARS),),
        persons={"marker": nameless()},
    ),
]
