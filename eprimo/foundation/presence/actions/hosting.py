"""Spreading a class over others, because its teacher is missing, and gathering it again."""

from collections.abc import Iterable, Mapping, Sequence
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet

from eprimo.foundation.directory.enums import AttachmentKind
from eprimo.foundation.directory.models import Attachment, ClassGroup, ClassMembership
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.realtime import touch
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.presence.actions.spread_calls import spread_settle
from eprimo.foundation.presence.hours import HalfOf, hours_of_class
from eprimo.foundation.presence.models import Hosting
from eprimo.foundation.presence.policies import may_spread
from eprimo.foundation.presence.queries.hosting import hosted_words, standing


@transaction.atomic
def class_spread(
    *, actor: Actor, class_group: ClassGroup, halves: Sequence[HalfOf], places: Mapping[int, int]
) -> int:
    """Place children of a class in others for some half-days of a day: `places`, host by the child's id. Who is not
    named stays in the class; what was said before of these half-days is said anew. Returns how many are placed.
    DomainError with a sentence: no class then, or it is over; the class hosts others, or a host is spread itself."""
    require(may_spread, actor, class_group)
    classes = _held(class_group)
    _require_open(class_group, halves)
    pupils = ClassMembership.objects.in_force(clock.now()).filter(class_group=class_group)
    known = set(pupils.values_list("person", flat=True))
    wanted = {child: classes[host] for child, host in places.items() if child in known and host in classes}
    if not wanted:
        raise DomainError("Choisissez au moins une classe d’accueil.", code="nobody")
    _require_not_host(class_group, halves)
    _require_not_spread(wanted.values(), halves)
    before = _rows(class_group, halves)
    hosts_before = set(before.values_list("host", flat=True))
    before.exclude(child__in=wanted).delete()
    _keep(actor, class_group, halves, wanted)
    _after(class_group, halves, hosts_before | {host.pk for host in wanted.values()})
    audit(
        actor, "presence.class.spread", class_group, school_id=class_group.school_id, day=halves[0].day.isoformat(),
        halves=len(halves), children=len(wanted), hosts=len({host.pk for host in wanted.values()}),
    )  # fmt: skip
    return len(wanted)


@transaction.atomic
def class_gather(*, actor: Actor, class_group: ClassGroup, halves: Sequence[HalfOf]) -> int:
    """Put the class together again. What hosts said of its children stands. Returns how many were placed elsewhere."""
    require(may_spread, actor, class_group)
    _held(class_group)
    _require_open(class_group, halves)
    rows = _rows(class_group, halves)
    hosts = set(rows.values_list("host", flat=True))
    gone = rows.delete()[0]
    _after(class_group, halves, hosts)
    audit(
        actor, "presence.class.gathered", class_group, school_id=class_group.school_id, day=halves[0].day.isoformat(),
        halves=len(halves), children=gone,
    )  # fmt: skip
    return gone


def _held(class_group: ClassGroup) -> dict[int, ClassGroup]:
    """The other classes of the school, held until the transaction ends: of two that are spread at once, the second one
    sees what the first one did."""
    rows = ClassGroup.objects.select_for_update(of=("self",), no_key=True).filter(
        school=class_group.school_id, year=class_group.year_id, closed_at=None
    )
    return {row.pk: row for row in rows.order_by("pk") if row.pk != class_group.pk}


def _require_open(class_group: ClassGroup, halves: Sequence[HalfOf]) -> None:
    if not halves:
        raise DomainError("Choisissez une demi-journée.", code="no-class")
    now, hours = clock.now(), hours_of_class(class_group, halves[0].day)
    if any(not hours.is_open(one) for one in halves):
        raise DomainError("Il n’y a pas classe à ce moment-là.", code="no-class")
    if any(hours.ends(one) <= now for one in halves):
        raise DomainError("Cette demi-journée est finie\u00a0: ce qui a été fait reste noté.", code="over")
    last = class_group.school.running_year.ends if class_group.school.running_year else None
    if last is None or halves[0].day > last:
        raise DomainError("Cette année scolaire ne va pas jusque-là.", code="no-class")


def _rows(class_group: ClassGroup, halves: Sequence[HalfOf]) -> QuerySet[Hosting]:
    return Hosting.objects.filter(
        school_year=class_group.year_id, school=class_group.school_id, class_group=class_group, day=halves[0].day,
        half__in=[one.half for one in halves],
    )  # fmt: skip


def _require_not_host(class_group: ClassGroup, halves: Sequence[HalfOf]) -> None:
    rows = standing(clock.now()).filter(
        school_year=class_group.year_id, school=class_group.school_id, host=class_group, day=halves[0].day,
        half__in=[one.half for one in halves],
    ).select_related("class_group")  # fmt: skip
    guests = {row.child_id: row.class_group for row in rows}
    if guests:
        words = hosted_words(group.label for group in guests.values())
        raise DomainError(
            f"{class_group.label} accueille {words}\u00a0: placez-les d’abord ailleurs.",
            code="hosts",
        )


def _require_not_spread(hosts: Iterable[ClassGroup], halves: Sequence[HalfOf]) -> None:
    by_id = {host.pk: host for host in hosts}
    rows = standing(clock.now()).filter(
        class_group__in=by_id, day=halves[0].day, half__in=[one.half for one in halves]
    )
    away = rows.order_by("class_group").values_list("class_group", flat=True).first()
    if away is not None:
        raise DomainError(
            f"La classe {by_id[away].label} est répartie elle-même\u00a0: choisissez une autre classe.",
            code="spread",
        )


def _keep(
    actor: Actor, class_group: ClassGroup, halves: Sequence[HalfOf], wanted: Mapping[int, ClassGroup]
) -> None:
    now = clock.now()
    Hosting.objects.bulk_create(
        [
            Hosting(
                school_year=class_group.year_id, school_id=class_group.school_id, child_id=child,
                class_group=class_group, host=host, day=one.day, half=one.half, by_id=actor.person_id, made_at=now,
            )
            for one in halves
            for child, host in wanted.items()
        ],
        update_conflicts=True,
        unique_fields=["school_year", "school", "child", "day", "half"],
        update_fields=["class_group", "host", "by", "made_at"],
    )  # fmt: skip


def _after(class_group: ClassGroup, halves: Sequence[HalfOf], hosts: Iterable[int]) -> None:
    """The call of the class may be whole by now; whoever teaches a host sees it on the home."""
    for one in halves:
        spread_settle(class_group, one)
    now = clock.now()
    if halves[0].day == now.astimezone(ZoneInfo(class_group.school.time_zone)).date():
        teaching = Attachment.objects.in_force(now).filter(
            class_group__in=list(hosts), kind=AttachmentKind.TEACHES
        )
        touch(people=teaching.values_list("person", flat=True))
