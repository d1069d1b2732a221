"""Lists of the consoles as files: columns with their label and what a row has there, written as CSV or ODS."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.printing.cells import Cell, content_disposition, csv_bytes, ods_bytes

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}


@dataclass(frozen=True, slots=True)
class Table[Row]:
    """A list to be taken away: `title` names its sheet, `stem` its file; `columns`: by label, what a row has there."""

    title: str
    stem: str
    columns: Mapping[str, Callable[[Row], Cell]]

    def response(self, rows: Iterable[Row], kind: str) -> HttpResponse:
        """The rows as a file of that kind (a key of `TYPES`)."""
        labels = tuple(self.columns)
        lines = ([cell(row) for cell in self.columns.values()] for row in rows)
        content = ods_bytes(self.title, labels, lines) if kind == "ods" else csv_bytes(labels, lines)
        response = HttpResponse(content, content_type=TYPES[kind])
        response["Content-Disposition"] = content_disposition(self.stem, kind)
        return response


def kind_asked(request: HttpRequest) -> str:
    """The kind of file that the form asks for; raises NotVisible for one that there is not."""
    kind = request.POST.get("format", "")
    if kind not in TYPES:
        raise NotVisible
    return kind
