"""The statement that counts for many people says what `visible_to` says for each."""

import random
from datetime import timedelta
from typing import Any

import pytest

from eprimo.foundation.access.actors import for_person
from eprimo.foundation.access.audiences import audiences_for
from eprimo.foundation.access.models import AudienceKind, AudienceProfile
from eprimo.foundation.content.models import Resource
from eprimo.foundation.directory.models import Affiliation, ClassMembership, Entitlement, Guardianship
from eprimo.foundation.kernel import clock
from eprimo.foundation.notifications.actions.notices import Card, Ring, notices_make
from eprimo.foundation.notifications.counts import DueRound, counts_of
from eprimo.foundation.notifications.models import Lane, Notice, Rhythm, Round
from eprimo.foundation.notifications.policies import visible_to
from tests import factories as make
from tests.conftest import NOW

WHO = (
    "samira", "paul", "no_exercise", "in_charge", "contact", "restricted_1", "restricted_2", "restricted_3",
    "guardian_verne", "former_guardian", "teacher_parent", "teacher", "director",
)  # fmt: skip


def everything(cast: Any) -> None:
    """A notice to each of these people by each rule about each child, and some about no child."""
    rules = [
        (AudienceKind.CLASS, cast.ce1.pk, AudienceProfile.GUARDIAN),
        (AudienceKind.CLASS, cast.cm2.pk, AudienceProfile.GUARDIAN),
        (AudienceKind.GROUP, cast.chorale.pk, AudienceProfile.GUARDIAN),
        (AudienceKind.SCHOOL, cast.tilleuls.pk, AudienceProfile.GUARDIAN),
        (AudienceKind.CLASS, cast.ce1.pk, AudienceProfile.TEACHER),
        *[
            (AudienceKind.CHILD, cast.people[name].pk, AudienceProfile.GUARDIAN)
            for name in ("lea", "noe", "yanis", "zoe")
        ],
    ]
    audiences = audiences_for(rules, cast.tilleuls.pk)
    for number, audience in enumerate(audiences.values()):
        for child in ("lea", "noe", "yanis", "zoe", "former_pupil", None):
            resource = Resource.objects.create(
                service="liaison", school=cast.tilleuls, owner=cast.teacher, title=f"{number}{child}"
            )
            told = [
                (cast.people[name].pk, cast.people[child].pk if child else None, audience.pk) for name in WHO
            ]
            notices_make(
                resource=resource, school_year=2026, card=Card(Lane.TO_DO, "x"), told=told,  # type: ignore[arg-type]
                visible_from=NOW - timedelta(minutes=number), ring=Ring(NOW),
            )  # fmt: skip


def compare(cast: Any) -> int:
    now = clock.now()
    Round.objects.all().delete()
    Notice.objects.update(rang_at=now)
    rounds = {
        name: Round.objects.create(
            person=cast.people[name], school=cast.tilleuls, channel="mail", rhythm=Rhythm.NOW,
            since=now - timedelta(days=1), until=now, due_at=now,
        )
        for name in WHO
    }  # fmt: skip
    dues = [
        DueRound(one.pk, one.key, one.person_id, one.school_id, "mail", Rhythm.NOW, one.since, one.until, 1)
        for one in rounds.values()
    ]
    found = counts_of(dues)
    total = 0
    for name, one in rounds.items():
        seen = Notice.objects.filter(visible_to(for_person(cast.people[name].pk)), state="open").count()
        counted = found[one.pk].new_todo if one.pk in found else 0
        assert counted == seen, name
        total += seen
    return total


@pytest.mark.django_db
def test_counts_are_what_each_sees(cast: Any) -> None:
    everything(cast)
    assert compare(cast) > 50


def test_counts_follow_links_that_end_move_and_close(cast: Any) -> None:
    everything(cast)
    draw = random.Random(5)
    before = compare(cast)
    changes = [
        lambda: Guardianship.objects.filter(adult=cast.samira, child=cast.noe).update(ends=NOW),
        lambda: make.restrict(Guardianship.objects.get(adult=cast.paul, child=cast.lea), cast.tilleuls, 2),
        lambda: ClassMembership.objects.filter(person=cast.lea).update(class_group=cast.cm2),
        lambda: Affiliation.objects.filter(person=cast.yanis).update(ends=NOW),
        lambda: ClassMembership.objects.filter(person=cast.zoe).update(ends=NOW),
        lambda: Entitlement.objects.filter(school=cast.tilleuls).update(ends=NOW),
    ]
    draw.shuffle(changes[:-1])
    for change in changes:
        change()
        with clock.frozen(NOW + timedelta(seconds=1)):
            after = compare(cast)
        assert after <= before
        before = after
    assert before == 0


def test_one_statement_whatever_the_number(cast: Any, django_assert_num_queries: Any) -> None:
    everything(cast)
    Notice.objects.filter(child=None).delete()
    now = clock.now()
    dues = []
    for name in WHO:
        one = Round.objects.create(
            person=cast.people[name], school=cast.tilleuls, channel="mail", rhythm=Rhythm.NOW, since=now, until=now,
            due_at=now,
        )  # fmt: skip
        dues.append(DueRound(one.pk, one.key, one.person_id, one.school_id, "mail", Rhythm.NOW, now, now, 1))
    for some in (dues[:3], dues):
        with django_assert_num_queries(2):
            counts_of(some)
