"""Two rows of one human being, and everything that the database says, for tests of merges."""

from typing import Any

from django.apps import apps

from eprimo.foundation.directory.models import Guardianship, Person
from eprimo.foundation.directory.policies.facts import facts_of
from eprimo.foundation.kernel.actor import Actor

# What a merge that was taken back leaves: its own row, the trail, tasks, counters, ended sessions.
_TRACES = {
    "kernel.AuditLine", "kernel.AuditSeal", "kernel.OutboxEvent", "directory.PersonMerge", "accounts.Session",
    "kernel.PlatformState",
}  # fmt: skip
_COUNTERS = {"epoch"}


def everything() -> dict[str, list[Any]]:
    """Every row of every table, by model."""
    found = {}
    for model in apps.get_models():
        label = model._meta.label
        if label in _TRACES or label.split(".")[0] in {"contenttypes", "auth", "django_tasks_database"}:
            continue
        names = [
            one.attname
            for one in model._meta.concrete_fields
            if one.attname not in _COUNTERS and one.name not in getattr(model, "unread", ())
        ]
        rows = model._default_manager.order_by("pk").values_list(*names)
        found[label] = sorted(map(repr, rows))
    return found


def level_of(actor: Actor, adult: Person, child: Person) -> int | None:
    """The restriction of the strictest link in force; None without a link."""
    wards = facts_of(actor, [adult.pk])[adult.pk].wards
    levels = [ward.restriction for ward in wards if ward.child.person_id == child.pk]
    return max(levels, default=None)


def links(adult: Person) -> list[tuple[int, str, bool]]:
    """Children, kinds, and whether it is over."""
    rows = Guardianship.objects.filter(adult=adult).order_by("child", "starts")
    return [(row.child_id, row.kind, row.ends is not None) for row in rows]
