"""The same writing as a DOCX (ECMA-376), for who edits it before it is printed: styles, no loose formatting."""

import io
import re
from collections.abc import Sequence

from docx import Document
from docx.document import Document as Docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from eprimo.foundation.kernel import clock
from eprimo.foundation.printing.writings import (
    Heading,
    Items,
    Notice,
    Para,
    Part,
    Piece,
    Signature,
    Signatures,
    Table,
    Writing,
)

TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_FONT = "Arial"
_WIDTH = Cm(17)
_ALIGN = {"end": WD_ALIGN_PARAGRAPH.LEFT, "center": WD_ALIGN_PARAGRAPH.CENTER}
# What XML 1.0 cannot hold, and what turns a line around.
_UNSAFE = re.compile(
    r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)


def writing_docx(writing: Writing) -> bytes:
    """The document, in A4 and in French; blanks are highlighted, and named."""
    document = Document()
    _prepare(document, writing)
    for index, line in enumerate(writing.sender):
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(0)
        _run(paragraph, line, bold=index == 0)
    document.add_heading(_safe(writing.title), level=1)
    for part in writing.parts:
        _write(document, part)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _prepare(document: Docx, writing: Writing) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(2)
    for name, size in (("Normal", 11), ("Heading 1", 17), ("Heading 2", 12.5), ("Heading 3", 11)):
        style = document.styles[name]
        style.font.name, style.font.size = _FONT, Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
            fonts.set(qn(script), _FONT)
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(theme), None)
        color = style.element.rPr.find(qn("w:color"))
        if color is not None:
            style.element.rPr.remove(color)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "fr-FR")
    document.styles["Normal"].element.get_or_add_rPr().append(language)
    core = document.core_properties
    core.title, core.language, core.author, core.comments = _safe(writing.title), "fr-FR", "e-primo", ""
    core.created = core.modified = clock.now().replace(tzinfo=None)
    _footer(section.footer.paragraphs[0], writing.foot)


def _footer(paragraph: Paragraph, foot: str) -> None:
    _run(paragraph, f"{foot}, page " if foot else "page ").font.size = Pt(8.5)
    for field, after in (("PAGE", " sur "), ("NUMPAGES", "")):
        holder = paragraph.add_run()
        holder.font.size = Pt(8.5)
        for kind, text in (("begin", ""), ("", field), ("end", "")):
            node = OxmlElement("w:fldChar" if kind else "w:instrText")
            if kind:
                node.set(qn("w:fldCharType"), kind)
            else:
                node.text = text
            holder._r.append(node)  # noqa: SLF001  the library has no word for a field
        if after:
            _run(paragraph, after).font.size = Pt(8.5)


def _write(document: Docx, part: Part) -> None:
    match part:
        case Heading():
            document.add_heading(_safe(part.text), level=part.level)
        case Para():
            paragraph = document.add_paragraph()
            if part.align in _ALIGN:
                paragraph.alignment = _ALIGN[part.align]
            if part.align == "end":
                paragraph.paragraph_format.left_indent = Cm(8.5)
            paragraph.paragraph_format.keep_with_next = part.tight
            _say(paragraph, part.pieces, size=9.5 if part.small else None)
        case Items():
            style = "List Number" if part.numbered else "List Bullet"
            _list(document, part.items, style)
        case Notice():
            cell = _frame(document)
            _run(cell.paragraphs[0], part.title, bold=True)
            for item in part.items:
                _say(cell.add_paragraph(), item)
            document.add_paragraph()
        case Table():
            _table(document, part)
        case Signatures():
            _signatures(document, part.blocks)


def _list(document: Docx, items: Sequence[list[Piece]], style: str) -> None:
    for number, item in enumerate(items, 1):
        if style == "List Number":
            # Written, not counted by the word processor: a second list of the document would go on from the first.
            paragraph = document.add_paragraph()
            paragraph.paragraph_format.left_indent = Cm(0.8)
            paragraph.paragraph_format.first_line_indent = Cm(-0.8)
            _run(paragraph, f"{number}.\t")
            paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(0.8))
        else:
            paragraph = document.add_paragraph(style=style)
        _say(paragraph, item)


def _frame(document: Docx) -> _Cell:
    table = document.add_table(rows=1, cols=1)
    table.style = "Table Grid"
    cell: _Cell = table.cell(0, 0)
    return cell


def _table(document: Docx, part: Table) -> None:
    caption = document.add_paragraph()
    caption.paragraph_format.keep_with_next = True
    _run(caption, part.caption, bold=True)
    lines: list[Sequence[str | None]] = [part.columns, *part.rows, *([part.foot] if part.foot else [])]
    table = document.add_table(rows=len(lines), cols=len(part.columns))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    shares = part.widths or (1,) * len(part.columns)
    for at, share in enumerate(shares):
        table.columns[at].width = int(_WIDTH * share / sum(shares))
    last = len(lines) - 1
    for row, line in zip(table.rows, lines, strict=True):
        index = row._index  # noqa: SLF001
        for at, (cell, words) in enumerate(zip(row.cells, line, strict=True)):
            cell.width = int(_WIDTH * shares[at] / sum(shares))
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(2)
            if at in part.numbers:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            _run(paragraph, words or "", bold=index == 0 or (bool(part.foot) and index == last))
        whole = OxmlElement("w:cantSplit")
        row._tr.get_or_add_trPr().append(whole)  # noqa: SLF001
    repeated = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)  # noqa: SLF001
    document.add_paragraph()


def _signatures(document: Docx, blocks: Sequence[Signature]) -> None:
    table = document.add_table(rows=1, cols=len(blocks))
    table.style = "Table Grid"
    for cell, block in zip(table.rows[0].cells, blocks, strict=True):
        _run(cell.paragraphs[0], block.title, bold=True)
        for label, value in block.lines:
            paragraph = cell.add_paragraph()
            _run(paragraph, f"{label} ")
            _run(paragraph, value or "……………………", bold=bool(value))
        _run(cell.add_paragraph(), "Date et signature")
        for _ in range(4):
            cell.add_paragraph()


def _say(paragraph: Paragraph, pieces: Sequence[Piece], size: float | None = None) -> None:
    for piece in pieces:
        blank = piece.get("blank", False)
        run = _run(paragraph, f"[{piece['text']}]" if blank else piece["text"], bold=piece.get("bold", False))
        if blank:
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW
        if size is not None:
            run.font.size = Pt(size)


def _run(paragraph: Paragraph, text: str, *, bold: bool = False):  # type: ignore[no-untyped-def]
    run = paragraph.add_run(_safe(text))
    run.bold = bold or None
    return run


def _safe(text: str) -> str:
    return _UNSAFE.sub("", text)
