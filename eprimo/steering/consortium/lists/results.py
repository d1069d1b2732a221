"""The lines of a list as a page shows them: before it is applied, and afterwards."""

from dataclasses import dataclass
from uuid import UUID

from eprimo.steering.consortium.lists.planning import Change, Plan
from eprimo.steering.consortium.models import Member, MemberList


@dataclass(frozen=True, slots=True)
class RowShown:
    """One line. `page`: the public number of the member's page, when it has one."""

    line: int
    outcome: str
    name: str
    words: list[str]
    schools: int = 0
    detail: str = ""
    member: int | None = None
    page: UUID | None = None


def shown_plan(plan: Plan) -> list[RowShown]:
    """What each line would do."""
    return [
        RowShown(
            one.line.line, str(one.outcome), one.line.name or one.line.siret,
            [*one.faults, *(each.sentence for each in one.changes), *one.notes], len(one.schools),
            ", ".join(part for part in (one.line.kind, one.line.siret, one.line.email) if part),
            one.member.pk if one.member is not None else None,
            one.member.public_id if one.member is not None and one.member.pk else None,
        )
        for one in plan.lines
    ]  # fmt: skip


def shown_result(given: MemberList) -> list[RowShown]:
    """What each line did; one statement."""
    pages = dict(
        Member.objects.filter(pk__in=[one["member"] for one in given.outcome if one["member"]]).values_list(
            "pk", "public_id"
        )
    )
    details = {one["line"]: one for one in given.lines}
    return [
        RowShown(
            one["line"], one["outcome"], one["name"] or details[one["line"]].get("siret", ""),
            [*(Change(*each).sentence for each in one["changes"]), *one["words"]], len(one["schools"]),
            ", ".join(
                details[one["line"]][part] for part in ("kind", "siret", "email") if part in details[one["line"]]
            ),
            one["member"], pages.get(one["member"]),
        )
        for one in given.outcome
    ]  # fmt: skip
