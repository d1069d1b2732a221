"""What the seven tasks obey [R041, R061]. Pure, save the last signature."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Max

from eprimo.steering.consortium.enums import FileState
from eprimo.steering.consortium.models import Market, Passage
from eprimo.steering.tender.enums import AFTER, DCE, DocumentKind, TaskKind
from eprimo.steering.tender.law import unsigned
from eprimo.ui.french import day_month_year

_NAMES = {kind: kind.name for kind in DCE}
_NOT_DONE = "«\N{NO-BREAK SPACE}{later}\N{NO-BREAK SPACE}» vient après «\N{NO-BREAK SPACE}{earlier}\N{NO-BREAK SPACE}»"


def missing_pieces(given: Iterable[str]) -> tuple[DocumentKind, ...]:
    """Those of the five that are not there."""
    there = set(given)
    return tuple(kind for kind in DCE if kind not in there)


def pieces_sentence(missing: tuple[DocumentKind, ...]) -> str:
    names = [_NAMES[kind] for kind in missing]
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} et {names[-1]}"
    return (
        f"Le dossier de consultation n’est pas complet\N{NO-BREAK SPACE}: il manque {listed}. Il a cinq pièces "
        "(article 4.1)."
    )


def task_refused(kind: TaskKind, done_on: date, done: Mapping[str, date]) -> str:
    """Why this task cannot be done on that day; empty: it can. `done`: the days of those that are."""
    for earlier in AFTER[kind]:
        words = _NOT_DONE.format(later=kind.label, earlier=earlier.label)
        if earlier not in done:
            return f"{words}, qui n’est pas faite (article 4.1)."
        if done_on < done[earlier] and kind == TaskKind.NOTIFY:
            return unsigned(done[earlier])
        if done_on < done[earlier]:
            return f"{words}, faite le {day_month_year(done[earlier])} (article 4.1)."
    return ""


def last_signature(market: Market) -> date | None:
    """The day on which the last file was signed by both: the member and the coordinator."""
    rows = Passage.objects.filter(member__market=market, state=FileState.SIGNED)
    day: date | None = rows.aggregate(last=Max("effective_on"))["last"]
    return day
