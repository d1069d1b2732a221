"""Badges: made for paper, told once. Making one kills the one before."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from eprimo.foundation.accounts.actions.accounts import accounts_ensure
from eprimo.foundation.accounts.paths import absolute
from eprimo.foundation.accounts.sheets import public_host
from eprimo.foundation.classroom.actions.pictures import missing_drawn, pictures_show
from eprimo.foundation.classroom.keys import badge_hash, new_badge
from eprimo.foundation.classroom.models import Badge
from eprimo.foundation.classroom.policies import may_make_badges
from eprimo.foundation.directory.models import ClassGroup, Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.printing.badges import BadgeCard, PicturedPupil


@transaction.atomic
def badges_make(*, actor: Actor, class_group: ClassGroup, pupils: Sequence[Person]) -> list[BadgeCard]:
    """Return a new badge for each of these pupils of the class, until the end of the school year; a line of the trail
    each."""
    require(may_make_badges, actor, class_group)
    now = clock.now()
    accounts_ensure(person_ids=[one.pk for one in pupils])
    # Away from the class a badge asks the pictures too.
    missing_drawn(actor, class_group, pupils)
    expires_at = max(_end_of_year(class_group), now + timedelta(days=1))
    codes = {one.pk: new_badge() for one in pupils}
    Badge.objects.bulk_create(
        [
            Badge(
                person_id=pk, school_id=class_group.school_id, hash=badge_hash(code), made_at=now,
                made_by_id=actor.person_id, expires_at=expires_at,
            )
            for pk, code in sorted(codes.items())
        ],
        update_conflicts=True,
        unique_fields=["person"],
        update_fields=["school", "hash", "made_at", "made_by", "expires_at", "used_at", "tries", "tried_at"],
    )  # fmt: skip
    for one in pupils:
        audit(
            actor, "classroom.badge.printed", class_group, school_id=class_group.school_id, subject_id=one.pk
        )
    return [_card(one, codes[one.pk], class_group, expires_at) for one in pupils]


def _card(pupil: Person, code: str, class_group: ClassGroup, expires_at: datetime) -> BadgeCard:
    zone = ZoneInfo(class_group.school.time_zone)
    return BadgeCard(
        first_name=pupil.first_name,
        last_name=pupil.shown_last_name,
        class_label=class_group.label,
        school_name=class_group.school.name,
        address=public_host(),
        qr_payload=f"{absolute('classroom:badge')}#{code}",
        seed=pupil.seed,
        last_day=(expires_at - timedelta(seconds=1)).astimezone(zone).date(),
    )


def _end_of_year(class_group: ClassGroup) -> datetime:
    zone = ZoneInfo(class_group.school.time_zone)
    return datetime.combine(class_group.year.ends + timedelta(days=1), time(0), zone)


@transaction.atomic
def pictures_printed(
    *, actor: Actor, class_group: ClassGroup, pupils: Sequence[Person]
) -> list[PicturedPupil]:
    """Return, for the teacher's own sheet, the pictures of these pupils, in their order; those who have none are left
    out."""
    shown = pictures_show(actor=actor, class_group=class_group)
    return [
        PicturedPupil(one.first_name, one.shown_last_name, [(p.key, str(p.word)) for p in shown[one.pk]])
        for one in pupils
        if one.pk in shown
    ]
