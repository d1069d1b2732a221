"""The documents of a member, made from what the group knows of it: each says one thing, once, for PDF and DOCX."""

from dataclasses import replace

from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.printing.writings import Writing
from eprimo.steering.consortium.enums import MemberKind, PaperKind
from eprimo.steering.consortium.models import Member
from eprimo.steering.consortium.papers.annexes import letter, needs_table, order_form
from eprimo.steering.consortium.papers.convention import convention
from eprimo.steering.consortium.papers.data import told_of
from eprimo.steering.consortium.papers.deliberation import deliberation
from eprimo.ui.french import day_month_year

__all__ = ["kinds_for", "reference_of", "writing_of"]

_WRITES = {
    PaperKind.DELIBERATION: deliberation,
    PaperKind.CONVENTION: convention,
    PaperKind.NEEDS: needs_table,
    PaperKind.LETTER: letter,
    PaperKind.ORDER: order_form,
}


def kinds_for(member: Member) -> tuple[PaperKind, ...]:
    """Those that this member signs: the rectorat deliberates on nothing and orders nothing."""
    return (PaperKind.CONVENTION,) if member.kind == MemberKind.RECTORAT else tuple(_WRITES)


def writing_of(member: Member, kind: PaperKind) -> Writing:
    """What the document says now. Raises NotVisible when this member has none of that kind."""
    if kind not in kinds_for(member):
        raise NotVisible
    told = told_of(member)
    made = _WRITES[kind](told)
    foot = (
        f"{kind.label}, {member.name}. Référence {reference_of(made.sha256)}, {day_month_year(told.today)}."
    )
    return replace(made, foot=foot)


def reference_of(sha256: str) -> str:
    """What is printed of a hash: « 3f2a-91c0-77de », enough to find it again."""
    return "-".join((sha256[:4], sha256[4:8], sha256[8:12]))
