"""What a delivery of school data says, before anyone compares it with the directory.

Every source (ONDE files today, the State's feed later) is read into these records, so that one
merge serves all of them. They hold typed facts only: what a source does not give is ``None`` or
empty, never a default. No record touches the database.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

LEVELS = ("TPS", "PS", "MS", "GS", "CP", "CE1", "CE2", "CM1", "CM2", "ULIS")
"""Levels in school order; CLIS, the former name of ULIS, is read as ULIS."""


class Kind(StrEnum):
    """The three files of a delivery."""

    PUPILS = "pupils"
    GUARDIANS = "guardians"
    TEACHERS = "teachers"


class Severity(StrEnum):
    """How much a problem costs."""

    INFO = "info"
    """Nothing is lost; a human may want to know."""
    WARNING = "warning"
    """The row was taken, one of its values was not, or a human should check it."""
    ERROR = "error"
    """The row (or, in a refused delivery, the whole) was not taken."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One remark on one place of one file, with a French sentence for the director."""

    file: str
    line: int
    """Physical line where the record starts, 1 for the header; 0 when it is about the whole file."""
    column: str
    """Header of the column as written in the file, or empty."""
    message: str
    severity: Severity
    code: str
    """Stable word for tests and statistics; never holds a name."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a record was read."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class PupilRecord:
    """One pupil of the delivery."""

    source: Source
    last_name: str
    first_name: str
    usual_name: str = ""
    birth_date: date | None = None
    sex: str | None = None
    """``F`` or ``M``."""
    ine: str | None = None
    external_id: str | None = None
    classes: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    cycle: int | None = None
    """1 (maternelle), 2 or 3."""
    image_consent: bool | None = None
    association_consent: bool | None = None
    insurance: bool | None = None


@dataclass(frozen=True, slots=True)
class ChildReference:
    """How a guardian's row names a child: names and class, no key."""

    last_name: str
    first_name: str
    usual_name: str = ""
    class_label: str = ""
    external_id: str | None = None
    pupil: int | None = None
    """Index in ``Delivery.pupils`` when exactly one pupil answers."""
    candidates: tuple[int, ...] = ()
    """Indexes of the pupils that answer; more than one means a human must choose."""


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone number in one writing: ``0612345678`` for French ones, else ``+`` and digits."""

    kind: str
    """``home``, ``work`` or ``mobile``."""
    number: str


@dataclass(frozen=True, slots=True)
class GuardianRecord:
    """One guardian; rows that are the same person are already one record."""

    source: Source
    last_name: str
    first_name: str
    usual_name: str = ""
    civility: str | None = None
    """``M.`` or ``Mme``."""
    address_lines: tuple[str, ...] = ()
    postcode: str = ""
    city: str = ""
    country: str = ""
    email: str | None = None
    phones: tuple[Phone, ...] = ()
    external_id: str | None = None
    children: tuple[ChildReference, ...] = ()
    more_sources: tuple[Source, ...] = ()
    """Places of the other rows that were joined into this record."""
    namesake: bool = False
    """Another record of the delivery has the same names and was kept apart."""


@dataclass(frozen=True, slots=True)
class TeacherRecord:
    """One teacher; one row per class in the file, one record here."""

    source: Source
    last_name: str
    first_name: str
    usual_name: str = ""
    civility: str | None = None
    email: str | None = None
    phones: tuple[Phone, ...] = ()
    is_director: bool | None = None
    classes: tuple[str, ...] = ()
    function: str = ""
    external_id: str | None = None
    more_sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class ClassRecord:
    """One class as its pupils describe it, else as teachers or guardians name it."""

    source: Source
    label: str
    levels: tuple[str, ...] = ()
    """Levels of its pupils in school order; more than one for a class of several levels."""
    pupils: int = 0


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file that was understood."""

    name: str
    kind: Kind
    encoding: str
    rows: int


@dataclass(frozen=True, slots=True)
class Delivery:
    """A whole delivery. A kind that is ``None`` was not delivered, which is not the same as empty.

    When ``refused`` is true nothing may be applied, every kind is ``None`` and ``problems`` says why.
    """

    pupils: list[PupilRecord] | None = None
    guardians: list[GuardianRecord] | None = None
    teachers: list[TeacherRecord] | None = None
    classes: list[ClassRecord] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    refused: bool = False
    files: tuple[SourceFile, ...] = ()
    uais: frozenset[str] = frozenset()
    """School numbers that the files carry, when one has such a column: compare with the school."""

    @property
    def rows_lost(self) -> dict[Kind, int]:
        """Rows per kind that were not taken: their people are not known to have left."""
        lost = dict.fromkeys(Kind, 0)
        kinds = {file.name: file.kind for file in self.files}
        for place in {(p.file, p.line) for p in self.problems if p.severity is Severity.ERROR}:
            if place[0] in kinds:
                lost[kinds[place[0]]] += 1
        return lost
