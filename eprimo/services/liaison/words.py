"""Icons of the kinds of notes, and where a guardian stands, in words."""

from collections.abc import Sequence

from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.queries.follow_up import ChildRow, OwedRow
from eprimo.ui.french import day_month

KIND_ICONS = {
    NoteKind.INFORMATION.value: "info",
    NoteKind.TO_SIGN.value: "signature",
    NoteKind.TO_ANSWER.value: "list-checks",
    NoteKind.EVENT.value: "calendar-days",
    NoteKind.TO_BRING.value: "backpack",
    NoteKind.CLOSED.value: "school",
}


def said(answers: Sequence[str]) -> str:
    """The answers on one line: « Oui, il part · Deux places »."""
    return " · ".join(filter(None, answers))


def in_words(owed: OwedRow | None, child: ChildRow) -> str:
    """Where a guardian stands, for paper and screens: « Signé le 24 novembre »."""
    if not child.present:
        return "N’est plus dans la classe"
    if owed is None:
        return "Aucun responsable connu"
    paper = ", sur papier" if owed.on_paper else ""
    if owed.refused_at is not None:
        return f"Refusé le {day_month(owed.refused_at)}{paper}"
    if owed.again:
        did = "Avait répondu" if owed.answered_at is not None else "Avait signé"
        return f"{did} avant le changement{paper}"
    if owed.answered_at is not None:
        return f"{said(owed.answers)}, le {day_month(owed.answered_at)}{paper}"
    if owed.signed_at is not None:
        return f"Signé le {day_month(owed.signed_at)}{paper}"
    if owed.read_at is not None:
        return f"Lu le {day_month(owed.read_at)}{paper}"
    return "Jamais venu" if owed.activated is False else "Pas encore lu"
