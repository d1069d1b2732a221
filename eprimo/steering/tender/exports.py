"""What a copy of one's own data says of the consultation: what one did on it."""

from collections.abc import Iterator

from eprimo.foundation.kernel.exporting import Asked, Chapter, Eye, Item, Row
from eprimo.steering.tender.enums import DocumentKind, TaskKind
from eprimo.steering.tender.models import Delivery, Document, Task


def _done(asked: Asked) -> Iterator[Row]:
    for task in Task.objects.filter(by=asked.subject_id).order_by("recorded_at", "pk"):
        yield (TaskKind(task.kind).label, asked.local(task.recorded_at))
    for document in Document.objects.filter(by=asked.subject_id).defer("content").order_by("kept_at", "pk"):
        yield (
            f"{DocumentKind(document.kind).label}, version {document.version}",
            asked.local(document.kept_at),
        )
    for delivery in Delivery.objects.filter(opened_by=asked.subject_id).order_by("opened_at", "pk"):
        yield ("Documents d’exécution ouverts", asked.local(delivery.opened_at))


CHAPTERS = [
    Chapter(
        "tender_done",
        "Marché du groupement",
        "Ce que vous avez noté, déposé ou ouvert pendant la passation du marché.",
        (Item("what", "Quoi"), Item("when", "Le")),
        _done,
        ("tender.Task", "tender.Document", "tender.Delivery"),
        frozenset({Eye.OWN}),
        order=48,
    )
]
