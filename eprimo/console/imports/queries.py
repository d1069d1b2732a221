"""What the pages of imports read."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from eprimo.foundation.directory.enums import Source
from eprimo.foundation.intake.actions.undo import not_undoable
from eprimo.foundation.intake.import_override import opening_of
from eprimo.foundation.intake.merge.plan import KINDS
from eprimo.foundation.intake.merge.report import KIND_WORDS
from eprimo.foundation.intake.models import ImportOpening, OndeDelivery
from eprimo.foundation.intake.policies import deliveries_visible_to
from eprimo.foundation.intake.records import LEVELS
from eprimo.foundation.intake.retention import UNDO_LASTS
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.pagination import Page, paginate

# Where a delivery is, in words, by the number of steps done.
STEPS = ("Fichiers reçus", "Fichiers lus", "Fichiers comparés à l’école", "Import en cours", "Import fini")
OUTCOMES = (("created", "Arrivées"), ("updated", "Changements"), ("left", "Départs"))
_ROLES = {"pupils": "élève", "guardians": "responsable", "teachers": "enseignant·e", "classes": "classe"}
_NO_CLASS = "Sans classe"


@dataclass(slots=True)
class ClassChanges:
    """What happens in one class, by outcome."""

    label: str
    groups: list[tuple[str, list[dict[str, str]]]] = field(default_factory=list)
    total: int = 0


def delivery_of(actor: Actor, public_id: UUID) -> OndeDelivery:
    """A delivery of the directed school; raises NotVisible."""
    rows = OndeDelivery.objects.filter(deliveries_visible_to(actor)).select_related("made_by", "school")
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise NotVisible
    return found


def deliveries(actor: Actor, *, after: str, before: str) -> Page[OndeDelivery]:
    """Imports of the school, newest first; the reports stay in the database."""
    rows = OndeDelivery.objects.filter(deliveries_visible_to(actor)).select_related("made_by").defer("report")
    return paginate(rows, ("-made_at", "-id"), after=after, before=before)


def count_rows(report: dict[str, Any]) -> list[dict[str, Any]]:
    """One row per kind, with its word."""
    return [{"kind": KIND_WORDS[kind].capitalize(), **report["counts"][kind]} for kind in KINDS]


def class_changes(report: dict[str, Any]) -> list[ClassChanges]:
    """Changes gathered by class; whoever is in several is told with the first."""
    found: defaultdict[str, dict[str, list[dict[str, str]]]] = defaultdict(lambda: defaultdict(list))
    for line in report["lines"]:
        label = line["class"].partition(", ")[0] or _NO_CLASS
        found[label][line["outcome"]].append({**line, "role": _ROLES[line["kind"]]})
    return [
        ClassChanges(
            label,
            [(word, groups[outcome]) for outcome, word in OUTCOMES if groups[outcome]],
            sum(map(len, groups.values())),
        )
        for label, groups in sorted(found.items(), key=lambda item: _school_order(item[0]))
    ]


# Lines of one remark that are named beside it; more are unfolded.
FEW_LINES = 5


@dataclass(frozen=True, slots=True)
class Shown:
    """One remark as the page shows it: once, with its lines."""

    file: str
    column: str
    message: str
    severity: str
    lines: tuple[int, ...]
    # What each line says, where they do not say the same.
    rows: tuple[dict[str, Any], ...] = ()
    count: int = 1

    @property
    def unfolds(self) -> bool:
        return self.count > FEW_LINES or any(row["message"] for row in self.rows)


def _shown(one: dict[str, Any]) -> Shown:
    rows = tuple(one.get("rows", ()))
    lines = tuple(row["line"] for row in rows) or (one["line"],)
    return Shown(
        one["file"], one["column"], one["message"], one["severity"], tuple(line for line in lines if line), rows,
        one.get("count", 1),
    )  # fmt: skip


def problems_of(report: dict[str, Any], *, ambiguities: bool) -> list[Shown]:
    """What is to be checked or mended, errors first."""
    told = [
        one for one in report["problems"] if one["severity"] != "info" and one["ambiguity"] == ambiguities
    ]
    return list(map(_shown, sorted(told, key=lambda one: one["severity"] != "error")))


def remarks_of(report: dict[str, Any]) -> list[Shown]:
    """What is only said: nothing is lost, nothing is asked."""
    return [_shown(one) for one in report["problems"] if one["severity"] == "info"]


def undoing(row: OndeDelivery) -> dict[str, Any]:
    """Until when an applied delivery can be undone, or why it cannot, in the page."""
    why = not_undoable(row)
    until = row.applied_at + UNDO_LASTS if row.applied_at and not why else None
    # Of what changed nothing, and of the academy's, there is nothing to say.
    onde = row.source == Source.ONDE
    return {"undo_until": until, "not_undoable": why if row.changed and onde else "", "not_onde": not onde}


def opening_for(actor: Actor) -> ImportOpening | None:
    """What the academy lets the directed school apply once; one statement."""
    return opening_of(actor.school_id or 0, actor.now) if actor.heads else None


def _school_order(label: str) -> tuple[int, str]:
    """Classes from the youngest; labels without a level, then people without a class, come last."""
    places = [LEVELS.index(word) for word in re.split(r"\W+", label.upper()) if word in LEVELS]
    return (len(LEVELS) + 1 if label == _NO_CLASS else min(places, default=len(LEVELS))), label
