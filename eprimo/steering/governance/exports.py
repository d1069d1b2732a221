"""What a copy of one's own data says of the meetings of the group: those that one was invited to by a mandate."""

from collections.abc import Iterator

from eprimo.foundation.kernel.copy_chapters import Chapter, CopyColumn, CopyRequest, Row, Viewpoint
from eprimo.steering.governance.models import Guest


def _invitations(asked: CopyRequest) -> Iterator[Row]:
    rows = Guest.objects.filter(mandate__person=asked.subject_id, meeting__convened_at__isnull=False)
    for one in rows.select_related("meeting").order_by("meeting__starts_at", "pk"):
        yield (
            one.meeting.subject, one.function, asked.local(one.meeting.starts_at), one.standing_answer, one.took_part,
        )  # fmt: skip


CHAPTERS = [
    Chapter(
        "governance_invitations",
        "Réunions du groupement",
        "Les réunions auxquelles votre mandat vous a fait inviter, et votre réponse.",
        (
            CopyColumn("subject", "Réunion"),
            CopyColumn("function", "En tant que"),
            CopyColumn("starts", "Le"),
            CopyColumn("answer", "Réponse"),
            CopyColumn("took_part", "Participation"),
        ),
        _invitations,
        ("governance.Guest",),
        frozenset({Viewpoint.OWN}),
        order=49,
    )
]
