"""What a copy of one's own data holds of dates."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from eprimo.foundation.kernel.exporting import Asked, Chapter, Code, Item, LeftOut, Row, Viewpoint
from eprimo.foundation.occasions.enums import MarkState
from eprimo.foundation.occasions.models import Mark

_STATES = {
    MarkState.PACKED: gettext_noop("Dans le sac"),
    MarkState.OUT: gettext_noop("Sorti du sac"),
}


def _marks(asked: Asked) -> Iterator[Row]:
    rows = Mark.objects.filter(child=asked.subject_id).select_related("occasion").order_by("at", "pk")
    for one in rows:
        state = Code(one.state, _(_STATES[MarkState(one.state)]))
        yield one.occasion.on, "; ".join(one.occasion.bring), state, asked.local(one.touched_at or one.at)


CHAPTERS = [
    Chapter(
        "marks",
        "Ce qui a été coché",
        "Ce qui était à apporter, et que la famille ou l’enfant a mis dans le sac. Personne n’y est nommé.",
        (
            Item("day", "Jour"),
            Item("things", "À apporter", long=True),
            Item("state", "État"),
            Item("at", "Coché le"),
        ),
        _marks,
        ("occasions.Mark",),
        frozenset({Viewpoint.PUPIL, Viewpoint.GUARDIAN, Viewpoint.LEAVING}),
        46,
        child_title="Ce que tu as coché",
        child_words="Ce que tu devais apporter, et qui était dans ton sac.",
    )
]
LEFT_OUT = [
    LeftOut("occasions.Occasion", "Les dates\u00a0: chacune est dans la copie avec le mot qui l’annonce."),
]
