"""Reading the cells of one row, and reporting on them where they stand."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from eprimo.foundation.intake.onde.layouts import Layout
from eprimo.foundation.intake.onde.tables import Row, Table
from eprimo.foundation.intake.onde.text import clean, french
from eprimo.foundation.intake.onde.values import is_code, parse_date, parse_email, parse_phone, parse_yes_no
from eprimo.foundation.intake.records import Phone, Problem, Severity, Source
from eprimo.foundation.kernel.text import surname

MAX_TEXT = 100
"""Longest name, label or line that is kept; the directory's columns are as wide."""
MAX_LINES = 2
"""Lines of an address: two of them, joined, fit the directory's column."""
MAX_LABEL = 60
"""Longest label of a class."""
MAX_POSTCODE = 12
MAX_COUNTRY = 60

_PHONES = {"phone_home": "home", "phone_work": "work", "phone_mobile": "mobile"}
_NOTHING = {"", "-", ".", "/", "?"}


@dataclass(slots=True)
class Sheet:
    """One recognised file and the problems found in it so far."""

    file: str
    encoding: str
    table: Table
    layout: Layout
    problems: list[Problem] = field(default_factory=list)
    uais: set[str] = field(default_factory=set)

    def header_at(self, position: int | None) -> str:
        """Header of a column as the file writes it."""
        cells = self.table.header.cells
        return cells[position].strip() if position is not None and position < len(cells) else ""

    def header_of(self, name: str) -> str:
        """Header of the first column of a field."""
        return self.header_at(self.layout.columns.get(name, (None,))[0])

    def report(
        self,
        code: str,
        message: str,
        *,
        line: int = 0,
        column: str = "",
        severity: Severity = Severity.WARNING,
    ) -> None:
        """Add a problem of this file."""
        self.problems.append(Problem(self.file, line, column, french(message), severity, code))


@dataclass(slots=True)
class Cells:
    """One row seen through the layout of its file."""

    sheet: Sheet
    row: Row
    # A value for which the row is not taken; each is told.
    blocked: bool = False

    @property
    def source(self) -> Source:
        """Where this row stands."""
        return Source(self.sheet.file, self.row.line)

    def warn(
        self, code: str, message: str, position: int | None, severity: Severity = Severity.WARNING
    ) -> None:
        """Report on one cell."""
        self.sheet.report(
            code, message, line=self.row.line, column=self.sheet.header_at(position), severity=severity
        )

    def place(self, name: str) -> int | None:
        """Position of a field's first column."""
        positions = self.sheet.layout.columns.get(name)
        return positions[0] if positions else None

    def at(self, position: int | None, limit: int = MAX_TEXT) -> str:
        """Clean text of a cell; a row shorter than its header has an empty tail."""
        text = self._whole(position)
        if len(text) > limit:
            self.warn(
                "too_long", f"Cette valeur dépasse {limit} caractères : elle a été raccourcie.", position
            )
            text = text[:limit].rstrip()
        return text

    def _whole(self, position: int | None) -> str:
        if position is None or position >= len(self.row.cells) or not self.row.cells[position]:
            return ""
        text, altered = clean(self.row.cells[position])
        if altered:
            self.warn(
                "hidden_characters", "Des caractères invisibles ont été retirés de cette valeur.", position
            )
        return text

    def text(self, name: str, limit: int = MAX_TEXT) -> str:
        """Clean text of a field."""
        return self.at(self.place(name), limit)

    def identifier(self, position: int | None) -> str | None:
        """Key given by the source; a shortened one would be another one, so a long one is not kept."""
        text = self._whole(position)
        if len(text) > MAX_TEXT:
            self.warn("too_long", f"Cet identifiant dépasse {MAX_TEXT} caractères : non gardé.", position)
            return None
        return text or None

    def lines(self, name: str) -> tuple[str, ...]:
        """Lines of a field that may hold line breaks (an address)."""
        position = self.place(name)
        if position is None or position >= len(self.row.cells) or "\n" not in self.row.cells[position]:
            text = self.at(position)
            return (text,) if text else ()
        parts = [part for raw in self.row.cells[position].splitlines() if (part := clean(raw)[0])]
        if len(parts) > MAX_LINES or any(len(part) > MAX_TEXT for part in parts):
            self.warn("too_long", "Cette adresse est trop longue : elle a été raccourcie.", position)
        return tuple(part[:MAX_TEXT].rstrip() for part in parts[:MAX_LINES])

    def block(self, code: str, message: str, position: int | None) -> None:
        """The row is not taken because of this cell; the others of the file go on."""
        self.blocked = True
        self.warn(code, f"{message} : la ligne n’est pas prise.", position, Severity.ERROR)

    def name(self, name: str) -> str:
        """Name of a person; the row is not taken when it looks like code."""
        return self.name_at(self.place(name), blocks=True)

    def surname(self, name: str) -> str:
        """Same as `name`, of a last name: in capitals, as the directory keeps them."""
        return surname(self.name(name))

    def name_at(self, position: int | None, *, blocks: bool = False) -> str:
        """Same as `name`, for the column at a position; without `blocks`, of somebody whose own row is elsewhere."""
        text = self.at(position)
        if text in _NOTHING:
            return ""
        if text.isalpha():
            return text
        if blocks and is_code(text):
            if "<" in text or ">" in text:
                self.block("markup", f"« {text} » contient « < » ou « > »", position)
            else:
                self.block("formula", f"« {text} » commence comme une formule de tableur", position)
        if "?" in text or "�" in text:
            self.warn("lost_letter", f"« {text} » a sans doute perdu une lettre accentuée.", position)
        if any(letter.isdigit() for letter in text):
            self.warn("digits", f"« {text} » contient un chiffre : à vérifier.", position)
        return text if any(letter.isalpha() for letter in text) else ""

    def date(self, name: str) -> date | None:
        """Date of a field, reported when it is absent or impossible."""
        position = self.place(name)
        text = self.at(position)
        value = parse_date(text)
        if not text:
            self.warn("no_birth_date", "La date de naissance manque.", position)
        elif value is None:
            self.warn("bad_birth_date", f"« {text} » n’est pas une date possible (AAAA-MM-JJ).", position)
        return value

    def choice[T](self, name: str, parse: Callable[[str], T | None], code: str, sentence: str) -> T | None:
        """Value of a field among known ones; an unknown one is reported and not kept."""
        position = self.place(name)
        text = self._whole(position)
        value = parse(text) if text else None
        if text and value is None:
            self.warn(code, sentence.format(text[:MAX_TEXT]), position)
        return value

    def yes_no(self, name: str) -> bool | None:
        """Oui, Non, or not known."""
        return self.choice(
            name, parse_yes_no, "not_yes_no", "« {} » n’est ni Oui ni Non : la valeur reste inconnue."
        )

    def email(self) -> str | None:
        """E-mail address, kept out when malformed."""
        return self.choice(
            "email", parse_email, "bad_email", "« {} » n’est pas une adresse électronique : non gardée."
        )

    def phones(self) -> tuple[Phone, ...]:
        """Phone numbers, malformed ones kept out, each number once."""
        found: dict[str, Phone] = {}
        for name, kind in _PHONES.items():
            number = self.choice(
                name, parse_phone, "bad_phone", "« {} » n’est pas un numéro de téléphone : non gardé."
            )
            if number:
                found.setdefault(number, Phone(kind, number))
        return tuple(found.values())

    def note_uai(self) -> None:
        """Remember the school number of the row, when the file has that column."""
        if "uai" in self.sheet.layout.columns and (uai := self.text("uai").upper()):
            self.sheet.uais.add(uai)
