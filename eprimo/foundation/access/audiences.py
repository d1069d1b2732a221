"""Naming audiences: the row of a rule, made when it is first named."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from eprimo.foundation.access.models import Audience, AudienceKind, AudienceProfile
from eprimo.foundation.kernel.actor import Child

type Rule = tuple[AudienceKind, int, AudienceProfile]
# Of a class of several levels, the last part narrows to one of them.
type LevelRule = tuple[AudienceKind, int, AudienceProfile, str]


def audiences_for[R: Rule | LevelRule](rules: Iterable[R], school_id: int | None) -> dict[R, Audience]:
    """Return the audience of each of these rules in one school (None: those of territories), made where it misses: at
    most three statements, whatever their number."""
    wanted = list(dict.fromkeys(rules))
    if not wanted:
        return {}
    Audience.objects.bulk_create(
        [
            Audience(kind=kind, target=target, profile=profile, level=level, school_id=school_id)
            for kind, target, profile, level in map(_whole, wanted)
        ],
        ignore_conflicts=True,
    )
    of = Q(school=None) if school_id is None else Q(school=school_id)
    rows = Audience.objects.filter(of, kind__in={r[0] for r in wanted}, target__in={r[1] for r in wanted})
    found = {(AudienceKind(a.kind), a.target, AudienceProfile(a.profile), a.level): a for a in rows}
    return {rule: found[_whole(rule)] for rule in wanted}


def _whole(rule: Rule | LevelRule) -> tuple[AudienceKind, int, AudienceProfile, str]:
    """With its level: none, where the rule says none."""
    kind, target, profile, *level = rule
    return kind, target, profile, level[0] if level else ""


def reach_arrays(children: Iterable[Child]) -> dict[str, list[Any]]:
    """Return what each own child is reached through now, as parallel arrays for a statement: `children`, `kinds`,
    `targets` (the child itself, its classes, groups and schools)."""
    rules: list[tuple[int, str, int]] = []
    for child in children:
        for kind, targets in (
            (AudienceKind.CHILD, (child.person_id,)),
            (AudienceKind.CLASS, child.class_ids),
            (AudienceKind.GROUP, child.group_ids),
            (AudienceKind.SCHOOL, child.school_ids),
        ):
            rules += [(child.person_id, kind.value, target) for target in targets]
    return {
        "children": [child for child, _, _ in rules],
        "kinds": [kind for _, kind, _ in rules],
        "targets": [target for _, _, target in rules],
    }
