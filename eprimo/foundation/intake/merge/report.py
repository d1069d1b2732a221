"""A plan told: counts for machines, lines by class for the console, sentences for a terminal."""

from typing import Any

from eprimo.foundation.intake.merge.next_year import sentences
from eprimo.foundation.intake.merge.plan import KINDS, GuardianPlan, Plan, PupilPlan, TeacherPlan
from eprimo.foundation.intake.merge.remarks import Remark, grouped, stored
from eprimo.foundation.intake.onde.text import french
from eprimo.foundation.intake.records import Delivery, Problem, Severity
from eprimo.ui.plurals import counted

KIND_WORDS = {
    "pupils": "élèves",
    "guardians": "responsables",
    "teachers": "enseignants",
    "classes": "classes",
    "guardianships": "liens responsable–enfant",
}
OUTCOME_WORDS = {
    "created": "à créer",
    "updated": "à modifier",
    "unchanged": "sans changement",
    "left": "à retirer",
}
# Problems that say who may be who: shown apart.
AMBIGUITIES = frozenset(
    {
        "taken_for_corrected", "ine_of_another", "identical_pupils", "guardian_namesakes", "teacher_namesakes",
        "child_ambiguous", "child_absent", "child_other_class", "guardian_joined", "several_levels", "same_ine",
        "teacher_guardian_namesakes", "guardian_without_child", "kept_by_hand", "several_directors", "own_link",
        "waits_for_other",
    }
)  # fmt: skip
MOST_LINES = 3000
MOST_PROBLEMS = 1000


def machine_report(plan: Plan, more: list[Problem] | None = None) -> dict[str, Any]:
    """The JSON that `import_onde --json` prints."""
    told = [*(more or []), *plan.problems]
    return {
        **plan.counts(),
        "problems": [
            {"file": one.file, "line": one.line, "column": one.column, "message": one.message} for one in told
        ],
        **({"next_year": plan.ahead.told} if plan.ahead is not None else {}),
    }


def asks_as_problems(plan: Plan, *, hard: bool) -> list[Problem]:
    """The questions of the plan, for a command that nobody answers; a refused one asks nothing."""
    ending = french(" Ajoutez --yes pour appliquer quand même.")
    return [
        Problem("", 0, "", ask.sentence + (ending if hard else ""), Severity.ERROR, ask.code)
        for ask in plan.asks
        if ask.hard == hard and not plan.refused
    ]


def stored_report(plan: Plan, delivery: Delivery) -> dict[str, Any]:
    """What the console shows of a delivery; kept with it."""
    told, more = stored(plan.problems, AMBIGUITIES, MOST_PROBLEMS)
    return {
        "counts": plan.counts(),
        "problems": told,
        "more_problems": more,
        "asks": [{"code": ask.code, "sentence": ask.sentence} for ask in plan.asks],
        "files": [{"name": one.name, "kind": one.kind.value, "rows": one.rows} for one in delivery.files],
        "lines": changes(plan)[:MOST_LINES],
        "refused": plan.refused,
        "next_year": plan.ahead.told if plan.ahead is not None else None,
    }


def changes(plan: Plan) -> list[dict[str, str]]:
    """One line per change: kind, what becomes of it, name, class, in words."""
    lines = []
    people: list[PupilPlan | GuardianPlan | TeacherPlan] = [*plan.pupils, *plan.guardians, *plan.teachers]
    for one in people:
        if one.outcome != "unchanged":
            words = ", ".join(one.who.words) if one.outcome == "updated" else ""
            name = f"{one.record.usual_name or one.record.last_name} {one.record.first_name}"
            lines.append(_line(_kind(one), one.outcome, name, _class_of(plan, one), words))
    lines += [_line(one.kind, "left", one.shown, ", ".join(one.classes), "") for one in plan.leaving]
    for group in plan.classes:
        if group.outcome != "unchanged":
            words = f"s’appelait {group.was}" if "label" in group.fields else ", ".join(group.levels)
            lines.append(_line("classes", group.outcome, group.label, group.label, words))
    lines += [_line("classes", "left", label, label, "") for _, label in plan.classes_close]
    return lines


def _line(kind: str, outcome: str, name: str, label: str, words: str) -> dict[str, str]:
    return {"kind": kind, "outcome": outcome, "name": name, "class": label, "words": french(words)}


def _kind(one: PupilPlan | GuardianPlan | TeacherPlan) -> str:
    if isinstance(one, PupilPlan):
        return "pupils"
    return "guardians" if isinstance(one, GuardianPlan) else "teachers"


def _class_of(plan: Plan, one: PupilPlan | GuardianPlan | TeacherPlan) -> str:
    if isinstance(one, GuardianPlan):
        children = [child for child in one.record.children if child.pupil is not None]
        labels = [label for child in children for label in plan.pupils[child.pupil or 0].record.classes]
        return ", ".join(dict.fromkeys(labels or [child.class_label for child in one.record.children]))
    return ", ".join(one.record.classes)


def text_report(plan: Plan, *, applied: bool) -> list[str]:
    """Lines for a terminal."""
    if plan.ahead is not None and plan.ahead.told is not None:
        return [*sentences(plan.ahead.told), *_to_look_at(plan)]
    counts = plan.counts()
    width = max(map(len, KIND_WORDS.values()))
    words = {"created": "créés", "updated": "modifiés", "unchanged": "inchangés", "left": "retirés"}
    if not applied:
        words = OUTCOME_WORDS
    lines = [
        f"  {KIND_WORDS[kind].ljust(width)}  "
        + ", ".join(f"{counts[kind][name]} {words[name]}" for name in words)
        for kind in KINDS
    ]
    lines += [f"  - {_shown(line)}" for line in changes(plan) if line["outcome"] != "created"]
    return [*lines, *_to_look_at(plan)]


def _to_look_at(plan: Plan) -> list[str]:
    if not plan.problems:
        return []
    title = "À regarder :" if not plan.refused else "Refusé :"
    return ["", title, *(f"  - {_place(one)}{one.message}" for one in grouped(plan.problems))]


def _shown(line: dict[str, str]) -> str:
    where = f" ({line['class']})" if line["class"] and line["class"] != line["name"] else ""
    what = "retiré" if line["outcome"] == "left" else "modifié"
    return f"{line['name']}{where} : {line['words'] or what}"


def _place(remark: Remark) -> str:
    one, others = remark.first, len(remark.problems) - 1
    line = f"ligne {one.line}" if one.line else ""
    parts = [
        one.file,
        f"{line} et {counted(others, 'autre')}" if line and others else line,
        f"colonne « {one.column} »" if one.column else "",
    ]
    said = ", ".join(part for part in parts if part)
    return f"{said} : " if said else ""
