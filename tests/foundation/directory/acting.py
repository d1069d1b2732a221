"""Who is asked to act on the directory, when, and what came of it."""

from datetime import date

from eprimo.foundation.access.actors import for_person
from eprimo.foundation.directory.actions.ties import tie_bind, tie_person_make
from eprimo.foundation.directory.models import Affiliation, Mandate, Person, TieProposal
from eprimo.foundation.directory.policies.scope import people_visible_to
from eprimo.foundation.kernel.models import AuditLine
from tests.cast import Cast

TODAY, LATER = date(2026, 11, 24), date(2026, 12, 18)
NOT_HEADS = (
    "teacher",
    "staff",
    "lea",
    "samira",
    "partner",
    "agent",
    "inspector",
    "academy",
    "director_verne",
    "platform",
)


def acts_of(cast: Cast) -> list[str]:
    return list(AuditLine.objects.order_by("id").values_list("act", flat=True))


def sees(who: Person, whom: Person) -> bool:
    return Person.objects.filter(people_visible_to(for_person(who.pk)), pk=whom.pk).exists()


def arrives(made: Affiliation | Mandate | TieProposal) -> Affiliation | Mandate:
    """The link of who was added: somebody new opens an account with the paper, and so says yes."""
    if not isinstance(made, TieProposal):
        return made
    return tie_bind(tie=made, person=tie_person_make(made))
