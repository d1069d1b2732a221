"""Which schools a line of a list proposes to its body, and why it may not."""

from typing import TYPE_CHECKING

from eprimo.foundation.directory.models import School
from eprimo.steering.consortium.enums import MemberKind
from eprimo.steering.consortium.lists.cells import ALL_SCHOOLS, bare, codes_of, quoted
from eprimo.steering.consortium.lists.directory import Known
from eprimo.steering.consortium.models import Member
from eprimo.steering.consortium.needs_file import uai_fault
from eprimo.steering.consortium.schools import fault_of
from eprimo.ui.plurals import NBSP, counted, plural

if TYPE_CHECKING:
    from eprimo.steering.consortium.lists.plan import Planned

_UNKNOWN = "n’est pas dans l’annuaire des écoles de l’académie."


class Proposing:
    """Goes from line to line: a school is proposed once."""

    def __init__(self, known: Known, *, from_directory: bool) -> None:
        self.known = known
        self.from_directory = from_directory
        # School → the line that names it first.
        self.first: dict[int, int] = {}

    def propose(self, found: "Planned") -> None:
        """Fill the schools of the line, or its faults. Who has signed takes no more by a list [C 7.1]."""
        member, text = found.member, found.line.schools
        if member is None:
            return
        everything = bare(text) in ALL_SCHOOLS
        if everything or (not text and self.from_directory and member.kind == MemberKind.COMMUNE):
            wanted = [one for one in self.known.schools_of(member) if self._is_free(one, member)]
            if everything and not wanted and not self._own(member):
                found.notes.append("L’annuaire ne connaît pas d’école libre sur ce territoire.")
        else:
            wanted = self._named(found, member, codes_of(text))
        if found.faults:
            return
        for one in wanted:
            self.first.setdefault(one.pk, found.line.line)
        if wanted and member.pk in self.known.signed:
            found.notes.append("A déjà signé la convention : ses écoles ne changent plus que par un avenant.")
            return
        found.schools = wanted

    def _named(self, found: "Planned", member: Member, codes: list[str]) -> list[School]:
        wanted, own = [], 0
        for code in codes:
            school = self.known.schools.get(code)
            wrong = uai_fault(code)
            if school is None:
                found.faults.append(wrong or f"{code} {_UNKNOWN}")
                continue
            wrong = fault_of(member, school, self.known.territory_of(member))
            if wrong:
                found.faults.append(f"{code} ({school.name}){NBSP}: {wrong[0].lower()}{wrong[1:]}")
            elif wrong := self._taken(school, member, found.line.line):
                found.faults.append(wrong)
            elif member.pk and member.pk in {
                self.known.claims.get(school.pk),
                self.known.proposals.get(school.pk),
            }:
                own += 1
            else:
                wanted.append(school)
        if own:
            found.notes.append(f"{counted(own, 'école')} déjà à lui, ou déjà {plural(own, 'proposée')}.")
        return wanted

    def _taken(self, school: School, member: Member, line: int) -> str:
        """Why another body has this school, or is proposed it; empty: none."""
        holder, other = self.known.claims.get(school.pk), self.known.proposals.get(school.pk)
        if holder is not None and holder != member.pk:
            return f"{school.uai} est déjà une école de {quoted(self.known.name_of(holder))}."
        if other is not None and other != member.pk:
            return f"{school.uai} est déjà proposée à {quoted(self.known.name_of(other))}."
        first = self.first.get(school.pk)
        return f"{school.uai} est déjà à la ligne {first}." if first is not None and first != line else ""

    def _is_free(self, school: School, member: Member) -> bool:
        return (
            school.pk not in self.known.claims
            and school.pk not in self.known.proposals
            and school.pk not in self.first
            and not fault_of(member, school, self.known.territory_of(member))
        )

    def _own(self, member: Member) -> bool:
        return member.pk is not None and member.pk in {
            *self.known.claims.values(),
            *self.known.proposals.values(),
        }
