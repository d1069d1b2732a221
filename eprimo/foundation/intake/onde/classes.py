"""The classes of a delivery, as its pupils describe them."""

from eprimo.foundation.intake.onde.text import fold, french
from eprimo.foundation.intake.records import (
    LEVELS,
    ClassRecord,
    GuardianRecord,
    Problem,
    PupilRecord,
    Severity,
    Source,
    TeacherRecord,
)


def gather_classes(
    pupils: list[PupilRecord] | None,
    guardians: list[GuardianRecord] | None,
    teachers: list[TeacherRecord] | None,
) -> list[ClassRecord]:
    """List the classes of the pupils, then those that only teachers name.

    Guardians' files name classes too; they count only when no pupils' file says better.
    """
    sources: dict[str, tuple[str, Source]] = {}
    levels: dict[str, set[str]] = {}
    sizes: dict[str, int] = {}
    for pupil in pupils or ():
        for label in pupil.classes:
            key = fold(label)
            sources.setdefault(key, (label, pupil.source))
            # A pupil of several classes (inclusion) says nothing of the levels of each.
            levels.setdefault(key, set()).update(pupil.levels if len(pupil.classes) == 1 else ())
            sizes[key] = sizes.get(key, 0) + 1
    named = [(label, teacher.source) for teacher in teachers or () for label in teacher.classes]
    if pupils is None:
        named += [
            (child.class_label, guardian.source)
            for guardian in guardians or ()
            for child in guardian.children
            if child.class_label
        ]
    for label, source in named:
        sources.setdefault(fold(label), (label, source))
    return [
        ClassRecord(source, label, tuple(sorted(levels.get(key, ()), key=LEVELS.index)), sizes.get(key, 0))
        for key, (label, source) in sources.items()
    ]


def report_levels(classes: list[ClassRecord], column: str) -> list[Problem]:
    """Say which classes hold several levels, so that the director sees that it was understood."""
    return [
        Problem(
            group.source.file,
            group.source.line,
            column,
            french(f"La classe « {group.label} » a plusieurs niveaux : {', '.join(group.levels)}."),
            Severity.INFO,
            "several_levels",
        )
        for group in classes
        if len(group.levels) > 1
    ]
