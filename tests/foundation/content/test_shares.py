"""Sharing: seeing one, seeing all and the feed are three forms of one rule."""

import random
from datetime import timedelta
from typing import Any

import pytest

from eprimo.foundation.access.actors import from_session
from eprimo.foundation.access.models import AudienceKind, AudienceProfile
from eprimo.foundation.accounts.sessions import session_open
from eprimo.foundation.content import richtext
from eprimo.foundation.content.actions import (
    Sharing,
    resource_create,
    resource_move,
    shares_derive,
    version_add,
    version_retract,
)
from eprimo.foundation.content.enums import ResourceState, ShareLevel
from eprimo.foundation.content.models import Resource, Share
from eprimo.foundation.content.policies import (
    Reached,
    can_see,
    owned_by,
    reaches_at_work,
    reaches_family,
    visible_to,
)
from eprimo.foundation.content.queries import feed, own
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from tests.cast import Cast
from tests.conftest import NOW

BODY = richtext.parse("Un texte")
WHO = (
    "lea", "noe", "yanis", "samira", "paul", "restricted_1", "restricted_2", "guardian_verne", "teacher", "teacher_cm2",
    "teacher_parent", "teacher_verne", "director", "deputy", "staff", "delegate", "partner", "agent", "inspector",
    "director_ferme", "former_teacher", "former_pupil",
)  # fmt: skip


def _made(cast: Cast, owner: str = "teacher", title: str = "Titre") -> Resource:
    return resource_create(
        service="blog", school_id=cast.tilleuls.pk, owner_id=cast.people[owner].pk, title=title, draft=BODY
    )


def _now() -> Sharing:
    return Sharing(clock.now())


def _rules(cast: Cast) -> list[Any]:
    k, p = AudienceKind, AudienceProfile
    rules = [(k.CLASS, group.pk, profile) for group in (cast.ce1, cast.cm2)
             for profile in (p.PUPIL, p.GUARDIAN, p.TEACHER, p.STAFF, p.DELEGATE)]  # fmt: skip
    rules += [(k.GROUP, cast.chorale.pk, profile) for profile in (p.PUPIL, p.GUARDIAN, p.PARTNER)]
    rules += [
        (k.SCHOOL, cast.tilleuls.pk, profile) for profile in (p.HEAD, p.TEACHER, p.STAFF, p.GUARDIAN, p.PUPIL)
    ]
    rules += [(k.CHILD, cast.lea.pk, p.GUARDIAN), (k.PERSON, cast.teacher_cm2.pk, p.SELF)]
    return rules


def _reached(actor: Actor, row: Resource) -> bool:
    """What is asked of a resource whose shares were read with it."""
    own = Resource.objects.filter(owned_by(actor), pk=row.pk).exists()
    shares = tuple((share.audience_id, share.visible_from) for share in row.shares.all())
    reached = Reached(ResourceState(row.state), shares)
    return reaches_at_work(actor, reached, own=own) or reaches_family(actor, reached)


@pytest.mark.parametrize("seed", range(6))
def test_the_forms_agree(cast: Cast, seed: int) -> None:
    draw = random.Random(seed)
    rules = _rules(cast)
    for number in range(14):
        resource = _made(
            cast, draw.choice(["teacher", "director", "lea", "agent", "teacher_verne"]), f"n° {number}"
        )
        one = Sharing(NOW + timedelta(hours=draw.choice([-1, 0, 0, 1])), draw.choice(list(ShareLevel)))
        wanted = dict.fromkeys(draw.sample(rules, draw.randint(0, 4)), one)
        shares_derive(resource=resource, wanted=wanted)
        resource_move(resource=resource, state=draw.choice(list(ResourceState)))
    for name in WHO:
        actor = cast.actor(name)
        listed = set(Resource.objects.filter(visible_to(actor)).values_list("pk", flat=True))
        one_by_one = {row.pk for row in Resource.objects.order_by("pk") if can_see(actor, row)}
        known = {row.pk for row in Resource.objects.prefetch_related("shares") if _reached(actor, row)}
        fed = {item.resource_id for item in feed(actor, "blog")} | {row.pk for row in own(actor, "blog")}
        assert listed == one_by_one == known == fed, name


def test_the_feed_is_newest_first_and_short(cast: Cast) -> None:
    rule = (AudienceKind.CLASS, cast.ce1.pk, AudienceProfile.GUARDIAN)
    whole = (AudienceKind.SCHOOL, cast.tilleuls.pk, AudienceProfile.GUARDIAN)
    for number in range(40):
        with clock.frozen(NOW - timedelta(hours=40 - number)):
            resource = _made(cast, title=f"n° {number}")
            shares_derive(
                resource=resource, wanted=dict.fromkeys([rule, whole] if number % 2 else [rule], _now())
            )
            resource_move(resource=resource, state=ResourceState.PUBLISHED)
    items = feed(cast.actor("samira"), "blog")
    titles = dict(Resource.objects.values_list("pk", "title"))
    assert [titles[item.resource_id] for item in items] == [f"n° {n}" for n in range(39, 9, -1)]


def test_shares_are_those_that_were_derived_last(cast: Cast) -> None:
    """Whatever they were before; deriving the same again changes nothing."""
    resource = _made(cast)
    pupils, heads, families = _rules(cast)[0], _rules(cast)[13], _rules(cast)[1]
    later = Sharing(NOW + timedelta(hours=1), ShareLevel.CONTRIBUTE)
    assert shares_derive(resource=resource, wanted={pupils: _now(), heads: _now()})
    assert shares_derive(resource=resource, wanted={pupils: later, families: _now()})
    with clock.frozen(NOW + timedelta(hours=2)):
        assert not shares_derive(resource=resource, wanted={pupils: later, families: Sharing(NOW)})
    rows = Share.objects.values_list("audience__profile", "visible_from", "level")
    assert set(rows) == {("pupil", later.visible_from, 3), ("guardian", NOW, 1)}
    assert {share.updated_at for share in Share.objects.all()} == {NOW}


def test_a_change_moves_the_shares(cast: Cast) -> None:
    resource = _made(cast)
    shares_derive(
        resource=resource, wanted={(AudienceKind.CLASS, cast.ce1.pk, AudienceProfile.PUPIL): _now()}
    )
    with clock.frozen(NOW + timedelta(hours=1)):
        version_add(resource=resource, author_id=cast.teacher.pk, title="Autre", body=BODY)
    assert Share.objects.get().updated_at == resource.updated_at == NOW + timedelta(hours=1)
    assert (resource.version, resource.draft, resource.title) == (1, None, "Autre")
    version_retract(resource=resource)
    assert (resource.version, resource.draft, resource.versions.count()) == (0, BODY, 0)
    shares_derive(resource=resource, wanted={})
    assert not Share.objects.exists()


def test_an_audience_named_for_the_first_time_reaches_open_sessions(cast: Cast) -> None:
    """The session was read before anybody shared with the class: the new audience must not wait for the next day."""
    _, key = session_open(cast.samira.account)
    before = from_session(key)
    assert before is not None
    assert before.actor.audience_ids == frozenset()
    resource = _made(cast)
    shares_derive(
        resource=resource, wanted={(AudienceKind.CLASS, cast.ce1.pk, AudienceProfile.GUARDIAN): _now()}
    )
    resource_move(resource=resource, state=ResourceState.PUBLISHED)
    after = from_session(key)
    assert after is not None
    assert can_see(after.actor, resource)
