"""What a copy of one's own data says of alarms about one's sessions."""

from collections.abc import Iterator

from eprimo.foundation.access.models import RefusalAlarm
from eprimo.foundation.kernel.copy_chapters import Chapter, CopyColumn, CopyRequest, Row, Viewpoint


def _alarms(asked: CopyRequest) -> Iterator[Row]:
    """Tell when a session was slowed, and that somebody learnt whose it was; not who, nor why."""
    for one in RefusalAlarm.objects.filter(person=asked.subject_id).order_by("began_at", "pk"):
        yield tuple(map(asked.local, (one.began_at, one.at, one.named_at)))


CHAPTERS = [
    Chapter(
        "refusal_alarms",
        "Sessions ralenties",
        "Quand une session a demandé beaucoup de pages refusées, et si son nom a été levé.",
        (
            CopyColumn("began", "Depuis le"),
            CopyColumn("last", "La dernière fois"),
            CopyColumn("named", "Nom vu le"),
        ),
        _alarms,
        ("access.RefusalAlarm",),
        frozenset({Viewpoint.OWN, Viewpoint.PUPIL}),
        29,
        child_title="Quand on t’a ralenti",
        child_words="Quand des pages qui ne sont pas pour toi ont été demandées très vite.",
    )
]
