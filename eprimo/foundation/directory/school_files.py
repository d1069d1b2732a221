"""Reading a list of schools of the open directory: UTF-8, semicolons, a header; no database here."""

import csv
import io
from dataclasses import dataclass, field

from eprimo.foundation.directory.actions.school_setup import SchoolFacts
from eprimo.foundation.directory.school_columns import Columns, columns_of
from eprimo.foundation.directory.school_lines import LineProblem, SchoolLine
from eprimo.foundation.kernel.refused_lines import asked_words, is_asked

_SAVED_AGAIN = (
    "Un tableur a enregistré ce fichier et y a perdu des chiffres\N{NO-BREAK SPACE}: téléchargez-le de nouveau, et ne"
    " l’ouvrez pas avant de l’importer."
)


@dataclass(slots=True)
class SchoolFile:
    schools: list[SchoolFacts] = field(default_factory=list)
    problems: list[LineProblem] = field(default_factory=list)
    # Line of each school of `schools`, by its number.
    lines: dict[str, int] = field(default_factory=dict)
    # Lines about colleges, services…: not schools of the first degree.
    others: int = 0
    # Lines of schools that could not be taken.
    left_out: int = 0
    # The whole file is not what was expected.
    refused: bool = False

    @property
    def asks(self) -> str:
        """Return what is to be agreed to before these schools are kept, as many lines could not be taken; empty:
        nothing."""
        lines = len(self.schools) + self.left_out
        return asked_words(self.left_out, lines) if is_asked(self.left_out, lines) else ""


def read_schools(content: bytes) -> SchoolFile:
    """Read every line that can be read; the others are told with what is returned. The first line of a UAI counts."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _refused("Ce fichier n’est pas en UTF-8.")
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=";")
    try:
        columns = columns_of(reader.fieldnames or ())
        if columns.missing:
            return _refused(f"Colonnes absentes\N{NO-BREAK SPACE}: {', '.join(columns.missing)}.")
        return _read_rows(reader, columns)
    except csv.Error:
        return _refused("Ce fichier n’est pas un CSV lisible.")


def _refused(sentence: str) -> SchoolFile:
    return SchoolFile(problems=[LineProblem(0, "", sentence)], refused=True)


def _read_rows(reader: "csv.DictReader[str]", columns: Columns) -> SchoolFile:
    found = SchoolFile()
    saved_again = False
    for row in reader:
        line = SchoolLine(row, reader.line_num, columns)
        if line.is_other:
            found.others += 1
            continue
        one = line.read()
        saved_again = saved_again or line.mangled
        if one is not None and (first := found.lines.setdefault(one.uai, line.number)) != line.number:
            line.wrong("uai", f"{one.uai} est déjà à la ligne {first}.")
            found.left_out += 1
        elif one is not None:
            found.schools.append(one)
        else:
            found.left_out += 1
        found.problems += line.problems
    if saved_again:
        found.problems.insert(0, LineProblem(0, "", _SAVED_AGAIN))
    return found
