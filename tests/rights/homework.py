"""Homework: the product asked for its lines, their ticks and totals, and for the acts on them."""

from typing import TYPE_CHECKING, Any

from django.db import transaction

from eprimo.foundation.content.things.marks import may_pack, work_tick
from eprimo.foundation.directory.models import ClassGroup, Group
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.errors import Forbidden, NotVisible
from eprimo.foundation.presence.hours import monday_of
from eprimo.services.homework.models import Homework
from eprimo.services.homework.policies import may_consult, may_write, place_given, reaches
from eprimo.services.homework.queries.weeks import hours_of_place, line_for, place_for, week_of
from tests.reference import things as t
from tests.reference import world as facts
from tests.reference.homework_facts import Entry

if TYPE_CHECKING:
    from tests.rights.product import Product


def _place(product: "Product", thing: facts.ClassGroup | facts.Group) -> ClassGroup | Group:
    rows = product.rows
    return rows.classes[thing.id] if isinstance(thing, facts.ClassGroup) else rows.groups[thing.id]


def _sees_entry(product: "Product", actor: Actor, fact: Entry) -> bool:
    """One line by its address; what stands is in the lists, and found, for who sees it and nobody else."""
    line, known = product.rows.lines[fact.id], product.known
    seen = known.sees_line(actor, line)
    assert seen or not known.finds_line(actor, line), "what is found is not seen"
    if line.removed_at is None and not _of_past_year(product, fact):
        assert seen == known.lists_line(actor, line), "the lists and the lines differ"
    return seen


def _of_past_year(product: "Product", fact: Entry) -> bool:
    """A class of a year that is over has no page of its own."""
    classes = product.rows.world.classes
    return any(classes[one].closed_at is not None for one in fact.classes)


def _sees_tick(product: "Product", actor: Actor, thing: t.ChildEntry) -> bool:
    """The list of that child has the line."""
    line, child = product.rows.lines[thing.entry], product.rows.people[thing.child]
    found = product.known.family_lines(actor).get(line.pk)
    own = child.pk == actor.person_id if actor.role == Role.PUPIL else actor.child(child.pk) is not None
    return own and found is not None and reaches(actor, found.whom, found.levels, child.pk)


def _sees_total(product: "Product", actor: Actor, thing: t.EntryTotal) -> bool:
    line = product.rows.lines[thing.entry]
    try:
        place = place_for(actor, place_given(line).public_id)
    except NotVisible:
        return False
    if not may_write(actor, place):
        return False
    week = week_of(actor, place, monday_of(line.due_on), hours_of_place(place, line.due_on))
    found = [row for day in week.days for row in day.rows if row.line.pk == line.pk]
    return bool(found) and (found[0].done, found[0].among) == (thing.done, thing.among)


def _corrects(product: "Product", actor: Actor, fact: Entry) -> bool:
    line: Homework = product.rows.lines[fact.id]
    try:
        return may_write(actor, place_given(line_for(actor, line.public_id)))
    except NotVisible:
        return False


def _ticks(product: "Product", actor: Actor, thing: t.ChildEntry) -> bool:
    """As the page does it; nothing of it stays."""
    line, child = product.rows.lines[thing.entry], product.rows.people[thing.child]
    with transaction.atomic():
        try:
            seen = line_for(actor, line.public_id)
            work_tick(actor=actor, thing=seen.resource.public_id, n=seen.n, child=child.pk, done=True)
        except (NotVisible, Forbidden):
            return False
        finally:
            transaction.set_rollback(True)
    assert may_pack(actor, child.pk), "what was ticked is not one’s own to tick"
    return True


SEES: dict[type, Any] = {Entry: _sees_entry, t.ChildEntry: _sees_tick, t.EntryTotal: _sees_total}
ACTS: dict[str, Any] = {
    "homework.write": lambda p, a, x: may_write(a, _place(p, x)),
    "homework.consult": lambda p, a, x: may_consult(a, _place(p, x)),
    "homework.correct": _corrects,
    "homework.tick": _ticks,
}
