"""For the kinds of the day: the dates of a thing follow it, and are seen by who sees it."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.utils.timezone import localtime

from eprimo.foundation.content.capabilities import Days, needs_day
from eprimo.foundation.content.erasing import erase
from eprimo.foundation.content.kinds import To, declared, kind_of
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.things.drafts import own_columns
from eprimo.foundation.content.things.life import (
    thing_correct,
    thing_publish,
    thing_readdress,
    thing_restore,
    thing_trash,
    thing_withdraw,
)
from eprimo.foundation.content.things.upcoming import upcoming_dates, upcoming_for
from eprimo.foundation.directory.models import Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.retention_rules import Erasing
from eprimo.foundation.occasions.models import Occasion
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.contract.things import IN_TURN, KEYS, draft, facts_of, mark, published
from tests.reference.contents import KINDS, Object

DAY = (NOW + timedelta(days=3)).date()
DATED = [key for key in KEYS if kind_of(key).get(Days) is not None]
DATED_IN_TURN = [key for key in DATED if key in IN_TURN]


def _with_day(key: str, day: date | None) -> dict[str, Any]:
    """What its author types for the thing to have that day: in an own column, else as the last one it is shown."""
    kind = kind_of(key)
    own = {**facts_of(kind), "event_on": day}
    return {"facts": own} if "event_on" in own_columns(kind) else {"until": day}


def _dated(cast: Cast, key: str, one: Object, day: date = DAY, *, at: datetime | None = None) -> Resource:
    return published(cast, key, one, at=at, **_with_day(key, day))


def _days(actor: Actor) -> list[tuple[str, date]]:
    """What the home of the actor says is ahead, now."""
    column = (
        Person.objects.filter(pk=actor.person_id)
        .annotate(found=upcoming_dates(actor))
        .values_list("found", flat=True)
    )
    return [(one.thing, one.on) for one in upcoming_for(actor, column.get())]


def _sees(cast: Cast, who: str, made: Resource) -> bool:
    return str(made.public_id) in {thing for thing, _ in _days(cast.actor(who))}


def _object(key: str) -> Object:
    return next(one for one in KINDS[key].objects if one.to == "class" and not one.pupils)


@pytest.mark.django_db
def test_a_kind_without_dates_has_none(cast: Cast) -> None:
    for key in sorted(set(KEYS) - set(DATED)):
        for one in KINDS[key].objects:
            published(cast, key, one)
    assert not Occasion.objects.exists()
    assert {key for key, kind in declared().items() if kind.get(Days) is not None} >= {*DATED, "liaison"}


@pytest.mark.parametrize("key", DATED_IN_TURN)
def test_who_sees_it_has_its_day_and_nobody_else(cast: Cast, key: str) -> None:
    made = {one.name: _dated(cast, key, one) for one in KINDS[key].objects}
    actors = {who: cast.actor(who) for who in cast.people}
    # Who has nothing to act as has no home.
    shown = {who: {thing for thing, _ in _days(actor)} for who, actor in actors.items() if actor.positions}
    for one in KINDS[key].objects:
        thing = made[one.name]
        assert Occasion.objects.filter(resource=thing, school=thing.school_id).count() == 1, one.name
        found = {who for who, things in shown.items() if str(thing.public_id) in things}
        allowed = {*one.reads.split(), *one.manages.split(), one.author}
        # Who is a parent too has two homes: that of the work is looked at here.
        assert allowed - {"teacher_parent", "restricted_1"} <= found | _not_managing(one), one.name
        assert found <= allowed, one.name


def _not_managing(one: Object) -> set[str]:
    """Who manages by the mandate that wrote it alone."""
    return set() if one.to not in {"academy", "circonscription"} else {*one.manages.split()} - {one.author}


@pytest.mark.parametrize("key", DATED_IN_TURN)
def test_it_moves_with_a_correction_and_stays_the_same_date(cast: Cast, key: str) -> None:
    one, kind = _object(key), kind_of(key)
    made = _dated(cast, key, one)
    row = Occasion.objects.get(resource=made)
    later = DAY + timedelta(days=2)
    made.refresh_from_db()
    body = made.versions.get().body
    said = {"title": made.title, "body": body, "confirmed": mark(key, made) or ""}
    thing_correct(actor=cast.actor(one.author), kind=kind, resource=made, **said, **_with_day(key, later))
    moved = Occasion.objects.get(resource=made)
    assert (moved.pk, moved.on, moved.until) == (row.pk, later, later)
    assert moved.over_at == localtime(row.over_at) + timedelta(days=2)
    if needs_day(kind):
        with pytest.raises(DomainError) as refused:
            thing_correct(
                actor=cast.actor(one.author), kind=kind, resource=made, **said, **_with_day(key, None)
            )
        assert refused.value.field == "event_on"
        return
    thing_correct(actor=cast.actor(one.author), kind=kind, resource=made, **said, **_with_day(key, None))
    assert not Occasion.objects.filter(resource=made).exists()


@pytest.mark.parametrize("key", DATED_IN_TURN)
def test_taken_back_it_has_no_date_and_has_it_again_when_it_is_back(cast: Cast, key: str) -> None:
    one, kind = _object(key), kind_of(key)
    actor = cast.actor(one.author)
    made = _dated(cast, key, one)
    thing_trash(actor=actor, kind=kind, resource=made)
    assert not Occasion.objects.exists()
    thing_restore(actor=actor, kind=kind, resource=made)
    assert _sees(cast, "paul", made)
    thing_withdraw(actor=actor, kind=kind, resource=made)
    assert not Occasion.objects.exists()
    thing_trash(actor=actor, kind=kind, resource=made)
    thing_restore(actor=actor, kind=kind, resource=made)
    assert not Occasion.objects.exists()


@pytest.mark.parametrize("key", DATED_IN_TURN)
def test_a_draft_has_none_and_what_is_to_come_is_seen_when_it_begins(cast: Cast, key: str) -> None:
    one, kind = _object(key), kind_of(key)
    draft(cast, key, one, **_with_day(key, DAY))
    assert not Occasion.objects.exists()
    later = NOW + timedelta(hours=20)
    made = _dated(cast, key, one, at=later)
    assert not _sees(cast, "paul", made)
    with clock.frozen(later):
        assert _sees(cast, "paul", made)
    thing_withdraw(actor=cast.actor(one.author), kind=kind, resource=made)
    assert not Occasion.objects.exists()


@pytest.mark.parametrize("key", DATED_IN_TURN)
def test_given_to_others_its_day_is_theirs(cast: Cast, key: str) -> None:
    made = _dated(cast, key, _object(key))
    row = Occasion.objects.get()
    assert not _sees(cast, "restricted_1", made)
    make.guardianship(cast.paul, cast.zoe)
    thing_readdress(
        actor=cast.actor("director"), kind=kind_of(key), resource=made, targets=[(To.CLASS, cast.cm2.pk)],
        confirmed=mark(key, _with_text(made)),
    )  # fmt: skip
    assert _sees(cast, "restricted_1", made)
    assert not _sees(cast, "no_exercise", made)
    assert Occasion.objects.get().pk == row.pk


def _with_text(made: Resource) -> Resource:
    """As `mark` reads it."""
    made.draft = made.versions.get().body
    return made


@pytest.mark.parametrize("key", DATED_IN_TURN)
def test_past_it_leaves_by_itself_and_no_day_is_past_from_the_start(cast: Cast, key: str) -> None:
    one = _object(key)
    made = _dated(cast, key, one)
    midnight = datetime.combine(DAY + timedelta(days=1), time(), localtime(NOW).tzinfo)
    with clock.frozen(midnight - timedelta(seconds=1)):
        assert _sees(cast, "paul", made)
    with clock.frozen(midnight):
        assert not _sees(cast, "paul", made)
    with pytest.raises(DomainError) as refused:
        _dated(cast, key, one, NOW.date() - timedelta(days=1))
    assert refused.value.field in {"until", "event_on"}


@pytest.mark.parametrize("key", DATED_IN_TURN)
def test_an_author_who_takes_the_own_words_along_leaves_no_date(cast: Cast, key: str) -> None:
    one = _object(key)
    _dated(cast, key, one)
    erase(Erasing((), (cast.people[one.author].pk,)))
    assert not Occasion.objects.exists()


@pytest.mark.parametrize("key", DATED_IN_TURN)
def test_a_second_press_makes_one_date(cast: Cast, key: str) -> None:
    one, kind = _object(key), kind_of(key)
    made = _dated(cast, key, one)
    thing_publish(actor=cast.actor(one.author), kind=kind, resource=made)
    assert Occasion.objects.count() == 1
    assert cast.actor("paul").role == Role.GUARDIAN
