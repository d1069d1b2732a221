"""What a copy of one's own data says of imports."""

from collections.abc import Iterator

from eprimo.foundation.intake.models import OndeDelivery
from eprimo.foundation.kernel.exporting import Asked, Chapter, Code, Eye, Item, LeftOut, Row


def _deliveries(asked: Asked) -> Iterator[Row]:
    """That one brought files, never what they held."""
    rows = OndeDelivery.objects.filter(made_by=asked.subject_id).defer("report").select_related("school")
    for one in rows.order_by("made_at", "pk"):
        state = Code(one.state, str(one.get_state_display()))
        yield (one.school.name, state, asked.local(one.made_at), asked.local(one.applied_at))


CHAPTERS = [
    Chapter(
        "deliveries",
        "Fichiers importés par vous",
        "Quand vous avez donné les fichiers de l’école.",
        (
            Item("school", "École"),
            Item("state", "État"),
            Item("made_at", "Reçus le"),
            Item("applied_at", "Appliqués le"),
        ),
        _deliveries,
        ("intake.OndeDelivery",),
        frozenset({Eye.OWN}),
        70,
    ),
]

LEFT_OUT = [
    LeftOut(
        "intake.ImportOpening",
        "Ce que l’académie a permis à une école, et pourquoi\u00a0: c’est un acte, que votre historique montre.",
    ),
    LeftOut(
        "intake.DeliveryFile",
        (
            "Les fichiers de l’école, gardés un jour au plus\u00a0: ils parlent de beaucoup "
            "d’autres personnes."
        ),
    ),
    LeftOut(
        "intake.AafSaid",
        (
            "Les mêmes mots de l’annuaire de l’académie que ceux de votre fiche, de vos écoles et de vos liens, tels "
            "qu’il les écrit."
        ),
    ),
    LeftOut(
        "intake.AafValue",
        (
            "Ce que l’annuaire de l’académie dit de plus et qu’e-primo ne sait pas encore lire\u00a0: personne ne s’en "
            "sert. Demandez-le à l’académie."
        ),
    ),
]
