"""The classes of the running year: known by their label, by who is in them when the label changed, or new."""

from collections import Counter
from collections.abc import Iterable

from eprimo.foundation.directory.enums import Source
from eprimo.foundation.intake.merge.plan import ClassPlan, ClassRef, PupilPlan
from eprimo.foundation.intake.merge.state import KnownClass, SchoolState, Tie
from eprimo.foundation.intake.onde.text import fold
from eprimo.foundation.intake.records import ClassRecord, Delivery


class ClassesPlan:
    """Plans of the classes that pupils and teachers name, by folded label."""

    def __init__(self, delivery: Delivery, state: SchoolState, pupils: dict[int, int]) -> None:
        self.state = state
        self.plans: list[ClassPlan] = []
        self.refs: dict[str, ClassRef] = {}
        named = {fold(label) for pupil in delivery.pupils or () for label in pupil.classes}
        named |= {fold(label) for teacher in delivery.teachers or () for label in teacher.classes}
        records = [record for record in delivery.classes if fold(record.label) in named]
        by_label = {fold(known.label): known for known in state.classes.values()}
        renamed = _renamed(delivery, state, pupils, named, set(by_label))
        for record in records:
            key = fold(record.label)
            self.refs[key] = len(self.plans)
            self.plans.append(_plan(record, by_label.get(key) or renamed.get(key)))

    def of(self, labels: tuple[str, ...]) -> list[ClassRef]:
        return list(dict.fromkeys(self.refs[fold(label)] for label in labels))

    def gone(self, *, by_hand: set[int]) -> list[tuple[int, str]]:
        """Classes of an earlier import that nobody names and that hold no link made by hand."""
        kept = {plan.id for plan in self.plans} | by_hand
        return [
            (known.id, known.label)
            for known in self.state.classes.values()
            if known.source == Source.ONDE and not known.closed and known.id not in kept
        ]


def _plan(record: ClassRecord, known: KnownClass | None) -> ClassPlan:
    if known is None:
        return ClassPlan(record.label, record.levels, levels_then=tuple(record.levels))
    plan = ClassPlan(record.label, record.levels, known.id, was=known.label)
    if known.closed:
        plan.fields["closed_at"] = None
    if known.source == Source.ONDE or not known.levels:
        if record.label != known.label and (
            known.source == Source.ONDE or fold(record.label) != fold(known.label)
        ):
            plan.fields["label"] = record.label
        if record.levels and record.levels != known.levels:
            plan.fields["levels"] = list(record.levels)
    plan.levels_then = tuple(plan.fields.get("levels", known.levels))
    return plan


def _renamed(
    delivery: Delivery, state: SchoolState, pupils: dict[int, int], named: set[str], labels: set[str]
) -> dict[str, KnownClass]:
    """New label → the class that had most of its pupils, when most of that class is there and its label is gone."""
    moves: Counter[tuple[int, str]] = Counter()
    before: Counter[int] = Counter()
    after: Counter[str] = Counter()
    for i, person in pupils.items():
        old = {tie.target for tie in state.memberships.get(person, ()) if tie.live}
        new = {fold(label) for label in (delivery.pupils or [])[i].classes}
        before.update(old)
        after.update(new)
        moves.update((class_id, label) for class_id in old for label in new)
    found: dict[str, KnownClass] = {}
    for (class_id, label), count in moves.most_common():
        known = state.classes[class_id]
        free = label not in labels and fold(known.label) not in named and known not in found.values()
        most = count * 2 > before[class_id] and count * 2 > after[label]
        if free and most and label not in found and known.source == Source.ONDE and not known.closed:
            found[label] = known
    return found


def say_levels(plan: PupilPlan, ties: Iterable[Tie], classes: Iterable[ClassPlan]) -> None:
    """The file says the level of who stays in a class of several, save where somebody of the school said it."""
    known = {one.id: one for one in classes}
    for tie in ties:
        group = known.get(tie.target)
        if group is None or not tie.live or tie.id in plan.memberships_end:
            continue
        level = group.level_of(plan.record)
        by_hand = tie.level_by_hand and tie.level in group.levels_then
        if level and level != tie.level and not by_hand:
            plan.levels[tie.id] = level
            plan.who.words.append(f"niveau : {tie.level or 'pas connu'} → {level}")
