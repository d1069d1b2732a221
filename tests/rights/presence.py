"""Who was at school: the product asked for its half-days and absences, and for the acts on them."""

from typing import TYPE_CHECKING, Any

from eprimo.foundation.directory.models import ClassGroup, School
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.rights import Policy
from eprimo.foundation.presence import policies
from eprimo.foundation.presence.models import Absence
from tests.reference import things as t
from tests.reference import world as facts

if TYPE_CHECKING:
    from tests.rights.product import Product


def _sees_half_day(product: "Product", actor: Actor, fact: facts.HalfDay) -> bool:
    return product.known.sees_half_day(actor, product.rows.half_days[fact.id])


def _sees_hosting(product: "Product", actor: Actor, fact: facts.Hosting) -> bool:
    return product.known.sees_hosting(actor, product.rows.hostings[fact.id])


def _sees_absence(product: "Product", actor: Actor, fact: facts.Absence) -> bool:
    return product.known.sees_absence(actor, product.rows.absences[fact.id])


def _sees_list(product: "Product", actor: Actor, thing: t.Evacuation) -> bool:
    school = product.rows.schools[thing.school]
    return School.objects.filter(policies.evacuated_by(actor), pk=school.pk).exists()


def _sees_phones(product: "Product", actor: Actor, thing: t.EvacuationPhones) -> bool:
    group = product.rows.classes[thing.class_id]
    return ClassGroup.objects.filter(policies.classes_phoned_by(actor), pk=group.pk).exists()


def _records(product: "Product", actor: Actor, thing: t.Pupil) -> bool:
    rows = product.rows
    return policies.may_declare_for(actor, rows.people[thing.child], rows.schools[thing.school].pk)


def _arranges(product: "Product", actor: Actor, thing: t.Pupil) -> bool:
    rows = product.rows
    return policies.may_arrange(actor, rows.people[thing.child], rows.schools[thing.school].pk)


def _of_pupil(rule: Policy[[int, int]]) -> Any:
    def ask(product: "Product", actor: Actor, thing: t.Pupil) -> bool:
        rows = product.rows
        return rule(actor, rows.people[thing.child].pk, rows.schools[thing.school].pk)

    return ask


def _of_absence(rule: Policy[[Absence]]) -> Any:
    def ask(product: "Product", actor: Actor, fact: facts.Absence) -> bool:
        return rule(actor, product.rows.absences[fact.id])

    return ask


SEES: dict[type, Any] = {
    facts.HalfDay: _sees_half_day,
    facts.Hosting: _sees_hosting,
    facts.Absence: _sees_absence,
    t.Evacuation: _sees_list,
    t.EvacuationPhones: _sees_phones,
}
ACTS: dict[str, Any] = {
    "call.take": lambda p, a, x: policies.may_take_call(a, p.rows.classes[x.id]),
    "call.hosted": lambda p, a, x: policies.may_call_hosted(a, p.rows.classes[x.id]),
    "class.spread": lambda p, a, x: policies.may_spread(a, p.rows.classes[x.id]),
    "afternoons.arrange": _arranges,
    "absence.declare": _of_pupil(policies.may_declare),
    "absence.answer": _of_absence(policies.may_answer),
    "absence.record": _records,
    "absence.judge": _of_absence(policies.may_judge),
    "step.note": _of_pupil(policies.may_note_step),
    "step.report": _of_pupil(policies.may_report),
    "step.open": _of_pupil(policies.may_open_report),
    "attempt.log": _of_absence(policies.may_log_calls),
}
