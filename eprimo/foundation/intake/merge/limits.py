"""What a file does not change: of who sends it, the own link with a school and another adult's link with an own child;
what another school, or the person, answers for too."""

from collections.abc import Iterator

from eprimo.foundation.intake.merge.adults import AdultRecord, contact_of, problem, shown_name
from eprimo.foundation.intake.merge.plan import PersonPlan, Plan
from eprimo.foundation.intake.merge.state import Known, SchoolState
from eprimo.foundation.intake.records import Problem, Severity, Source

_NOWHERE = Source("", 0)


def own_link(source: Source, who: str, what: str) -> Problem:
    return problem(source, "own_link", f"{who} {what}", Severity.WARNING)


def keep_own(plan: Plan, state: SchoolState, importers: frozenset[int]) -> None:
    """Take out of the plan what would end a link of the people who sent and agreed to it."""
    for person in sorted(importers & state.people.keys()):
        _keep_place(plan, state, person)
        _keep_family(plan, state, person)


def _keep_place(plan: Plan, state: SchoolState, person: int) -> None:
    """Who is not in the file stays in the school, and with the own classes."""
    gone = [one for one in plan.leaving if one.person == person and one.kind == "teachers"]
    if not gone:
        return
    plan.leaving = [one for one in plan.leaving if one not in gone]
    kept = {tie.id for tie in state.staff.get(person, ())}
    plan.affiliations_end = [pk for pk in plan.affiliations_end if pk not in kept]
    closed = {class_id for class_id, _ in plan.classes_close}
    kept = {tie.id for tie in state.attachments.get(person, ()) if tie.target not in closed}
    plan.attachments_end = [pk for pk in plan.attachments_end if pk not in kept]
    told = "a envoyé ces fichiers et n’y est pas : son lien avec l’école reste. Quelqu’un d’autre peut l’arrêter."
    plan.problems.append(own_link(_NOWHERE, state.people[person].shown, told))


def _keep_family(plan: Plan, state: SchoolState, person: int) -> None:
    """Nobody decides who answers for an own child: no link of these children ends by this file."""
    ties = [
        tie
        for ties in state.guardians.values()
        if any(tie.target == person and tie.live for tie in ties)
        for tie in ties
    ]
    ended = [tie for tie in ties if tie.id in set(plan.guardianships_end)]
    if not ended:
        return
    plan.guardianships_end = [pk for pk in plan.guardianships_end if pk not in {tie.id for tie in ended}]
    adults = {tie.target for tie in ended}
    plan.leaving = [one for one in plan.leaving if one.kind != "guardians" or one.person not in adults]
    told = "reste responsable d’un enfant que vous avez aussi : quelqu’un d’autre de l’école doit en décider."
    for adult in sorted(adults):
        plan.problems.append(own_link(_NOWHERE, state.people[adult].shown, told))


def reach(
    plan: PersonPlan, record: AdultRecord, known: dict[str, str] | None, *, shared: bool
) -> Iterator[Problem]:
    """Put into the plan of an adult how to reach the person, as far as the file may say it. `known`: as it is;
    `shared`: names and contact stay, what nobody said is taken, and what was not is told."""
    was = known or {}
    plan.has_contact = known is not None
    said = {name: value for name, value in contact_of(record).items() if was.get(name, "") != value}
    plan.contact = {name: value for name, value in said.items() if not (shared and was.get(name))}
    if shared and (plan.fields or plan.contact != said):
        sentence = (
            f"{shown_name(record)} : nom et coordonnées gardés, cette école n’est pas seule à en répondre."
        )
        yield problem(record.source, "kept_shared", sentence, Severity.INFO)
    if shared:
        plan.fields, plan.words = {}, []
    if plan.contact and plan.person is not None:
        plan.words.append("coordonnées")


def waits_for_other(record: AdultRecord, child: Known) -> Problem:
    """A link to a child who is a pupil elsewhere too would open what the other school holds of the child."""
    sentence = (
        f"{shown_name(record)} n’est pas relié à {child.shown}, encore élève d’une autre école qui ne le connaît pas"
        " comme responsable : le prochain import le fera quand elle aura vu partir l’enfant."
    )
    return problem(record.source, "waits_for_other", sentence)
