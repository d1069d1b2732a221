"""What a copy of one's own data says of the consultation: what one did on it."""

from collections.abc import Iterator

from eprimo.foundation.kernel.copy_chapters import Chapter, CopyColumn, CopyRequest, Row, Viewpoint
from eprimo.steering.tender.enums import DocumentKind, SeatKind, TaskKind
from eprimo.steering.tender.models import (
    CommissionSeat,
    Declaration,
    Delivery,
    Document,
    Mark,
    Offer,
    Opening,
    Task,
)


def _done(asked: CopyRequest) -> Iterator[Row]:
    for task in Task.objects.filter(by=asked.subject_id).order_by("recorded_at", "pk"):
        yield (TaskKind(task.kind).label, asked.local(task.recorded_at))
    for document in Document.objects.filter(by=asked.subject_id).defer("content").order_by("kept_at", "pk"):
        yield (
            f"{DocumentKind(document.kind).label}, version {document.version}",
            asked.local(document.kept_at),
        )
    for delivery in Delivery.objects.filter(opened_by=asked.subject_id).order_by("opened_at", "pk"):
        yield ("Documents d’exécution ouverts", asked.local(delivery.opened_at))
    for opening in Opening.objects.filter(person=asked.subject_id).order_by("at", "pk"):
        yield ("Ouverture des offres confirmée", asked.local(opening.at))
    for offer in Offer.objects.filter(recorded_by=asked.subject_id).order_by("recorded_at", "pk"):
        yield (f"Offre n° {offer.number} inscrite au registre", asked.local(offer.recorded_at))


def _sat(asked: CopyRequest) -> Iterator[Row]:
    for seat in CommissionSeat.objects.filter(person=asked.subject_id).order_by("starts", "pk"):
        words = f"Siège à la commission ({SeatKind(seat.kind).label.lower()}), {seat.body}"
        yield (words, "", asked.local(seat.starts))
    for one in Declaration.objects.filter(person=asked.subject_id).order_by("signed_at", "pk"):
        yield (
            "Intérêt déclaré" if one.has_interest else "Absence d’intérêt",
            one.words,
            asked.local(one.signed_at),
        )
    rows = (
        Mark.objects.filter(marker=asked.subject_id).select_related("criterion").order_by("marked_at", "pk")
    )
    for mark in rows:
        yield (
            f"{mark.criterion.name}\N{NO-BREAK SPACE}: {mark.value} sur 4",
            mark.comment,
            asked.local(mark.marked_at),
        )


CHAPTERS = [
    Chapter(
        "tender_done",
        "Marché du groupement",
        "Ce que vous avez noté, déposé ou ouvert pendant la passation du marché.",
        (CopyColumn("what", "Quoi"), CopyColumn("when", "Le")),
        _done,
        ("tender.Task", "tender.Document", "tender.Delivery", "tender.Opening", "tender.Offer"),
        frozenset({Viewpoint.OWN}),
        order=48,
    ),
    Chapter(
        "tender_sat",
        "Commission d’appel d’offres",
        "Vos sièges, ce que vous avez déclaré et les notes que vous avez données.",
        (CopyColumn("what", "Quoi"), CopyColumn("words", "Ce qui est écrit"), CopyColumn("when", "Le")),
        _sat,
        ("tender.CommissionSeat", "tender.Declaration", "tender.Mark"),
        frozenset({Viewpoint.OWN}),
        order=49,
    ),
]
