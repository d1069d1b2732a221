"""Reads the file of the states of deposits, in a child of the sandbox, line by line."""

import csv
import io
from datetime import date, datetime

from eprimo.foundation.sandbox.refusal import Refused
from eprimo.steering.orders.invoice.payload import MOST_STATES, StateLine, WrongStates

COLUMNS = ("facture", "état", "date")


def lines(content: bytes) -> list[StateLine]:
    """The lines of the file, all of them or none: one that would be left out in silence is a state that nobody sees
    missing. Raises Refused by a WrongStates."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    try:
        return _lines_of(text)
    except csv.Error as error:
        raise Refused(WrongStates.CELL) from error


def _lines_of(text: str) -> list[StateLine]:
    first = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in first else ",")
    heads = [head.strip().lower() for head in next(rows, [])]
    try:
        places = [heads.index(name) for name in COLUMNS]
    except ValueError as error:
        raise Refused(WrongStates.COLUMNS) from error
    found: list[StateLine] = []
    for number, row in enumerate(rows, 2):
        cells = [row[place].strip() if place < len(row) else "" for place in places]
        if not any(cells):
            continue
        if len(found) == MOST_STATES:
            raise Refused(WrongStates.MANY)
        found.append(StateLine(number, cells[0], cells[1], _day(cells[2])))
    if not found:
        raise Refused(WrongStates.NONE)
    return found


def _day(text: str) -> date | None:
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None
