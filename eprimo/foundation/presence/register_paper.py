"""The register of a month on paper: PDF/A, a draft to look at or what is signed."""

from datetime import datetime

from eprimo.foundation.presence.enums import Half, State
from eprimo.foundation.presence.hours import HalfOf
from eprimo.foundation.presence.models import Correction
from eprimo.foundation.presence.queries.registers import Cell, MonthOf, RegisterRow
from eprimo.foundation.printing.typesetting import typeset
from eprimo.ui.french import clock_time, day_and_time, month_year, weekday_day_month
from eprimo.ui.plurals import counted

_NBSP = "\N{NO-BREAK SPACE}"
_HALVES = {Half.MORNING: "m", Half.AFTERNOON: "a"}
_SIGNS = {
    State.PRESENT: "·", State.LATE: "R", State.LEFT: "P", State.ELSEWHERE: "·", State.ARRANGED: "–",
}  # fmt: skip
_KEY = (
    f"·{_NBSP}présent, A{_NBSP}absent avec un motif légitime, A?{_NBSP}absent sans motif légitime, R{_NBSP}en retard, "
    f"P{_NBSP}parti avant la fin, –{_NBSP}n’a pas classe, vide{_NBSP}: pas d’appel de cet enfant dans cette classe. "
    f"m{_NBSP}matin, a{_NBSP}après-midi."
)


def register_pdf(month: MonthOf, *, signed: str, made_at: datetime | None = None, version: int = 0) -> bytes:
    """Print the register of a month. `signed`: the sentence at its end. Raises TypesettingError."""
    group, name = month.class_group, month_year(month.month)
    data = {
        "school": group.school.name,
        "subtitle": f"{group.label} · {name}" + (f" · version {version}" if version else " · projet"),
        "foot": f"{group.school.name}, {group.label}, {name}. {signed}",
        "key": _KEY,
        "labels": {
            "child": "Élève", "all": "Absents par demi-journée", "totals": ["Att.", "Abs.", "Sans m.", "Présence"],
            "empty": "Aucun appel ce mois-ci.", "page": "Page", "of": "sur",
        },
        "halves": [{"day": str(one.day.day), "half": _HALVES[one.half]} for one in month.halves],
        "rows": [_row(row) for row in month.rows],
        "absent": [_absent(month, at) for at in range(len(month.halves))],
        "totals": [
            str(month.expected), str(month.absent), str(month.without_reason),
            percent(month.expected, month.absent),
        ],
        "parts": _parts(month),
        "signed": signed,
    }  # fmt: skip
    title = f"Registre d’appel, {name}"
    return typeset("register", data, title=title, made_at=made_at, archived=True)


def percent(expected: int, absent: int) -> str:
    """Return « 96,4 % » of half-days of presence; a dash where none was expected."""
    if not expected:
        return "–"
    return f"{100 * (expected - absent) / expected:.1f}".replace(".", ",") + f"{_NBSP}%"


def uncalled_words(count: int) -> str:
    """Return « 3 demi-journées sans appel », « 0 demi-journée sans appel »."""
    return f"{counted(count, 'demi-journée')} sans appel"


def register_half(one: HalfOf) -> str:
    """Return a half-day in words: « jeudi 12 novembre, matin »."""
    return f"{weekday_day_month(one.day)}, {one.half.label}"


def correction_words(one: Correction) -> str:
    """Return the two lines of a correction: what was said, what is said since, why, by whom and when."""
    said = [State(state).label if state else "rien" for state in (one.before, one.after)]
    before, after = (f"«{_NBSP}{word}{_NBSP}»" for word in said)
    who = one.by.formal_name if one.by else "personne effacée"
    half = register_half(HalfOf(one.day, Half(one.half)))
    return (
        f"{one.child.full_name}, {half}{_NBSP}: {before} puis {after}. "
        f"{one.reason} ({who}, {day_and_time(one.at)})"
    )


def _row(row: RegisterRow) -> dict[str, object]:
    return {
        "name": f"{row.child.shown_last_name} {row.child.first_name}",
        "cells": [_sign(cell) for cell in row.cells],
        "totals": [
            str(row.expected), str(row.absent), str(row.without_reason), percent(row.expected, row.absent)
        ],
    }  # fmt: skip


def _sign(cell: Cell | None) -> str:
    if cell is None:
        return ""
    if cell.state == State.ABSENT:
        return "A" if cell.legitimate else "A?"
    return _SIGNS[cell.state]


def _absent(month: MonthOf, at: int) -> str:
    cells = [row.cells[at] for row in month.rows]
    if not any(cells):
        return ""
    return str(sum(cell is not None and cell.state == State.ABSENT for cell in cells))


def _parts(month: MonthOf) -> list[dict[str, object]]:
    late = [
        f"{child.full_name}, {register_half(HalfOf(half.day, Half(half.half)))}"
        + (f", {clock_time(half.arrived_at)}" if half.arrived_at else "")
        for child, half in month.late
    ]
    found = [
        ("Retards", late),
        ("Corrections", [correction_words(one) for one in month.corrections]),
        (
            f"Demi-journées sans appel{_NBSP}: {len(month.missing)}",
            [register_half(one) for one in month.missing],
        ),
    ]
    return [{"title": title, "lines": lines} for title, lines in found if lines]
