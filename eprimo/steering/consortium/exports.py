"""What a copy of one's own data says of the group: the body that one acts for."""

from collections.abc import Iterator

from eprimo.foundation.kernel.copy_chapters import Chapter, CopyColumn, CopyRequest, LeftOut, Row, Viewpoint
from eprimo.steering.consortium.models import Seat, SigningRight


def _seats(asked: CopyRequest) -> Iterator[Row]:
    rows = Seat.objects.filter(mandate__person=asked.subject_id).select_related(
        "mandate", "member", "managing_body"
    )
    for seat in rows.defer("mandate__reason").order_by("mandate__starts", "pk"):
        body = seat.member or seat.managing_body
        yield (body.name if body else "", asked.local(seat.mandate.starts), asked.local(seat.mandate.ends))


def _signing(asked: CopyRequest) -> Iterator[Row]:
    rows = SigningRight.objects.filter(mandate__person=asked.subject_id).select_related("signatory__member")
    for one in rows.order_by("asked_at", "pk"):
        signatory = one.signatory
        yield (
            signatory.member.name, signatory.function, asked.local(one.asked_at), asked.local(one.confirmed_at),
            asked.local(one.ended_at),
        )  # fmt: skip


CHAPTERS = [
    Chapter(
        "consortium_seats",
        "Groupement de commandes",
        "Les organismes pour lesquels vous agissez dans le groupement.",
        (CopyColumn("body", "Organisme"), CopyColumn("from", "Depuis le"), CopyColumn("until", "Jusqu’au")),
        _seats,
        ("consortium.Seat",),
        frozenset({Viewpoint.OWN}),
        order=47,
    ),
    Chapter(
        "consortium_signing",
        "Signature des bons de commande",
        "Les membres du groupement pour lesquels vous avez demandé à signer.",
        (
            CopyColumn("body", "Organisme"),
            CopyColumn("function", "Fonction"),
            CopyColumn("asked", "Demandé le"),
            CopyColumn("confirmed", "Confirmé le"),
            CopyColumn("ended", "Arrêté le"),
        ),
        _signing,
        ("consortium.SigningRight",),
        frozenset({Viewpoint.OWN}),
        order=48,
    ),
]
LEFT_OUT = [
    LeftOut(
        "consortium.Signatory",
        "Qui signe pour un membre du groupement\u00a0: un nom écrit sur un acte, qu’aucun compte ne porte.",
    ),
    LeftOut(
        "consortium.IssuedPaper",
        "Les empreintes des documents préparés pour un membre du groupement\u00a0: ils sont à l’organisme. Qui les a "
        "préparés est dans le journal.",
    ),
    LeftOut(
        "consortium.Piece", "Les actes donnés par un membre du groupement\u00a0: ils sont à l’organisme."
    ),
]
