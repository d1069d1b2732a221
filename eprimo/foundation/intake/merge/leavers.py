"""Those whom the files no longer name: their links of earlier imports end, those made by hand stay."""

from eprimo.foundation.directory.enums import Source
from eprimo.foundation.intake.merge.classes import ClassesPlan
from eprimo.foundation.intake.merge.plan import Leaving, Plan
from eprimo.foundation.intake.merge.state import SchoolState, Tie
from eprimo.foundation.intake.merge.wards import Wards
from eprimo.foundation.intake.onde.text import french
from eprimo.foundation.intake.records import Delivery, Kind, Problem, Severity

type Matches = tuple[dict[int, int], dict[int, int], dict[int, int]]

_FRENCH = {Kind.PUPILS: "élève", Kind.GUARDIANS: "responsable", Kind.TEACHERS: "enseignant"}


def plan_departures(
    plan: Plan, delivery: Delivery, state: SchoolState, classes: ClassesPlan, wards: Wards, matches: Matches
) -> None:
    """Add to the plan who leaves. A kind that was not delivered, or not wholly read, loses nobody."""
    pupils, guardians, teachers = matches
    whole = _whole_kinds(plan, delivery)
    if Kind.PUPILS in whole:
        _pupils_leave(plan, state, set(pupils.values()))
    if Kind.GUARDIANS in whole:
        matched = (guardians, set(pupils.values()))
        _guardians_leave(plan, delivery, state, wards, matched, pupils_may=Kind.PUPILS in whole)
    if Kind.TEACHERS in whole:
        _teachers_leave(plan, state, set(teachers.values()))
    if {Kind.PUPILS, Kind.TEACHERS} <= whole or (Kind.PUPILS in whole and delivery.teachers is None):
        _classes_close(plan, state, classes)


def _whole_kinds(plan: Plan, delivery: Delivery) -> set[Kind]:
    lost = delivery.rows_lost
    whole = set()
    for kind, records in (
        (Kind.PUPILS, delivery.pupils), (Kind.GUARDIANS, delivery.guardians), (Kind.TEACHERS, delivery.teachers),
    ):  # fmt: skip
        if records is None:
            continue
        if lost[kind]:
            file = next((one.name for one in delivery.files if one.kind is kind), "")
            sentence = (
                f"{lost[kind]} ligne{'s' if lost[kind] > 1 else ''} de ce fichier n’a pas pu être prise :"
                f" aucun {_FRENCH[kind]} n’est retiré de l’école cette fois."
            )
            plan.problems.append(Problem(file, 0, "", french(sentence), Severity.WARNING, "nobody_leaves"))
        else:
            whole.add(kind)
    return whole


def _ended(ties: list[Tie]) -> list[int]:
    return [tie.id for tie in ties if tie.live and tie.source == Source.ONDE]


def _pupils_leave(plan: Plan, state: SchoolState, staying: set[int]) -> None:
    for person in sorted(state.live_pupils - staying):
        ended = _ended(state.pupils[person])
        if not ended:
            continue
        memberships = state.memberships.get(person, [])
        labels = tuple(state.classes[tie.target].label for tie in memberships if tie.live)
        plan.leaving.append(Leaving("pupils", person, state.people[person].shown, labels))
        plan.affiliations_end += ended
        plan.memberships_end += _ended(memberships)


def _guardians_leave(
    plan: Plan,
    delivery: Delivery,
    state: SchoolState,
    wards: Wards,
    matched: tuple[dict[int, int], set[int]],
    *,
    pupils_may: bool,
) -> None:
    """End links that the file no longer says, to children who stay; a child who leaves keeps the own guardians.

    `pupils_may`: no row of pupils was lost, so that a child who is not there leaves, and the own guardians with it.
    """
    guardians, staying = matched
    here = staying if delivery.pupils is not None else state.live_pupils
    said: dict[int, set[int]] = {}
    for i, person in guardians.items():
        certain, doubtful = wards.of((delivery.guardians or [])[i])
        said.setdefault(person, set()).update(
            doubtful, (child for kind, child in certain if kind == "person")
        )
    for adult, children in sorted(state.live_guardians().items()):
        unsaid = (children & here) - said.get(adult, set()) - state.elsewhere
        ties = [tie for child in sorted(unsaid) for tie in state.guardians[child] if tie.target == adult]
        ended = _ended(ties)
        plan.guardianships_end += ended
        if not ended and not pupils_may and delivery.pupils is not None:
            continue
        by_hand = any(tie.live and tie.source != Source.ONDE for tie in ties)
        if adult not in said and not by_hand and not children & state.elsewhere:
            labels = tuple(sorted({label for child in children for label in _labels(state, child)}))
            plan.leaving.append(Leaving("guardians", adult, state.people[adult].shown, labels))


def _labels(state: SchoolState, person: int) -> list[str]:
    return [state.classes[tie.target].label for tie in state.memberships.get(person, ()) if tie.live]


def _teachers_leave(plan: Plan, state: SchoolState, staying: set[int]) -> None:
    for person in sorted(state.live_staff - staying):
        ended = _ended(state.staff[person])
        if not ended:
            continue
        ties = state.attachments.get(person, [])
        labels = tuple(state.classes[tie.target].label for tie in ties if tie.live)
        plan.leaving.append(Leaving("teachers", person, state.people[person].shown, labels))
        plan.affiliations_end += ended
        plan.attachments_end += _ended(ties)


def _classes_close(plan: Plan, state: SchoolState, classes: ClassesPlan) -> None:
    held = {
        tie.target
        for kept in (state.memberships, state.attachments)
        for ties in kept.values()
        for tie in ties
        if tie.live and tie.source != Source.ONDE
    }
    plan.classes_close = classes.gone(by_hand=held)
    closed = {class_id for class_id, _ in plan.classes_close}
    # Nobody stays in a class that is closed: pupils of no other class, teachers of a file that was not given.
    for kept, ended in ((state.memberships, plan.memberships_end), (state.attachments, plan.attachments_end)):
        inside = (tie for ties in kept.values() for tie in ties if tie.live and tie.target in closed)
        ended += [tie.id for tie in inside if tie.id not in ended]
