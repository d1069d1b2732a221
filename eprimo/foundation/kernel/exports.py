"""What a copy of one's own data says of one's acts."""

from collections.abc import Iterator

from eprimo.foundation.kernel.copy_chapters import Chapter, CopyColumn, CopyRequest, LeftOut, Row, Viewpoint
from eprimo.foundation.kernel.models import AuditLine


def _acts(asked: CopyRequest) -> Iterator[Row]:
    """One's own acts, by their codes: whom they were about is not told."""
    for one in AuditLine.objects.filter(person_id=asked.subject_id).order_by("at", "id").iterator():
        yield (asked.local(one.at), one.role, one.act)


CHAPTERS = [
    Chapter(
        "acts",
        "Ce que vous avez fait",
        (
            "Le journal de vos actions, par leurs codes. La page «\u00a0Ce que j’ai fait\u00a0» le dit "
            "en toutes lettres."
        ),
        (CopyColumn("at", "Date"), CopyColumn("role", "Rôle"), CopyColumn("act", "Action")),
        _acts,
        ("kernel.AuditLine",),
        frozenset({Viewpoint.OWN}),
        90,
    ),
]

LEFT_OUT = [
    LeftOut(
        "kernel.OutboxEvent",
        "Les tâches en attente du serveur\u00a0: des numéros, effacés sept jours après.",
    ),
    LeftOut("kernel.Throttle", "Le nombre d’essais récents, pour arrêter qui devine\u00a0: vite effacé."),
]
