"""What the families of a class who did not come these days have not read, on paper, by one key."""

from dataclasses import dataclass
from io import BytesIO

from django.db import transaction

from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import DomainError, NotVisible
from eprimo.services.liaison.actions.slips import slips_make
from eprimo.services.liaison.policies.acts import may_print_week
from eprimo.services.liaison.queries.week import ClassWeek, week_to_print


@dataclass(frozen=True, slots=True)
class WeekPrint:
    """One file of all their slips. `left_out`: titles of notes whose questions no slip holds."""

    pdf: bytes
    notes: int
    children: int
    left_out: tuple[str, ...]


@transaction.atomic
def week_print(*, actor: Actor, week: ClassWeek) -> WeekPrint:
    """A slip for each note and child, note after note. DomainError: nothing of these days is unread by them.
    NotVisible: no own class of a teacher."""
    if not may_print_week(actor, week.class_group.pk):
        raise NotVisible
    sheets, left_out = [], []
    asked = week_to_print(actor, week)
    for one in asked:
        try:
            sheets.append(slips_make(actor=actor, note=one.note, rows=one.rows).pdf)
        except DomainError:
            left_out.append(one.note.resource.title)
    if not sheets:
        raise DomainError("Aucun mot de ces sept jours n’est à imprimer pour ces familles.", code="nothing")
    children = {row.child_id for one in asked for row in one.rows}
    return WeekPrint(_joined(sheets), len(sheets), len(children), tuple(left_out))


def _joined(sheets: list[bytes]) -> bytes:
    from pypdf import PdfWriter  # noqa: PLC0415 - a tenth of the start of every process, for one button

    whole = PdfWriter()
    for pdf in sheets:
        whole.append(BytesIO(pdf))
    out = BytesIO()
    whole.write(out)
    return out.getvalue()
