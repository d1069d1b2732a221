"""The file of a copy: one ZIP with a page to read, the data for machines, tables for spreadsheets.

Written piece by piece: chapters are read one after the other and never all held.
"""

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from eprimo.foundation.kernel.copy_chapters import (
    Chapter,
    Code,
    CopyRequest,
    Row,
    Value,
    Viewpoint,
    chapters,
    left_out,
)
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.printing.cells import csv_bytes
from eprimo.foundation.privacy.exports.page import Section, section_of
from eprimo.ui.french import day_month_year
from eprimo.ui.languages import direction, spoken

FORMAT = "e-primo/export/1"
PIECE = 256 * 1024
# What a person's data may weigh; beyond, the school is asked.
MOST_BYTES = 64 * 1024 * 1024
_SPOOLED = 2 * 1024 * 1024


class TooBig(DomainError):
    code = "export-too-big"
    sentence = "Cette copie est trop grande pour être faite ici. Demandez-la à l’école."


class Pieces:
    """A file that is only written to: hands each full piece over, and counts."""

    def __init__(self, keep: Callable[[int, bytes], None], most: int = MOST_BYTES) -> None:
        self._keep, self._most = keep, most
        self._buffer = bytearray()
        self._number = 0
        self.size = 0

    def write(self, data: bytes) -> int:
        self.size += len(data)
        if self.size > self._most:
            raise TooBig
        self._buffer += data
        while len(self._buffer) >= PIECE:
            self._hand(PIECE)
        return len(data)

    def flush(self) -> None:
        """The archive's own wish, at its end and between files: a piece is handed over when it is full."""

    def close(self) -> None:
        if self._buffer:
            self._hand(len(self._buffer))

    def _hand(self, size: int) -> None:
        self._keep(self._number, bytes(self._buffer[:size]))
        del self._buffer[:size]
        self._number += 1


@dataclass(frozen=True, slots=True)
class Head:
    """The head of the page of a copy."""

    name: str
    made_at: datetime
    # A decision takes a child out of it: said, without saying which.
    hidden: bool


def chapters_for(viewpoint: Viewpoint) -> list[Chapter]:
    return [one for one in chapters() if viewpoint in one.viewpoints]


def write_copy(
    out: Any, asked: CopyRequest, head: Head, *, done: Callable[[int], None] = lambda _: None
) -> None:
    """Write the whole ZIP to `out`, which need not be sought in. `done(n)` after each chapter."""
    every = chapters_for(asked.viewpoint)
    sections: list[Section] = []
    with ZipFile(out, "w", ZIP_DEFLATED) as archive, tempfile.SpooledTemporaryFile(_SPOOLED) as data:
        data.write(_opening(asked, head))
        for number, chapter in enumerate(every, start=1):
            rows = list(chapter.rows(asked))
            data.write(("," if number > 1 else "").encode() + _json_rows(chapter, rows))
            if rows:
                archive.writestr(f"tableaux/{chapter.key}.csv", _csv(chapter, rows))
            sections.append(section_of(chapter, rows, asked.viewpoint))
            done(number)
        data.write(b"}}\n")
        data.seek(0)
        with archive.open("donnees.json", "w") as target:
            for piece in iter(lambda: data.read(PIECE), b""):
                target.write(piece)
        archive.writestr("schema.json", json.dumps(schema_of(every), ensure_ascii=False, indent=2))
        archive.writestr("index.html", index_html(sections, asked, head))


def index_html(sections: Iterable[Section], asked: CopyRequest, head: Head) -> str:
    """Return the page of a copy, with its style: it stands alone, wherever it is opened."""
    found = list(sections)
    return render_to_string(
        "privacy/copy.html",
        {
            "sections": found, "empty": [one for one in found if not one.rows], "head": head,
            "viewpoint": asked.viewpoint.value,
            "made_on": day_month_year(head.made_at), "language": spoken(), "direction": direction(),
            "left_out": _left_out(asked.viewpoint), "style": _style(),
        },
    )  # fmt: skip


@cache
def _style() -> str:
    """Our own sheet holds neither quotes nor angle brackets: escaping leaves it as it is."""
    return Path(__file__).with_name("copy.css").read_text(encoding="utf-8")


def _left_out(viewpoint: Viewpoint) -> list[str]:
    """Adults are told what is not there, and why."""
    return [] if viewpoint == Viewpoint.PUPIL else [_(one.why) for one in left_out()]


def _opening(asked: CopyRequest, head: Head) -> bytes:
    fields = {
        "format": FORMAT,
        "made_at": head.made_at.isoformat(),
        "read_by": asked.viewpoint.value,
        "language": spoken(),
    }
    return (json.dumps(fields, ensure_ascii=False)[:-1] + ', "data": {').encode()


def _json_rows(chapter: Chapter, rows: Iterable[Row]) -> bytes:
    keys = [item.key for item in chapter.items]
    found = [dict(zip(keys, map(_plain, row), strict=True)) for row in rows]
    return f"{json.dumps(chapter.key)}: {json.dumps(found, ensure_ascii=False)}".encode()


def _plain(value: Value) -> Any:
    if isinstance(value, Code):
        return {"code": value.code, "words": value.words}
    return value.isoformat() if isinstance(value, date | time) else value


def _csv(chapter: Chapter, rows: Iterable[Row]) -> bytes:
    return csv_bytes([_(item.label) for item in chapter.items], (list(_cells(row)) for row in rows))


def _cells(row: Row) -> Iterator[str | int | bool | date | None]:
    for value in row:
        if isinstance(value, Code):
            yield value.words
        elif isinstance(value, time):
            yield value.strftime("%H:%M")
        else:
            yield value


def schema_of(every: Iterable[Chapter]) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of `donnees.json`: each chapter, each of its columns, in words."""
    code = {"type": "object", "properties": {"code": {"type": "string"}, "words": {"type": "string"}}}
    value = {"anyOf": [{"type": ["string", "integer", "boolean", "null"]}, code]}
    data = {
        chapter.key: {
            "title": _(chapter.title), "description": _(chapter.words), "type": "array",
            "items": {
                "type": "object", "required": [item.key for item in chapter.items], "additionalProperties": False,
                "properties": {item.key: {"title": _(item.label), **value} for item in chapter.items},
            },
        }
        for chapter in every
    }  # fmt: skip
    text = {"type": "string"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema", "title": FORMAT, "type": "object",
        "required": ["format", "made_at", "read_by", "language", "data"],
        "properties": {
            "format": {"const": FORMAT}, "made_at": {**text, "format": "date-time"},
            "read_by": {"enum": [viewpoint.value for viewpoint in Viewpoint]}, "language": text,
            "data": {
                "type": "object", "required": list(data), "additionalProperties": False, "properties": data,
            },
        },
    }  # fmt: skip
