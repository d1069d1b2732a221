"""What a copy of one's own data holds of dates."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from eprimo.foundation.kernel.copy_chapters import (
    Chapter,
    Code,
    CopyColumn,
    CopyRequest,
    LeftOut,
    Row,
    Viewpoint,
)
from eprimo.foundation.occasions.enums import MarkState
from eprimo.foundation.occasions.models import Mark

_STATES = {
    MarkState.PACKED: gettext_noop("Dans le sac"),
    MarkState.OUT: gettext_noop("Sorti du sac"),
    MarkState.DONE: gettext_noop("C’est fait"),
    MarkState.UNDONE: gettext_noop("À refaire"),
}


def _marks(asked: CopyRequest) -> Iterator[Row]:
    rows = Mark.objects.filter(child=asked.subject_id).select_related("occasion").order_by("at", "pk")
    for one in rows:
        state = Code(one.state, _(_STATES[MarkState(one.state)]))
        words = one.occasion.words or "; ".join(one.occasion.bring)
        yield one.occasion.on, words, state, asked.local(one.touched_at or one.at)


CHAPTERS = [
    Chapter(
        "marks",
        "Ce qui a été coché",
        "Ce qui était à apporter et le travail à faire, que la famille ou l’enfant a cochés. Personne n’y est nommé.",
        (
            CopyColumn("day", "Jour"),
            CopyColumn("things", "À apporter ou à faire", long=True),
            CopyColumn("state", "État"),
            CopyColumn("at", "Coché le"),
        ),
        _marks,
        ("occasions.Mark",),
        frozenset({Viewpoint.PUPIL, Viewpoint.GUARDIAN, Viewpoint.LEAVING}),
        46,
        child_title="Ce que tu as coché",
        child_words="Ce que tu devais apporter ou faire, et que tu as coché.",
    )
]
LEFT_OUT = [
    LeftOut("occasions.Occasion", "Les dates\u00a0: chacune est dans la copie avec le mot qui l’annonce."),
]
