"""What stands against making two people one, and the restrictions that would go on."""

from collections.abc import Iterable

from django.db.models import Q

from eprimo.foundation.directory.enums import Profile, ProposalState
from eprimo.foundation.directory.merging import standing_on
from eprimo.foundation.directory.models import (
    Affiliation,
    GuardianRestriction,
    Guardianship,
    Mandate,
    MandateProposal,
    NationalNumber,
    Person,
    PersonMerge,
    SupportAccess,
)
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor, Role

ONESELF = "C’est votre propre fiche\N{NO-BREAK SPACE}: quelqu’un d’autre doit le faire."
SAME_ROW = "C’est deux fois la même fiche."
ERASED = "Une des deux fiches est effacée."
CHILD_AND_ADULT = (
    "L’une est la fiche d’un enfant, l’autre celle d’un adulte\N{NO-BREAK SPACE}: ce sont deux personnes."
)
ONE_ANSWERS_FOR_THE_OTHER = "L’une répond de l’autre\N{NO-BREAK SPACE}: ce sont deux personnes."
TWO_NUMBERS = (
    "Ces deux élèves ont chacun leur identifiant national (INE)\N{NO-BREAK SPACE}: ce sont deux enfants, "
    "ou un INE est à corriger dans ONDE."
)
ON_A_MISSION = (
    "Une des deux fiches porte une mission de territoire, en cours ou à venir\N{NO-BREAK SPACE}: elle ne peut pas "
    "être réunie à une autre."
)
HEADS_A_SCHOOL = (
    "Une des deux fiches est celle de la direction d’une école\N{NO-BREAK SPACE}: une direction, ou l’académie, "
    "peut la réunir à une autre."
)
PROPOSED_BY_THE_OTHER = (
    "L’une a proposé ou confirmé une mission de l’autre\N{NO-BREAK SPACE}: ce sont deux personnes."
)
ANSWERED_BY_THE_OTHER = (
    "L’une a répondu à une demande d’assistance de l’autre\N{NO-BREAK SPACE}: ce sont deux personnes."
)


def why_not(actor: Actor, kept: Person, absorbed: Person) -> str:
    """Return why these two cannot be made one, in a sentence; empty when they can."""
    both = [kept.pk, absorbed.pk]
    if kept.pk == absorbed.pk:
        return SAME_ROW
    if actor.person_id in both:
        return ONESELF
    if kept.erased_at is not None or absorbed.erased_at is not None:
        return ERASED
    if Guardianship.objects.filter(adult__in=both, child__in=both).exists():
        return ONE_ANSWERS_FOR_THE_OTHER
    children, adults = _children(both), _adults(both)
    if children and adults and not children & adults:
        return CHILD_AND_ADULT
    if NationalNumber.objects.filter(person__in=both).count() == len(both):
        return TWO_NUMBERS
    return _of_office(actor, both)


def _of_office(actor: Actor, both: list[int]) -> str:
    """What is to come, or waits for a second person's yes, counts as well: it was meant for one of the two."""
    lasts = Q(ends=None) | Q(ends__gt=actor.now)
    waiting = MandateProposal.objects.filter(state=ProposalState.OPEN, expires_at__gt=actor.now)
    if Mandate.objects.filter(lasts, person__in=both).exists() or waiting.filter(person__in=both).exists():
        return ON_A_MISSION
    heads = Affiliation.objects.filter(lasts, person__in=both, profile__in=(Profile.DIRECTOR, Profile.DEPUTY))
    if actor.role == Role.DEPUTY and heads.exists():
        return HEADS_A_SCHOOL
    proposals = MandateProposal.objects.filter(
        Q(person__in=both, proposed_by__in=both)
        | Q(person__in=both, decided_by__in=both)
        | Q(proposed_by__in=both, decided_by__in=both)
    )
    if proposals.exists():
        return PROPOSED_BY_THE_OTHER
    answered = SupportAccess.objects.filter(person__in=both, decided_by__in=both)
    return ANSWERED_BY_THE_OTHER if answered.exists() else ""


def _children(ids: list[int]) -> set[int]:
    pupils = Affiliation.objects.filter(person__in=ids, profile=Profile.PUPIL).values_list(
        "person_id", flat=True
    )
    wards = Guardianship.objects.filter(child__in=ids).values_list("child_id", flat=True)
    return {*pupils, *wards}


def _adults(ids: list[int]) -> set[int]:
    jobs = Affiliation.objects.filter(person__in=ids).exclude(profile=Profile.PUPIL)
    links = Guardianship.objects.filter(adult__in=ids).values_list("adult_id", flat=True)
    missions = Mandate.objects.filter(person__in=ids).values_list("person_id", flat=True)
    return {*jobs.values_list("person_id", flat=True), *links, *missions}


def with_absorbed(person_ids: Iterable[int]) -> list[int]:
    """Return these people, and the rows that are one with them for now: they are erased together."""
    found, more = set(person_ids), set(person_ids)
    while more:
        rows = PersonMerge.objects.filter(kept__in=more, undone_at=None).values_list("absorbed_id", flat=True)
        more = set(rows) - found
        found |= more
    return sorted(found)


def restrictions_of(*people: Person) -> list[GuardianRestriction]:
    """Return the restrictions that stand on a link of one of these people, as adult or as child: each goes on."""
    rows = standing_on(clock.now()).filter(
        Q(guardianship__adult__in=people) | Q(guardianship__child__in=people)
    )
    return list(rows.select_related("guardianship__adult", "guardianship__child"))
