"""What another school, or the person, answers for too: the file of this school alone does not change it."""

from collections.abc import Iterator

from eprimo.foundation.intake.merge.adults import AdultRecord, contact_of, problem, shown_name
from eprimo.foundation.intake.merge.plan import PersonPlan
from eprimo.foundation.intake.merge.state import Known
from eprimo.foundation.intake.records import Problem, Severity


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
