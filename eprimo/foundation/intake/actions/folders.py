"""One import from a folder on the server: the school made when asked, all in one transaction."""

from dataclasses import dataclass, field

from django.db import transaction

from eprimo.foundation.accounts.enums import AccountState
from eprimo.foundation.accounts.models import Account
from eprimo.foundation.directory.actions.school_setup import SchoolFacts, school_entitle_first, school_open
from eprimo.foundation.directory.models import School
from eprimo.foundation.intake.actions.director import NoDirector, director_name, directors_of
from eprimo.foundation.intake.actions.outcomes import outcome_keep
from eprimo.foundation.intake.merge.plan import Plan
from eprimo.foundation.intake.merge.run import Asked, Outcome, import_delivery, may_apply, plan_delivery
from eprimo.foundation.intake.models import OndeDelivery
from eprimo.foundation.intake.records import Delivery
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import DomainError


class NoSchool(DomainError):
    code = "no-school"
    sentence = "Aucune école ne porte ce numéro. Ajoutez-la par import_schools, ou avec --create-school."
    status = 404


@dataclass(frozen=True, slots=True)
class FolderImport:
    """What the command asks."""

    delivery: Delivery
    uai: str
    dry_run: bool = False
    yes: bool = False
    # The school is to be open and headed after this: made when it is missing, by `facts`.
    opens: bool = False
    facts: SchoolFacts | None = None
    director: str = ""
    # Why a file that looks like another school's is applied all the same.
    opening: str = ""


@dataclass(slots=True)
class FolderOutcome:
    plan: Plan
    applied: bool
    would_apply: bool
    school: School
    # Those who head a school that the command opens, and never came: they need a sheet.
    directors: list[int] = field(default_factory=list)


class _TakeBack(Exception):
    """Undoes everything: a dry run, or a refusal after the school was made."""

    def __init__(self, outcome: FolderOutcome) -> None:
        self.outcome = outcome
        super().__init__()


def folder_import(asked: FolderImport) -> FolderOutcome:
    """Import, or say what would be. Raises NoSchool, NoDirector, WrongPlace; then nothing was changed."""
    known = School.objects.filter(uai=asked.uai).select_related("running_year").first()
    if known is not None and not asked.opens:
        return _into(asked, known)
    try:
        with transaction.atomic():
            outcome = _into(asked, _opened(known, asked.facts))
            if not outcome.applied:
                raise _TakeBack(outcome)
    except _TakeBack as taken:
        return taken.outcome
    return outcome


def _opened(known: School | None, facts: SchoolFacts | None) -> School:
    if known is not None:
        school_entitle_first(school=known)
        return known
    if facts is None:
        raise NoSchool
    return school_open(facts=facts)


def _into(asked: FolderImport, school: School) -> FolderOutcome:
    if asked.dry_run:
        plan = plan_delivery(school, asked.delivery, opened=bool(asked.opening))
        return FolderOutcome(plan, False, may_apply(plan, yes=asked.yes, soft=False), school)
    outcome = FolderOutcome(Plan(), False, False, school)

    def after(done: Outcome) -> None:
        if asked.opens:
            outcome.directors = _heads(school, asked.director)
        row = OndeDelivery(school=school, made_at=done.at or clock.now())
        outcome_keep(row, done, asked.delivery)

    done = import_delivery(Asked(school, asked.delivery, yes=asked.yes, opened=asked.opening, after=after))
    outcome.plan, outcome.applied, outcome.would_apply = done.plan, done.applied, done.applied
    return outcome


def _heads(school: School, named: str) -> list[int]:
    """Who heads the school and never came; the person named when nobody heads it."""
    heads = directors_of(school)
    if not heads:
        if not named:
            raise NoDirector
        heads = [director_name(school=school, full_name=named).pk]
    came = Account.objects.filter(person__in=heads).exclude(state=AccountState.EXPECTED)
    there = set(came.values_list("person_id", flat=True))
    return [person for person in heads if person not in there]
