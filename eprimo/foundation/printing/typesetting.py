"""PDF by typst. Data goes in as JSON, never as source: a name full of `#`, `$` or `]` stays a name."""

import json
import logging
import re
import threading
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typst

from eprimo.foundation.kernel import clock
from eprimo.foundation.printing.fonts import font_folder

if TYPE_CHECKING:
    from typst import PDFStandards

logger = logging.getLogger(__name__)

TEMPLATES = Path(__file__).parent / "templates"
# Archivable and accessible: PDF/A-3a (tagged, fonts inside) with PDF/UA-1 on top.
STANDARDS: "PDFStandards" = ["a-3a", "ua-1"]
# Bidirectional overrides and isolates: in a name they would turn the line around on paper.
_BIDI = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_CONTROLS = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)], " ")
# Narrow no-break space: absent from our fonts, the plain no-break one is near enough.
_CLEAN: dict[int, str | int | None] = {**_CONTROLS, **_BIDI, 0x202F: "\u00a0", 0x09: " ", 0x0A: "\n"}
# Before « ; : ! ? » and inside the quotes: a line never begins with a sign, whoever wrote the text.
_FRENCH_SPACE = re.compile(r" (?=[;:!?»])|(?<=«) ")

# Outside Latin and the signs of French typography.
_UNDRAWN = re.compile("[^\x20-\x7e\n\u00a0-\u017f\u2010-\u2027\u2030-\u203a\u20ac]")

# typst works in one cache per process; two compilations at once gain nothing on one core and double the memory.
_lock = threading.Lock()


class TypesettingError(RuntimeError):
    """The template or the data cannot become a PDF: a fault of ours, never of the reader."""


def typeset(
    template: str,
    data: Mapping[str, Any],
    *,
    title: str,
    lang: str = "fr",
    made_at: datetime | None = None,
    attached: str = "",
    archived: bool = False,
) -> bytes:
    """PDF made from `templates/<template>.typ` and JSON-able `data`.

    `title` is the document's title (spoken by screen readers), `lang` its language tag, `made_at` the aware instant
    written in the file's own metadata (the clock's present when not given), `attached` a text that the template puts
    in the file as it is.
    A letter that no font has (Chinese, emoji) costs the PDF/A mark, not the document; an `archived` one must keep it:
    they are printed as « ? ».
    Raises TypesettingError, FontsMissing.
    """
    compiler = _prepare(template, data, title, lang, attached)
    with _lock:
        try:
            return _compile(compiler, STANDARDS, made_at)
        except typst.TypstError as error:
            if "could not be displayed" not in str(error):
                raise TypesettingError(str(error)) from error
        if not archived:
            logger.warning("A letter is in no font: %s printed without PDF/A", template)
            return _compile(compiler, None, made_at)
        drawn = _prepare(template, _drawable(dict(data)), _drawable(title), lang, attached)
        try:
            return _compile(drawn, STANDARDS, made_at)
        except typst.TypstError as error:
            raise TypesettingError(str(error)) from error


def spots_of(template: str, data: Mapping[str, Any], *, title: str, lang: str = "fr") -> list[dict[str, Any]]:
    """What the template says under the label `spot`: where things land. Raises as `typeset`."""
    compiler = _prepare(template, data, title, lang)
    with _lock:
        try:
            spots: list[dict[str, Any]] = json.loads(compiler.query("<spot>", field="value"))
        except RuntimeError as error:
            raise TypesettingError(str(error)) from error
    return spots


def pictures_of(
    template: str, data: Mapping[str, Any], *, title: str, ppi: float, lang: str = "fr"
) -> list[bytes]:
    """A PNG a page, `ppi` dots an inch. Raises as `typeset`."""
    compiler = _prepare(template, data, title, lang)
    with _lock:
        try:
            pages = compiler.compile(format="png", ppi=ppi)
        except typst.TypstError as error:
            raise TypesettingError(str(error)) from error
    return [pages] if isinstance(pages, bytes) else pages or []


def _prepare(
    template: str, data: Mapping[str, Any], title: str, lang: str, attached: str = ""
) -> typst.Compiler:
    source = TEMPLATES / f"{template}.typ"
    if source.parent != TEMPLATES or not source.is_file():
        raise TypesettingError(f"No template {template!r}.")
    payload = json.dumps({**_clean(dict(data)), "title": _clean(title), "lang": lang}, ensure_ascii=False)
    return typst.Compiler(
        str(source), root=str(TEMPLATES), font_paths=[str(font_folder())], ignore_system_fonts=True,
        sys_inputs={"data": payload, "attached": attached},
    )  # fmt: skip


def _compile(compiler: typst.Compiler, standards: "PDFStandards", made_at: datetime | None) -> bytes:
    pdf = compiler.compile(
        format="pdf",
        pdf_standards=standards,
        timestamp=int((made_at or clock.now()).timestamp()),
    )
    if not isinstance(pdf, bytes):
        raise TypesettingError("typst gave no PDF.")
    return pdf


def _clean(value: Any) -> Any:
    """The same data without control characters and bidirectional overrides, French signs kept on their line."""
    if isinstance(value, str):
        return _FRENCH_SPACE.sub("\u00a0", value.translate(_CLEAN))
    if isinstance(value, Mapping):
        return {key: _clean(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(item) for item in value]
    return value


def _drawable(value: Any) -> Any:
    """The same data, each letter outside the blocks that our fonts hold replaced by « ? »."""
    if isinstance(value, str):
        return _UNDRAWN.sub("?", value)
    if isinstance(value, Mapping):
        return {key: _drawable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_drawable(item) for item in value]
    return value
