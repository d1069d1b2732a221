"""Naming audiences: the row of a rule, made when it is first named."""

from collections.abc import Iterable

from eprimo.foundation.access.models import Audience, AudienceKind, AudienceProfile

type Rule = tuple[AudienceKind, int, AudienceProfile]


def audiences_for(rules: Iterable[Rule], school_id: int) -> dict[Rule, Audience]:
    """The rows of these rules in one school, made if they miss: at most three statements, whatever their number."""
    wanted = list(dict.fromkeys(rules))
    if not wanted:
        return {}
    Audience.objects.bulk_create(
        [
            Audience(kind=kind, target=target, profile=profile, school_id=school_id)
            for kind, target, profile in wanted
        ],
        ignore_conflicts=True,
    )
    rows = Audience.objects.filter(
        school_id=school_id, kind__in={r[0] for r in wanted}, target__in={r[1] for r in wanted}
    )
    found = {(AudienceKind(a.kind), a.target, AudienceProfile(a.profile)): a for a in rows}
    return {rule: found[rule] for rule in wanted}
