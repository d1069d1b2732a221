"""The lines of the access matrix, one for each address of the product. Written from the rights page alone."""

from tests.matrix.line import Line
from tests.matrix.lines import (
    accounts,
    bag,
    class_mode,
    consortium,
    governance,
    imports,
    invoices,
    liaison,
    live,
    mandates,
    my_data,
    notes,
    notices,
    open_pages,
    orders,
    papers,
    people,
    requests,
    school,
    sheets,
    support,
    tender,
    territory,
    threads,
    ties,
    years,
)

LINES: dict[str, Line] = {}
for _part in (
    open_pages,
    bag,
    live,
    accounts,
    my_data,
    notices,
    liaison,
    threads,
    notes,
    papers,
    people,
    school,
    sheets,
    class_mode,
    imports,
    territory,
    mandates,
    ties,
    consortium,
    orders,
    invoices,
    tender,
    governance,
    support,
    requests,
    years,
):
    for _line in _part.LINES:
        assert _line.route not in LINES, f"Two lines for {_line.route}."
        LINES[_line.route] = _line
