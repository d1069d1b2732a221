"""What an import would change in a school: plain data, nothing written."""

from dataclasses import dataclass, field
from typing import Any

from eprimo.foundation.directory.actions.year_sources import ToldAdult, ToldPupil
from eprimo.foundation.intake.merge.adults import ChildRef
from eprimo.foundation.intake.records import GuardianRecord, Problem, PupilRecord, TeacherRecord

KINDS = ("pupils", "guardians", "teachers", "classes", "guardianships")
OUTCOMES = ("created", "updated", "unchanged", "left")

# A class of the plan, by its place in `Plan.classes`.
type ClassRef = int


@dataclass(slots=True)
class PersonPlan:
    """What becomes of one person."""

    # The person of the directory; none: made.
    person: int | None
    # Columns of the person that change.
    fields: dict[str, Any] = field(default_factory=dict)
    # Columns of the contact details that change.
    contact: dict[str, str] = field(default_factory=dict)
    has_contact: bool = False
    # Whole keys to add, and keys to add with the first number that is free.
    keys: list[str] = field(default_factory=list)
    key_base: str = ""
    # Changes in words, for who reads the report.
    words: list[str] = field(default_factory=list)


@dataclass(slots=True)
class PupilPlan:
    record: PupilRecord
    who: PersonPlan
    ine: str = ""
    opens: bool = False
    returns: bool = False
    into: list[ClassRef] = field(default_factory=list)
    memberships_end: list[int] = field(default_factory=list)
    # Link with a class of several levels → the level of the pupil there.
    levels: dict[int, str] = field(default_factory=dict)
    # (use, decision, id of the decision it replaces)
    consents: list[tuple[str, str, int | None]] = field(default_factory=list)

    @property
    def outcome(self) -> str:
        if self.who.person is None:
            return "created"
        moved = self.opens or self.into or self.memberships_end or self.levels
        changed = self.who.fields or self.who.keys or self.who.key_base or self.ine or self.consents
        return "updated" if moved or changed else "unchanged"


@dataclass(slots=True)
class GuardianPlan:
    record: GuardianRecord
    who: PersonPlan
    # Links to make, to open again, that stay.
    links: list[ChildRef] = field(default_factory=list)
    reopen: list[int] = field(default_factory=list)
    kept: int = 0

    @property
    def outcome(self) -> str:
        if self.who.person is None:
            return "created"
        changed = self.who.fields or self.who.contact or self.who.keys or self.who.key_base
        return "updated" if changed else "unchanged"


@dataclass(slots=True)
class TeacherPlan:
    record: TeacherRecord
    who: PersonPlan
    # The same human being as this guardian plan, made once.
    as_guardian: int | None = None
    profile: str = ""
    affiliations_end: list[int] = field(default_factory=list)
    into: list[ClassRef] = field(default_factory=list)
    attachments_end: list[int] = field(default_factory=list)

    @property
    def outcome(self) -> str:
        if self.who.person is None and self.as_guardian is None:
            return "created"
        tied = self.profile or self.affiliations_end or self.into or self.attachments_end
        changed = self.who.fields or self.who.contact or self.who.keys or self.who.key_base
        return "updated" if tied or changed else "unchanged"


@dataclass(slots=True)
class ClassPlan:
    label: str
    levels: tuple[str, ...]
    # The class of the directory; none: made.
    id: int | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    was: str = ""
    # Those that it has once the import is made: a hand may have chosen others than the file.
    levels_then: tuple[str, ...] = ()

    def level_of(self, record: PupilRecord) -> str:
        """Where it has several, the one of a pupil who is of one level alone; else empty: not known."""
        several = len(self.levels_then) > 1 and len(record.levels) == 1
        return record.levels[0] if several and record.levels[0] in self.levels_then else ""

    @property
    def outcome(self) -> str:
        if self.id is None:
            return "created"
        return "updated" if self.fields else "unchanged"


@dataclass(frozen=True, slots=True)
class Leaving:
    """Somebody whom the files no longer name."""

    kind: str
    person: int
    shown: str
    classes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ask:
    """What a human must say yes to before it is applied."""

    code: str
    sentence: str
    # Blocks the command too; the others only wait for a tick in the console.
    hard: bool = True


@dataclass(slots=True)
class Ahead:
    """What files of next year tell of it."""

    pupils: list[ToldPupil]
    adults: list[ToldAdult]
    # Every pupil who stays is named: who is not has no class.
    whole: bool
    # Label → pupils who are not of the school yet.
    newcomers: dict[str, int]
    unknown_adults: int
    # Person → « LE GOFF Anne », for reports.
    names: dict[int, str]
    # What it does to the plan of the school, as it is shown and kept.
    told: dict[str, Any] | None = None


@dataclass(slots=True)
class Plan:
    """Everything one import changes."""

    pupils: list[PupilPlan] = field(default_factory=list)
    guardians: list[GuardianPlan] = field(default_factory=list)
    teachers: list[TeacherPlan] = field(default_factory=list)
    classes: list[ClassPlan] = field(default_factory=list)
    classes_close: list[tuple[int, str]] = field(default_factory=list)
    leaving: list[Leaving] = field(default_factory=list)
    # Ids of links that end because the source no longer says them.
    affiliations_end: list[int] = field(default_factory=list)
    memberships_end: list[int] = field(default_factory=list)
    attachments_end: list[int] = field(default_factory=list)
    guardianships_end: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    asks: list[Ask] = field(default_factory=list)
    # A sentence: nothing of it may be applied, whoever says yes.
    refused: bool = False
    # Looks like another school's: refused unless the academy opened it, by the code of what was found.
    suspect: str = ""
    # What was counted to say so: read by the academy too, no name.
    facts: dict[str, int] = field(default_factory=dict)
    # The files tell next year, and the school has prepared it.
    next_year: bool = False
    # Then: nothing else of this plan is there.
    ahead: Ahead | None = None

    def counts(self) -> dict[str, dict[str, int]]:
        """People, classes and links by what becomes of them."""
        found = {kind: dict.fromkeys(OUTCOMES, 0) for kind in KINDS}
        kinds: tuple[tuple[str, list[Any]], ...] = (
            ("pupils", self.pupils), ("guardians", self.guardians), ("teachers", self.teachers),
            ("classes", self.classes),
        )  # fmt: skip
        for kind, plans in kinds:
            for one in plans:
                found[kind][one.outcome] += 1
        for gone in self.leaving:
            found[gone.kind]["left"] += 1
        found["classes"]["left"] = len(self.classes_close)
        found["guardianships"] = {
            "created": sum(len(one.links) for one in self.guardians),
            "updated": sum(len(one.reopen) for one in self.guardians),
            "unchanged": sum(one.kept for one in self.guardians),
            "left": len(self.guardianships_end),
        }
        return found

    @property
    def changed(self) -> int:
        """How many people, classes and links become something else."""
        told = sum(
            number
            for kind in self.counts().values()
            for outcome, number in kind.items()
            if outcome != "unchanged"
        )
        return told or len(self.affiliations_end) + len(self.memberships_end) + len(self.attachments_end)

    @property
    def changes_nothing(self) -> bool:
        return not self.changed
