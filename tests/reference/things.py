"""Who asks (`Session`) and what about: the arguments of `sees`, `may` and `verdict`.

Besides these, the facts Note, NoteVersion, Resource, School, ClassGroup and Group are things themselves.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Session:
    """Role in use at the school in use; role None (or "guardian") = only guardian rights.

    `scope` = the schools of the sheets it was born of ("a secret scoped to S"); None = born of a whole secret.
    """

    person: str
    role: str | None = None
    school: str | None = None
    scope: frozenset[str] | None = None


# --- rows of the Directory table -------------------------------------------------------------------------


@dataclass(frozen=True)
class PupilName:
    """Names of pupils."""

    child: str


@dataclass(frozen=True)
class BirthDate:
    """Birth date of a pupil."""

    child: str


@dataclass(frozen=True)
class Ine:
    """INE, source keys of a pupil."""

    child: str


@dataclass(frozen=True)
class StaffName:
    """Names of teachers and staff."""

    person: str


@dataclass(frozen=True)
class GuardianName:
    """Guardians' names."""

    adult: str


@dataclass(frozen=True)
class GuardianContact:
    """Guardians' phone, e-mail, address; field: phone, email, address, emergency_phone."""

    adult: str
    field: str


@dataclass(frozen=True)
class RestrictionExists:
    """A restriction exists on this guardianship."""

    guardianship: str


@dataclass(frozen=True)
class RestrictionDocument:
    """The document of the restriction of this guardianship."""

    guardianship: str


@dataclass(frozen=True)
class ConsentState:
    """State of one kind of consent of a child."""

    child: str
    kind: str


@dataclass(frozen=True)
class ConsentDecision:
    """One decision: who, when."""

    consent: str


@dataclass(frozen=True)
class SignInState:
    """Sign-in state of one person."""

    person: str


@dataclass(frozen=True)
class AuditEntry:
    """A line of the audit trail: who acted, in which school."""

    actor: str
    school: str | None


@dataclass(frozen=True)
class Alarm:
    """A session of this person met many refusals, at this school; None: the person acts for none."""

    person: str
    school: str | None


@dataclass(frozen=True)
class Figures:
    """Counts; scope: class, school, territory, platform."""

    scope: str
    id: str


@dataclass(frozen=True)
class Found:
    """This person among the results of people search."""

    person: str


# --- notes -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FollowUp:
    """Follow-up of a note: the page, or the rows of one child."""

    note: str
    child: str | None = None


@dataclass(frozen=True)
class OtherGuardian:
    """What this adult did on the note for the child: who, when."""

    note: str
    child: str
    adult: str


@dataclass(frozen=True)
class SchoolHasEnough:
    """ "L'école a ce qu'il lui faut", for one child."""

    note: str
    child: str


@dataclass(frozen=True)
class Thread:
    """Replies of one guardian on one note for one child."""

    note: str
    child: str
    guardian: str


@dataclass(frozen=True)
class ChildNote:
    """The note as received for one child: open, sign, answer, record a paper answer, reply, print."""

    note: str
    child: str


@dataclass(frozen=True)
class AsFamily:
    """ "Voir comme cette famille": the note as this guardian of this child sees it."""

    note: str
    child: str
    guardian: str


@dataclass(frozen=True)
class WriteTo:
    """Audience of a new note; target: class, group, child, school, service; `school` tells a service's school."""

    target: str
    id: str
    kind: str = "information"
    school: str | None = None


# --- objects of other acts -------------------------------------------------------------------------------


@dataclass(frozen=True)
class PersonOf:
    """A person as the object of an act."""

    person: str


@dataclass(frozen=True)
class Merge:
    """Two sheets to merge, of these schools (one or several) and people."""

    schools: frozenset[str]
    people: frozenset[str] = frozenset()


@dataclass(frozen=True)
class AgentSeat:
    """A commune agent of a service; `school` when a director does it for the own school; `person` = who gets it."""

    service: str
    school: str | None = None
    person: str | None = None


@dataclass(frozen=True)
class MandateGrant:
    """A mandate to give; `second` = the second person who approves."""

    role: str
    target: str
    person: str
    second: str | None = None


@dataclass(frozen=True)
class ThroughSupport:
    """A person, or a class, of a school as support access shows it: names and sign-in state, nothing else."""

    school: str
    person: str


@dataclass(frozen=True)
class SchoolSet:
    """Several schools handled in one act."""

    schools: frozenset[str]


@dataclass(frozen=True)
class GiveShare:
    """A share to give on a resource."""

    resource: str
    audience: str
    audience_id: str
    level: str = "read"


# --- who was at school -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Evacuation:
    """The list of an evacuation of a school: names, who is present."""

    school: str


@dataclass(frozen=True)
class EvacuationPhones:
    """The phones of the families of a class on that list."""

    class_id: str


@dataclass(frozen=True)
class Pupil:
    """A child as a pupil of that school: it may be one of two."""

    child: str
    school: str


# --- keys ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Proposal:
    """A tie of a known person to a school, to propose."""

    person: str
    school: str
    profile: str


@dataclass(frozen=True)
class KindChange:
    """Another kind for a guardianship; `document` = one is joined."""

    guardianship: str
    kind: str
    document: bool


@dataclass(frozen=True)
class ImportFile:
    """A file read for a school: whose ties it ends, which pupils it names, whether the academy opened it once."""

    school: str
    ends: frozenset[str]
    names: frozenset[str]
    opened: bool = False


@dataclass(frozen=True)
class SheetTry:
    """The code of a sheet of a person at a school, typed with these children's birth dates.

    `wrong` = the number of wrong tries before; `stranger` = a date of none of the children is typed too.
    """

    person: str
    school: str
    dates: frozenset[str]
    stranger: bool = False
    wrong: int = 0


@dataclass(frozen=True)
class ChildEntry:
    """A line of homework of that school, for one child."""

    entry: str
    school: str
    child: str


@dataclass(frozen=True)
class EntryTotal:
    """What may be said of a line of homework of that school: so many of so many children are done."""

    entry: str
    school: str
    done: int
    among: int
