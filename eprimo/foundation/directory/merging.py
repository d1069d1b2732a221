"""What the directory joins when two people are made one: dated links, the stricter side of each; contact details."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q

from eprimo.foundation.directory.enums import EndReason, GuardianKindChoice, Source
from eprimo.foundation.directory.models import (
    Affiliation,
    Attachment,
    ClassMembership,
    ContactDetails,
    DatedLink,
    ExternalKey,
    GroupMembership,
    GuardianRestriction,
    Guardianship,
    Person,
    ServiceEnrolment,
)
from eprimo.foundation.kernel.merging import (
    Entry,
    Merging,
    Parting,
    delete_row,
    plain,
    read_values,
    row_json,
    row_restore,
    update_row,
)

# What was merged names its own two people, for ever.
STAYS = ("directory.PersonMerge", "directory.NotTheSame")
# Each column that a link may not have twice at the same time, and what tells two links apart besides.
DATED: tuple[tuple[type[DatedLink], str, tuple[str, ...]], ...] = (
    (Affiliation, "person", ("school_id", "profile")),
    (ClassMembership, "person", ("class_group_id",)),
    (GroupMembership, "person", ("group_id",)),
    (Attachment, "person", ("school_id", "class_group_id", "child_id", "kind")),
    (Attachment, "child", ("school_id", "person_id", "kind")),
    (Guardianship, "adult", ("child_id",)),
    (Guardianship, "child", ("adult_id",)),
    (ServiceEnrolment, "child", ("service_id",)),
)
# The stricter of two: what is known before what is not, then who may do less.
STRICTNESS = (
    GuardianKindChoice.UNKNOWN, GuardianKindChoice.EXERCISES, GuardianKindChoice.IN_CHARGE,
    GuardianKindChoice.NO_EXERCISE, GuardianKindChoice.CONTACT,
)  # fmt: skip
# A link made by hand outlives what files say.
_STRENGTH = (Source.ONDE, Source.AAF, Source.MANUAL)
_CONTACT = (
    ("email",), ("phone_home",), ("phone_work",), ("phone_mobile",),
    ("address", "postcode", "city", "country"),
)  # fmt: skip


def stricter(kinds: Sequence[str]) -> str:
    return max(kinds, key=lambda kind: STRICTNESS.index(GuardianKindChoice(kind)))


def begin(merging: Merging) -> None:
    for model, column, apart in DATED:
        _join_dated(merging, model, column, apart)
    _keep_restrictions(merging, "adult")
    _keep_restrictions(merging, "child")
    _identity(merging)
    for key in ExternalKey.objects.filter(person=merging.absorbed).order_by("pk"):
        merging.change(key, person_id=merging.kept, by_merge=True)


# --- who the person is, and how to reach them ---


def _identity(merging: Merging) -> None:
    """What the kept row does not know, the other one tells; a child that was protected stays so."""
    kept, other = (Person.objects.get(pk=pk) for pk in (merging.kept, merging.absorbed))
    for name in ("civility", "sex", "birth_date", "animal", "chosen_animal"):
        if not getattr(kept, name) and getattr(other, name):
            merging.change(kept, **{name: getattr(other, name)})
    if other.protected:
        merging.change(kept, protected=True)
    known = {row.person_id: row for row in ContactDetails.objects.filter(person__in=[kept.pk, other.pk])}
    if kept.pk in known and other.pk in known:
        for names in _CONTACT:
            if not any(getattr(known[kept.pk], name) for name in names):
                merging.change(known[kept.pk], **{name: getattr(known[other.pk], name) for name in names})


# --- dated links ---


def _join_dated(merging: Merging, model: type[DatedLink], column: str, apart: tuple[str, ...]) -> None:
    both = Q(**{column: merging.kept}) | Q(**{column: merging.absorbed})
    groups: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for row in model._default_manager.filter(both).order_by("starts", "pk"):  # noqa: SLF001 - documented
        groups[tuple(getattr(row, name) for name in apart)].append(row)
    for rows in groups.values():
        for run in _runs([row for row in rows if row.ends is None or row.ends > row.starts]):
            own = [row for row in run if getattr(row, f"{column}_id") == merging.kept]
            if 0 < len(own) < len(run):
                _join(merging, own, run)


def _runs(rows: list[Any]) -> list[list[Any]]:
    """Rows, by their start, in runs that overlap."""
    runs: list[list[Any]] = []
    until: datetime | None = None
    for row in rows:
        if runs and (until is None or row.starts < until):
            runs[-1].append(row)
            until = None if until is None or row.ends is None else max(until, row.ends)
        else:
            runs.append([row])
            until = row.ends
    return runs


def _join(merging: Merging, own: list[Any], run: list[Any]) -> None:
    """One link over the whole time; the others are in the journal, and what restricted them restricts this one."""
    stays = max(own, key=_ending)
    others = [row for row in run if row.pk != stays.pk]
    now = _joined(merging, stays, run)
    was = {name: getattr(stays, name) for name in now}
    restrictions = _restrictions_to(stays, others)
    for row in others:
        delete_row(row)
    update_row(type(stays), stays.pk, now)
    merging.write(
        "joined", type(stays), pk=stays.pk, was=plain(was), now=plain(now),
        rows=[row_json(row) for row in others], **restrictions,
    )  # fmt: skip


def _ending(row: Any) -> tuple[bool, datetime]:
    return row.ends is None, row.ends or row.starts


def _joined(merging: Merging, stays: Any, run: list[Any]) -> dict[str, Any]:
    last = max(run, key=_ending)
    now: dict[str, Any] = {
        "starts": min(row.starts for row in run),
        "ends": last.ends,
        "end_reason": last.end_reason,
        "source": max((row.source for row in run), key=lambda one: _STRENGTH.index(Source(one))),
    }
    if isinstance(stays, Guardianship):
        live = [row for row in run if row.ends is None or row.ends > merging.now]
        now["kind"] = stricter([row.kind for row in live or run])
        now["priority"] = min(row.priority for row in run)
    if isinstance(stays, Affiliation):
        for name in ("function", "reason"):
            now[name] = next((getattr(row, name) for row in (stays, *run) if getattr(row, name)), "")
    return now


def _restrictions_to(stays: Any, others: list[Any]) -> dict[str, Any]:
    """Each restriction of the others goes on with the link that stays: never lost, never weaker."""
    if not isinstance(stays, Guardianship):
        return {}
    came: dict[str, list[int]] = {}
    for row in others:
        found = GuardianRestriction.objects.filter(guardianship=row)
        came[str(row.pk)] = list(found.order_by("pk").values_list("pk", flat=True))
        found.update(guardianship=stays)
    known = GuardianRestriction.objects.filter(guardianship=stays).order_by("pk")
    return {"came": came, "known": list(known.values_list("pk", flat=True))}


def _keep_restrictions(merging: Merging, column: str) -> None:
    """A decision that stands on a link which is over holds for the link of today that the other row brings."""
    other = "child_id" if column == "adult" else "adult_id"
    both = Q(**{column: merging.kept}) | Q(**{column: merging.absorbed})
    groups: dict[int, list[Guardianship]] = defaultdict(list)
    for row in Guardianship.objects.filter(both).order_by("starts", "pk"):
        groups[getattr(row, other)].append(row)
    for rows in groups.values():
        live = [row for row in rows if row.ends is None or row.ends > merging.now]
        for row in rows:
            twins = [one for one in live if getattr(one, f"{column}_id") != getattr(row, f"{column}_id")]
            if row not in live and twins:
                for standing in standing_on(merging.now).filter(guardianship=row):
                    merging.change(standing, guardianship_id=twins[-1].pk)


def standing_on(now: datetime) -> Any:
    """Condition on GuardianRestriction: those that stand now, or will."""
    rows = GuardianRestriction.objects.filter(Q(lifted_at=None) | Q(lifted_at__gt=now))
    return rows.filter(Q(in_force_until=None) | Q(in_force_until__gt=now)).order_by("pk")


# --- taken back ---


def _part(parting: Parting, entry: Entry) -> None:
    """Both links again, each with its dates and its restrictions. What ended since ends for both; a restriction that
    was set since holds for both, as nobody can tell whom it was about."""
    model: type[DatedLink] = {one._meta.label: one for one, _, _ in DATED}[entry["of"]]  # noqa: SLF001 - documented
    was, now = read_values(model, entry["was"]), read_values(model, entry["now"])
    row: Any = model._default_manager.filter(pk=entry["pk"]).first()  # noqa: SLF001 - documented
    cut = parting.now if row is None else _cut(row, now)
    if row is not None:
        longer = (
            cut is None
            and row.ends != now["ends"]
            and all(_is_of(parting.absorbed, said) for said in entry["rows"])
        )
        update_row(model, row.pk, _own_again(row, was, now, cut, longer=longer))
    for said in entry["rows"]:
        kind = {}
        if row is not None and isinstance(row, Guardianship) and row.kind != now["kind"]:
            kind = {"kind": stricter([said["kind"], row.kind])}
        made = row_restore(model, said, **{**_shortened(model, said, cut, row), **kind})
        if made is not None and row is not None and isinstance(made, Guardianship):
            _restrictions_back(entry, row, made)


def _cut(row: Any, now: dict[str, Any]) -> datetime | None:
    """When the joined link was ended since, if it was."""
    if row.ends == now["ends"] or row.ends is None:
        return None
    ended: datetime = row.ends
    return ended if now["ends"] is None or ended < now["ends"] else None


def _is_of(person: int, said: dict[str, Any]) -> bool:
    return person in (said.get("person_id"), said.get("adult_id"), said.get("child_id"))


def _own_again(
    row: Any, was: dict[str, Any], now: dict[str, Any], cut: datetime | None, *, longer: bool
) -> dict[str, Any]:
    """What nobody changed since; `longer`: it was opened again since, and stays so."""
    dates = {"ends", "end_reason"}
    values = {name: was[name] for name in was if name not in dates and getattr(row, name) == now[name]}
    if longer:
        return values
    ends = was["ends"]
    if cut is not None and (ends is None or ends > cut):
        return {**values, "ends": max(cut, was["starts"]), "end_reason": row.end_reason}
    return {**values, "ends": ends, "end_reason": was["end_reason"]}


def _shortened(
    model: type[DatedLink], said: dict[str, Any], cut: datetime | None, row: Any
) -> dict[str, Any]:
    own = read_values(model, {name: said[name] for name in ("starts", "ends")})
    if cut is None or (own["ends"] is not None and own["ends"] <= cut):
        return {}
    reason = row.end_reason if row is not None else EndReason.CORRECTED
    return {"ends": max(cut, own["starts"]), "end_reason": reason}


def _restrictions_back(entry: Entry, row: Guardianship, made: Guardianship) -> None:
    came = entry["came"][str(made.pk)]
    GuardianRestriction.objects.filter(pk__in=came, guardianship=row).update(guardianship=made)
    since = GuardianRestriction.objects.filter(guardianship=row).exclude(pk__in=entry["known"])
    with connection.cursor() as cursor:
        for pk in since.order_by("pk").values_list("pk", flat=True):
            cursor.execute("SELECT wall.restriction_copied(%s, %s)", [pk, made.pk])


UNDO = {"joined": _part}
